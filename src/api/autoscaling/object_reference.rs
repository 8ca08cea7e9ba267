//! What an autoscaler refers to: the object that it scales, or that has a metric.

use crate::api::Cx;
use crate::api::core::helpers::kind_and_name;
use crate::resource::Field;

/// `ValidateCrossVersionObjectReference`
pub(super) fn object_reference<'a>(cx: &mut Cx<'a>, of: Field<'a>, core_group: bool) {
    kind_and_name(cx, of);
    let version = of.at("apiVersion");
    let text = version.str();
    if text.matches('/').count() > 1 {
        cx.invalid(version, format!("unexpected GroupVersion string: {text}"))
            .say(format!("`{text}` is not of the form `group/version`"));
        return;
    }
    // `ParseGroupVersion` reads a lone `/` as nothing at all.
    let grouped = text.split_once('/').is_some_and(|(group, _)| !group.is_empty());
    if !core_group && !grouped {
        let guess = match of.at("kind").str() {
            "Deployment" | "ReplicaSet" | "StatefulSet" => "apps/v1",
            _ => "",
        };
        let finding = cx.invalid(version, "apiVersion must specify API group");
        finding.say(match text {
            "" => "the target's `apiVersion` is missing".to_owned(),
            _ => format!("`{text}` names no API group"),
        });
        match guess {
            "" => finding.help("write `apiVersion: <group>/<version>` of the kind to scale"),
            _ => finding.help(format!("write `apiVersion: {guess}`")),
        };
        if !guess.is_empty() && version.exists() {
            finding.fix(format!("change to `{guess}`"), version.span(), guess);
        }
    }
}
