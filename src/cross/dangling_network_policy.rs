//! Network policies for pods that are not there.

use super::Object;
use super::look::{Check, Referring};
use super::world::{self, Facts, Path, Place, Restricts, Selects, World, protocol, selects};
use crate::model::near::{Strictness, nearest};
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
    summary: "A NetworkPolicy that picks no pod, or opens a port that its pods do not have",
    explanation: "The policy is accepted and protects nobody: the pods that it was written for are open to all. It is told where pods of \
                  that namespace are applied with it; where none of them is nearly so labelled, as a suggestion, since others may come \
                  from elsewhere. The same goes for ports that it opens by name, and of the peers that it lets in or out to for those \
                  whose labels were nearly met.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: webb\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n",
};

/// Reads a NetworkPolicy.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) == ("networking.k8s.io", "NetworkPolicy") {
        let spec = resource.field().at("spec");
        facts.selects = selects(&RULE, spec.at("podSelector"), Path::of("spec.podSelector"));
        facts.restricts = Some(Box::new(restricts(spec)));
    }
}

/// Which traffic it restricts: where it does not say, what comes in, and what goes out where it has rules for that
/// (`SetDefaults_NetworkPolicy`); and what it lets through.
fn restricts(spec: Field<'_>) -> Restricts {
    let types = spec.at("policyTypes");
    let has = |name: &str| types.items().any(|item| item.str() == name);
    let (ingress, egress) =
        if types.is_empty() { (true, !spec.at("egress").is_empty()) } else { (has("Ingress"), has("Egress")) };
    let mut own = Restricts { ingress, egress, peers: Vec::new(), spaces: Vec::new(), ports: Vec::new() };
    for (list, at, peers) in [("ingress", "spec.ingress", "from"), ("egress", "spec.egress", "to")] {
        for (number, rule) in spec.at(list).items().enumerate() {
            peers_of(rule, Path::of("").item(at, number, ""), peers, &mut own);
        }
    }
    for (number, rule) in spec.at("ingress").items().enumerate() {
        for (item, port) in rule.at("ports").items().enumerate() {
            let path = Path::of("").item("spec.ingress", number, "").item("ports", item, "port");
            let named =
                port.at("port").opt_str().filter(|name| !name.is_empty() && port.at("port").opt_int().is_none());
            own.ports.extend(named.map(|name| (name.to_owned(), protocol(port), Place::of(port.at("port"), path))));
        }
    }
    own
}

/// Reads the peers of a rule: those chosen among the pods of the policy's own namespace, and those chosen by the labels of theirs.
fn peers_of(rule: Field<'_>, path: Path, peers: &'static str, into: &mut Restricts) {
    for (number, peer) in rule.at(peers).items().enumerate() {
        let space = peer.at("namespaceSelector");
        let (field, name) =
            if space.exists() { (space, "namespaceSelector") } else { (peer.at("podSelector"), "podSelector") };
        let read = selects(&RULE, field, path.item(peers, number, name)).map(|selects| *selects);
        if space.exists() { into.spaces.extend(read) } else { into.peers.extend(read) }
    }
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = world::tell_selects(world, &RULE, "the policy");
    for facts in world.facts {
        let Some(own) = &facts.restricts else { continue };
        let from = &world.objects[facts.object];
        let pods = own.peers.iter().filter_map(|peer| world::tell_peer(world, from, peer, "a peer of the policy"));
        let spaces = own.spaces.iter().filter_map(|peer| world::tell_space(world, from, peer, "a peer of the policy"));
        // Who may come in often comes from elsewhere.
        let told = pods.chain(spaces).filter(|finding| world.complete || finding.severity != Severity::Info);
        let told = told.chain(ports(world, from, facts.selects.as_deref(), own));
        findings.extend(told.map(|finding| from.scene().set(finding)));
    }
    findings
}

/// Says of ports by name that no pod of the policy has one of that name and protocol.
fn ports(world: &World<'_>, from: &Object, pods: Option<&Selects>, own: &Restricts) -> Vec<Finding> {
    // A policy for all pods of a namespace is for those as well that are not here.
    let Some(pods) = pods.filter(|pods| !own.ports.is_empty() && !pods.labels.is_empty()) else { return Vec::new() };
    let pods = world.selected(from, pods);
    if pods.is_empty() || pods.iter().any(|(object, _)| world.writes(object, "ports")) {
        return Vec::new();
    }
    let known: Vec<&(String, String)> = pods.iter().flat_map(|(_, pods)| &pods.ports).collect();
    let one = |(name, wanted, at): &(String, String, Place)| {
        if world.is_mentioned(name) || known.iter().any(|(own, protocol)| own == name && protocol == wanted) {
            return None;
        }
        let other = known.iter().find(|(own, _)| own == name);
        let message = match other {
            Some((_, protocol)) => {
                format!("the port `{name}` of the policy's pods is for {protocol}, and not for {wanted}")
            }
            None => format!("no container of the policy's pods has a port `{name}`: nothing is let in by it"),
        };
        let mut finding = at.finding(&RULE, message);
        match nearest(name, Strictness::Name, known.iter().map(|(own, _)| own.as_str()), |name| name) {
            _ if other.is_some() => {
                finding.help("give this port of the policy the `protocol` of the container's");
            }
            Some((meant, _)) => at.mean(&mut finding, meant),
            None => {
                // A container that is put in later may have it.
                finding.severity = Severity::Info;
                finding.help("name a port of the containers, or give its number");
            }
        }
        finding.relate_in(pods[0].0.file, pods[0].0.name, "its pods are selected");
        Some(finding)
    };
    own.ports.iter().filter_map(one).collect()
}
