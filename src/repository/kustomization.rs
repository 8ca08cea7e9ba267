//! What is wrong in a kustomization alone: fields, fields given up, entries of `patches` that nobody can take.

use super::entries::{field, text};
use super::rules::{DEPRECATED, PATCH};
use crate::model::{Finding, Span, Version};
use crate::resource::Resource;
use crate::schema::given_twice;
use crate::schema::own::{KUSTOMIZATION, KUSTOMIZATION_RULE};
use crate::source::{Entry, Kind, Node, Style};

/// Fields that kustomize warns of, with what to write instead (`Kustomization.CheckDeprecatedFields`).
const DEPRECATED_FIELDS: [(&str, &str); 6] = [
    ("bases", "name the folders among `resources`"),
    ("commonLabels", "use `labels` with `pairs`, and `includeSelectors: true` to change selectors, too"),
    ("imageTags", "use `images`"),
    ("patchesJson6902", "name its entries under `patches`"),
    ("patchesStrategicMerge", "give each file as `- path: …` under `patches`"),
    ("vars", "use `replacements`"),
];

/// Those of them that are mended by another name alone.
const RENAMED: [(&str, &str); 3] = [("bases", "resources"), ("imageTags", "images"), ("patchesJson6902", "patches")];

/// Everything that is wrong in the kustomization alone.
pub fn findings(object: &Resource<'_>, target: Version) -> Vec<Finding> {
    let mut findings = KUSTOMIZATION.check(object, target);
    // It is not read strictly (`Kustomization.Unmarshal`), so that the build passes, and what was given first is gone.
    findings.extend(given_twice(object.root, "kustomize"));
    findings.extend(other_version(object.root));
    findings.extend(empty(object.root));
    findings.extend(object.root.entries().filter_map(|entry| deprecated(object.root, entry)));
    for list in ["patches", "patchesJson6902"] {
        let patches = field(object.root, list).into_iter().flat_map(Node::items);
        findings.extend(patches.filter(|patch| patch.kind() == Kind::Map).filter_map(patch));
    }
    findings
}

/// An `apiVersion` that is not that of the kind (`Kustomization.EnforceFields`).
fn other_version(root: Node<'_>) -> Option<Finding> {
    let own = if text(root, "kind") == "Component" { "v1alpha1" } else { "v1beta1" };
    let own = format!("kustomize.config.k8s.io/{own}");
    let given = field(root, "apiVersion").filter(|given| !matches!(given.as_str(), None | Some("")))?;
    if given.scalar_text() == own {
        return None;
    }
    let message = format!("kustomize does not know `{}`", given.scalar_text());
    let mut finding = Finding::of(&KUSTOMIZATION_RULE, given.span(), message);
    finding
        .field("apiVersion")
        .help(format!("write `{own}`"))
        .fix(format!("change to `{own}`"), given.span(), own)
        .safe_if(true);
    Some(finding)
}

/// A kustomization that says nothing (`Kustomization.CheckEmpty`).
fn empty(root: Node<'_>) -> Option<Finding> {
    let says = |entry: Entry<'_>| {
        let name = entry.key.scalar_text();
        let nothing =
            entry.value.is_null() || matches!(entry.value.kind(), Kind::Map | Kind::Seq) && entry.value.is_empty();
        !(matches!(name, "apiVersion" | "kind") || nothing)
    };
    if root.entries().any(says) {
        return None;
    }
    let mut finding =
        Finding::of(&KUSTOMIZATION_RULE, root.head(), "this kustomization is empty, and kustomize ends at it");
    finding.help("name something among `resources`");
    Some(finding)
}

fn deprecated(root: Node<'_>, entry: Entry<'_>) -> Option<Finding> {
    let name = entry.key.scalar_text();
    let (name, help) = DEPRECATED_FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    if entry.value.is_null() {
        return None;
    }
    let mut finding = Finding::of(&DEPRECATED, entry.key.span(), format!("kustomize has deprecated `{name}`"));
    // It changes `vars` only where it is told to, as an experiment.
    let by_itself = if *name == "vars" { "" } else { "; `kustomize edit fix` does it for you" };
    finding.field(*name).help(format!("{help}{by_itself}"));
    // Beside its successor the name alone would make a second one.
    if let Some((_, now)) = RENAMED.iter().find(|(old, _)| old == name)
        && root.get(now).is_none()
    {
        finding.fix(format!("rename to `{now}`"), entry.key.span(), *now).safe_if(true);
    }
    Some(finding)
}

