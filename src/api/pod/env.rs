//! Environment variables and where they come from.

use crate::api::core::helpers::{printed_quantity, quantity};
use crate::api::cx::{Cx, offer};
use crate::api::format::{is_config_map_key, is_dns1123_label, is_env_var_name, is_relaxed_env_var_name};
use crate::api::format::{is_dns1123_subdomain, is_qualified_name, name_is_dns_subdomain};
use crate::api::gates;
use crate::api::volume::no_backsteps;
use crate::resource::Field;

/// Fields of the pod that a variable may hold, sorted as the server lists them.
const ENV_FIELDS: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Fields of the pod that a file of a volume may hold, sorted.
pub(in crate::api) const VOLUME_FIELDS: &[&str] =
    &["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/// Every field label that can be asked for at all (`ConvertDownwardAPIFieldLabel`).
const LABELS: &[&str] = &[
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.serviceAccountName",
    "spec.schedulerName",
    "status.phase",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Resources of a container that can be read, sorted.
const RESOURCES: &[&str] = &[
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// Where a variable's value may come from; files last, as they are newest.
const SOURCES: &[&str] = &["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

const CPU_DIVISORS: &[&str] = &["1m", "1"];
const BYTE_DIVISORS: &[&str] = &["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// `ValidateEnv`
pub(super) fn env<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    for variable in container.at("env").items() {
        let name = variable.at("name");
        if name.is_empty() {
            cx.required(name, "");
        } else {
            variable_name(cx, name);
        }
        value_from(cx, variable);
    }
}

fn variable_name<'a>(cx: &mut Cx<'a>, name: Field<'a>) {
    let format = if gates::RELAXED_ENV_NAMES.on(cx.version) { is_relaxed_env_var_name } else { is_env_var_name };
    for detail in format(name.str()) {
        cx.invalid_format(name, &detail);
    }
}

/// `validateEnvVarValueFrom`
fn value_from<'a>(cx: &mut Cx<'a>, variable: Field<'a>) {
    let from = variable.at("valueFrom");
    if !from.exists() {
        return;
    }
    let files = gates::ENV_FILES.on(cx.version);
    let sources: &[&'static str] = if files { SOURCES } else { &SOURCES[..4] };
    let given: Vec<Field<'a>> = sources.iter().map(|source| from.at(source)).filter(|f| f.exists()).collect();
    if from.at("fieldRef").exists() {
        object_field(cx, from.at("fieldRef"), ENV_FIELDS);
    }
    if from.at("resourceFieldRef").exists() {
        resource_field(cx, from.at("resourceFieldRef"), false);
    }
    for source in ["configMapKeyRef", "secretKeyRef"] {
        if from.at(source).exists() {
            key_selector(cx, from.at(source));
        }
    }
    if files && from.at("fileKeyRef").exists() {
        file_key(cx, from.at("fileKeyRef"));
    }
    if given.is_empty() {
        let listed = if files {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        } else {
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        };
        cx.invalid(from, listed).say("`valueFrom` names no source").help(listed);
    } else if !variable.at("value").is_empty() {
        cx.invalid(from, "may not be specified when `value` is not empty")
            .say("a variable has either a `value` or a `valueFrom`")
            .relate(variable.at("value").span(), "the value");
    } else if given.len() > 1 {
        cx.invalid(from, "may not have more than one field specified at a time")
            .say("a variable has one source")
            .relate(given[1].span(), "a second one");
    }
}

/// `validateObjectFieldSelector`
pub(in crate::api) fn object_field<'a>(cx: &mut Cx<'a>, selector: Field<'a>, allowed: &[&str]) {
    let path = selector.at("fieldPath");
    let version = selector.at("apiVersion");
    if path.is_empty() {
        cx.required(path, "");
        return;
    }
    let text = path.str();
    let subscripted =
        text.strip_suffix("']").and_then(|rest| rest.split_once("['")).filter(|(field, _)| !field.is_empty());
    if !version.is_empty() && version.str() != "v1" {
        let detail = format!("error converting fieldPath: unsupported pod version: {}", version.str());
        cx.invalid(path, detail)
            .say(format!("a pod has no version `{}`", version.str()))
            .label_at(version.span())
            .help("`apiVersion` can be left out; it is `v1`");
        return;
    }
    if let Some((field, key)) = subscripted {
        let at = cx.path(selector);
        let wrong = match field {
            "metadata.annotations" => is_qualified_name(&key.to_lowercase()),
            "metadata.labels" => is_qualified_name(key),
            _ => {
                cx.invalid(path, format!("error converting fieldPath: field label does not support subscript: {text}"))
                    .say(format!("`{field}` has no keys that could be asked for"))
                    .help("`metadata.annotations` and `metadata.labels` have");
                return;
            }
        };
        for detail in wrong {
            cx.invalid(path, detail).field(at.clone());
        }
        return;
    }
    let internal = if text == "spec.host" { "spec.nodeName" } else { text };
    if !LABELS.contains(&internal) {
        let detail = format!("error converting fieldPath: field label not supported: {text}");
        let said = format!("`{text}` is no field of a pod that can be asked for here");
        offer(cx.invalid(path, detail), path, allowed).say(said);
    } else if !allowed.contains(&internal) {
        cx.not_supported(path, allowed);
    }
}

/// `validateContainerResourceFieldSelector`
pub(in crate::api) fn resource_field<'a>(cx: &mut Cx<'a>, selector: Field<'a>, in_volume: bool) {
    let (container, resource) = (selector.at("containerName"), selector.at("resource"));
    let huge = |name: &str| name.starts_with("limits.hugepages-") || name.starts_with("requests.hugepages-");
    if in_volume && container.is_empty() {
        cx.required(container, "");
    } else if resource.is_empty() {
        cx.required(resource, "");
    } else if !RESOURCES.contains(&resource.str()) && !huge(resource.str()) {
        cx.not_supported(resource, RESOURCES);
    }
    let divisor = selector.at("divisor");
    let Some(amount) = quantity(divisor).filter(|amount| !amount.is_zero()) else { return };
    let (allowed, kind) = match resource.str() {
        "limits.cpu" | "requests.cpu" => (CPU_DIVISORS, "cpu"),
        "limits.memory" | "requests.memory" => (BYTE_DIVISORS, "memory"),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => (BYTE_DIVISORS, "local ephemeral storage"),
        name if huge(name) => (BYTE_DIVISORS, "hugepages"),
        _ => return,
    };
    if !allowed.contains(&printed_quantity(divisor, amount).as_str()) {
        let listed = if kind == "cpu" { "1m and 1".to_owned() } else { allowed.join(", ") };
        cx.invalid(divisor, format!("only divisor's values {listed} are supported with the {kind} resource"));
    }
}

/// `validateConfigMapKeySelector` and `validateSecretKeySelector`
fn key_selector<'a>(cx: &mut Cx<'a>, selector: Field<'a>) {
    let (name, key) = (selector.at("name"), selector.at("key"));
    for detail in is_dns1123_subdomain(name.str()) {
        cx.invalid_format(name, &detail);
    }
    if key.is_empty() {
        cx.required(key, "");
    } else {
        for detail in is_config_map_key(key.str()) {
            cx.invalid_format(key, &detail);
        }
    }
}

