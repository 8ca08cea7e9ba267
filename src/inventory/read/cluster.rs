//! Services, budgets, namespaces and classes of priority.

use crate::resource::Field;
use crate::scheduler::types::{LabelSelector, Labels, Namespace, PodDisruptionBudget, Service};

use super::super::admission::PriorityClass;
use super::pod::preemption_policy;
use super::{int32, label_selector, labels};

/// The label by which every namespace has its own name (`LabelMetadataName`).
pub(crate) const NAME_OF_NAMESPACE: &str = "kubernetes.io/metadata.name";

/// `Namespace`, with the label that the API server adds.
pub(crate) fn namespace(f: Field<'_>) -> Namespace {
    let name = f.at("metadata").at("name").str().to_owned();
    let mut own = labels(f.at("metadata").at("labels"));
    own.insert(NAME_OF_NAMESPACE.to_owned(), name.clone());
    Namespace { name, labels: own }
}

/// `Service`.
pub(in super::super) fn service(f: Field<'_>) -> Service {
    let selector = f.at("spec").at("selector");
    Service {
        namespace: f.at("metadata").at("namespace").str().to_owned(),
        name: f.at("metadata").at("name").str().to_owned(),
        selector: selector.exists().then(|| labels(selector)),
    }
}

/// `PodDisruptionBudget`, with what its status allows (0 where it has none).
pub(in super::super) fn pod_disruption_budget(f: Field<'_>) -> PodDisruptionBudget {
    let status = f.at("status");
    PodDisruptionBudget {
        namespace: f.at("metadata").at("namespace").str().to_owned(),
        name: f.at("metadata").at("name").str().to_owned(),
        selector: label_selector(f.at("spec").at("selector")),
        disruptions_allowed: int32(status.at("disruptionsAllowed")),
        disrupted_pods: status.at("disruptedPods").entries().map(|(key, _)| key.scalar_text().to_owned()).collect(),
    }
}

/// `PriorityClass`.
pub(in super::super) fn priority_class(f: Field<'_>) -> PriorityClass {
    PriorityClass {
        name: f.at("metadata").at("name").str().to_owned(),
        value: int32(f.at("value")),
        global_default: f.at("globalDefault").bool(),
        preemption_policy: preemption_policy(f.at("preemptionPolicy").str()),
    }
}

/// `spec.selector` of a ReplicationController, its template's labels by default (`SetDefaults_ReplicationController`).
pub(crate) fn replication_controller_selector(f: Field<'_>) -> Labels {
    let own = labels(f.at("spec").at("selector"));
    if own.is_empty() { labels(f.at("spec").at("template").at("metadata").at("labels")) } else { own }
}

/// `spec.selector` of a ReplicaSet or StatefulSet.
pub(crate) fn replica_set_selector(f: Field<'_>) -> Option<LabelSelector> {
    label_selector(f.at("spec").at("selector"))
}
