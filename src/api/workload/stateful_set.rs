//! Stateful sets.

use hashbrown::HashMap;

use super::template;
use crate::api::claim;
use crate::api::cx::Cx;
use crate::api::format::is_dns1123_label;
use crate::api::pod::{self, Pod};
use crate::api::table::{Check, Rule};
use crate::resource::Field;
use crate::schema::changes;

const SPEC: &[Rule] = &[
    Rule::new("replicas", &[Check::NonNegative]),
    Rule::new("minReadySeconds", &[Check::NonNegative]),
    Rule::new("serviceName", &[Check::Format(is_dns1123_label)]),
];

const RETENTION: &[Rule] = &[
    Rule::new("whenDeleted", &[Check::OneOfOrEmpty(&["Retain", "Delete"])]),
    Rule::new("whenScaled", &[Check::OneOfOrEmpty(&["Retain", "Delete"])]),
];

/// `ValidateStatefulSet` without the metadata, and the warnings
pub(in crate::api) fn stateful_set(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let policy = spec.at("podManagementPolicy");
    if !["", "OrderedReady", "Parallel"].contains(&policy.str()) {
        cx.invalid_choice(policy, "must be 'OrderedReady' or 'Parallel'", &["OrderedReady", "Parallel"]);
    }
    update_strategy(cx, spec.at("updateStrategy"));
    cx.check(spec.at("persistentVolumeClaimRetentionPolicy"), RETENTION);
    if changes::CLAIM_TEMPLATES.holds(cx.version) {
        for template in spec.at("volumeClaimTemplates").items() {
            claim::spec(cx, template.at("spec"));
        }
    }
    cx.check(spec, SPEC);
    let start = spec.at("ordinals").at("start");
    if start.int() < 0 {
        cx.invalid(start, "must be greater than or equal to 0");
    }
    let mut pod = Pod::new(spec.at("template"), false);
    pod.ignores_hostname = true;
    pod.claim_templates = claim_names(spec);
    if template::required_selector(cx, spec, "statefulset", "") {
        template::selects(cx, spec.at("selector"), spec.at("template"));
        // The server looks at the template's metadata twice, and says so twice.
        let mark = cx.mark();
        pod::template_meta(cx, &pod);
        cx.echo(mark, str::to_owned);
        pod::template_spec(cx, &pod);
    }
    template::always_restarts(cx, &pod, "StatefulSet");
    if cx.errors() == 0 {
        warnings(cx, spec);
    }
}

/// The claim templates by name, the last of each.
fn claim_names<'a>(spec: Field<'a>) -> Vec<(&'a str, Field<'a>)> {
    let (mut named, mut places): (Vec<(&'a str, Field<'a>)>, HashMap<&str, usize>) = (Vec::new(), HashMap::new());
    for template in spec.at("volumeClaimTemplates").items() {
        let name = template.at("metadata").at("name").str();
        let place = *places.entry(name).or_insert(named.len());
        match named.get_mut(place) {
            Some(earlier) => earlier.1 = template,
            None => named.push((name, template)),
        }
    }
    named
}

fn warnings<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    pod::template_warnings(cx, &Pod::new(spec.at("template"), false));
    for template in spec.at("volumeClaimTemplates").items() {
        let path = cx.path(template);
        claim::warnings(cx, template.at("spec"), &path);
    }
    let history = spec.at("revisionHistoryLimit");
    if history.int() < 0 {
        cx.warn(
            history,
            "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
        );
    }
}

/// The update strategy: a wrong type is reported at the strategy. `maxUnavailable` is still dropped by default.
fn update_strategy<'a>(cx: &mut Cx<'a>, strategy: Field<'a>) {
    let (kind, rolling) = (strategy.at("type"), strategy.at("rollingUpdate"));
    match kind.str() {
        "OnDelete" => {
            if rolling.exists() {
                cx.invalid(rolling, "only allowed for updateStrategy 'RollingUpdate'").relate(kind.span(), "the type");
            }
        }
        "" | "RollingUpdate" => {
            let partition = rolling.at("partition");
            if partition.int() < 0 {
                cx.invalid(partition, "must be greater than or equal to 0");
            }
        }
        _ => {
            let path = cx.path(strategy);
            cx.invalid_choice(kind, "must be 'RollingUpdate' or 'OnDelete'", &["RollingUpdate", "OnDelete"])
                .field(path);
        }
    }
}
