//! What belongs to the definition as a whole.

use super::conversion::conversion;
use super::names::names;
use super::version::{self, Shared};
use super::{Place, same};
use crate::api::Cx;
use crate::api::format::{is_dns1035_label, is_dns1123_subdomain};
use crate::api::unique::Firsts;
use crate::api::url::Url;
use crate::resource::Field;

const APPROVAL: &str = "api-approved.kubernetes.io";

/// `ValidateCustomResourceDefinition`
pub(in crate::api) fn custom_resource_definition(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    object_name(cx, spec);
    group(cx, spec.at("group"));
    let scope = spec.at("scope");
    match scope.str() {
        "" => drop(cx.required(scope, "").help("write `scope: Namespaced` or `scope: Cluster`")),
        "Cluster" | "Namespaced" => {}
        _ => drop(cx.not_supported(scope, &["Cluster", "Namespaced"])),
    }
    versions(cx, spec);
    names(cx, spec.at("names"));
    let preserves = spec.at("preserveUnknownFields");
    let strategy = spec.at("conversion").at("strategy");
    if preserves.bool() && spec.at("conversion").exists() && strategy.str() != "None" {
        cx.invalid(strategy, "must be None if spec.preserveUnknownFields is true");
    }
    conversion(cx, spec.at("conversion"));
    stored_versions(cx, spec.at("versions"));
    approval(cx, spec.at("group"));
    if preserves.bool() {
        cx.invalid(
            preserves,
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
        )
        .say("a definition can no longer preserve all unknown fields")
        .help("set `x-kubernetes-preserve-unknown-fields: true` in the schema where unknown fields should be kept");
    }
}

/// The name is made of plural and group. It is checked as a host name already.
fn object_name<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let metadata = cx.root().at("metadata");
    let wanted = format!("{}.{}", spec.at("names").at("plural").str(), spec.at("group").str());
    for name in ["name", "generateName"] {
        let f = metadata.at(name);
        if f.str().is_empty() || f.str() == wanted {
            continue;
        }
        let finding = cx.invalid(f, "must be spec.names.plural+\".\"+spec.group");
        finding.say(format!("a definition is named after its plural and group: `{wanted}`"));
        if wanted.len() > 1 && !wanted.starts_with('.') && !wanted.ends_with('.') {
            finding.fix(format!("change to `{wanted}`"), f.span(), wanted.clone());
        }
    }
}

fn group<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let wrong = is_dns1123_subdomain(f.str());
    if f.str().is_empty() {
        cx.required(f, "");
    } else if !wrong.is_empty() {
        cx.invalid_format(f, &wrong.join(","));
    } else if !f.str().contains('.') {
        cx.invalid(f, "should be a domain with at least one dot")
            .say(format!("`{}` is no domain such as `example.com`", f.str()));
    }
}

fn versions<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let list = spec.at("versions");
    let shared = Shared::of(list);
    let has_schema = |version: Field<'_>| version.at("schema").at("openAPIV3Schema").exists();
    for (i, of) in list.items().enumerate().filter(|(_, of)| !has_schema(*of)) {
        cx.required(of.at("schema").at("openAPIV3Schema"), "")
            .field(format!("spec.versions[{i}].schema.openAPIV3Schema"))
            .say("every version needs a schema")
            .help("the loosest is `openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}`");
    }
    let preserves = spec.at("preserveUnknownFields");
    if preserves.bool() && list.items().any(|of| version::has_defaults(of)) {
        cx.invalid(preserves, "must be false in order to use defaults in the schema");
    }
    let mut seen = Firsts::default();
    let mut doubled = None;
    for (i, of) in list.items().enumerate() {
        let name = of.at("name");
        if seen.repeated(name).is_some() {
            doubled = Some(name);
        }
        let wrong = is_dns1035_label(name.str());
        if !wrong.is_empty() {
            cx.invalid_format(name, &wrong.join(","));
            // The server also has the first version's name apart.
            if i == 0 && !name.str().is_empty() {
                cx.invalid_format(name, &wrong.join(",")).field("spec.version");
            }
        }
        version::version(cx, &Place::new(of, format!("spec.versions[{i}]")), &shared);
    }
    if let Some(name) = doubled {
        cx.invalid(list, "must contain unique version names")
            .say(format!("the version `{}` is given twice", name.str()))
            .label_at(name.span());
    }
    let stored = list.items().filter(|of| of.at("storage").bool()).count();
    if stored != 1 {
        cx.invalid(list, "must have exactly one version marked as storage version")
            .say(format!("exactly one version must have `storage: true`, here {stored} have"));
    }
    if let Some(first) = list.items().next() {
        version::shared(cx, first, list, &shared);
    }
}

impl Shared {
    /// What has moved up to the spec, as every version has the same.
    fn of(list: Field<'_>) -> Self {
        let all = |name: &'static str| {
            let first = list.items().next().and_then(|of| of.at(name).node());
            list.items().all(|of| same(of.at(name).node(), first))
        };
        Shared {
            schema: all("schema"),
            subresources: all("subresources"),
            columns: all("additionalPrinterColumns"),
            selectable: all("selectableFields"),
        }
    }
}

/// `ValidateCustomResourceDefinitionStoredVersions`: a create stores the first version that is marked.
fn stored_versions<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    const PATH: &str = "status.storedVersions";
    let Some(first) = list.items().find(|of| of.at("storage").bool()) else {
        let status = cx.root().at("status").at("storedVersions");
        cx.invalid(if list.is_empty() { status } else { list }, "must have at least one stored version")
            .field(PATH)
            .say("no version is the one that is stored")
            .help("set `storage: true` in one version");
        return;
    };
    // The server crosses the stored version off its list once it has met it.
    let mut stored = Some(first.at("name").str());
    for of in list.items() {
        let name = of.at("name").str();
        let known = stored == Some(name);
        if of.at("storage").bool() && !known {
            cx.invalid(of.at("storage"), format!("must have the storage version {name}"))
                .field(PATH)
                .say(format!("only one version can be stored, `{name}` is another"))
                .relate(first.at("storage").span(), "this one is stored");
        }
        if known {
            stored = None;
        }
    }
}

/// `validateAPIApproval`
fn approval<'a>(cx: &mut Cx<'a>, group: Field<'a>) {
    let protected = |domain: &str| group.str() == domain || group.str().ends_with(&format!(".{domain}"));
    if !protected("k8s.io") && !protected("kubernetes.io") {
        return;
    }
    let path = format!("metadata.annotations[{APPROVAL}]");
    let annotations = cx.root().at("metadata").at("annotations");
    let annotation = annotations.key(APPROVAL).filter(|f| !f.str().is_empty());
    let Some(annotation) = annotation else {
        let detail = format!(
            "protected groups must have approval annotation {APPROVAL:?}, see https://github.com/kubernetes/enhancements/pull/1111"
        );
        cx.required(annotations, &detail)
            .field(path)
            .say(format!(
                "the group `{}` belongs to Kubernetes: its definitions need the annotation `{APPROVAL}`",
                group.str()
            ))
            .help("use a group of your own domain, or give the URL of the approval (or `unapproved, …`)");
        return;
    };
    let text = annotation.str();
    let approved = Url::parse(text).is_ok_and(|url| !url.host.is_empty() && !url.scheme.is_empty());
    if !text.starts_with("unapproved") && !approved {
        let detail = format!(
            "protected groups must have approval annotation {APPROVAL:?} with either a URL or a reason starting with \"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111"
        );
        cx.invalid(annotation, detail).field(path).say("this is neither the URL of an approval nor `unapproved, …`");
    }
}
