//! What kustomize adds to an object before anybody sees it: a manifest that a kustomization names need not be whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::entries::{Kustomization, Said, field, text};
use super::target::Identity;
use super::transforms::Transforms;
use crate::model::{ApiCause, Finding, Reason};
use crate::resource::Resource;
use crate::schema::WRONG_TYPE;
use crate::source::{Kind, Node};

/// What the kustomizations above a file add to its objects.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    /// A `namespace`.
    pub(super) namespace: bool,
    /// Labels that go into selectors, too.
    pub(super) selectors: bool,
    /// What each patch writes.
    pub(super) patches: Vec<Arc<Vec<Written>>>,
    /// What each kustomization changes beside.
    pub(super) transforms: Vec<Arc<Transforms>>,
}

/// What a patch says, and what it is for where it says that apart.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) said: Said,
    pub(super) target: Option<Identity>,
}

/// Whether a patch of that text takes its objects away.
pub(super) fn deletes(root: Node<'_>) -> bool {
    text(root, "$patch") == "delete"
}

/// Whether a kustomization's labels go into selectors.
pub(super) fn labels_selectors(root: Node<'_>) -> bool {
    let includes = |label: Node<'_>| field(label, "includeSelectors").and_then(Node::as_bool) == Some(true);
    field(root, "commonLabels").is_some() || field(root, "labels").into_iter().flat_map(Node::items).any(includes)
}

/// The names of all fields in a patch, of either form.
pub(super) fn keys(node: Node<'_>, into: &mut BTreeSet<String>) {
    match node.kind() {
        Kind::Map => {
            for entry in node.entries() {
                into.insert(entry.key.scalar_text().to_owned());
                keys(entry.value, into);
            }
            // `/spec/template/spec/containers/0/image` of a JSON patch
            for part in text(node, "path").split('/').filter(|part| !part.is_empty()) {
                into.insert(part.replace("~1", "/").replace("~0", "~"));
            }
        }
        Kind::Seq => node.items().for_each(|item| keys(item, into)),
        _ => {}
    }
}

/// Fields by which a patch finds its object, and the items of its lists.
const NAMES: [&str; 4] = ["apiVersion", "kind", "metadata", "name"];

/// Words that are booleans to kubectl and texts to kustomize, which writes them in quotes.
const WORDS: [&str; 6] = ["y", "n", "yes", "no", "on", "off"];

/// Whether a text is asked for where YAML 1.1 has a boolean: kustomize reads YAML 1.2.
fn is_text_to_kustomize(finding: &Finding, object: &Resource<'_>) -> bool {
    let text = object.root.document().text().get(finding.span.range()).unwrap_or_default();
    *finding.rule == WRONG_TYPE && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

impl Completion {
    /// Adds what a kustomization does to all that it names.
    pub(super) fn add(&mut self, kustomization: &Kustomization, patches: &Arc<Vec<Written>>) {
        self.namespace |= kustomization.namespace;
        self.selectors |= kustomization.selectors;
        self.patches.push(Arc::clone(patches));
        self.transforms.push(Arc::clone(&kustomization.transforms));
    }

    /// Whether what the finding is about is another thing once kustomize has been there.
    pub fn settles(&self, finding: &Finding, object: &Resource<'_>) -> bool {
        let Some(ApiCause::Refusal { reason, .. }) = &finding.api else { return is_text_to_kustomize(finding, object) };
        let last = finding.field.rsplit('.').next().unwrap_or_default();
        let named = match object.kind {
            // The namespace itself is called as the kustomization says.
            "Namespace" => finding.field == "metadata.name",
            _ => {
                *reason == Reason::Required
                    && (last == "namespace" || finding.field.ends_with("clientConfig.service.name"))
            }
        };
        let selecting = || {
            let field = finding.field.as_str();
            field.starts_with("spec.selector") || field.ends_with("template.metadata.labels")
        };
        // What is written anew is no longer what stands here; but every patch writes names.
        let own = Identity::of(object);
        let anew = || !NAMES.contains(&last) || !is_given(object, &finding.field);
        let found = || *reason == Reason::NotFound && self.is_patched("volumes", &own);
        self.namespace && named || self.selectors && selecting() || anew() && self.is_patched(last, &own) || found()
    }

    /// Whether a patch takes the object away.
    pub(super) fn is_deleted(&self, own: &Identity) -> bool {
        self.is_any(own, |patch| patch.said.deletes)
    }

    /// Whether a patch for the object writes a field of that name.
    pub(super) fn is_patched(&self, name: &str, own: &Identity) -> bool {
        let name = name.split('[').next().unwrap_or_default();
        self.is_any(own, |patch| patch.said.keys.contains(name))
    }

    /// Whether there is such a patch for the object.
    fn is_any(&self, own: &Identity, is: impl Fn(&Written) -> bool) -> bool {
        self.patches_for(own).any(is)
    }

    /// The patches for the object.
    pub(super) fn patches_for<'c>(&'c self, own: &Identity) -> impl Iterator<Item = &'c Written> {
        let loosely =
            |other: &Identity| other.kind == own.kind && (other.name == own.name || other.name.ends_with(&own.name));
        self.patches.iter().flat_map(|patches| patches.iter()).filter(move |patch| match &patch.target {
            Some(target) => target.selects(own, &[]),
            None => patch.said.objects.iter().any(loosely),
        })
    }
}

/// Whether something other than nothing stands in the field, which is spelled as the server spells it.
pub fn is_given(object: &Resource<'_>, field: &str) -> bool {
    let Some(node) = find(object, field) else { return false };
    match node.kind() {
        Kind::Null => false,
        Kind::Map | Kind::Seq => !node.is_empty(),
        _ => !node.scalar_text().is_empty(),
    }
}

/// Whether the field stands there with nothing in it.
pub fn is_null(object: &Resource<'_>, field: &str) -> bool {
    find(object, field).is_some_and(Node::is_null)
}

/// What stands in a field that is spelled as the server spells it.
fn find<'a>(object: &Resource<'a>, field: &str) -> Option<Node<'a>> {
    let mut node = object.root;
    let mut rest = field;
    while !rest.is_empty() {
        let (name, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']')?,
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        node = match node.kind() {
            Kind::Seq => node.items().nth(name.parse().ok()?)?,
            _ => node.get(name)?,
        };
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    Some(node)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn fields_are_found_as_the_server_spells_them() {
        let text = "metadata: {labels: {a.b/c: d}}\nspec: {list: [{a: 1}, {b: ''}], none: null, empty: {}}\n";
        let documents = parse(text, &Limits::default());
        let object = Resource::new(documents[0].root().unwrap());
        for (field, given) in [
            ("spec.list[0].a", true),
            ("metadata.labels[a.b/c]", true),
            ("spec.list", true),
            ("spec.list[1].b", false),
            ("spec.list[2].b", false),
            ("spec.none", false),
            ("spec.empty", false),
            ("spec.other.x", false),
        ] {
            assert_eq!(is_given(&object, field), given, "{field}");
        }
    }

    #[test]
    fn the_fields_of_a_patch_are_known() {
        let text = "- op: add\n  path: /metadata/annotations/a.b~1c\n  value: {image: x}\n";
        let documents = parse(text, &Limits::default());
        let mut found = BTreeSet::new();
        keys(documents[0].root().unwrap(), &mut found);
        for key in ["metadata", "annotations", "a.b/c", "image"] {
            assert!(found.contains(key), "{key}: {found:?}");
        }
    }
}
