//! Fewer pods of a workload, as many as find a node: proven like every other offer, and told after those that keep the number.

use std::collections::HashMap;

use super::case::Case;
use super::fate::{Fate, Fates};
use super::proven_offers::Prover;
use crate::explain::{Offer, fewer, wanted};
use crate::inventory::{Arrival, PodInstance, Workload};
use crate::model::Shared;

/// Numbers that are tried: where some pods go, those that stay may find other places, or wait behind one that finds none.
const TRIED: usize = 4;

/// A workload: its namespace, its kind and its name.
type Key = (String, Shared<Workload>);

/// What is offered to each workload of which some pods have a place and others have none.
pub(super) struct Fewer {
    /// The numbers that workloads are scaled to by commands.
    scaled: HashMap<(String, Workload), i64>,
    known: HashMap<Key, Option<Offer>>,
}

impl Fewer {
    /// Nothing yet.
    pub(super) fn of(case: &Case<'_>) -> Self {
        let scaled = case.inventory.arrivals.iter().filter_map(|arrival| {
            let Arrival::Controller(controller) = arrival else { return None };
            let workload = Workload { kind: controller.kind.to_owned(), name: controller.name.clone() };
            Some(((controller.namespace.clone(), workload), controller.scaled?))
        });
        Fewer { scaled: scaled.collect(), known: HashMap::new() }
    }

    /// The offer to the workload of that pod.
    pub(super) fn offer(&mut self, pod: &PodInstance<'_>, prover: &mut Prover<'_, '_>) -> Option<Offer> {
        let key = (pod.pod.namespace.clone(), pod.workload.clone()?);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let scaled = self.scaled.get(&(key.0.clone(), (*key.1).clone())).copied();
        let offer = proven(pod, &key, scaled, prover);
        self.known.insert(key, offer.clone());
        offer
    }
}

fn proven(pod: &PodInstance<'_>, key: &Key, scaled: Option<i64>, prover: &mut Prover<'_, '_>) -> Option<Offer> {
    let own = |fate: &&Fate| fate.pod.namespace == key.0 && fate.workload.as_ref() == Some(&key.1);
    let number = |fates: &Fates, has: bool| fates.iter().filter(own).filter(|fate| fate.has_place() == has).count();
    if number(prover.before(), true) == 0 {
        return None;
    }
    let mut fits = wanted(pod, scaled)?.checked_sub(i64::try_from(number(prover.before(), false)).ok()?)?;
    for _ in 0..TRIED {
        let offer = fewer(pod, scaled, fits)?;
        let after = prover.after(&offer)?;
        let lacking = number(&after, false);
        if lacking == 0 {
            let lost = |had: &Fate| had.has_place() && !own(&had) && !after.has_place(&had.pod);
            return if prover.before().iter().any(lost) { None } else { Some(offer) };
        }
        fits -= i64::try_from(lacking).ok()?;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::inventory::parse_commands;
    use crate::model::Edit;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    const NODES: &str = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: w, count: 2, allocatable: {cpu: 2, memory: 4Gi}}\n";

    fn workload(kind: &str, head: &str) -> String {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: w}}\nspec:\n{head}  selector: {{matchLabels: {{a: b}}}}\n  template:\n    metadata: {{labels: {{a: b}}}}\n    spec:\n      restartPolicy: Always\n      containers: [{{name: c, image: i, resources: {{requests: {{cpu: '1500m'}}}}}}]\n"
        )
    }

    /// The last offer to the first pod without a node: title, price, and the command or what is written instead.
    fn last(manifest: &str, command: &str) -> Option<(String, String, String)> {
        let files = [SourceFile::new("n.yaml", NODES), SourceFile::new("a.yaml", manifest)];
        let what_if = if command.is_empty() { Vec::new() } else { parse_commands(command).unwrap() };
        let placing = Placing { explain: true, what_if, ..Placing::default() };
        let outcome = run(&files, &Request { placing: Some(placing), ..Request::default() }).unwrap();
        let placement = outcome.placement.unwrap();
        let offer = placement.explanations.iter().flatten().next()?.offers.last()?.clone();
        let written: Vec<Edit> = offer.edits;
        let change = offer.command.unwrap_or_else(|| written.iter().map(|edit| edit.text.clone()).collect());
        Some((offer.title, offer.price, change))
    }

    #[test]
    fn as_many_as_find_a_node_are_offered_last() {
        let own =
            |title: &str, price: &str, change: &str| Some((title.to_owned(), price.to_owned(), change.to_owned()));
        let three = own("run 2 replicas instead of 3 (replicas: 2)", "1 replica fewer", "2");
        assert_eq!(last(&workload("Deployment", "  replicas: 3\n"), ""), three);
        assert_eq!(last(&workload("ReplicaSet", "  replicas: 3\n"), ""), three);
        assert_eq!(last(&workload("StatefulSet", "  replicas: 3\n"), ""), three);
        let job = workload("Job", "  parallelism: 5\n  completions: 9\n").replace("apps/", "batch/");
        let job = job.replace("  selector: {matchLabels: {a: b}}\n", "").replace("Always", "Never");
        let price = "3 pods fewer at once: it takes longer";
        assert_eq!(last(&job, ""), own("run 2 pods instead of 5 (parallelism: 2)", price, "2"));
        let scale = "kubectl scale deployment/w -n default --replicas=2";
        let told = own("run 2 replicas instead of 4 (replicas: 2)", "2 replicas fewer", scale);
        assert_eq!(last(&workload("Deployment", "  replicas: 1\n"), "kubectl scale deployment/w --replicas=4"), told);
    }

    #[test]
    fn where_none_finds_a_node_fewer_do_not_help() {
        let all = workload("Deployment", "  replicas: 3\n").replace("1500m", "9");
        let offer = last(&all, "").unwrap();
        assert!(!offer.0.starts_with("run "), "{offer:?}");
    }
}