/// An entry that kustomize cannot take (`PatchTransformerPlugin.Config`).
fn patch(patch: Node<'_>) -> Option<Finding> {
    let at = patch.entries().next().map_or(patch.head(), |entry| entry.key.span());
    let (path, inline) = (text(patch, "path"), text(patch, "patch"));
    let (span, message, help) = match (path.trim().is_empty(), inline.trim().is_empty()) {
        (true, true) => (at, "this patch says neither where it stands nor what it is", "give it a `path` or a `patch`"),
        (false, false) => {
            let key = patch.entry("patch").map_or(at, |entry| entry.key.span());
            (key, "this patch has both a `path` and a `patch`", "keep one of them")
        }
        (true, false) if is_operations(inline) && field(patch, "target").is_none() => {
            (at, "a JSON patch does not say what it is for", "add a `target` with `kind` and `name`")
        }
        _ => return None,
    };
    let mut finding = Finding::of(&PATCH, span, message);
    finding.field("patches").help(help);
    Some(finding)
}

/// Whether a text is a list of operations.
fn is_operations(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#') && *line != "---");
    first.is_some_and(|line| line.starts_with("- ") || line.starts_with('[') || line == "-")
}

/// The patches that are written in a kustomization as blocks of text: where each text stands.
pub fn inline_patches(root: Node<'_>) -> Vec<Span> {
    let under = |list| field(root, list).into_iter().flat_map(Node::items).filter_map(|patch| field(patch, "patch"));
    let own = field(root, "patchesStrategicMerge").into_iter().flat_map(Node::items);
    own.chain(under("patches")).chain(under("patchesJson6902")).filter_map(block).collect()
}

/// The lines of a literal block.
fn block(node: Node<'_>) -> Option<Span> {
    let literal = node.style() == Style::Literal && !node.is_aliased();
    let (span, source) = (node.span(), node.source());
    let header = source.find('\n').filter(|_| literal)? as u32 + 1;
    Some(Span::new(span.start + header, span.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    fn told(text: &str) -> Vec<String> {
        let documents = parse(text, &Limits::default());
        let object = Resource::new(documents[0].root().unwrap());
        findings(&object, Version::NEWEST).iter().map(|f| format!("{}: {}", f.rule.id, f.message)).collect()
    }

    #[test]
    fn fields_given_up_are_told() {
        let told = told("bases: [../a]\ncommonLabels: {a: b}\npatchesStrategicMerge: [a.yaml]\nvars: []\n");
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told.iter().all(|f| f.starts_with("lint/deprecated-kustomize-field")), "{told:?}");
    }

    #[test]
    fn what_kustomize_ends_at_is_told() {
        for (text, words) in [
            ("apiVersion: kustomize.config.k8s.io/v1\nresources: [a]\n", "does not know"),
            ("kind: Component\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [a]\n", "does not know"),
            ("kind: Kustomization\nresources: []\n", "is empty"),
        ] {
            let told = told(text);
            assert!(told.len() == 1 && told[0].contains(words), "{text}: {told:?}");
        }
    }

    #[test]
    fn a_key_given_twice_is_told() {
        let told = told("resources: [a.yaml]\nresources: [b.yaml]\n");
        assert_eq!(told, ["schema/duplicate-field: `resources` is given twice"]);
    }

    #[test]
    fn a_patch_is_a_path_or_a_text() {
        for (patch, words) in [
            ("{target: {kind: Pod}}", "neither"),
            ("{path: a.yaml, patch: 'kind: Pod'}", "both"),
            ("{patch: '- {op: remove, path: /a}'}", "what it is for"),
        ] {
            let told = told(&format!("patches:\n- {patch}\n"));
            assert!(told.len() == 1 && told[0].contains(words), "{patch}: {told:?}");
        }
        assert!(told("patches:\n- {path: a.yaml}\n- {patch: 'kind: Pod'}\n").is_empty());
    }

    #[test]
    fn blocks_are_found_where_they_stand() {
        let text =
            "patches:\n- target: {kind: Pod}\n  patch: |-\n    - op: remove\n      path: /a\n- patch: 'kind: Pod'\n";
        let documents = parse(text, &Limits::default());
        let spans = inline_patches(documents[0].root().unwrap());
        assert_eq!(spans.len(), 1);
        assert_eq!(&text[spans[0].range()].trim_end(), &"    - op: remove\n      path: /a");
    }
}
