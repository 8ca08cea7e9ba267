//! Pods that no NetworkPolicy selects.

use super::Object;
use super::look::{Check, Referring};
use super::world::{Facts, Pods, Restricts, World};
use crate::model::parameters::{Default, Parameter};
use crate::model::{Finding, Layer, Rule, Severity};

/// `cross/no-network-policy`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &[], parameters: &[DIRECTIONS], look: &Referring { find } };

const DIRECTIONS: Parameter = Parameter {
    name: "directions",
    summary: "The traffic that policies must restrict, Ingress or Egress; where none is named any policy is enough",
    default: Default::Texts(&[]),
};

static RULE: Rule = Rule {
    id: "cross/no-network-policy",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: true,
    summary: "Pods that no NetworkPolicy of the tree selects",
    explanation: "Where no policy selects a pod, every pod of the cluster may speak to it, and it may speak to all the world. A policy that denies all, \
                  and others that allow what is wanted, keep what has been broken into from the rest. Policies that come from elsewhere are \
                  not seen, so the rule looks only where it is asked to.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: all\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n",
};

fn find(world: &World<'_>) -> Vec<Finding> {
    let wanted = world.texts(&RULE, &DIRECTIONS);
    let said = "add a NetworkPolicy whose `podSelector` picks them";
    if wanted.is_empty() {
        return uncovered(world, |_| true, ("no NetworkPolicy selects", said));
    }
    let of = |direction: &&str| match *direction {
        "Egress" => uncovered(world, |own| own.egress, ("no NetworkPolicy restricts what leaves", said)),
        _ => uncovered(world, |own| own.ingress, ("no NetworkPolicy restricts what comes to", said)),
    };
    wanted.iter().flat_map(of).collect()
}

fn uncovered(world: &World<'_>, counts: impl Fn(&Restricts) -> bool, said: (&str, &str)) -> Vec<Finding> {
    let policy = |_: &Object, facts: &Facts| facts.restricts.as_deref().is_some_and(&counts);
    let reached = |_: &Object, pods: &Pods| !pods.host_network;
    world.tell_uncovered(&RULE, policy, reached, said)
}
