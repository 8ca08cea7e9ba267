//! The images that nodes have.

use crate::scheduler::node_set::NodeSet;
use crate::scheduler::types::Cluster;
use std::collections::HashMap;

/// An image as nodes have it.
struct Image {
    /// What the first node that has it says.
    size: i64,
    nodes: NodeSet,
}

/// The images of all nodes.
pub(in crate::scheduler) struct Images<'c> {
    by_name: HashMap<&'c str, Image>,
    /// How many nodes there are.
    nodes: usize,
}

impl<'c> Images<'c> {
    /// Reads the nodes in order of arrival (upstream `addNodeImageStates`); `given` is each one's index in the cluster.
    pub(super) fn new(cluster: &'c Cluster, given: &[usize]) -> Self {
        let mut arrival: Vec<usize> = (0..given.len()).collect();
        arrival.sort_by_key(|&at| given[at]);
        let mut by_name: HashMap<&str, Image> = HashMap::new();
        for at in arrival {
            for image in &cluster.nodes[given[at]].images {
                for name in &image.names {
                    by_name
                        .entry(name)
                        .or_insert_with(|| Image { size: image.size_bytes, nodes: NodeSet::none(given.len()) })
                        .nodes
                        .add(at);
                }
            }
        }
        Images { by_name, nodes: given.len() }
    }

    /// The nodes that have an image, and what it adds to their score (upstream `scaledImageScore`). The name is
    /// taken as written, with `:latest` where it has no tag.
    pub(in crate::scheduler) fn get(&self, name: &str) -> Option<(&NodeSet, i64)> {
        let image = if name.rfind(':') <= name.rfind('/') {
            self.by_name.get(format!("{name}:latest").as_str())
        } else {
            self.by_name.get(name)
        }?;
        let spread = image.nodes.count() as f64 / self.nodes as f64;
        #[expect(clippy::cast_possible_truncation, reason = "Go truncates here, too")]
        Some((&image.nodes, (image.size as f64 * spread) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::{ContainerImage, Node};

    #[test]
    fn sizes_are_those_of_the_first_node() {
        let node = |(name, size): (&str, i64)| Node {
            name: name.to_owned(),
            images: (size > 0)
                .then(|| ContainerImage { names: vec!["nginx:latest".to_owned()], size_bytes: size })
                .into_iter()
                .collect(),
            ..Node::default()
        };
        let cluster = Cluster { nodes: [("a", 0), ("b", 100), ("c", 900)].map(node).into(), ..Cluster::default() };
        let images = Images::new(&cluster, &[0, 1, 2]);
        let (set, score) = images.get("nginx").unwrap();
        assert_eq!((set.iter().collect::<Vec<_>>(), score), (vec![1, 2], 66));
        assert!(images.get("nginx:1").is_none());
        assert!(images.get("registry:5000/nginx").is_none());
    }
}
