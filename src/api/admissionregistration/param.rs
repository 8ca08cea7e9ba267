//! The parameters of a policy.

use crate::api::format::{is_dns1035_label, is_dns1123_subdomain, is_path_segment_name};
use crate::api::{Cx, labels};
use crate::resource::Field;

/// `validateParamKind`
pub(super) fn param_kind<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (version, kind) = (of.at("apiVersion"), of.at("kind"));
    let text = version.str();
    if text.is_empty() {
        cx.required(version, "");
    } else if text.matches('/').count() > 1 {
        cx.invalid(version, format!("unexpected GroupVersion string: {text}"));
    } else {
        let (group, number) = if text == "/" { ("", "") } else { text.split_once('/').unwrap_or(("", text)) };
        let wrong = is_dns1123_subdomain(group);
        if !group.is_empty() && !wrong.is_empty() {
            cx.invalid(version, wrong.join(",")).say(format!("the group `{group}` is no domain name"));
        }
        let wrong = is_dns1035_label(number);
        if number.is_empty() {
            cx.invalid(version, "version must be specified");
        } else if !wrong.is_empty() {
            cx.invalid(version, wrong.join(",")).say(format!("`{number}` is no version such as `v1`"));
        }
    }
    let wrong = is_dns1035_label(&kind.str().to_lowercase());
    if kind.str().is_empty() {
        cx.required(kind, "");
    } else if !wrong.is_empty() {
        cx.invalid(kind, format!("may have mixed case, but should otherwise match: {}", wrong.join(",")))
            .say(format!("`{}` is no name of a kind", kind.str()));
    }
}

/// `validateParamRef`
pub(super) fn param_ref<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    if !of.exists() {
        return;
    }
    const EXCLUSIVE: &str = "name and selector are mutually exclusive";
    let (name, selector, action) = (of.at("name"), of.at("selector"), of.at("parameterNotFoundAction"));
    let both = !name.str().is_empty() && selector.exists();
    if !name.str().is_empty() {
        for detail in is_path_segment_name(name.str()) {
            cx.invalid_format(name, &detail);
        }
    }
    if both {
        cx.forbidden(name, EXCLUSIVE).relate(selector.span(), "the selector");
    }
    if selector.exists() {
        labels::label_selector(cx, selector);
    }
    if both {
        cx.forbidden(selector, EXCLUSIVE).relate(name.span(), "the name");
    }
    if name.str().is_empty() && !selector.exists() {
        cx.required(of, "one of name or selector must be specified")
            .say("nothing says which parameters to use")
            .help("add `name`, or `selector` (an empty one, `selector: {}`, takes all)");
    }
    // `SetDefaults_ParamRef` is there for the first version only, and fills in what is absent, not what is empty.
    let defaulted = cx.gvk.version == "v1alpha1" && !action.exists();
    if action.str().is_empty() && !defaulted {
        cx.required(action, "").help("write `Deny` or `Allow`");
    } else if !defaulted && !matches!(action.str(), "Deny" | "Allow") {
        cx.not_supported(action, &["Deny", "Allow"]);
    }
}
