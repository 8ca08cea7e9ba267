//! Service: `ValidateServiceCreate`, with the defaults of `SetDefaults_Service` and the merging of `clusterIP`
//! into `clusterIPs` (`normalizeClusterIPs`) seen by it.

mod addresses;
mod cluster_ips;
mod port_names;
mod ports;
mod traffic;
mod warnings;

use crate::api::Cx;
use crate::api::core::helpers::{annotation, invalid_each};
use crate::api::corrected;
use crate::api::format::{is_dns1035_label, is_dns1123_label, is_dns1123_subdomain};
use crate::api::gates;
use crate::api::labels::labels;
use crate::api::table::{Check, Rule};
use crate::model::Edit;
use crate::resource::Field;
use crate::source::Node;

/// A Service as validation sees it.
struct Service<'a> {
    spec: Field<'a>,
    /// `spec.type` with its default.
    kind: &'a str,
    /// `spec.clusterIPs`, or `spec.clusterIP` in its place.
    cluster_ips: Vec<Field<'a>>,
}

impl<'a> Service<'a> {
    /// The defaults and the merging of `clusterIP`.
    fn read(cx: &Cx<'a>) -> Self {
        let spec = cx.root().at("spec");
        let kind = match spec.at("type").str() {
            "" => "ClusterIP",
            given => given,
        };
        let mut cluster_ips: Vec<_> = spec.at("clusterIPs").items().collect();
        if cluster_ips.is_empty() && !spec.at("clusterIP").is_empty() {
            cluster_ips.push(spec.at("clusterIP"));
        }
        Service { spec, kind, cluster_ips }
    }

    /// `isHeadlessService` of validation.go: `None` is its only cluster IP.
    fn headless(&self) -> bool {
        matches!(self.cluster_ips[..], [only] if only.str() == "None")
    }

    /// `ExternallyAccessible`
    fn externally_accessible(&self) -> bool {
        match self.kind {
            "LoadBalancer" | "NodePort" => true,
            "ClusterIP" => !self.spec.at("externalIPs").is_empty(),
            _ => false,
        }
    }
}

const TYPES: &[&str] = &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

const SPEC: &[Rule] = &[
    Rule::new("sessionAffinity", &[Check::OneOfOrEmpty(&["ClientIP", "None"])]),
    Rule::new("internalTrafficPolicy", &[Check::OneOf(&["Cluster", "Local"])]),
];

/// What the allocation of addresses and node ports refuses, before anything is validated (`beginCreate` of the registry).
pub(in crate::api) fn allocate(cx: &mut Cx<'_>) {
    let service = Service::read(cx);
    cluster_ips::check(cx, &service);
    if cx.errors() == 0 {
        ports::allocate(cx, &service);
    }
}

/// `ValidateServiceCreate`, then `GetWarningsForService`.
pub(in crate::api) fn service(cx: &mut Cx<'_>) {
    let service = Service::read(cx);
    name_begins_with_letter(cx);
    check_type(cx, &service);
    ports::check(cx, &service);
    if service.spec.at("selector").exists() {
        labels(cx, service.spec.at("selector"));
    }
    cx.check(service.spec, SPEC);
    known_type(cx, &service);
    session_affinity(cx, &service);
    addresses::check(cx, &service);
    traffic::check(cx, &service);
    topology_mode(cx);
    warnings::warn(cx, &service);
}

/// `type`, which people also take for the place to say that a service is headless.
fn known_type<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let given = service.spec.at("type");
    if given.str().is_empty() || TYPES.contains(&given.str()) {
        return;
    }
    let key = given.node().and_then(|node| node.key_below(cx.root().anchor())).map(Node::span);
    let finding = cx.not_supported(given, TYPES);
    if !given.str().eq_ignore_ascii_case("headless") {
        return;
    }
    finding.help("a headless service has `clusterIP: None`, and no type of its own");
    if let Some(key) = key.filter(|_| service.cluster_ips.is_empty()) {
        let edits = vec![Edit::new(key, "clusterIP"), Edit::new(given.span(), "None")];
        finding.offer("write `clusterIP: None`", edits);
    }
}

