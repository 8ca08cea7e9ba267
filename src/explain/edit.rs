//! Small changes to YAML (or JSON) text that keep its style: a value, an entry, an item.

use crate::model::{Edit, FileId, Span};
use crate::source::{Entry, Kind, Node, Style};

/// The fields of one item to write, in the order given.
pub(super) type Fields = Vec<(&'static str, String)>;

fn edit(file: FileId, span: Span, text: impl Into<String>) -> Edit {
    Edit { file, span, text: text.into() }
}

/// Puts `text` in the place of a scalar, quoted as the old one was.
pub(super) fn set_scalar(file: FileId, old: Node<'_>, text: &str) -> Option<Edit> {
    if old.is_aliased() || matches!(old.kind(), Kind::Map | Kind::Seq) || old.span().is_empty() {
        return None;
    }
    let text = match old.style() {
        Style::Double => json(text),
        Style::Single => format!("'{}'", text.replace('\'', "''")),
        Style::Plain => text.to_owned(),
        _ => return None,
    };
    Some(edit(file, old.span(), text))
}

/// Puts a value in flow style (`[]`, `null`, `{a: b}`) in the place of an entry's value, whatever that is.
pub(super) fn set_flow(file: FileId, entry: Entry<'_>, flow: &str) -> Option<Edit> {
    if entry.key.is_aliased() || entry.value.is_aliased() {
        return None;
    }
    let (from, to) = (entry.key.span().end, entry.value.span().end);
    (from < to).then(|| edit(file, Span::new(from, to), format!(": {flow}")))
}

/// Adds items with these fields to the list under `key` in `map`, making the list where there is none.
pub(super) fn add_items(file: FileId, map: Node<'_>, key: &str, items: &[Fields]) -> Option<Edit> {
    if map.is_aliased() || map.kind() != Kind::Map {
        return None;
    }
    match map.get(key).filter(|list| list.kind() == Kind::Seq && !list.is_empty()) {
        Some(list) => items_before(file, list, items),
        None if map.entry(key).is_some() => {
            let entry = map.entry(key)?;
            // `tolerations: []` or `tolerations:` without a value.
            if entry.value.span().is_empty() {
                let at = entry.key.span().end + 1;
                return Some(edit(file, Span::point(at), format!(" [{}]", flow(items))));
            }
            set_flow(file, entry, &format!("[{}]", flow(items)))
        }
        None => add_entry(file, map, key, items),
    }
}

fn items_before(file: FileId, list: Node<'_>, items: &[Fields]) -> Option<Edit> {
    if list.is_aliased() {
        return None;
    }
    if list.style() == Style::Flow {
        return Some(edit(file, Span::point(list.span().start + 1), format!("{}, ", flow(items))));
    }
    let text = list.document().text();
    let first = list.items().next()?;
    let before = text.get(..first.span().start as usize)?;
    let dash = before.rfind('-')?;
    // Between the dash and its item there is nothing but blanks and comments of its own line.
    let line = before[..dash].rfind('\n').map_or(0, |i| i + 1);
    let column = before[line..dash].chars().count();
    Some(edit(file, Span::point(u32::try_from(dash).ok()?), block(items, column)))
}

/// A new first entry of a block map (or flow map), a list of one item.
fn add_entry(file: FileId, map: Node<'_>, key: &str, items: &[Fields]) -> Option<Edit> {
    if map.style() == Style::Flow {
        let comma = if map.is_empty() { "" } else { ", " };
        let text = format!("{}: [{}]{comma}", json(key), flow(items));
        return Some(edit(file, Span::point(map.span().start + 1), text));
    }
    let first = map.entries().next()?.key;
    let column = column(map, first.span().start)?;
    let text = format!("{key}:\n{}{}", " ".repeat(column), block(items, column));
    Some(edit(file, Span::point(first.span().start), text))
}

/// Adds `key: value` as a new first entry.
pub(super) fn add_scalar(file: FileId, map: Node<'_>, key: &str, value: &str) -> Option<Edit> {
    if map.is_aliased() || map.kind() != Kind::Map {
        return None;
    }
    if map.style() == Style::Flow {
        let comma = if map.is_empty() { "" } else { ", " };
        let text = format!("{}: {}{comma}", json(key), json(value));
        return Some(edit(file, Span::point(map.span().start + 1), text));
    }
    let first = map.entries().next()?.key.span().start;
    let indent = " ".repeat(column(map, first)?);
    Some(edit(file, Span::point(first), format!("{key}: {value}\n{indent}")))
}

/// Adds documents at the end of a file; JSON holds no more than one.
pub(super) fn append(file: FileId, whole: &str, documents: &str) -> Option<Edit> {
    if whole.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let end = u32::try_from(whole.len()).ok()?;
    let lead = if whole.is_empty() || whole.ends_with('\n') { "" } else { "\n" };
    Some(edit(file, Span::point(end), format!("{lead}---\n{documents}")))
}

fn column(map: Node<'_>, at: u32) -> Option<usize> {
    let before = map.document().text().get(..at as usize)?;
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    Some(before[line..].chars().count())
}

/// `- a: 1` and its further lines, ending where the next item's dash stands.
fn block(items: &[Fields], column: usize) -> String {
    let mut text = String::new();
    for fields in items {
        for (i, (key, value)) in fields.iter().enumerate() {
            text.push_str(if i == 0 { "- " } else { "  " });
            text.push_str(key);
            text.push_str(": ");
            text.push_str(&plain(value));
            text.push('\n');
            text.push_str(&" ".repeat(column));
        }
    }
    text
}

fn flow(items: &[Fields]) -> String {
    let field = |(key, value): &(&str, String)| format!("{}: {}", json(key), json(value));
    let item = |fields: &Fields| format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "));
    items.iter().map(item).collect::<Vec<_>>().join(", ")
}

/// A text as YAML, in quotes where it would not read as text without them.
pub(super) fn plain(text: &str) -> String {
    let safe = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        && !["true", "false", "yes", "no", "on", "off", "y", "n", "null"].contains(&text.to_ascii_lowercase().as_str());
    if safe { text.to_owned() } else { json(text) }
}

/// A text as JSON, which is YAML, too.
pub(super) fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    fn apply(text: &str, make: impl Fn(Node<'_>) -> Option<Edit>) -> String {
        let documents = parse(text, &Limits::default());
        let edit = make(documents[0].root().unwrap()).unwrap();
        let mut out = text.to_owned();
        out.replace_range(edit.span.range(), &edit.text);
        assert!(parse(&out, &Limits::default())[0].errors.is_empty(), "{out}");
        out
    }

    #[test]
    fn items_are_added_in_the_style_of_their_list() {
        let items: &[Fields] = &[vec![("key", "env".to_owned()), ("value", "true".to_owned())]];
        let table = [
            ("a:\n- key: x\n  value: z\n", "a:\n- key: env\n  value: \"true\"\n- key: x\n  value: z\n"),
            ("a:\n    -   key: x\n", "a:\n    - key: env\n      value: \"true\"\n    -   key: x\n"),
            ("a: [{key: x}]\n", "a: [{\"key\": \"env\", \"value\": \"true\"}, {key: x}]\n"),
            ("a: []\n", "a: [{\"key\": \"env\", \"value\": \"true\"}]\n"),
            ("  b: 1\n", "  a:\n  - key: env\n    value: \"true\"\n  b: 1\n"),
            ("{\"b\": 1}", "{\"a\": [{\"key\": \"env\", \"value\": \"true\"}], \"b\": 1}"),
        ];
        for (before, after) in table {
            assert_eq!(apply(before, |root| add_items(FileId(0), root, "a", items)), after, "{before}");
        }
    }

    #[test]
    fn values_keep_their_quotes() {
        for (before, after) in
            [("a: '2'\n", "a: '1'\n"), ("a: \"2\"\n", "a: \"1\"\n"), ("a: 2 # two\n", "a: 1 # two\n")]
        {
            assert_eq!(apply(before, |root| set_scalar(FileId(0), root.get("a")?, "1")), after);
        }
        let dropped = apply("a:\n  b:\n  - c: 1\n    d: 2\n  e: 3\n", |root| {
            set_flow(FileId(0), root.get("a")?.entry("b")?, "[]")
        });
        assert_eq!(dropped, "a:\n  b: []\n  e: 3\n");
    }
}
