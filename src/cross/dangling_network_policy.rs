//! Network policies for pods that are not there.

use super::look::{Check, Referring};
use super::world::{self, Facts, Path, Restricts, Selects, World, selects};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, Resource};

/// `cross/dangling-network-policy`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["NetworkPolicy"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/dangling-network-policy",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A NetworkPolicy whose `podSelector` picks no pod",
    explanation: "The policy is accepted and protects nobody: the pods that it was written for are open to all. It is told where pods of \
                  that namespace are applied with it; where none of them is nearly so labelled, as a suggestion, since others may come \
                  from elsewhere.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: webb\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n",
};

/// Reads a NetworkPolicy.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) == ("networking.k8s.io", "NetworkPolicy") {
        let selector = resource.field().at("spec").at("podSelector");
        facts.selects = selects(&RULE, selector, Path::of("spec.podSelector"));
        facts.restricts = restricts(resource.field().at("spec"));
        for (list, peers) in [("ingress", "from"), ("egress", "to")] {
            peers_of(resource.field().at("spec"), list, peers, &mut facts.peers);
        }
    }
}

/// Reads the peers that are chosen among the pods of the policy's own namespace.
fn peers_of(spec: Field<'_>, list: &'static str, peers: &'static str, into: &mut Vec<Selects>) {
    let (at, items) = if list == "ingress" { ("spec.ingress", "from") } else { ("spec.egress", "to") };
    for (number, rule) in spec.at(list).items().enumerate() {
        let own = rule.at(peers).items().enumerate().filter(|(_, peer)| !peer.at("namespaceSelector").exists());
        for (item, peer) in own {
            let path = Path::of("").item(at, number, "").item(items, item, "podSelector");
            into.extend(selects(&RULE, peer.at("podSelector"), path).map(|selects| *selects));
        }
    }
}

/// Which traffic it restricts: where it does not say, what comes in, and what goes out where it has rules for that
/// (`SetDefaults_NetworkPolicy`).
fn restricts(spec: Field<'_>) -> Restricts {
    let types = spec.at("policyTypes");
    if types.is_empty() {
        return Restricts { ingress: true, egress: !spec.at("egress").is_empty() };
    }
    let has = |name: &str| types.items().any(|item| item.str() == name);
    Restricts { ingress: has("Ingress"), egress: has("Egress") }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = world::tell_selects(world, &RULE, "the policy");
    for facts in world.facts {
        let from = &world.objects[facts.object];
        for peer in &facts.peers {
            let told = world::tell_peer(world, from, peer, "a peer of the policy");
            // Who may come in often comes from elsewhere.
            let told = told.filter(|finding| world.complete || finding.severity != Severity::Info);
            findings.extend(told.map(|finding| from.scene().set(finding)));
        }
    }
    findings
}
