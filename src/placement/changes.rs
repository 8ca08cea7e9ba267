//! What is another way after what-if commands: who moves, who falls out, who gets a place.

use std::collections::{BTreeMap, BTreeSet};

use super::Placement;
use crate::scheduler::types::{Pod, Verdict};

/// What becomes of a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// It had a node and waits now.
    Loses,
    /// It was to go, and a budget holds it.
    Stays,
    /// It was there, and the server does not let it in now.
    NotCreated,
    /// It is on another node.
    Moves,
    /// It waited, or was refused, and has a node now.
    Gets,
    /// It is not there any more.
    Gone,
    /// It was not there before.
    New,
}

impl Turn {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Turn::Loses => "loses",
            Turn::Stays => "stays",
            Turn::NotCreated => "not-created",
            Turn::Moves => "moves",
            Turn::Gets => "gets",
            Turn::Gone => "gone",
            Turn::New => "new",
        }
    }
}

/// A pod that is another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `namespace/name`; where another has come in its place, that one's.
    pub pod: String,
    /// What makes it, as `namespace/Kind/name`, or it itself.
    pub of: String,
    /// What becomes of it.
    pub turn: Turn,
    /// Its node before; empty for none.
    pub before: String,
    /// Its node after; empty for none.
    pub after: String,
}

impl Change {
    /// Whether it is without a node, and had one or was not there.
    pub fn is_left(&self) -> bool {
        matches!(self.turn, Turn::Loses | Turn::NotCreated) || self.turn == Turn::New && self.after.is_empty()
    }
}

/// A pod as it is counted here.
struct Stand {
    /// What makes it, or it itself.
    of: String,
    /// Its node; empty for none.
    node: String,
}

/// Every pod that is there, by `namespace/name`.
fn stands(placement: &Placement) -> BTreeMap<String, Stand> {
    let mut all = BTreeMap::new();
    let mut add = |pod: &Pod, workload: Option<&crate::inventory::Workload>, node: &str| {
        let owner = pod.owner.as_ref().map(|owner| (owner.kind.as_str(), owner.name.as_str()));
        let of = workload.map(|of| (of.kind.as_str(), of.name.as_str())).or(owner);
        let of = of.map_or_else(|| pod.key(), |(kind, name)| format!("{}/{kind}/{name}", pod.namespace));
        all.insert(pod.key(), Stand { of, node: node.to_owned() });
    };
    placement.running.iter().for_each(|pod| add(pod, None, &pod.node_name));
    placement.bound.iter().for_each(|pod| add(&pod.pod, pod.workload.as_deref(), &pod.pod.node_name));
    for decision in &placement.decisions {
        let pod = &placement.pods[decision.pod];
        let node = match &decision.verdict {
            Verdict::Scheduled { node } | Verdict::Preempting { node, .. } => placement.node_name(*node),
            _ => "",
        };
        add(&pod.pod, pod.workload.as_deref(), node);
    }
    // Who makes room is gone.
    for decision in &placement.decisions {
        if let Verdict::Preempting { victims, .. } = &decision.verdict {
            victims.iter().for_each(|victim| drop(all.remove(victim)));
        }
    }
    all
}

