//! A document as the cluster reads it: the JSON that Kubernetes' own converter makes
//! (`vendor/sigs.k8s.io/yaml/yaml.go`, `YAMLToJSON`), keys in the order of the text.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::lines::LineIndex;
use super::node::{Entry, Node};
use super::tree::{Document, Kind};

/// The document's JSON; `null` for an empty one. Where a key is given twice, the last one wins.
pub fn json(document: &Document<'_>) -> String {
    let mut out = String::new();
    match document.root() {
        Some(root) => value(root, &mut out),
        None => out.push_str("null"),
    }
    out
}

/// One value's JSON.
pub fn node_json(node: Node<'_>) -> String {
    let mut out = String::new();
    value(node, &mut out);
    out
}

/// The line that `plimsoll parse` prints for a document (no line feed): path, index, `json`, `errors`, and
/// `duplicates`, places as people count them. `lines` are those of the document's file.
pub fn json_line(path: &str, document: &Document<'_>, lines: &LineIndex<'_>) -> String {
    let mut out = String::from("{\"path\": ");
    string(path, &mut out);
    let _ = write!(out, ", \"document\": {}, \"json\": ", document.index);
    match document.root() {
        Some(root) => value(root, &mut out),
        None => out.push_str("null"),
    }
    out.push_str(", \"errors\": [");
    for (i, error) in document.errors.iter().enumerate() {
        let at = lines.position(error.span.start);
        let comma = if i > 0 { ", " } else { "" };
        let _ = write!(out, "{comma}{{\"line\": {}, \"column\": {}, \"message\": ", at.line, at.column);
        string(&error.message, &mut out);
        out.push('}');
    }
    out.push_str("], \"duplicates\": [");
    for (i, duplicate) in document.duplicates.iter().enumerate() {
        let key = document.node(duplicate.second);
        let at = lines.position(key.span().start);
        let comma = if i > 0 { ", " } else { "" };
        let _ = write!(out, "{comma}{{\"line\": {}, \"column\": {}, \"key\": ", at.line, at.column);
        string(key.scalar_text(), &mut out);
        out.push('}');
    }
    out.push_str("]}");
    out
}

/// The line for a file that could not be read at all.
pub fn unread_line(path: &str, message: &str) -> String {
    let mut out = String::from("{\"path\": ");
    string(path, &mut out);
    out.push_str(", \"document\": 0, \"json\": null, \"errors\": [{\"line\": 1, \"column\": 1, \"message\": ");
    string(message, &mut out);
    out.push_str("}], \"duplicates\": []}");
    out
}

/// Depth is bounded by the parser's limits.
fn value(node: Node<'_>, out: &mut String) {
    match node.kind() {
        Kind::Null => out.push_str("null"),
        Kind::Bool => out.push_str(if node.as_bool() == Some(true) { "true" } else { "false" }),
        Kind::Int => match node.as_integer() {
            Some(n) => {
                let _ = write!(out, "{n}");
            }
            None => out.push_str("null"),
        },
        Kind::Float => float(node.as_f64(), out),
        Kind::Str => string(node.scalar_text(), out),
        Kind::Seq => {
            out.push('[');
            for (i, item) in node.items().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                value(item, out);
            }
            out.push(']');
        }
        Kind::Map => {
            out.push('{');
            for (i, entry) in last_entries(node).into_iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                string(entry.key.scalar_text(), out);
                out.push(':');
                value(entry.value, out);
            }
            out.push('}');
        }
    }
}

/// The entries of a map; of those with the same key the last.
fn last_entries(node: Node<'_>) -> Vec<Entry<'_>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for entry in node.entries() {
        let at = *places.entry(entry.key.scalar_text()).or_insert(entries.len());
        match entries.get_mut(at) {
            Some(earlier) => *earlier = entry,
            None => entries.push(entry),
        }
    }
    entries
}

/// As Go's `encoding/json` writes a float: with an exponent only where it is very large or very small.
fn float(value: Option<f64>, out: &mut String) {
    let Some(value) = value.filter(|f| f.is_finite()) else {
        out.push_str("null");
        return;
    };
    let size = value.abs();
    let _ = if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{value:e}");
        write!(out, "{}", if size >= 1e21 { text.replace('e', "e+") } else { text })
    } else {
        write!(out, "{value}")
    };
}

fn string(text: &str, out: &mut String) {
    out.push_str(&serde_json::to_string(text).expect("a text is always JSON"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn what_the_cluster_reads() {
        for (yaml, want) in [
            ("y: 0644", r#"{"true":420}"#),
            ("a: 1e3\nb: 1e30\nc: 1.50\nd: 0.0000001", r#"{"a":1000,"b":1e+30,"c":1.5,"d":1e-7}"#),
            ("1: x\na: 1\na: 2", r#"{"1":"x","a":2}"#),
            ("- ~\n- off\n- \"\\u00e9\\\"\"\n- 18446744073709551615", r#"[null,false,"é\"",18446744073709551615]"#),
            // Tags in each of their forms, characters of theirs that are no letters and written ones among them.
            (
                "%TAG !y! tag:yaml.org,2002:\n---\n- !y!str 5\n- !<tag:yaml.org,2002:str> 6\n- !!s%74r 7\n- !!str 8",
                r#"["5","6","7","8"]"#,
            ),
        ] {
            let documents = parse(yaml, &Limits::default());
            assert_eq!(json(&documents[0]), want, "{yaml}");
        }
    }

    #[test]
    fn a_line_of_it() {
        let documents = parse("a: 1\na: 2\n", &Limits::default());
        assert_eq!(
            json_line("x.yaml", &documents[0], &LineIndex::new(documents[0].text())),
            r#"{"path": "x.yaml", "document": 0, "json": {"a":2}, "errors": [], "duplicates": [{"line": 2, "column": 1, "key": "a"}]}"#
        );
    }
}
