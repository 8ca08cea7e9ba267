//! What the transformers of kustomizations write into objects, beside what patches do.

use super::entries::field;
use super::survey::Survey;
use super::target::Identity;
use crate::model::{FileId, ObjectRef, Overlays};
use crate::source::Node;

/// What kustomizations write without a patch.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlaid {
    /// Labels: key, value, and whether they go into the templates of pods (`includeTemplates`, `includeSelectors`, `commonLabels`).
    labels: Vec<(String, String, bool)>,
    /// The names of the objects whose `replicas` are set.
    replicas: Vec<String>,
    /// The ConfigMaps and Secrets that a generator merges its own data into, or replaces.
    merged: Vec<Identity>,
    /// There are `transformers`, which may do anything.
    open: bool,
}

impl Overlaid {
    /// Reads the kustomization at `root`.
    pub(super) fn read(root: Node<'_>) -> Self {
        let text =
            |node: Node<'_>, name: &str| field(node, name).map(|n| n.scalar_text().to_owned()).unwrap_or_default();
        let is = |node: Node<'_>, name: &str| field(node, name).and_then(Node::as_bool) == Some(true);
        let items = |name: &str| field(root, name).into_iter().flat_map(Node::items);
        let pairs = |map: Option<Node<'_>>, of_pods: bool| {
            let entries = map.into_iter().flat_map(Node::entries);
            let one = |entry: crate::source::Entry<'_>| {
                (entry.key.scalar_text().to_owned(), entry.value.scalar_text().to_owned(), of_pods)
            };
            entries.map(one).collect::<Vec<_>>()
        };
        let mut labels = pairs(field(root, "commonLabels"), true);
        for item in items("labels") {
            let of_pods =
                is(item, "includeSelectors") || is(item, "includeTemplates") || field(item, "fields").is_some();
            labels.extend(pairs(field(item, "pairs"), of_pods));
        }
        let mut merged = Vec::new();
        for (list, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
            let onto = items(list).filter(|item| matches!(text(*item, "behavior").as_str(), "merge" | "replace"));
            merged.extend(onto.map(|item| Identity::made(kind, &text(item, "name"))));
        }
        Overlaid {
            labels,
            replicas: items("replicas").map(|item| text(item, "name")).collect(),
            merged,
            open: field(root, "transformers").is_some(),
        }
    }

    /// Adds what another kustomization writes.
    pub(super) fn append(&mut self, other: &Overlaid) {
        self.labels.extend_from_slice(&other.labels);
        self.replicas.extend_from_slice(&other.replicas);
        self.merged.extend_from_slice(&other.merged);
        self.open |= other.open;
    }

    /// Whether a field of that name of the object is written.
    fn write(&self, own: &Identity, name: &str) -> bool {
        // The name may have got a prefix or a suffix before.
        let so_called = |other: &str| !other.is_empty() && other.contains(&own.name);
        match name {
            "replicas" => self.replicas.iter().any(|other| so_called(other)),
            "labels" => !self.labels.is_empty(),
            "data" => self.merged.iter().any(|other| other.kind == own.kind && so_called(&other.name)),
            _ => false,
        }
    }
}

impl Overlays for Survey {
    fn writes(&self, file: FileId, object: &ObjectRef, field: &str) -> bool {
        let own = Identity::named(object);
        self.completion(file).is_some_and(|added| {
            let overlaid = &added.overlaid;
            overlaid.open || overlaid.write(&own, field) || added.is_patched(field, &own) || added.is_deleted(&own)
        })
    }

    fn adds_label(&self, file: FileId, (key, value): (&str, &str), of_pods: bool) -> bool {
        let own = |(own_key, own_value, pods): &(String, String, bool)| {
            own_key == key && own_value == value && (*pods || !of_pods)
        };
        self.completion(file).is_some_and(|added| added.overlaid.open || added.overlaid.labels.iter().any(own))
    }

    fn is_changed(&self, file: FileId) -> bool {
        self.completion(file).is_some()
    }

    fn is_open(&self, file: FileId) -> bool {
        self.completion(file).is_some_and(|added| added.overlaid.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::repository::Presence;
    use crate::source::Limits;

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
