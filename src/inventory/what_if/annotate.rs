//! `kubectl annotate`: what is set and what is removed (`pkg/cmd/annotate`, `parseAnnotations`).

use super::Command;
use super::flags::Args;
use super::objects;
use crate::source::Draft;

/// Reads the command.
pub(super) fn read(args: &mut Args) -> Result<Command, String> {
    let mut plain = std::mem::take(&mut args.plain);
    let is_pair =
        |word: &String| (word.contains('=') && !word.starts_with('=')) || (word.ends_with('-') && word != "-");
    let pairs = plain.split_off(plain.iter().position(is_pair).unwrap_or(plain.len()));
    if let Some(word) = pairs.iter().find(|word| !is_pair(word)) {
        return Err(format!("all resources must be specified before annotation changes: {word}"));
    }
    if plain.is_empty() && !args.has("filename") {
        return Err("one or more resources must be specified as <resource> <name> or <resource>/<name>".to_owned());
    }
    let (mut set, mut remove) = (Vec::<(String, String)>::new(), Vec::new());
    for pair in &pairs {
        match pair.split_once('=') {
            Some((key, value)) => {
                set.retain(|(known, _)| known != key);
                set.push((key.to_owned(), value.to_owned()));
            }
            None => remove.push(pair[..pair.len() - 1].to_owned()),
        }
    }
    let both: Vec<&str> =
        remove.iter().filter(|key| set.iter().any(|(set, _)| set == *key)).map(String::as_str).collect();
    if !both.is_empty() {
        return Err(format!(
            "can not both modify and remove the following annotation(s) in the same command: {}",
            both.join(", ")
        ));
    }
    if set.is_empty() && remove.is_empty() {
        return Err("at least one annotation update is required".to_owned());
    }
    let objects = objects::read(args, &plain)?;
    Ok(Command::Annotate { objects, set, remove, overwrite: args.is("overwrite") })
}

/// What becomes of an object's annotations, or with `of` `labels` of its labels.
///
/// # Errors
/// One is there already and may not change.
pub(super) fn change(
    draft: &Draft,
    of: &str,
    (set, remove): (&[(String, String)], &[String]),
    overwrite: bool,
) -> Result<Draft, String> {
    let mut draft = draft.clone();
    if let Some(own) = draft.at(&["metadata", of]) {
        let old = |key: &String| own.get(key).and_then(Draft::as_text);
        let taken = |(key, value): &&(String, String)| old(key).is_some_and(|old| old != value);
        if let Some((key, _)) = set.iter().find(taken).filter(|_| !overwrite) {
            let value = old(key).unwrap_or_default();
            let declared = "--overwrite is false but found the following declared annotation(s): ";
            return Err(match of {
                "annotations" => format!("{declared}'{key}' already has a value ({value})"),
                _ => format!("'{key}' already has a value ({value}), and --overwrite is false"),
            });
        }
    }
    if draft.at(&["metadata", of]).is_none() && set.is_empty() {
        return Ok(draft);
    }
    let own = draft.at_mut(&["metadata", of]);
    set.iter().for_each(|(key, value)| own.set(key, Draft::text(&**value)));
    remove.iter().for_each(|key| drop(own.remove(key)));
    Ok(draft)
}
