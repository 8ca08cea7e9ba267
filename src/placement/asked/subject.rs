//! Which workload is asked about, in kubectl's words.

use crate::inventory::{Inventory, PodInstance, kind_named};
use crate::placement::case::Case;

/// The workload that is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of them, or those of one namespace.
    All(Option<String>),
    /// One.
    One {
        /// Its kind, where that is named.
        kind: Option<&'static str>,
        /// Its name.
        name: String,
        /// Its namespace, where that is named.
        namespace: Option<String>,
    },
}

impl Wanted {
    /// Reads `deployment/web`, `deploy/web`, `web`.
    ///
    /// # Errors
    /// No such kind, or one that has no pods.
    pub fn parse(word: &str, namespace: Option<String>) -> Result<Self, String> {
        let Some((kind, name)) = word.split_once('/') else {
            return Ok(Wanted::One { kind: None, name: word.to_owned(), namespace });
        };
        let kind = kind_named(kind)?;
        if matches!(kind, "Node" | "PodDisruptionBudget") || name.is_empty() {
            return Err(format!("{word}: name a workload or a pod, as in deployment/web"));
        }
        Ok(Wanted::One { kind: Some(kind), name: name.to_owned(), namespace })
    }
}

/// A workload, or a pod that stands by itself: kind, namespace, name.
pub(super) type Subject = (String, String, String);

/// Every workload of the case that makes pods itself, then the pods that nobody makes.
fn all(case: &Case<'_>) -> Vec<Subject> {
    let inventory: &Inventory<'_> = &case.inventory;
    let owned = |namespace: &str, owner: &crate::inventory::Workload| {
        inventory.controllers().any(|c| c.namespace == namespace && c.kind == owner.kind && c.name == owner.name)
    };
    let controllers = inventory.controllers().filter(|c| !c.owner.as_ref().is_some_and(|o| owned(&c.namespace, o)));
    let mut found: Vec<Subject> =
        controllers.map(|c| (c.kind.to_owned(), c.namespace.clone(), c.name.clone())).collect();
    let stands = |pod: &&PodInstance<'_>| {
        pod.workload.is_none() && pod.pod.owner.is_none() && pod.template.field().at("spec").exists()
    };
    let pods = instances(case).filter(stands);
    found.extend(pods.map(|p| ("Pod".to_owned(), p.pod.namespace.clone(), p.pod.name.clone())));
    let mut seen = std::collections::HashSet::new();
    found.retain(|subject| seen.insert(subject.clone()));
    found
}

/// Every pod of a case, with a node or without.
pub(super) fn instances<'c, 'a>(case: &'c Case<'a>) -> impl Iterator<Item = &'c PodInstance<'a>> {
    case.pods.iter().chain(&case.bound).chain(case.inventory.running.iter().filter(|p| p.observed)).chain(&case.refused)
}

/// Those that are asked about.
///
/// # Errors
/// None is of that name, or several are.
pub(super) fn asked(case: &Case<'_>, wanted: &Wanted) -> Result<Vec<Subject>, String> {
    let mut all = all(case);
    let (kind, name, namespace) = match wanted {
        Wanted::All(namespace) => {
            all.retain(|(_, own, _)| namespace.as_ref().is_none_or(|namespace| own == namespace));
            return Ok(all);
        }
        Wanted::One { kind, name, namespace } => (kind, name, namespace),
    };
    let is_it = |(own, space, called): &Subject| {
        called == name
            && kind.is_none_or(|kind| own == kind)
            && namespace.as_ref().is_none_or(|namespace| space == namespace)
    };
    let found: Vec<Subject> = all.iter().filter(|subject| is_it(subject)).cloned().collect();
    let spelled = |(kind, namespace, name): &Subject| format!("{}/{name} -n {namespace}", kind.to_lowercase());
    match found.as_slice() {
        [_] => Ok(found),
        [] => {
            let what = kind.map_or_else(|| name.clone(), |kind| format!("{}/{name}", kind.to_lowercase()));
            let place = namespace.as_ref().map_or_else(String::new, |own| format!(" in namespace {own}"));
            let known: Vec<String> = all.iter().take(8).map(spelled).collect();
            let more = if all.len() > 8 { " …" } else { "" };
            Err(match known.as_slice() {
                [] => format!("there is no {what}{place}: the files hold no workload"),
                _ => format!("there is no {what}{place}; there is {}{more}", known.join(", ")),
            })
        }
        several => {
            let each: Vec<String> = several.iter().map(spelled).collect();
            Err(format!("{name} may be each of {}: say which", each.join(", ")))
        }
    }
}
