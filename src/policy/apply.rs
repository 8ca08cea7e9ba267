//! Policies over one object: which of them are about it, and what they say to it (`validating/dispatcher.go`,
//! `validating/validator.go`).

use std::rc::Rc;

use super::Subject;
use super::admission::{ADMISSION_POLICY, Binding, GROUP, POLICY, Policies, Policy};
use super::eyes::Eyes;
use super::matching::{Asked, Constraints};
use super::place::{blamed, deepest, failed, told};
use super::run::{Expression, Scope, Verdict};
use super::value;
use crate::cel::value::Value as Cel;
use crate::inventory::matching::selects;
use crate::inventory::read::{label_selector, labels};
use crate::model::{FileId, Finding, Severity, Span, UNCHANGED};
use crate::resource::{Field, Resource};

/// What is said against an object.
struct Said<'o> {
    place: Option<(Field<'o>, String)>,
    words: String,
    help: Option<String>,
    /// The expression that says it.
    span: Span,
}

impl<'a> Policies<'a> {
    /// What the policies say to the creation of an object.
    pub fn check(&self, subject: &Subject<'_>) -> Vec<Finding> {
        // Policies are not held against themselves.
        if self.is_empty() || subject.object.group() == GROUP || subject.changes.deleted {
            return Vec::new();
        }
        let meets = |file: FileId| self.sets.may_meet(file, subject.file);
        let namespaces =
            |name: &str| self.namespaces.get(name).into_iter().flatten().filter(|space| meets(space.file)).collect();
        let asked = Asked::of(subject);
        let takes = |constraints: &Option<Constraints<'_>>| {
            constraints.as_ref().is_none_or(|own| own.take(&asked, &namespaces) == Some(true))
        };
        // What the object is when it is validated nobody knows then.
        let changed = |(file, own): &(FileId, Option<Constraints<'_>>)| {
            meets(*file) && own.as_ref().is_none_or(|own| own.take(&asked, &namespaces) != Some(false))
        };
        if self.mutators.iter().any(changed) {
            return Vec::new();
        }
        let mut findings: Vec<Finding> = Vec::new();
        for binding in self.bindings.iter().filter(|binding| meets(binding.file)) {
            // Of several of one name each is for what it is applied with.
            let nearer = |other: &Binding<'_>| other.name == binding.name && self.sets.share(other.file, subject.file);
            if !self.sets.share(binding.file, subject.file) && self.bindings.iter().any(nearer) {
                continue;
            }
            if !takes(&binding.resources) {
                continue;
            }
            let held = self.policies_of(binding, subject.file).into_iter().map(|policy| {
                if takes(&policy.constraints) { self.hold(policy, binding, subject) } else { Vec::new() }
            });
            let held: Vec<Vec<Finding>> = held.collect();
            // Where nobody knows which policy is bound, each must say something.
            if held.iter().any(Vec::is_empty) {
                continue;
            }
            for finding in held.into_iter().next().into_iter().flatten() {
                let same = |other: &Finding| other.message == finding.message && other.span == finding.span;
                if !findings.iter().any(same) {
                    findings.push(finding);
                }
            }
        }
        findings
    }

    /// The policies that a binding may name: more than one only where nothing tells them apart.
    fn policies_of(&self, binding: &Binding<'_>, object: FileId) -> Vec<&Policy<'a>> {
        let meets = |file: FileId| self.sets.may_meet(file, binding.file) && self.sets.may_meet(file, object);
        let named = self.policies.iter().filter(|policy| policy.name == binding.policy && meets(policy.file));
        let mut all: Vec<&Policy<'a>> = named.collect();
        for file in [binding.file, object] {
            if all.len() > 1 && all.iter().any(|policy| self.sets.share(policy.file, file)) {
                all.retain(|policy| self.sets.share(policy.file, file));
            }
        }
        all
    }

    fn hold(&self, policy: &Policy<'a>, binding: &Binding<'_>, subject: &Subject<'_>) -> Vec<Finding> {
        if let Some(kind) = policy.params.filter(|kind| self.denies_without(*kind, binding, subject)) {
            return if policy.ignores { Vec::new() } else { vec![without_params(policy, kind, binding, subject)] };
        }
        let params: Vec<Option<&Resource<'a>>> = match policy.params {
            None => vec![None],
            Some(kind) => self.params_of(kind, binding, subject).into_iter().map(Some).collect(),
        };
        let all = params.into_iter().flat_map(|own| {
            let said = say(policy, own, subject);
            said.into_iter().map(|said| finding(policy, binding, subject, said)).collect::<Vec<_>>()
        });
        all.collect()
    }

    /// Whether a binding denies what it is about, as none of its parameters is there (`CollectParams`): all that there is
    /// must be known for that, and that there is such a kind.
    fn denies_without(&self, kind: (&str, &str), binding: &Binding<'_>, subject: &Subject<'_>) -> bool {
        let asked = binding.params;
        if !self.complete || asked.at("parameterNotFoundAction").str() != "Deny" {
            return false;
        }
        let (group, version) = kind.0.split_once('/').unwrap_or(("", kind.0));
        if crate::schema::kind(group, version, kind.1, subject.version).is_none() {
            return false;
        }
        let namespace = asked.at("namespace").opt_str().or(subject.object.namespace());
        let selector = label_selector(asked.at("selector"));
        let may_be = |(file, own): &(FileId, Resource<'_>)| {
            let here = own.namespace().is_none() || namespace.is_none() || own.namespace() == namespace;
            let named = asked.at("name").opt_str().is_none_or(|name| own.name() == Some(name));
            let labels = || labels(own.field().at("metadata").at("labels"));
            let chosen = selector.as_ref().is_none_or(|selector| selects(selector, &labels()));
            (own.api_version, own.kind) == kind && self.sets.may_meet(*file, binding.file) && here && named && chosen
        };
        !self.params.iter().any(may_be)
    }

    /// The parameters of a binding that are here; none where nobody knows which they are.
    fn params_of(&self, kind: (&str, &str), binding: &Binding<'_>, subject: &Subject<'_>) -> Vec<&Resource<'a>> {
        let namespace = binding.params.at("namespace").opt_str().or(subject.object.namespace());
        let of_kind = self.params.iter().filter(|(file, own)| {
            (own.api_version, own.kind) == kind
                && (own.namespace().is_none() || own.namespace() == namespace)
                && self.sets.may_meet(*file, binding.file)
                && self.sets.may_meet(*file, subject.file)
        });
        if let Some(name) = binding.params.at("name").opt_str() {
            let mut found = of_kind.filter(|(_, own)| own.name() == Some(name)).map(|(_, own)| own);
            return found.next().filter(|_| found.next().is_none()).into_iter().collect();
        }
        let Some(selector) = label_selector(binding.params.at("selector")) else { return Vec::new() };
        let chosen = |own: &Resource<'_>| selects(&selector, &labels(own.field().at("metadata").at("labels")));
        of_kind.map(|(_, own)| own).filter(|own| chosen(own)).collect()
    }
}

