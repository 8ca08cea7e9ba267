//! `APIService`: `kube-aggregator/pkg/apis/apiregistration/validation/validation.go`.

use super::Cx;
use super::core::helpers::{invalid_each, required_texts};
use super::format::{is_dns1035_label, is_dns1123_subdomain, is_path_segment_name, is_valid_port_num};
use super::meta::generated_name;
use crate::model::{ApiCause, Reason};

/// `ValidateAPIService`, after its defaults
pub(super) fn api_service(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let (group, version) = (spec.at("group"), spec.at("version"));
    let (name, wanted) = (cx.root().at("metadata").at("name"), format!("{}.{}", version.str(), group.str()));
    if !name.str().is_empty() && is_path_segment_name(name.str()).is_empty() && name.str() != wanted {
        let finding = cx.invalid(name, format!("must be `spec.version+\".\"+spec.group`: {wanted:?}"));
        finding.say(format!("an APIService is named after its version and group: `{wanted}`"));
        if !version.str().is_empty() && !group.str().is_empty() {
            finding.fix(format!("change to `{wanted}`"), name.span(), wanted.clone());
        }
    }
    generated(cx, &wanted);
    if group.str().is_empty() && version.str() != "v1" {
        cx.required(group, "only v1 may have an empty group and it better be legacy kube");
    }
    if !group.str().is_empty() {
        invalid_each(cx, group, is_dns1123_subdomain(group.str()));
    }
    invalid_each(cx, version, is_dns1035_label(version.str()));
    for (field, most) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1_000)] {
        let f = spec.at(field);
        if !(1..=most).contains(&f.int()) {
            cx.invalid(f, format!("must be positive and less than {most}"))
                .say(format!("`{field}` must be between 1 and {most}"));
        }
    }
    let (service, bundle, insecure) = (spec.at("service"), spec.at("caBundle"), spec.at("insecureSkipTLSVerify"));
    if !service.exists() {
        if !bundle.is_empty() {
            cx.invalid(bundle, "local APIServices may not have a caBundle")
                .say("without a `service` the API server answers itself, and needs no certificates");
        }
        if insecure.bool() {
            cx.invalid(insecure, "local APIServices may not have insecureSkipTLSVerify")
                .say("without a `service` the API server answers itself, and has nothing to verify");
        }
        return;
    }
    required_texts(cx, service, &["namespace", "name"]);
    let port = service.at("port");
    let wrong = port.opt_int().map(is_valid_port_num).unwrap_or_default();
    if !wrong.is_empty() {
        cx.invalid(port, format!("port is not valid: {}", wrong.join(", ")));
    }
    if insecure.bool() && !bundle.is_empty() {
        cx.invalid(insecure, "may not be true if caBundle is present")
            .say("either certificates are verified with `caBundle`, or not at all")
            .relate(bundle.span(), "the certificates");
    }
}

/// A name that is to be generated: neither its prefix nor what the server makes of it is the name that is asked for.
fn generated(cx: &mut Cx<'_>, wanted: &str) {
    let meta = cx.root().at("metadata");
    let (prefix, nameless) = (meta.at("generateName"), meta.at("name").is_empty());
    let right = prefix.str() == wanted;
    if prefix.is_empty() || !is_path_segment_name(prefix.str()).is_empty() || (right && !nameless) {
        return;
    }
    let detail = format!("must be `spec.version+\".\"+spec.group`: {wanted:?}");
    let given = generated_name(prefix.str());
    let name = ApiCause::refusal(Reason::Invalid, "metadata.name", format!("Invalid value: {given:?}: {detail}"));
    let finding = cx.invalid(prefix, detail);
    finding.say("an APIService is named after its version and group, so its name cannot be generated");
    finding.help(format!("remove it, and say `name: {wanted}`"));
    if right {
        finding.field("metadata.name").cause(name);
    } else if nameless {
        finding.follows([name]);
    }
}
