//! ValidatingAdmissionPolicies of the tree, applied to its objects as the API server would
//! (`apiserver/pkg/admission/plugin/policy/validating`).

use super::matching::takes;
use super::place::{blamed, deepest, told};
use super::run::{Expression, Scope, Verdict};
use super::{request_of, value};
use crate::cel::value::Value as Cel;
use crate::inventory::read::labels;
use crate::model::{FileId, Finding, Layer, Rule, Severity, Span};
use crate::resource::{Field, Resource};
use crate::scheduler::types::Labels;

/// `cross/admission-policy`
pub static ADMISSION_POLICY: Rule = Rule {
    id: "cross/admission-policy",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "An object that a ValidatingAdmissionPolicy of the tree denies",
    explanation: "A policy whose binding says `Deny` has the API server refuse every object that breaks one of its validations; with `Warn` it is \
                  let in with a warning. The expressions are evaluated over the object as it would be created, with the usual values \
                  filled in where it says nothing. What only a cluster knows (the authorizer, labels of namespaces that are not here, \
                  parameters that are not here) is not guessed: such a validation is passed over.",
    bad: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: few\nspec:\n  matchConstraints:\n    resourceRules:\n    - apiGroups: [apps]\n      apiVersions: [v1]\n      operations: [CREATE]\n      resources: [deployments]\n  validations:\n  - expression: object.spec.replicas <= 3\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: few\nspec:\n  policyName: few\n  validationActions: [Deny]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 4\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: few\nspec:\n  matchConstraints:\n    resourceRules:\n    - apiGroups: [apps]\n      apiVersions: [v1]\n      operations: [CREATE]\n      resources: [deployments]\n  validations:\n  - expression: object.spec.replicas <= 3\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: few\nspec:\n  policyName: few\n  validationActions: [Deny]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

const GROUP: &str = "admissionregistration.k8s.io";
const POLICY: &str = "ValidatingAdmissionPolicy";
const BINDING: &str = "ValidatingAdmissionPolicyBinding";

/// Whether a file may hold a policy.
pub fn mentions(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), POLICY.as_bytes()).is_some()
}

struct Validation {
    expression: Expression,
    message: String,
    message_expression: Option<Expression>,
    span: Span,
}

struct Policy<'a> {
    name: &'a str,
    file: FileId,
    constraints: Field<'a>,
    conditions: Vec<Expression>,
    variables: Vec<(String, Expression)>,
    validations: Vec<Validation>,
    /// Group/version and kind of its parameters.
    params: Option<(&'a str, &'a str)>,
    /// What cannot be evaluated is let in.
    ignores: bool,
}

struct Binding<'a> {
    name: &'a str,
    policy: &'a str,
    resources: Field<'a>,
    params: Field<'a>,
    /// How grave its findings are.
    severity: Severity,
}

/// The policies of a tree with their bindings, and what they may refer to.
#[derive(Default)]
pub struct Policies<'a> {
    policies: Vec<Policy<'a>>,
    bindings: Vec<Binding<'a>>,
    namespaces: Vec<(String, Labels)>,
    params: Vec<Resource<'a>>,
}

