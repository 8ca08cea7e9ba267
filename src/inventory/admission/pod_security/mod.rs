//! PodSecurity: the level that a namespace enforces, and what the server says of a pod that breaks it
//! (`k8s.io/pod-security-admission`, `policy/registry.go` and `admission.go`). What the rule `cross/pod-security` says
//! of every field, this says of the pod as a whole, in the server's words.

mod baseline;
mod restricted;
mod subject;

use super::Refusal;
use crate::model::{FileId, Related, Span, Version};
use crate::resource::Field;
use crate::schema::pod_security::{ENFORCE, ENFORCE_VERSION, LEVELS, is_version, minor_of};
use subject::Subject;

/// How strict a namespace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Baseline,
    Restricted,
}

/// What a namespace enforces. `Privileged` is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enforced {
    pub(in crate::inventory) namespace: String,
    level: Level,
    /// `latest` or `v1.18`.
    version: String,
    /// Where the label stands.
    label: Span,
    pub(super) file: FileId,
}

/// One check of a level.
struct Check {
    /// Upstream's name for it; the checks of a level run in the order of their names.
    id: &'static str,
    /// The first minor version of the standards that has it.
    since: u8,
    /// The check of `baseline` that it takes the place of.
    instead: &'static str,
    /// The minor versions at which it comes to say something else, ascending.
    turns: &'static [u8],
    run: fn(&Subject<'_>) -> Option<Said>,
}

impl Check {
    const fn new(id: &'static str, run: fn(&Subject<'_>) -> Option<Said>) -> Self {
        Check { id, since: 0, instead: "", turns: &[], run }
    }

    const fn since(self, since: u8) -> Self {
        Check { since, ..self }
    }

    const fn instead_of(self, instead: &'static str) -> Self {
        Check { instead, ..self }
    }

    const fn turning(self, turns: &'static [u8]) -> Self {
        Check { turns, ..self }
    }
}

/// What a check says of a pod that it refuses.
struct Said {
    reason: &'static str,
    detail: String,
}

impl Said {
    /// Both in one.
    fn text(&self) -> String {
        format!("{} ({})", self.reason, self.detail)
    }
}

/// What the labels of a namespace enforce; `None` for nothing (`PolicyToEvaluate`). A label that is not understood keeps the
/// namespace itself out.
pub(crate) fn enforced(namespace: Field<'_>, file: FileId) -> Option<Enforced> {
    let meta = namespace.at("metadata");
    let label = meta.at("labels").key(ENFORCE)?;
    let level = match label.str() {
        "baseline" => Level::Baseline,
        "restricted" => Level::Restricted,
        _ => return None,
    };
    let version = meta.at("labels").key(ENFORCE_VERSION).map_or("latest", Field::str).to_owned();
    let namespace = meta.at("name").str().to_owned();
    Some(Enforced { namespace, level, version, label: label.span(), file })
}

/// Whether the server refuses the namespace because of such a label (`PolicyToEvaluate`).
pub(crate) fn has_bad_label(namespace: Field<'_>) -> bool {
    let labels = namespace.at("metadata").at("labels");
    ["enforce", "audit", "warn"].iter().any(|mode| {
        let level = labels.key(&format!("pod-security.kubernetes.io/{mode}"));
        let version = labels.key(&format!("pod-security.kubernetes.io/{mode}-version"));
        level.is_some_and(|level| !LEVELS.contains(&level.str()))
            || version.is_some_and(|version| !is_version(version.str()))
    })
}

/// What a pod breaks of the level `restricted`, or else of `baseline`, as of that minor version, in the server's words
/// (`ForbiddenDetail`).
fn violations(meta: Field<'_>, spec: Field<'_>, restricted: bool, minor: u8) -> Option<String> {
    // A pod has ports of its node filled in, whatever its template has.
    let subject = Subject::new((meta, spec), true, minor);
    together(restricted, minor, |check| (check.run)(&subject).map(|said| said.text()))
}

