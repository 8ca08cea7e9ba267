//! Commands that are about the objects of files: `apply`, `create`, `replace`, `delete -f`.

use super::apply::immortal;
use super::made::Made;
use super::object::{Key, is_other, key_of};
use super::objects::{is_global, not_found, resource};
use super::{Apply, change};
use crate::inventory::{Arrival, Found, Inventory, Workload, kinds};
use crate::resource::{PodKind, Resource};
use crate::scheduler::types::TaintEffect;
use crate::source::Draft;

impl<'a> Inventory<'a> {
    /// Makes the objects of files, or makes those that are there so.
    pub(super) fn apply_files(
        &mut self,
        paths: &[String],
        namespace: &str,
        how: Apply,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let doing = match how {
            Apply::Apply => "apply",
            Apply::Create | Apply::Autoscale => "create",
            Apply::Replace | Apply::ReplaceByForce => "replace",
        };
        let all = self.of_files(paths, namespace, made)?;
        if all.is_empty() {
            return Err(format!("no objects passed to {doing}"));
        }
        if how == Apply::ReplaceByForce {
            // All go before the first is made.
            self.delete_found(&all, paths, true, made)?;
        }
        for found in all {
            let key = key_of(&found.resource);
            let there = self.is_there(&key, made);
            match how {
                Apply::Create | Apply::Autoscale if there => return Err(already(&key, paths)),
                Apply::Replace if !there => return Err(when("replacing", paths, &not_found(&key.0, &key.2))),
                Apply::Autoscale => self.scaled_exists(found)?,
                _ => {}
            }
            if let Some(why) = made.refusal(found.resource.root) {
                return Err(why);
            }
            self.put(found, made)?;
        }
        Ok(())
    }

