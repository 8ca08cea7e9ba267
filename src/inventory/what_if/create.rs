//! Commands that make an object of their own: what they apply (`pkg/cmd/create`, `run`, `autoscale`).

use super::flags::Args;
use super::objects::{Objects, Which};
use super::{Apply, Command};
use crate::inventory::DEFAULT_NAMESPACE;
use crate::source::{Document, Draft, json};

/// A command that applies what it makes itself, under a path that no file has.
fn applied(said: &str, mut object: Draft, args: &Args, how: Apply) -> Command {
    let namespace = args.text("namespace").unwrap_or(DEFAULT_NAMESPACE).to_owned();
    object.at_mut(&["metadata"]).set("namespace", Draft::text(&*namespace));
    let made = json(&object.document(&Document::default()));
    // As a person would write it: findings show its lines.
    let lines =
        serde_json::from_str::<serde_json::Value>(&made).ok().and_then(|value| serde_yaml::to_string(&value).ok());
    let text = lines.unwrap_or(made);
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

/// The name of an image's container: its last part, without tag and digest (`buildPodSpec`).
fn container_of(image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or(image);
    let last = last.split(['@', ':']).next().unwrap_or(last);
    last.replace('_', "-")
}

fn container(name: &str, image: &str, command: &[String]) -> Draft {
    let mut container = Draft::texts([("name", name), ("image", image)]);
    if !command.is_empty() {
        container.set("command", Draft::list(command.iter().map(|word| Draft::text(&**word)).collect()));
    }
    container
}

/// `kubectl create deployment NAME --image=IMAGE --replicas=N --port=N`
pub(super) fn deployment(args: &Args) -> Result<Command, String> {
    if !args.has("image") {
        return Err("required flag(s) \"image\" not set".to_owned());
    }
    let name = name(args)?;
    let images = args.each("image");
    if images.len() > 1 && !args.behind.is_empty() {
        return Err("cannot specify multiple --image options and command".to_owned());
    }
    let mut containers: Vec<Draft> =
        images.iter().map(|image| container(&container_of(image), image, &args.behind)).collect();
    if let Some((first, port)) = containers.first_mut().zip(args.int("port").filter(|port| *port >= 0)) {
        let mut of_container = Draft::map();
        of_container.set("containerPort", Draft::number(port));
        first.set("ports", Draft::list(vec![of_container]));
    }
    let mut made = object("apps/v1", "Deployment", name);
    made.at_mut(&["metadata", "labels"]).set("app", Draft::text(name));
    let spec = made.at_mut(&["spec"]);
    spec.set("replicas", Draft::number(args.int("replicas").unwrap_or(1)));
    spec.at_mut(&["selector", "matchLabels"]).set("app", Draft::text(name));
    spec.at_mut(&["template", "metadata", "labels"]).set("app", Draft::text(name));
    spec.at_mut(&["template", "spec"]).set("containers", Draft::list(containers));
    Ok(applied(&format!("create deployment {name}"), made, args, Apply::Create))
}

/// `kubectl create job NAME --image=IMAGE`
pub(super) fn job(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let image = match (args.text("image"), args.text("from")) {
        (Some(_), Some(_)) => return Err("either --image or --from must be specified".to_owned()),
        (Some(image), None) => image,
        (None, None) => return Err("either --image or --from must be specified".to_owned()),
        (None, Some(_)) => return Err("`--from` is not understood in a what-if command: give `--image`".to_owned()),
    };
    let mut made = object("batch/v1", "Job", name);
    let spec = made.at_mut(&["spec", "template", "spec"]);
    spec.set("containers", Draft::list(vec![container(name, image, &args.behind)]));
    spec.set("restartPolicy", Draft::text("Never"));
    Ok(applied(&format!("create job {name}"), made, args, Apply::Create))
}

/// `kubectl create cronjob NAME --image=IMAGE --schedule=…`
pub(super) fn cron_job(args: &Args) -> Result<Command, String> {
    let missing: Vec<String> =
        ["image", "schedule"].iter().filter(|flag| !args.has(flag)).map(|flag| format!("\"{flag}\"")).collect();
    if !missing.is_empty() {
        return Err(format!("required flag(s) {} not set", missing.join(", ")));
    }
    let name = name(args)?;
    let mut made = object("batch/v1", "CronJob", name);
    let spec = made.at_mut(&["spec"]);
    spec.set("schedule", Draft::text(args.text("schedule").unwrap_or_default()));
    let pod = spec.at_mut(&["jobTemplate", "spec", "template", "spec"]);
    let image = args.text("image").unwrap_or_default();
    pod.set("containers", Draft::list(vec![container(name, image, &args.behind)]));
    pod.set("restartPolicy", Draft::text(args.text("restart").unwrap_or("OnFailure")));
    Ok(applied(&format!("create cronjob {name}"), made, args, Apply::Create))
}

/// `kubectl create poddisruptionbudget NAME --selector=… --min-available=N`
pub(super) fn budget(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let selector = args.text("selector").ok_or("a selector must be specified")?;
    let (least, most) = (args.text("min-available"), args.text("max-unavailable"));
    let (field, amount) = match (least, most) {
        (Some(_), Some(_)) => {
            return Err("min-available and max-unavailable cannot be both specified".to_owned());
        }
        (Some(least), None) => ("minAvailable", least),
        (None, Some(most)) => ("maxUnavailable", most),
        (None, None) => return Err("one of min-available or max-unavailable must be specified".to_owned()),
    };
    let mut made = object("policy/v1", "PodDisruptionBudget", name);
    let spec = made.at_mut(&["spec"]);
    let number = amount.parse::<i64>().map_or_else(|_| Draft::text(amount), Draft::number);
    spec.set(field, number);
    for pair in selector.split(',') {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}`: give labels as key=value"))?;
        spec.at_mut(&["selector", "matchLabels"]).set(key, Draft::text(value.trim_start_matches('=')));
    }
    Ok(applied(&format!("create poddisruptionbudget {name}"), made, args, Apply::Create))
}

/// `kubectl run NAME --image=IMAGE`
pub(super) fn run(args: &Args) -> Result<Command, String> {
    let image = args.text("image").ok_or("required flag(s) \"image\" not set")?;
    let Some(name) = args.before().first() else { return Err("NAME is required for run".to_owned()) };
    if image.contains(char::is_whitespace) || image.chars().any(char::is_uppercase) && !image.contains('/') {
        return Err(format!("invalid image name \"{image}\": invalid reference format"));
    }
    let restart = args.text("restart").unwrap_or("Always");
    if !matches!(restart, "Always" | "OnFailure" | "Never") {
        return Err(format!("invalid restart policy: {restart}, valid values are: Always, OnFailure, Never"));
    }
    if args.is("rm") {
        return Err("--rm should only be used for attached containers".to_owned());
    }
    let mut made = object("v1", "Pod", name);
    let labels = args
        .text("labels")
        .map_or_else(|| vec![format!("run={name}")], |text| text.split(',').map(str::to_owned).collect());
    for label in &labels {
        let (key, value) = label.split_once('=').ok_or_else(|| format!("unexpected label: {label}"))?;
        made.at_mut(&["metadata", "labels"]).set(key, Draft::text(value));
    }
    let words = args.before()[1..].iter().chain(&args.behind).map(|word| Draft::text(&**word)).collect::<Vec<_>>();
    let mut one = container(name, image, &[]);
    if !words.is_empty() {
        one.set(if args.is("command") { "command" } else { "args" }, Draft::list(words));
    }
    if let Some(port) = args.text("port") {
        let number = port.parse().map_err(|_| format!("strconv.Atoi: parsing \"{port}\": invalid syntax"))?;
        let mut of_container = Draft::map();
        of_container.set("containerPort", Draft::number(number));
        one.set("ports", Draft::list(vec![of_container]));
    }
    let spec = made.at_mut(&["spec"]);
    spec.set("containers", Draft::list(vec![one]));
    spec.set("restartPolicy", Draft::text(restart));
    if let Some(text) = args.text("overrides") {
        let kind = match args.text("override-type") {
            None => super::PatchKind::Merge,
            Some(name) => super::PatchKind::named(name).ok_or(format!("invalid override type: {name}"))?,
        };
        made = super::patch::patched(&made, kind, &super::patch::read(kind, text)?)?;
    }
    Ok(applied(&format!("run {name}"), made, args, Apply::Create))
}

/// `kubectl autoscale deployment NAME --min=N --max=N --cpu=80%`
pub(super) fn autoscale(args: &Args) -> Result<Command, String> {
    let most = args.int("max").ok_or("required flag(s) \"max\" not set")?;
    let least = args.int("min").unwrap_or(-1);
    if most < 1 {
        return Err(format!("--max=MAXPODS is required and must be at least 1, max: {most}"));
    }
    if most < least {
        return Err(format!("--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}"));
    }
    if args.has("cpu") && args.has("cpu-percent") {
        return Err("--cpu-percent and --cpu are mutually exclusive".to_owned());
    }
    let Objects { which, .. } = super::objects::read(args, &args.plain)?;
    let Which::Named(named) = which else { return Err("name the object that is to scale".to_owned()) };
    let [(kind, target)] = &named[..] else {
        return Err("one object can be named in a what-if command that scales by itself".to_owned());
    };
    if !crate::resource::PodKind::named(kind).is_some_and(crate::resource::PodKind::scales) {
        return Err(format!("cannot autoscale a {kind}"));
    }
    let name = args.text("name").unwrap_or(target);
    let mut made = object("autoscaling/v2", "HorizontalPodAutoscaler", name);
    let spec = made.at_mut(&["spec"]);
    let of_core = *kind == "ReplicationController";
    let version = if of_core { "v1" } else { "apps/v1" };
    spec.set("scaleTargetRef", Draft::texts([("apiVersion", version), ("kind", *kind), ("name", target.as_str())]));
    spec.set("maxReplicas", Draft::number(most));
    if least > 0 {
        spec.set("minReplicas", Draft::number(least));
    }
    Ok(applied(&format!("autoscale {} {target}", kind.to_lowercase()), made, args, Apply::Autoscale))
}
