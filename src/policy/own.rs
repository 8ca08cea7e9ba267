//! Rules that users write themselves: an expression over each object of some kinds.

use super::Subject;
use super::place::{blamed, deepest, failed, told};
use super::run::{Expression, Scope, Verdict};
use crate::cel::value::Value as Cel;
use crate::cel::{Env, Issue, Type, compile};
use crate::model::{Finding, Layer, Rule, Severity, Version, interned};

/// What the ids of such rules begin with.
pub const PREFIX: &str = "custom/";

/// A rule of the configuration.
#[derive(Clone, Debug)]
pub struct OwnRule {
    /// Its rule, whose id begins with [`PREFIX`].
    pub rule: &'static Rule,
    /// `Kind` or `group/version/Kind`; every object where there is none.
    pub kinds: Vec<String>,
    /// What must hold.
    expression: Expression,
    /// What is said where it does not.
    message: String,
    message_expression: Option<Expression>,
    variables: Vec<(String, Expression)>,
    /// The field that a person must change.
    field: Option<String>,
}

/// An own rule as it is written.
#[derive(Clone, Debug, Default)]
pub struct Written<'w> {
    /// Its name.
    pub id: &'w str,
    /// The kinds that it looks at.
    pub kinds: Vec<String>,
    /// CEL over `object`.
    pub expression: &'w str,
    /// What is said.
    pub message: &'w str,
    /// CEL that comes to what is said.
    pub message_expression: &'w str,
    /// Names and expressions.
    pub variables: Vec<(String, String)>,
    /// `error` where nothing is said.
    pub severity: Option<Severity>,
    /// The path of the field to point at.
    pub field: &'w str,
}

impl OwnRule {
    /// Gets a rule ready.
    pub fn new(written: &Written<'_>) -> Self {
        let message = if written.message.is_empty() {
            format!("`{}` does not hold", written.expression.trim())
        } else {
            written.message.to_owned()
        };
        let rule = Rule {
            id: interned(&format!("{PREFIX}{}", written.id)),
            layer: Layer::Lint,
            severity: written.severity.unwrap_or(Severity::Error),
            asked: false,
            summary: interned(&message),
            explanation: "A rule of the configuration (`custom-rules`).",
            bad: "",
            good: "",
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        OwnRule {
            rule: leaked(rule),
            kinds: written.kinds.clone(),
            expression: Expression::new(written.expression),
            message,
            message_expression: some(written.message_expression).map(|text| Expression::new(&text)),
            variables: written.variables.iter().map(|(name, text)| (name.clone(), Expression::new(text))).collect(),
            field: some(written.field),
        }
    }

    /// What it asks, and what it says where that does not hold.
    pub fn said(&self) -> (&str, &str) {
        (&self.expression.text, &self.message)
    }

    /// What is wrong with an object, as this rule has it.
    pub fn check(&self, subject: &Subject<'_>) -> Option<Finding> {
        let object = subject.object;
        if subject.changes.deleted || !self.kinds.is_empty() && !object.is_one_of(&self.kinds) {
            return None;
        }
        let scope = Scope::new(subject, false, Some(Cel::Null), &self.variables);
        let (place, help) = match scope.decide(&self.expression) {
            Verdict::Holds | Verdict::Unsaid => return None,
            Verdict::Broken(why) => (blamed(object, &self.expression, &scope, why.as_ref()), told(why.as_ref())),
            Verdict::Other(ty) => (None, Some(format!("the expression comes to no boolean, but to {ty}"))),
            Verdict::Failed(words, at) => {
                let place = failed(object, &self.expression, &scope, (at, &words));
                (place, Some(format!("the expression could not be evaluated: {words}")))
            }
        };
        let message = self.message_expression.as_ref().and_then(|expression| scope.text(expression));
        let pointed = self.field.as_deref().map(|path| deepest(object, path));
        let (field, known) = pointed.or(place).unwrap_or_else(|| deepest(object, "metadata.name"));
        let span = if known.is_empty() { object.field().at("kind").span() } else { field.span() };
        let mut finding = Finding::of(self.rule, span, message.unwrap_or_else(|| self.message.clone()));
        finding.field(known);
        if let Some(help) = help {
            finding.help(help);
        }
        Some(finding)
    }
}

/// What is wrong with an expression of an own rule, which may name these variables; it must come to that type.
pub fn mistakes(text: &str, variables: &[String], wanted: &Type, server: Version) -> Vec<Issue> {
    let mut known: std::collections::BTreeMap<String, Type> =
        ["object", "oldObject", "params", "request"].map(|name| (name.to_owned(), Type::Dyn)).into();
    let composed = variables.iter().map(|name| (name.clone(), Type::Dyn)).collect();
    known.insert("variables".to_owned(), Type::object("kubernetes.variables", composed));
    let env = Env { variables: known, server: Some(server), ..Env::default() };
    match compile(text, &env) {
        Err(issues) => issues,
        Ok(checked) if checked.ty == *wanted || checked.ty == Type::Dyn || *wanted == Type::Dyn => Vec::new(),
        Ok(checked) => vec![Issue::of_all(format!("must evaluate to {wanted}, not to {}", checked.ty))],
    }
}

/// A configuration is read once in a run, and findings outlive it: so do its rules.
fn leaked(rule: Rule) -> &'static Rule {
    Box::leak(Box::new(rule))
}
