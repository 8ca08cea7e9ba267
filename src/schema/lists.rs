//! `kind: List`, `RoleList` and their like: what kubectl makes of an object with `items`.

use super::{group_exists, kinds_named};
use crate::model::{Finding, Layer, Rule, Span};
use crate::resource::{Resource, opened};
use crate::source::{Kind, Node};

/// `schema/list`
pub(crate) static LIST: Rule = Rule::error(
    Layer::Schema,
    "schema/list",
    "A list that kubectl does not open, or cannot",
    "kubectl opens whatever has `items` at its top, and applies each item by itself: it must be an object, and no list of \
     its own. The list itself reaches no server, but its kind must exist: `List`, or `RoleList` where there is a `Role`.",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: settings\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: settings\n",
);

/// What is wrong with a document as a list, where it is one. Its items are checked by themselves.
/// (`cli-runtime/pkg/resource/visitor.go`, `FlattenListVisitor.Visit`; `apimachinery/pkg/apis/meta/v1/unstructured/helpers.go`,
/// `decodeToList`; `client-go/restmapper/discovery.go`, `NewDiscoveryRESTMapper`.)
pub fn lists(root: Node<'_>) -> Vec<Finding> {
    let list = Resource::new(root);
    let Some(items) = root.get("items") else {
        let lacks = is_list_kind(&list).then(|| root.get("kind")).flatten();
        return lacks.map(|kind| told(kind.span(), "this list has no `items`")).into_iter().collect();
    };
    let Some(opened) = opened(root) else {
        // `items:` without a value is an empty list to kubectl.
        if items.is_null() {
            return unknown(&list).into_iter().collect();
        }
        let wrong = is_list_kind(&list) && items.kind() != Kind::Seq;
        return wrong.then(|| told(items.span(), "the `items` of a list must be a list")).into_iter().collect();
    };
    let mut found: Vec<Finding> = unknown(&list).into_iter().collect();
    found.extend(opened.items().filter_map(of_item));
    found
}

/// Whether the kind can be that of a list.
fn is_list_kind(list: &Resource<'_>) -> bool {
    list.kind == "List" || item_kind(list).is_some_and(|kind| has(list, kind))
}

fn item_kind<'a>(list: &Resource<'a>) -> Option<&'a str> {
    list.kind.strip_suffix("List").filter(|kind| !kind.is_empty())
}

fn has(list: &Resource<'_>, kind: &str) -> bool {
    group_exists(list.group()) && kinds_named(kind).any(|known| known.gvk().group == list.group())
}

/// A list of a kind that the group does not have.
fn unknown(list: &Resource<'_>) -> Option<Finding> {
    let of = item_kind(list)?;
    let kind = list.root.get("kind")?;
    if list.api_version.is_empty() || !group_exists(list.group()) || has(list, of) {
        return None;
    }
    let message = format!("`{}` has no kind `{of}`, so kubectl opens no `{}`", list.api_version, list.kind);
    let mut finding = told(kind.span(), message);
    finding.help("write `kind: List`, whose items may be of any kind");
    finding.fix("make it a `List`", kind.span(), "List");
    Some(finding)
}

fn of_item(item: Node<'_>) -> Option<Finding> {
    if item.kind() != Kind::Map {
        let what = match item.kind() {
            Kind::Null => "an item without anything in it",
            Kind::Seq => "an item that is a list",
            _ => "an item that is a mere value",
        };
        let span = if item.span().is_empty() { before(item) } else { item.span() };
        return Some(told(span, format!("{what} is no object, and kubectl refuses it")));
    }
    opened(item)?;
    let kind = item.get("kind").map_or(item.head(), Node::span);
    let mut finding = told(kind, "a List inside of a list, which kubectl refuses");
    finding.help("put its items into the outer list");
    Some(finding)
}

/// The dash of an item without a value.
fn before(item: Node<'_>) -> Span {
    let at = item.span().start;
    let text = item.document().text().get(..at as usize).unwrap_or_default();
    text.rfind('-').map_or(item.span(), |dash| Span::new(dash as u32, dash as u32 + 1))
}

fn told(span: Span, message: impl Into<String>) -> Finding {
    Finding::of(&LIST, span, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn lists_are_held_against_what_kubectl_opens() {
        let table: [(&str, &[&str]); 13] = [
            ("apiVersion: v1\nkind: PodList\nitems: []\n", &[]),
            ("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- {metadata: {name: a}}\n", &[]),
            ("apiVersion: v1\nkind: List\nitems:\n", &[]),
            ("apiVersion: example.com/v1\nkind: PodList\nitems: []\n", &[]),
            ("apiVersion: example.com/v1\nkind: Menu\nitems: [soup]\n", &[]),
            ("apiVersion: example.com/v1\nkind: AllowList\nspec: {}\n", &[]),
            ("apiVersion: v1\nkind: PodList\n", &["has no `items`"]),
            ("apiVersion: v1\nkind: List\n", &["has no `items`"]),
            ("apiVersion: v1\nkind: List\nitems: {a: b}\n", &["must be a list"]),
            ("apiVersion: v1\nkind: RoleList\nitems: []\n", &["has no kind `Role`"]),
            ("apiVersion: v1\nkind: NotAList\nitems:\n", &["has no kind `NotA`"]),
            ("apiVersion: v1\nkind: List\nitems: [null, 1, [a]]\n", &["without anything", "mere value", "is a list"]),
            ("apiVersion: v1\nkind: List\nitems:\n- {kind: List, items: []}\n- kind: X\n", &["inside of a list"]),
        ];
        for (text, says) in table {
            let documents = parse(text, &Limits::default());
            let found = lists(documents[0].root().unwrap());
            assert_eq!(found.len(), says.len(), "{text}: {found:?}");
            assert!(found.iter().zip(says).all(|(f, says)| f.message.contains(says)), "{text}: {found:?}");
        }
    }
}
