//! Bodies of an older version: what fields were called before a kind came to the version it has now, and how the same is
//! written there.
//!
//! A form's file knows what the old version's conversion did. It changes a tree ([`draft`]), from which the edits are made
//! ([`edits`]); so one finding and one fix stand for all of an object's old fields, however many there are.

mod autoscaler;
mod definition;
mod devices;
mod draft;
mod edits;
mod emit;
mod ingress;
mod lines;
mod newer;
mod others;
mod workload;

use super::decode::Unknown;
use super::path;
use super::unknown::{Object, UNKNOWN_FIELD};
use crate::model::{Edit, Finding, Gvk, Severity};
use crate::source::Node;
use draft::{Map, Member, Value};

/// How one kind's older bodies are brought into its form of today.
struct Form {
    group: &'static str,
    version: &'static str,
    kinds: &'static [&'static str],
    rewrite: for<'a> fn(&mut Rewrite<'a>, &mut Map<'a>),
}

impl Form {
    const fn new(
        group: &'static str,
        version: &'static str,
        kinds: &'static [&'static str],
        rewrite: for<'a> fn(&mut Rewrite<'a>, &mut Map<'a>),
    ) -> Self {
        Form { group, version, kinds, rewrite }
    }
}

/// The kinds whose bodies have changed.
static FORMS: &[Form] = &[
    Form::new("networking.k8s.io", "v1", &["Ingress"], ingress::rewrite),
    Form::new("autoscaling", "v2", &["HorizontalPodAutoscaler"], autoscaler::rewrite),
    Form::new("apiextensions.k8s.io", "v1", &["CustomResourceDefinition"], definition::rewrite),
    Form::new("apps", "v1", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], workload::rewrite),
    Form::new("discovery.k8s.io", "v1", &["EndpointSlice"], others::endpoint_slice),
    Form::new("node.k8s.io", "v1", &["RuntimeClass"], others::runtime_class),
    Form::new("rbac.authorization.k8s.io", "v1", &["RoleBinding", "ClusterRoleBinding"], others::binding),
    Form::new("flowcontrol.apiserver.k8s.io", "v1", &["PriorityLevelConfiguration"], others::priority_level),
    Form::new("flowcontrol.apiserver.k8s.io", "v1beta3", &["PriorityLevelConfiguration"], others::priority_level),
    Form::new(
        "authorization.k8s.io",
        "v1",
        &["SubjectAccessReview", "LocalSubjectAccessReview"],
        others::access_review,
    ),
    Form::new(
        "admissionregistration.k8s.io",
        "v1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        others::webhooks,
    ),
    Form::new("resource.k8s.io", "v1", &["ResourceClaim"], devices::claim),
    Form::new("resource.k8s.io", "v1beta2", &["ResourceClaim"], devices::claim),
    Form::new("resource.k8s.io", "v1", &["ResourceClaimTemplate"], devices::template),
    Form::new("resource.k8s.io", "v1beta2", &["ResourceClaimTemplate"], devices::template),
    Form::new("resource.k8s.io", "v1", &["ResourceSlice"], devices::slice),
    Form::new("resource.k8s.io", "v1beta2", &["ResourceSlice"], devices::slice),
];

/// What is found old, and made of it.
pub(super) struct Rewrite<'a> {
    /// The version that had what was found last.
    version: &'static str,
    old: Vec<Old<'a>>,
    /// What must be there now and was not asked for.
    added: Vec<Added>,
    /// Whether something cannot be translated without a person.
    stuck: bool,
    /// Whether what is not there is missing: of a patch it is elsewhere.
    whole: bool,
}

/// A field that is no longer there.
struct Old<'a> {
    key: Node<'a>,
    /// What it is now, for a person to read.
    now: &'static str,
}

/// What must be there now.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Added {
    /// The last part of the field that the server misses.
    field: &'static str,
    /// Why it is what it is, for a person to read.
    what: &'static str,
}

