//! `kubectl taint`: what is set and what is removed (`pkg/cmd/taint/utils.go`).

use crate::inventory::read::taint_effect;
use crate::model::format::{is_label_value, is_qualified_name};
use crate::scheduler::types::{Taint, TaintEffect};

/// What changes of the taints.
pub(super) struct Changes {
    pub(super) set: Vec<Taint>,
    pub(super) remove: Vec<(String, Option<TaintEffect>)>,
}

/// Takes the changes off the end of the words; what names nodes stays.
pub(super) fn split(plain: &mut Vec<String>) -> Result<Vec<String>, String> {
    let is_taint = |word: &String| word.contains(['=', ':']) || word.ends_with('-');
    let at = plain.iter().position(is_taint).unwrap_or(plain.len());
    let changes = plain.split_off(at);
    if let Some(word) = changes.iter().find(|word| !is_taint(word)) {
        return Err(format!("all resources must be specified before taint changes: {word}"));
    }
    if plain.is_empty() {
        return Err("one or more resources must be specified as <resource> <name>".to_owned());
    }
    if changes.is_empty() {
        return Err("at least one taint update is required".to_owned());
    }
    Ok(changes)
}

/// Reads the changes (`parseTaints`, and what `Validate` says of both together).
pub(super) fn changes(words: &[String]) -> Result<Changes, String> {
    let mut changes = Changes { set: Vec::new(), remove: Vec::new() };
    for word in words {
        if let Some(removed) = word.strip_suffix('-') {
            let (key, _, effect) = parts(removed)?;
            changes.remove.push((key, effect));
            continue;
        }
        let taint = parse_taint(word)?;
        if changes.set.iter().any(|known| known.key == taint.key && known.effect == taint.effect) {
            let (key, value, effect) = (taint.key, taint.value, crate::inventory::effect_text(taint.effect));
            return Err(format!("duplicated taints with the same key and effect: {{{key} {value} {effect} <nil>}}"));
        }
        changes.set.push(taint);
    }
    let conflicts = |set: &Taint| {
        let clashes = |(key, effect): &&(String, Option<TaintEffect>)| {
            *key == set.key && effect.is_none_or(|effect| effect == set.effect)
        };
        let told = |(key, effect): &(String, Option<TaintEffect>)| {
            format!("{key}={}", effect.map_or("", crate::inventory::effect_text))
        };
        changes.remove.iter().filter(clashes).map(told).collect::<Vec<_>>()
    };
    let conflicting: Vec<String> = changes.set.iter().flat_map(conflicts).collect();
    if !conflicting.is_empty() {
        return Err(format!(
            "can not both modify and remove the following taint(s) in the same command: {}",
            conflicting.join(", ")
        ));
    }
    Ok(changes)
}

/// A taint in kubectl's notation: `key=value:Effect` or `key:Effect`.
///
/// # Errors
/// kubectl's own words.
pub(crate) fn parse_taint(text: &str) -> Result<Taint, String> {
    let (key, value, effect) = parts(text)?;
    let effect = effect.ok_or(format!("invalid taint spec: {text}"))?;
    Ok(Taint { key, value, effect })
}

/// Key, value and effect (`parseTaint`).
fn parts(text: &str) -> Result<(String, String, Option<TaintEffect>), String> {
    let wrong = || format!("invalid taint spec: {text}");
    let (mut key, mut value, mut effect) = (text, "", None);
    if let Some((before, named)) = text.split_once(':') {
        if named.contains(':') {
            return Err(wrong());
        }
        let known = taint_effect(named);
        effect = Some(known.ok_or(format!("invalid taint effect: {named}, unsupported taint effect"))?);
        (key, value) = before.split_once('=').unwrap_or((before, ""));
        if value.contains('=') {
            return Err(wrong());
        }
        let errors = is_label_value(value);
        if !errors.is_empty() {
            return Err(format!("{}, {}", wrong(), errors.join("; ")));
        }
    }
    let errors = is_qualified_name(key);
    if !errors.is_empty() {
        return Err(format!("{}, {}", wrong(), errors.join("; ")));
    }
    Ok((key.to_owned(), value.to_owned(), effect))
}