/// Until the rule was relaxed, a service's name began with a letter.
fn name_begins_with_letter(cx: &mut Cx<'_>) {
    let name = cx.root().at("metadata").at("name");
    if gates::RELAXED_SERVICE_NAMES.on(cx.version) || name.str().is_empty() || !is_dns1123_label(name.str()).is_empty()
    {
        return;
    }
    for problem in is_dns1035_label(name.str()) {
        cx.invalid_format(name, &problem).say("before Kubernetes 1.36 a service's name must begin with a letter");
    }
}

/// What the type demands or forbids, and the ports that all but two kinds of services need.
fn check_type<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    if spec.at("ports").is_empty() && !service.headless() && service.kind != "ExternalName" {
        cx.required(spec.at("ports"), "")
            .say("a service needs at least one port")
            .help("only headless services (`clusterIP: None`) and those of type ExternalName do without");
    }
    match service.kind {
        "LoadBalancer" | "NodePort" if service.headless() => {
            let detail = format!("may not be set to 'None' for {} services", service.kind);
            cx.invalid(service.cluster_ips[0], detail)
                .field("spec.clusterIPs[0]")
                .say(format!("a {} service cannot be headless", service.kind))
                .help("remove `clusterIP: None`, or make the service a `ClusterIP` one");
        }
        "ExternalName" => external_name(cx, service),
        _ => {}
    }
}

/// An ExternalName service is a DNS alias and nothing else.
fn external_name<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    let spec = service.spec;
    let none = "may not be set for ExternalName services";
    if let Some(first) = service.cluster_ips.first() {
        let at = if spec.at("clusterIPs").is_empty() { *first } else { spec.at("clusterIPs") };
        cx.forbidden(at, none).field("spec.clusterIPs").say("an ExternalName service has no cluster IP");
    }
    for name in ["ipFamilies", "ipFamilyPolicy"] {
        let f = spec.at(name);
        if f.exists() && !(name == "ipFamilies" && f.is_empty()) {
            cx.forbidden(f, none).say(format!("`{name}` means nothing for an ExternalName service"));
        }
    }
    let name = spec.at("externalName");
    let bare = name.str().strip_suffix('.').unwrap_or(name.str());
    if bare.is_empty() {
        cx.required(name, "")
            .say("an ExternalName service needs `externalName`, the host name it stands for")
            .help("give the host name, for example `externalName: db.example.com`");
    } else {
        let said = corrected::address(bare).and_then(|address| address.said(name.str()));
        let refused = invalid_each(cx, name, is_dns1123_subdomain(bare));
        if let (Some(finding), Some(said)) = (refused, said) {
            finding.say(said);
        }
    }
}

/// `validateClientIPAffinityConfig`, as far as defaulting leaves anything to it.
fn session_affinity<'a>(cx: &mut Cx<'a>, service: &Service<'a>) {
    if service.spec.at("sessionAffinity").str() != "ClientIP" {
        return;
    }
    let timeout = service.spec.at("sessionAffinityConfig").at("clientIP").at("timeoutSeconds");
    if timeout.opt_int().is_some_and(|seconds| seconds <= 0 || seconds > 86400) {
        cx.invalid(timeout, "must be greater than 0 and less than 86400").help("one day is 86400");
    }
}

/// Two annotations for one thing must agree.
fn topology_mode(cx: &mut Cx<'_>) {
    let old = annotation(cx, "service.kubernetes.io/topology-aware-hints");
    let new = annotation(cx, "service.kubernetes.io/topology-mode");
    if let (Some(old), Some(new)) = (old, new)
        && old.str() != new.str()
    {
        let detail = "must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified";
        cx.invalid(new, detail).relate(old.span(), "the deprecated annotation says otherwise");
    }
}

#[cfg(test)]
mod tests;