/// `validateFileKeySelector`
fn file_key<'a>(cx: &mut Cx<'a>, selector: Field<'a>) {
    let (key, volume, path) = (selector.at("key"), selector.at("volumeName"), selector.at("path"));
    let wrong_key = is_relaxed_env_var_name(key.str());
    let wrong_volume = is_dns1123_label(volume.str());
    for (f, wrong) in [(key, wrong_key), (volume, wrong_volume)] {
        if f.is_empty() {
            cx.required(f, "");
            continue;
        }
        for detail in wrong {
            cx.invalid_format(f, &detail);
        }
    }
    if path.is_empty() {
        cx.required(path, "");
    } else {
        no_backsteps(cx, path);
    }
}

/// `ValidateEnvFrom`: the server reports a wrong number of sources at the whole list.
pub(super) fn env_from<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    let list = container.at("envFrom");
    for source in list.items() {
        let prefix = source.at("prefix");
        if !prefix.is_empty() {
            variable_name(cx, prefix);
        }
        let (config, secret) = (source.at("configMapRef"), source.at("secretRef"));
        for reference in [config, secret].into_iter().filter(|f| f.exists()) {
            let name = reference.at("name");
            if name.is_empty() {
                cx.required(name, "");
            } else {
                for detail in name_is_dns_subdomain(name.str(), true) {
                    cx.invalid_format(name, &detail);
                }
            }
        }
        match (config.exists(), secret.exists()) {
            (false, false) => {
                let detail = "must specify one of: `configMapRef` or `secretRef`";
                cx.invalid_in(list, source, detail).say("this source is neither a ConfigMap nor a Secret").help(detail);
            }
            (true, true) => {
                cx.invalid_in(list, source, "may not have more than one field specified at a time")
                    .say("one source is either a ConfigMap or a Secret; make it two list items");
            }
            _ => {}
        }
    }
}
