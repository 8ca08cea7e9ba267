//! Words to a command.

use super::flags::Args;
use super::{
    Command, Draining, Rollout, annotate, before, create, dry, env, fits, label, objects, read_changes, taint, undo,
    verbs,
};
use crate::inventory::parse_selector;
use crate::model::Quantity;

/// Reads one command.
///
/// # Errors
/// What is wrong with it, in kubectl's words where they are kubectl's.
pub(super) fn command(words: &[String]) -> Result<Command, String> {
    let words = words.strip_prefix(&["kubectl".to_owned()]).unwrap_or(words);
    let (verb, rest) = before::verb("", words)?
        .ok_or_else(|| "the command is empty; try `kubectl label node NAME key=value`".to_owned())?;
    let (verb, rest) = verbs::whole(verb, rest)?;
    if let Some(note) = verbs::idle(&verb) {
        return Ok(Command::Idle { objects: None, note });
    }
    let mut args = Args::read(&verb, &rest).ok_or_else(|| verbs::unknown(&verb, &rest))??;
    before::check(&args)?;
    let command = one(&verb, &mut args)?;
    fits::check(&command)?;
    dry::read(&args, command)
}

fn one(verb: &str, args: &mut Args) -> Result<Command, String> {
    match verb {
        "annotate" => annotate::read(args),
        "apply" | "create" | "replace" => read_changes::files(args, verb),
        "autoscale" => create::autoscale(args),
        "create cronjob" => create::cron_job(args),
        "create deployment" => create::deployment(args),
        "create job" => create::job(args),
        "create namespace" => create::namespace(args),
        "create poddisruptionbudget" => create::budget(args),
        "create priorityclass" => create::priority_class(args),
        "create quota" => create::quota(args),
        "delete" if args.has("filename") => read_changes::delete_files(args),
        "evict" => read_changes::evict(args),
        "expose" => create::expose(args),
        "patch" => read_changes::patch(args),
        "rollout pause" => read_changes::rollout(args, Rollout::Pause),
        "rollout restart" => read_changes::rollout(args, Rollout::Restart),
        "rollout resume" => read_changes::rollout(args, Rollout::Resume),
        "rollout undo" => undo::read(args),
        "run" => create::run(args),
        "set env" => env::read(args),
        "set image" => read_changes::image(args),
        "label" => label(args),
        "taint" => taint(args),
        "drain" => drain(args),
        "scale" => scale(args),
        "delete" => delete(args),
        "set resources" => resources(args),
        "add" => add(args),
        "cordon" | "uncordon" => {
            let objects = objects::nodes(args, verb)?;
            Ok(Command::Cordon { objects, unschedulable: verb == "cordon" })
        }
        service => create::service(args, service.strip_prefix("create service ").unwrap_or_default()),
    }
}

fn label(args: &mut Args) -> Result<Command, String> {
    let mut plain = std::mem::take(&mut args.plain);
    let pairs = label::split(&mut plain)?;
    if plain.is_empty() && !args.has("filename") {
        return Err("one or more resources must be specified as <resource> <name> or <resource>/<name>".to_owned());
    }
    let label::Changes { set, remove } = label::changes(&pairs)?;
    let objects = objects::read(args, &plain)?;
    Ok(Command::Label { objects, set, remove, overwrite: args.is("overwrite") })
}

fn taint(args: &mut Args) -> Result<Command, String> {
    let mut plain = std::mem::take(&mut args.plain);
    let words = taint::split(&mut plain)?;
    let taint::Changes { set, remove } = taint::changes(&words)?;
    if !objects::is_node(&plain[0])? {
        let kind = plain[0].to_lowercase();
        return Err(format!("invalid resource type {kind}, only node types are supported"));
    }
    if args.is("all") && args.text("selector").is_some() {
        return Err("setting 'all' parameter with a non empty selector is prohibited".to_owned());
    }
    let by_name = !args.is("all") && args.text("selector").is_none();
    if by_name && plain.len() < 2 && !plain[0].contains('/') {
        return Err("at least one resource name must be specified since 'all' parameter is not set".to_owned());
    }
    // Names beside a selector are not looked at.
    if !by_name {
        plain.truncate(1);
    }
    let objects = objects::read(args, &plain)?;
    Ok(Command::Taint { objects, set, remove, overwrite: args.is("overwrite") })
}

