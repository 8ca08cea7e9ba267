//! Labels of nodes: what many of them have in common is held once.

use super::Labels;
use crate::model::Shared;

/// The labels of a node. Those that all nodes of a shape have in common stand below its own, and are held once for all.
#[derive(Clone, Default)]
pub struct NodeLabels {
    own: Labels,
    /// None of its keys matters that is among the own, too.
    common: Option<Shared<Labels>>,
}

impl NodeLabels {
    /// The labels of one node of a shape: its own hide those of the shape.
    #[must_use]
    pub fn over(common: &Shared<Labels>, own: Labels) -> Self {
        NodeLabels { own, common: Some(common.clone()) }
    }

    /// Its own, without what it has in common with others.
    #[must_use]
    pub fn own(&self) -> &Labels {
        &self.own
    }

    /// What it has in common with others: the same in memory where it is the same.
    #[must_use]
    pub fn common(&self) -> Option<&Labels> {
        self.common.as_deref()
    }

    /// The value of a label.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&String> {
        self.own.get(key).or_else(|| self.common()?.get(key))
    }

    /// Whether it has the label.
    #[must_use]
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.common().is_none_or(Labels::is_empty)
    }

    /// All of them, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        let (mut own, mut common) = (self.own.iter().peekable(), self.common().into_iter().flatten().peekable());
        std::iter::from_fn(move || match (own.peek(), common.peek()) {
            (Some(one), Some(other)) if other.0 < one.0 => common.next(),
            (Some(one), Some(other)) => {
                if one.0 == other.0 {
                    common.next();
                }
                own.next()
            }
            (Some(_), None) => own.next(),
            (None, _) => common.next(),
        })
    }

    /// Their keys, in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(key, _)| key)
    }

    /// Sets a label of this node alone, and returns what it was.
    pub fn insert(&mut self, key: String, value: String) -> Option<String> {
        let old = self.get(&key).cloned();
        self.own.insert(key, value);
        old
    }

    /// Takes a label from this node alone, and returns what it was.
    pub fn remove(&mut self, key: &str) -> Option<String> {
        let own = self.own.remove(key);
        // Only what is there is looked for in what would be copied by that.
        let common =
            self.common.as_mut().filter(|common| common.contains_key(key)).and_then(|common| common.remove(key));
        own.or(common)
    }
}

impl From<Labels> for NodeLabels {
    fn from(own: Labels) -> Self {
        NodeLabels { own, common: None }
    }
}

impl PartialEq for NodeLabels {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for NodeLabels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// What has labels.
pub trait Labelled {
    /// The value of a label.
    fn label(&self, key: &str) -> Option<&String>;
}

impl Labelled for Labels {
    fn label(&self, key: &str) -> Option<&String> {
        self.get(key)
    }
}

impl Labelled for NodeLabels {
    fn label(&self, key: &str) -> Option<&String> {
        self.get(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn all(labels: &NodeLabels) -> String {
        labels.iter().map(|(k, v)| format!("{k}={v} ")).collect()
    }

    #[test]
    fn own_labels_hide_common_ones_of_this_node_alone() {
        let common = Shared::from(labels(&[("b", "1"), ("d", "1"), ("e", "1")]));
        let mut one = NodeLabels::over(&common, labels(&[("a", "2"), ("d", "2")]));
        let other = NodeLabels::over(&common, labels(&[("c", "3")]));
        assert_eq!(all(&one), "a=2 b=1 d=2 e=1 ");
        assert_eq!(all(&other), "b=1 c=3 d=1 e=1 ");
        assert_eq!(one.get("d").map(String::as_str), Some("2"));
        assert_eq!(one.insert("b".to_owned(), "4".to_owned()).as_deref(), Some("1"));
        assert_eq!(one.remove("d").as_deref(), Some("2"));
        assert_eq!(one.remove("e").as_deref(), Some("1"));
        assert_eq!((one.remove("e"), one.contains_key("d")), (None, false));
        assert_eq!(all(&one), "a=2 b=4 ");
        assert_eq!(all(&other), "b=1 c=3 d=1 e=1 ");
        assert_eq!(one, NodeLabels::from(labels(&[("a", "2"), ("b", "4")])));
        assert_ne!(one, other);
        assert!(NodeLabels::default().is_empty() && !other.is_empty());
    }

    #[test]
    fn what_nodes_have_in_common_is_held_once() {
        let common = Shared::from(labels(&[("a", "1")]));
        let [one, other] = [(); 2].map(|()| NodeLabels::over(&common, Labels::default()));
        assert!(std::ptr::eq(one.common().unwrap(), other.clone().common().unwrap()));
    }
}
