//! Words to commands that change, make or take away what manifests say.

use super::flags::Args;
use super::patch::{self, PatchKind};
use super::{Apply, Command, Patch, Rollout, objects};
use crate::inventory::DEFAULT_NAMESPACE;
use crate::resource::PodKind;

/// `kubectl set image deployment NAME CONTAINER=IMAGE`
pub(super) fn image(args: &mut Args) -> Result<Command, String> {
    let plain = std::mem::take(&mut args.plain);
    let is_pair = |word: &String| word.contains('=') && !word.starts_with('=');
    let pairs: Vec<&String> = plain.iter().filter(|word| is_pair(word)).collect();
    let named: Vec<String> = plain.iter().filter(|word| !is_pair(word)).cloned().collect();
    if named.is_empty() {
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
    if let Some(kind) = objects.kinds().iter().find(|kind| PodKind::named(kind).is_none()) {
        return Err(format!(
            "{} the object is not a pod or does not have a pod template: *v1.{kind}",
            objects.first(kind, "/")
        ));
    }
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
    if args.has("filename") {
        return Err("`-f` is not understood with `patch` in a what-if command: name the object".to_owned());
    }
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
    if args.plain.is_empty() {
        return Err("required resource not specified".to_owned());
    }
    // All of a kind are meant where no name is given.
    let objects = if args.plain.len() == 1 && !args.plain[0].contains('/') && !args.has("selector") {
        objects::all(args, &args.plain[0])?
    } else {
        objects::read(args, &args.plain)?
    };
    let takes = |kind: &str| match how {
        Rollout::Restart => matches!(kind, "Deployment" | "StatefulSet" | "DaemonSet"),
        Rollout::Pause | Rollout::Resume => kind == "Deployment",
    };
    let verb = match how {
        Rollout::Restart => "restarting",
        Rollout::Pause => "pausing",
        Rollout::Resume => "resuming",
    };
    match objects.kinds().iter().find(|kind| !takes(kind)) {
        Some(kind) => Err(format!("{} {verb} is not supported", objects.first(kind, " "))),
        None => Ok(Command::Rollout { objects, how }),
    }
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
        "replace" => Apply::Replace,
        _ => Apply::Apply,
    };
    local(&paths)?;
    Ok(Command::Apply { paths, text: None, namespace: namespace(args), how })
}

/// Nothing is fetched.
fn local(paths: &[String]) -> Result<(), String> {
    match paths.iter().find(|path| path.starts_with("http://") || path.starts_with("https://")) {
        Some(path) => Err(format!("{path}: a what-if command does not look into the network; give a file")),
        None => Ok(()),
    }
}

/// `kubectl delete -f FILE`
pub(super) fn delete_files(args: &Args) -> Result<Command, String> {
    if !args.plain.is_empty() {
        return Err("when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
            .to_owned());
    }
    let paths = args.each("filename");
    local(&paths)?;
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
    if objects.kinds().iter().any(|kind| *kind != "Pod") {
        return Err("only pods are evicted".to_owned());
    }
    let count = args.int("count").map(|count| usize::try_from(count).unwrap_or_default());
    Ok(Command::Evict { objects, count })
}
