//! What makes pods: Deployments, Jobs, CronJobs, and pods themselves.

use super::super::flags::Args;
use super::super::{Apply, Command, PatchKind, objects, patch};
use super::{applied, name, object};
use crate::source::Draft;

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
pub(in super::super) fn deployment(args: &Args) -> Result<Command, String> {
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

/// `kubectl create job NAME --image=IMAGE`, or `--from=cronjob/NAME`
pub(in super::super) fn job(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let image = match (args.text("image"), args.text("from")) {
        (Some(_), Some(_)) => return Err("either --image or --from must be specified".to_owned()),
        (Some(image), None) => image,
        (None, None) => return Err("either --image or --from must be specified".to_owned()),
        (None, Some(_)) if !args.behind.is_empty() => return Err("cannot specify --from and command".to_owned()),
        (None, Some(from)) => {
            let objects = objects::read(args, &[from.to_owned()])?;
            return Ok(Command::RunNow { objects, name: name.to_owned() });
        }
    };
    let mut made = object("batch/v1", "Job", name);
    let spec = made.at_mut(&["spec", "template", "spec"]);
    spec.set("containers", Draft::list(vec![container(name, image, &args.behind)]));
    spec.set("restartPolicy", Draft::text("Never"));
    Ok(applied(&format!("create job {name}"), made, args, Apply::Create))
}

/// `kubectl create cronjob NAME --image=IMAGE --schedule=…`
pub(in super::super) fn cron_job(args: &Args) -> Result<Command, String> {
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

/// `kubectl run NAME --image=IMAGE`
pub(in super::super) fn run(args: &Args) -> Result<Command, String> {
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
            None => PatchKind::Merge,
            Some(name) => PatchKind::named(name).ok_or(format!("invalid override type: {name}"))?,
        };
        made = patch::patched(&made, kind, &patch::read(kind, text)?)?;
    }
    Ok(applied(&format!("run {name}"), made, args, Apply::Create))
}
