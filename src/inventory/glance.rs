//! What a file is about, at a glance.

use std::collections::BTreeSet;

use super::{bears_on_placement, plain};
use crate::resource::{Content, PodKind, content};
use crate::source::{Limits, stream};

/// Numbers of a file's objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Objects in all: what has both an `apiVersion` and a `kind`.
    pub objects: usize,
    /// Nodes, and Inventories, which declare them.
    pub nodes: usize,
    /// What a cluster is made of rather than what is shipped to it, nodes among it.
    pub of_cluster: usize,
    /// CustomResourceDefinitions.
    pub definitions: usize,
    /// The kubelets' versions.
    pub kubelets: BTreeSet<String>,
    /// What a `Chart.yaml` says of the versions that it is for (`kubeVersion`).
    pub wants: Option<String>,
}

/// Looks at a file.
pub fn glance(text: &str) -> Glance {
    let mut glance = Glance::default();
    for document in stream(text, &Limits::default()) {
        if let Some(wants) = document.root().and_then(|root| root.get("kubeVersion")) {
            glance.wants = Some(wants.scalar_text().to_owned());
        }
        let Content::Objects(objects) = content(&document) else { continue };
        for object in objects.iter().filter(|object| !object.kind.is_empty() && !object.version().is_empty()) {
            glance.objects += 1;
            glance.definitions += usize::from(object.kind == "CustomResourceDefinition");
            let is_node = matches!(object.kind, "Node" | "Inventory");
            glance.nodes += usize::from(is_node);
            let makes_pods = PodKind::named(object.kind).is_some();
            glance.of_cluster += usize::from(bears_on_placement(object.kind) && !makes_pods);
            if object.kind == "Node" {
                let version = object.field().at("status").at("nodeInfo").at("kubeletVersion");
                glance.kubelets.extend(version.opt_str().map(str::to_owned));
            }
        }
    }
    glance
}

/// Whether all that stands in these texts was taken from a cluster or declares one: some node is there, and no object that
/// makes pods and is still to be shipped, as it has no status.
pub fn is_dump<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let mut nodes = 0;
    for text in texts {
        if plain(text).is_some() {
            nodes += 1;
            continue;
        }
        for document in stream(text, &Limits::default()) {
            let Content::Objects(objects) = content(&document) else { continue };
            for object in objects {
                let observed = || object.root.get("status").is_some_and(|status| !status.is_null());
                if PodKind::named(object.kind).is_some() && !observed() {
                    return false;
                }
                nodes += usize::from(matches!(object.kind, "Node" | "Inventory"));
            }
        }
    }
    nodes > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_told_apart() {
        let text = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {nodeInfo: {kubeletVersion: v1.34.2}}\n---\napiVersion: \
                    v1\nkind: Pod\n---\na: b\n---\nkind: lonely\n---\napiVersion: apiextensions.k8s.io/v1\nkind: \
                    CustomResourceDefinition\n";
        let glance = glance(text);
        assert_eq!((glance.objects, glance.nodes, glance.of_cluster, glance.definitions), (3, 1, 1, 1));
        assert_eq!(glance.kubelets.into_iter().collect::<Vec<_>>(), ["v1.34.2"]);
        assert_eq!(super::glance("apiVersion: v2\nname: a\nkubeVersion: '>=1.25'\n").wants.as_deref(), Some(">=1.25"));
        assert_eq!(super::glance("- {{ broken\n").objects, 0);
    }
}
