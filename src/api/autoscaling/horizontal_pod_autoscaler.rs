//! `HorizontalPodAutoscaler`: `pkg/apis/autoscaling/validation/validation.go`.

use super::object_reference::object_reference;
use super::{behavior, metrics, v1};
use crate::api::Cx;
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
