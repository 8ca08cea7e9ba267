//! `kind: PodList` and its like: what the API server answers with, not what it takes.

use super::{group_exists, kinds_named};
use crate::model::{Edit, FileId, Finding, Layer, Rule};
use crate::resource::Resource;
use crate::source::{Kind, Node};

/// `schema/typed-list`
pub(crate) static TYPED_LIST: Rule = Rule::error(
    Layer::Schema,
    "schema/typed-list",
    "A list of one kind, which no cluster takes",
    "The API server answers with a `PodList` or `RoleList`, but takes none; kubectl opens only `kind: List`. The \
     items are checked all the same.",
    "apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: settings\n",
    "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: settings\n",
);

/// The finding where a document is a list of one built-in kind. kubectl opens only `kind: List` (client-go's
/// `restmapper.NewDiscoveryRESTMapper` adds that kind to every version, and no `PodList`); the items are checked all
/// the same.
pub fn typed_list(root: Node<'_>) -> Option<Finding> {
    let list = Resource::new(root);
    let of = list.kind.strip_suffix("List").filter(|kind| !kind.is_empty())?;
    let known = group_exists(list.group()) && kinds_named(of).any(|kind| kind.gvk().group == list.group());
    if !known || root.get("items").is_none_or(|items| items.kind() != Kind::Seq) {
        return None;
    }
    let kind = root.get("kind")?.span();
    let message = format!("no cluster takes a `{}`", list.kind);
    let edit = |node: Option<Node<'_>>, text: &str| {
        node.map(|n| Edit { file: FileId::default(), span: n.span(), text: text.to_owned() })
    };
    let edits = [edit(root.get("apiVersion"), "v1"), edit(root.get("kind"), "List")].into_iter().flatten().collect();
    let mut finding = Finding::of(&TYPED_LIST, kind, message);
    finding
        .field("kind")
        .about(list.reference())
        .help("write `kind: List` with `apiVersion: v1`, and give each item its own `apiVersion` and `kind`")
        .offer("make it a `List`", edits);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn only_lists_of_built_in_kinds_are_meant() {
        let table = [
            ("apiVersion: v1\nkind: PodList\nitems: []\n", true),
            ("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- kind: Role\n", true),
            ("apiVersion: v1\nkind: List\nitems: []\n", false),
            ("apiVersion: example.com/v1\nkind: PodList\nitems: []\n", false),
            ("apiVersion: v1\nkind: PodList\n", false),
        ];
        for (text, found) in table {
            let documents = parse(text, &Limits::default());
            assert_eq!(typed_list(documents[0].root().unwrap()).is_some(), found, "{text}");
        }
    }
}