fn drain(args: &Args) -> Result<Command, String> {
    let objects = objects::nodes(args, "drain")?;
    let wrong = |_| "--pod-selector=<pod_selector> must be a valid label selector".to_owned();
    let pods = args.text("pod-selector").map(parse_selector).transpose().map_err(wrong)?;
    let allowed = Draining {
        force: args.is("force"),
        ignore_daemonsets: args.is("ignore-daemonsets"),
        delete_emptydir_data: args.is("delete-emptydir-data"),
        disable_eviction: args.is("disable-eviction"),
        pods,
    };
    Ok(Command::Drain { objects, allowed })
}

fn scale(args: &Args) -> Result<Command, String> {
    let replicas = args.int("replicas").ok_or("required flag(s) \"replicas\" not set")?;
    if replicas < 0 {
        return Err("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0".to_owned());
    }
    let current = args.int("current-replicas").unwrap_or(-1);
    if current < -1 {
        return Err("The --current-replicas must specify an integer of -1 or greater".to_owned());
    }
    let objects = objects::read(args, &args.plain)?;
    Ok(Command::Scale { objects, replicas, current: (current >= 0).then_some(current) })
}

fn delete(args: &Args) -> Result<Command, String> {
    if args.plain.is_empty() {
        return Err("You must provide one or more resources by argument or filename.".to_owned());
    }
    match args.text("cascade") {
        None | Some("true" | "background" | "foreground" | "orphan" | "false") => {}
        Some(other) => {
            return Err(format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            ));
        }
    }
    let objects = objects::read(args, &args.plain)?;
    let orphan = matches!(args.text("cascade"), Some("orphan" | "false"));
    // All that are there are no more than are there.
    let ignore_not_found = args.is("ignore-not-found") || args.is("all");
    Ok(Command::Delete { objects, ignore_not_found, orphan })
}

fn resources(args: &Args) -> Result<Command, String> {
    let objects = objects::read(args, &args.plain)?;
    if !args.has("limits") && !args.has("requests") {
        return Err("you must specify an update to requests or limits (in the form of --requests/--limits)".to_owned());
    }
    let containers = args.text("containers").unwrap_or("*").to_owned();
    let requests = amounts(args.text("requests").unwrap_or_default())?;
    Ok(Command::SetResources {
        objects,
        containers,
        requests,
        limits: amounts(args.text("limits").unwrap_or_default())?,
    })
}

/// `cpu=1,memory=1Gi` (`generate/versioned`, `populateResourceListV1`).
pub(super) fn amounts(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut list = Vec::new();
    for pair in text.split(',').filter(|_| !text.is_empty()) {
        let parts: Vec<&str> = pair.split('=').collect();
        let [name, amount] = parts[..] else {
            return Err(format!("invalid argument syntax {pair}, expected <resource>=<value>"));
        };
        Quantity::parse(amount).map_err(|_| {
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'".to_owned()
        })?;
        list.push((name.to_owned(), amount.to_owned()));
    }
    Ok(list)
}

fn add(args: &Args) -> Result<Command, String> {
    if !matches!(args.plain.iter().map(String::as_str).collect::<Vec<_>>()[..], ["node" | "nodes"]) {
        return Err("only nodes can be added: `add node --like NAME --count N`".to_owned());
    }
    let like = args.text("like").ok_or("`add node` needs `--like NAME`, a node that the new ones are like")?.to_owned();
    let count = usize::try_from(args.int("count").unwrap_or(1)).unwrap_or_default();
    if !(1..=5000).contains(&count) {
        return Err("`--count` must be 1 to 5000".to_owned());
    }
    Ok(Command::AddNodes { like, count })
}
