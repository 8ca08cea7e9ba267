//! Restart policies of single containers, and what a change of resources restarts.

use super::Pod;
use crate::api::cx::Cx;
use crate::api::gates;
use crate::api::unique::Firsts;
use crate::resource::Field;

const POLICIES: &[&str] = &["Always", "Never", "OnFailure"];
const RULES_MAX: usize = 20;
const EXIT_CODES_MAX: usize = 255;

/// Regular containers: `validateContainerRestartPolicy`, or before 1.35 none at all.
pub(super) fn container<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    let policy = container.at("restartPolicy");
    if gates::CONTAINER_RESTART_RULES.on(cx.version) {
        policy_and_rules(cx, container);
    } else if policy.exists() {
        cx.forbidden(policy, "may not be set for non-init containers")
            .help("the pod's own `restartPolicy` goes one level up, beside `containers`");
    }
}

/// `validateInitContainerRestartPolicy`
pub(super) fn init_container<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    let (policy, rules) = (container.at("restartPolicy"), container.at("restartPolicyRules"));
    if !gates::CONTAINER_RESTART_RULES.on(cx.version) {
        if policy.exists() && policy.str() != "Always" {
            cx.not_supported(policy, &["Always"]);
        }
    } else if policy.str() != "Always" || gates::RESTART_ALL_CONTAINERS.on(cx.version) {
        policy_and_rules(cx, container);
    } else if !rules.is_empty() {
        cx.forbidden(rules, "restartPolicyRules are not allowed for init containers with restart policy Always");
    }
}

/// `validateContainerRestartPolicy`; without a policy, init containers are asked for one in the same words.
fn policy_and_rules<'a>(cx: &mut Cx<'a>, container: Field<'a>) {
    let (policy, rules) = (container.at("restartPolicy"), container.at("restartPolicyRules"));
    let init = !policy.exists() && is_init(cx, container);
    if !policy.exists() {
        if rules.is_empty() {
            return;
        }
        cx.required(policy, "must specify restartPolicy when restart rules are used");
        if init {
            return;
        }
    } else if !POLICIES.contains(&policy.str()) {
        cx.not_supported(policy, POLICIES);
    }
    if rules.len() > RULES_MAX {
        cx.too_many(rules, rules.len(), RULES_MAX);
    }
    let actions: &[&str] =
        if gates::RESTART_ALL_CONTAINERS.on(cx.version) { &["Restart", "RestartAllContainers"] } else { &["Restart"] };
    for rule in rules.items() {
        let (action, codes) = (rule.at("action"), rule.at("exitCodes"));
        if !actions.contains(&action.str()) {
            cx.not_supported(action, actions);
        }
        if !codes.exists() {
            cx.required(codes, "must be specified");
            continue;
        }
        if !["In", "NotIn"].contains(&codes.at("operator").str()) {
            cx.not_supported(codes.at("operator"), &["In", "NotIn"]);
        }
        if codes.at("values").len() > EXIT_CODES_MAX {
            cx.too_many(codes.at("values"), codes.at("values").len(), EXIT_CODES_MAX);
        }
    }
}

/// Whether the container stands among `initContainers`: without a policy the server looks no further there.
fn is_init<'a>(cx: &Cx<'a>, container: Field<'a>) -> bool {
    container.anchor().key_below(cx.resource.root).is_some_and(|key| key.scalar_text() == "initContainers")
}

/// `validateResizePolicy`: all but doubled ones are reported at the list.
pub(super) fn resize_policy<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>) {
    let list = container.at("resizePolicy");
    if !list.exists() {
        return;
    }
    let path = cx.path(list);
    let mut seen = Firsts::default();
    for (index, policy) in list.items().enumerate() {
        let (resource, restart) = (policy.at("resourceName"), policy.at("restartPolicy"));
        if let Some(first) = seen.repeated(resource) {
            let finding = cx.duplicate(resource);
            finding.field(format!("{path}[{index}]"));
            if first.exists() {
                finding.relate(first.span(), "first given here");
            }
        }
        for (f, allowed) in [(resource, ["cpu", "memory"]), (restart, ["NotRequired", "RestartContainer"])] {
            if f.is_empty() {
                cx.required(f, "").field(path.clone());
            } else if !allowed.contains(&f.str()) {
                cx.not_supported(f, &allowed).field(path.clone());
            }
        }
        if pod.restart_policy() == "Never" && restart.str() != "NotRequired" {
            cx.invalid(restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'").field(path.clone());
        }
    }
}

/// What `validateInitContainers` adds for resizing.
pub(super) fn init_resize_policy<'a>(cx: &mut Cx<'a>, container: Field<'a>, sidecar: bool) {
    if sidecar || !gates::IN_PLACE_POD_VERTICAL_SCALING.on(cx.version) {
        return;
    }
    for policy in container.at("resizePolicy").items() {
        let restart = policy.at("restartPolicy");
        if restart.str() == "RestartContainer" {
            cx.invalid(restart, "must not be set to 'RestartContainer' for non-sidecar initContainers");
        }
    }
}
