//! `kubectl label`: what is set and what is removed (`pkg/cmd/label`, `parseLabels`; `GetResourcesAndPairs`).

use crate::model::format::{is_label_value, is_qualified_name};

/// What changes of the labels.
pub(super) struct Changes {
    /// Each key once: the last value counts.
    pub(super) set: Vec<(String, String)>,
    pub(super) remove: Vec<String>,
}

/// Takes the changes off the end of the words; what names objects stays.
pub(super) fn split(plain: &mut Vec<String>) -> Result<Vec<String>, String> {
    let is_pair =
        |word: &String| (word.contains('=') && !word.starts_with('=')) || (word.ends_with('-') && word != "-");
    let at = plain.iter().position(is_pair).unwrap_or(plain.len());
    let pairs = plain.split_off(at);
    match pairs.iter().find(|word| !is_pair(word)) {
        Some(word) => Err(format!("all resources must be specified before label changes: {word}")),
        None => Ok(pairs),
    }
}

/// Reads the changes.
pub(super) fn changes(pairs: &[String]) -> Result<Changes, String> {
    let mut changes = Changes { set: Vec::new(), remove: Vec::new() };
    for pair in pairs {
        if let Some((key, value)) = pair.split_once('=') {
            if value.contains('=') {
                return Err(format!("invalid label spec: {pair}"));
            }
            let wrong = is_label_value(value);
            if !wrong.is_empty() {
                return Err(format!("invalid label value: \"{pair}\": {}", wrong.join(";")));
            }
            changes.set.retain(|(known, _)| known != key);
            changes.set.push((key.to_owned(), value.to_owned()));
        } else {
            changes.remove.push(pair[..pair.len() - 1].to_owned());
        }
    }
    if changes.remove.iter().any(|key| changes.set.iter().any(|(set, _)| set == key)) {
        return Err("can not both modify and remove a label in the same command".to_owned());
    }
    if changes.set.is_empty() && changes.remove.is_empty() {
        return Err("at least one label update is required".to_owned());
    }
    // The server looks at the keys.
    for (key, _) in &changes.set {
        let wrong = is_qualified_name(key);
        if !wrong.is_empty() {
            return Err(format!("metadata.labels: Invalid value: \"{key}\": {}", wrong.join(", ")));
        }
    }
    Ok(changes)
}
