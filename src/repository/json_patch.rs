//! The form of a JSON patch (RFC 6902), as `evanphx/json-patch` takes it.

use super::rules::JSON_PATCH;
use crate::model::near::{Strictness, is_alone, nearest};
use crate::model::{Finding, Span};
use crate::source::{Document, Kind, Node};

/// The operations, with what each needs beside `path`.
const OPERATIONS: [(&str, Option<&str>); 6] = [
    ("add", Some("value")),
    ("remove", None),
    ("replace", Some("value")),
    ("move", Some("from")),
    ("copy", Some("from")),
    ("test", Some("value")),
];

/// Whether a document is a list, and so can only be a JSON patch among patches.
pub fn is_json_patch(document: &Document<'_>) -> bool {
    document.root().is_some_and(|root| root.kind() == Kind::Seq)
}

/// What is wrong with the operations of a JSON patch.
pub fn findings(document: &Document<'_>) -> Vec<Finding> {
    document.root().into_iter().flat_map(Node::items).flat_map(operation).collect()
}

fn operation(node: Node<'_>) -> Vec<Finding> {
    if node.kind() != Kind::Map {
        return vec![Finding::of(
            &JSON_PATCH,
            head(node),
            "an operation of a JSON patch is a map with `op` and `path`",
        )];
    }
    let mut findings = Vec::new();
    let op = node.get("op");
    match op.map(|op| (op, op.as_str().unwrap_or_default())) {
        None => findings.push(lacking(node, "op")),
        Some((op, name)) => match OPERATIONS.iter().find(|(known, _)| *known == name) {
            Some((_, Some(needed))) if node.get(needed).is_none() => findings.push(lacking(node, needed)),
            Some(_) => {}
            None => findings.push(unknown(op)),
        },
    }
    match node.get("path") {
        None => findings.push(lacking(node, "path")),
        Some(path) => findings.extend(pointer(path, "path")),
    }
    findings.extend(node.get("from").and_then(|from| pointer(from, "from")));
    findings
}

/// A place that is no JSON pointer.
fn pointer(node: Node<'_>, name: &str) -> Option<Finding> {
    let text = node.as_str();
    if text.is_some_and(|text| text.is_empty() || text.starts_with('/')) {
        return None;
    }
    let mut finding = Finding::of(&JSON_PATCH, node.span(), format!("`{name}` of an operation begins with `/`"));
    finding.help("such as `/spec/template/spec/containers/0/image`; `/` in a key is written `~1`, `~` is written `~0`");
    if let Some(text) = text.filter(|t| !t.contains(['.', ' ']) && !node.is_aliased()) {
        finding.fix(format!("change to `/{text}`"), node.span(), format!("/{text}"));
    }
    Some(finding)
}

fn unknown(op: Node<'_>) -> Finding {
    let text = op.scalar_text();
    let mut finding = Finding::of(&JSON_PATCH, op.span(), format!("a JSON patch has no operation `{text}`"));
    let names = OPERATIONS.iter().map(|(name, _)| *name);
    match nearest(text, Strictness::Value, names.clone(), |n| n) {
        Some((meant, _)) => {
            let alone = is_alone(text, meant, Strictness::Value, names);
            finding.help(format!("did you mean `{meant}`?")).fix(format!("change to `{meant}`"), op.span(), meant);
            finding.safe_if(alone);
        }
        None => {
            finding.help("there are `add`, `remove`, `replace`, `move`, `copy`, `test`");
        }
    }
    finding
}

fn lacking(node: Node<'_>, field: &str) -> Finding {
    let mut finding = Finding::of(&JSON_PATCH, head(node), format!("this operation has no `{field}`"));
    finding.help(format!("add `{field}:`"));
    finding
}

fn head(node: Node<'_>) -> Span {
    node.entries().next().map_or(node.head(), |entry| entry.key.span())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    fn told(text: &str) -> Vec<String> {
        findings(&parse(text, &Limits::default())[0]).iter().map(|f| f.message.clone()).collect()
    }

    #[test]
    fn sound_operations_pass() {
        let text = "- {op: add, path: /a, value: null}\n- {op: remove, path: /a}\n- {op: move, path: /a, from: /b}\n- {op: test, \
                    path: \"\", value: 1}\n";
        assert!(told(text).is_empty(), "{:?}", told(text));
    }

    #[test]
    fn others_are_told() {
        for (text, words) in [
            ("- {op: add, path: /a}\n", "has no `value`"),
            ("- {op: replcae, path: /a, value: 1}\n", "no operation `replcae`"),
            ("- {op: remove, path: spec/a}\n", "begins with `/`"),
            ("- {op: copy, path: /a}\n", "has no `from`"),
            ("- {path: /a}\n", "has no `op`"),
            ("- {op: remove}\n", "has no `path`"),
            ("- remove\n", "is a map"),
        ] {
            let told = told(text);
            assert!(told.len() == 1 && told[0].contains(words), "{text}: {told:?}");
        }
    }
}
