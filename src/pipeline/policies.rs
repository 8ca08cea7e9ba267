//! The policies that are in force, and the rules that users have written, over one object.

use std::sync::Arc;

use super::part::Part;
use super::seen::Seen;
use super::{Request, Run, Trees, Why, document};
use crate::discover::{Role, SourceFile};
use crate::model::{FileId, Finding, Gvk, Sets, Sink, Version};
use crate::policy::{self, Policies, Subject};
use crate::repository::{Survey, Use};
use crate::resource::{Content, Resource, content};
use crate::{api, schema};

/// Whether policies of a file are in force: those of manifests that are applied, and those that the cluster has.
pub(super) fn may_hold(file: &SourceFile) -> bool {
    matches!(file.role, Role::Manifest | Role::Cluster)
}

/// The policies of all manifests that are applied, and of the cluster, and what they may refer to.
pub(super) fn collect<'d>(
    files: &[SourceFile],
    trees: &'d Trees<'d>,
    survey: &Survey,
    request: &Request,
    sets: impl FnOnce() -> Arc<Sets>,
) -> Policies<'d> {
    let is_applied = |at: usize| files[at].role == Role::Cluster || survey.use_of(FileId(at as u32)).holds_objects();
    let whole = |at: &usize| may_hold(&files[*at]) && is_applied(*at);
    let trees = (0..files.len()).filter(whole).filter_map(|at| Some((FileId(at as u32), trees[at].as_ref()?)));
    let documents = trees.flat_map(|(id, documents)| documents.iter().map(move |document| (id, document)));
    let objects = |document| if let Content::Objects(objects) = content(document) { objects } else { Vec::new() };
    let all = documents.flat_map(|(id, document)| objects(document).into_iter().map(move |object| (id, object)));
    let version = request.version();
    let in_force = all.filter(|(_, object)| !policy::is_policy(object) || is_taken(object, version));
    // What kustomizations and charts make may be the parameters that are missed.
    let made = (0..files.len()).any(|at| makes_objects(survey.use_of(FileId(at as u32))));
    Policies::collect(in_force, request.complete && !made, sets)
}

/// Whether a file of that use makes objects that stand in none.
fn makes_objects(of: Use) -> bool {
    matches!(of, Use::Kustomization | Use::ChartTemplate | Use::InChart)
}

/// Whether the server has taken a policy or a binding: it serves the version that it names, and finds nothing wrong with it.
/// What came out of a cluster was taken by one.
fn is_taken(object: &Resource<'_>, version: Version) -> bool {
    let meta = object.field().at("metadata");
    if ["uid", "resourceVersion", "creationTimestamp"].iter().any(|name| meta.at(name).exists()) {
        return true;
    }
    let checked = schema::check(object, version);
    let sound = |findings: &[Finding]| !findings.iter().any(Finding::is_refusal);
    sound(&checked.findings) && checked.meaning.is_some_and(|gvk| sound(&api::check(object, gvk, version)))
}

/// Tells of a policy that asks, in part, what nobody here knows: that much of it is passed over.
pub(super) fn leave(object: &Resource<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen) {
    if run.policies.is_empty() || matches!(run.part, Part::Fragment) || !policy::is_policy(object) {
        return;
    }
    if let Some(asked) = policy::asks_a_cluster(object) {
        let name = object.name().unwrap_or_default();
        let text = format!("{} `{name}` asks for `{asked}`, which a cluster alone knows", object.kind);
        seen.leave(document::of(object, file, Why::Policy(text)));
    }
}

/// Holds a whole object against the policies of the tree, and the rules that users have written.
pub(super) fn hold(object: &Resource<'_>, file: FileId, meaning: Option<Gvk>, run: Run<'_, '_>, sink: &mut Sink<'_>) {
    let asked = !run.policies.is_empty() || !run.request.own_rules.is_empty();
    if matches!(run.part, Part::Fragment) || !asked {
        return;
    }
    let subject = Subject {
        object,
        file,
        meaning,
        version: run.request.version(),
        open: run.registry.may_fill_in(object),
        defined: run.registry.names(object),
        changes: &run.survey.changes_of(file, object),
        drawn: false,
    };
    run.policies.check(&subject).into_iter().for_each(|finding| sink.add(finding));
    let own = run.request.own_rules.iter().filter_map(|rule| rule.check(&subject));
    own.for_each(|finding| sink.add(finding));
}
