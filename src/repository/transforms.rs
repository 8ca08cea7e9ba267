//! What a kustomization changes of all the objects that it names, beside what its patches write.

use std::collections::BTreeSet;

use super::completion::{Completion, Written};
use super::entries::{field, text};
use super::survey::Survey;
use super::target::Identity;
use crate::model::{Changes, FileId, ObjectRef, Overlays};
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
    /// Labels: key, value, and whether they go into the templates of pods (`includeTemplates`, `includeSelectors`, `commonLabels`).
    labels: Vec<(String, String, bool)>,
    /// Keys of annotations.
    annotations: BTreeSet<String>,
    /// The ConfigMaps and Secrets that a generator merges its own data into, or replaces.
    merged: Vec<Identity>,
}

/// The items of a list.
fn items<'a>(root: Node<'a>, list: &str) -> impl Iterator<Item = Node<'a>> {
    field(root, list).into_iter().flat_map(Node::items)
}

/// The names that a list of maps gives.
fn names(root: Node<'_>, list: &str) -> BTreeSet<String> {
    items(root, list).map(|item| text(item, "name").to_owned()).collect()
}

/// The entries of a map of labels, which go into the templates of pods or do not.
fn pairs(map: Option<Node<'_>>, of_pods: bool) -> impl Iterator<Item = (String, String, bool)> {
    let entries = map.into_iter().flat_map(Node::entries);
    entries.map(move |entry| (entry.key.scalar_text().to_owned(), entry.value.scalar_text().to_owned(), of_pods))
}

/// The labels that it adds.
fn labels(root: Node<'_>) -> Vec<(String, String, bool)> {
    let is = |item: Node<'_>, name: &str| field(item, name).and_then(Node::as_bool) == Some(true);
    let of_pods =
        |item| is(item, "includeSelectors") || is(item, "includeTemplates") || field(item, "fields").is_some();
    let own = items(root, "labels").flat_map(|item| pairs(field(item, "pairs"), of_pods(item)));
    pairs(field(root, "commonLabels"), true).chain(own).collect()
}

/// What its generators merge their data into.
fn merged(root: Node<'_>) -> Vec<Identity> {
    let of = |(list, kind): (&str, &str)| {
        let onto = items(root, list).filter(|item| matches!(text(*item, "behavior"), "merge" | "replace"));
        onto.map(|item| Identity::made(kind, text(item, "name"))).collect::<Vec<_>>()
    };
    [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")].into_iter().flat_map(of).collect()
}

impl Transforms {
    /// Reads those of the kustomization at `root`.
    pub(super) fn read(root: Node<'_>) -> Self {
        Transforms {
            unknown: field(root, "transformers").is_some(),
            namespace: !text(root, "namespace").is_empty(),
            name: !text(root, "namePrefix").is_empty() || !text(root, "nameSuffix").is_empty(),
            images: names(root, "images").into_iter().chain(names(root, "imageTags")).collect(),
            replicas: names(root, "replicas"),
            labels: labels(root),
            annotations: pairs(field(root, "commonAnnotations"), true).map(|(key, ..)| key).collect(),
            merged: merged(root),
        }
    }

    /// Adds what it changes of an object of that name.
    fn add<'c>(&'c self, own: &Identity, changes: &mut Changes<'c>) {
        changes.anything |= self.unknown;
        changes.namespace |= self.namespace;
        changes.name |= self.name;
        changes.replicas |= self.writes(own, "replicas");
        changes.images.extend(self.images.iter().map(String::as_str));
        changes.labels.extend(self.labels.iter().map(|(key, ..)| key.as_str()));
        changes.annotations.extend(self.annotations.iter().map(String::as_str));
    }

    /// Whether a field of that name of the object is written.
    fn writes(&self, own: &Identity, field: &str) -> bool {
        // Another kustomization below may have added to the name.
        let so_called = |other: &str| !other.is_empty() && other.contains(&own.name);
        match field {
            "replicas" => self.replicas.iter().any(|other| so_called(other)),
            "labels" => !self.labels.is_empty(),
            "data" => self.merged.iter().any(|other| other.kind == own.kind && so_called(&other.name)),
            _ => false,
        }
    }
}

impl Completion {
    /// Whether nobody knows what becomes of the objects.
    fn is_open(&self) -> bool {
        self.transforms.iter().any(|transforms| transforms.unknown)
    }

    /// What is changed of an object.
    fn changes(&self, own: &Identity) -> Changes<'_> {
        let mut changes = Changes { deleted: self.is_deleted(own), ..Changes::default() };
        self.transforms.iter().for_each(|transforms| transforms.add(own, &mut changes));
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

impl Overlays for Survey {
    fn writes(&self, file: FileId, object: &ObjectRef, field: &str) -> bool {
        self.completion(file).is_some_and(|added| {
            let own = Identity::named(object);
            let written = || added.transforms.iter().any(|transforms| transforms.writes(&own, field));
            added.is_open() || written() || added.is_patched(field, &own) || added.is_deleted(&own)
        })
    }

    fn adds_label(&self, file: FileId, (key, value): (&str, &str), of_pods: bool) -> bool {
        let own = |(own_key, own_value, pods): &(String, String, bool)| {
            own_key == key && own_value == value && (*pods || !of_pods)
        };
        self.completion(file).is_some_and(|added| {
            added.is_open() || added.transforms.iter().any(|transforms| transforms.labels.iter().any(own))
        })
    }

    fn is_changed(&self, file: FileId) -> bool {
        self.completion(file).is_some()
    }

    fn is_open(&self, file: FileId) -> bool {
        self.completion(file).is_some_and(Completion::is_open)
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

    #[test]
    fn what_transformers_write_is_known() {
        let files = [
            ("base/kustomization.yaml", "resources: [a.yaml]\n"),
            ("base/a.yaml", ""),
            (
                "prod/kustomization.yaml",
                "resources: [../base]\nreplicas: [{name: web, count: 3}]\ncommonLabels: {team: a}\nlabels: [{pairs: {own: b}}]\nconfigMapGenerator: [{name: cfg, behavior: merge}, {name: new}]\n",
            ),
        ]
        .map(|(path, text)| SourceFile::new(path, text));
        let survey = Survey::of(&files, &Limits::default(), &|_| Presence::Missing);
        let object = |kind: &str, name: &str| ObjectRef {
            api_version: Some("v1".to_owned()),
            kind: Some(kind.to_owned()),
            name: Some(name.to_owned()),
            ..ObjectRef::default()
        };
        let writes = |kind: &str, name: &str, field: &str| survey.writes(FileId(1), &object(kind, name), field);
        assert!(writes("Deployment", "web", "replicas") && !writes("Deployment", "db", "replicas"));
        assert!(writes("ConfigMap", "cfg", "data") && !writes("ConfigMap", "new", "data"));
        assert!(!writes("Secret", "cfg", "data") && writes("Deployment", "web", "labels"));
        let adds = |key: &str, value: &str, of_pods: bool| survey.adds_label(FileId(1), (key, value), of_pods);
        assert!(
            adds("team", "a", true) && !adds("team", "b", true) && adds("own", "b", false) && !adds("own", "b", true)
        );
        assert!(survey.is_changed(FileId(1)) && !survey.is_open(FileId(1)) && !survey.is_changed(FileId(0)));
    }
}
