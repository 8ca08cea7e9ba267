//! References by name, and what is said of those that lead nowhere.

use super::{Facts, Missing, Name, Place, Port, Wants, World};
use crate::cross::Object;
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Rule, Severity, is_another, listed};

/// Names shown of what is there instead.
pub(super) const SHOWN: usize = 4;

/// What the cluster has whatever is applied.
const WELL_KNOWN: &[(&str, &str)] = &[
    ("ClusterRole", "admin"),
    ("ClusterRole", "cluster-admin"),
    ("ClusterRole", "edit"),
    ("ClusterRole", "view"),
    ("ConfigMap", "extension-apiserver-authentication"),
    ("ConfigMap", "kube-root-ca.crt"),
    ("Role", "extension-apiserver-authentication-reader"),
    ("Service", "kubernetes"),
    ("ServiceAccount", "default"),
];

/// Kinds that clusters come with or that are set up once for many: of these only a slip is told.
const SHARED: &[&str] =
    &["ClusterRole", "Gateway", "IngressClass", "PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass"];

/// Of those, what clusters come with under names of their own, however whole the tree is.
const CLASSES: &[&str] = &["IngressClass", "RuntimeClass", "StorageClass"];

/// What is wrong with the references of which that rule tells.
pub(in crate::cross) fn tell_names(world: &World<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    for facts in world.facts {
        let from = &world.objects[facts.object];
        for name in facts.names.iter().filter(|name| name.rule == rule) {
            findings.extend(tell(world, from, name).map(|finding| from.scene().set(finding)));
        }
    }
    findings
}

fn tell(world: &World<'_>, from: &Object, name: &Name) -> Option<Finding> {
    let namespace = name.namespace.as_deref();
    let there = world.named((name.group, name.kind, &name.name), from, namespace);
    if !there.is_empty() {
        let writes = |fields: &[&str]| {
            there.iter().any(|at| fields.iter().any(|field| world.writes(&world.objects[*at], field)))
        };
        let facts: Vec<Option<&Facts>> = there.iter().map(|at| world.of(*at)).collect();
        return match &name.wants {
            Wants::Nothing => None,
            Wants::Key(key, at) | Wants::OnlyKey(key, at) => {
                let keys = facts.into_iter().map(|facts| facts?.keys.as_ref()).collect::<Option<Vec<_>>>()?;
                let keys: Vec<_> = keys.into_iter().flatten().collect();
                let open = world.is_mentioned(key) || writes(&["data", "stringData", "binaryData"]);
                if open { None } else { no_key(name, key, &keys, at) }
            }
            Wants::UsualPort(number) if !writes(&["ports", "port"]) => {
                let mut finding = no_port(name, &Port::Number(*number), &facts, &name.at)?;
                finding.fixes.clear();
                finding.help(format!("where no `port` is given {number} is meant: give that of the Service"));
                Some(finding)
            }
            Wants::UsualPort(_) => None,
            Wants::Port(port, at) => {
                let open = matches!(port, Port::Named(port) if world.is_mentioned(port)) || writes(&["ports", "port"]);
                if open { None } else { no_port(name, port, &facts, at) }
            }
        };
    }
    if matches!(name.wants, Wants::OnlyKey(..)) || name.kind == "PersistentVolumeClaim" && world.makes_claim(&name.name)
    {
        return None;
    }
    let known = name.name.starts_with("system:") || name.name.starts_with("system-");
    if known || WELL_KNOWN.contains(&(name.kind, &*name.name)) {
        return None;
    }
    if let Some(finding) = other_role(world, from, name) {
        return Some(finding);
    }
    let message = match namespace.filter(|namespace| Some(*namespace) != from.reference.namespace.as_deref()) {
        Some(namespace) => format!("there is no {} `{}` in namespace `{namespace}`", name.kind, name.name),
        None => format!("there is no {} `{}`", name.kind, name.name),
    };
    let mut finding = name.at.finding(name.rule, message);
    match world.missing(&name.name, world.beside((name.group, name.kind), from, namespace).collect()) {
        Missing::Unsaid => return None,
        Missing::Near(object) => {
            name.at.mean(&mut finding, object.reference.name.as_deref()?);
            finding.relate_in(object.file, object.name, "it is here");
        }
        Missing::Far(_) if !world.complete && SHARED.contains(&name.kind) => return None,
        Missing::Far(_) if CLASSES.contains(&name.kind) => return None,
        Missing::Far(others) => from_elsewhere(world, &mut finding, &others),
    }
    Some(finding)
}