/// An object's body in today's form.
pub(super) struct Translation<'a> {
    rewrite: Rewrite<'a>,
    /// What makes it so; none where that takes a person.
    pub(super) edits: Option<Vec<Edit>>,
}

impl<'a> Rewrite<'a> {
    /// Notes that the member was of that version and what it is now.
    fn note(&mut self, version: &'static str, member: &Member<'a>, now: &'static str) {
        self.version = version;
        self.old.extend(member.key().map(|key| Old { key, now }));
    }

    /// Takes an old member out.
    fn take(&mut self, version: &'static str, map: &mut Map<'a>, name: &str, now: &'static str) -> Option<Member<'a>> {
        let member = map.take(name)?;
        self.note(version, &member, now);
        Some(member)
    }

    /// Calls a member by its new name, where it stands.
    fn rename(&mut self, version: &'static str, map: &mut Map<'a>, name: &str, new: &str, now: &'static str) {
        let Some(at) = map.at(name) else { return };
        self.note(version, &map.members[at], now);
        if map.has(new) {
            self.stuck = true;
            return;
        }
        new.clone_into(&mut map.members[at].name);
    }

    /// Notes something that must be there now.
    fn add(&mut self, field: &'static str, what: &'static str) {
        if !self.added.contains(&Added { field, what }) {
            self.added.push(Added { field, what });
        }
    }
}

/// The body of `root` in the form of `gvk`; none where there is nothing to change.
pub(super) fn translate<'a>(root: Node<'a>, gvk: Gvk, whole: bool) -> Option<Translation<'a>> {
    let is_of = |f: &&Form| f.group == gvk.group && f.version == gvk.version && f.kinds.contains(&gvk.kind);
    let form = FORMS.iter().find(is_of)?;
    let mut tree = Value::Kept(root);
    let mut rewrite = Rewrite { version: "", old: Vec::new(), added: Vec::new(), stuck: false, whole };
    (form.rewrite)(&mut rewrite, tree.map()?);
    rewrite.old.sort_by_key(|old| old.key.id());
    if rewrite.old.is_empty() && rewrite.added.is_empty() {
        return None;
    }
    let edits = if rewrite.stuck { None } else { edits::of(root, &tree) };
    Some(Translation { rewrite, edits: edits.filter(|edits| !edits.is_empty()) })
}

impl Translation<'_> {
    /// Whether something is left out, as nothing has come in its place.
    pub(super) fn drops(&self) -> bool {
        self.rewrite.old.iter().any(|old| old.now.starts_with(GONE))
    }

    /// Whether nothing has come in the place of a field.
    fn is_gone(&self, unknown: &Unknown<'_>) -> bool {
        self.rewrite.old.iter().any(|old| old.key.id() == unknown.entry.key.id() && old.now.starts_with(GONE))
    }

    /// What has become of the old fields.
    pub(super) fn changes(&self) -> String {
        let mut said: Vec<String> = Vec::new();
        for old in &self.rewrite.old {
            let change = format!("`{}` {}", old.key.scalar_text(), old.now);
            if !said.contains(&change) {
                said.push(change);
            }
        }
        said.extend(self.rewrite.added.iter().map(|added| added.what.to_owned()));
        said.join(", ")
    }
}

/// Offers with findings of validation what older versions took for granted where nothing was said, and is asked for now.
pub(crate) fn offer_taken_for_granted(root: Node<'_>, gvk: Gvk, findings: &mut [Finding]) {
    if findings.iter().all(|f| f.severity != Severity::Error || f.api.is_none()) {
        return;
    }
    let Some(Translation { rewrite, edits: Some(edits) }) = translate(root, gvk, true) else { return };
    // What has old fields is told of as such.
    if !rewrite.old.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|f| f.severity == Severity::Error && f.fixes.is_empty()) {
        let field = finding.field.rsplit('.').next().unwrap_or_default();
        if let Some(field) = rewrite.added.iter().find(|added| added.field == field).map(|added| added.field) {
            finding.offer(format!("write the `{field}` that older versions took for granted"), edits.clone());
        }
    }
}

