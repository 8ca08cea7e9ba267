//! ResourceQuota: what a namespace has left when a pod comes, and what is said where that is not enough
//! (`apiserver/pkg/admission/plugin/resourcequota`, `pkg/quota/v1/evaluator/core/pods.go`).
//!
//! The server's order is not known for objects that come together, so they come in the order of their files.

mod claims;
mod hold;
mod objects;
mod order;
mod places;
mod scope;
mod usage;

pub(in crate::inventory) use hold::{ended, settle};
pub use hold::{hold_quotas, let_in};

use std::collections::HashMap;

use crate::inventory::Around;
use crate::inventory::read::{amount, resources};
use crate::model::{FileId, Quantity, Span};
use crate::resource::Field;
use crate::scheduler::types::ResourceList;
use scope::Scope;
use usage::Usage;

/// An entry of `spec.hard`.
#[derive(Clone, Debug)]
struct Hard {
    /// As the quota calls it: `requests.cpu`, `pods`, `count/jobs.batch`.
    resource: String,
    amount: Quantity,
    span: Span,
}

/// A ResourceQuota.
#[derive(Clone, Debug)]
pub struct ResourceQuota {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The file that holds it, for the places of its amounts.
    pub file: FileId,
    /// What it allows, sorted by resource.
    hard: Vec<Hard>,
    /// A pod counts that is in all of them.
    scopes: Vec<Scope>,
    /// `status.used`, where that is known; after [`settle`] what is used beside the pods that the tree holds.
    used: ResourceList,
    /// Whether a status says what is used.
    counted: bool,
}

/// Reads a ResourceQuota. What is allowed stands in the status alone in some dumps.
pub(crate) fn resource_quota(f: Field<'_>) -> ResourceQuota {
    let (meta, spec, status) = (f.at("metadata"), f.at("spec"), f.at("status"));
    let given = if spec.at("hard").exists() { spec.at("hard") } else { status.at("hard") };
    let entry = |(key, value): (crate::source::Node<'_>, Field<'_>)| {
        Some(Hard { resource: key.scalar_text().to_owned(), amount: amount(value)?, span: value.span() })
    };
    let mut hard: Vec<Hard> = given.entries().filter_map(entry).collect();
    hard.sort_by(|a, b| a.resource.cmp(&b.resource));
    ResourceQuota {
        namespace: meta.at("namespace").str().to_owned(),
        name: meta.at("name").str().to_owned(),
        file: FileId::HERE,
        hard,
        scopes: scope::read(spec),
        used: resources(status.at("used")),
        counted: status.at("used").exists(),
    }
}

/// Puts a quota to the others. Applied together, the later of two of one name takes the place of the earlier; what a status
/// says is used stays known. Those that are never applied together stand beside each other.
pub(in crate::inventory) fn add(quotas: &mut Vec<ResourceQuota>, mut quota: ResourceQuota, around: Around<'_>) {
    let is_same = |known: &&mut ResourceQuota| {
        known.namespace == quota.namespace && known.name == quota.name && around.meet(known.file, quota.file)
    };
    match quotas.iter_mut().find(is_same) {
        Some(earlier) => {
            if !quota.counted {
                quota.counted = earlier.counted;
                std::mem::swap(&mut quota.used, &mut earlier.used);
            }
            *earlier = quota;
        }
        None => quotas.push(quota),
    }
}

/// The quotas of a namespace that an object of a file meets, by their places among all.
fn met<'q>(
    quotas: impl Iterator<Item = &'q ResourceQuota> + Clone,
    around: Around<'_>,
    (namespace, file): (&str, FileId),
) -> Vec<usize> {
    let own: Vec<usize> =
        quotas.clone().enumerate().filter(|(_, quota)| quota.namespace == namespace).map(|(at, _)| at).collect();
    let all = quotas.filter(|quota| quota.namespace == namespace).map(|quota| (quota.name.as_str(), quota.file));
    around.met(file, all).into_iter().map(|at| own[at]).collect()
}

/// Objects that are seen one after the other, by what they are called: of those of one name that may meet the first alone
/// counts.
#[derive(Default)]
struct Seen<K>(HashMap<K, Vec<FileId>>);

impl<K: std::hash::Hash + Eq> Seen<K> {
    /// The file of the one that counts, where that is not this one.
    fn before(&mut self, key: K, file: FileId, around: Around<'_>) -> Option<FileId> {
        let files = self.0.entry(key).or_default();
        let first = files.iter().copied().find(|known| around.meet(*known, file));
        if first.is_none() {
            files.push(file);
        }
        first
    }
}

/// Resources that would be counted beyond what is allowed, with what the pod adds, what is used, and what is allowed.
struct Exceeded<'q> {
    hard: &'q Hard,
    requested: Quantity,
    used: Quantity,
}

impl ResourceQuota {
    fn allows(&self, resource: &str) -> Option<&Hard> {
        self.hard.iter().find(|hard| hard.resource == resource)
    }

    /// Whether the pod counts here at all (`generic.Matches`).
    fn matches(&self, pod: &Usage) -> bool {
        self.hard.iter().any(|hard| usage::of_pods(&hard.resource)) && self.covers(pod)
    }

    /// Whether the pod is in every scope.
    fn covers(&self, pod: &Usage) -> bool {
        self.scopes.iter().all(|scope| scope.holds(pod))
    }

    /// What of these amounts does not fit in beside what is used.
    fn exceeded(&self, used: &ResourceList, added: &ResourceList) -> Vec<Exceeded<'_>> {
        let over = |hard: &'_ Hard| {
            let requested = *added.get(&hard.resource).filter(|amount| !amount.is_zero())?;
            let used = used.get(&hard.resource).copied().unwrap_or(Quantity::ZERO);
            (used.plus(requested) > hard.amount).then_some((requested, used))
        };
        self.hard
            .iter()
            .filter_map(|hard| over(hard).map(|(requested, used)| Exceeded { hard, requested, used }))
            .collect()
    }

    /// What an entry says, for its place.
    fn allowance(&self, hard: &Hard) -> String {
        format!("quota `{}` allows {}={} in namespace `{}`", self.name, hard.resource, hard.amount, self.namespace)
    }

    /// The server's words (`CheckRequest`).
    fn exceeded_text(&self, exceeded: &[Exceeded<'_>]) -> String {
        let over = exceeded.iter().map(|e| (e.hard.resource.as_str(), [e.requested, e.used, e.hard.amount]));
        exceeded_text(&self.name, &over.collect::<Vec<_>>())
    }
}

/// The server's words of what goes over a quota (`CheckRequest`): each resource with what is requested, used and allowed of it.
pub(crate) fn exceeded_text(quota: &str, over: &[(&str, [Quantity; 3])]) -> String {
    let list = |which: usize| {
        over.iter().map(|(resource, amounts)| format!("{resource}={}", amounts[which])).collect::<Vec<_>>().join(",")
    };
    format!("exceeded quota: {quota}, requested: {}, used: {}, limited: {}", list(0), list(1), list(2))
}

#[cfg(test)]
mod tests;
