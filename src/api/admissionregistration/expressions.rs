//! The CEL expressions of policies and webhooks: `apiserver/pkg/admission/plugin/cel/compile.go`.

use std::collections::BTreeMap;

use crate::api::Cx;
use crate::api::part::part;
use crate::cel::value::Failure;
use crate::cel::{self, Checked, Env, Issue, RESERVED, Struct, Type};
use crate::model::{Finding, Reason, Version};
use crate::resource::Field;
use crate::schema::of_reason;

/// What an expression may refer to, besides the request and its objects.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// Whether there are parameters.
    pub(super) params: bool,
    /// Whether the authorizer may be asked.
    pub(super) authorizer: bool,
    /// Whether patches can be made.
    pub(super) patches: bool,
    /// The variables composed so far, where the policy has any.
    pub(super) variables: Option<BTreeMap<String, Type>>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { params: false, authorizer: true, patches: false, variables: None }
    }
}

/// `createEnvForOpts`
fn environment(scope: &Scope, server: Version) -> Env {
    let mut variables: BTreeMap<String, Type> = BTreeMap::new();
    let mut add = |name: &str, ty| variables.insert(name.to_owned(), ty);
    add("object", Type::Dyn);
    add("oldObject", Type::Dyn);
    add("namespaceObject", namespace_type());
    add("request", request_type());
    if scope.params {
        add("params", Type::Dyn);
    }
    if scope.authorizer {
        add("authorizer", Type::Named("kubernetes.authorization.Authorizer"));
        add("authorizer.requestResource", Type::Named("kubernetes.authorization.ResourceCheck"));
    }
    if let Some(composed) = &scope.variables {
        add("variables", Type::object("kubernetes.variables", composed.clone()));
    }
    Env { variables, server: Some(server), patches: scope.patches, bindings: false }
}

fn object<const N: usize>(name: &str, fields: [(&str, Type); N]) -> Type {
    Type::object(name, fields.into_iter().map(|(name, ty)| (name.to_owned(), ty)).collect())
}

fn texts<const N: usize>(name: &str, fields: [&str; N]) -> Type {
    object(name, fields.map(|field| (field, Type::String)))
}

/// `BuildRequestType`
fn request_type() -> Type {
    let kind = texts("kubernetes.GroupVersionKind", ["group", "version", "kind"]);
    let resource = texts("kubernetes.GroupVersionResource", ["group", "version", "resource"]);
    let user = object(
        "kubernetes.UserInfo",
        [
            ("username", Type::String),
            ("uid", Type::String),
            ("groups", Type::list(Type::String)),
            ("extra", Type::string_map(Type::list(Type::String))),
        ],
    );
    object(
        "kubernetes.AdmissionRequest",
        [
            ("kind", kind.clone()),
            ("resource", resource.clone()),
            ("subResource", Type::String),
            ("requestKind", kind),
            ("requestResource", resource),
            ("requestSubResource", Type::String),
            ("name", Type::String),
            ("namespace", Type::String),
            ("operation", Type::String),
            ("userInfo", user),
            ("dryRun", Type::Bool),
            ("options", Type::Dyn),
        ],
    )
}

/// `BuildNamespaceType`
fn namespace_type() -> Type {
    let condition = object(
        "kubernetes.NamespaceCondition",
        [
            ("status", Type::String),
            ("type", Type::String),
            ("lastTransitionTime", Type::Timestamp),
            ("message", Type::String),
            ("reason", Type::String),
        ],
    );
    let metadata = object(
        "kubernetes.NamespaceMetadata",
        [
            ("name", Type::String),
            ("generateName", Type::String),
            ("namespace", Type::String),
            ("labels", Type::string_map(Type::String)),
            ("annotations", Type::string_map(Type::String)),
            ("UID", Type::String),
            ("creationTimestamp", Type::Timestamp),
            ("deletionGracePeriodSeconds", Type::Int),
            ("deletionTimestamp", Type::Timestamp),
            ("generation", Type::Int),
            ("resourceVersion", Type::String),
            ("finalizers", Type::list(Type::String)),
        ],
    );
    let spec = object("kubernetes.NamespaceSpec", [("finalizers", Type::list(Type::String))]);
    let status = object("kubernetes.NamespaceStatus", [("conditions", Type::list(condition)), ("phase", Type::String)]);
    object("kubernetes.Namespace", [("metadata", metadata), ("spec", spec), ("status", status)])
}

/// `validateVariable` for each, which makes it known to the expressions after it
pub(super) fn variables<'a>(cx: &mut Cx<'a>, list: Field<'a>, scope: &mut Scope) {
    let mut composed = BTreeMap::new();
    if !list.is_empty() || scope.patches {
        scope.variables = Some(BTreeMap::new());
    }
    for of in list.items() {
        let (name, expression) = (of.at("name"), of.at("expression"));
        if name.str().trim().is_empty() {
            cx.required(name, "name is not specified");
        } else if !is_identifier(name.str()) {
            cx.invalid(name, "must be a valid CEL identifier")
                .say(format!("`{}` cannot be the name of a variable", name.str()))
                .help("letters, digits and `_` are allowed, with no digit first and no word that CEL keeps for itself");
        }
        if expression.str().trim().is_empty() {
            cx.required(expression, "expression is not specified");
            continue;
        }
        // What does not compile is known all the same, so that it is not reported again where it is used.
        let checked = compiled(cx, expression, expression.str(), scope);
        let ty = checked.filter(|checked| ready(cx, expression, checked)).map_or(Type::Dyn, |checked| checked.ty);
        composed.insert(name.str().to_owned(), ty);
        scope.variables = Some(composed.clone());
    }
}

