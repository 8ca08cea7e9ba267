//! Commands that change the manifest of an object: a draft is made of it, changed, judged, and read again.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::forbidden::forbidden;
use super::made::Made;
use super::object::key_of;
use super::objects::Objects;
use super::patch::{PatchKind, patched};
use super::{Older, Patch, Rollout, forbidden, identity, undo};
use crate::inventory::{Arrival, Controller, Found, Inventory, Origin};
use crate::resource::{PodKind, Resource};
use crate::scheduler::types::Labels;
use crate::source::Draft;

/// Where a kind keeps the template of its pods.
pub(super) fn template_of(kind: &str) -> Vec<&'static str> {
    PodKind::named(kind).map_or_else(Vec::new, |row| row.path.split_terminator('.').collect())
}

/// A controller's manifest, as commands left it.
pub(super) fn draft_of(controller: &Controller<'_>) -> Draft {
    let mut draft = Draft::of(controller.origin.root);
    if let Some(replicas) = controller.scaled {
        draft.at_mut(&["spec"]).set("replicas", Draft::number(replicas));
    }
    draft
}

/// What changes a draft.
pub(super) type Change<'c> = &'c dyn Fn(&Draft) -> Result<Draft, String>;

impl<'a> Inventory<'a> {
    /// Changes the manifest of a controller. Where that changes the template of its pods, they are made anew.
    pub(super) fn change_controller(
        &mut self,
        at: usize,
        change: Change<'_>,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let Arrival::Controller(controller) = &self.arrivals[at] else { return Ok(()) };
        let before = draft_of(controller);
        let after = change(&before)?;
        if before == after {
            return Ok(());
        }
        if let Some(why) = forbidden(controller.kind, &before, &after) {
            return Err(why);
        }
        let root = made.object(&after, controller.origin.root)?;
        self.redraw(at, controller.origin.at(root));
        Ok(())
    }

