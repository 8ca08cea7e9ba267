//! An amount of cpu or memory in a unit that was hardly meant.

use super::{Check, Cx, Of};
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

/// Fewer bytes than this hold nothing that runs.
const LEAST_BYTES: i64 = 1 << 20;
/// More bytes than any node has.
const MOST_MEMORY: i128 = 1 << 50;
/// More cpus, in fifties, than a container was ever meant to have.
const MANY_CPUS: i64 = 250;

/// Where a list of amounts stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// What one container or pod takes.
    Container,
    /// What a volume takes.
    Volume,
    /// What many pods may take together, or each of them at the most.
    Bounds,
}

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

struct Slip {
    said: String,
    meant: Option<String>,
}

fn slip(name: &str, text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    if amount.is_negative() || amount.is_zero() {
        return None;
    }
    match name {
        "cpu" => cpu(text, amount, place),
        "memory" | "ephemeral-storage" | "storage" | "sizeLimit" => bytes(name, text, amount, place),
        _ => None,
    }
}

fn cpu(text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    let (number, unit) = Quantity::parted(text);
    let of_bytes = unit.ends_with('i') || matches!(unit, "M" | "G" | "T" | "P" | "E");
    if of_bytes {
        let few = number.parse::<f64>().is_ok_and(|n| n <= 64.0);
        let meant = if unit.starts_with('M') || !few { format!("{number}m") } else { number.to_owned() };
        return Some(Slip { said: format!("`{text}` of cpu is {} cpus", amount.value()), meant: Some(meant) });
    }
    let cpus = amount.value();
    let many = unit.is_empty() && cpus >= MANY_CPUS && cpus % 50 == 0 && place == Place::Container;
    many.then(|| Slip { said: format!("`{text}` of cpu is {cpus} whole cpus"), meant: Some(format!("{text}m")) })
}

fn bytes(name: &str, text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    let (number, unit) = Quantity::parted(text);
    let what = if name == "sizeLimit" { "" } else { name };
    let of = if what.is_empty() { String::new() } else { format!(" of {what}") };
    let count = number.parse::<i64>().ok();
    let few = amount < Quantity::from_units(LEAST_BYTES);
    if unit.is_empty() && few {
        let whole = count.filter(|_| amount.is_whole())?;
        let giga = if name == "storage" { 1024 } else { 9 };
        let meant = match whole {
            n if n < giga => Some(format!("{n}Gi")),
            n if n <= 65536 => Some(format!("{n}Mi")),
            _ => None,
        };
        return Some(Slip { said: format!("`{text}`{of} is {}", counted(whole)), meant });
    }
    // Of a fraction of a byte the server warns itself where it counts for a pod.
    if unit == "m" && few && (amount.is_whole() || place == Place::Bounds) {
        let said = if amount.is_whole() {
            format!("`{text}`{of} is {}: `m` is a thousandth", counted(amount.value()))
        } else {
            format!("`{text}`{of} is no whole number of bytes: `m` is a thousandth")
        };
        return Some(Slip { said, meant: count.map(|n| format!("{n}Mi")) });
    }
    let huge = name == "memory" && place == Place::Container && amount.nanos() / 1_000_000_000 >= MOST_MEMORY;
    huge.then(|| Slip { said: format!("`{text}` of memory is more than any node has"), meant: None })
}

fn counted(bytes: i64) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str, text: &str, place: Place) -> Option<Option<String>> {
        slip(name, text, Quantity::parse(text).unwrap(), place).map(|slip| slip.meant)
    }

    #[test]
    fn units_that_were_hardly_meant() {
        for (name, text, place, expected) in [
            ("cpu", "100Mi", Place::Container, "100m"),
            ("cpu", "1Gi", Place::Container, "1"),
            ("cpu", "500Gi", Place::Bounds, "500m"),
            ("cpu", "500", Place::Container, "500m"),
            ("memory", "512", Place::Container, "512Mi"),
            ("memory", "2", Place::Container, "2Gi"),
            ("memory", "1000m", Place::Container, "1000Mi"),
            ("memory", "300m", Place::Bounds, "300Mi"),
            ("storage", "10", Place::Volume, "10Gi"),
            ("sizeLimit", "500", Place::Bounds, "500Mi"),
        ] {
            assert_eq!(meant(name, text, place), Some(Some(expected.to_owned())), "{name} {text}");
        }
        assert_eq!(meant("memory", "1e30", Place::Container), Some(None));
    }

    #[test]
    fn what_is_usual_passes() {
        for (name, text, place) in [
            ("cpu", "0.5", Place::Container),
            ("cpu", "1500m", Place::Container),
            ("cpu", "64", Place::Container),
            ("cpu", "1000", Place::Bounds),
            ("cpu", "1k", Place::Bounds),
            ("memory", "134217728", Place::Container),
            ("memory", "128974848000m", Place::Container),
            ("memory", "2e9", Place::Container),
            ("memory", "64Ki", Place::Container),
            ("memory", "0", Place::Bounds),
            ("storage", "1Pi", Place::Volume),
            ("pods", "10", Place::Bounds),
        ] {
            assert_eq!(meant(name, text, place), None, "{name} {text}");
        }
    }
}
