//! What placement asks of other rooms: which files are one cluster's, and what the policies among them deny.

use super::Request;
use crate::cross::Together;
use crate::discover::{Role, SourceFile};
use crate::inventory::{Denial, Origin, Surroundings};
use crate::model::{FileId, Gvk, Severity, Version};
use crate::policy::{Policies, Subject};
use crate::repository::Survey;
use crate::resource::Resource;

const POD: Gvk = Gvk { group: "", version: "v1", kind: "Pod" };

/// What is known of the files of a run once they are linted.
pub(super) struct Files<'s> {
    files: &'s [SourceFile],
    survey: &'s Survey,
    together: &'s Together<'s>,
    policies: Policies<'s>,
    version: Version,
}

impl<'s> Files<'s> {
    /// `policies` are those that are in force.
    pub(super) fn new(
        files: &'s [SourceFile],
        (survey, together): (&'s Survey, &'s Together<'s>),
        request: &Request,
        policies: impl FnOnce() -> Policies<'s>,
    ) -> Self {
        Files { files, survey, together, policies: policies(), version: request.version() }
    }

    /// What comes out of the cluster, or is given to a command, is of no environment.
    fn is_manifest(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_some_and(|file| file.role == Role::Manifest)
    }
}

impl Surroundings for Files<'_> {
    fn nearness(&self, a: FileId, b: FileId) -> Option<usize> {
        if !self.is_manifest(a) || !self.is_manifest(b) {
            return Some(0);
        }
        self.together.likely_meet(a, b).then(|| self.together.nearness(a, b))
    }

    fn called_alike(&self, a: FileId, b: FileId) -> bool {
        self.together.are_called_alike(a, b)
    }

    fn moves(&self, file: FileId) -> bool {
        self.together.is_put_somewhere(file)
    }

    fn denied(&self, pod: &Resource<'_>, of: Origin<'_>) -> Option<Denial> {
        let owner = Resource::new(of.root);
        let subject = Subject {
            object: pod,
            file: of.file,
            meaning: Some(POD),
            version: self.version,
            open: false,
            defined: None,
            changes: &self.survey.changes_of(of.file, &owner),
            drawn: pod.field().at("metadata").at("generateName").exists(),
        };
        let denies = self.policies.check(&subject).into_iter().find(|finding| finding.severity == Severity::Error)?;
        let said = denies.into_particulars();
        let message = said.message.to_string();
        Some(Denial { message, span: said.span, related: said.related, help: said.help })
    }

    fn denies(&self) -> bool {
        !self.policies.is_empty()
    }
}

#[cfg(test)]
#[path = "surroundings_tests.rs"]
mod tests;
