//! Capabilities that a container keeps without need.

use super::security::{capability, head, is_filled_in_later, on_windows, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;
use crate::schema::pod_security::{BASELINE_CAPABILITIES, RESTRICTED_CAPABILITIES};

/// `lint/capabilities-not-dropped`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[DROPPED, UNSET], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/capabilities-not-dropped",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container that keeps the capabilities it was given",
    explanation: "Container runtimes give each container a handful of capabilities, to send raw packets and to \
                  change owners among them, and most programs need none. Drop them all, and add what is needed \
                  by name: the pod security level `restricted` lets `NET_BIND_SERVICE` be added, and so does \
                  this rule.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    securityContext:\n      capabilities:\n        drop: [ALL]\n",
};

const DROPPED: Parameter = Parameter {
    name: "dropped",
    summary: "Capabilities that each container must drop, by their names or with `ALL`",
    default: Default::Texts(&["ALL"]),
};

const UNSET: Parameter = Parameter {
    name: "unset",
    summary: "0 leaves containers alone that say nothing of capabilities",
    default: Default::Number(1),
};

fn find(cx: &mut Cx<'_>) {
    if on_windows(cx) {
        return;
    }
    let (wanted, unset) = (cx.texts(&DROPPED), cx.number(&UNSET) > 0);
    for container in cx.all_containers() {
        let capabilities = container.at("securityContext").at("capabilities");
        if (!unset && !capabilities.exists()) || is_filled_in_later(capabilities) {
            continue;
        }
        kept(cx, container, &wanted);
        added(cx, container, &wanted);
    }
}

fn kept<'a>(cx: &mut Cx<'a>, container: Field<'a>, wanted: &[&str]) {
    let drop = container.at("securityContext").at("capabilities").at("drop");
    if drop.items().chain([drop]).any(is_filled_in_later) {
        return;
    }
    let dropped: Vec<String> = drop.items().map(|name| capability(name.str())).collect();
    let is_dropped = |name: &str| dropped.iter().any(|own| own == name || own == "ALL");
    let kept: Vec<&str> = wanted.iter().copied().filter(|name| !is_dropped(name)).collect();
    if kept.is_empty() {
        return;
    }
    let names = kept.join(", ");
    let what = if kept == ["ALL"] { "its capabilities".to_owned() } else { format!("the capabilities {names}") };
    cx.report(drop, head(container), format!("{} keeps {what}", who(container)))
        .help(format!("set `securityContext.capabilities.drop: [{names}]`, and add back what it needs"));
}

/// What is added beyond the usual ones is `dangerous-capability`'s to tell, unless it is among those that must be dropped.
fn added<'a>(cx: &mut Cx<'a>, container: Field<'a>, wanted: &[&str]) {
    let all = wanted.contains(&"ALL");
    for added in container.at("securityContext").at("capabilities").at("add").items() {
        let name = capability(added.str());
        let has = |list: &[&str]| list.contains(&name.as_str());
        let needless = all && has(BASELINE_CAPABILITIES) && !has(RESTRICTED_CAPABILITIES);
        if name != "ALL" && (needless || has(wanted)) {
            cx.report(added, None, format!("{} adds the capability `{name}`", who(container)))
                .help("remove it where the program runs without");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    fn said(capabilities: &str, set: &[(&str, Value)]) -> String {
        let spec = format!("  containers: [{{name: a, securityContext: {{{capabilities}}}}}]\n");
        let messages: Vec<String> = told(&super::CHECK, &spec, set).iter().map(|f| f.message.clone()).collect();
        messages.join("; ").replace("container `a` ", "")
    }

    #[test]
    fn all_are_dropped_but_one() {
        for (capabilities, wanted) in [
            ("", "keeps its capabilities"),
            ("capabilities: {drop: [ALL]}", ""),
            ("capabilities: {drop: [all]}", ""),
            ("capabilities: {drop: [NET_RAW]}", "keeps its capabilities"),
            ("capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}", ""),
            ("capabilities: {drop: [ALL], add: [CHOWN]}", "adds the capability `CHOWN`"),
            ("capabilities: {drop: [ALL], add: [SYS_ADMIN, ALL]}", ""),
            ("capabilities: {drop: ['${DROPPED}']}", ""),
            ("capabilities: '${CAPABILITIES}'", ""),
        ] {
            assert_eq!(said(capabilities, &[]), wanted, "{capabilities}");
        }
        assert!(told(&super::CHECK, "  os: {name: windows}\n  containers: [{name: a}]\n", &[]).is_empty());
    }

    #[test]
    fn some_by_their_names() {
        let raw = ("dropped", Value::Texts(vec!["NET_RAW".to_owned(), "KILL".to_owned()]));
        for (capabilities, wanted) in [
            ("", "keeps the capabilities NET_RAW, KILL"),
            ("capabilities: {drop: [KILL]}", "keeps the capabilities NET_RAW"),
            ("capabilities: {drop: [KILL, cap_net_raw]}", ""),
            ("capabilities: {drop: [ALL], add: [NET_RAW, CHOWN]}", "adds the capability `NET_RAW`"),
        ] {
            assert_eq!(said(capabilities, std::slice::from_ref(&raw)), wanted, "{capabilities}");
        }
        assert_eq!(said("", &[raw, ("unset", Value::Number(0))]), "");
    }
}
