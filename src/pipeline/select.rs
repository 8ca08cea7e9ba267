//! Kinds that the user passes over (`--skip`) or does not want at all (`--reject`).

use super::Request;
use crate::model::{Finding, Layer, Rule, Severity};
use crate::resource::Resource;

/// `lint/rejected-kind`
pub(crate) static REJECTED_KIND: Rule = Rule {
    id: "lint/rejected-kind",
    layer: Layer::Lint,
    severity: Severity::Error,
    asked: false,
    summary: "A kind that the user does not allow",
    explanation: "`--reject` or `reject` in the configuration names this kind: it may not appear in the checked paths.",
    bad: "",
    good: "",
};

/// Whether the object is passed over.
pub(super) fn skipped(object: &Resource<'_>, request: &Request) -> bool {
    object.is_one_of(&request.skip)
}

/// The finding where the object's kind may not appear.
pub(super) fn rejected(object: &Resource<'_>, request: &Request) -> Option<Finding> {
    if !object.is_one_of(&request.reject) {
        return None;
    }
    let span = object.field().at("kind").span();
    let message = format!("kind `{}` may not appear here", object.kind);
    let mut finding = Finding::of(&REJECTED_KIND, span, message);
    finding.field("kind").help("it is listed under `--reject` or `reject` in the configuration");
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn kinds_are_named_with_or_without_their_group() {
        let documents = parse("apiVersion: apps/v1\nkind: Deployment\n", &Limits::default());
        let object = Resource::new(documents[0].root().unwrap());
        for (kind, named) in
            [("Deployment", true), ("apps/v1/Deployment", true), ("apps/v2/Deployment", false), ("Pod", false)]
        {
            assert_eq!(object.is_one_of(&[kind.to_owned()]), named, "{kind}");
        }
    }
}