impl<'a> Policies<'a> {
    /// Gathers them from all objects.
    pub fn collect(objects: impl Iterator<Item = (FileId, Resource<'a>)> + Clone) -> Self {
        let mut all = Policies::default();
        for (file, object) in objects.clone() {
            let spec = object.field().at("spec");
            match object.kind {
                POLICY if object.group() == GROUP => all.policies.extend(policy(file, &object)),
                BINDING if object.group() == GROUP => all.bindings.push(Binding {
                    name: object.name().unwrap_or_default(),
                    policy: spec.at("policyName").str(),
                    resources: spec.at("matchResources"),
                    params: spec.at("paramRef"),
                    severity: severity(spec.at("validationActions")),
                }),
                "Namespace" if object.group().is_empty() => {
                    let own = labels(object.field().at("metadata").at("labels"));
                    all.namespaces.extend(object.name().map(|name| (name.to_owned(), own)));
                }
                _ => {}
            }
        }
        let wanted: Vec<(&str, &str)> = all.policies.iter().filter_map(|policy| policy.params).collect();
        if !wanted.is_empty() {
            let is_one = |object: &Resource<'_>| wanted.contains(&(object.api_version, object.kind));
            all.params.extend(objects.map(|(_, object)| object).filter(is_one));
        }
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() || self.bindings.is_empty()
    }

    /// What the policies say to the creation of an object.
    pub fn check(&self, object: &Resource<'_>, built_in: bool) -> Vec<Finding> {
        // Policies are not held against themselves.
        if self.is_empty() || object.group() == GROUP {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for binding in &self.bindings {
            let Some(policy) = self.policies.iter().find(|policy| policy.name == binding.policy) else { continue };
            let takes = |constraints| takes(constraints, object, &self.namespaces) == Some(true);
            if takes(policy.constraints) && (!binding.resources.exists() || takes(binding.resources)) {
                self.hold(policy, binding, object, built_in, &mut findings);
            }
        }
        findings
    }

    fn hold(
        &self,
        policy: &Policy<'a>,
        binding: &Binding<'a>,
        object: &Resource<'_>,
        built_in: bool,
        findings: &mut Vec<Finding>,
    ) {
        let seen = value::object(object.root, object.kind, built_in);
        let params = match policy.params {
            None => Some(Cel::Null),
            Some(kind) => self.params_of(kind, binding, object).map(|own| value::plain(own.root)),
        };
        let scope = Scope::new(seen, request_of(object), params, &policy.variables);
        if !policy.conditions.iter().all(|condition| matches!(scope.decide(condition), Verdict::Holds)) {
            return;
        }
        for validation in &policy.validations {
            let (why, failed) = match scope.decide(&validation.expression) {
                Verdict::Holds | Verdict::Unsaid => continue,
                Verdict::Failed(_) if policy.ignores => continue,
                Verdict::Broken(why) => (why, None),
                Verdict::Failed(words) => (None, Some(words)),
            };
            let said = validation.message_expression.as_ref().and_then(|expression| scope.text(expression));
            let expression = validation.expression.text.trim();
            let said = match &failed {
                Some(words) => format!("expression '{expression}' resulted in error: {words}"),
                None => said.unwrap_or_else(|| match validation.message.as_str() {
                    "" => format!("failed expression: {expression}"),
                    message => message.to_owned(),
                }),
            };
            let head = format!("{POLICY} '{}' with binding '{}'", policy.name, binding.name);
            let message = match binding.severity {
                Severity::Error => format!("{head} denied request: {said}"),
                _ => format!("Validation failed for {head}: {said}"),
            };
            let (field, known) = deepest(object, blamed(why.as_ref()).unwrap_or("metadata.name"));
            let span = if known.is_empty() { object.field().at("kind").span() } else { field.span() };
            let mut finding = Finding::of(&ADMISSION_POLICY, span, message);
            finding.severity = binding.severity;
            finding.field(known).relate_in(policy.file, validation.span, "this must hold");
            if let Some(facts) = told(why.as_ref()) {
                finding.help(facts);
            }
            findings.push(finding);
        }
    }

    /// The parameters of a binding, where they are here.
    fn params_of(&self, kind: (&str, &str), binding: &Binding<'_>, object: &Resource<'_>) -> Option<&Resource<'a>> {
        let name = binding.params.at("name").opt_str()?;
        let namespace = binding.params.at("namespace").opt_str().or(object.namespace());
        let mut found = self.params.iter().filter(|own| {
            (own.api_version, own.kind) == kind
                && own.name() == Some(name)
                && (own.namespace().is_none() || own.namespace() == namespace)
        });
        found.next().filter(|_| found.next().is_none())
    }
}

fn severity(actions: Field<'_>) -> Severity {
    let has = |wanted: &str| actions.items().any(|action| action.str() == wanted);
    match (has("Deny"), has("Warn")) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Warning,
        _ => Severity::Info,
    }
}

fn policy<'a>(file: FileId, object: &Resource<'a>) -> Option<Policy<'a>> {
    let spec = object.field().at("spec");
    let some = |field: Field<'_>| field.opt_str().filter(|text| !text.is_empty()).map(Expression::new);
    let validation = |one: Field<'a>| {
        Some(Validation {
            expression: some(one.at("expression"))?,
            message: one.at("message").str().to_owned(),
            message_expression: some(one.at("messageExpression")),
            span: one.at("expression").span(),
        })
    };
    let variable = |one: Field<'a>| Some((one.at("name").opt_str()?.to_owned(), some(one.at("expression"))?));
    let kind = spec.at("paramKind");
    Some(Policy {
        name: object.name()?,
        file,
        constraints: spec.at("matchConstraints"),
        conditions: spec.at("matchConditions").items().filter_map(|one| some(one.at("expression"))).collect(),
        variables: spec.at("variables").items().filter_map(variable).collect(),
        validations: spec.at("validations").items().filter_map(validation).collect(),
        params: kind.exists().then(|| (kind.at("apiVersion").str(), kind.at("kind").str())),
        ignores: spec.at("failurePolicy").str() == "Ignore",
    })
}
