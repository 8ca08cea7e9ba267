//! An amount of cpu or memory in a unit that was hardly meant.

use super::{Check, Cx, Of};
use crate::model::amount::{Place, slip};
use crate::model::{Layer, Quantity, Rule, Severity, placeholder};
use crate::resource::Field;
use crate::source::Kind;

/// `lint/unlikely-amount`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/unlikely-amount",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "An amount of cpu or memory in a unit that was hardly meant",
    explanation: "Cpu is counted in cores or thousandths of one (`500m`), memory and storage in bytes (`512Mi`). `cpu: 100Mi` asks \
                  for a hundred million cores, and no node has them; `memory: 512` is 512 bytes, and no process starts in so \
                  few. The API server takes both.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100Mi\n        memory: 512\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources:\n      requests:\n        cpu: 100m\n        memory: 512Mi\n",
};

fn find(cx: &mut Cx<'_>) {
    for (list, place) in lists(cx) {
        for (key, f) in list.entries() {
            one(cx, key.scalar_text(), f, place);
        }
    }
    let volumes = cx.pod().map(|pod| pod.spec.at("volumes"));
    for volume in volumes.into_iter().flat_map(Field::items) {
        one(cx, "sizeLimit", volume.at("emptyDir").at("sizeLimit"), Place::Bounds);
    }
}

/// The lists of amounts of an object.
fn lists<'a>(cx: &Cx<'a>) -> Vec<(Field<'a>, Place)> {
    let mut lists = Vec::new();
    let mut both = |resources: Field<'a>, place| {
        lists.extend(["requests", "limits"].map(|list| (resources.at(list), place)));
    };
    let spec = cx.resource.field().at("spec");
    if let Some(pod) = cx.pod() {
        both(pod.spec.at("resources"), Place::Container);
        cx.containers().for_each(|container| both(container.at("resources"), Place::Container));
        for volume in pod.spec.at("volumes").items() {
            both(volume.at("ephemeral").at("volumeClaimTemplate").at("spec").at("resources"), Place::Volume);
        }
    }
    match (cx.gvk.group, cx.gvk.kind) {
        ("apps", "StatefulSet") => {
            spec.at("volumeClaimTemplates").items().for_each(|claim| {
                both(claim.at("spec").at("resources"), Place::Volume);
            });
        }
        ("", "PersistentVolumeClaim") => both(spec.at("resources"), Place::Volume),
        ("", "PersistentVolume") => lists.push((spec.at("capacity"), Place::Volume)),
        ("", "ResourceQuota") => lists.push((spec.at("hard"), Place::Bounds)),
        ("", "LimitRange") => {
            for item in spec.at("limits").items() {
                lists.extend(["default", "defaultRequest", "max"].map(|list| (item.at(list), Place::Bounds)));
            }
        }
        _ => {}
    }
    lists
}

fn one<'a>(cx: &mut Cx<'a>, name: &str, f: Field<'a>, place: Place) {
    let Some((text, amount)) = read(f) else { return };
    let bare = name.trim_start_matches("requests.").trim_start_matches("limits.");
    let Some(slip) = slip(bare, &text, amount, place) else { return };
    let written = slip.meant.as_deref().map(|meant| cx.written(f, meant));
    let finding = cx.report(f, None, slip.said);
    if let (Some(meant), Some(written)) = (slip.meant, written) {
        finding.help(format!("`{meant}` was likely meant")).fix(format!("change to `{meant}`"), f.span(), written);
    }
}

/// An amount and its text; none of what is filled in later.
pub(super) fn read(f: Field<'_>) -> Option<(String, Quantity)> {
    let node = f.node()?;
    let text = match node.kind() {
        Kind::Int => node.as_i64()?.to_string(),
        Kind::Str | Kind::Float => node.scalar_text().trim().to_owned(),
        _ => return None,
    };
    let amount = Quantity::parse(&text).ok()?;
    (!placeholder::is_filled_in_later(&text)).then_some((text, amount))
}

/// Whether an amount of a container has such a unit.
pub(super) fn is_unlikely(name: &str, text: &str, amount: Quantity) -> bool {
    slip(name, text, amount, Place::Container).is_some()
}
