//! `FlowSchema`.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::{name_is_dns_label, name_is_dns_subdomain};
use crate::resource::Field;

const PRECEDENCE_MAX: i64 = 10_000;
const VERBS: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];
const SUBJECTS: [(&str, &str); 3] = [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")];

/// `ValidateFlowSchema`; a precedence of 0 means 1000
pub(in crate::api) fn flow_schema(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let precedence = spec.at("matchingPrecedence");
    match precedence.int() {
        n if n < 0 => drop(cx.invalid(precedence, "must be a positive value")),
        n if n > PRECEDENCE_MAX => {
            cx.invalid(precedence, format!("must not be greater than {PRECEDENCE_MAX}"));
        }
        1 if cx.resource.name() != Some("exempt") => {
            cx.invalid(precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
        }
        _ => {}
    }
    let method = spec.at("distinguisherMethod");
    if method.exists() && !matches!(method.at("type").str(), "ByNamespace" | "ByUser") {
        cx.not_supported(method.at("type"), &["ByNamespace", "ByUser"]);
    }
    let level = spec.at("priorityLevelConfiguration").at("name");
    if level.str().is_empty() {
        cx.required(level, "must reference a priority level");
    } else {
        invalid_each(cx, level, name_is_dns_subdomain(level.str(), false));
    }
    spec.at("rules").items().for_each(|rule| policy_rules(cx, rule));
}

/// `ValidateFlowSchemaPolicyRulesWithSubjects`
fn policy_rules<'a>(cx: &mut Cx<'a>, rule: Field<'a>) {
    let (subjects, resources, urls) = (rule.at("subjects"), rule.at("resourceRules"), rule.at("nonResourceRules"));
    if subjects.is_empty() {
        cx.required(subjects, "subjects must contain at least one value");
    }
    subjects.items().for_each(|of| subject(cx, of));
    if resources.is_empty() && urls.is_empty() {
        cx.required(rule, "at least one of resourceRules and nonResourceRules has to be non-empty")
            .say("this rule is about nothing")
            .help("add `resourceRules` or `nonResourceRules`");
    }
    resources.items().for_each(|of| resource_rule(cx, of));
    urls.items().for_each(|of| non_resource_rule(cx, of));
}

/// `ValidateFlowSchemaSubject`
fn subject<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let kind = of.at("kind");
    let Some((name, field)) = SUBJECTS.iter().find(|(name, _)| *name == kind.str()) else {
        cx.not_supported(kind, &["Group", "ServiceAccount", "User"]);
        return;
    };
    let own = of.at(field);
    if !own.exists() {
        cx.required(own, &format!("{field} is required when subject kind is '{name}'"));
    } else {
        named(cx, own, *name == "ServiceAccount");
    }
    for (other, field) in SUBJECTS.iter().filter(|(other, _)| other != name) {
        if of.at(field).exists() {
            cx.forbidden(of.at(field), &format!("{field} is forbidden when subject kind is not '{other}'"))
                .say(format!("`{field}` goes with `kind: {other}`"));
        }
    }
}

fn named<'a>(cx: &mut Cx<'a>, of: Field<'a>, account: bool) {
    let (name, namespace) = (of.at("name"), of.at("namespace"));
    if name.str().is_empty() {
        cx.required(name, "");
    } else if account && name.str() != "*" {
        invalid_each(cx, name, name_is_dns_subdomain(name.str(), false));
    }
    if account && namespace.str().is_empty() {
        cx.required(namespace, "must specify namespace for service account");
    } else if account {
        invalid_each(cx, namespace, name_is_dns_label(namespace.str(), false));
    }
}

/// What lists of verbs, groups, resources and the like have in common: not empty, and `*` alone.
fn list<'a>(cx: &mut Cx<'a>, f: Field<'a>, required: &str, what: &str) -> bool {
    if f.is_empty() {
        cx.required(f, required);
        return false;
    }
    let star = f.items().any(|item| item.str() == "*");
    if star && f.len() > 1 {
        cx.invalid(f, format!("if '*' is present, must not specify other {what}"))
            .say(format!("`*` means all {what}, so that nothing can stand beside it"));
    }
    !star
}

/// `ValidateFlowSchemaNonResourcePolicyRule`
fn non_resource_rule<'a>(cx: &mut Cx<'a>, rule: Field<'a>) {
    verbs(cx, rule.at("verbs"));
    let urls = rule.at("nonResourceURLs");
    if list(cx, urls, "nonResourceURLs must contain at least one value", "non-resource URLs") {
        urls.items().for_each(|url| url_path(cx, url));
    }
}

fn verbs<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if list(cx, f, "verbs must contain at least one value", "verbs")
        && let Some(bad) = f.items().find(|verb| !VERBS.contains(&verb.str()))
    {
        cx.not_supported(f, VERBS).say(format!("`{}` is no verb", bad.str())).label_at(bad.span());
    }
}

/// `ValidateFlowSchemaResourcePolicyRule`
fn resource_rule<'a>(cx: &mut Cx<'a>, rule: Field<'a>) {
    verbs(cx, rule.at("verbs"));
    list(cx, rule.at("apiGroups"), "resource rules must supply at least one api group", "api groups");
    list(cx, rule.at("resources"), "resource rules must supply at least one resource", "resources");
    let namespaces = rule.at("namespaces");
    if namespaces.is_empty() && rule.at("clusterScope").bool() {
        return;
    }
    let required = "resource rules that are not cluster scoped must supply at least one namespace";
    if list(cx, namespaces, required, "namespaces") {
        for name in namespaces.items() {
            for detail in name_is_dns_label(name.str(), false) {
                cx.invalid(name, format!("each member of this list must be '*' or a DNS-1123 label; {detail}"))
                    .say(format!("`{}` is no name of a namespace", name.str()));
            }
        }
    }
}

/// `ValidateNonResourceURLPath`
fn url_path<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let path = f.str();
    let stars = path.matches('*').count();
    let wrong = match path {
        "" => "must not be empty",
        "/" => return,
        _ if !path.starts_with('/') => "must start with slash",
        _ if path.contains(' ') => "must not contain white-space",
        _ if path.contains("//") => "must not contain double slash",
        _ if stars > 1 || (stars == 1 && !path.ends_with("/*")) => "wildcard can only do suffix matching",
        _ => return,
    };
    cx.invalid(f, wrong);
}
