//! What commands do to objects. Where pods find their next place is the scheduler's to say.

use super::made::Made;
use super::object::{Key, key_of};
use super::objects::{Objects, not_found};
use super::select::key;
use super::{Command, Draining, annotate, containers, dry, env, family};
use crate::inventory::matching::tolerates;
use crate::inventory::{Arrival, Found, Inventory, PodInstance, taint_text};
use crate::resource::Resource;
use crate::scheduler::types::{Labelled, Node, Taint, TaintEffect};
use crate::source::Draft;

/// The taint that cordoned nodes have.
const CORDONED: &str = "node.kubernetes.io/unschedulable";

impl<'a> Inventory<'a> {
    /// Applies a command. Of a drain that is its first part alone: the nodes are cordoned.
    ///
    /// # Errors
    /// Where kubectl would fail, too, in its words: no such node, a label that is there already.
    pub fn apply(&mut self, command: &Command, made: &'a Made<'a>) -> Result<(), String> {
        match command {
            Command::Label { objects, set, remove, overwrite } => self.label(objects, (set, remove), *overwrite, made),
            Command::Taint { objects, set, remove, overwrite } => self.taint(objects, set, remove, *overwrite),
            Command::Cordon { objects, unschedulable } => self.cordon(objects, *unschedulable),
            Command::Drain { objects, allowed: Draining { .. } } => self.cordon(objects, true),
            Command::Scale { objects, replicas, current } => self.scale(objects, *replicas, *current),
            Command::Delete { objects, ignore_not_found, orphan } => {
                self.delete(objects, (*ignore_not_found, *orphan), made)
            }
            Command::DeleteFiles { paths, namespace, ignore_not_found } => {
                self.delete_files(paths, namespace, *ignore_not_found, made)
            }
            // Budgets have a say in it: that is placement's.
            Command::Evict { objects, .. } => self.pods_of(objects).map(drop),
            Command::SetImage { objects, images } => {
                self.set(objects, &|spec| containers::set_images(spec, images), made)
            }
            Command::SetResources { objects, containers, requests, limits } => {
                let amounts = [("requests", requests.as_slice()), ("limits", limits.as_slice())];
                self.set(objects, &|spec| containers::set_resources(spec, containers, &amounts), made)
            }
            Command::Patch { objects, kind, patch, subresource } => {
                self.patch(objects, *kind, (patch, subresource), made)
            }
            Command::Annotate { objects, set, remove, overwrite } => {
                let changed = |draft: &Draft| annotate::change(draft, "annotations", (set, remove), *overwrite);
                self.change_all(objects, &changed, false, made).map(drop)
            }
            Command::Rollout { objects, how } => self.rollout(objects, *how, made),
            Command::Apply { paths, namespace, how, .. } => self.apply_files(paths, namespace, *how, made),
            Command::SetEnv { objects, env } => self.set(objects, &|spec| env::change(spec, env), made),
            Command::Undo { objects, revision } => {
                self.controllers_of(objects)?.into_iter().try_for_each(|at| self.undo(at, *revision, made))
            }
            Command::RunNow { objects, name } => self.run_now(objects, name, made),
            Command::Idle { objects, note } => {
                objects.as_ref().map_or(Ok(()), |objects| self.all_there(objects, made))?;
                self.note(note.clone());
                Ok(())
            }
            Command::Dry { .. } => {
                command.tried().map_or(Ok(()), |tried| self.clone().apply(tried, made))?;
                self.note(dry::NOTE.to_owned());
                Ok(())
            }
            Command::AddNodes { like, count } => self.add_nodes(like, *count),
        }
    }

    /// Keeps in mind what is to be said of a command, once.
    pub fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether all that a command names is there.
    fn all_there(&self, objects: &Objects, made: &Made<'a>) -> Result<(), String> {
        self.nodes_of(objects)?;
        self.pods_of(objects)?;
        self.controllers_of(objects)?;
        self.others_of(objects, made).map(drop)
    }

    fn label(
        &mut self,
        objects: &Objects,
        (set, remove): (&[(String, String)], &[String]),
        overwrite: bool,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        if objects.kinds().contains(&"Node") {
            for at in self.nodes_of(objects)? {
                let labels = &mut self.nodes[at].value.labels;
                check_labels(labels, set, overwrite)?;
                set.iter().for_each(|(key, value)| drop(labels.insert(key.clone(), value.clone())));
                remove.iter().for_each(|key| drop(labels.remove(key)));
                self.drop_daemons(at);
            }
        }
        if objects.kinds().contains(&"Pod") {
            for key in self.pods_of(objects)? {
                let Some(pod) = self.pod_mut(&key) else { continue };
                check_labels(&pod.labels, set, overwrite)?;
                let labels = &mut pod.spec.labels;
                labels.extend(set.iter().cloned());
                remove.iter().for_each(|key| drop(labels.remove(key)));
            }
        }
        let changed = |draft: &Draft| annotate::change(draft, "labels", (set, remove), overwrite);
        for at in self.controllers_of(objects)? {
            self.change_controller(at, &changed, made)?;
        }
        for found in self.others_of(objects, made)? {
            let root = made.object(&changed(&Draft::of(found.resource.root))?, found.resource.root)?;
            self.place(Found { file: found.file, resource: Resource::new(root) });
        }
        Ok(())
    }

