//! `spec.affinity`, and the label keys that the API server merges into its selectors.

use crate::resource::Field;
use crate::scheduler::types::{
    Affinity, LabelSelector, LabelSelectorRequirement, Labels, NodeAffinity, Operator, PodAffinity, PodAffinityTerm,
    WeightedPodAffinityTerm,
};

use super::{int32, label_selector, node_selector, preferred_terms, strings};

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

/// All of `spec.affinity` for a pod with these labels.
pub(super) fn affinity(f: Field<'_>, pod: &Labels) -> Affinity {
    Affinity {
        node_affinity: node_affinity_parts(f.at("nodeAffinity"), "requiredDuringSchedulingIgnoredDuringExecution"),
        pod_affinity: pod_affinity(f.at("podAffinity"), pod),
        pod_anti_affinity: pod_affinity(f.at("podAntiAffinity"), pod),
    }
}

/// `v1.NodeAffinity`, its demand under that name; `None` where it is absent.
pub(crate) fn node_affinity_parts(f: Field<'_>, required: &'static str) -> Option<NodeAffinity> {
    f.node()?;
    Some(NodeAffinity { required: node_selector(f.at(required)), preferred: preferred_terms(f.at(PREFERRED)) })
}

fn pod_affinity(f: Field<'_>, pod: &Labels) -> Option<PodAffinity> {
    f.node()?;
    let weighted = |t: Field<'_>| WeightedPodAffinityTerm {
        weight: int32(t.at("weight")),
        term: term(t.at("podAffinityTerm"), pod),
    };
    Some(PodAffinity {
        required: f.at(REQUIRED).items().map(|t| term(t, pod)).collect(),
        preferred: f.at(PREFERRED).items().map(weighted).collect(),
    })
}

fn term(f: Field<'_>, pod: &Labels) -> PodAffinityTerm {
    let mut selector = label_selector(f.at("labelSelector"));
    merge_label_keys(&mut selector, &strings(f.at("matchLabelKeys")), Operator::In, pod);
    merge_label_keys(&mut selector, &strings(f.at("mismatchLabelKeys")), Operator::NotIn, pod);
    PodAffinityTerm {
        label_selector: selector,
        namespaces: strings(f.at("namespaces")),
        namespace_selector: label_selector(f.at("namespaceSelector")),
        topology_key: f.at("topologyKey").str().to_owned(),
    }
}

/// Adds the pod's own values of these labels to a selector, as the pod strategy's `applyLabelKeysToLabelSelector`
/// does on creation. Keys that are merged already (an object read back from a cluster) are not merged twice.
pub(super) fn merge_label_keys(
    selector: &mut Option<LabelSelector>,
    keys: &[String],
    operator: Operator,
    pod: &Labels,
) {
    let Some(selector) = selector else { return };
    for key in keys {
        let Some(value) = pod.get(key) else { continue };
        let requirement = LabelSelectorRequirement { key: key.clone(), operator, values: vec![value.clone()] };
        if !selector.match_expressions.contains(&requirement) {
            selector.match_expressions.push(requirement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_keys_are_merged_once_and_only_where_the_pod_has_them() {
        let pod: Labels = [("app".to_owned(), "web".to_owned())].into_iter().collect();
        let keys = ["app".to_owned(), "absent".to_owned()];
        let mut selector = Some(LabelSelector::default());
        merge_label_keys(&mut selector, &keys, Operator::In, &pod);
        merge_label_keys(&mut selector, &keys, Operator::In, &pod);
        let expressions = selector.unwrap().match_expressions;
        assert_eq!(expressions.len(), 1);
        assert_eq!((expressions[0].key.as_str(), expressions[0].values[0].as_str()), ("app", "web"));
        let mut none = None;
        merge_label_keys(&mut none, &keys, Operator::In, &pod);
        assert_eq!(none, None);
    }
}
