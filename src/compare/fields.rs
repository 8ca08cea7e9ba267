//! What is otherwise between two objects, field by field: order of keys, style and comments aside.

use std::collections::HashMap;

use crate::source::{Kind, Node, node_json};

/// A field that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Its path, as the API server spells it, in the object that has it; where both have it, in the second.
    pub field: String,
    /// Its value before, as JSON; `None` where it was not there.
    pub before: Option<String>,
    /// Its value now.
    pub after: Option<String>,
    /// Bytes into the file that has it; where both have it, into the second.
    pub(super) at: u32,
}

/// What stands for a value that is not to be read over somebody's shoulder.
const HIDDEN: &str = "***";

/// The fields of two objects that are otherwise, in the order of the first, then of what only the second has. A field that is
/// null is not there. Values of Secrets are hidden.
pub(super) fn changes(before: Node<'_>, after: Node<'_>, secret: bool) -> Vec<FieldChange> {
    let mut found = Vec::new();
    maps(before, after, &Path::default(), &mut found);
    if secret {
        found.iter_mut().filter(|change| is_hidden(&change.field)).for_each(|change| {
            for value in [&mut change.before, &mut change.after].into_iter().flatten() {
                HIDDEN.clone_into(value);
            }
        });
    }
    found
}

/// Whether the field of a Secret is one whose value is the secret, or holds it (kubectl's own copy of what was applied).
fn is_hidden(field: &str) -> bool {
    ["data", "stringData", "metadata.annotations"]
        .iter()
        .any(|own| field.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
}

/// A path as far as it goes.
#[derive(Clone, Default)]
struct Path(String);

impl Path {
    /// A key below it; one that is more than letters in brackets, as the server spells it.
    fn key(&self, key: &str) -> Path {
        let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
        Path(match (plain, self.0.is_empty()) {
            (true, true) => key.to_owned(),
            (true, false) => format!("{}.{key}", self.0),
            (false, _) => format!("{}[{key}]", self.0),
        })
    }

    /// An item below it.
    fn item(&self, number: usize) -> Path {
        Path(format!("{}[{number}]", self.0))
    }
}

/// A value that is there.
fn there(node: Option<Node<'_>>) -> Option<Node<'_>> {
    node.filter(|node| !node.is_null())
}

fn maps(before: Node<'_>, after: Node<'_>, path: &Path, found: &mut Vec<FieldChange>) {
    for entry in before.entries() {
        let key = entry.key.scalar_text();
        values(there(Some(entry.value)), there(after.get(key)), &path.key(key), found);
    }
    for entry in after.entries() {
        let key = entry.key.scalar_text();
        if before.get(key).is_none() {
            values(None, there(Some(entry.value)), &path.key(key), found);
        }
    }
}

fn values(before: Option<Node<'_>>, after: Option<Node<'_>>, path: &Path, found: &mut Vec<FieldChange>) {
    let Some(at) = after.or(before) else { return };
    if let (Some(before), Some(after)) = (before, after) {
        match (before.kind(), after.kind()) {
            (Kind::Map, Kind::Map) => return maps(before, after, path, found),
            (Kind::Seq, Kind::Seq) if of_maps(before) && of_maps(after) => return lists(before, after, path, found),
            _ => {}
        }
    }
    let (old, new) = (before.map(node_json), after.map(node_json));
    if old != new {
        found.push(FieldChange { field: path.0.clone(), before: old, after: new, at: at.span().start });
    }
}

/// Whether a list has maps alone, and some.
fn of_maps(list: Node<'_>) -> bool {
    !list.is_empty() && list.items().all(|item| item.kind() == Kind::Map)
}

/// Two lists of maps: by the names of the items where each has its own, or else by their places.
fn lists(before: Node<'_>, after: Node<'_>, path: &Path, found: &mut Vec<FieldChange>) {
    let (old, new): (Vec<_>, Vec<_>) = (before.items().collect(), after.items().collect());
    let key = KEYS.into_iter().find_map(|key| Some((names(&old, key)?, names(&new, key)?)));
    let Some((was, is)) = key else {
        for number in 0..old.len().max(new.len()) {
            values(old.get(number).copied(), new.get(number).copied(), &path.item(number), found);
        }
        return;
    };
    let by_name: HashMap<&str, usize> = is.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    let known: HashMap<&str, usize> = was.iter().enumerate().map(|(number, name)| (*name, number)).collect();
    for (number, name) in was.iter().enumerate() {
        match by_name.get(name) {
            Some(now) => values(Some(old[number]), Some(new[*now]), &path.item(*now), found),
            None => values(Some(old[number]), None, &path.item(number), found),
        }
    }
    for (number, _) in is.iter().enumerate().filter(|(_, name)| !known.contains_key(*name)) {
        values(None, Some(new[number]), &path.item(number), found);
    }
}

/// What items of lists are known by, as the API merges them (`patchMergeKey`), the likeliest first.
const KEYS: [&str; 6] = ["name", "key", "mountPath", "containerPort", "port", "ip"];

/// The names of all items under a key, where each has its own.
fn names<'n>(items: &[Node<'n>], key: &str) -> Option<Vec<&'n str>> {
    let name = |item: &Node<'n>| Some(item.get(key)?.scalar_text()).filter(|name| !name.is_empty());
    let names: Vec<&str> = items.iter().map(name).collect::<Option<_>>()?;
    let mut own: Vec<&str> = names.clone();
    own.sort_unstable();
    own.dedup();
    (own.len() == names.len()).then_some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, stream};

    fn told(before: &str, after: &str) -> Vec<String> {
        told_of(before, after, false)
    }

    fn told_of(before: &str, after: &str, secret: bool) -> Vec<String> {
        let [old, new] = [before, after].map(|text| stream(text, &Limits::default()));
        let changes = changes(old[0].root().unwrap(), new[0].root().unwrap(), secret);
        let side = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        changes.into_iter().map(|c| format!("{} {} {}", c.field, side(c.before), side(c.after))).collect()
    }

    #[test]
    fn only_what_it_means_counts() {
        assert!(told("a: 1\nb: {c: x}\n", "# new\nb:\n  c: 'x'\na: 1\nd: null\n").is_empty());
        assert_eq!(told("a: 1\n", "a: '1'\n"), ["a 1 \"1\""]);
        assert_eq!(told("a: {b: 1, x/y: 2}\n", "a: {x/y: 3, c: 4}\n"), ["a.b 1 -", "a[x/y] 2 3", "a.c - 4"]);
        assert_eq!(told("a: [1, 2]\n", "a: [1]\n"), ["a [1,2] [1]"]);
        assert_eq!(told("a: {b: 1}\n", "a: x\n"), ["a {\"b\":1} \"x\""]);
    }

    #[test]
    fn items_are_known_by_their_names() {
        let before = "c: [{name: a, image: x}, {name: b, image: v}]\n";
        assert!(told(before, "c: [{name: b, image: v}, {name: a, image: x}]\n").is_empty());
        assert_eq!(told(before, "c: [{name: new}, {name: b, image: z}]\n").len(), 3);
        assert_eq!(told(before, "c: [{name: b, image: z}, {name: a, image: x}]\n"), ["c[0].image \"v\" \"z\""]);
        // Names that are no names do not do.
        assert_eq!(told("c: [{name: a}, {name: a}]\n", "c: [{name: a}]\n"), ["c[1] {\"name\":\"a\"} -"]);
    }

    #[test]
    fn secrets_stay_secret() {
        let (before, after) = ("type: a\ndata: {k: eHg=}\n", "type: b\ndata: {k: eHk=}\nstringData: {p: hunter2}\n");
        assert_eq!(told_of(before, after, true), ["type \"a\" \"b\"", "data.k *** ***", "stringData - ***"]);
    }
}
