//! Pods and pod templates: `pkg/apis/core/validation/validation.go`, from `ValidatePodCreate` down.

mod affinity;
mod annotations;
mod claims;
mod container;
mod dns;
mod env;
#[cfg(test)]
mod limit_tests;
mod mounts;
mod os;
mod pod_resources;
mod ports;
mod probe;
mod resources;
mod restart;
mod security;
mod spread;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod tests;
mod warn;
mod warn_paths;
mod warn_ports;
mod windows;

pub(super) use env::{VOLUME_FIELDS, object_field, resource_field};
pub(super) use resources::overhead;

use super::core::node_selector::tolerations;
use super::cx::{Cx, Spelling};
use super::format::{is_dns1123_label, is_dns1123_subdomain, is_in_range};
use super::table::{Check, Rule};
use super::{gates, labels, meta, volume};
use crate::model::Version;
use crate::resource::Field;

/// A pod's or a template's spec under validation, with what its parts must know of the whole.
#[derive(Clone, Debug)]
pub(super) struct Pod<'a> {
    /// `metadata` of the pod or the template.
    pub meta: Field<'a>,
    /// `spec`.
    pub spec: Field<'a>,
    /// Whether it is a pod itself (`ResourceIsPod`), for which more is defaulted, and more is asked.
    pub is_pod: bool,
    /// Volumes that a stateful set adds from its claim templates: the name, and the template.
    pub claim_templates: Vec<(&'a str, Field<'a>)>,
    /// Whether `hostname` and `subdomain` will be overwritten by a stateful set.
    pub ignores_hostname: bool,
}

impl<'a> Pod<'a> {
    /// The pod or template at `of`.
    pub(super) fn new(of: Field<'a>, is_pod: bool) -> Self {
        let (meta, spec) = (of.at("metadata"), of.at("spec"));
        Pod { meta, spec, is_pod, claim_templates: Vec::new(), ignores_hostname: false }
    }

    /// `restartPolicy`, as defaulted.
    pub(super) fn restart_policy(&self) -> &'a str {
        or(self.spec.at("restartPolicy").str(), "Always")
    }

    /// `terminationGracePeriodSeconds`, as defaulted. A pod's own is made 1 where it is negative
    /// (`Convert_v1_Pod_To_core_Pod`).
    fn grace(&self) -> i64 {
        match self.spec.at("terminationGracePeriodSeconds").opt_int().unwrap_or(30) {
            negative if negative < 0 && self.is_pod => 1,
            seconds => seconds,
        }
    }

    fn host_network(&self) -> bool {
        self.spec.at("hostNetwork").bool()
    }

    /// Whether the pod shares the node's users, which it does unless told otherwise.
    fn host_users(&self, version: Version) -> bool {
        !gates::USER_NAMESPACES.on(version) || self.spec.at("hostUsers").opt_bool().unwrap_or(true)
    }

    /// The system the pod is for, if it says so.
    fn os(&self) -> Option<&'a str> {
        let os = self.spec.at("os");
        os.exists().then(|| os.at("name").str())
    }

    fn is_windows(&self) -> bool {
        self.os() == Some("windows")
    }

    /// Every container in the order in which upstream visits them (`VisitContainersWithPath`).
    fn all_containers(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let spec = self.spec;
        ["initContainers", "containers", "ephemeralContainers"].into_iter().flat_map(move |kind| spec.at(kind).items())
    }

    /// The annotation of that key.
    fn annotation(&self, key: &str) -> Option<Field<'a>> {
        self.meta.at("annotations").key(key)
    }
}

/// Go's way of defaulting text.
fn or<'t>(text: &'t str, default: &'t str) -> &'t str {
    if text.is_empty() { default } else { text }
}

