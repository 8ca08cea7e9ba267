//! What belongs to one version, or to all where they have the same.

use hashbrown::HashSet;

use super::field_path::valid_field_path;
use super::{Place, invalid, openapi, required};
use crate::api::Cx;
use crate::resource::Field;

const COLUMN_TYPES: &[&str] = &["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS: &[&str] = &["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];
const SELECTABLE_MAX: usize = 8;

/// What every version has the same, and the server therefore keeps in the spec.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shared {
    pub(super) schema: bool,
    pub(super) subresources: bool,
    pub(super) columns: bool,
    pub(super) selectable: bool,
}

/// `validateCustomResourceDefinitionVersion`, for what the version has of its own
pub(super) fn version<'a>(cx: &mut Cx<'a>, of: &Place<'a>, shared: &Shared) {
    deprecation(cx, of);
    if !shared.schema {
        let status = of.f.at("subresources").at("status").exists();
        openapi::validation(cx, &of.at("schema").at("openAPIV3Schema"), status);
    }
    if !shared.subresources {
        subresources(cx, &of.at("subresources"));
    }
    if !shared.columns {
        of.items("additionalPrinterColumns").for_each(|place| column(cx, &place));
    }
    if !shared.selectable {
        let detail = "may only be set when `version.schema.openAPIV3Schema` is not included";
        selectable_fields(cx, of, !shared.schema, detail);
    }
}

/// The same for what all versions have, as the first one writes it
pub(super) fn shared<'a>(cx: &mut Cx<'a>, first: Field<'a>, list: Field<'a>, shared: &Shared) {
    let spec = Place::new(first, "spec");
    if shared.schema {
        let status = list.items().any(|of| of.at("subresources").at("status").exists());
        let schema = Place::new(first.at("schema").at("openAPIV3Schema"), "spec.validation.openAPIV3Schema");
        openapi::validation(cx, &schema, status);
    }
    if shared.subresources {
        subresources(cx, &spec.at("subresources"));
    }
    if shared.columns {
        spec.items("additionalPrinterColumns").for_each(|place| column(cx, &place));
    }
    if shared.selectable {
        selectable_fields(cx, &spec, shared.schema, "may only be set when validations.schema is included");
    }
}

/// Whether the version's schema gives a default anywhere.
pub(super) fn has_defaults(version: Field<'_>) -> bool {
    let Some(schema) = version.at("schema").at("openAPIV3Schema").node() else { return false };
    let mut open = vec![schema];
    while let Some(node) = open.pop() {
        if node.get("default").is_some_and(|value| !value.is_null()) {
            return true;
        }
        for entry in node.entries() {
            match entry.key.scalar_text() {
                "properties" => open.extend(entry.value.entries().map(|e| e.value)),
                "items" | "additionalProperties" | "not" => open.push(entry.value),
                "allOf" | "anyOf" | "oneOf" => open.extend(entry.value.items()),
                _ => {}
            }
        }
    }
    false
}

/// `validateDeprecationWarning`
fn deprecation<'a>(cx: &mut Cx<'a>, of: &Place<'a>) {
    let warning = of.at("deprecationWarning");
    let Some(text) = warning.f.opt_str() else { return };
    if !of.flag("deprecated") {
        invalid(cx, &warning, "can only be set for deprecated versions")
            .say("only a deprecated version can warn of it")
            .help("add `deprecated: true` to the version");
        return;
    }
    if text.len() > 256 {
        invalid(cx, &warning, "must be <= 256 characters long");
    }
    if text.is_empty() {
        invalid(cx, &warning, "must not be an empty string");
    }
    if let Some((at, _)) = text.char_indices().find(|(_, c)| c.is_control() || (c.is_whitespace() && *c != ' ')) {
        let detail =
            format!("must only contain printable UTF-8 characters; non-printable character found at index {at}");
        invalid(cx, &warning, &detail).say("the warning holds a character that cannot be printed");
    }
}

