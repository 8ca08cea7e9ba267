//! Whether a command is for the kinds that it is about, and which those are where files name them.

use super::object::key_of;
use super::objects::{Namespaces, Objects, Which, group_kind, kind_named};
use super::{Command, Made, Rollout};
use crate::inventory::DEFAULT_NAMESPACE;
use crate::resource::PodKind;

/// What kubectl or the server has against the kinds that a command is about.
///
/// # Errors
/// Their own words.
pub(super) fn check(command: &Command) -> Result<(), String> {
    let Some(objects) = command.objects() else { return Ok(()) };
    let kinds = objects.kinds();
    let first = |takes: &dyn Fn(&str) -> bool| kinds.iter().find(|kind| !takes(kind)).copied();
    let pods = |takes: fn(&PodKind) -> bool| move |kind: &str| PodKind::named(kind).is_some_and(takes);
    let why = match command {
        Command::Scale { .. } => first(&pods(PodKind::scales))
            .map(|_| "Error from server (NotFound): the server could not find the requested resource".to_owned()),
        Command::SetResources { .. } => {
            first(&pods(PodKind::makes_pods)).map(|kind| format!("the resources of a {kind} cannot be set"))
        }
        Command::SetImage { .. } | Command::SetEnv { .. } => first(&pods(|_| true)).map(|kind| {
            let named = objects.first(kind, "/");
            format!("{named} the object is not a pod or does not have a pod template: *v1.{kind}")
        }),
        Command::Rollout { how, .. } => first(&|kind| turns(kind, *how)).map(|kind| {
            let verb = match how {
                Rollout::Restart => "restarting",
                Rollout::Pause => "pausing",
                Rollout::Resume => "resuming",
            };
            format!("{} {verb} is not supported", objects.first(kind, " "))
        }),
        Command::Undo { .. } => first(&|kind| turns(kind, Rollout::Restart)).map(no_rollbacker),
        Command::Evict { .. } => first(&|kind| kind == "Pod").map(|_| "only pods are evicted".to_owned()),
        Command::RunNow { .. } => {
            first(&|kind| kind == "CronJob").map(|kind| format!("unknown object type *v1.{kind}"))
        }
        Command::Dry { command, .. } => return check(command),
        _ => None,
    };
    why.map_or(Ok(()), Err)
}

fn turns(kind: &str, how: Rollout) -> bool {
    match how {
        Rollout::Restart => matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet"),
        Rollout::Pause | Rollout::Resume => kind == "Deployment",
    }
}

/// `polymorphichelpers`, `RollbackerFor`
fn no_rollbacker(kind: &str) -> String {
    let named = group_kind(kind);
    if PodKind::named(kind).is_some() {
        format!("no rollbacker has been implemented for \"{named}\"")
    } else {
        format!("error retrieving rollbacker for \"{named}\", no visitor method exists for {named}")
    }
}

impl Made<'_> {
    /// The commands as they are about objects by name, those that files name with them.
    ///
    /// # Errors
    /// A file is not there, or holds what the command is not for.
    pub fn named(&self, commands: &[Command]) -> Result<Vec<Command>, String> {
        let mut all = Vec::new();
        for command in commands {
            let Some(Objects { which: Which::Declared(paths), namespace }) = command.objects() else {
                all.push(command.clone());
                continue;
            };
            for (namespace, named) in self.declared(paths, namespace)? {
                let one = command.about(Objects { which: Which::Named(named), namespace });
                check(&one)?;
                all.push(one);
            }
        }
        Ok(all)
    }

    /// What files hold, in order, together what is in the same namespace.
    #[allow(clippy::type_complexity, reason = "it is read where it is made")]
    fn declared(
        &self,
        paths: &[String],
        namespace: &Namespaces,
    ) -> Result<Vec<(Namespaces, Vec<(&'static str, String)>)>, String> {
        let mut all: Vec<(Namespaces, Vec<(&'static str, String)>)> = Vec::new();
        for path in paths {
            for found in self.files(path)?.iter().flat_map(|file| &file.objects) {
                let (kind, mut own, name) = key_of(&found.resource);
                match namespace {
                    Namespaces::One(asked) if found.resource.namespace().is_none() => own.clone_from(asked),
                    Namespaces::One(asked) if *asked != own && asked != DEFAULT_NAMESPACE && !own.is_empty() => {
                        return Err(super::manifests::other_namespace(&own, asked));
                    }
                    _ => {}
                }
                let (own, named) = (Namespaces::One(own), (kind_named(&kind)?, name));
                match all.iter_mut().find(|(known, _)| *known == own) {
                    Some((_, list)) => list.push(named),
                    None => all.push((own, vec![named])),
                }
            }
        }
        Ok(all)
    }
}
