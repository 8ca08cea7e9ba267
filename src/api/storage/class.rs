//! StorageClass and VolumeAttributesClass.

use super::Cx;
use crate::api::core::helpers::{Seen, duplicate_of, follows, invalid_each, required_text};
use crate::api::core::node_selector::deprecated_node_label;
use crate::api::format::is_qualified_name;
use crate::api::table::{Check, Rule};
use crate::model::Reason;
use crate::resource::Field;

const MAX_PARAMETERS: usize = 512;
const MAX_BYTES: usize = 256 * 1024;

const CLASS: &[Rule] = &[
    Rule::new("reclaimPolicy", &[Check::OneOfOrEmpty(&["Delete", "Retain"])]),
    Rule::new("volumeBindingMode", &[Check::OneOf(&["Immediate", "WaitForFirstConsumer"])]),
];

/// `ValidateStorageClass`, then `GetWarningsForStorageClass`.
pub(in crate::api) fn storage_class(cx: &mut Cx<'_>) {
    let root = cx.root();
    provisioner(cx, root.at("provisioner"));
    parameters(cx, root.at("parameters"), true);
    cx.check(root, CLASS);
    allowed_topologies(cx, root.at("allowedTopologies"));
    for (i, term) in root.at("allowedTopologies").items().enumerate() {
        for (j, expression) in term.at("matchLabelExpressions").items().enumerate() {
            let key = expression.at("key");
            if let Some(message) = deprecated_node_label(key.str()) {
                cx.warn(key, format!("allowedTopologies[{i}].matchLabelExpressions[{j}].key: {message}"));
            }
        }
    }
}

/// `ValidateVolumeAttributesClass`
pub(in crate::api) fn volume_attributes_class(cx: &mut Cx<'_>) {
    let root = cx.root();
    provisioner(cx, root.at("driverName"));
    parameters(cx, root.at("parameters"), false);
}

/// `validateProvisioner`
fn provisioner<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if required_text(cx, f) {
        invalid_each(cx, f, is_qualified_name(&f.str().to_lowercase()));
    }
}

/// `validateParameters`
fn parameters<'a>(cx: &mut Cx<'a>, f: Field<'a>, may_be_empty: bool) {
    let entries = crate::api::entries(f);
    let count = entries.clone().count();
    if count > MAX_PARAMETERS {
        cx.too_long(f, MAX_PARAMETERS)
            .say(format!("a class takes at most {MAX_PARAMETERS} parameters, this has {count}"));
        return;
    }
    let path = cx.path(f);
    for (key, value) in entries.clone().filter(|(key, _)| key.scalar_text().is_empty()) {
        cx.invalid(value, "field can not be empty.")
            .field(path.clone())
            .label_at(key.span())
            .say("a parameter needs a name");
    }
    let size: usize = entries.map(|(key, value)| key.scalar_text().len() + value.str().len()).sum();
    if size > MAX_BYTES {
        cx.too_long(f, MAX_BYTES);
    }
    if !may_be_empty && count == 0 {
        cx.required(f, "must contain at least one key/value pair");
    }
}

/// The values that a term wants for each key. Go keeps the last of doubled keys.
type Wanted<'a> = Vec<(&'a str, Vec<&'a str>)>;

/// `validateAllowedTopologies`
fn allowed_topologies<'a>(cx: &mut Cx<'a>, topologies: Field<'a>) {
    let count = topologies.len();
    let mut before: Vec<(Wanted<'a>, Field<'a>)> = Vec::new();
    for term in topologies.items() {
        let expressions = term.at("matchLabelExpressions");
        let wanted = topology_term(cx, expressions);
        // The server compares with as many empty terms as there are terms, and so refuses every empty one that often.
        let phantoms = if wanted.is_empty() { count } else { 0 };
        let twins: Vec<_> = before.iter().filter(|(other, _)| *other == wanted).map(|(_, at)| at.span()).collect();
        let path = cx.path(expressions);
        if phantoms > 0 {
            let finding = cx.duplicate(expressions);
            finding
                .say("a topology term needs at least one expression")
                .help("remove the empty term, or give `matchLabelExpressions`");
            // One mistake, however often the server lists it.
            for _ in 1..phantoms + twins.len() {
                follows(finding, Reason::Duplicate, path.clone(), "Duplicate value: \"\"");
            }
            before.push((wanted, term));
            continue;
        }
        for twin in twins {
            duplicate_of(cx, expressions, twin).say("two topology terms want the same");
        }
        before.push((wanted, term));
    }
}

/// `ValidateTopologySelectorTerm`
fn topology_term<'a>(cx: &mut Cx<'a>, expressions: Field<'a>) -> Wanted<'a> {
    let mut wanted: Wanted<'a> = Vec::new();
    let mut keys = Seen::new();
    for expression in expressions.items() {
        let (key, values) = (expression.at("key"), expression.at("values"));
        if values.is_empty() {
            cx.required(values, "");
        }
        let mut seen = Seen::new();
        for value in values.items() {
            if let Some(first) = seen.note(value.str(), value.span()) {
                duplicate_of(cx, value, first);
            }
        }
        invalid_each(cx, key, is_qualified_name(key.str()));
        if let Some(first) = keys.note(key.str(), key.span()) {
            duplicate_of(cx, key, first);
        }
        let mut list: Vec<_> = values.items().map(Field::str).collect();
        list.sort_unstable();
        list.dedup();
        wanted.retain(|(other, _)| *other != key.str());
        wanted.push((key.str(), list));
    }
    wanted.sort_unstable();
    wanted
}
