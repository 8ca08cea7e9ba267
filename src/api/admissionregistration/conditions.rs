//! `matchConditions` of webhooks and policies.

use super::expressions::{self, Scope};
use crate::api::Cx;
use crate::api::format::is_qualified_name;
use crate::api::unique::Firsts;
use crate::resource::Field;

const CONDITIONS_MAX: usize = 64;

/// `validateMatchConditions`
pub(super) fn match_conditions<'a>(cx: &mut Cx<'a>, list: Field<'a>, with_params: bool) {
    if list.len() > CONDITIONS_MAX {
        cx.too_many(list, list.len(), CONDITIONS_MAX);
    }
    let mut names = Firsts::default();
    for condition in list.items() {
        let (expression, name) = (condition.at("expression"), condition.at("name"));
        if expression.str().trim().is_empty() {
            cx.required(expression, "");
        } else {
            let scope = Scope { params: with_params, ..Scope::default() };
            expressions::must_be_bool(cx, expression, &scope);
        }
        if name.str().is_empty() {
            cx.required(name, "");
            continue;
        }
        for detail in is_qualified_name(name.str()) {
            cx.invalid_format(name, &detail);
        }
        if let Some(first) = names.repeated(name) {
            cx.duplicate(name).relate(first.span(), "it is here already");
        }
    }
}
