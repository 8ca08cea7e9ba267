//! Volumes made of files: keys of config maps and secrets, and fields of the pod.

use super::non_reserved_path;
use super::sources::MODE_MAX;
use crate::api::cx::{Cx, Spelling};
use crate::api::pod::{VOLUME_FIELDS, object_field, resource_field};
use crate::resource::Field;

/// `validateSecretVolumeSource` and `validateConfigMapVolumeSource` without their names
pub(super) fn keys_volume<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    mode(cx, f.at("defaultMode"));
    for item in f.at("items").items() {
        key_to_path(cx, item);
    }
}

/// A file's mode: between 0 and 0777.
pub(super) fn mode<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let Some(given) = f.opt_int() else { return };
    if (0..=MODE_MAX).contains(&given) {
        return;
    }
    let source = f.node().map(crate::source::Node::source).unwrap_or_default();
    let octal = i64::from_str_radix(source, 8).ok().filter(|mode| (0..=MODE_MAX).contains(mode));
    let quoted = in_quotes(cx, f);
    let finding = cx.invalid(f, "must be a number between 0 and 0777 (octal), both inclusive");
    finding.say(format!("{given} is no file mode: modes go from 0 to 0777 (511)"));
    let Some(octal) = octal else { return };
    if quoted {
        finding.help(format!("JSON has no octal numbers: 0{source} is {octal}")).fix(
            format!("write {octal}, which is 0{source}"),
            f.span(),
            octal.to_string(),
        );
    } else {
        finding.help(format!("an octal number starts with a 0: `0{source}`")).fix(
            format!("write 0{source}"),
            f.span(),
            format!("0{source}"),
        );
    }
}

/// Whether the key of `f` stands in quotes, as in JSON, which has no octal numbers.
fn in_quotes<'a>(cx: &Cx<'a>, f: Field<'a>) -> bool {
    let key = f.node().and_then(|node| node.key_below(cx.resource.root));
    key.is_some_and(|key| key.source().starts_with('"'))
}

/// `validateKeyToPath`
pub(super) fn key_to_path<'a>(cx: &mut Cx<'a>, item: Field<'a>) {
    for field in ["key", "path"] {
        if item.at(field).is_empty() {
            cx.required(item.at(field), "");
        }
    }
    non_reserved_path(cx, item.at("path"));
    mode(cx, item.at("mode"));
}

/// `validateDownwardAPIVolumeSource`: the server reports its files without their index.
pub(super) fn downward_api<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    mode(cx, f.at("defaultMode"));
    for item in f.at("items").items() {
        downward_file(cx, f, item);
    }
}

/// `validateDownwardAPIVolumeFile`, reported at `of`
pub(super) fn downward_file<'a>(cx: &mut Cx<'a>, of: Field<'a>, item: Field<'a>) {
    cx.spelled(Spelling::moved(item, of), |cx| file_of_pod(cx, item));
}

fn file_of_pod<'a>(cx: &mut Cx<'a>, item: Field<'a>) {
    let path = item.at("path");
    if path.is_empty() {
        cx.required(path, "");
    }
    non_reserved_path(cx, path);
    let (field, resource) = (item.at("fieldRef"), item.at("resourceFieldRef"));
    if field.exists() {
        object_field(cx, field, VOLUME_FIELDS);
        if resource.exists() {
            cx.invalid(item, "fieldRef and resourceFieldRef can not be specified simultaneously")
                .label_at(resource.span())
                .relate(field.span(), "the other one");
        }
    } else if resource.exists() {
        resource_field(cx, resource, true);
    } else {
        cx.required(item, "one of fieldRef and resourceFieldRef is required").say("the file has no source");
    }
    mode(cx, item.at("mode"));
}