    /// DaemonSets take their pods off a node that they no longer select (`shouldContinueRunning`).
    pub(super) fn drop_daemons(&mut self, node: usize) {
        let node = self.nodes[node].value.clone();
        let is_off = |pod: &PodInstance<'_>| {
            let is_daemon = pod.pod.owner.as_ref().is_some_and(|owner| owner.kind == "DaemonSet");
            let here = pod.pod.node_name == node.name || family::is_tied(&pod.pod, &node.name);
            is_daemon && here && pod.pod.node_selector.iter().any(|(key, value)| node.labels.get(key) != Some(value))
        };
        self.remove_pods_quietly(is_off);
    }

    fn taint(
        &mut self,
        objects: &Objects,
        set: &[Taint],
        remove: &[(String, Option<TaintEffect>)],
        overwrite: bool,
    ) -> Result<(), String> {
        let nodes = self.nodes_of(objects)?;
        for at in &nodes {
            taint(&mut self.nodes[*at].value, set, remove, overwrite)?;
        }
        for at in nodes {
            self.evict_intolerant(at, set);
        }
        Ok(())
    }

    /// What the node controller does to pods that do not tolerate a new taint (`tainteviction/taint_eviction.go`), and the
    /// one of DaemonSets to those that wait for the node.
    pub(super) fn evict_intolerant(&mut self, node: usize, set: &[Taint]) {
        let name = self.nodes[node].value.name.clone();
        for taint in set.iter().filter(|taint| taint.effect == TaintEffect::NoExecute) {
            let stays =
                |pod: &PodInstance<'_>| pod.pod.tolerations.iter().any(|toleration| tolerates(toleration, taint));
            let why = format!("node `{name}` has the taint {}, which it does not tolerate", taint_text(taint));
            self.remove_pods(|pod| pod.pod.node_name == name && !stays(pod), &why);
            self.arrivals.retain(
                |arrival| !matches!(arrival, Arrival::Pod(pod) if family::is_tied(&pod.pod, &name) && !stays(pod)),
            );
        }
    }

    /// Evicts the pods that tolerate a taint which one of the commands set for a time alone: that is over once no other
    /// command takes it away.
    pub fn expire_tolerations(&mut self, commands: &[Command]) {
        let set = |command: &Command| match command {
            Command::Taint { set, .. } => set.clone(),
            _ => Vec::new(),
        };
        let taints: Vec<Taint> = commands.iter().flat_map(set).collect();
        for node in self.nodes.iter().map(|node| node.value.clone()).collect::<Vec<_>>() {
            let new = |taint: &&Taint| taint.effect == TaintEffect::NoExecute && taints.contains(taint);
            for taint in node.taints.iter().filter(new) {
                let why =
                    format!("node `{}` has the taint {}, which it tolerates for a time", node.name, taint_text(taint));
                self.remove_pods(|pod| pod.pod.node_name == node.name && tolerates_for_a_time(pod, taint), &why);
            }
        }
    }

    fn cordon(&mut self, objects: &Objects, unschedulable: bool) -> Result<(), String> {
        for at in self.nodes_of(objects)? {
            let node = &mut self.nodes[at].value;
            node.unschedulable = unschedulable;
            if !unschedulable {
                // The node controller takes its taint away with the mark.
                node.taints.retain(|taint| taint.key != CORDONED);
            }
        }
        Ok(())
    }

    fn scale(&mut self, objects: &Objects, replicas: i64, current: Option<i64>) -> Result<(), String> {
        let found = self.controllers_of(objects)?;
        if found.is_empty() {
            return Err("no objects passed to scale".to_owned());
        }
        for at in found {
            let Arrival::Controller(controller) = &mut self.arrivals[at] else { continue };
            let now = controller.wanted();
            if let Some(current) = current.filter(|current| *current != now) {
                return Err(format!("Expected replicas to be {current}, was {now}"));
            }
            controller.scaled = Some(i64::from(of_32_bits(&controller.name, replicas, current.is_some())?));
            self.remove_surplus(at);
        }
        Ok(())
    }

    fn delete(
        &mut self,
        objects: &Objects,
        (ignore_not_found, orphan): (bool, bool),
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        // What one of them takes away with it was there when the others were asked for.
        let has_pods = objects.kinds().contains(&"Pod");
        let pods = if has_pods { known(self.pods_of(objects), ignore_not_found)? } else { Vec::new() };
        objects.named().iter().find_map(|(kind, name)| immortal(&named_key(kind, name))).map_or(Ok(()), Err)?;
        let others = known(self.others_of(objects, made), ignore_not_found)?;
        if let Some(why) = others.iter().find_map(|found| immortal(&key_of(&found.resource))) {
            return Err(why);
        }
        if objects.kinds().contains(&"Node") {
            let nodes = known(self.nodes_of(objects), ignore_not_found)?;
            self.delete_nodes(&nodes);
        }
        self.delete_pods(|pod| pods.contains(&key(&pod.pod)));
        let controllers = known(self.controllers_of(objects), ignore_not_found)?;
        if orphan {
            self.orphan(&controllers);
        } else {
            self.delete_controllers(&controllers);
        }
        others.iter().for_each(|found| self.delete_one(&key_of(&found.resource)));
        Ok(())
    }

    fn add_nodes(&mut self, like: &str, count: usize) -> Result<(), String> {
        let found = self.nodes.iter().find(|node| node.value.name == like);
        let like = found.ok_or_else(|| not_found("Node", like))?.clone();
        let mut number = 0;
        for _ in 0..count {
            let name = loop {
                number += 1;
                let name = format!("{}-like-{number}", like.value.name);
                if self.nodes.iter().all(|node| node.value.name != name) {
                    break name;
                }
            };
            let mut node = like.clone();
            if node.value.labels.get("kubernetes.io/hostname").is_some() {
                node.value.labels.insert("kubernetes.io/hostname".to_owned(), name.clone());
            }
            node.value.name = name;
            node.value.unschedulable = false;
            node.value.taints.retain(|taint| taint.key != CORDONED);
            self.nodes.push(node);
        }
        Ok(())
    }
}

