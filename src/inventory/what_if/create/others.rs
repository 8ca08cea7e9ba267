//! Services and autoscalers.

use super::super::flags::Args;
use super::super::objects::{Objects, Which};
use super::super::{Apply, Command, objects, verbs};
use super::{applied, name, object};
use crate::source::Draft;

/// `kubectl autoscale deployment NAME --min=N --max=N --cpu=80%`
pub(in super::super) fn autoscale(args: &Args) -> Result<Command, String> {
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
    let Objects { which, .. } = objects::read(args, &args.plain)?;
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

/// `kubectl create service clusterip NAME --tcp=80:8080`, and the other types.
pub(in super::super) fn service(args: &Args, kind: &str) -> Result<Command, String> {
    let name = name(args)?;
    let headless = args.text("clusterip") == Some("None");
    let tcp = args.each("tcp");
    if headless && kind != "clusterip" {
        return Err("ClusterIP=None can only be used with ClusterIP service type".to_owned());
    }
    if !headless && tcp.is_empty() && kind != "externalname" {
        return Err("at least one tcp port specifier must be provided".to_owned());
    }
    let mut made = object("v1", "Service", name);
    made.at_mut(&["metadata", "labels"]).set("app", Draft::text(name));
    let spec = made.at_mut(&["spec"]);
    let types = [("nodeport", "NodePort"), ("loadbalancer", "LoadBalancer"), ("externalname", "ExternalName")];
    let named = types.iter().find(|(short, _)| *short == kind).map_or("ClusterIP", |(_, named)| named);
    spec.set("type", Draft::text(named));
    spec.at_mut(&["selector"]).set("app", Draft::text(name));
    if let Some(external) = args.text("external-name") {
        spec.set("externalName", Draft::text(external));
    }
    if let Some(ip) = args.text("clusterip") {
        spec.set("clusterIP", Draft::text(ip));
    }
    let ports = tcp.iter().map(|pair| port(pair, args.int("node-port"))).collect::<Result<Vec<_>, _>>()?;
    if !ports.is_empty() {
        spec.set("ports", Draft::list(ports));
    }
    Ok(applied(&format!("create service {kind} {name}"), made, args, Apply::Create))
}

/// `80:8080` (`parsePorts`).
fn port(pair: &str, node_port: Option<i64>) -> Result<Draft, String> {
    let (port, target) = pair.split_once(':').unwrap_or((pair, pair));
    let number = |text: &str| text.parse::<i64>().ok();
    let invalid = |text: &str| format!("strconv.ParseInt: parsing \"{text}\": invalid syntax");
    let mut made = Draft::map();
    made.set("name", Draft::text(pair.replace(':', "-")));
    made.set("port", Draft::number(number(port).ok_or_else(|| invalid(port))?));
    made.set("protocol", Draft::text("TCP"));
    made.set("targetPort", number(target).map_or_else(|| Draft::text(target), Draft::number));
    if let Some(own) = node_port.filter(|own| *own > 0) {
        made.set("nodePort", Draft::number(own));
    }
    Ok(made)
}

/// `kubectl expose deployment NAME --port=80`
pub(in super::super) fn expose(args: &Args) -> Result<Command, String> {
    let objects = objects::read(args, &args.plain)?;
    let takes =
        |kind: &&str| matches!(*kind, "Pod" | "ReplicationController" | "Service" | "Deployment" | "ReplicaSet");
    if let Some(kind) = objects.kinds().into_iter().find(|kind| !takes(kind)) {
        return Err(format!("cannot expose a {}", objects::group_kind(kind)));
    }
    Ok(Command::Idle { objects: Some(objects), note: verbs::says_nothing("expose", "a Service") })
}