    /// The objects of files, each with a namespace where it is to have one.
    fn of_files(&self, paths: &[String], namespace: &str, made: &'a Made<'a>) -> Result<Vec<Found<'a>>, String> {
        let mut all = Vec::new();
        for path in paths {
            for file in made.files(path)? {
                for found in &file.objects {
                    all.push(in_namespace(*found, namespace, made)?);
                }
            }
        }
        Ok(all)
    }

    /// What an autoscaler names must be there.
    fn scaled_exists(&self, found: Found<'a>) -> Result<(), String> {
        let target = found.resource.field().at("spec").at("scaleTargetRef");
        let namespace = key_of(&found.resource).1;
        let (kind, name) = (target.at("kind").str(), target.at("name").str());
        let is_it = self.controllers().any(|c| c.kind == kind && c.name == name && c.namespace == namespace);
        if is_it { Ok(()) } else { Err(not_found(kind, name)) }
    }

    pub(super) fn is_there(&self, key: &Key, made: &Made<'a>) -> bool {
        match key.0.as_str() {
            "Node" => self.nodes.iter().any(|node| node.value.name == key.2),
            "Pod" => self.pods().any(|pod| pod.pod.namespace == key.1 && pod.pod.name == key.2),
            kind if is_other(kind) => self.find(key, made).is_some(),
            kind => self.controllers().any(|c| c.kind == kind && c.namespace == key.1 && c.name == key.2),
        }
    }

    /// Puts an object where it belongs, in the place of the one of its key.
    pub(super) fn put(&mut self, found: Found<'a>, made: &'a Made<'a>) -> Result<(), String> {
        let key = key_of(&found.resource);
        match key.0.as_str() {
            "Node" => self.put_node(found, &key),
            "Pod" => self.put_pod(found, &key, made)?,
            "HorizontalPodAutoscaler" => {
                self.changed.insert(key, Some(found));
                self.autoscale(found);
            }
            kind if PodKind::named(kind).is_some_and(PodKind::makes_pods) => self.put_controller(found, &key)?,
            "PersistentVolumeClaim" if self.find(&key, made).is_some() => {
                self.changed.insert(key, Some(found));
            }
            _ => self.place(found),
        }
        self.complete_namespaces();
        Ok(())
    }

    /// Whether files bring a node that is there a taint that drives pods away.
    pub(super) fn evicts_with(&self, paths: &[String], made: &Made<'_>) -> bool {
        let files = paths.iter().filter_map(|path| made.files(path).ok()).flatten();
        files.flat_map(|file| &file.objects).filter(|found| found.resource.kind == "Node").any(|found| {
            let new = crate::inventory::read::node(found.resource.field());
            let old = self.nodes.iter().find(|node| Some(node.value.name.as_str()) == found.resource.name());
            let fresh = |old: &crate::scheduler::types::Node| {
                new.taints.iter().any(|t| t.effect == TaintEffect::NoExecute && !old.taints.contains(t))
            };
            old.is_some_and(|old| fresh(&old.value))
        })
    }

    fn put_node(&mut self, found: Found<'a>, key: &Key) {
        let Some(at) = self.nodes.iter().position(|node| node.value.name == key.2) else {
            kinds::collect(self, &[found]);
            return;
        };
        kinds::collect(self, &[found]);
        let Some(new) = self.nodes.pop() else { return };
        let fresh = |taint: &&crate::scheduler::types::Taint| !self.nodes[at].value.taints.contains(taint);
        let taints: Vec<_> = new.value.taints.iter().filter(fresh).cloned().collect();
        self.nodes[at] = new;
        if taints.iter().any(|taint| taint.effect == TaintEffect::NoExecute) {
            self.evict_intolerant(at, &taints);
        }
        self.drop_daemons(at);
    }

    fn put_pod(&mut self, found: Found<'a>, key: &Key, made: &'a Made<'a>) -> Result<(), String> {
        if self.is_there(key, made) {
            let wanted = Draft::of(found.resource.root);
            let kept = |draft: &Draft| {
                let mut wanted = wanted.clone();
                // Where it runs is not of the file's making.
                if let Some(node) =
                    draft.at(&["spec", "nodeName"]).filter(|_| wanted.at(&["spec", "nodeName"]).is_none())
                {
                    wanted.at_mut(&["spec"]).set("nodeName", node.clone());
                }
                Ok(wanted)
            };
            return self.change_pod(&(key.1.clone(), key.2.clone()), &kept, made);
        }
        kinds::collect(self, &[found]);
        Ok(())
    }

    fn put_controller(&mut self, found: Found<'a>, key: &Key) -> Result<(), String> {
        let is_it = |arrival: &Arrival<'_>| matches!(arrival, Arrival::Controller(c) if c.kind == key.0 && c.namespace == key.1 && c.name == key.2);
        let Some(at) = self.arrivals.iter().position(is_it) else {
            kinds::collect(self, &[found]);
            return Ok(());
        };
        let Arrival::Controller(controller) = &self.arrivals[at] else { return Ok(()) };
        let (before, after) = (change::draft_of(controller), Draft::of(found.resource.root));
        if let Some(why) = super::forbidden::forbidden(controller.kind, &before, &after) {
            return Err(why);
        }
        // A number that no file says is what `scale` left.
        let said = |origin: &crate::inventory::Origin<'_>| origin.field().at("spec").at("replicas").exists();
        let kept = controller.scaled.filter(|_| !said(&controller.origin) && !said(&found.origin()));
        self.redraw(at, found.origin());
        if let Arrival::Controller(controller) = &mut self.arrivals[at] {
            controller.scaled = kept;
        }
        Ok(())
    }

    /// What an autoscaler does whatever its metrics say: no fewer replicas than `minReplicas`, no more than `maxReplicas`. One
    /// that has none is let alone (`podautoscaler/horizontal.go`, `reconcileAutoscaler`).
    fn autoscale(&mut self, found: Found<'a>) {
        let spec = found.resource.field().at("spec");
        let target = spec.at("scaleTargetRef");
        let of = Workload { kind: target.at("kind").str().to_owned(), name: target.at("name").str().to_owned() };
        let namespace = key_of(&found.resource).1;
        let least = spec.at("minReplicas").opt_int().unwrap_or(1);
        let most = spec.at("maxReplicas").opt_int().unwrap_or(i64::MAX);
        let is_it = |arrival: &Arrival<'_>| matches!(arrival, Arrival::Controller(c) if c.kind == of.kind && c.name == of.name && c.namespace == namespace);
        let Some(at) = self.arrivals.iter().position(is_it) else { return };
        if let Arrival::Controller(controller) = &mut self.arrivals[at] {
            let now = controller.wanted();
            if now > 0 {
                controller.scaled = Some(now.max(least).min(most.max(least)));
            }
        }
        self.remove_surplus(at);
    }

    /// `kubectl delete -f`
    pub(super) fn delete_files(
        &mut self,
        paths: &[String],
        namespace: &str,
        ignore_not_found: bool,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let all = self.of_files(paths, namespace, made)?;
        self.delete_found(&all, paths, ignore_not_found, made)
    }

    /// Takes objects away. What goes with another of them is on its way still when it is asked for itself.
    fn delete_found(
        &mut self,
        all: &[Found<'a>],
        paths: &[String],
        ignore_not_found: bool,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let keys: Vec<Key> = all.iter().map(|found| key_of(&found.resource)).collect();
        for key in &keys {
            if let Some(why) = immortal(key) {
                return Err(when("deleting", paths, &why));
            }
            if !ignore_not_found && !self.is_there(key, made) {
                return Err(when("deleting", paths, &not_found(&key.0, &key.2)));
            }
        }
        keys.iter().filter(|key| self.is_there(key, made)).cloned().collect::<Vec<_>>().iter().for_each(|key| {
            self.delete_one(key);
        });
        Ok(())
    }

    /// Takes an object away.
    pub(super) fn delete_one(&mut self, key: &Key) {
        match key.0.as_str() {
            "Node" => {
                let at = self.nodes.iter().position(|node| node.value.name == key.2);
                self.delete_nodes(&at.into_iter().collect::<Vec<_>>());
            }
            "Pod" => self.delete_pods(|pod| pod.pod.namespace == key.1 && pod.pod.name == key.2),
            "Namespace" => {
                let own = |namespace: &str| namespace == key.2;
                self.remove_pods_quietly(|pod| own(&pod.pod.namespace));
                self.arrivals.retain(|arrival| !matches!(arrival, Arrival::Controller(c) if own(&c.namespace)));
                self.budgets.retain(|(budget, _)| !own(&budget.namespace));
                self.claims.retain(|claim| !own(&claim.value.namespace));
                self.forget(key);
            }
            kind if is_other(kind) => self.forget(key),
            kind => {
                let is_it = |arrival: &Arrival<'_>| matches!(arrival, Arrival::Controller(c) if c.kind == kind && c.namespace == key.1 && c.name == key.2);
                let at = self.arrivals.iter().position(is_it);
                self.delete_controllers(&at.into_iter().collect::<Vec<_>>());
            }
        }
    }
}