/// `ValidateCustomResourceDefinitionSubresources`
fn subresources<'a>(cx: &mut Cx<'a>, of: &Place<'a>) {
    let scale = of.at("scale");
    if !scale.f.exists() {
        return;
    }
    for (name, needed, heads, detail) in [
        ("specReplicasPath", true, &[".spec."][..], "should be a json path under .spec"),
        ("statusReplicasPath", true, &[".status."], "should be a json path under .status"),
        ("labelSelectorPath", false, &[".spec.", ".status."], "should be a json path under either .spec or .status"),
    ] {
        let path = scale.at(name);
        let text = path.f.str();
        if text.is_empty() {
            if needed {
                required(cx, &path, "");
            }
        } else if !text.starts_with('.') {
            invalid(cx, &path, "must be a simple json path starting with .");
        } else if !heads.iter().any(|head| text.starts_with(head)) {
            invalid(cx, &path, detail);
        }
    }
}

/// `ValidateCustomResourceColumnDefinition`
fn column<'a>(cx: &mut Cx<'a>, of: &Place<'a>) {
    let (name, kind, format) = (of.at("name"), of.at("type"), of.at("format"));
    if name.f.str().is_empty() {
        required(cx, &name, "");
    }
    let types = format!("must be one of {}", COLUMN_TYPES.join(","));
    if kind.f.str().is_empty() {
        required(cx, &kind, &types).help(types.clone());
    } else if !COLUMN_TYPES.contains(&kind.f.str()) {
        cx.invalid_choice(kind.f, &types, COLUMN_TYPES).field(kind.path);
    }
    if !format.f.str().is_empty() && !COLUMN_FORMATS.contains(&format.f.str()) {
        let formats = format!("must be one of {}", COLUMN_FORMATS.join(","));
        cx.invalid_choice(format.f, &formats, COLUMN_FORMATS).field(format.path);
    }
    // The server spells it as its own type does.
    let path = Place::new(of.f.at("jsonPath"), format!("{}.JSONPath", of.path));
    if path.f.str().is_empty() {
        required(cx, &path, "").help("say where the column's value is, such as `.spec.replicas`");
    } else if !path.f.str().starts_with('.') {
        invalid(cx, &path, "must be a simple json path starting with .");
    }
}

/// `ValidateCustomResourceSelectableFields`
///
/// `beside`: whether the schema stands beside the fields, neither kept in the spec for all versions nor left in
/// each of them while the fields are not; `apart` is what the server says where it does not.
fn selectable_fields<'a>(cx: &mut Cx<'a>, version: &Place<'a>, beside: bool, apart: &str) {
    let list = &version.at("selectableFields");
    if list.f.is_empty() {
        return;
    }
    let schema = version.f.at("schema").at("openAPIV3Schema");
    if !beside {
        invalid(cx, list, apart)
            .say("selectable fields and schema must either both be the same in all versions, or both differ")
            .help("give the same `selectableFields` in every version, or in none");
        return;
    }
    if !schema.exists() {
        invalid(cx, list, apart);
        return;
    }
    let mut seen: HashSet<&str> = HashSet::new();
    for (i, of) in list.f.items().enumerate() {
        let path = Place::new(of.at("jsonPath"), format!("{}[{i}].jsonPath", list.path));
        let text = path.f.str();
        if text.is_empty() {
            required(cx, &path, "");
            continue;
        }
        let found = match valid_field_path(text, &Place::new(schema, ""), false) {
            Ok(found) => found,
            Err(problem) => {
                invalid(cx, &path, &format!("is an invalid path: {problem}"))
                    .say(format!("`{text}` is no field of this version's schema: {problem}"));
                continue;
            }
        };
        if text == ".metadata" || text.starts_with(".metadata.") {
            invalid(cx, &path, "must not point to fields in metadata");
        }
        if !matches!(found.text("type"), "string" | "boolean" | "integer") {
            invalid(
                cx,
                &path,
                "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
            )
            .say(format!("only texts, booleans and whole numbers can be selected by, `{text}` is neither"));
        }
        if !seen.insert(text) {
            cx.duplicate(path.f).field(path.path);
        }
    }
    if seen.len() > SELECTABLE_MAX {
        cx.too_many(list.f, seen.len(), SELECTABLE_MAX).field(list.path.clone());
    }
}