/// What the checks say of a pod, whichever level and minor version of the standards is asked for later. Most pods break a
/// few, and most are never asked of: what is said is put together then.
pub(crate) struct Violations {
    /// The check, the minor version since which it says so, and what: as they stand in their lists, and ascending.
    said: Vec<(&'static str, u8, Option<Said>)>,
    /// The newest of the standards.
    newest: u8,
}

impl Violations {
    /// Of the pod whose `metadata` and `spec` these are; `fills_ports` is whether the server gives the ports of a pod in the
    /// network of its node to the node, too: in pods always, in templates before 1.28.
    pub(crate) fn of((meta, spec): (Field<'_>, Field<'_>), fills_ports: bool, newest: u8) -> Self {
        let mut subject = Subject::new((meta, spec), fills_ports, 0);
        let mut said = Vec::new();
        for check in baseline::CHECKS.iter().chain(&restricted::CHECKS).filter(|check| check.since <= newest) {
            let before = said.len();
            for turn in [0].iter().chain(check.turns).filter(|turn| **turn <= newest) {
                if !subject.may_turn(*turn) {
                    continue;
                }
                subject.minor = *turn;
                let text = (check.run)(&subject);
                // A check that has said nothing so far need not say so.
                if text.is_some() || said.len() > before {
                    said.push((check.id, *turn, text));
                }
            }
        }
        Violations { said, newest }
    }

    /// What they say at a level of a minor version; `None` where they take the pod.
    pub(crate) fn at(&self, restricted: bool, minor: u8) -> Option<String> {
        let minor = minor.min(self.newest);
        together(restricted, minor, |check| {
            let of_it = |(id, turn, _): &&(&str, u8, Option<Said>)| *id == check.id && *turn <= minor;
            self.said.iter().rfind(of_it)?.2.as_ref().map(Said::text)
        })
    }
}

/// What the checks of a level say that there are in a minor version, in their order.
fn together(restricted: bool, minor: u8, ask: impl FnMut(&'static Check) -> Option<String>) -> Option<String> {
    let held: Vec<&Check> = restricted::CHECKS.iter().filter(|check| check.since <= minor).collect();
    let of_level = if restricted { &held[..] } else { &[] };
    let replaced = |check: &&Check| of_level.iter().any(|other| other.instead == check.id);
    let baseline = baseline::CHECKS.iter().filter(|check| check.since <= minor && !replaced(check));
    let said: Vec<String> = baseline.chain(of_level.iter().copied()).filter_map(ask).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

impl Enforced {
    /// Whether it is of that namespace.
    pub(crate) fn is_of(&self, namespace: &str) -> bool {
        self.namespace == namespace
    }

    /// What the server says of the pod whose `metadata` and `spec` stand in `f`; `None` where it takes it. `latest` are the
    /// standards of `newest`.
    pub(super) fn refusal(&self, f: Field<'_>, newest: Version) -> Option<Refusal> {
        let minor = minor_of(&self.version).map_or(newest.minor(), |minor| minor.min(newest.minor()));
        let said = violations(f.at("metadata"), f.at("spec"), self.level == Level::Restricted, minor)?;
        let level = if self.level == Level::Restricted { "restricted" } else { "baseline" };
        let message = format!("violates PodSecurity \"{level}:{}\": {}", self.version, said);
        let place = f.at("spec").at("securityContext");
        let span = Some(if place.exists() { place.span() } else { f.at("spec").span() });
        let enforces = format!("namespace `{}` enforces `{level}` here", self.namespace);
        let related = vec![Related { file: self.file, span: self.label, message: enforces }];
        let help = Some(format!("mend the pod, or label namespace `{}` with another level", self.namespace));
        Some(Refusal { span, related, help, ..Refusal::forbidden(message) })
    }
}

#[cfg(test)]
mod tests;
