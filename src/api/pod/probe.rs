//! Probes and lifecycle hooks.

use super::{Pod, or};
use crate::api::cx::Cx;
use crate::api::format::{is_http_header_name, is_valid_port_name, is_valid_port_num};
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::resource::Field;
use crate::source::Kind;

const PROBE: &[Rule] = &[
    Rule::new("initialDelaySeconds", &[Check::NonNegative]),
    Rule::new("timeoutSeconds", &[Check::NonNegative]),
    Rule::new("periodSeconds", &[Check::NonNegative]),
    Rule::new("successThreshold", &[Check::NonNegative]),
    Rule::new("failureThreshold", &[Check::NonNegative]),
    Rule::new("terminationGracePeriodSeconds", &[Check::Positive]),
];

/// Kinds of handlers, in the order in which the first one counts.
const PROBE_HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];
const HOOK_HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "sleep"];

/// `validateLivenessProbe`, `validateReadinessProbe`, `validateStartupProbe`
pub(super) fn probes<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let probe = container.at(kind);
        if !probe.exists() {
            continue;
        }
        handler(cx, pod, probe, PROBE_HANDLERS);
        cx.check(probe, PROBE);
        if kind == "readinessProbe" {
            let grace = probe.at("terminationGracePeriodSeconds");
            if grace.exists() {
                cx.invalid(grace, "must not be set for readinessProbes")
                    .say("a failing readiness probe stops nothing, so it has no grace period");
            }
        } else {
            let threshold = probe.at("successThreshold");
            if !matches!(threshold.int(), 0 | 1) {
                cx.invalid(threshold, "must be 1")
                    .say(format!("one success is enough for a `{kind}`: `successThreshold` must be 1"))
                    .fix("set it to 1", threshold.span(), "1");
            }
        }
    }
}

/// Whether the gate drops all that this `lifecycle` says (`dropContainerStopSignals`).
pub(super) fn is_dropped(cx: &Cx<'_>, lifecycle: Field<'_>) -> bool {
    !gates::CONTAINER_STOP_SIGNALS.on(cx.version)
        && lifecycle.at("stopSignal").exists()
        && !lifecycle.at("postStart").exists()
        && !lifecycle.at("preStop").exists()
}

/// `validateLifecycle`. Stop signals are still dropped by default, whatever they say.
pub(super) fn lifecycle<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    for hook in ["postStart", "preStop"] {
        let hook = container.at("lifecycle").at(hook);
        if hook.exists() {
            // Without its gate `sleep` is dropped.
            let sleeps = gates::SLEEP_ACTION.on(cx.version);
            handler(cx, pod, hook, if sleeps { HOOK_HANDLERS } else { &HOOK_HANDLERS[..3] });
        }
    }
}

/// `validateHandler`
fn handler<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, of: Field<'a>, kinds: &[&'static str]) {
    let given: Vec<(&str, Field<'a>)> = kinds.iter().map(|k| (*k, of.at(k))).filter(|(_, f)| f.exists()).collect();
    let Some((kind, first)) = given.first().copied() else {
        let listed = kinds.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
        cx.required(of, "must specify a handler type")
            .say("this says nothing of what to do")
            .help(format!("add one of {listed}"));
        return;
    };
    match kind {
        "exec" => {
            if first.at("command").is_empty() {
                cx.required(first.at("command"), "");
            }
        }
        "httpGet" => http_get(cx, first),
        "tcpSocket" => port(cx, first.at("port")),
        "grpc" => grpc_port(cx, first.at("port")),
        _ => sleep(cx, pod, first),
    }
    for (_, f) in given.into_iter().skip(1) {
        cx.forbidden(f, "may not specify more than 1 handler type")
            .say("there is one handler already")
            .relate(first.span(), "the first");
    }
}

/// `validateHTTPGetAction`
fn http_get<'a>(cx: &mut Cx<'a>, action: Field<'a>) {
    port(cx, action.at("port"));
    let scheme = action.at("scheme");
    if !["HTTP", "HTTPS"].contains(&or(scheme.str(), "HTTP")) {
        cx.not_supported(scheme, &["HTTP", "HTTPS"]);
    }
    let headers = action.at("httpHeaders");
    for header in headers.items() {
        for detail in is_http_header_name(header.at("name").str()) {
            let path = cx.path(headers);
            cx.invalid_format(header.at("name"), &detail).field(path);
        }
    }
}

/// `ValidatePortNumOrName`: a missing port is port 0 to the server.
pub(in crate::api) fn port<'a>(cx: &mut Cx<'a>, port: Field<'a>) {
    let wrong = match port.node().map(crate::source::Node::kind) {
        Some(Kind::Str) => is_valid_port_name(port.str()),
        _ => is_valid_port_num(port.int()),
    };
    let text_number = port.opt_str().and_then(|text| text.parse::<u16>().ok());
    for detail in wrong {
        let finding = cx.invalid(port, &detail);
        match text_number {
            Some(number) => {
                finding
                    .say("a number in quotes is taken for a port's name")
                    .help(format!("write {number} without quotes"))
                    .fix("remove the quotes", port.span(), number.to_string())
                    .safe_if(port.str() == number.to_string());
            }
            None if !port.exists() => {
                finding.say("`port` is missing");
            }
            None => {}
        }
    }
}

/// `validateGRPCAction`
fn grpc_port<'a>(cx: &mut Cx<'a>, port: Field<'a>) {
    for detail in is_valid_port_num(port.int()) {
        cx.invalid(port, detail);
    }
}

/// `validateSleepAction`
fn sleep<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, action: Field<'a>) {
    let (seconds, grace) = (action.at("seconds").int(), pod.grace());
    let zero = gates::SLEEP_ACTION_ZERO.on(cx.version);
    let low = if zero { 0 } else { 1 };
    if seconds < low || seconds > grace {
        let detail = if zero {
            format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})")
        } else {
            format!(
                "must be greater than 0 and less than terminationGracePeriodSeconds ({grace}). Enable \
                 AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep."
            )
        };
        cx.invalid(action, &detail)
            .label_at(action.at("seconds").span())
            .say(format!("the pod gets {grace} seconds to stop, so it cannot sleep {seconds}"))
            .help("sleep less, or raise the pod's `terminationGracePeriodSeconds`");
    }
}
