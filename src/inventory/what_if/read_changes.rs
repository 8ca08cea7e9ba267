//! Words to commands that change, make or take away what manifests say.

use super::flags::Args;
use super::patch::{self, PatchKind};
use super::{Apply, Command, Objects, Patch, Rollout, objects};
use crate::inventory::DEFAULT_NAMESPACE;

/// `kubectl set image deployment NAME CONTAINER=IMAGE`
pub(super) fn image(args: &mut Args) -> Result<Command, String> {
    let plain = std::mem::take(&mut args.plain);
    let is_pair = |word: &String| word.contains('=') && !word.starts_with('=');
    let pairs: Vec<&String> = plain.iter().filter(|word| is_pair(word)).collect();
    let named: Vec<String> = plain.iter().filter(|word| !is_pair(word)).cloned().collect();
    if named.is_empty() && !args.has("filename") {
        return Err("You must provide one or more resources by argument or filename.".to_owned());
    }
    if pairs.is_empty() {
        return Err("at least one image update is required".to_owned());
    }
    if pairs.len() > 1 && pairs.iter().any(|pair| pair.starts_with("*=")) {
        return Err(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
                .to_owned(),
        );
    }
    let objects = objects::read(args, &named)?;
    let mut images: Vec<(String, String)> = Vec::new();
    for (name, image) in pairs.iter().filter_map(|pair| pair.split_once('=')) {
        images.retain(|(known, _)| known != name);
        images.push((name.to_owned(), image.to_owned()));
    }
    Ok(Command::SetImage { objects, images })
}

/// `kubectl patch KIND NAME -p PATCH`
pub(super) fn patch(args: &Args) -> Result<Command, String> {
    let patch = match (args.text("patch"), args.text("patch-file")) {
        (Some(_), Some(_)) => return Err("cannot specify --patch and --patch-file together".to_owned()),
        (None, None) => {
            return Err("must specify --patch or --patch-file containing the contents of the patch".to_owned());
        }
        (given, file) => (given, file),
    };
    let kind = match args.text("type") {
        None => PatchKind::default(),
        Some(name) => PatchKind::named(&name.to_lowercase())
            .ok_or(format!("--type must be one of [json merge strategic], not \"{name}\""))?,
    };
    let objects = objects::read(args, &args.plain)?;
    let patch = match patch {
        (Some(text), _) => Patch::Given(patch::read(kind, text)?),
        (None, file) => Patch::File(file.unwrap_or_default().to_owned()),
    };
    let subresource = args.text("subresource").unwrap_or_default().to_owned();
    if !matches!(subresource.as_str(), "" | "status" | "scale" | "resize") {
        return Err(format!("invalid subresource value: \"{subresource}\". Must be one of [status scale resize]"));
    }
    Ok(Command::Patch { objects, kind, patch, subresource })
}

/// `kubectl rollout restart deployment NAME`
pub(super) fn rollout(args: &Args, how: Rollout) -> Result<Command, String> {
    Ok(Command::Rollout { objects: of_rollout(args)?, how })
}

/// What a command about rollouts is about: all of a kind where no name is given.
pub(super) fn of_rollout(args: &Args) -> Result<Objects, String> {
    if args.plain.is_empty() && !args.has("filename") {
        return Err("required resource not specified".to_owned());
    }
    if args.plain.len() == 1 && !args.plain[0].contains('/') && !args.has("selector") {
        return objects::all(args, &args.plain[0]);
    }
    objects::read(args, &args.plain)
}

fn namespace(args: &Args) -> String {
    args.text("namespace").unwrap_or(DEFAULT_NAMESPACE).to_owned()
}

/// `kubectl apply -f FILE`, `create -f`, `replace -f`
pub(super) fn files(args: &Args, verb: &str) -> Result<Command, String> {
    if !args.plain.is_empty() {
        return Err(format!("Unexpected args: [{}]", args.plain.join(" ")));
    }
    let paths = args.each("filename");
    if paths.is_empty() {
        return Err("must specify one of -f and -k".to_owned());
    }
    let how = match verb {
        "create" => Apply::Create,
        "replace" if args.is("force") => Apply::ReplaceByForce,
        "replace" => Apply::Replace,
        _ => Apply::Apply,
    };
    if how == Apply::ReplaceByForce && !matches!(args.given("dry-run"), None | Some("none" | "false")) {
        return Err("--dry-run can not be used when --force is set".to_owned());
    }
    objects::local(&paths)?;
    Ok(Command::Apply { paths, text: None, namespace: namespace(args), how })
}

/// `kubectl delete -f FILE`
pub(super) fn delete_files(args: &Args) -> Result<Command, String> {
    if !args.plain.is_empty() {
        return Err("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
            .to_owned());
    }
    let paths = args.each("filename");
    objects::local(&paths)?;
    Ok(Command::DeleteFiles { paths, namespace: namespace(args), ignore_not_found: args.is("ignore-not-found") })
}

/// `evict pod NAME`
pub(super) fn evict(args: &Args) -> Result<Command, String> {
    let named = match args.plain.first().map(String::as_str) {
        // Pods are all that is evicted: their kind need not be said.
        Some("pod" | "pods" | "po") | None => args.plain.clone(),
        Some(word) if word.contains('/') => args.plain.clone(),
        Some(_) => std::iter::once("pod".to_owned()).chain(args.plain.iter().cloned()).collect(),
    };
    let named = if named.is_empty() && args.has("selector") { vec!["pod".to_owned()] } else { named };
    let objects = objects::read(args, &named)?;
    let count = args.int("count").map(|count| usize::try_from(count).unwrap_or_default());
    Ok(Command::Evict { objects, count })
}
