//! A Service that is open to what is outside of the cluster.

use super::{Check, Cx, Default, Of, Parameter, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/service-type`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(&[("", "Service")]), parameters: &[TYPES], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/service-type",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A Service of type NodePort or LoadBalancer",
    explanation: "A `NodePort` opens a port on every node, a `LoadBalancer` as a rule an address that the world may \
                  reach, and costs money. Where an Ingress or a Gateway is at the door, the Services behind it need \
                  neither. Which types are not wanted may be set.",
    bad: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
    good: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: ClusterIP\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

const TYPES: Parameter = Parameter {
    name: "types",
    summary: "The types that are not wanted",
    default: Default::Texts(&["NodePort", "LoadBalancer"]),
};

fn find(cx: &mut Cx<'_>) {
    let kind = cx.resource.field().at("spec").at("type");
    let given = kind.str();
    if cx.texts(&TYPES).contains(&given) {
        let message = format!("{} is open to the outside: `type: {given}`", whole::called(cx));
        cx.report(kind, None, message).help("use `type: ClusterIP`, and let an Ingress or a Gateway lead to it");
    }
}
