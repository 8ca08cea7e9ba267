//! What the peers call our rules: their checks are known by these names, and what silences them silences ours.

use std::sync::LazyLock;

/// A tool whose users may come to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline) enum Peer {
    KubeLinter,
    KubeScore,
    Polaris,
    Checkov,
}

/// Every peer with the name that it calls itself, in the order of the table's columns.
const PEERS: [(&str, Peer); 4] = [
    ("kube-linter", Peer::KubeLinter),
    ("kube-score", Peer::KubeScore),
    ("polaris", Peer::Polaris),
    ("checkov", Peer::Checkov),
];

impl Peer {
    /// The peer of that name.
    fn named(name: &str) -> Option<Self> {
        PEERS.iter().find(|(own, _)| *own == name).map(|(_, peer)| *peer)
    }

    /// As it calls itself.
    pub(in crate::pipeline) fn name(self) -> &'static str {
        PEERS.iter().find(|(_, peer)| *peer == self).map_or("", |(name, _)| name)
    }
}

/// A rule, a peer, and what that calls its check of the same.
type Row = (&'static str, Peer, &'static str);

/// Each peer's check with each rule that means the same. Sorted by rule.
static CHECKS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let table = include_str!("../../../schemas/facts/peers.tsv");
    let mut rows = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let rule = cells.next().unwrap_or_default();
        for ((_, peer), names) in PEERS.iter().zip(cells) {
            rows.extend(names.split(',').filter(|name| !name.is_empty()).map(|name| (rule, *peer, name)));
        }
    }
    rows
});

/// The rules that mean what a check of that name does, also with its tool before it (`kube-score/container-image-tag`).
pub(in crate::pipeline) fn called(name: &str) -> Vec<&'static str> {
    let (tool, check) = name.split_once('/').map_or((None, name), |(tool, check)| (Some(tool), check));
    let peer = tool.map(Peer::named);
    let means = |(_, of, own): &&Row| *own == check && peer.is_none_or(|peer| peer == Some(*of));
    let mut rules: Vec<&str> = CHECKS.iter().filter(means).map(|(rule, ..)| *rule).collect();
    rules.dedup();
    rules
}

/// What peers call their checks of what a rule does: the tool, and the check.
pub(in crate::pipeline) fn names(rule: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    CHECKS.iter().filter(move |(own, ..)| *own == rule).map(|(_, peer, check)| (peer.name(), *check))
}

/// The rules that mean what `check` of a peer does; all that it has a check for where it silences everything. What the cluster
/// refuses is no opinion: nobody's annotation silences it.
pub(in crate::pipeline) fn rules(peer: Peer, check: Option<&str>) -> Vec<&'static str> {
    let opinion = |rule: &str| rule.starts_with("lint/") || rule.starts_with("cross/");
    let own = CHECKS
        .iter()
        .filter(|(rule, of, name)| *of == peer && check.is_none_or(|check| *name == check) && opinion(rule));
    let mut rules: Vec<&str> = own.map(|(rule, ..)| *rule).collect();
    rules.dedup();
    rules
}

/// The rules that an annotation of a peer's silences; none where it is none of them. As in kube-linter's `pkg/ignore`,
/// kube-score's `scorecard`, polaris' `hasExemptionAnnotation` and checkov's Kubernetes `base_registry`.
pub(super) fn silenced(key: &str, value: &str) -> Vec<&'static str> {
    if let Some(check) = key.strip_prefix("ignore-check.kube-linter.io/") {
        return rules(Peer::KubeLinter, Some(check));
    }
    let is_true = || value.trim().eq_ignore_ascii_case("true");
    match key {
        "kube-linter.io/ignore-all" => return rules(Peer::KubeLinter, None),
        "kube-score/skip" if is_true() => return rules(Peer::KubeScore, None),
        "kube-score/ignore" => {
            let each = value.split(',').map(str::trim);
            return each.flat_map(|check| rules(Peer::KubeScore, Some(check).filter(|check| *check != "*"))).collect();
        }
        "polaris.fairwinds.com/exempt" if is_true() => return rules(Peer::Polaris, None),
        _ => {}
    }
    let exempt = key.strip_prefix("polaris.fairwinds.com/").and_then(|rest| rest.strip_suffix("-exempt"));
    if let Some(check) = exempt {
        return if is_true() { rules(Peer::Polaris, Some(check)) } else { Vec::new() };
    }
    if ["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"].iter().any(|own| key.contains(own)) {
        let check = value.split('=').next().unwrap_or_default().trim();
        return rules(Peer::Checkov, Some(check));
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::rules::find;

    #[test]
    fn the_checks_are_of_rules_that_there_are() {
        assert!(CHECKS.is_sorted_by_key(|(rule, ..)| *rule));
        for (rule, peer, check) in CHECKS.iter() {
            assert_eq!(find(rule).map(|found| found.id), Some(*rule));
            assert!(called(check).contains(rule), "{check}");
            assert!(called(&format!("{}/{check}", peer.name())).contains(rule), "{check}");
        }
        assert_eq!(called("polaris/latest-tag"), [] as [&str; 0]);
        assert_eq!(called("container-resources").len(), 4);
    }

    #[test]
    fn annotations_silence_as_they_do_for_their_tool() {
        let table: [(&str, &str, &[&str]); 12] = [
            ("ignore-check.kube-linter.io/latest-tag", "why", &["lint/latest-tag"]),
            ("ignore-check.kube-linter.io/other", "why", &[]),
            (
                "kube-score/ignore",
                "pod-probes, container-image-tag",
                &[
                    "cross/served-before-ready",
                    "lint/missing-liveness-probe",
                    "lint/missing-readiness-probe",
                    "lint/latest-tag",
                ],
            ),
            ("kube-score/skip", "false", &[]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "TRUE", &["lint/latest-tag"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "false", &[]),
            ("polaris.fairwinds.com/exempt", "no", &[]),
            ("checkov.io/skip1", "CKV_K8S_14=we like it", &["lint/latest-tag"]),
            ("checkov.io/skip2", "CKV_K8S_8", &["lint/missing-liveness-probe"]),
            ("bridgecrew.io/skip", "CKV_K8S_1", &[]),
            ("example.com/kube-score/ignore", "pod-probes", &[]),
            ("", "", &[]),
        ];
        for (key, value, rules) in table {
            assert_eq!(silenced(key, value), rules, "{key}: {value}");
        }
        let all = silenced("kube-linter.io/ignore-all", "");
        assert!(all.contains(&"lint/latest-tag") && all.contains(&"cross/dangling-service"));
        assert!(!all.iter().any(|rule| rule.starts_with("api/")), "a refusal is no opinion");
        assert!(silenced("kube-score/ignore", "*").contains(&"lint/latest-tag"));
    }
}
