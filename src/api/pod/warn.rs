//! What the server warns about in pods and pod templates: `pkg/api/pod/warnings.go`.

use super::annotations::{APPARMOR, SECCOMP_CONTAINER, SECCOMP_POD, is_apparmor};
use super::resources::requests_its_limits;
use super::{Pod, warn_paths, warn_ports};
use crate::api::core::bytes;
use crate::api::core::helpers::{Resource, printed_quantity, quantity, resource_list};
use crate::api::core::node_selector::deprecated_node_label;
use crate::api::cx::Cx;
use crate::api::format::{ip_warning, is_dns1123_label, is_label_value};
use crate::api::unique::Firsts;
use crate::api::{claim, entries};
use crate::resource::Field;
use crate::schema::changes;

/// Annotations that nothing reads any more.
const ANNOTATIONS: &[(&str, &str)] = &[
    (
        "scheduler.alpha.kubernetes.io/critical-pod",
        "non-functional in v1.16+; use the \"priorityClassName\" field instead",
    ),
    ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
];

/// Sources of volumes that have had their day: the field, as the server spells it, and what has become of it.
const VOLUMES: &[(&str, &str, &str)] = &[
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

/// `WarningsOnCreate` of the pod strategy
pub(super) fn pod<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    name(cx, "this is used in the Pod's hostname");
    template(cx, pod);
}

/// A name that makes no host name. `use_of` is what the server says the name is used for.
pub(in crate::api) fn name(cx: &mut Cx<'_>, use_of: &str) {
    let name = cx.root().at("metadata").at("name");
    let wrong = is_dns1123_label(name.str());
    if !wrong.is_empty() && !name.is_empty() {
        let listed = wrong.join(" ");
        cx.warn(
            name,
            format!(
                "metadata.name: {use_of}, which can result in surprising behavior; a DNS label is recommended: [{listed}]"
            ),
        )
        .say(format!("`{}` is no host name, but will be used in one", name.str()))
        .help("use at most 63 lower-case letters, digits and dashes, no dots");
    }
}

/// `warningsForPodSpecAndMeta`
pub(super) fn template<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let spec = pod.spec;
    node_labels(cx, spec);
    spread(cx, spec);
    for (key, message) in ANNOTATIONS {
        if let Some(value) = pod.annotation(key) {
            annotation(cx, pod, key, value, message);
        }
    }
    volumes(cx, spec);
    warn_paths::overlaps(cx, spec);
    repeated(cx, spec.at("hostAliases"), "ip");
    repeated(cx, spec.at("imagePullSecrets"), "name");
    for secret in spec.at("imagePullSecrets").items() {
        let name = secret.at("name");
        if name.is_empty() {
            let path = cx.path(name);
            cx.warn(name, format!("{path}: invalid empty name \"\""));
        }
    }
    fractions(cx, spec.at("overhead"));
    profiles(cx, pod);
    for container in pod.all_containers() {
        let resources = container.at("resources");
        let limits = resource_list(resources.at("limits"));
        fractions(cx, resources.at("limits"));
        let requests = resources.at("requests");
        fractions(cx, requests);
        if requests_its_limits(cx, pod, container) {
            for limit in limits.iter().filter(|limit| !holds(requests, limit.name)) {
                fraction(cx, requests, limit);
            }
        }
        warn_ports::hidden_variables(cx, container);
    }
    warn_ports::ports(cx, pod);
    let grace = spec.at("terminationGracePeriodSeconds");
    if grace.int() < 0 && !pod.is_pod {
        let path = cx.path(grace);
        cx.warn(grace, format!("{path}: must be >= 0; negative values are invalid and will be treated as 1"));
    }
    affinity_terms(cx, spec);
    for f in spec.at("dnsConfig").at("nameservers").items() {
        address(cx, f);
    }
    for alias in spec.at("hostAliases").items() {
        address(cx, alias.at("ip"));
    }
}

fn address<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if let Some(text) = ip_warning(f.str()) {
        let path = cx.path(f);
        cx.warn(f, format!("{path}: {text}"));
    }
}

/// Labels of nodes that have been renamed.
fn node_labels<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let selector = spec.at("nodeSelector");
    for (key, _) in entries(selector) {
        if let Some(message) = deprecated_node_label(key.scalar_text()) {
            let path = cx.path(selector);
            cx.warn(Field::root(key), format!("{path}[{}]: {message}", key.scalar_text()));
        }
    }
    let affinity = spec.at("affinity").at("nodeAffinity");
    for term in affinity.at("requiredDuringSchedulingIgnoredDuringExecution").at("nodeSelectorTerms").items() {
        term_labels(cx, term, false);
    }
    for term in affinity.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
        term_labels(cx, term.at("preference"), true);
    }
}

/// `GetWarningsForNodeSelectorTerm`
fn term_labels<'a>(cx: &mut Cx<'a>, term: Field<'a>, values: bool) {
    for expression in term.at("matchExpressions").items() {
        let key = expression.at("key");
        if let Some(message) = deprecated_node_label(key.str()) {
            let path = cx.path(key);
            cx.warn(key, format!("{path}: {} is {message}", key.str()));
        }
        for value in expression.at("values").items().filter(|_| values) {
            for problem in is_label_value(value.str()) {
                let path = cx.path(value);
                cx.warn(value, format!("{path}: {} is invalid, {problem}", value.str()));
            }
        }
    }
}

fn spread<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for constraint in spec.at("topologySpreadConstraints").items() {
        let key = constraint.at("topologyKey");
        if let Some(message) = deprecated_node_label(key.str()) {
            let path = cx.path(key);
            cx.warn(key, format!("{path}: {} is {message}", key.str()));
        }
        null_selector(cx, constraint.at("labelSelector"));
    }
}

