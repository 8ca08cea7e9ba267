//! ValidatingAdmissionPolicies of the tree, applied to its objects as the API server would
//! (`apiserver/pkg/admission/plugin/policy/validating`).

use std::sync::Arc;

use hashbrown::HashMap;

use super::matching::{Constraints, Space};
use super::run::Expression;
use crate::inventory::read::namespace;
use crate::model::{FileId, Layer, Rule, Sets, Severity, Span};
use crate::resource::{Field, Resource};

/// `cross/admission-policy`
pub static ADMISSION_POLICY: Rule = Rule {
    id: "cross/admission-policy",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "An object that a ValidatingAdmissionPolicy of the tree, or of the cluster that is given, denies",
    explanation: "A policy whose binding says `Deny` has the API server refuse every object that breaks one of its validations; with `Warn` it is \
                  let in with a warning. The expressions are evaluated over the object as it would be created, with the usual values \
                  filled in where it says nothing. What only a cluster knows (the authorizer, labels of namespaces that are not here, \
                  parameters that are not here) is not guessed: such a validation is passed over. So are objects that a mutating policy or \
                  webhook of the tree may change before.",
    bad: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: few\nspec:\n  matchConstraints:\n    resourceRules:\n    - apiGroups: [apps]\n      apiVersions: [v1]\n      operations: [CREATE]\n      resources: [deployments]\n  validations:\n  - expression: object.spec.replicas <= 3\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: few\nspec:\n  policyName: few\n  validationActions: [Deny]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 4\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
    good: "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata:\n  name: few\nspec:\n  matchConstraints:\n    resourceRules:\n    - apiGroups: [apps]\n      apiVersions: [v1]\n      operations: [CREATE]\n      resources: [deployments]\n  validations:\n  - expression: object.spec.replicas <= 3\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata:\n  name: few\nspec:\n  policyName: few\n  validationActions: [Deny]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n",
};

pub(super) const GROUP: &str = "admissionregistration.k8s.io";
pub(super) const POLICY: &str = "ValidatingAdmissionPolicy";
const BINDING: &str = "ValidatingAdmissionPolicyBinding";
const MUTATING_POLICY: &str = "MutatingAdmissionPolicy";
const MUTATING_WEBHOOKS: &str = "MutatingWebhookConfiguration";

/// Whether a file may hold a policy.
pub fn mentions(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), POLICY.as_bytes()).is_some()
}

/// Whether an object is a policy, or a binding that has one enforced.
pub fn is_policy(object: &Resource<'_>) -> bool {
    object.group() == GROUP && matches!(object.kind, POLICY | BINDING)
}

pub(super) struct Validation {
    pub(super) expression: Expression,
    pub(super) message: String,
    pub(super) message_expression: Option<Expression>,
    pub(super) span: Span,
}

/// An expression without a message of its own.
pub(super) struct Condition {
    pub(super) expression: Expression,
    pub(super) span: Span,
}

pub(super) struct Policy<'a> {
    pub(super) name: &'a str,
    pub(super) file: FileId,
    /// What it is about; everything where nothing is said.
    pub(super) constraints: Option<Constraints<'a>>,
    pub(super) conditions: Vec<Condition>,
    pub(super) variables: Vec<(String, Expression)>,
    pub(super) validations: Vec<Validation>,
    /// Group/version and kind of its parameters.
    pub(super) params: Option<(&'a str, &'a str)>,
    /// What cannot be evaluated is let in.
    pub(super) ignores: bool,
}

pub(super) struct Binding<'a> {
    pub(super) name: &'a str,
    pub(super) file: FileId,
    pub(super) policy: &'a str,
    /// What of it; everything where nothing is said.
    pub(super) resources: Option<Constraints<'a>>,
    pub(super) params: Field<'a>,
    /// How grave its findings are.
    pub(super) severity: Severity,
}

/// The policies of a tree with their bindings, and what they may refer to.
#[derive(Default)]
pub struct Policies<'a> {
    pub(super) policies: Vec<Policy<'a>>,
    pub(super) bindings: Vec<Binding<'a>>,
    /// What changes objects before they are validated: policies and webhooks of the tree, with what they are about.
    pub(super) mutators: Vec<(FileId, Option<Constraints<'a>>)>,
    /// The namespaces of the tree by name.
    pub(super) namespaces: HashMap<&'a str, Vec<Space>>,
    pub(super) params: Vec<(FileId, Resource<'a>)>,
    /// What is not here is nowhere.
    pub(super) complete: bool,
    /// Which files are applied together.
    pub(super) sets: Arc<Sets>,
}

impl<'a> Policies<'a> {
    /// Gathers them from all objects, which are `complete` where there are no others. `sets` tells which files are applied together, and is asked where there are any.
    pub fn collect(
        objects: impl Iterator<Item = (FileId, Resource<'a>)> + Clone,
        complete: bool,
        sets: impl FnOnce() -> Arc<Sets>,
    ) -> Self {
        let mut all = Policies { complete, ..Policies::default() };
        for (file, object) in objects.clone() {
            let spec = object.field().at("spec");
            match object.kind {
                POLICY if object.group() == GROUP => all.policies.extend(policy(file, &object)),
                BINDING if object.group() == GROUP => all.bindings.push(Binding {
                    name: object.name().unwrap_or_default(),
                    file,
                    policy: spec.at("policyName").str(),
                    resources: Constraints::read(spec.at("matchResources")),
                    params: spec.at("paramRef"),
                    severity: severity(spec.at("validationActions")),
                }),
                MUTATING_POLICY if object.group() == GROUP => {
                    all.mutators.push((file, Constraints::read(spec.at("matchConstraints"))));
                }
                MUTATING_WEBHOOKS if object.group() == GROUP => {
                    let webhooks = object.field().at("webhooks").items();
                    all.mutators.extend(webhooks.map(|webhook| (file, Some(Constraints::of_webhook(webhook)))));
                }
                "Namespace" if object.group().is_empty() => {
                    let labels = namespace(object.field()).labels;
                    if let Some(name) = object.name() {
                        all.namespaces.entry(name).or_default().push(Space { file, labels });
                    }
                }
                _ => {}
            }
        }
        let wanted: Vec<(&str, &str)> = all.policies.iter().filter_map(|policy| policy.params).collect();
        if !wanted.is_empty() {
            let is_one = |(_, object): &(FileId, Resource<'_>)| wanted.contains(&(object.api_version, object.kind));
            all.params.extend(objects.filter(is_one));
        }
        if !all.is_empty() {
            all.sets = sets();
        }
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.policies.is_empty() || self.bindings.is_empty()
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
    let condition =
        |one: Field<'a>| Some(Condition { expression: some(one.at("expression"))?, span: one.at("expression").span() });
    let variable = |one: Field<'a>| Some((one.at("name").opt_str()?.to_owned(), some(one.at("expression"))?));
    let kind = spec.at("paramKind");
    Some(Policy {
        name: object.name()?,
        file,
        constraints: Constraints::read(spec.at("matchConstraints")),
        conditions: spec.at("matchConditions").items().filter_map(condition).collect(),
        variables: spec.at("variables").items().filter_map(variable).collect(),
        validations: spec.at("validations").items().filter_map(validation).collect(),
        params: kind.exists().then(|| (kind.at("apiVersion").str(), kind.at("kind").str())),
        ignores: spec.at("failurePolicy").str() == "Ignore",
    })
}