    /// Gives a controller another manifest.
    pub(super) fn redraw(&mut self, at: usize, origin: Origin<'a>) {
        let Arrival::Controller(controller) = &self.arrivals[at] else { return };
        let template = |origin: &Origin<'a>| {
            let draft = Draft::of(origin.root);
            draft.at(&template_of(controller.kind)).cloned().unwrap_or_else(Draft::map)
        };
        let (before, after) = (template(&controller.origin), template(&origin));
        let (kind, namespace, name) = (controller.kind, controller.namespace.clone(), controller.name.clone());
        let of_old: BTreeSet<String> = controller.older.iter().flat_map(|older| older.pods.iter().cloned()).collect();
        let rolls = matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet") && before != after;
        let mut pods: BTreeSet<String> = BTreeSet::new();
        if rolls {
            let own = self.own_pods(kind, &namespace, &name);
            pods.extend(own.iter().map(|pod| pod.pod.key()).filter(|pod| !of_old.contains(pod)));
        }
        let Arrival::Controller(controller) = &mut self.arrivals[at] else { return };
        (controller.origin, controller.scaled) = (origin, None);
        controller.former.extend(Some(&before).filter(|_| rolls).cloned());
        if !pods.is_empty() {
            controller.older.push(Older { template: before, pods });
        }
        if rolls {
            // Back to what was: those pods are of the newest template again.
            controller.older.retain(|older| older.template != after);
        }
        self.remove_surplus_of_done(at);
    }

    /// Fewer replicas go at once; while a rollout is under way it decides which.
    fn remove_surplus_of_done(&mut self, at: usize) {
        let Arrival::Controller(controller) = &self.arrivals[at] else { return };
        if controller.older.is_empty() && PodKind::named(controller.kind).is_some_and(PodKind::scales) {
            self.remove_surplus(at);
        }
        self.stop_suspended(at);
    }

    /// A Job that is suspended takes its pods away (`job_controller.go`, `suspendJob`).
    fn stop_suspended(&mut self, at: usize) {
        let Arrival::Controller(job) = &self.arrivals[at] else { return };
        if job.kind == "Job" && job.origin.field().at("spec").at("suspend").bool() {
            let own = self.family(job.kind, &job.namespace, &job.name);
            self.remove_pods_quietly(|pod| own.has_pod(pod));
        }
    }

    /// Changes the manifest of a pod.
    pub(super) fn change_pod(
        &mut self,
        key: &(String, String),
        change: Change<'_>,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let Some(pod) = self.pods().find(|pod| pod.pod.namespace == key.0 && pod.pod.name == key.1) else {
            return Ok(());
        };
        let mut before = Draft::of(pod.template.root);
        let meta = before.at_mut(&["metadata"]);
        meta.set("name", Draft::text(&*pod.pod.name));
        let labels: Vec<(String, String)> =
            pod.pod.labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        if !labels.is_empty() {
            meta.set("labels", Draft::texts(labels.iter().map(|(key, value)| (key.as_str(), value.as_str()))));
        }
        let after = change(&before)?;
        if before == after {
            return Ok(());
        }
        if let Some(why) = forbidden("Pod", &before, &after) {
            return Err(why);
        }
        let mut whole = after.clone();
        if pod.workload.is_some() {
            whole.set("apiVersion", Draft::text("v1"));
            whole.set("kind", Draft::text("Pod"));
        }
        let root = made.object(&whole, pod.template.root)?;
        let (origin, made_by) = (pod.template.at(root), pod.workload.clone());
        let read = self.instance(origin, origin, &Labels::default(), |_| {});
        let all = self.running.iter_mut().chain(self.arrivals.iter_mut().filter_map(|arrival| match arrival {
            Arrival::Pod(pod) => Some(&mut **pod),
            Arrival::Controller(_) => None,
        }));
        for pod in all.filter(|pod| pod.pod.namespace == key.0 && pod.pod.name == key.1) {
            if made_by.is_none() {
                let node = pod.pod.node_name.clone();
                let (observed, settled) = (pod.observed, pod.settled);
                *pod = read.clone();
                pod.pod.node_name = node;
                (pod.observed, pod.settled) = (observed, settled);
            } else {
                pod.pod.spec.labels = read.pod.labels.clone();
            }
        }
        Ok(())
    }

    /// Changes whatever a command means.
    pub(super) fn change_all(
        &mut self,
        objects: &Objects,
        change: Change<'_>,
        status: bool,
        made: &'a Made<'a>,
    ) -> Result<usize, String> {
        let mut count = 0;
        if objects.kinds().contains(&"Node") {
            for at in self.nodes_of(objects)? {
                self.change_node(at, change, status, made)?;
                count += 1;
            }
        }
        if objects.kinds().contains(&"Pod") {
            for key in self.pods_of(objects)? {
                self.change_pod(&key, change, made)?;
                count += 1;
            }
        }
        for at in self.controllers_of(objects)? {
            self.change_controller(at, change, made)?;
            count += 1;
        }
        for found in self.others_of(objects, made)? {
            count += 1;
            let before = Draft::of(found.resource.root);
            let after = change(&before)?;
            if before == after {
                continue;
            }
            let root = made.object(&after, found.resource.root)?;
            let changed = Found { file: found.file, resource: Resource::new(root) };
            if found.resource.kind == "PersistentVolumeClaim" {
                // What it is bound to stays.
                self.changed.insert(key_of(&found.resource), Some(changed));
            } else {
                self.place(changed);
            }
        }
        Ok(count)
    }

    pub(super) fn patch(
        &mut self,
        objects: &Objects,
        kind: PatchKind,
        (patch, subresource): (&Patch, &str),
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let read;
        let patch = match patch {
            Patch::Given(patch) => patch,
            Patch::File(path) => {
                let unread = || format!("unable to read patch file: open {path}: no such file or directory");
                let files = made.files(path).map_err(|_| unread())?;
                read = super::patch::read(kind, files.first().map(|file| file.text).ok_or_else(unread)?)?;
                &read
            }
        };
        let unknown = RefCell::new(BTreeSet::new());
        let change = |draft: &Draft| {
            let after = identity::kept(draft, patched(draft, kind, patch)?, kind, &objects.namespace)?;
            unknown.borrow_mut().extend(made.unknown(&after).difference(&made.unknown(draft)).cloned());
            Ok(after)
        };
        self.change_all(objects, &change, subresource == "status", made)?;
        // The server takes the patch, and says so (`fieldValidation` is `Warn` unless a client asks for more).
        unknown.take().iter().for_each(|field| self.note(format!("Warning: unknown field \"{field}\"")));
        Ok(())
    }

    pub(super) fn rollout(&mut self, objects: &Objects, how: Rollout, made: &'a Made<'a>) -> Result<(), String> {
        for at in self.controllers_of(objects)? {
            let Arrival::Controller(controller) = &self.arrivals[at] else { continue };
            let paused = forbidden::is_paused(controller.origin.field());
            let called = undo::called(controller);
            let value = format!("what-if-{}", made.count());
            let change = |draft: &Draft| {
                let mut draft = draft.clone();
                match how {
                    Rollout::Restart => draft
                        .at_mut(&["spec", "template", "metadata", "annotations"])
                        .set("kubectl.kubernetes.io/restartedAt", Draft::text(&*value)),
                    Rollout::Pause => draft.at_mut(&["spec"]).set("paused", Draft::bool(true)),
                    Rollout::Resume => drop(draft.at_mut(&["spec"]).remove("paused")),
                }
                Ok(draft)
            };
            match how {
                Rollout::Restart if paused => {
                    return Err(format!("{called} can't restart paused deployment (run rollout resume first)"));
                }
                Rollout::Pause if paused => return Err(format!("{called} is already paused")),
                Rollout::Resume if !paused => return Err(format!("{called} is not paused")),
                _ => self.change_controller(at, &change, made)?,
            }
        }
        Ok(())
    }

    /// `kubectl set image`, `set resources`: changes the containers of pods and templates.
    pub(super) fn set(
        &mut self,
        objects: &Objects,
        set: &dyn Fn(&mut Draft) -> Result<(), String>,
        made: &'a Made<'a>,
    ) -> Result<(), String> {
        let in_pods = |draft: &Draft| {
            let mut draft = draft.clone();
            set(draft.at_mut(&["spec"]))?;
            Ok(draft)
        };
        if objects.kinds().contains(&"Pod") {
            for key in self.pods_of(objects)? {
                self.change_pod(&key, &in_pods, made)?;
            }
        }
        for at in self.controllers_of(objects)? {
            let Arrival::Controller(controller) = &self.arrivals[at] else { continue };
            let mut path = template_of(controller.kind);
            path.push("spec");
            let in_template = |draft: &Draft| {
                let mut draft = draft.clone();
                set(draft.at_mut(&path))?;
                Ok(draft)
            };
            self.change_controller(at, &in_template, made)?;
        }
        Ok(())
    }
}
