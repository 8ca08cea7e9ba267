//! Two definitions of the same kind of custom resource.

use std::collections::BTreeMap;

use super::look::{Check, Read, Reading};
use super::{Object, Together};
use crate::model::{Finding, Gvk, Layer, Rule, Severity, Version};
use crate::resource::Resource;

/// `cross/two-definitions`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["CustomResourceDefinition"], parameters: &[], look: &Reading { read, find } };

pub(super) static RULE: Rule = Rule {
    id: "cross/two-definitions",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: false,
    summary: "Several definitions of one kind",
    explanation: "Two CustomResourceDefinitions define the same kind, such as two channels or two releases of one product. A \
                  cluster has one of them; which one, the files do not tell. Resources of the kind are held against \
                  each, and what one of them allows is not refused. Leave one of them out to have them held against \
                  the other alone.",
    bad: "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: boats.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names:\n    kind: Boat\n    plural: boats\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: boats.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names:\n    kind: Boat\n    plural: boats\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        x-kubernetes-preserve-unknown-fields: true\n",
    good: "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: boats.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names:\n    kind: Boat\n    plural: boats\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n",
};

/// More places than this are counted rather than shown.
const SHOWN: usize = 3;

/// The group and the kind that are defined.
fn read(resource: &Resource<'_>, gvk: Gvk, _: Version) -> Option<(String, String)> {
    if gvk.kind != "CustomResourceDefinition" {
        return None;
    }
    let spec = resource.field().at("spec");
    let (group, kind) = (spec.at("group").str(), spec.at("names").at("kind").str());
    (!group.is_empty() && !kind.is_empty()).then(|| (group.to_owned(), kind.to_owned()))
}

/// One finding for each kind, at its second definition.
fn find(objects: &[Read<'_, (String, String)>], _: &Together<'_>) -> Vec<Finding> {
    let mut by_kind: BTreeMap<&(String, String), Vec<&Object>> = BTreeMap::new();
    for (object, defined) in objects {
        by_kind.entry(*defined).or_default().push(object);
    }
    let several = by_kind.into_iter().filter_map(|((group, kind), all)| match &all[..] {
        [first, second, others @ ..] => Some(tell(group, kind, first, second, others)),
        _ => None,
    });
    several.collect()
}

fn tell(group: &str, kind: &str, first: &Object, second: &Object, others: &[&Object]) -> Finding {
    let count = others.len() + 2;
    let times = if count == 2 { "twice".to_owned() } else { format!("{count} times") };
    let mut finding = Finding::of(&RULE, second.name, format!("`{kind}` of `{group}` is defined {times}"));
    finding
        .field("spec.names.kind")
        .relate_in(first.file, first.name, "defined here as well")
        .help("resources of this kind are held against each; leave all but one out to have them held against that");
    for other in others.iter().take(SHOWN) {
        finding.relate_in(other.file, other.name, "and here");
    }
    second.scene().set(finding)
}