/// What is another way, those that fall out first. Pods that a controller makes in the place of others count as those.
pub fn changes(before: &Placement, after: &Placement) -> Vec<Change> {
    let (mut old, mut new) = (stands(before), stands(after));
    let mut changes = Vec::new();
    for pod in &after.held {
        let unmoved = old.get(pod).zip(new.get(pod)).filter(|(was, is)| was.node == is.node);
        if let Some((_, is)) = unmoved {
            let (before, after) = (is.node.clone(), is.node.clone());
            changes.push(Change { pod: pod.clone(), of: is.of.clone(), turn: Turn::Stays, before, after });
        }
    }
    let mut held = |pod: &str, old: &Stand, new: &Stand| {
        let turn = match (old.node.as_str(), new.node.as_str()) {
            (was, is) if was == is => return,
            (_, "") => Turn::Loses,
            ("", _) => Turn::Gets,
            _ => Turn::Moves,
        };
        let (pod, of) = (pod.to_owned(), new.of.clone());
        changes.push(Change { pod, of, turn, before: old.node.clone(), after: new.node.clone() });
    };
    let same: Vec<String> = old.keys().filter(|pod| new.contains_key(*pod)).cloned().collect();
    for pod in same {
        if let (Some(was), Some(is)) = (old.remove(&pod), new.remove(&pod)) {
            held(&pod, &was, &is);
        }
    }
    // Of those that came in the place of others the ones on the same nodes stand for each other first.
    for on_same_node in [true, false] {
        let fresh: Vec<String> = new.keys().cloned().collect();
        for pod in fresh {
            let Some(is) = new.get(&pod) else { continue };
            let fits = |(_, was): &(&String, &Stand)| was.of == is.of && (!on_same_node || was.node == is.node);
            let Some(earlier) = old.iter().find(fits).map(|(name, _)| name.clone()) else { continue };
            if let (Some(was), Some(is)) = (old.remove(&earlier), new.remove(&pod)) {
                held(&pod, &was, &is);
            }
        }
    }
    let lone = |(pod, stand): (String, Stand), turn| match turn {
        Turn::Gone | Turn::NotCreated => Change { pod, of: stand.of, turn, before: stand.node, after: String::new() },
        _ => Change { pod, of: stand.of, turn, before: String::new(), after: stand.node },
    };
    let barred: BTreeSet<String> = after.refused.iter().filter(|pod| !pod.waits).map(|pod| pod.pod.key()).collect();
    let turn = |pod: &String| if barred.contains(pod) { Turn::NotCreated } else { Turn::Gone };
    changes.extend(old.into_iter().map(|stand| {
        let turn = turn(&stand.0);
        lone(stand, turn)
    }));
    changes.extend(new.into_iter().map(|stand| lone(stand, Turn::New)));
    changes.sort_by(|one, other| (one.turn, &one.pod).cmp(&(other.turn, &other.pod)));
    changes
}

/// Said where pods are placed after commands that ask for none that run.
const ANEW: &str = "pods are placed anew after the commands, as nothing says that they run already: `--applied` keeps what has a \
                    node where it is";

/// What there is to say of commands beside these changes, as sentences.
pub fn notes(after: &Placement, changes: &[Change]) -> Vec<String> {
    let moved = changes.iter().any(|change| matches!(change.turn, Turn::Loses | Turn::Moves));
    let anew = Some(ANEW.to_owned()).filter(|_| after.anew && moved);
    after.notes.iter().cloned().chain(anew).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::inventory::parse_commands;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    const WORLD: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {allocatable: {cpu: 1, memory: 4Gi, pods: 9}, \
                         conditions: [{type: Ready, status: 'True'}]}\n---\napiVersion: v1\nkind: Node\nmetadata: {name: b}\nstatus: \
                         {allocatable: {cpu: 1, memory: 4Gi, pods: 9}, conditions: [{type: Ready, status: 'True'}]}\n---\napiVersion: \
                         apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2, selector: {matchLabels: {app: web}}, \
                         template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i, resources: {requests: {cpu: \
                         1}}}]}}}\n";

    fn told(command: &str) -> Vec<String> {
        let what_if = parse_commands(command).unwrap();
        let placing = Some(Placing { what_if, ..Placing::default() });
        let outcome = run(&[SourceFile::new("a.yaml", WORLD)], &Request { placing, ..Request::default() }).unwrap();
        let changes = changes(outcome.before.as_ref().unwrap(), outcome.placement.as_ref().unwrap());
        let word = |change: &Change| format!("{} {}>{}", change.turn.as_str(), change.before, change.after);
        changes.iter().map(word).collect()
    }

    #[test]
    fn who_moves_and_who_falls_out() {
        assert_eq!(told("label node a x=y"), Vec::<String>::new());
        assert_eq!(told("drain a"), ["loses a>"]);
        assert_eq!(told("add node --like b; drain a"), ["moves a>b-like-1"]);
        assert_eq!(told("scale deployment web --replicas=1").len(), 1);
        assert_eq!(told("scale deployment web --replicas=3"), ["new >"]);
        // The first new pod waits, and the old ones with it: two of two must be there.
        assert_eq!(told("set resources deployment web --requests=cpu=2"), ["new >"]);
        assert_eq!(told("delete deployment web"), ["gone a>", "gone b>"]);
    }
}
