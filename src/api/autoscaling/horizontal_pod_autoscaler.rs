//! `HorizontalPodAutoscaler`: `pkg/apis/autoscaling/validation/validation.go`.

use super::{behavior, metrics, v1};
use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format;
use crate::api::gates;
use crate::resource::Field;

/// `ValidateHorizontalPodAutoscaler`, for `v1` and `v2`
pub(in crate::api) fn horizontal_pod_autoscaler(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    replicas(cx, spec);
    let target = spec.at("scaleTargetRef");
    // The only scalable kind of the core group.
    let core_group = target.at("kind").str() == "ReplicationController";
    object_reference(cx, target, core_group);
    if cx.gvk.version == "v1" {
        v1::converted(cx, spec);
    } else {
        metrics::metrics(cx, spec);
        behavior::behavior(cx, spec.at("behavior"), true);
    }
}

/// The part of `validateHorizontalPodAutoscalerSpec` about numbers of pods; `minReplicas` is 1 where it is absent.
fn replicas<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (min, max) = (spec.at("minReplicas"), spec.at("maxReplicas"));
    if gates::HPA_SCALE_TO_ZERO.on(cx.version) {
        if min.int() < 0 {
            cx.invalid(min, "must be greater than or equal to 0");
        }
    } else if min.exists() && min.int() < 1 {
        cx.invalid(min, "must be greater than or equal to 1")
            .help("scaling to zero needs the feature gate HPAScaleToZero, which is off by default");
    }
    if max.int() == 0 {
        cx.required(max, "must be set and greater than 0");
    } else if max.int() < 0 {
        cx.invalid(max, "must be greater than or equal to 1");
    }
    let low = min.opt_int().unwrap_or(1);
    if max.int() < low {
        let finding = cx.invalid(max, "must be greater than or equal to `minReplicas`");
        if min.exists() {
            finding
                .say(format!("`maxReplicas` is {}, below `minReplicas`, which is {low}", max.int()))
                .relate(min.span(), "the lower bound");
        } else {
            finding.say(format!("`maxReplicas` is {}, below `minReplicas`, which is 1 unless given", max.int()));
        }
    }
}

/// `ValidateCrossVersionObjectReference`
pub(super) fn object_reference<'a>(cx: &mut Cx<'a>, of: Field<'a>, core_group: bool) {
    for name in ["kind", "name"] {
        let f = of.at(name);
        if f.str().is_empty() {
            cx.required(f, "");
        } else {
            invalid_each(cx, f, format::is_path_segment_name(f.str()));
        }
    }
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