/// `isCELIdentifier`
fn is_identifier(name: &str) -> bool {
    let sound = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    sound && !name.starts_with(|c: char| c.is_ascii_digit()) && !RESERVED.contains(&name)
}

/// An expression that decides.
pub(super) fn must_be_bool<'a>(cx: &mut Cx<'a>, f: Field<'a>, scope: &Scope) {
    must_be(cx, f, scope, &[Type::Bool]);
}

/// An expression that makes a text.
pub(super) fn must_be_string<'a>(cx: &mut Cx<'a>, f: Field<'a>, scope: &Scope) {
    must_be(cx, f, scope, &[Type::String]);
}

/// An expression that makes a text or nothing.
pub(super) fn must_be_string_or_null<'a>(cx: &mut Cx<'a>, f: Field<'a>, scope: &Scope) {
    must_be(cx, f, scope, &[Type::String, Type::Null]);
}

/// An expression that makes a change to an object.
pub(super) fn must_be_patch<'a>(cx: &mut Cx<'a>, f: Field<'a>, scope: &Scope, json: bool) {
    let Some(checked) = compiled(cx, f, f.str(), scope) else { return };
    let ty = &checked.ty;
    let named = |ty: &Type, wanted: &str| matches!(ty, Type::Struct(of) if is_named(of, wanted));
    let (fits, wanted) = match ty {
        _ if !json => (named(ty, "Object"), "Object"),
        Type::List(item) => (named(item, "JSONPatch"), "list(JSONPatch)"),
        _ => (false, "list(JSONPatch)"),
    };
    if fits {
        ready(cx, f, &checked);
    } else {
        wrong_type(cx, f, &format!("must evaluate to {wanted} but got {ty}"), wanted, ty);
    }
}

fn is_named(of: &Struct, wanted: &str) -> bool {
    of.name == wanted
}

fn must_be<'a>(cx: &mut Cx<'a>, f: Field<'a>, scope: &Scope, allowed: &[Type]) {
    let Some(checked) = compiled(cx, f, f.str(), scope) else { return };
    let ty = &checked.ty;
    if allowed.contains(ty) {
        ready(cx, f, &checked);
        return;
    }
    let names: Vec<_> = allowed.iter().map(Type::to_string).collect();
    let detail = match &names[..] {
        [only] => format!("must evaluate to {only} but got {ty}"),
        _ => format!("must evaluate to one of [{}] but got {ty}", names.join(" ")),
    };
    wrong_type(cx, f, &detail, &names.join(" or "), ty);
}

fn wrong_type<'a>(cx: &mut Cx<'a>, f: Field<'a>, detail: &str, wanted: &str, ty: &Type) {
    let finding = cx.invalid(f, detail);
    finding.say(format!("this expression makes a value of type {ty}, here it must be {wanted}"));
    match (wanted, ty) {
        ("bool", Type::Dyn) => finding.help("compare it: `… == true`"),
        ("string" | "string or null_type", _) => finding.help("put `string(…)` around it"),
        _ => finding.help(format!("write an expression whose value is {wanted}")),
    };
}

/// The expression, or one finding for all that is wrong with it.
fn compiled<'a>(cx: &mut Cx<'a>, f: Field<'a>, text: &str, scope: &Scope) -> Option<Checked> {
    match cel::compile(text, &environment(scope, cx.version)) {
        Ok(checked) => Some(checked),
        Err(issues) => {
            let detail = format!("compilation failed: {}", cel::printed(text, &issues));
            told(cx.invalid(f, detail), f, &issues);
            None
        }
    }
}

/// Whether an expression can be made ready to run: what is the same in all runs is worked out before any.
pub(in crate::api) fn ready<'a>(cx: &mut Cx<'a>, f: Field<'a>, checked: &Checked) -> bool {
    let Some(Err(Failure(problem))) = checked.plan() else { return true };
    let detail = format!("Internal error: program instantiation failed: {problem}");
    let told = format!("a part of this expression fails whatever the values are: {problem}");
    cx.refuse(of_reason(Reason::InternalError), Reason::InternalError, f, detail, told);
    false
}

/// Tells a person the first of what is wrong, and points at the very part.
pub(in crate::api) fn told(finding: &mut Finding, f: Field<'_>, issues: &[Issue]) {
    let Some(first) = issues.iter().min_by_key(|issue| issue.at) else { return };
    finding.say(in_words(first));
    point_at(finding, f, first);
}

/// An issue for a person.
fn in_words(issue: &Issue) -> String {
    let message = &issue.message;
    let quoted = |text: &str| text.split('\'').nth(1).unwrap_or_default().to_owned();
    if let Some(rest) = message.strip_prefix("Syntax error: ") {
        format!("this is no CEL expression: {rest}")
    } else if message.starts_with("undeclared reference") {
        format!("nothing is called `{}` here", quoted(message))
    } else if message.starts_with("undefined field") {
        format!("there is no `{}` to select", quoted(message))
    } else {
        format!("this expression does not fit together: {message}")
    }
}

/// Narrows the label to the part of the expression, where the text stands in the file as it is.
fn point_at(finding: &mut Finding, f: Field<'_>, issue: &Issue) {
    let length = f.str().len();
    let (from, to) = issue.span;
    let from = (from as usize).min(length.saturating_sub(1));
    let to = (to as usize).min(length).max(from + 1);
    if let Some(span) = f.node().and_then(|node| part(node, from..to)) {
        finding.label_at(span);
    }
}
