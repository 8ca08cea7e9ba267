//! `Ingress`: `pkg/apis/networking/validation/validation.go`.

use crate::api::Cx;
use crate::api::core::helpers::{invalid_each, kind_and_name};
use crate::api::corrected::{self, Address};
use crate::api::format::{self, name_is_dns_subdomain};
use crate::model::{Edit, Finding};
use crate::resource::Field;
use crate::schema::gates;

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

/// What paths of type `Exact` and `Prefix` may not contain, and may not end with.
const PATH_SEQUENCES: &[&str] = &["//", "/./", "/../", "%2f", "%2F"];
const PATH_SUFFIXES: &[&str] = &["/..", "/."];

/// `ValidateIngressCreate`, and the warning of the strategy.
pub(in crate::api) fn ingress(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    ingress_spec(cx, spec);
    let class = spec.at("ingressClassName");
    let Some(annotation) = cx.root().at("metadata").at("annotations").key(CLASS_ANNOTATION) else { return };
    if class.exists() {
        if annotation.str() != class.str() {
            cx.invalid(annotation, "must match `ingressClassName` when both are specified")
                .field(format!("annotations.{CLASS_ANNOTATION}"))
                .say(format!(
                    "the annotation says class `{}`, `ingressClassName` says `{}`",
                    annotation.str(),
                    class.str()
                ))
                .help(format!("remove the annotation `{CLASS_ANNOTATION}`: `spec.ingressClassName` has replaced it"))
                .relate(class.span(), "the other class is here");
        }
    } else {
        let text = format!("annotation {CLASS_ANNOTATION:?} is deprecated, please use 'spec.ingressClassName' instead");
        let key = annotation.node().and_then(|n| n.key_below(cx.resource.root)).map_or(annotation.span(), |k| k.span());
        cx.warn(annotation, text)
            .say(format!("the annotation `{CLASS_ANNOTATION}` is deprecated"))
            .label_at(key)
            .help(format!("write `ingressClassName: {}` under `spec` instead", annotation.str()));
    }
}

/// `ValidateIngressSpec`
fn ingress_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let default = spec.at("defaultBackend");
    if spec.at("rules").is_empty() && !default.exists() {
        cx.invalid(spec, "either `defaultBackend` or `rules` must be specified")
            .say("an Ingress needs `rules` or a `defaultBackend`, this one has neither")
            .help("add `rules` that say which host and path lead to which service");
    }
    if default.exists() {
        backend(cx, default);
    }
    for rule in spec.at("rules").items() {
        host(cx, rule.at("host"), Some(rule.at("http").at("paths")));
        http(cx, rule.at("http"));
    }
    for tls in spec.at("tls").items() {
        for name in tls.at("hosts").items() {
            host(cx, name, None);
        }
        let secret = tls.at("secretName");
        if !secret.str().is_empty() {
            invalid_each(cx, secret, name_is_dns_subdomain(secret.str(), false));
        }
    }
    let class = spec.at("ingressClassName");
    if class.exists() {
        invalid_each(cx, class, name_is_dns_subdomain(class.str(), false));
    }
}

/// The host part of `validateIngressRules`, whose paths are given, and of `validateIngressTLS`, which knows no exception for
/// addresses.
fn host<'a>(cx: &mut Cx<'a>, f: Field<'a>, paths: Option<Field<'a>>) {
    let of_rule = paths.is_some();
    let name = f.str();
    if of_rule && name.is_empty() {
        return;
    }
    if of_rule && format::parse_ip(name).is_some() {
        cx.invalid(f, "must be a DNS name, not an IP address")
            .say(format!("`{name}` is an IP address, a host must be a DNS name"))
            .help("leave `host` out to answer on every address");
    }
    let problems = if name.contains('*') {
        format::is_wildcard_dns1123_subdomain(name)
    } else {
        format::is_dns1123_subdomain(name)
    };
    let Some(finding) = invalid_each(cx, f, problems) else { return };
    if let Some(address) = corrected::address(name) {
        say_address(finding, f, &address, paths);
    }
}

/// That more than a host is given: it alone is offered, and its path in the place of the only one that says nothing.
fn say_address<'a>(finding: &mut Finding, f: Field<'a>, address: &Address<'_>, paths: Option<Field<'a>>) {
    let Address { host, port, path, .. } = address;
    if let Some(said) = address.said(f.str()) {
        finding.say(said);
    }
    let host = host.to_ascii_lowercase();
    let sound = if host.contains('*') {
        format::is_wildcard_dns1123_subdomain(&host)
    } else {
        format::is_dns1123_subdomain(&host)
    };
    finding.fixes.clear();
    if !sound.is_empty() {
        return;
    }
    let mut edits = vec![Edit::new(f.span(), host.clone())];
    if path.len() > 1 {
        finding.help("the host stands alone; the path has its own field, `path` in `http.paths`");
        let mut items = paths.into_iter().flat_map(Field::items);
        let (Some(only), None) = (items.next(), items.next()) else { return };
        let own = only.at("path");
        if own.str() != "/" || !path.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b)) {
            return;
        }
        edits.push(Edit::new(own.span(), *path));
        finding.offer(format!("change to `{host}` with the path `{path}`"), edits);
        return;
    }
    let help = if port.is_empty() {
        "the host stands alone, without a scheme"
    } else {
        "the host stands alone; the ports are those that the controller listens on"
    };
    finding.help(help).offer(format!("change to `{host}`"), edits);
}

