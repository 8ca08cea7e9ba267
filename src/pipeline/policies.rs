//! The policies that are in force, and the rules that users have written, over one object.

use std::sync::Arc;

use super::part::Part;
use super::{Run, Trees};
use crate::discover::{Role, SourceFile};
use crate::model::{FileId, Gvk, Sets, Sink};
use crate::policy::{Policies, Subject};
use crate::repository::Survey;
use crate::resource::{Content, Resource, content};

/// Whether policies of a file are in force: those of manifests that are applied, and those that the cluster has.
pub(super) fn may_hold(file: &SourceFile) -> bool {
    matches!(file.role, Role::Manifest | Role::Cluster)
}

/// The policies of all manifests that are applied, and of the cluster, and what they may refer to.
pub(super) fn collect<'d>(
    files: &[SourceFile],
    trees: &'d Trees<'d>,
    survey: &Survey,
    sets: impl FnOnce() -> Arc<Sets>,
) -> Policies<'d> {
    let is_applied = |at: usize| files[at].role == Role::Cluster || survey.use_of(FileId(at as u32)).holds_objects();
    let whole = |at: &usize| may_hold(&files[*at]) && is_applied(*at);
    let trees = (0..files.len()).filter(whole).filter_map(|at| Some((FileId(at as u32), trees[at].as_ref()?)));
    let documents = trees.flat_map(|(id, documents)| documents.iter().map(move |document| (id, document)));
    let objects = |document| if let Content::Objects(objects) = content(document) { objects } else { Vec::new() };
    let all = documents.flat_map(|(id, document)| objects(document).into_iter().map(move |object| (id, object)));
    Policies::collect(all, sets)
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
    };
    run.policies.check(&subject).into_iter().for_each(|finding| sink.add(finding));
    let own = run.request.own_rules.iter().filter_map(|rule| rule.check(&subject));
    own.for_each(|finding| sink.add(finding));
}
