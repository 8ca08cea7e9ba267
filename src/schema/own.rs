//! Kinds that no cluster serves, but that somebody reads as strictly as a cluster does: kustomize its kustomizations, Helm its
//! charts, we ourselves an inventory. Each is written down as a CustomResourceDefinition in `schemas/own`, so that what is
//! wrong is found, worded and mended as in any custom resource; but no API server has a word in it.

use std::sync::LazyLock;

use super::crd;
use crate::model::{Finding, Layer, Rule, Severity, Version};
use crate::resource::Resource;
use crate::source::{Document, Limits, parse};

/// One such kind.
#[derive(Debug)]
pub struct Own {
    definition: LazyLock<crd::Definition<'static>>,
    /// What is told of what does not fit.
    rule: &'static Rule,
    /// Whether a field that it does not have ends the reading; otherwise it is passed over.
    strict: bool,
}

/// `schema/kustomization`
pub(crate) static KUSTOMIZATION_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/kustomization",
    "A kustomization that kustomize does not read",
    "kustomize reads its file strictly: a field that it does not have, a value of another type, and the build ends there. What \
     may stand in it is `Kustomization` of kustomize's `api/types`.",
    "",
    "",
);

/// `schema/chart`
pub(crate) static CHART_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/chart",
    "A Chart.yaml that Helm does not take",
    "Helm loads no chart whose Chart.yaml lacks `apiVersion`, `name` or a `version` in the form of SemVer, or has a value of \
     another type.",
    "",
    "",
);

/// `kustomization.yaml`, of either kind.
pub static KUSTOMIZATION: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/kustomize.yaml"))),
    rule: &KUSTOMIZATION_RULE,
    strict: true,
};

/// `Chart.yaml`
pub static CHART: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/helm.yaml"))),
    rule: &CHART_RULE,
    strict: false,
};

/// All of them, for tests.
#[cfg(test)]
static ALL: [&Own; 2] = [&KUSTOMIZATION, &CHART];

/// A definition of ours. Its document lives as long as the program.
fn read(text: &'static str) -> crd::Definition<'static> {
    let documents: &'static [Document<'static>] = Vec::leak(parse(text, &Limits::default()));
    let root =
        documents.first().and_then(Document::root).expect("a definition in the binary is YAML, as a test sees to");
    crd::Definition::read(Resource::new(root)).expect("a definition in the binary is one, as a test sees to")
}

impl Own {
    /// What is wrong with an object of that kind: unknown fields, wrong types, what is missing or has not the form that is
    /// asked for.
    pub fn check(&'static self, object: &Resource<'_>, target: Version) -> Vec<Finding> {
        let Some(version) = self.definition.versions.first() else { return Vec::new() };
        let checked = crd::check(object, &self.definition, version, target, Vec::new(), &|_, _| Vec::new());
        // Go's `encoding/json` finds fields whatever their case.
        let known = |finding: &Finding| *finding.rule == super::UNKNOWN_FIELD && is_recased(finding);
        checked.findings.into_iter().filter(|f| !known(f)).map(|f| self.told(f)).collect()
    }

    /// The finding as the reader of the kind would have it: no server refuses anything here.
    fn told(&self, mut finding: Finding) -> Finding {
        if finding.api.take().is_some() {
            finding.rule = self.rule;
            finding.severity = self.rule.severity;
        } else if !self.strict && *finding.rule == super::UNKNOWN_FIELD {
            finding.severity = Severity::Warning;
        }
        finding.also.clear();
        finding
    }
}

/// Whether an unknown field is a known one in other case: its only fix writes the same letters.
fn is_recased(finding: &Finding) -> bool {
    let name = finding.field.rsplit('.').next().unwrap_or_default();
    let fix = finding.fixes.first().and_then(|fix| fix.edits.first());
    fix.is_some_and(|edit| edit.text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(own: &'static Own, text: &str) -> Vec<String> {
        let documents = parse(text, &Limits::default());
        let findings = own.check(&Resource::new(documents[0].root().unwrap()), Version::NEWEST);
        findings.iter().map(|f| format!("{}: {}", f.rule.id, f.message)).collect()
    }

    #[test]
    fn definitions_are_read() {
        for own in ALL {
            let version = &own.definition.versions[0];
            assert!(version.served, "{own:?}");
            assert!(found(own, "zzzzz: 1\n").iter().any(|f| f.contains("zzzzz")), "{own:?}");
        }
    }

    #[test]
    fn a_kustomization_is_held_against_what_kustomize_reads() {
        let sound = "resources: [a.yaml]\nNamePrefix: x-\npatches:\n- path: b.yaml\n  target: {kind: Deployment}\nreplicas:\n- name: \
                     a\n  count: 3\n";
        assert!(found(&KUSTOMIZATION, sound).is_empty(), "{:?}", found(&KUSTOMIZATION, sound));
        let told = found(&KUSTOMIZATION, "resource: [a.yaml]\nreplicas:\n- {name: a, count: many}\n");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("schema/unknown-field") && told[1].starts_with("schema/kustomization"), "{told:?}");
    }

    #[test]
    fn a_chart_is_held_against_what_helm_reads() {
        let with = |version: &str| found(&CHART, &format!("apiVersion: v2\nname: shop\nversion: {version}\n"));
        for version in ["1.2.3", "v1.2.3-rc.1+b.5", "\"1.0\"", "\"1\""] {
            assert!(with(version).is_empty(), "{version}: {:?}", with(version));
        }
        for version in ["1.0", "one", "1.2.3.4", "\"\""] {
            assert_eq!(with(version).len(), 1, "{version}: {:?}", with(version));
        }
        assert_eq!(found(&CHART, "apiVersion: v2\nname: a/b\n").len(), 2);
    }
}