/// What the server says of an object that is held against parameters that are not there, whatever the binding does with what
/// breaks its policy.
fn without_params(policy: &Policy<'_>, kind: (&str, &str), binding: &Binding<'_>, subject: &Subject<'_>) -> Finding {
    let message = format!(
        "{POLICY} '{}' with binding '{}' denied request: failed to configure binding: no params found for policy binding \
         with `Deny` parameterNotFoundAction",
        policy.name, binding.name
    );
    let (field, known) = deepest(subject.object, "metadata.name");
    let mut finding = Finding::of(&ADMISSION_POLICY, field.span(), message);
    finding.field(known).relate_in(binding.file, binding.params.span(), format!("no such {} is declared", kind.1));
    finding.help(format!("declare the {}, or let `parameterNotFoundAction` be `Allow`", kind.1));
    finding
}

/// A parameter as an expression sees it: of kinds that are not Kubernetes' own a server may fill in what is not there.
fn param<'a>(own: &'a Resource<'a>, subject: &Subject<'a>) -> Cel<'a> {
    let open = own.api_version != "v1";
    let subject =
        Subject { object: own, meaning: None, open, defined: None, changes: &UNCHANGED, drawn: false, ..*subject };
    value::object(&subject, &Rc::new(Eyes::new(&subject, true)))
}

/// What a policy says to an object, with these parameters.
fn say<'o>(policy: &Policy<'_>, own: Option<&'o Resource<'o>>, subject: &Subject<'o>) -> Vec<Said<'o>> {
    let params = Some(own.map_or(Cel::Null, |own| param(own, subject)));
    let scope = Scope::new(subject, true, params, &policy.variables);
    let mut errors = Vec::new();
    for condition in &policy.conditions {
        match scope.decide(&condition.expression) {
            Verdict::Broken(_) | Verdict::Unsaid => return Vec::new(),
            Verdict::Failed(words, at) => errors.push((condition, words, at)),
            Verdict::Holds | Verdict::Other(_) => {}
        }
    }
    if let Some((condition, words, at)) = errors.into_iter().next() {
        let said = || error(&condition.expression, condition.span, &scope, subject, (words, at));
        return if policy.ignores { Vec::new() } else { vec![said()] };
    }
    let mut all = Vec::new();
    for validation in &policy.validations {
        let expression = &validation.expression;
        let why = match scope.decide(expression) {
            Verdict::Holds | Verdict::Unsaid => continue,
            Verdict::Failed(..) if policy.ignores => continue,
            Verdict::Failed(words, at) => {
                all.push(error(expression, validation.span, &scope, subject, (words, at)));
                continue;
            }
            Verdict::Other(_) => None,
            Verdict::Broken(why) => why,
        };
        let said = validation.message_expression.as_ref().and_then(|expression| scope.text(expression));
        let own = || match validation.message.trim() {
            "" => format!("failed expression: {}", expression.text.trim()),
            message => message.to_owned(),
        };
        all.push(Said {
            place: blamed(subject.object, expression, &scope, why.as_ref()),
            words: said.unwrap_or_else(own),
            help: told(why.as_ref()),
            span: validation.span,
        });
    }
    all
}

/// An expression that cannot be evaluated.
fn error<'o>(
    expression: &Expression,
    span: Span,
    scope: &Scope<'_, '_>,
    subject: &Subject<'o>,
    (words, at): (String, crate::cel::Id),
) -> Said<'o> {
    let place = failed(subject.object, expression, scope, (at, &words));
    let words = format!("expression '{}' resulted in error: {words}", expression.text.trim());
    Said { place, words, help: None, span }
}

fn finding(policy: &Policy<'_>, binding: &Binding<'_>, subject: &Subject<'_>, said: Said<'_>) -> Finding {
    let head = format!("{POLICY} '{}' with binding '{}'", policy.name, binding.name);
    let message = match binding.severity {
        Severity::Error => format!("{head} denied request: {}", said.words),
        _ => format!("Validation failed for {head}: {}", said.words),
    };
    let object = subject.object;
    let (field, known) = said.place.unwrap_or_else(|| deepest(object, "metadata.name"));
    let span = if known.is_empty() { object.field().at("kind").span() } else { field.span() };
    let mut finding = Finding::of(&ADMISSION_POLICY, span, message);
    finding.severity = binding.severity;
    finding.field(known).relate_in(policy.file, said.span, "this must hold");
    if let Some(facts) = said.help {
        finding.help(facts);
    }
    finding
}
