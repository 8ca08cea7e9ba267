//! Which files are applied together, in numbers, and what becomes of their objects on the way to the cluster.

use super::{FileId, ObjectRef};

/// For each file the sets that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct Sets {
    /// By file.
    pub of_files: Vec<Vec<u32>>,
    /// Sets of a number below this are applied together without a doubt.
    pub firm: u32,
    /// By file what it comes to the cluster by, where that is known: what has other ones never meets it there.
    pub ways: Vec<Vec<u32>>,
    /// By file the namespace that each of its ways puts its objects in; an empty one leaves them in their own.
    pub namespaces: Vec<Vec<(u32, String)>>,
    /// By file what its ways do to the names of its objects: prefix, suffix and namespace.
    pub renamed: Vec<Vec<[String; 3]>>,
    /// By file its folder, empty for that of the run.
    pub folders: Vec<String>,
}

/// What somebody else makes of the objects of a file before the cluster sees them: kustomize, as its kustomizations say.
pub trait Overlays: Sync {
    /// Whether a field of that name is written anew in an object of the file: `replicas`, `labels`, or the key of a label.
    fn writes(&self, file: FileId, object: &ObjectRef, field: &str) -> bool;

    /// Whether the label is added to the objects of a file, and where `of_pods` to the pods that they make.
    fn adds_label(&self, file: FileId, label: (&str, &str), of_pods: bool) -> bool;

    /// Whether anything at all is made of the objects of a file.
    fn is_changed(&self, file: FileId) -> bool;

    /// Whether what is made of them cannot be foreseen.
    fn is_open(&self, file: FileId) -> bool;
}

impl Sets {
    /// Whether the two are applied together as far as anybody can see.
    pub fn share(&self, a: FileId, b: FileId) -> bool {
        let of = |file: FileId| self.of_files.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        a == b || of(a).iter().any(|set| of(b).contains(set))
    }

    /// Whether the objects of two files may meet in one cluster: they do not where the ways of both are known and are others.
    pub fn may_meet(&self, a: FileId, b: FileId) -> bool {
        let of = |file: FileId| self.ways.get(file.0 as usize).map_or(&[][..], Vec::as_slice);
        let (one, other) = (of(a), of(b));
        a == b || one.is_empty() || other.is_empty() || one.iter().any(|way| other.contains(way))
    }
}
