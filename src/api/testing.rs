//! Means of this room's tests.

use crate::model::{ApiCause, Finding, Version};
use crate::resource::{Content, Resource, content};
use crate::schema;
use crate::source::{Limits, parse};

/// What the server would answer to the first object of `yaml`: each cause as `Invalid spec.x`, each warning in full.
/// Sorted. Panics where the text is no object of a known kind.
pub(super) fn answers(yaml: &str) -> Vec<String> {
    answers_of(36, yaml)
}

/// The same for `1.<minor>`.
pub(super) fn answers_of(minor: u8, yaml: &str) -> Vec<String> {
    let version = Version::new(minor).expect("a known version");
    let mut answers: Vec<String> = findings(version, yaml)
        .iter()
        .flat_map(|f| f.api.iter().chain(&f.also))
        .map(|cause| match cause {
            ApiCause::Refusal { reason, field, .. } => format!("{reason:?} {field}"),
            ApiCause::Warning { warning } => warning.clone(),
        })
        .collect();
    answers.sort();
    answers
}

/// What [`super::check`] finds.
pub(super) fn findings(version: Version, yaml: &str) -> Vec<Finding> {
    let documents = parse(yaml, &Limits::default());
    let document = documents.first().expect("a document");
    let Content::Objects(objects) = content(document) else { panic!("no object in {yaml}") };
    let resource: &Resource<'_> = objects.first().expect("an object");
    let kind = schema::kind(resource.group(), resource.version(), resource.kind, version).expect("a known kind");
    super::check(resource, kind.gvk(), version)
}

/// Holds each manifest against its answers. The manifests are fragments: `base` with the fragment behind it.
pub(super) fn table(base: &str, cases: &[(&str, &[&str])]) {
    for (fragment, expected) in cases {
        let yaml = format!("{base}{fragment}");
        assert_eq!(answers(&yaml), *expected, "{yaml}");
    }
}

/// Holds that `answer` is given to what `yaml` makes of one more than `last`, and not to what it makes of `last`.
pub(super) fn edge(last: usize, answer: &str, yaml: impl Fn(usize) -> String) {
    for (count, told) in [(last, false), (last + 1, true)] {
        let answers = answers(&yaml(count));
        assert_eq!(answers.iter().any(|given| given == answer), told, "{count}: {answer} among {answers:?}");
    }
}