/// One finding for all the unknown fields that another version has or had, and the fields that it does not stand for.
pub(super) fn explain<'a>(
    object: Object<'a>,
    gvk: Gvk,
    unknown: Vec<Unknown<'a>>,
    whole: bool,
) -> (Option<Finding>, Vec<Unknown<'a>>) {
    if unknown.is_empty() {
        return (None, unknown);
    }
    let (finding, rest) = of_older(object, gvk, unknown, whole);
    match finding.is_none().then(|| newer::explain(object, gvk, &rest)).flatten() {
        Some(newer) => (Some(newer), Vec::new()),
        None => (finding, rest),
    }
}

fn of_older<'a>(
    object: Object<'a>,
    gvk: Gvk,
    unknown: Vec<Unknown<'a>>,
    whole: bool,
) -> (Option<Finding>, Vec<Unknown<'a>>) {
    let Some(translation) = translate(object.root, gvk, whole) else { return (None, unknown) };
    let is_old = |u: &Unknown<'_>| translation.rewrite.old.iter().any(|old| old.key.id() == u.entry.key.id());
    let (mut old, rest): (Vec<_>, Vec<_>) = unknown.into_iter().partition(is_old);
    old.sort_by_key(|u| u.entry.key.id());
    let Some(first) = old.first() else { return (None, rest) };
    let (version, now) = (translation.rewrite.version, gvk.api_version());
    let fields: Vec<String> = old.iter().map(|u| path::strict(object.root, u.entry.key)).collect();
    let mut finding = Finding::of(&UNKNOWN_FIELD, first.entry.key.span(), message(&fields, version));
    finding
        .field(fields[0].clone())
        .label(format!(
            "`{now}` has {}",
            if translation.is_gone(first) { "nothing of the kind" } else { "it in another form" }
        ))
        .help(format!("in `{now}` {}", translation.changes()));
    for other in old.iter().skip(1).take(OTHERS) {
        let name = other.entry.key.scalar_text();
        finding.relate(other.entry.key.span(), format!("`{name}` is of the older version, too"));
    }
    if fields.len() > 1 {
        finding.stands_for(fields);
    }
    let drops = translation.drops();
    if let Some(edits) = translation.edits {
        finding.offer(format!("write it as `{now}` has it"), edits).safe_if(!drops);
    }
    (Some(finding), rest)
}

/// Lets the finding about an `apiVersion` that is none stand for the body that goes with it, where both can be mended; else
/// gives it back.
pub(super) fn together(unserved: Option<&mut Finding>, older: Finding) -> Option<Finding> {
    let Some(unserved) = unserved else { return Some(older) };
    let (Some(version), Some(body)) = (unserved.fixes.first_mut(), older.fixes.first()) else { return Some(older) };
    version.title.push_str(", and write the body as it is there");
    version.edits.extend(body.edits.iter().cloned());
    version.safe &= body.safe;
    let older = older.into_particulars();
    let fields = if older.unknown.is_empty() { vec![older.field] } else { older.unknown };
    let help = unserved.help.iter().cloned().chain(older.help).collect::<Vec<_>>().join("; ");
    unserved.help(help).stands_for(fields);
    None
}

/// How it is said that nothing has come in the place of a field.
const GONE: &str = "is gone: ";

/// Old fields beside the first that are pointed at.
const OTHERS: usize = 3;

/// Names of fields that the message gives.
const NAMED: usize = 4;

fn message(fields: &[String], version: &str) -> String {
    let [field] = fields else {
        let mut names: Vec<String> = Vec::new();
        for field in fields {
            let name = format!("`{}`", field.rsplit('.').next().unwrap_or(field));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let last = if more > 0 { format!("{more} more") } else { names.pop().unwrap_or_default() };
        let listed = if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
        return format!("unknown fields: {listed} are of the older `{version}`");
    };
    format!("unknown field `{field}`: it is of the older `{version}`")
}

#[cfg(test)]
mod tests;
