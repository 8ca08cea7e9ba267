//! The kinds that are a pod or carry one, and where each keeps it.

use super::{Field, Resource};
use crate::model::Gvk;

/// A kind that is a pod, or carries the template of one.
#[derive(Debug)]
pub struct PodKind {
    /// Empty for the core group.
    pub group: &'static str,
    /// `Pod`, …
    pub kind: &'static str,
    /// The names that lead to the pod's `metadata` and `spec`, a dot behind each (`spec.template.`); empty for the
    /// object itself.
    pub path: &'static str,
    /// The same names.
    steps: &'static [&'static str],
    /// What kubectl calls it for short; empty where it has no such name.
    short: &'static str,
    makes: Makes,
}

/// What becomes of the pod that a kind carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Makes {
    /// Nothing: it is one, or only keeps it.
    None,
    /// A controller makes pods of it.
    Pods,
    /// The same, as many as its `scale` subresource says.
    Replicas,
}

/// Every one of them, sorted by group and kind.
pub static POD_KINDS: [PodKind; 9] = [
    row("", "Pod", ITSELF, "po", Makes::None),
    row("", "PodTemplate", ("template.", &["template"]), "", Makes::None),
    row("", "ReplicationController", TEMPLATE, "rc", Makes::Replicas),
    row("apps", "DaemonSet", TEMPLATE, "ds", Makes::Pods),
    row("apps", "Deployment", TEMPLATE, "deploy", Makes::Replicas),
    row("apps", "ReplicaSet", TEMPLATE, "rs", Makes::Replicas),
    row("apps", "StatefulSet", TEMPLATE, "sts", Makes::Replicas),
    row("batch", "CronJob", JOB_TEMPLATE, "cj", Makes::Pods),
    row("batch", "Job", TEMPLATE, "", Makes::Pods),
];

/// Custom kinds that carry the template of a pod, field for field, and have their controller make pods of it.
pub static CUSTOM_POD_KINDS: [PodKind; 2] = [
    row("apps.openshift.io", "DeploymentConfig", TEMPLATE, "dc", Makes::Replicas),
    row("argoproj.io", "Rollout", TEMPLATE, "ro", Makes::Replicas),
];

/// A path as it is spelled, and as it is walked.
type Path = (&'static str, &'static [&'static str]);

const ITSELF: Path = ("", &[]);
const TEMPLATE: Path = ("spec.template.", &["spec", "template"]);
const JOB_TEMPLATE: Path = ("spec.jobTemplate.spec.template.", &["spec", "jobTemplate", "spec", "template"]);

const fn row(
    group: &'static str,
    kind: &'static str,
    (path, steps): Path,
    short: &'static str,
    makes: Makes,
) -> PodKind {
    PodKind { group, kind, path, steps, short, makes }
}

impl PodKind {
    /// The kind of that name, in whatever group.
    pub fn named(kind: &str) -> Option<&'static PodKind> {
        POD_KINDS.iter().find(|row| row.kind == kind)
    }

    /// The kind itself, custom ones among them.
    pub fn of(gvk: Gvk) -> Option<&'static PodKind> {
        POD_KINDS.iter().chain(&CUSTOM_POD_KINDS).find(|row| row.kind == gvk.kind && row.group == gvk.group)
    }

    /// Whether a controller makes pods of objects of this kind.
    pub fn makes_pods(&self) -> bool {
        self.makes != Makes::None
    }

    /// Whether `kubectl scale` takes it.
    pub fn scales(&self) -> bool {
        self.makes == Makes::Replicas
    }

    /// Whether kubectl knows it by this word: its name in small letters, in singular or plural, or its short name.
    pub fn is_called(&self, word: &str) -> bool {
        let own = self.kind.to_ascii_lowercase();
        word == own || word.strip_suffix('s') == Some(&own) || (word == self.short && !word.is_empty())
    }

    /// The map below `root` that holds the pod's `metadata` and `spec`.
    pub fn holder<'a>(&self, root: Field<'a>) -> Field<'a> {
        self.steps.iter().fold(root, |field, step| field.at(step))
    }
}

/// The pod inside an object: its metadata and its spec, each present or not.
#[derive(Clone, Copy, Debug)]
pub struct PodParts<'a> {
    /// The path to the pod, as in [`PodKind::path`].
    pub path: &'static str,
    /// What stands there: the Pod itself, or the template.
    pub holder: Field<'a>,
    /// `metadata` of the pod or template.
    pub metadata: Field<'a>,
    /// `spec` of the pod or template.
    pub spec: Field<'a>,
}

/// The pod that `resource` is or would create; `None` for kinds that make none.
pub fn pod_parts<'a>(resource: &Resource<'a>, gvk: Gvk) -> Option<PodParts<'a>> {
    let row = PodKind::of(gvk)?;
    let holder = row.holder(resource.field());
    Some(PodParts { path: row.path, holder, metadata: holder.at("metadata"), spec: holder.at("spec") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_walks_as_it_spells() {
        let spelled = |row: &PodKind| row.steps.iter().map(|step| format!("{step}.")).collect::<String>();
        for table in [&POD_KINDS[..], &CUSTOM_POD_KINDS] {
            assert!(table.iter().all(|row| spelled(row) == row.path));
            assert!(table.is_sorted_by(|a, b| (a.group, a.kind) < (b.group, b.kind)));
        }
    }

    #[test]
    fn kubectl_knows_them_by_several_names() {
        let called = |word: &str| POD_KINDS.iter().filter(|row| row.is_called(word)).map(|row| row.kind).collect();
        let all = [("deploy", "Deployment"), ("deployments", "Deployment"), ("rs", "ReplicaSet"), ("pod", "Pod")];
        for (word, kind) in all {
            let found: Vec<&str> = called(word);
            assert_eq!(found, [kind], "{word}");
        }
        for word in ["", "s", "Deployment", "deploys"] {
            let found: Vec<&str> = called(word);
            assert!(found.is_empty(), "{word}");
        }
    }
}
