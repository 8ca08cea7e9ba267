//! Replication controllers.

use super::{template, warn_name};
use crate::api::cx::Cx;
use crate::api::entries;
use crate::api::format::is_dns1123_subdomain;
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};
use crate::resource::Field;

const SPEC: &[Rule] =
    &[Rule::new("replicas", &[Check::NonNegative]), Rule::new("minReadySeconds", &[Check::NonNegative])];

/// `validate.LongName`, which looks at finished names only.
pub(in crate::api) fn long_name(name: &str, prefix: bool) -> Vec<String> {
    if prefix { Vec::new() } else { is_dns1123_subdomain(name) }
}

/// `ValidateReplicationController` without the metadata, and the warnings. The selector and the object's labels are
/// those of the template where they are not given.
pub(in crate::api) fn replication_controller(cx: &mut Cx<'_>) {
    let (root, spec) = (cx.root(), cx.root().at("spec"));
    cx.check(spec, SPEC);
    let (selector, of) = (spec.at("selector"), spec.at("template"));
    let labels = of.at("metadata").at("labels");
    if selector.is_empty() && labels.is_empty() {
        cx.required(selector, "").help("add labels to the template; the selector is made of them");
    }
    if !of.exists() {
        cx.required(of, "");
        return;
    }
    if !selector.is_empty() {
        matches(cx, selector, labels);
    }
    let pod = Pod::new(of, false);
    let mark = cx.mark();
    pod::template_labels(cx, &pod);
    if root.at("metadata").at("labels").is_empty() {
        cx.echo(mark, |_| "metadata.labels".to_owned());
    }
    pod::template_annotations(cx, &pod);
    pod::template_spec(cx, &pod);
    template::replicated_disks(cx, spec);
    template::always_restarts(cx, &pod, "ReplicationController");
    if cx.errors() == 0 {
        warn_name(cx);
        pod::template_warnings(cx, &pod);
    }
}

/// A selector of the old kind: plain labels.
fn matches<'a>(cx: &mut Cx<'a>, selector: Field<'a>, labels: Field<'a>) {
    let missing = entries(selector)
        .into_iter()
        .find(|(key, value)| labels.key(key.scalar_text()).is_none_or(|have| have.str() != value.str()));
    let Some((key, value)) = missing else { return };
    let (key, wanted) = (key.scalar_text(), value.str());
    let finding = cx.invalid(labels, "`selector` does not match template `labels`");
    finding
        .say(format!("the selector looks for `{key}: {wanted}`, which the template's labels do not say"))
        .relate(value.span(), "the selector asks for this");
    if let Some(have) = labels.key(key) {
        finding.label_at(have.span());
    }
}
