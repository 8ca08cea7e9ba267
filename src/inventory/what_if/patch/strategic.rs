//! Merge patches, those that know the API's lists among them (`apimachinery/pkg/util/strategicpatch/patch.go`).

use crate::source::Draft;

/// Lists whose items are merged, each with the key by which an item is known (`patchMergeKey` in `k8s.io/api`). Of two keys
/// the first that an item has counts: ports of containers, and of services.
const KEYS: &[(&str, &[&str])] = &[
    ("addresses", &["type"]),
    ("conditions", &["type"]),
    ("containers", &["name"]),
    ("env", &["name"]),
    ("ephemeralContainers", &["name"]),
    ("hostAliases", &["ip"]),
    ("imagePullSecrets", &["name"]),
    ("initContainers", &["name"]),
    ("ownerReferences", &["uid"]),
    ("ports", &["containerPort", "port"]),
    ("resourceClaims", &["name"]),
    ("schedulingGates", &["name"]),
    ("secrets", &["name"]),
    ("topologySpreadConstraints", &["topologyKey"]),
    ("volumeDevices", &["devicePath"]),
    ("volumeMounts", &["mountPath"]),
    ("volumes", &["name"]),
];

/// Lists of texts whose items are merged.
const SETS: [&str; 1] = ["finalizers"];

const DIRECTIVE: &str = "$patch";
const RETAIN: &str = "$retainKeys";
const DELETE_FROM: &str = "$deleteFromPrimitiveList/";

/// A strategic merge.
///
/// # Errors
/// An item of a merged list without its key, in kubectl's words.
pub(super) fn merge(onto: &mut Draft, patch: &Draft) -> Result<(), String> {
    if directive(patch) == Some("replace") {
        *onto = plain(patch);
        return Ok(());
    }
    if let Some(kept) = patch.get(RETAIN).and_then(Draft::items) {
        let gone = |key: &&str| !kept.iter().any(|kept| kept.as_text() == Some(key));
        let gone: Vec<String> = onto.entries().map(|(key, _)| key).filter(gone).map(str::to_owned).collect();
        gone.iter().for_each(|key| drop(onto.remove(key)));
    }
    for (key, value) in patch.entries() {
        if let Some(list) = key.strip_prefix(DELETE_FROM) {
            let gone = value.items().unwrap_or_default();
            if let Some(items) = onto.get_mut(list).and_then(Draft::items_mut) {
                items.retain(|item| !gone.contains(item));
            }
        } else if !key.starts_with('$') {
            merge_one(onto, key, value)?;
        }
    }
    Ok(())
}

fn merge_one(onto: &mut Draft, key: &str, value: &Draft) -> Result<(), String> {
    if value.is_null() || directive(value) == Some("delete") {
        onto.remove(key);
        return Ok(());
    }
    let keys = KEYS.iter().find(|(list, _)| *list == key).map(|(_, keys)| *keys);
    match (onto.get_mut(key), value.items(), keys) {
        (Some(own), None, _) if own.is_map() && value.is_map() => merge(own, value)?,
        (own, Some(items), Some(keys)) => {
            let mut list = own.map_or_else(|| Draft::list(Vec::new()), |own| own.clone());
            if list.items().is_none() {
                list = Draft::list(Vec::new());
            }
            merge_list(&mut list, items, keys)?;
            onto.set(key, list);
        }
        (Some(own), Some(items), None) if SETS.contains(&key) => {
            for item in items {
                if !own.items().unwrap_or_default().contains(item) {
                    own.insert(usize::MAX, item.clone());
                }
            }
        }
        _ => onto.set(key, plain(value)),
    }
    Ok(())
}

/// Merges items by their keys. What is new comes before what is there, as the order of the patch is kept.
fn merge_list(onto: &mut Draft, items: &[Draft], keys: &[&str]) -> Result<(), String> {
    if items.iter().any(|item| directive(item) == Some("replace")) {
        let rest = items.iter().filter(|item| directive(item).is_none());
        *onto = Draft::list(rest.map(plain).collect());
        return Ok(());
    }
    let mut new = 0;
    for item in items {
        let key = keys.iter().find(|key| item.get(key).is_some_and(|value| value.as_text().is_some()));
        let Some(key) = key else {
            return Err(format!("map: {} does not contain declared merge key: {}", go(item), keys[0]));
        };
        let is_it = |own: &Draft| own.get(key) == item.get(key);
        let at = onto.items().unwrap_or_default().iter().position(is_it);
        if directive(item) == Some("delete") {
            if let (Some(at), Some(own)) = (at, onto.items_mut()) {
                own.remove(at);
            }
        } else if let (Some(at), Some(own)) = (at, onto.items_mut()) {
            merge(&mut own[at], item)?;
        } else {
            onto.insert(new, plain(item));
            new += 1;
        }
    }
    Ok(())
}

/// RFC 7386.
pub(super) fn merge_plain(onto: &mut Draft, patch: &Draft) {
    for (key, value) in patch.entries() {
        if value.is_null() {
            onto.remove(key);
        } else if value.is_map() {
            if !onto.get(key).is_some_and(Draft::is_map) {
                onto.set(key, Draft::map());
            }
            if let Some(own) = onto.get_mut(key) {
                merge_plain(own, value);
            }
        } else {
            onto.set(key, value.clone());
        }
    }
}

fn directive(value: &Draft) -> Option<&str> {
    value.get(DIRECTIVE).and_then(Draft::as_text)
}

/// A value without directives, and without keys that are `null`.
fn plain(value: &Draft) -> Draft {
    if let Some(items) = value.items() {
        return Draft::list(items.iter().map(plain).collect());
    }
    if !value.is_map() {
        return value.clone();
    }
    let mut map = Draft::map();
    let kept = value.entries().filter(|(key, value)| !key.starts_with('$') && !value.is_null());
    kept.for_each(|(key, value)| map.set(key, plain(value)));
    map
}

/// A value as Go prints it.
fn go(value: &Draft) -> String {
    if let Some(items) = value.items() {
        return format!("[{}]", items.iter().map(go).collect::<Vec<_>>().join(" "));
    }
    if !value.is_map() {
        return value.as_text().unwrap_or("<nil>").to_owned();
    }
    let mut pairs: Vec<String> = value.entries().map(|(key, value)| format!("{key}:{}", go(value))).collect();
    pairs.sort();
    format!("map[{}]", pairs.join(" "))
}
