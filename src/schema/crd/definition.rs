//! CustomResourceDefinitions as far as their resources are concerned: names, scope, versions.

use std::sync::OnceLock;

use super::schema::Schema;
use crate::resource::Resource;
use crate::source::{Kind, Node};

/// The group of CustomResourceDefinition itself.
pub(super) const GROUP: &str = "apiextensions.k8s.io";

/// One CustomResourceDefinition.
#[derive(Debug)]
pub struct Definition<'d> {
    /// The object it was read from.
    pub resource: Resource<'d>,
    /// Group of its resources.
    pub group: &'d str,
    /// Kind of its resources.
    pub kind: &'d str,
    /// Whether they live in namespaces.
    pub namespaced: bool,
    /// Whether what its schemas do not have is kept: the way of `v1beta1`, unless it says otherwise.
    pub(super) preserves: bool,
    /// In the order of the file.
    pub versions: Vec<Version<'d>>,
}

/// One version of a definition.
#[derive(Debug)]
pub struct Version<'d> {
    /// `v1alpha1`, …
    pub name: &'d str,
    /// Whether the server serves it.
    pub served: bool,
    /// What the server warns of when it is used; `None` for versions that are not deprecated.
    pub deprecation: Option<String>,
    /// Whether it has a `status` that a create does not touch.
    pub(super) status: bool,
    pub(super) scale: Option<Scale<'d>>,
    pub(super) schema: Option<Schema<'d>>,
    pub(super) has_rules: OnceLock<bool>,
}

/// `subresources.scale`: paths such as `.spec.replicas`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale<'d> {
    pub(super) spec_replicas: &'d str,
    pub(super) status_replicas: &'d str,
    pub(super) label_selector: Option<&'d str>,
}

impl<'d> Definition<'d> {
    /// Reads `resource`, if it is a CustomResourceDefinition with a group and a kind. Both `v1` and the form of
    /// `v1beta1` with one schema for all versions are understood.
    pub fn read(resource: Resource<'d>) -> Option<Self> {
        if resource.kind != "CustomResourceDefinition" || resource.group() != GROUP {
            return None;
        }
        let spec = resource.root.get("spec")?;
        let text = |node: Node<'d>, key| node.get(key).and_then(Node::as_str);
        let (group, kind) = (text(spec, "group")?, text(spec.get("names")?, "kind")?);
        if group.is_empty() || kind.is_empty() {
            return None;
        }
        let common = Common { schema: spec.get("validation"), subresources: spec.get("subresources") };
        let mut versions: Vec<Version<'d>> = match spec.get("versions") {
            Some(list) => list.items().filter_map(|node| common.version(node)).collect(),
            None => text(spec, "version").map(|name| common.read(name, true, spec)).into_iter().collect(),
        };
        for at in 0..versions.len() {
            versions[at].deprecation = deprecation(group, kind, spec, &versions, at);
        }
        let preserves = spec.get("preserveUnknownFields").and_then(Node::as_bool);
        Some(Definition {
            resource,
            group,
            kind,
            namespaced: text(spec, "scope") == Some("Namespaced"),
            preserves: preserves.unwrap_or(resource.version() == "v1beta1"),
            versions,
        })
    }

    /// The version of that name, served or not.
    pub fn version(&self, name: &str) -> Option<&Version<'d>> {
        self.versions.iter().find(|v| v.name == name)
    }
}

/// What `v1beta1` allowed to say once for all versions.
struct Common<'d> {
    schema: Option<Node<'d>>,
    subresources: Option<Node<'d>>,
}

impl<'d> Common<'d> {
    fn version(&self, node: Node<'d>) -> Option<Version<'d>> {
        let name = node.get("name").and_then(Node::as_str)?;
        Some(self.read(name, node.get("served").and_then(Node::as_bool) == Some(true), node))
    }

    fn read(&self, name: &'d str, served: bool, node: Node<'d>) -> Version<'d> {
        let schema = node.get("schema").or(self.schema).and_then(|s| s.get("openAPIV3Schema"));
        let subresources = node.get("subresources").or(self.subresources);
        let scale = subresources.and_then(|s| s.get("scale")).filter(|s| s.kind() == Kind::Map).map(|scale| Scale {
            spec_replicas: scale.get("specReplicasPath").and_then(Node::as_str).unwrap_or_default(),
            status_replicas: scale.get("statusReplicasPath").and_then(Node::as_str).unwrap_or_default(),
            label_selector: scale.get("labelSelectorPath").and_then(Node::as_str),
        });
        Version {
            name,
            served,
            deprecation: None,
            status: subresources.and_then(|s| s.get("status")).is_some_and(|s| !s.is_null()),
            scale,
            schema: schema.filter(|s| s.kind() == Kind::Map).map(Schema::new),
            has_rules: OnceLock::new(),
        }
    }
}

/// `defaultDeprecationWarning`, or the definition's own text.
fn deprecation(group: &str, kind: &str, spec: Node<'_>, versions: &[Version<'_>], at: usize) -> Option<String> {
    let own = versions[at].name;
    let node = |name: &str| {
        let mut nodes = spec.get("versions").into_iter().flat_map(Node::items);
        nodes.find(|n| n.get("name").and_then(Node::as_str) == Some(name))
    };
    let deprecated = |name: &str| node(name).and_then(|n| n.get("deprecated")).and_then(Node::as_bool) == Some(true);
    if !deprecated(own) {
        return None;
    }
    if let Some(text) = node(own).and_then(|n| n.get("deprecationWarning")).and_then(Node::as_str) {
        return Some(text.to_owned());
    }
    let newer = versions.iter().filter(|v| v.served && !deprecated(v.name) && rank(own) < rank(v.name));
    let base = format!("{group}/{own} {kind} is deprecated");
    Some(match newer.max_by_key(|v| rank(v.name)) {
        Some(newest) => format!("{base}; use {group}/{} {kind}", newest.name),
        None => base,
    })
}

/// The order of versions: stable ones over beta over alpha over anything else, then by number
/// (`version.CompareKubeAwareVersionStrings`).
fn rank(name: &str) -> (u8, u64, u64, std::cmp::Reverse<&str>) {
    let parsed = || {
        let rest = name.strip_prefix('v')?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let major: u64 = rest[..digits].parse().ok()?;
        let tail = &rest[digits..];
        if tail.is_empty() {
            return Some((3, major, 0));
        }
        let (stage, minor) =
            if let Some(n) = tail.strip_prefix("beta") { (2, n) } else { (1, tail.strip_prefix("alpha")?) };
        Some((stage, major, minor.parse().ok()?))
    };
    let (stage, major, minor) = parsed().unwrap_or_default();
    (stage, major, minor, std::cmp::Reverse(if stage == 0 { name } else { "" }))
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn versions_in_order() {
        let order = ["foo10", "foo1", "v3alpha1", "v11alpha2", "v3beta1", "v10beta3", "v11beta2", "v1", "v2", "v10"];
        assert!(order.is_sorted_by(|a, b| rank(a) < rank(b)), "{:?}", order.map(rank));
    }
}
