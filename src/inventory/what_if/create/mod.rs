//! Commands that make an object of their own: what they apply (`pkg/cmd/create`, `run`, `autoscale`).

mod others;
mod policies;
mod workloads;
mod yaml;

pub(super) use others::{autoscale, expose, service};
pub(super) use policies::{budget, namespace, priority_class, quota};
pub(super) use workloads::{cron_job, deployment, job, run};

use super::flags::Args;
use super::objects::is_global;
use super::{Apply, Command};
use crate::inventory::DEFAULT_NAMESPACE;
use crate::source::Draft;

/// A command that applies what it makes itself, under a path that no file has.
fn applied(said: &str, mut object: Draft, args: &Args, how: Apply) -> Command {
    let namespace = args.text("namespace").unwrap_or(DEFAULT_NAMESPACE).to_owned();
    let kind = object.get("kind").and_then(Draft::as_text).unwrap_or_default();
    if !is_global(kind) {
        object.at_mut(&["metadata"]).set("namespace", Draft::text(&*namespace));
    }
    let text = yaml::text(&object);
    Command::Apply { paths: vec![format!("<{said}>")], text: Some(text), namespace, how }
}

fn object(api_version: &str, kind: &str, name: &str) -> Draft {
    let mut object = Draft::map();
    object.set("apiVersion", Draft::text(api_version));
    object.set("kind", Draft::text(kind));
    object.at_mut(&["metadata"]).set("name", Draft::text(name));
    object
}

/// The only name that is given (`NameFromCommandArgs`).
fn name(args: &Args) -> Result<&str, String> {
    match args.before() {
        [name] => Ok(name),
        names => Err(format!("exactly one NAME is required, got {}", names.len())),
    }
}
