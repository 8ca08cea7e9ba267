//! A document as the cluster reads it: the JSON that Kubernetes' own converter makes
//! (`vendor/sigs.k8s.io/yaml/yaml.go`, `YAMLToJSON`), keys in the order of the text.

use std::fmt::{self, Write};

use hashbrown::HashMap;

use super::lines::LineIndex;
use super::node::{Entry, Node};
use super::tree::{Document, Kind};

/// The document's JSON; `null` for an empty one. Where a key is given twice, the last one wins.
pub fn json(document: &Document<'_>) -> String {
    document.root().map_or_else(|| "null".to_owned(), node_json)
}

/// One value's JSON.
pub fn node_json(node: Node<'_>) -> String {
    let mut out = String::new();
    // A text takes whatever is written to it.
    let _ = value(node, &mut out);
    out
}

/// Writes the line that `plimsoll parse` prints for a document (no line feed): path, index, `json`, `errors`, and
/// `duplicates`, places as people count them. `lines` are those of the document's file. It goes out in pieces: aliases
/// make it many times longer than the document.
///
/// # Errors
/// Where `out` takes no more.
pub fn json_line(path: &str, document: &Document<'_>, lines: &LineIndex<'_>, out: &mut impl Write) -> fmt::Result {
    out.write_str("{\"path\": ")?;
    string(path, out)?;
    write!(out, ", \"document\": {}, \"json\": ", document.index)?;
    match document.root() {
        Some(root) => value(root, out)?,
        None => out.write_str("null")?,
    }
    out.write_str(", \"errors\": [")?;
    for (i, error) in document.errors.iter().enumerate() {
        let at = lines.position(error.span.start);
        let comma = if i > 0 { ", " } else { "" };
        write!(out, "{comma}{{\"line\": {}, \"column\": {}, \"message\": ", at.line, at.column)?;
        string(&error.message, out)?;
        out.write_char('}')?;
    }
    out.write_str("], \"duplicates\": [")?;
    for (i, duplicate) in document.duplicates.iter().enumerate() {
        let key = document.node(duplicate.second);
        let at = lines.position(key.span().start);
        let comma = if i > 0 { ", " } else { "" };
        write!(out, "{comma}{{\"line\": {}, \"column\": {}, \"key\": ", at.line, at.column)?;
        string(key.scalar_text(), out)?;
        out.write_char('}')?;
    }
    out.write_str("]}")
}

/// The line for a file that could not be read at all.
pub fn unread_line(path: &str, message: &str) -> String {
    let [path, message] = [path, message].map(quoted);
    format!(
        "{{\"path\": {path}, \"document\": 0, \"json\": null, \"errors\": [{{\"line\": 1, \"column\": 1, \"message\": {message}}}], \"duplicates\": []}}"
    )
}

/// Depth is bounded by the parser's limits.
fn value(node: Node<'_>, out: &mut impl Write) -> fmt::Result {
    match node.kind() {
        Kind::Null => out.write_str("null"),
        Kind::Bool => out.write_str(if node.as_bool() == Some(true) { "true" } else { "false" }),
        Kind::Int => match node.as_integer() {
            Some(n) => write!(out, "{n}"),
            None => out.write_str("null"),
        },
        Kind::Float => float(node.as_f64(), out),
        Kind::Str => string(node.scalar_text(), out),
        Kind::Seq => {
            out.write_char('[')?;
            for (i, item) in node.items().enumerate() {
                out.write_str(if i > 0 { "," } else { "" })?;
                value(item, out)?;
            }
            out.write_char(']')
        }
        Kind::Map => {
            out.write_char('{')?;
            for (i, entry) in last_entries(node).into_iter().enumerate() {
                out.write_str(if i > 0 { "," } else { "" })?;
                string(entry.key.scalar_text(), out)?;
                out.write_char(':')?;
                value(entry.value, out)?;
            }
            out.write_char('}')
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
fn float(value: Option<f64>, out: &mut impl Write) -> fmt::Result {
    let Some(value) = value.filter(|f| f.is_finite()) else {
        return out.write_str("null");
    };
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format!("{value:e}");
        write!(out, "{}", if size >= 1e21 { text.replace('e', "e+") } else { text })
    } else {
        write!(out, "{value}")
    }
}

fn string(text: &str, out: &mut impl Write) -> fmt::Result {
    out.write_str(&quoted(text))
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
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
        let mut line = String::new();
        json_line("x.yaml", &documents[0], &LineIndex::new(documents[0].text()), &mut line).unwrap();
        assert_eq!(
            line,
            r#"{"path": "x.yaml", "document": 0, "json": {"a":2}, "errors": [], "duplicates": [{"line": 2, "column": 1, "key": "a"}]}"#
        );
    }
}
