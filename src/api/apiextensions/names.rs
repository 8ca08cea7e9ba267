//! How resources of the kind are called.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::is_dns1035_label;
use crate::resource::Field;

/// The names a spec needs, and `ValidateCustomResourceDefinitionNames`, after defaults: the singular is the kind in
/// lower case, the list's kind ends in `List`.
pub(super) fn names<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let (plural, singular, kind, list) = (of.at("plural"), of.at("singular"), of.at("kind"), of.at("listKind"));
    if plural.str().is_empty() {
        cx.required(plural, "").help("the plural is what resources are called in URLs, such as `backups`");
    } else {
        label(cx, plural);
    }
    if singular.str().is_empty() && kind.str().is_empty() {
        cx.required(singular, "");
    } else if !singular.str().is_empty() {
        label(cx, singular);
    }
    if kind.str().is_empty() {
        cx.required(kind, "").help("the kind is what manifests name, such as `Backup`");
        if list.str().is_empty() {
            cx.required(list, "");
        }
    } else {
        cased(cx, kind);
    }
    if !kind.str().is_empty() {
        // What is made of the kind where it is not given.
        let made =
            [(singular, "singular", kind.str().to_lowercase()), (list, "listKind", format!("{}List", kind.str()))];
        for (f, name, made) in made {
            let wrong = is_dns1035_label(&made.to_lowercase());
            if f.str().is_empty() && !wrong.is_empty() {
                cx.invalid(kind, wrong.join(","))
                    .field(format!("spec.names.{name}"))
                    .say(format!("`{made}` cannot be the {name}"));
            }
        }
    }
    if !list.str().is_empty() {
        cased(cx, list);
        if list.str() == kind.str() {
            cx.invalid(list, "kind and listKind may not be the same")
                .say("a list must be of another kind than what it lists")
                .help(format!("write `{}List`, or leave `listKind` out", kind.str()));
        }
    }
    for name in of.at("shortNames").items().chain(of.at("categories").items()) {
        label(cx, name);
    }
}

fn cased<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let wrong = is_dns1035_label(&f.str().to_lowercase());
    if !wrong.is_empty() {
        cx.invalid(f, format!("may have mixed case, but should otherwise match: {}", wrong.join(",")))
            .say(format!("`{}` cannot be the name of a kind", f.str()));
    }
}

/// Joined, as the server gives all that is wrong with one name as one cause.
fn label<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let wrong = is_dns1035_label(f.str());
    if !wrong.is_empty() {
        invalid_each(cx, f, vec![wrong.join(",")]);
    }
}