/// Says that the role of that name is of the other kind.
fn other_role(world: &World<'_>, from: &Object, name: &Name) -> Option<Finding> {
    let other = match name.kind {
        "Role" => "ClusterRole",
        "ClusterRole" if from.gvk.kind == "RoleBinding" => "Role",
        _ => return None,
    };
    let mut there = world.beside((name.group, other), from, None);
    let object = there.find(|object| object.reference.name.as_ref() == Some(&name.name))?;
    if world.is_mentioned(&name.name) {
        return None;
    }
    let mut finding = name.at.finding(name.rule, format!("there is no {} `{}`", name.kind, name.name));
    finding.help(format!("did you mean the {other} of that name? then `kind` is {other}"));
    finding.relate_in(object.file, object.name, "it is here");
    Some(finding)
}

/// Makes a suggestion of what is missing where nothing is nearly so called, unless the tree is whole, and says what is there.
pub(in crate::cross) fn from_elsewhere(world: &World<'_>, finding: &mut Finding, others: &[&Object]) {
    let names = listed(others.iter().filter_map(|object| object.reference.name.as_deref()), SHOWN);
    match (world.complete, others) {
        (true, []) => finding.help("there is none here, and the tree is said to be whole"),
        (true, _) => finding.help(format!("what is here: {names}")),
        (false, _) => {
            finding.severity = Severity::Info;
            finding.help(format!("what is here: {names}; or it comes from elsewhere"))
        }
    };
}

/// A key that the object does not have.
fn no_key(name: &Name, key: &str, keys: &[&String], at: &Place) -> Option<Finding> {
    if keys.iter().any(|own| *own == key) {
        return None;
    }
    let message = format!("{} `{}` has no key `{key}`", name.kind, name.name);
    let mut finding = at.finding(name.rule, message);
    let others = keys.iter().map(|key| key.as_str()).filter(|other| !is_another(key, other));
    match nearest(key, Strictness::Name, others, |key| key) {
        Some((meant, _)) => at.mean(&mut finding, meant),
        None => {
            finding.severity = Severity::Info;
            finding.help(match keys {
                [] => "it has none; who fills it may add one".to_owned(),
                _ => format!("its keys: {}", listed(keys.iter().map(|key| key.as_str()), SHOWN)),
            });
        }
    }
    Some(finding)
}

/// A port that none of the services of that name offers.
fn no_port(name: &Name, port: &Port, services: &[Option<&Facts>], at: &Place) -> Option<Finding> {
    let services: Vec<_> = services.iter().filter_map(|facts| facts.as_ref()?.service.as_ref()).collect();
    let offers = |(own, number): &(String, i64)| match port {
        Port::Named(name) => own == name,
        Port::Number(wanted) => number == wanted,
    };
    let ports = || services.iter().flat_map(|service| &service.ports);
    if services.iter().any(|service| service.external || service.unread)
        || ports().next().is_none()
        || ports().any(offers)
    {
        return None;
    }
    let written = match port {
        Port::Named(name) => name.clone(),
        Port::Number(number) => number.to_string(),
    };
    let message = format!("Service `{}` has no port `{written}`", name.name);
    let mut finding = at.finding(name.rule, message);
    let known: Vec<String> = ports()
        .map(|(own, number)| match port {
            Port::Named(_) => own.clone(),
            Port::Number(_) => number.to_string(),
        })
        .filter(|known| !known.is_empty())
        .collect();
    let near = nearest(&written, Strictness::Name, known.iter().map(String::as_str), |name| name).map(|(near, _)| near);
    let only = (known.len() == 1).then(|| known[0].as_str());
    match near.filter(|_| matches!(port, Port::Named(_))).or(only) {
        Some(meant) => at.mean(&mut finding, meant),
        None => {
            let all = ports()
                .map(|(own, number)| if own.is_empty() { number.to_string() } else { format!("{own} ({number})") });
            let all: Vec<String> = all.collect();
            finding.help(format!("its ports: {}", listed(all.iter().map(String::as_str), SHOWN)));
        }
    }
    Some(finding)
}
