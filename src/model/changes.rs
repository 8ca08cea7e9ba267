//! What is changed of an object between its file and the cluster.

use std::collections::BTreeSet;

/// What another tool changes of one object before anybody sees it; nothing, where nothing does.
#[derive(Clone, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is changed or not, whatever the others are")]
pub struct Changes<'c> {
    /// Nobody can say what.
    pub anything: bool,
    /// It is taken away.
    pub deleted: bool,
    /// Its name.
    pub name: bool,
    /// Its namespace.
    pub namespace: bool,
    /// Its `spec.replicas`.
    pub replicas: bool,
    /// Names of images, without tag and digest, that become others.
    pub images: BTreeSet<&'c str>,
    /// Keys of labels that it gets, in selectors and templates as well.
    pub labels: BTreeSet<&'c str>,
    /// Keys of annotations that it gets, in templates as well.
    pub annotations: BTreeSet<&'c str>,
    /// Names of fields that patches write, at whatever depth, and of those above them.
    pub patched: BTreeSet<&'c str>,
}

/// Nothing is changed.
pub static UNCHANGED: Changes<'static> = Changes {
    anything: false,
    deleted: false,
    name: false,
    namespace: false,
    replicas: false,
    images: BTreeSet::new(),
    labels: BTreeSet::new(),
    annotations: BTreeSet::new(),
    patched: BTreeSet::new(),
};

impl Changes<'_> {
    /// Whether an image, as a container has it, becomes another.
    pub fn changes_image(&self, image: &str) -> bool {
        let last = image.rfind('/').map_or(0, |slash| slash + 1);
        let end = image[last..].find([':', '@']).map_or(image.len(), |at| last + at);
        self.images.contains(&image[..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_names() {
        let changes = Changes { images: ["nginx", "a:5000/b"].into(), ..Changes::default() };
        for (image, changed) in [
            ("nginx", true),
            ("nginx:1.29", true),
            ("a:5000/b@sha256:0", true),
            ("a:5000/c", false),
            ("x/nginx", false),
        ] {
            assert_eq!(changes.changes_image(image), changed, "{image}");
        }
    }
}
