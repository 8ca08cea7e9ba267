//! The rules that a configuration brings of its own: what they are, and what is wrong with them.

use super::configuration::{no_kind, wrong};
use crate::cel::Type;
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Severity, Version};
pub use crate::policy::PREFIX;
use crate::policy::{OwnRule, Written, mistakes};
use crate::source::Node;

/// Rules that are read of one configuration. More are hardly written by hand.
const MOST: usize = 1_000;

fn all(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.get("custom-rules").into_iter().flat_map(Node::items).take(MOST)
}

fn text<'n>(of: Node<'n>, key: &str) -> &'n str {
    of.get(key).and_then(Node::as_str).unwrap_or_default()
}

fn variables(of: Node<'_>) -> Vec<(String, String)> {
    let all = of.get("variables").into_iter().flat_map(Node::items);
    all.map(|one| (text(one, "name").to_owned(), text(one, "expression").to_owned())).collect()
}

/// Their ids, as they are written.
pub(super) fn ids(root: Node<'_>) -> Vec<&str> {
    all(root).map(|one| text(one, "id")).collect()
}

/// What is said of an id at `key` that none of them has.
pub(super) fn unknown(key: Node<'_>, id: &str, own: &[&str], field: &str) -> Option<Finding> {
    if own.contains(&id) {
        return None;
    }
    let mut finding = wrong(key, field, format!("there is no rule `{id}` among `custom-rules`"));
    match nearest(id, Strictness::Name, own.iter().copied(), |own| own) {
        Some((near, _)) => {
            let name = format!("{PREFIX}{near}");
            finding.help(format!("did you mean `{name}`?")).fix(format!("change to `{name}`"), key.span(), name);
        }
        None => {
            finding.help("give it an expression there, or take it away here");
        }
    }
    Some(finding)
}

/// The rules, without those that cannot be read.
pub fn rules(root: Node<'_>) -> Vec<OwnRule> {
    let sound = all(root).filter(|one| !text(*one, "id").is_empty() && !text(*one, "expression").is_empty());
    let one = |of: Node<'_>| {
        let kinds = of.get("kinds").into_iter().flat_map(Node::items);
        OwnRule::new(&Written {
            id: text(of, "id"),
            kinds: kinds.filter_map(|kind| kind.as_str().map(str::to_owned)).collect(),
            expression: text(of, "expression"),
            message: text(of, "message"),
            message_expression: text(of, "message-expression"),
            variables: variables(of),
            severity: Severity::named(text(of, "severity")),
            field: text(of, "field"),
        })
    };
    sound.map(one).collect()
}

/// What is wrong with them, beyond what their fields and types say.
pub(super) fn check(root: Node<'_>, target: Version, findings: &mut Vec<Finding>) {
    let mut ids: Vec<&str> = Vec::new();
    for (at, one) in all(root).enumerate() {
        let id = text(one, "id");
        let place = format!("custom-rules[{at}]");
        if let Some(node) = one.get("id").filter(|_| ids.contains(&id)) {
            findings.push(wrong(node, &format!("{place}.id"), format!("there is a rule `{id}` already")));
        }
        ids.push(id);
        for (number, kind) in one.get("kinds").into_iter().flat_map(Node::items).enumerate() {
            findings.extend(no_kind(kind, &format!("{place}.kinds[{number}]")));
        }
        let mut known: Vec<String> = Vec::new();
        for (number, variable) in one.get("variables").into_iter().flat_map(Node::items).enumerate() {
            let field = format!("{place}.variables[{number}].expression");
            expression(variable.get("expression"), &field, &known, (&Type::Dyn, target), findings);
            known.push(text(variable, "name").to_owned());
        }
        for (key, wanted) in [("expression", Type::Bool), ("message-expression", Type::String)] {
            expression(one.get(key), &format!("{place}.{key}"), &known, (&wanted, target), findings);
        }
    }
}

fn expression(
    node: Option<Node<'_>>,
    field: &str,
    variables: &[String],
    (wanted, target): (&Type, Version),
    findings: &mut Vec<Finding>,
) {
    let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else { return };
    for issue in mistakes(text, variables, wanted, target) {
        findings.push(wrong(node, field, format!("the expression is none: {}", issue.message)));
    }
}
