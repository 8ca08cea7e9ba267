//! What a kustomization names: files, folders, and patches with what they are for.

use std::collections::BTreeSet;

use super::completion;
use super::target::Identity;
use super::transforms::Transforms;
use crate::model::path;
use crate::model::{FileId, Span};
use crate::source::{Document, Kind, Limits, Node, parse};

/// What stands at a path that a kustomization names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A file of objects, or a folder with a kustomization.
    Resource,
    /// A folder with a component.
    Component,
    /// A patch.
    Patch,
    /// What kustomize reads to know what to do; may be a folder, or stand in the kustomization itself.
    Configuration,
    /// What a ConfigMap or a Secret is made of.
    Contents,
    /// Values for Helm.
    Values,
    /// Something else.
    Other,
}

/// Something that is named by its path.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) wanted: Wanted,
    /// Where the path is written.
    pub(super) span: Span,
    /// As written.
    pub(super) written: String,
    /// As seen from where the files are.
    pub(super) path: String,
}

/// One entry of `patches` and its forerunners.
#[derive(Clone, Debug)]
pub(super) struct Patch {
    /// What to point at.
    pub(super) span: Span,
    /// Its file, where it has one.
    pub(super) path: Option<String>,
    /// What it says, where it is written in the kustomization.
    pub(super) said: Said,
    /// What it is for, where it says so.
    pub(super) target: Option<Identity>,
}

/// One kustomization, as far as it speaks of other files.
#[derive(Clone, Debug)]
pub(super) struct Kustomization {
    pub(super) file: FileId,
    /// Whether it was given, and not only read because of others.
    pub(super) given: bool,
    /// The folder that it stands for.
    pub(super) folder: String,
    pub(super) component: bool,
    pub(super) named: Vec<Named>,
    pub(super) patches: Vec<Patch>,
    /// Names of the ConfigMaps and Secrets that it makes.
    pub(super) made: Vec<Identity>,
    /// Whether it makes objects that nobody knows before it runs: charts, generators.
    pub(super) opaque: bool,
    /// `namePrefix` and `nameSuffix`.
    pub(super) affixes: (String, String),
    /// Where it names what lies on other machines, or is made by charts.
    pub(super) remote: Vec<Span>,
    /// Whether it changes what is placed of what it names: numbers, namespaces, whatever a patch says.
    pub(super) changes: bool,
    /// What replacements select, and the names of the fields that they write.
    pub(super) replaced: Vec<(Identity, BTreeSet<String>)>,
    /// The namespace that it sets.
    pub(super) set_namespace: String,
    /// Whether it sets a namespace, or may.
    pub(super) namespace: bool,
    /// Whether its labels go into selectors.
    pub(super) selectors: bool,
    /// What else it changes.
    pub(super) transforms: std::sync::Arc<Transforms>,
}

/// The fields whose items are paths, with what stands there. Lists of texts.
const LISTS: [(&str, Wanted); 9] = [
    ("resources", Wanted::Resource),
    ("bases", Wanted::Resource),
    ("components", Wanted::Component),
    ("crds", Wanted::Other),
    ("configurations", Wanted::Configuration),
    ("generators", Wanted::Configuration),
    ("transformers", Wanted::Configuration),
    ("validators", Wanted::Configuration),
    ("patchesStrategicMerge", Wanted::Patch),
];

/// Fields that change pods, or make some.
const CHANGING: [&str; 9] = [
    "helmChartInflationGenerator",
    "helmCharts",
    "namespace",
    "patches",
    "patchesJson6902",
    "patchesStrategicMerge",
    "replacements",
    "replicas",
    "transformers",
];

/// The field of that name, whatever its case: so Go decodes JSON.
pub(super) fn field<'a>(map: Node<'a>, name: &str) -> Option<Node<'a>> {
    let same = || map.entries().find(|entry| entry.key.scalar_text().eq_ignore_ascii_case(name));
    map.get(name).or_else(|| same().map(|entry| entry.value)).filter(|node| !node.is_null())
}

/// The text of that name; empty where there is none.
pub(super) fn text<'a>(map: Node<'a>, name: &str) -> &'a str {
    field(map, name).and_then(Node::as_str).unwrap_or_default()
}

impl Kustomization {
    /// Reads the kustomization at `root`, which is a file of `folder`.
    pub(super) fn read(root: Node<'_>, file: FileId, folder: &str) -> Self {
        let mut kustomization = Kustomization {
            file,
            given: true,
            folder: folder.to_owned(),
            component: text(root, "kind") == "Component",
            named: Vec::new(),
            patches: Vec::new(),
            made: Vec::new(),
            replaced: Vec::new(),
            remote: Vec::new(),
            changes: CHANGING.iter().any(|name| field(root, name).is_some()),
            opaque: ["helmCharts", "helmChartInflationGenerator", "generators"]
                .iter()
                .any(|f| field(root, f).is_some()),
            affixes: (text(root, "namePrefix").to_owned(), text(root, "nameSuffix").to_owned()),
            set_namespace: text(root, "namespace").to_owned(),
            namespace: !text(root, "namespace").is_empty() || field(root, "transformers").is_some(),
            selectors: completion::labels_selectors(root),
            transforms: Transforms::read(root).into(),
        };
        for (list, wanted) in LISTS {
            for item in field(root, list).into_iter().flat_map(Node::items) {
                kustomization.listed(item, wanted);
            }
        }
        for list in ["patches", "patchesJson6902"] {
            for patch in field(root, list).into_iter().flat_map(Node::items) {
                match patch.kind() {
                    Kind::Map => kustomization.patch(patch),
                    // The form of the first kustomizes, a path alone, is refused now, but what is meant is plain.
                    _ => kustomization.listed(patch, Wanted::Patch),
                }
            }
        }
        for (list, kind) in [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")] {
            for made in field(root, list).into_iter().flat_map(Node::items) {
                kustomization.generator(made, kind);
            }
        }
        for item in field(root, "replacements").into_iter().flat_map(Node::items) {
            kustomization.path_at(item, "path", Wanted::Configuration);
            kustomization.replacement(item);
        }
        if let Some(openapi) = field(root, "openapi") {
            kustomization.path_at(openapi, "path", Wanted::Configuration);
        }
        for chart in field(root, "helmCharts").into_iter().flat_map(Node::items) {
            kustomization.remote.push(chart.head());
            kustomization.path_at(chart, "valuesFile", Wanted::Values);
            for file in field(chart, "additionalValuesFiles").into_iter().flat_map(Node::items) {
                kustomization.name(file, file.scalar_text(), Wanted::Values);
            }
        }
        kustomization
    }