/// `ValidatePodCreate` without the metadata, and the warnings.
pub(super) fn pod(cx: &mut Cx<'_>) {
    let pod = Pod::new(cx.root(), true);
    annotations::annotations(cx, &pod);
    spec(cx, &pod);
    only_for_pods(cx, &pod);
    let ephemeral = pod.spec.at("ephemeralContainers");
    if !ephemeral.is_empty() {
        cx.forbidden(ephemeral, "cannot be set on create")
            .say("ephemeral containers can only be added to a pod that already runs")
            .help("start one with `kubectl debug`, or make it a container");
    }
    let (node, gates) = (pod.spec.at("nodeName"), pod.spec.at("schedulingGates"));
    if !node.is_empty() && !gates.is_empty() && gates::POD_SCHEDULING_READINESS.on(cx.version) {
        cx.forbidden(node, "cannot be set until all schedulingGates have been cleared")
            .say("a pod that is held back by scheduling gates cannot name its node")
            .relate(gates.span(), "the gates that hold it back");
    }
    annotations::profiles_agree(cx, &pod);
    if cx.errors() == 0 {
        warn::pod(cx, &pod);
    }
}

/// What the pod strategy warns about while it prepares a pod for creation.
pub(super) fn early_warnings(cx: &mut Cx<'_>) {
    let pod = Pod::new(cx.root(), true);
    warn::apparmor_of_pod(cx, &pod);
}

/// Of the warnings that for variables that are set twice alone.
pub(super) fn hidden_variables<'a>(cx: &mut Cx<'a>, holder: Field<'a>) {
    for container in Pod::new(holder, false).all_containers() {
        warn_ports::hidden_variables(cx, container);
    }
}

/// `ValidatePodTemplate` without the metadata, and the warnings.
pub(super) fn pod_template(cx: &mut Cx<'_>) {
    let pod = Pod::new(cx.root().at("template"), false);
    template(cx, &pod);
    if cx.errors() == 0 {
        template_warnings(cx, &pod);
    }
}

/// `ValidatePodTemplateSpec`
pub(super) fn template<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    template_meta(cx, pod);
    template_spec(cx, pod);
}

/// The template's labels and annotations.
pub(super) fn template_meta<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    template_labels(cx, pod);
    template_annotations(cx, pod);
}

/// How the server spells a template's metadata.
const WITHOUT_METADATA: Spelling<'static> = Spelling::Instead("template.metadata.", "template.");

/// The template's labels, which the server spells without `metadata`.
pub(super) fn template_labels<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    cx.spelled(WITHOUT_METADATA, |cx| labels::labels(cx, pod.meta.at("labels")));
}

/// The template's annotations, which the server spells without `metadata`.
pub(super) fn template_annotations<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    cx.spelled(WITHOUT_METADATA, |cx| {
        meta::annotations(cx, pod.meta.at("annotations"));
        annotations::annotations(cx, pod);
    });
}

/// The template's spec, and what it has to do with its annotations.
pub(super) fn template_spec<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    spec(cx, pod);
    annotations::profiles_agree(cx, pod);
    let ephemeral = pod.spec.at("ephemeralContainers");
    if !ephemeral.is_empty() {
        cx.forbidden(ephemeral, "ephemeral containers not allowed in pod template")
            .say("a pod template cannot have ephemeral containers");
    }
}

/// `GetWarningsForPodTemplate`
pub(super) fn template_warnings<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    warn::template(cx, pod);
}

/// What the server says of a name that makes no host name; `use_of`: what the name is used for.
pub(super) fn warn_name(cx: &mut Cx<'_>, use_of: &str) {
    warn::name(cx, use_of);
}

/// What holds for pods but, for old times' sake, not for templates (the end of `validatePodMetadataAndSpec`).
fn only_for_pods<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let account = or(pod.spec.at("serviceAccountName").str(), pod.spec.at("serviceAccount").str());
    // To any other pod admission gives the account `default` before it is validated.
    if account.is_empty() && annotations::is_mirror(pod) {
        for volume in pod.spec.at("volumes").items() {
            for source in volume.at("projected").at("sources").items() {
                let token = source.at("serviceAccountToken");
                if token.exists() {
                    cx.forbidden(token, "must not be specified when serviceAccountName is not set")
                        .say("a mirror pod has no account of its own, and so no token")
                        .help("mount no service account's token into a mirror pod");
                }
            }
        }
    }
    for kind in ["containers", "initContainers", "ephemeralContainers"] {
        for container in pod.spec.at(kind).items() {
            let image = container.at("image");
            if image.str() != image.str().trim() {
                let trimmed = image.str().trim().to_owned();
                cx.invalid(image, "must not have leading or trailing whitespace")
                    .fix(format!("change to `{trimmed}`"), image.span(), trimmed)
                    .safe_if(true);
            }
        }
    }
}

