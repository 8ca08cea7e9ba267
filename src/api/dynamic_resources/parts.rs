//! Parts that claims, classes and slices share.

use super::Cx;
use crate::api::core::helpers::{Seen, duplicate_of, invalid_each, invalid_each_as, required_text};
use crate::api::format::{is_c_identifier, is_dns1123_label, is_dns1123_subdomain, is_label_value, is_qualified_name};
use crate::api::storage::csi_driver_name;
use crate::resource::Field;

/// Requests, constraints, configurations and selectors: so many at most.
pub(super) const MAX_ITEMS: usize = 32;
const MAX_EXPRESSION: usize = 10 * 1024;
const MAX_PARAMETERS: usize = 10 * 1024;
const MAX_ID: usize = 32;
const MAX_DOMAIN: usize = 63;

/// `validateSlice` and the first half of `validateSet`: the items, unless they are too many.
pub(super) fn items<'a>(cx: &mut Cx<'a>, list: Field<'a>, max: usize) -> Vec<Field<'a>> {
    let items: Vec<_> = list.items().collect();
    if items.len() > max {
        cx.too_many(list, items.len(), max);
        return Vec::new();
    }
    items
}

/// The second half of `validateSet`: no two items have the same key.
pub(super) fn unique<'a>(cx: &mut Cx<'a>, items: &[Field<'a>], key: impl Fn(Field<'a>) -> &'a str) {
    let mut seen = Seen::new();
    for item in items {
        if let Some(first) = seen.note(key(*item), item.span()) {
            duplicate_of(cx, *item, first).say(format!("`{}` is given twice", key(*item)));
        }
    }
}

/// `ValidateDNS1123Label` of a name.
pub(super) fn label_name<'a>(cx: &mut Cx<'a>, name: Field<'a>) {
    invalid_each(cx, name, is_dns1123_label(name.str()));
}

/// `validateSelectorSlice`
pub(super) fn selectors<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    for selector in items(cx, list, MAX_ITEMS) {
        let cel = selector.at("cel");
        if !cel.exists() {
            cx.required(cel, "");
            continue;
        }
        let expression = cel.at("expression");
        if expression.str().len() > MAX_EXPRESSION {
            cx.too_long(expression, MAX_EXPRESSION);
            continue;
        }
        super::selector::expression(cx, expression);
    }
}

/// `validateDeviceConfiguration`
pub(super) fn configuration<'a>(cx: &mut Cx<'a>, config: Field<'a>) {
    let opaque = config.at("opaque");
    if !opaque.exists() {
        cx.required(opaque, "");
        return;
    }
    csi_driver_name(cx, opaque.at("driver"));
    let parameters = opaque.at("parameters");
    match parameters.node() {
        None => {
            cx.required(parameters, "").say("a configuration needs its `parameters`");
        }
        Some(node) if node.source().len() > 2 * MAX_PARAMETERS => {
            cx.too_long(parameters, MAX_PARAMETERS);
        }
        Some(node) if !matches!(node.kind(), crate::source::Kind::Map) => {
            cx.invalid(parameters, "parameters must be a valid JSON object");
        }
        Some(_) => {}
    }
}

/// `validateFullyQualifiedName`
pub(super) fn fully_qualified<'a>(cx: &mut Cx<'a>, name: Field<'a>) {
    let path = cx.path(name);
    qualified(cx, name, name.str(), &path);
    if !name.str().contains('/') {
        cx.invalid(name, "a fully qualified name must be a domain and a name separated by a slash")
            .help("for example `gpu.example.com/model`");
    }
}

/// `validateQualifiedName` of `text`, reported at `place` as `path`. More than one slash passes, as upstream has it.
pub(super) fn qualified<'a>(cx: &mut Cx<'a>, place: Field<'a>, text: &str, path: &str) {
    match text.split('/').collect::<Vec<_>>()[..] {
        [id] => identifier(cx, place, id, path),
        [domain, id] => {
            if domain.is_empty() {
                cx.invalid(place, "the domain must not be empty").field(path);
            } else {
                if domain.len() > MAX_DOMAIN {
                    cx.too_long(place, MAX_DOMAIN).field(path);
                }
                invalid_each_as(cx, place, path, is_dns1123_subdomain(&domain.to_lowercase()));
            }
            if id.is_empty() {
                cx.invalid(place, "the name must not be empty").field(path);
            } else {
                identifier(cx, place, id, path);
            }
        }
        _ => {}
    }
}

/// `validateCIdentifier`
fn identifier<'a>(cx: &mut Cx<'a>, place: Field<'a>, id: &str, path: &str) {
    if id.len() > MAX_ID {
        cx.too_long(place, MAX_ID).field(path);
    }
    invalid_each_as(cx, place, path, is_c_identifier(id));
}

/// `validateDeviceToleration`
pub(super) fn toleration<'a>(cx: &mut Cx<'a>, toleration: Field<'a>) {
    let (key, operator, value) = (toleration.at("key"), toleration.at("operator"), toleration.at("value"));
    if !key.is_empty() {
        invalid_each(cx, key, is_qualified_name(key.str()));
    }
    match operator.str() {
        "Exists" if !value.is_empty() => {
            cx.invalid(value, "must be empty for operator `Exists`");
        }
        "Exists" => {}
        // The default.
        "Equal" | "" => {
            invalid_each(cx, value, is_label_value(value.str()));
        }
        _ => {
            cx.not_supported(operator, &["Equal", "Exists"]);
        }
    }
    effect(cx, toleration.at("effect"));
}

/// `validateDeviceTaint`
pub(super) fn taint<'a>(cx: &mut Cx<'a>, taint: Field<'a>) {
    invalid_each(cx, taint.at("key"), is_qualified_name(taint.at("key").str()));
    if !taint.at("value").is_empty() {
        invalid_each(cx, taint.at("value"), is_label_value(taint.at("value").str()));
    }
    if required_text(cx, taint.at("effect")) {
        effect(cx, taint.at("effect"));
    }
}

fn effect<'a>(cx: &mut Cx<'a>, effect: Field<'a>) {
    const EFFECTS: &[&str] = &["NoExecute", "NoSchedule", "None"];
    if !effect.is_empty() && !EFFECTS.contains(&effect.str()) {
        cx.not_supported(effect, EFFECTS);
    }
}
