//! Rules that are chosen together, by one name.

use std::sync::LazyLock;

use super::aside::peers;
use super::rules;
use crate::model::{Layer, Rule};

/// Rules that are chosen by one name.
#[derive(Debug)]
pub struct RuleSet {
    /// The name.
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Ids of its rules, sorted.
    pub rules: Vec<&'static str>,
}

/// What a set is made of.
enum Of {
    /// Rules by their names.
    Names(&'static [&'static str]),
    /// Rules of opinions, and between objects.
    Practice(fn(&Rule) -> bool),
    /// What another tool has checks for.
    Peer(peers::Peer),
}

/// The ways to more privileges that the pod security level `baseline` refuses.
const BASELINE: [&str; 12] = [
    "container-socket",
    "dangerous-capability",
    "host-ipc",
    "host-network",
    "host-path",
    "host-pid",
    "host-port",
    "privileged-container",
    "proc-mount",
    "unsafe-sysctls",
    "windows-host-process",
    "plaintext-secret",
];

/// Every set: its name, what it is about, and what is in it. Sorted by name.
const SETS: &[(&str, &str, Of)] = &[
    ("checkov", "What checkov has checks for", Of::Peer(peers::Peer::Checkov)),
    ("default", "What looks where nothing is asked for", Of::Practice(|rule| !rule.asked)),
    (
        "images",
        "What containers are made of",
        Of::Names(&["image-digest", "image-name", "image-pull-policy", "latest-tag"]),
    ),
    ("kube-linter", "What kube-linter has checks for", Of::Peer(peers::Peer::KubeLinter)),
    ("kube-score", "What kube-score has checks for", Of::Peer(peers::Peer::KubeScore)),
    ("missing-probes", "Probes that are not there", Of::Names(&["missing-liveness-probe", "missing-readiness-probe"])),
    ("missing-requests", "What is not asked for", Of::Names(&["missing-cpu-request", "missing-memory-request"])),
    ("polaris", "What polaris has checks for", Of::Peer(peers::Peer::Polaris)),
    (
        "probes",
        "How a container's health is asked for",
        Of::Names(&[
            "identical-probes",
            "missing-liveness-probe",
            "missing-readiness-probe",
            "probe-port",
            "probe-timeout",
        ]),
    ),
    (
        "rbac",
        "Who may do what",
        Of::Names(&[
            "cluster-admin-binding",
            "rbac-create-pods",
            "rbac-escalation",
            "rbac-pod-exec",
            "rbac-secrets",
            "rbac-wildcard",
        ]),
    ),
    (
        "reliability",
        "What keeps a service up while nodes and versions come and go",
        Of::Names(&[
            "hpa-fixed-replicas",
            "hpa-min-replicas",
            "identical-probes",
            "latest-tag",
            "missing-cpu-request",
            "missing-memory-limit",
            "missing-memory-request",
            "missing-readiness-probe",
            "no-disruption-budget",
            "no-spread",
            "pdb-blocks-eviction",
            "probe-port",
            "rollout-strategy",
            "single-replica",
        ]),
    ),
    (
        "resources",
        "What containers ask for and may take",
        Of::Names(&[
            "ephemeral-storage",
            "limit-far-above-request",
            "missing-cpu-limit",
            "missing-cpu-request",
            "missing-memory-limit",
            "missing-memory-request",
            "requests-equal-limits",
            "unlikely-amount",
        ]),
    ),
    (
        "restricted",
        "What the pod security level `restricted` wants beyond `baseline`",
        Of::Names(&["capabilities-not-dropped", "privilege-escalation", "run-as-root", "seccomp-profile"]),
    ),
    (
        "secrets",
        "What nobody else should read",
        Of::Names(&["plaintext-secret", "secret-as-env", "secret-in-configmap", "secret-type"]),
    ),
    (
        "security",
        "Ways to more privileges than a pod needs, as the pod security level `baseline` has them",
        Of::Names(&BASELINE),
    ),
    ("strict", "Every opinion that there is", Of::Practice(|_| true)),
    ("unused", "Objects that nothing in the tree refers to", Of::Names(&["unused-object"])),
];

static ALL: LazyLock<Vec<RuleSet>> = LazyLock::new(|| {
    let all = SETS.iter().map(|(name, summary, of)| {
        let mut rules: Vec<&str> = match of {
            Of::Names(names) => names.iter().filter_map(|name| rules::find(name)).map(|rule| rule.id).collect(),
            Of::Practice(takes) => {
                let practice = |rule: &&Rule| matches!(rule.layer, Layer::Lint | Layer::Cross) && takes(rule);
                rules::all().filter(practice).map(|rule| rule.id).collect()
            }
            Of::Peer(peer) => peers::rules(*peer, None),
        };
        rules.sort_unstable();
        rules.dedup();
        RuleSet { name, summary, rules }
    });
    all.collect()
});

/// Every set, sorted by name.
pub fn all() -> &'static [RuleSet] {
    &ALL
}

/// The set of that name, of a name before its layer's as well (`lint/missing-probes`).
pub fn find(name: &str) -> Option<&'static RuleSet> {
    let name = name.strip_prefix("lint/").unwrap_or(name);
    ALL.iter().find(|set| set.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_of_rules_that_there_are() {
        assert!(SETS.is_sorted_by_key(|(name, ..)| *name));
        for (name, _, of) in SETS {
            assert!(rules::find(name).is_none(), "{name}");
            if let Of::Names(names) = of {
                names.iter().for_each(|rule| assert!(rules::find(rule).is_some(), "{name}: {rule}"));
            }
        }
        assert!(all().iter().all(|set| !set.rules.is_empty()));
    }

    #[test]
    fn the_widest_set_holds_the_others() {
        let strict = find("strict").unwrap();
        for set in all() {
            set.rules.iter().for_each(|rule| assert!(strict.rules.contains(rule), "{}: {rule}", set.name));
        }
        assert!(find("default").unwrap().rules.len() < strict.rules.len());
    }
}