    /// A path, or for some lists a text in YAML in its place.
    fn listed(&mut self, item: Node<'_>, wanted: Wanted) {
        let Some(written) = item.as_str() else { return };
        let inline = written.contains(['\n', '{']) || written.contains(": ");
        match wanted {
            Wanted::Configuration if inline => {}
            Wanted::Patch if inline => {
                self.patches.push(Patch { span: item.head(), path: None, said: read_patch(written), target: None });
            }
            _ => {
                self.name(item, written, wanted);
                if wanted == Wanted::Patch {
                    let path = Some(path::join(&self.folder, written));
                    self.patches.push(Patch { span: item.span(), path, said: Said::default(), target: None });
                }
            }
        }
    }

    fn patch(&mut self, patch: Node<'_>) {
        self.path_at(patch, "path", Wanted::Patch);
        let target = field(patch, "target").filter(|t| t.kind() == Kind::Map);
        let (written, inline) = (text(patch, "path"), text(patch, "patch"));
        let at = target.or_else(|| field(patch, "path"));
        let key = || patch.entry("patch").or(patch.entries().next()).map_or(patch.head(), |entry| entry.key.span());
        self.patches.push(Patch {
            span: at.map_or_else(key, Node::head),
            path: (!written.is_empty()).then(|| path::join(&self.folder, written)),
            said: read_patch(inline),
            target: target.map(Identity::selector),
        });
    }

    /// The fields that a replacement writes, as if it were a patch for whatever it selects.
    fn replacement(&mut self, item: Node<'_>) {
        for target in field(item, "targets").into_iter().flat_map(Node::items) {
            let paths = field(target, "fieldPaths").into_iter().flat_map(Node::items).filter_map(Node::as_str);
            let keys = paths.filter_map(|path| Some(path.rsplit('.').next()?.to_owned())).collect();
            let select = field(target, "select").filter(|select| select.kind() == Kind::Map);
            self.replaced.push((select.map(Identity::selector).unwrap_or_default(), keys));
        }
    }

    fn generator(&mut self, made: Node<'_>, kind: &'static str) {
        self.made.push(Identity::made(kind, text(made, "name")));
        for (list, keyed) in [("files", true), ("envs", false)] {
            for item in field(made, list).into_iter().flat_map(Node::items) {
                // `key=path`
                let written = item.scalar_text();
                let path = if keyed { written.split_once('=').map_or(written, |(_, path)| path) } else { written };
                self.name(item, path, Wanted::Contents);
            }
        }
        self.path_at(made, "env", Wanted::Contents);
    }

    fn path_at(&mut self, map: Node<'_>, name: &str, wanted: Wanted) {
        if let Some(node) = field(map, name).filter(|n| n.as_str().is_some()) {
            self.name(node, node.scalar_text(), wanted);
        }
    }

    fn name(&mut self, node: Node<'_>, written: &str, wanted: Wanted) {
        if written.is_empty() || is_remote(written) {
            if is_remote(written) && matches!(wanted, Wanted::Resource | Wanted::Component) {
                self.opaque = true;
                self.remote.push(node.span());
            }
            return;
        }
        let path = path::join(&self.folder, written);
        self.named.push(Named { wanted, span: node.span(), written: written.to_owned(), path });
    }
}

/// Whether a path leads to another machine (kustomize's `NewRepoSpecFromURL`, and its loader for `https` files).
fn is_remote(written: &str) -> bool {
    let lower = written.to_ascii_lowercase();
    let host = lower.split('/').next().unwrap_or_default();
    lower.contains("://")
        || host.contains('@')
        || ["git::", "gh:", "github.com:"].iter().any(|p| lower.starts_with(p))
        || host == "github.com"
}

/// What a patch says.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// The objects that it speaks of.
    pub(super) objects: Vec<Identity>,
    /// The names of the fields that it writes.
    pub(super) keys: BTreeSet<String>,
    /// Whether it takes its object away.
    pub(super) deletes: bool,
    /// Whether it is a list of operations.
    pub(super) operations: bool,
}

/// Reads a patch, in either form.
pub(super) fn read_patch(text: &str) -> Said {
    if text.is_empty() {
        return Said::default();
    }
    let documents = parse(text, &Limits::default());
    let first = documents.first().and_then(Document::root);
    let operations = first.is_some_and(|root| root.kind() == Kind::Seq);
    let mut said = Said { objects: Identity::all(&documents), operations, ..Said::default() };
    for root in documents.iter().filter_map(Document::root) {
        completion::keys(root, &mut said.keys);
        said.deletes |= completion::deletes(root);
    }
    said
}