/// The server's words, of a file that kubectl was at.
fn when(doing: &str, paths: &[String], said: &str) -> String {
    match (paths, said.split_once(": ")) {
        ([path], Some((status, said))) => format!("{status}: error when {doing} \"{path}\": {said}"),
        _ => said.to_owned(),
    }
}

/// What is said of an object that is there already, be it from a file or of the command's own making.
fn already(key: &Key, paths: &[String]) -> String {
    let there = format!("{} \"{}\" already exists", resource(&key.0), key.2);
    let said = format!("Error from server (AlreadyExists): {there}");
    match paths.first().and_then(|path| path.strip_prefix("<create ")) {
        Some(_) if key.0 == "Namespace" => said,
        Some(what) => {
            let of = match (key.0.as_str(), what.split(' ').nth(1)) {
                ("ResourceQuota", _) => "quota".to_owned(),
                ("PodDisruptionBudget", _) => "poddisruptionbudgets".to_owned(),
                ("Service", Some("nodeport")) => "NodePort service".to_owned(),
                ("Service", Some("loadbalancer")) => "LoadBalancer service".to_owned(),
                ("Service", Some("externalname")) => "ExternalName service".to_owned(),
                ("Service", _) => "ClusterIP service".to_owned(),
                (kind, _) => kind.to_lowercase(),
            };
            format!("failed to create {of}: {there}")
        }
        None if paths.iter().any(|path| path.starts_with('<')) => said,
        None => when("creating", paths, &said),
    }
}

/// An object with the namespace of the command, where it is in one and names none.
fn in_namespace<'a>(found: Found<'a>, namespace: &str, made: &'a Made<'a>) -> Result<Found<'a>, String> {
    let own = found.resource.namespace().unwrap_or_default();
    if namespace == crate::inventory::DEFAULT_NAMESPACE || is_global(found.resource.kind) || own == namespace {
        return Ok(found);
    }
    if !own.is_empty() {
        return Err(other_namespace(own, namespace));
    }
    let mut draft = Draft::of(found.resource.root);
    draft.at_mut(&["metadata"]).set("namespace", Draft::text(namespace));
    let root = made.object(&draft, found.resource.root)?;
    Ok(Found { file: found.file, resource: Resource::new(root) })
}

/// What kubectl says of an object that names another namespace than the command.
pub(super) fn other_namespace(own: &str, asked: &str) -> String {
    format!(
        "the namespace from the provided object \"{own}\" does not match the namespace \"{asked}\". You must pass \
         '--namespace={own}' to perform this operation."
    )
}