/// `validateHTTPIngressRuleValue`
fn http<'a>(cx: &mut Cx<'a>, http: Field<'a>) {
    if !http.exists() {
        return;
    }
    let paths = http.at("paths");
    if paths.is_empty() {
        cx.required(paths, "").help("list at least one path with its `pathType` and `backend`");
    }
    for path in paths.items() {
        http_path(cx, path);
    }
}

/// `validateHTTPIngressPath`
fn http_path<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (kind, path) = (of.at("pathType"), of.at("path"));
    if !kind.exists() {
        cx.required(kind, "pathType must be specified")
            .help("add `pathType: Prefix`, `Exact` or `ImplementationSpecific`");
        return;
    }
    let absolute = path.str().starts_with('/');
    match kind.str() {
        "Exact" | "Prefix" => {
            if !absolute {
                not_absolute(cx, path);
            }
            for part in PATH_SEQUENCES.iter().filter(|part| path.str().contains(**part)) {
                cx.invalid(path, format!("must not contain '{part}'"));
            }
            for part in PATH_SUFFIXES.iter().filter(|part| path.str().ends_with(**part)) {
                cx.invalid(path, format!("cannot end with '{part}'"));
            }
        }
        "ImplementationSpecific" => {
            if !path.str().is_empty() && !absolute {
                not_absolute(cx, path);
            }
        }
        _ => {
            cx.not_supported(kind, &["Exact", "ImplementationSpecific", "Prefix"]);
        }
    }
    backend(cx, of.at("backend"));
}

fn not_absolute<'a>(cx: &mut Cx<'a>, path: Field<'a>) {
    let finding = cx.invalid(path, "must be an absolute path");
    if path.str().is_empty() {
        finding.say("this path type needs a `path`").help("add `path: /`");
    } else {
        let fixed = format!("/{}", path.str());
        finding.say(format!("the path `{}` must begin with `/`", path.str())).help(format!("write `{fixed}`"));
        if path.node().is_some_and(|n| n.source() == path.str()) {
            finding.fix(format!("change to `{fixed}`"), path.span(), fixed);
        }
    }
}

/// `validateIngressBackend`
fn backend<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (resource, service) = (of.at("resource"), of.at("service"));
    if resource.exists() && service.exists() {
        cx.invalid(of, "cannot set both resource and service backends")
            .say("a backend is either a `resource` or a `service`, this one has both")
            .help("remove one of the two");
    } else if resource.exists() {
        typed_local_object_reference(cx, resource);
    } else if service.exists() {
        service_backend(cx, of, service);
    } else {
        cx.invalid(of, "resource or service backend is required")
            .say("a backend needs a `service` (or a `resource`)")
            .help("write `service: {name: …, port: {number: …}}` under `backend`");
    }
}

fn service_backend<'a>(cx: &mut Cx<'a>, of: Field<'a>, service: Field<'a>) {
    let name = service.at("name");
    if name.str().is_empty() {
        cx.required(name, "");
    } else if gates::RELAXED_SERVICE_NAMES.on(cx.version) {
        invalid_each(cx, name, format::name_is_dns_label(name.str(), false));
    } else {
        invalid_each(cx, name, format::name_is_dns1035_label(name.str(), false));
    }
    let (port, number) = (service.at("port").at("name"), service.at("port").at("number"));
    match (port.str().is_empty(), number.int() == 0) {
        (false, false) => {
            cx.invalid(of, "cannot set both port name & port number")
                .say("a port is given by `name` or by `number`, this one has both")
                .label_at(service.at("port").span())
                .help("remove one of the two");
        }
        (false, true) => {
            invalid_each(cx, port, format::is_valid_port_name(port.str()));
        }
        (true, false) => {
            invalid_each(cx, number, format::is_valid_port_num(number.int()));
        }
        (true, true) => {
            cx.required(of, "port name or number is required")
                .say("the backend's service needs a port")
                .help("add `port: {number: …}` or `port: {name: …}` to the `service`");
        }
    }
}

/// `validateIngressTypedLocalObjectReference`, which the parameters of a class begin with, too.
pub(super) fn typed_local_object_reference<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let group = of.at("apiGroup");
    if group.exists() {
        invalid_each(cx, group, format::is_dns1123_subdomain(group.str()));
    }
    kind_and_name(cx, of);
}
