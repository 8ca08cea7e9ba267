//! The objects of a document of a dump, those among them that do not say what they are.

use super::shape;
use crate::model::Span;
use crate::resource::{Content, Resource, content, opened};
use crate::source::{Document, Kind, Node, Style};

/// Lists within lists are followed this deep.
const LISTS: usize = 8;

/// The objects of a document. Beside what kubectl takes: an array of objects, a list without a kind, a map of lists as
/// simulators write it, and objects that are told by their shape.
pub(crate) fn objects<'a>(document: &'a Document<'a>) -> Vec<Resource<'a>> {
    let mut found = Vec::new();
    match content(document) {
        Content::Empty => {}
        Content::Foreign(_) => document.root().into_iter().for_each(|root| anything(root, 0, &mut found)),
        Content::Objects(objects) => {
            found.reserve(objects.len());
            for object in objects {
                if object.kind.is_empty() { anything(object.root, 0, &mut found) } else { found.push(object) }
            }
        }
    }
    found
}

/// Whether an object does not say its kind, and is told by its shape.
pub(crate) fn is_by_shape(root: Node<'_>) -> bool {
    root.get("kind").is_none() && shape::told_by(root).is_some()
}

/// Where a list in YAML is cut off: kubectl writes its `kind` behind its items.
pub(crate) fn cut_off(document: &Document<'_>) -> Option<Span> {
    let root = document.root().filter(|root| root.kind() == Kind::Map && root.style() != Style::Flow)?;
    let items = root.entry("items").filter(|items| items.value.kind() == Kind::Seq)?;
    let is_last = root.entries().last().is_some_and(|last| last.key.id() == items.key.id());
    (is_last && root.get("apiVersion").is_some() && root.get("kind").is_none()).then(|| items.key.span())
}

fn anything<'a>(node: Node<'a>, depth: usize, found: &mut Vec<Resource<'a>>) {
    if depth > LISTS {
        return;
    }
    if node.kind() == Kind::Seq {
        node.items().for_each(|item| anything(item, depth + 1, found));
    }
    if node.kind() != Kind::Map {
        return;
    }
    let own = Resource::new(node);
    let list = opened(node).or_else(|| node.get("items").filter(|items| items.kind() == Kind::Seq));
    if let Some(items) = list.filter(|_| own.kind.is_empty() || own.kind.ends_with("List")) {
        let of = own.kind.strip_suffix("List").filter(|kind| !kind.is_empty());
        for item in items.items() {
            match of.filter(|_| item.kind() == Kind::Map && item.get("kind").is_none()) {
                Some(kind) => found.push(Resource { root: item, api_version: own.api_version, kind }),
                None => anything(item, depth + 1, found),
            }
        }
    } else if !own.kind.is_empty() {
        found.push(own);
    } else if let (Some("ADDED"), Some(object)) = (node.get("type").and_then(Node::as_str), node.get("object")) {
        // `kubectl get --watch --output-watch-events`
        anything(object, depth + 1, found);
    } else if let Some((api_version, kind)) = shape::told_by(node) {
        found.push(Resource { root: node, api_version, kind });
    } else if depth == 0 && node.get("metadata").is_none() {
        // `{"nodes": [...], "pods": [...]}`
        let lists = node.entries().map(|entry| entry.value);
        lists.filter(|value| is_list(*value)).for_each(|list| anything(list, depth + 1, found));
    }
}

fn is_list(node: Node<'_>) -> bool {
    node.kind() == Kind::Seq || node.get("items").is_some_and(|items| items.kind() == Kind::Seq)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, stream};

    /// The kinds of the objects of a text, with their names.
    fn read(text: &str) -> Vec<String> {
        let documents = stream(text, &Limits::default());
        let all = documents.iter().flat_map(objects);
        all.map(|o| format!("{}/{} {}", o.api_version, o.kind, o.name().unwrap_or_default())).collect()
    }

    const NODE: &str = r#"{"metadata": {"name": "n1"}, "status": {"allocatable": {"cpu": "4"}}}"#;
    const POD: &str = r#"{"metadata": {"name": "p"}, "spec": {"nodeName": "n1", "containers": [{"name": "c"}]}}"#;

    #[test]
    fn objects_are_told_by_their_shape() {
        for text in [
            format!("{NODE}\n{POD}"),
            format!("[{NODE}, {POD}]"),
            format!(r#"{{"metadata": {{}}, "items": [{NODE}, {POD}]}}"#),
            format!(r#"{{"apiVersion": "v1", "items": [{NODE}, {POD}]}}"#),
            format!(r#"{{"nodes": [{NODE}], "pods": {{"items": [{POD}]}}}}"#),
            format!(r#"[{{"kind": "NodeList", "apiVersion": "v1", "items": [{NODE}]}}, [{POD}]]"#),
            format!("- {NODE}\n- {POD}\n"),
            format!(r#"{{"type": "ADDED", "object": {NODE}}}{{"type": "ADDED", "object": {POD}}}"#),
        ] {
            assert_eq!(read(&text), ["v1/Node n1", "v1/Pod p"], "{text}");
        }
    }

    #[test]
    fn a_list_that_does_not_end_is_cut_off() {
        let is_cut = |text: &str| stream(text, &Limits::default()).iter().any(|document| cut_off(document).is_some());
        assert!(is_cut("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: No"));
        for whole in ["apiVersion: v1\nitems:\n- a: 1\nkind: List\n", "{apiVersion: v1, items: []}", "items:\n- a: 1\n"]
        {
            assert!(!is_cut(whole), "{whole}");
        }
    }

    #[test]
    fn other_data_is_no_object() {
        for text in [
            "[{\"name\": \"a\", \"spec\": {\"containers\": []}}]",
            "{\"people\": [{\"metadata\": {\"name\": \"a\"}}]}",
            "{\"items\": [1, 2]}",
            "- op: add\n  path: /spec\n",
            "{\"metadata\": {\"name\": \"a\"}, \"spec\": {}}",
            "a: 1\n",
        ] {
            assert_eq!(read(text), [] as [&str; 0], "{text}");
        }
        assert_eq!(read("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"), ["v1/ConfigMap a"]);
    }
}