/// The number of replicas as the API has it. What is beyond is refused where kubectl sends it as it is, and taken for another
/// number where it asked for the old one before (`pkg/scale/scale.go`, `ScaleSimple`).
fn of_32_bits(name: &str, replicas: i64, asked: bool) -> Result<i32, String> {
    #[allow(clippy::cast_possible_truncation, reason = "kubectl does so, too")]
    let cut = replicas as i32;
    match i32::try_from(replicas) {
        Err(_) if !asked => Err(format!(
            "The request is invalid: patch: json: cannot unmarshal number {replicas} into Go struct field \
             ScaleSpec.spec.replicas of type int32"
        )),
        _ if cut < 0 => Err(format!(
            "The Scale \"{name}\" is invalid: spec.replicas: Invalid value: {cut}: must be greater than or equal to 0"
        )),
        _ => Ok(cut),
    }
}

/// What the server says of a namespace that never goes (`namespace/lifecycle`).
pub(super) fn immortal((kind, _, name): &Key) -> Option<String> {
    let stays = kind == "Namespace" && matches!(name.as_str(), "default" | "kube-public" | "kube-system");
    stays.then(|| {
        format!("Error from server (Forbidden): namespaces \"{name}\" is forbidden: this namespace may not be deleted")
    })
}

fn named_key(kind: &str, name: &str) -> Key {
    (kind.to_owned(), String::new(), name.to_owned())
}

/// What is found; nothing, where that what is not there does not matter.
fn known<T>(found: Result<Vec<T>, String>, ignore_not_found: bool) -> Result<Vec<T>, String> {
    found.or_else(|why| if ignore_not_found { Ok(Vec::new()) } else { Err(why) })
}

/// Whether it is a toleration with `tolerationSeconds` that meets the taint.
fn tolerates_for_a_time(pod: &PodInstance<'_>, taint: &Taint) -> bool {
    let written = pod.template.field().at("spec").at("tolerations");
    let timed = written.items().any(|toleration| {
        toleration.at("tolerationSeconds").exists()
            && matches!(toleration.at("key").str(), key if key == taint.key || key.is_empty())
    });
    timed && pod.pod.tolerations.iter().any(|toleration| tolerates(toleration, taint))
}

/// What kubectl says of labels that are there already (`validateNoOverwrites`).
fn check_labels(labels: &impl Labelled, set: &[(String, String)], overwrite: bool) -> Result<(), String> {
    for (key, value) in set {
        if let Some(old) = labels.label(key).filter(|old| *old != value && !overwrite) {
            return Err(format!("'{key}' already has a value ({old}), and --overwrite is false"));
        }
    }
    Ok(())
}

/// Changes the taints of a node (`updateTaints`, `reorganizeTaints`).
fn taint(
    node: &mut Node,
    set: &[Taint],
    remove: &[(String, Option<TaintEffect>)],
    overwrite: bool,
) -> Result<(), String> {
    let same = |one: &Taint, other: &Taint| one.key == other.key && one.effect == other.effect;
    let there: Vec<&str> =
        set.iter().filter(|new| node.taints.iter().any(|old| same(old, new))).map(|new| new.key.as_str()).collect();
    if !overwrite && !there.is_empty() {
        return Err(format!(
            "node {} already has {} taint(s) with same effect(s) and --overwrite is false",
            node.name,
            there.join(",")
        ));
    }
    node.taints.retain(|old| !set.iter().any(|new| same(old, new)));
    node.taints.extend(set.iter().cloned());
    for (key, effect) in remove {
        let before = node.taints.len();
        node.taints.retain(|taint| taint.key != *key || effect.is_some_and(|effect| effect != taint.effect));
        if before == node.taints.len() {
            let effect =
                effect.map_or_else(String::new, |effect| format!(":{}", crate::inventory::effect_text(effect)));
            return Err(format!("taint \"{key}{effect}\" not found"));
        }
    }
    Ok(())
}