fn null_selector<'a>(cx: &mut Cx<'a>, selector: Field<'a>) {
    if !selector.exists() {
        let path = cx.path(selector);
        cx.warn(selector, format!("{path}: a null labelSelector results in matching no pod"))
            .help("add a `labelSelector`; `labelSelector: {}` matches every pod");
    }
}

fn affinity_terms<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for kind in ["podAffinity", "podAntiAffinity"] {
        let of = spec.at("affinity").at(kind);
        for term in of.at("requiredDuringSchedulingIgnoredDuringExecution").items() {
            null_selector(cx, term.at("labelSelector"));
        }
        for term in of.at("preferredDuringSchedulingIgnoredDuringExecution").items() {
            null_selector(cx, term.at("podAffinityTerm").at("labelSelector"));
        }
    }
}

fn volumes<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for volume in spec.at("volumes").items() {
        let path = cx.path(volume);
        for (field, spelled, message) in VOLUMES {
            let f = volume.at(field);
            let works = *field == "gitRepo" && !changes::GIT_VOLUMES_OFF.holds(cx.version);
            let message = if works { "deprecated in v1.11" } else { *message };
            if f.exists() {
                cx.warn(f, format!("{path}.{spelled}: {message}"));
            }
        }
        let claim = volume.at("ephemeral").at("volumeClaimTemplate");
        if claim.exists() {
            claim::warnings(cx, claim.at("spec"), &format!("{path}.ephemeral.volumeClaimTemplate.spec"));
        }
    }
}

/// Items that repeat one before them.
fn repeated<'a>(cx: &mut Cx<'a>, list: Field<'a>, field: &'static str) {
    let mut seen = Firsts::default();
    for item in list.items() {
        let f = item.at(field);
        if let Some(first) = seen.repeated(f) {
            let (first, path) = (first.span(), cx.path(f));
            cx.warn(f, format!("{path}: duplicate {field} {:?}", f.str())).relate(first, "first given here");
        }
    }
}

/// Amounts of bytes that are not whole.
fn fractions<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    for item in resource_list(list) {
        fraction(cx, list, &item);
    }
}

/// An amount of bytes in `list`, wherever it was taken from.
fn fraction<'a>(cx: &mut Cx<'a>, list: Field<'a>, item: &Resource<'a>) {
    if matches!(item.name, "memory" | "ephemeral-storage") && item.amount.milli_value() % 1000 != 0 {
        let path = cx.path(list);
        let text = format!(
            "{path}[{}]: fractional byte value {:?} is invalid, must be an integer",
            item.name,
            printed_quantity(item.field, item.amount)
        );
        bytes::say_fraction(cx.warn(item.field, text), item);
    }
}

fn annotation<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, key: &str, value: Field<'a>, message: &str) {
    let map = pod.meta.at("annotations");
    let (path, span) = (cx.path(map), map.node().and_then(|map| map.entry(key)).map(|e| e.key.span()));
    let finding = cx.warn(value, format!("{path}[{key}]: {message}"));
    if let Some(span) = span {
        finding.label_at(span);
    }
}

/// Security profiles in annotations without the fields that replaced them.
fn profiles<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    const SECCOMP: &str = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
    let whole = pod.spec.at("securityContext");
    if !whole.at("seccompProfile").exists()
        && let Some(value) = pod.annotation(SECCOMP_POD)
    {
        annotation(cx, pod, SECCOMP_POD, value, SECCOMP);
    }
    for container in pod.all_containers() {
        let (context, name) = (container.at("securityContext"), container.at("name").str());
        let key = format!("{SECCOMP_CONTAINER}{name}");
        if !context.at("seccompProfile").exists()
            && let Some(value) = pod.annotation(&key)
        {
            annotation(cx, pod, &key, value, SECCOMP);
        }
        if !pod.is_pod && !context.at("appArmorProfile").exists() {
            apparmor(cx, pod, container);
        }
    }
}

/// Pods: `applyAppArmorVersionSkew`, which comes before validation and so warns even of what is refused.
pub(super) fn apparmor_of_pod<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    if pod.is_windows() {
        return;
    }
    for container in pod.all_containers() {
        if !container.at("securityContext").at("appArmorProfile").exists() {
            apparmor(cx, pod, container);
        }
    }
}

fn apparmor<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    let key = format!("{APPARMOR}{}", container.at("name").str());
    let Some(value) = pod.annotation(&key) else { return };
    let profile = pod.spec.at("securityContext").at("appArmorProfile");
    if !(profile.exists() && is_apparmor(value.str()) && same_profile(profile, value.str())) {
        annotation(cx, pod, &key, value, "deprecated since v1.30; use the \"appArmorProfile\" field instead");
    }
}

/// Whether the annotation says what the pod's profile says.
fn same_profile(profile: Field<'_>, annotation: &str) -> bool {
    let local = profile.at("localhostProfile").opt_str();
    match annotation {
        "unconfined" => profile.at("type").str() == "Unconfined" && local.is_none(),
        "runtime/default" => profile.at("type").str() == "RuntimeDefault" && local.is_none(),
        _ => profile.at("type").str() == "Localhost" && annotation.strip_prefix("localhost/") == local,
    }
}
/// Whether a list of resources has an amount of that name.
fn holds(list: Field<'_>, name: &str) -> bool {
    list.key(name).is_some_and(|amount| !amount.exists() || quantity(amount).is_some())
}
