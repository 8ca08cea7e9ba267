//! What the peers call our rules: their checks are known by these names, and what silences them silences ours.

/// A tool whose users may come to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline) enum Peer {
    KubeLinter,
    KubeScore,
    Polaris,
    Checkov,
}

impl Peer {
    /// As it calls itself.
    pub(in crate::pipeline) fn name(self) -> &'static str {
        match self {
            Peer::KubeLinter => "kube-linter",
            Peer::KubeScore => "kube-score",
            Peer::Polaris => "polaris",
            Peer::Checkov => "checkov",
        }
    }
}

/// Each peer's check with the rule that means the same; one rule may have several. Sorted by rule.
pub(in crate::pipeline) const CHECKS: &[(&str, Peer, &str)] = &[
    ("lint/latest-tag", Peer::KubeLinter, "latest-tag"),
    ("lint/latest-tag", Peer::KubeScore, "container-image-tag"),
    ("lint/latest-tag", Peer::Polaris, "tagNotSpecified"),
    ("lint/latest-tag", Peer::Checkov, "CKV_K8S_14"),
    ("lint/missing-probes", Peer::KubeLinter, "no-liveness-probe"),
    ("lint/missing-probes", Peer::KubeLinter, "no-readiness-probe"),
    ("lint/missing-probes", Peer::KubeScore, "pod-probes"),
    ("lint/missing-probes", Peer::Polaris, "livenessProbeMissing"),
    ("lint/missing-probes", Peer::Polaris, "readinessProbeMissing"),
    ("lint/missing-probes", Peer::Checkov, "CKV_K8S_8"),
    ("lint/missing-probes", Peer::Checkov, "CKV_K8S_9"),
    ("lint/missing-requests", Peer::KubeLinter, "unset-cpu-requirements"),
    ("lint/missing-requests", Peer::KubeLinter, "unset-memory-requirements"),
    ("lint/missing-requests", Peer::KubeScore, "container-resources"),
    ("lint/missing-requests", Peer::Polaris, "cpuRequestsMissing"),
    ("lint/missing-requests", Peer::Polaris, "memoryRequestsMissing"),
    ("lint/missing-requests", Peer::Checkov, "CKV_K8S_10"),
    ("lint/missing-requests", Peer::Checkov, "CKV_K8S_12"),
    ("lint/plaintext-secret", Peer::KubeLinter, "env-var-secret"),
    ("lint/plaintext-secret", Peer::Polaris, "sensitiveContainerEnvVar"),
];

/// The rules that mean what `check` of a peer does; all that it has a check for where it silences everything.
pub(super) fn rules(peer: Peer, check: Option<&str>) -> Vec<&'static str> {
    let own = CHECKS.iter().filter(|(_, of, name)| *of == peer && check.is_none_or(|check| *name == check));
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
    if key.contains("checkov.io/skip") || key.contains("bridgecrew.io/skip") {
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
        for (rule, _, check) in CHECKS {
            assert_eq!(find(rule).map(|found| found.id), Some(*rule));
            assert_eq!(find(check).map(|found| found.id), Some(*rule), "{check}");
        }
    }

    #[test]
    fn annotations_silence_as_they_do_for_their_tool() {
        let table: [(&str, &str, &[&str]); 12] = [
            ("ignore-check.kube-linter.io/latest-tag", "why", &["lint/latest-tag"]),
            ("ignore-check.kube-linter.io/other", "why", &[]),
            ("kube-score/ignore", "pod-probes, container-image-tag", &["lint/missing-probes", "lint/latest-tag"]),
            ("kube-score/skip", "false", &[]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "TRUE", &["lint/latest-tag"]),
            ("polaris.fairwinds.com/tagNotSpecified-exempt", "false", &[]),
            ("polaris.fairwinds.com/exempt", "no", &[]),
            ("checkov.io/skip1", "CKV_K8S_14=we like it", &["lint/latest-tag"]),
            ("checkov.io/skip2", "CKV_K8S_8", &["lint/missing-probes"]),
            ("bridgecrew.io/skip", "CKV_K8S_1", &[]),
            ("example.com/kube-score/ignore", "pod-probes", &[]),
            ("", "", &[]),
        ];
        for (key, value, rules) in table {
            assert_eq!(silenced(key, value), rules, "{key}: {value}");
        }
        assert_eq!(silenced("kube-linter.io/ignore-all", "").len(), 4);
        assert_eq!(silenced("kube-score/ignore", "*").len(), 3);
    }
}