/// Fields of the spec whose rules need nothing else.
const SPEC: &[Rule] = &[
    Rule::new("restartPolicy", &[Check::OneOfOrEmpty(&["Always", "OnFailure", "Never"])]),
    Rule::new("dnsPolicy", &[Check::OneOfOrEmpty(&["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])]),
    Rule::new("nodeName", &[Check::Format(is_dns1123_subdomain)]),
    Rule::new("activeDeadlineSeconds", &[Check::Range(1, i32::MAX as i64)]),
    Rule::new("priorityClassName", &[Check::Format(is_dns1123_subdomain)]),
    Rule::new("preemptionPolicy", &[Check::RequiredIfGiven, Check::OneOfOrEmpty(&["PreemptLowerPriority", "Never"])]),
];

/// Names that a stateful set would overwrite.
const HOSTNAME: &[Rule] = &[
    Rule::new("hostname", &[Check::Format(is_dns1123_label)]),
    Rule::new("subdomain", &[Check::Format(is_dns1123_label)]),
];

/// `ValidatePodSpec`
fn spec<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let spec = pod.spec;
    let volumes = volume::volumes(cx, pod);
    let claims = claims::claims(cx, pod);
    container::containers(cx, pod, &volumes, &claims);
    container::init_containers(cx, pod, &volumes, &claims);
    container::ephemeral_containers(cx, pod, &volumes, &claims);
    pod_resources::pod_resources(cx, pod, &claims);
    ports::host_network(cx, pod);
    labels::labels(cx, spec.at("nodeSelector"));
    security::pod_security_context(cx, pod);
    affinity::affinity(cx, pod);
    dns::dns_config(cx, pod);
    claims::gates(cx, pod);
    spread::topology_spread_constraints(cx, pod);
    windows::host_process(cx, pod);
    os::host_users(cx, pod);
    dns::hostname_override(cx, pod);
    service_account(cx, spec);
    cx.check(spec, SPEC);
    if !pod.ignores_hostname {
        cx.check(spec, HOSTNAME);
    }
    tolerations(cx, spec.at("tolerations"));
    dns::host_aliases(cx, spec);
    let runtime = spec.at("runtimeClassName");
    if runtime.exists() {
        for detail in is_dns1123_subdomain(runtime.str()) {
            cx.invalid_format(runtime, &detail);
        }
    }
    overhead(cx, spec.at("overhead"));
    os::os(cx, pod);
    if gates::GENERIC_WORKLOAD.on(cx.version) {
        claims::scheduling_group(cx, spec.at("schedulingGroup"));
    }
    mounts::file_key_volumes(cx, pod);
}

/// `serviceAccountName`, or where it is empty its old spelling (`Convert_v1_PodSpec_To_core_PodSpec`).
fn service_account<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let name = spec.at("serviceAccountName");
    let given = if name.is_empty() { spec.at("serviceAccount") } else { name };
    if given.is_empty() {
        return;
    }
    for detail in is_dns1123_subdomain(given.str()) {
        let path = cx.path(name);
        cx.invalid_format(given, &detail).field(path);
    }
}

/// Reports a number of `f` outside `low..=high`, as `validation.InclusiveRangeError` words it.
fn in_range<'a>(cx: &mut Cx<'a>, f: Field<'a>, low: i64, high: i64) {
    if let Some(value) = f.opt_int() {
        for detail in is_in_range(value, low, high) {
            cx.invalid(f, detail);
        }
    }
}
