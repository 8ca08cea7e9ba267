//! How an object is looked at: by whom, and what is known of it beside what it says.

use std::cell::Cell;

use super::Subject;
use crate::model::{Changes, Version};
use crate::source::{Kind, Node};

/// Who looks at an object, and what of it is not known.
#[derive(Debug)]
pub(super) struct Eyes<'a> {
    /// The server whose fields are known.
    pub(super) version: Version,
    /// Its kind, where that is one of Kubernetes' own.
    pub(super) kind: &'static str,
    /// Whether it is seen as the server has it, with all that only a server puts in. Users' own rules are about what is
    /// written.
    pub(super) server: bool,
    /// Whether anything may be filled in that another kind's object does not say.
    pub(super) open: bool,
    /// Whether it lives in a namespace, where that is known.
    pub(super) namespaced: Option<bool>,
    /// Whether its pods are in the network of their nodes, so that their ports get ports of those.
    pub(super) host_network: bool,
    /// What other tools change of it.
    pub(super) changes: &'a Changes<'a>,
    /// Whether its name is one that the server draws, which nobody knows.
    pub(super) drawn: Cell<bool>,
    /// Whether something was asked for that is not known.
    pub(super) met: Cell<bool>,
}

/// Where in an object a map stands, as far as that bears on what is changed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// The object itself.
    Root,
    /// Its `metadata`.
    Metadata,
    /// Its `spec`.
    Spec,
    /// Anywhere else.
    Below,
}

impl At {
    /// Where what stands under a key stands.
    pub(super) fn below(self, key: &str) -> At {
        match (self, key) {
            (At::Root, "metadata") => At::Metadata,
            (At::Root, "spec") => At::Spec,
            _ => At::Below,
        }
    }
}

impl<'a> Eyes<'a> {
    /// Those of a rule for one object.
    pub(super) fn new(subject: &Subject<'a>, server: bool) -> Self {
        let pods = [&["spec"][..], &["spec", "template", "spec"], &["spec", "jobTemplate", "spec", "template", "spec"]];
        let host = |path: &&[&str]| {
            let start = Some(subject.object.root);
            let spec = path.iter().fold(start, |node, key| node.and_then(|node| node.get(key)));
            spec.and_then(|spec| spec.get("hostNetwork")).and_then(Node::as_bool) == Some(true)
        };
        Eyes {
            version: subject.version,
            kind: subject.meaning.map_or("", |gvk| gvk.kind),
            server,
            open: server && subject.open,
            namespaced: subject.is_namespaced(),
            host_network: pods.iter().any(host),
            changes: subject.changes,
            drawn: Cell::new(subject.drawn),
            met: Cell::new(false),
        }
    }

    /// Whether what stands under a key, or nothing, becomes something else.
    pub(super) fn is_changed(&self, at: At, key: &str, node: Option<Node<'_>>) -> bool {
        let changes = self.changes;
        match (at, key) {
            (At::Root, "apiVersion" | "kind") => return false,
            (At::Metadata, "name") => return changes.name || self.drawn.get(),
            (At::Metadata, "namespace") if changes.namespace => return true,
            (At::Spec, "replicas") if changes.replicas => return true,
            _ => {}
        }
        if key == "image" && node.and_then(Node::as_str).is_some_and(|image| changes.changes_image(image)) {
            return true;
        }
        // Into a map that is there, and a patch writes, one can look.
        changes.patched.contains(key) && node.is_none_or(|node| node.kind() != Kind::Map || node.is_empty())
    }

    /// The keys that a map gets beside its own.
    pub(super) fn added(&self, definition: &str, key: &str) -> Vec<&'a str> {
        match (definition, key) {
            ("ObjectMeta", "labels") | ("LabelSelector", "matchLabels") | ("ServiceSpec", "selector") => {
                self.changes.labels.iter().copied().collect()
            }
            ("ObjectMeta", "annotations") => self.changes.annotations.iter().copied().collect(),
            _ => Vec::new(),
        }
    }
}
