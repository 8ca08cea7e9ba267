//! The policies of the tree, and the rules that users have written, over one object.

use super::Run;
use super::part::Part;
use crate::model::{FileId, Gvk, Sink};
use crate::policy::Subject;
use crate::resource::Resource;

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
