//! What a kustomization changes of all the objects that it names, beside what its patches write.

use std::collections::BTreeSet;

use super::completion::{Completion, Written};
use super::entries::{field, text};
use super::survey::Survey;
use super::target::Identity;
use crate::model::{Changes, FileId};
use crate::resource::Resource;
use crate::source::Node;

/// What one kustomization says of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Transforms {
    /// It has transformers of its own: nobody knows what they do.
    unknown: bool,
    /// It sets the namespace.
    namespace: bool,
    /// It adds to names.
    name: bool,
    /// Names of images.
    images: BTreeSet<String>,
    /// Names of objects whose replicas it sets.
    replicas: BTreeSet<String>,
    /// Keys of labels.
    labels: BTreeSet<String>,
    /// Keys of annotations.
    annotations: BTreeSet<String>,
}

/// The names that a list of maps gives.
fn names(root: Node<'_>, list: &str) -> BTreeSet<String> {
    let items = field(root, list).into_iter().flat_map(Node::items);
    items.map(|item| text(item, "name").to_owned()).collect()
}

/// The keys of a map.
fn keys(map: Option<Node<'_>>) -> impl Iterator<Item = String> {
    map.into_iter().flat_map(Node::entries).map(|entry| entry.key.scalar_text().to_owned())
}

impl Transforms {
    /// Reads those of the kustomization at `root`.
    pub(super) fn read(root: Node<'_>) -> Self {
        let pairs = field(root, "labels").into_iter().flat_map(Node::items).map(|label| field(label, "pairs"));
        Transforms {
            unknown: field(root, "transformers").is_some(),
            namespace: !text(root, "namespace").is_empty(),
            name: !text(root, "namePrefix").is_empty() || !text(root, "nameSuffix").is_empty(),
            images: names(root, "images").into_iter().chain(names(root, "imageTags")).collect(),
            replicas: names(root, "replicas"),
            labels: keys(field(root, "commonLabels")).chain(pairs.flat_map(keys)).collect(),
            annotations: keys(field(root, "commonAnnotations")).collect(),
        }
    }

    /// Adds what it changes of an object of that name.
    pub(super) fn add<'c>(&'c self, name: &str, changes: &mut Changes<'c>) {
        changes.anything |= self.unknown;
        changes.namespace |= self.namespace;
        changes.name |= self.name;
        // Another kustomization below may have added to the name.
        changes.replicas |= self.replicas.iter().any(|own| own == name || own.contains(name));
        changes.images.extend(self.images.iter().map(String::as_str));
        changes.labels.extend(self.labels.iter().map(String::as_str));
        changes.annotations.extend(self.annotations.iter().map(String::as_str));
    }
}

impl Completion {
    /// What is changed of an object.
    fn changes(&self, own: &Identity) -> Changes<'_> {
        let mut changes = Changes { deleted: self.is_deleted(own), ..Changes::default() };
        self.transforms.iter().for_each(|transforms| transforms.add(&own.name, &mut changes));
        let patch = |patch: &Written| patch.said.objects.is_empty() && patch.said.keys.is_empty();
        // Of a patch that nobody could read the name of its object may be all that is known.
        let unread = self.patches.iter().flat_map(|patches| patches.iter()).filter(|one| patch(one));
        changes.anything |=
            unread.into_iter().any(|one| one.target.as_ref().is_none_or(|target| target.selects(own, &[])));
        for written in self.patches_for(own) {
            changes.patched.extend(written.said.keys.iter().map(String::as_str));
        }
        changes
    }
}

impl Survey {
    /// What the kustomizations that reach a file change of one of its objects.
    pub fn changes_of(&self, file: FileId, object: &Resource<'_>) -> Changes<'_> {
        self.completion(file).map(|added| added.changes(&Identity::of(object))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::repository::Presence;
    use crate::source::{Limits, parse};

    #[test]
    fn what_is_changed_of_an_object_is_known() {
        let web = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";
        let files: Vec<_> = [
            ("base/kustomization.yaml", "resources: [web.yaml]\n"),
            ("base/web.yaml", web),
            (
                "prod/kustomization.yaml",
                "namespace: prod\nresources: [../base]\nlabels: [{pairs: {team: a}}]\nimages: [{name: nginx, newTag: '2'}]\nreplicas: [{name: web, count: 3}]\npatches: [{target: {kind: Deployment}, patch: '[{op: add, path: /spec/paused, value: true}]'}]\n",
            ),
            ("other/web.yaml", web),
        ]
        .into_iter()
        .map(|(path, text)| SourceFile::new(path, text))
        .collect();
        let survey = Survey::of(&files, &Limits::default(), &|_| Presence::Missing);
        let documents = parse(web, &Limits::default());
        let object = Resource::new(documents[0].root().unwrap());
        let changes = survey.changes_of(FileId(1), &object);
        assert!(changes.namespace && changes.replicas && !changes.name && !changes.anything && !changes.deleted);
        assert!(changes.labels.contains("team") && changes.images.contains("nginx"));
        assert!(changes.patched.contains("paused") && !changes.patched.contains("replicas"));
        let untouched = survey.changes_of(FileId(3), &object);
        assert!(!untouched.namespace && untouched.labels.is_empty() && untouched.patched.is_empty());
    }
}
