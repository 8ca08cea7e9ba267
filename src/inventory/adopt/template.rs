//! Whether an `apply` would change a template that the cluster has (`kubectl apply`, client side: what the manifest says is
//! set, what the last one said and this one does not goes, all else stays). What the server fills in is no change.

use crate::model::Quantity;
use crate::resource::Field;
use crate::source::Draft;

/// The lists that are merged, and by which key (`patchMergeKey` in `core/v1/types.go`).
const MERGED: [(&str, &str); 12] = [
    ("containers", "name"),
    ("initContainers", "name"),
    ("volumes", "name"),
    ("env", "name"),
    ("ports", "containerPort"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
    ("imagePullSecrets", "name"),
    ("hostAliases", "ip"),
    ("topologySpreadConstraints", "topologyKey"),
    ("resourceClaims", "name"),
    ("schedulingGates", "name"),
];

/// Annotations of pods whose requests others set: what the manifest says is not what they run with.
const RESIZED: &str = "vpaUpdates";

/// Whether the cluster's template would be another once `wanted` is applied, `applied` being what was applied before.
pub(super) fn differs(wanted: &Draft, live: &Draft, applied: Option<&Draft>) -> bool {
    asks("", wanted, Some(live)) || applied.is_some_and(|applied| drops("", applied, Some(wanted), Some(live)))
}

/// Whether a pod has other images than the template, or asks for other amounts: all that can be told by the pod, which
/// admission and injectors have added to.
pub(super) fn runs_another(wanted: &Draft, pod: &Draft, annotations: Field<'_>) -> bool {
    let Some(spec) = wanted.get("spec") else { return false };
    ["containers", "initContainers"].into_iter().any(|list| {
        let there = pod.get(list).and_then(Draft::items).unwrap_or_default();
        let items = spec.get(list).and_then(Draft::items).unwrap_or_default();
        items.iter().any(|own| {
            let Some(other) = twin(own, there, "name") else { return true };
            let amounts = || {
                let at = |draft: &Draft, what: &str| draft.at(&["resources", what]).cloned();
                ["requests", "limits"]
                    .into_iter()
                    .any(|what| at(own, what).is_some_and(|own| asks(what, &own, at(other, what).as_ref())))
            };
            images_differ(own, other) || !annotations.at(RESIZED).exists() && amounts()
        })
    })
}

/// Whether two containers run different images. One that a mirror serves is the same.
fn images_differ(own: &Draft, other: &Draft) -> bool {
    let image = |draft: &Draft| draft.get("image").and_then(Draft::as_text).unwrap_or_default().to_owned();
    let (own, other) = (image(own), image(other));
    let mirrors = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with('/'));
    !own.is_empty() && own != other && !mirrors(&other, &own) && !mirrors(&own, &other)
}

/// The item of a list that has the same key.
fn twin<'d>(of: &Draft, among: &'d [Draft], by: &str) -> Option<&'d Draft> {
    let key = |item: &Draft| item.get(by).and_then(Draft::as_text).map(str::to_owned);
    let own = key(of)?;
    among.iter().find(|item| key(item).as_ref() == Some(&own))
}

fn merged(list: &str) -> Option<&'static str> {
    MERGED.iter().find(|(name, _)| *name == list).map(|(_, by)| *by)
}

/// Whether a value is one that the server does not store.
fn is_nothing(draft: &Draft) -> bool {
    match draft.as_text() {
        Some(text) => matches!(text, "" | "false" | "0"),
        None => draft.is_null() || draft.items().is_some_and(<[Draft]>::is_empty) || is_bare(draft),
    }
}

/// Whether it is a map in which nothing is said.
fn is_bare(draft: &Draft) -> bool {
    draft.is_map() && draft.entries().all(|(_, value)| is_nothing(value))
}

/// Whether the manifest says something that the cluster has otherwise.
fn asks(key: &str, wanted: &Draft, live: Option<&Draft>) -> bool {
    let Some(live) = live else { return !is_nothing(wanted) };
    if wanted.is_null() {
        return false;
    }
    if let Some(items) = wanted.items() {
        let others = live.items().unwrap_or_default();
        return match merged(key) {
            Some(by) => items.iter().any(|item| asks("", item, twin(item, others, by))),
            None => {
                items.len() != others.len() || items.iter().zip(others).any(|(own, other)| asks("", own, Some(other)))
            }
        };
    }
    if wanted.is_map() {
        return wanted.entries().any(|(key, value)| asks(key, value, live.get(key)));
    }
    !is_same(wanted, live)
}

/// Whether the manifest no longer says something that it said before, and that the cluster has.
fn drops(key: &str, applied: &Draft, wanted: Option<&Draft>, live: Option<&Draft>) -> bool {
    let Some(live) = live.filter(|_| !is_nothing(applied)) else { return false };
    let Some(wanted) = wanted.filter(|wanted| !wanted.is_null()) else { return true };
    if let Some(items) = applied.items() {
        let Some(by) = merged(key) else { return false };
        let (own, others) = (wanted.items().unwrap_or_default(), live.items().unwrap_or_default());
        return items.iter().any(|item| drops("", item, twin(item, own, by), twin(item, others, by)));
    }
    applied.entries().any(|(key, value)| drops(key, value, wanted.get(key), live.get(key)))
}

/// Whether two scalars are the same to the server: `0.5` and `500m` are.
fn is_same(one: &Draft, other: &Draft) -> bool {
    let (Some(one), Some(other)) = (one.as_text(), other.as_text()) else { return false };
    let amount = |text: &str| Quantity::parse(text).ok();
    one == other || amount(one).zip(amount(other)).is_some_and(|(one, other)| one == other)
}
