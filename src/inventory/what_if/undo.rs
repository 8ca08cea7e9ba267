//! `kubectl rollout undo`: back to a template that a controller had (`polymorphichelpers/rollback.go`).

use super::flags::Args;
use super::made::Made;
use super::objects::resource;
use super::{Command, forbidden, read_changes};
use crate::inventory::{Arrival, Controller, Inventory};
use crate::resource::Resource;
use crate::source::Draft;

/// Says which of its templates a ReplicaSet is of.
const REVISION: &str = "deployment.kubernetes.io/revision";

/// The label that tells ReplicaSets of one Deployment apart.
const HASH: &str = "pod-template-hash";

/// Reads the command.
pub(super) fn read(args: &Args) -> Result<Command, String> {
    let objects = read_changes::of_rollout(args)?;
    Ok(Command::Undo { objects, revision: args.int("to-revision").unwrap_or_default() })
}

/// A revision, and the template that it has.
type Past = (i64, Draft);

impl<'a> Inventory<'a> {
    /// Gives controllers the template that they had before the one they have, or that of a revision.
    ///
    /// # Errors
    /// There is none, in kubectl's words.
    pub(super) fn undo(&mut self, at: usize, revision: i64, made: &'a Made<'a>) -> Result<(), String> {
        let Arrival::Controller(controller) = &self.arrivals[at] else { return Ok(()) };
        let past = self.past(controller, made);
        let found = if revision == 0 { before(&past) } else { past.iter().find(|(own, _)| *own == revision) };
        let Some((_, template)) = found else {
            return Err(match (revision, controller.kind) {
                (0, "Deployment") => format!("no rollout history found for deployment \"{}\"", controller.name),
                (0, _) => "no last revision to roll back to".to_owned(),
                _ => format!("unable to find specified revision {revision} in history"),
            });
        };
        if forbidden::is_paused(controller.origin.field()) {
            return Err(
                "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"
                    .to_owned(),
            );
        }
        let template = template.clone();
        let change = |draft: &Draft| {
            let mut draft = draft.clone();
            draft.at_mut(&["spec"]).set("template", template.clone());
            Ok(draft)
        };
        self.change_controller(at, &change, made)
    }

    /// The templates that a controller has had, the one that it has last: of a Deployment those of its ReplicaSets, and those
    /// that commands replaced; of others the latter alone, as no file here keeps their revisions.
    fn past(&self, controller: &Controller<'a>, made: &Made<'a>) -> Vec<Past> {
        let mut past: Vec<Past> = Vec::new();
        if controller.kind == "Deployment" {
            let own = |set: &&Resource<'a>| is_own(set, controller);
            past.extend(made.objects.iter().map(|found| &found.resource).filter(own).filter_map(of_set));
        }
        past.sort_by_key(|(revision, _)| *revision);
        // The first that a command replaced is that of the newest ReplicaSet.
        let former = controller.former.iter().skip(usize::from(!past.is_empty()));
        let current = controller.template().node().map(Draft::of);
        let changed = past.is_empty() || !controller.former.is_empty();
        for template in former.chain(current.iter().filter(|_| changed)) {
            // One that comes again is the newest.
            let newest = past.iter().map(|(revision, _)| *revision).max().unwrap_or_default();
            past.retain(|(_, known)| known != template);
            past.push((newest + 1, template.clone()));
        }
        past
    }
}

/// The last but one.
fn before(past: &[Past]) -> Option<&Past> {
    past.len().checked_sub(2).map(|at| &past[at])
}

fn is_own(set: &Resource<'_>, controller: &Controller<'_>) -> bool {
    let meta = set.field().at("metadata");
    set.kind == "ReplicaSet"
        && set.namespace().unwrap_or(crate::inventory::DEFAULT_NAMESPACE) == controller.namespace
        && meta.at("ownerReferences").items().any(|owner| {
            owner.at("controller").bool()
                && owner.at("kind").str() == controller.kind
                && owner.at("name").str() == controller.name
        })
}

fn of_set(set: &Resource<'_>) -> Option<Past> {
    let revision = set.field().at("metadata").at("annotations").at(REVISION).str().parse().ok()?;
    let mut template = Draft::of(set.field().at("spec").at("template").node()?);
    if template.at(&["metadata", "labels"]).is_some() {
        template.at_mut(&["metadata", "labels"]).remove(HASH);
    }
    Some((revision, template))
}

/// What kubectl calls a controller in what it says of its rollout: `deployments.apps "web"`.
pub(super) fn called(controller: &Controller<'_>) -> String {
    format!("{} \"{}\"", resource(controller.kind), controller.name)
}
