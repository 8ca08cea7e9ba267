//! A container whose processes are root.

use super::security::{Said, effective, has_own_users, head, is_filled_in_later, said, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/run-as-root`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[USER, GROUP], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/run-as-root",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "A container that may run as root",
    explanation: "Unless the pod or the container says otherwise the image decides who its processes are, and \
                  that is root more often than not: whoever breaks out of the container is root on the node as \
                  well. Set `runAsNonRoot: true`, and `runAsUser` where the image names no user or only a name. \
                  A written `runAsUser: 0` is a warning, as nobody needs to guess. A pod with users of its own \
                  (`hostUsers: false`) is left alone.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    runAsNonRoot: true\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const USER: Parameter = Parameter {
    name: "least-user",
    summary: "The least user id that will do; where it is above 1 each container must be given one",
    default: Default::Number(1),
};

const GROUP: Parameter = Parameter {
    name: "least-group",
    summary: "The least group id that will do; where it is above 1 each container must be given one",
    default: Default::Number(1),
};

fn find(cx: &mut Cx<'_>) {
    if has_own_users(cx) {
        return;
    }
    let (user, group) = (cx.number(&USER), cx.number(&GROUP));
    let pod = cx.pod_spec().at("securityContext");
    for container in cx.all_containers() {
        told_of_user(cx, container, pod, user);
        told_of_group(cx, container, pod, group);
    }
}

fn told_of_user<'a>(cx: &mut Cx<'a>, container: Field<'a>, pod: Field<'a>, least: i64) {
    let [user, not_root] = ["runAsUser", "runAsNonRoot"].map(|name| effective(container, pod, name));
    let (who, checked) = (|| who(container), said(not_root));
    match user.opt_int() {
        Some(0) if checked == Said::Yes => {
            let message = format!("{} is never started: it runs as root, which `runAsNonRoot` forbids", who());
            cx.report(user, None, message).help(OTHER_USER).severity = Severity::Warning;
        }
        Some(0) => {
            cx.report(user, None, format!("{} runs as root", who())).help(OTHER_USER).severity = Severity::Warning;
        }
        Some(id) if id < least => {
            cx.report(user, None, format!("{} runs as user {id}, below {least}", who())).help(OTHER_USER);
        }
        None if user.exists() || is_filled_in_later(user) => {}
        None if least > 1 => {
            cx.report(user, head(container), format!("{} is given no user id", who()))
                .help(format!("set `securityContext.runAsUser` to {least} or above"));
        }
        None if matches!(checked, Said::No | Said::Nothing) => {
            cx.report(not_root, head(container), format!("{} may run as root", who()))
                .help("set `securityContext.runAsNonRoot: true` for the pod or the container");
        }
        _ => {}
    }
}

const OTHER_USER: &str = "give another user id, or leave it to the image and set `runAsNonRoot: true`";

fn told_of_group<'a>(cx: &mut Cx<'a>, container: Field<'a>, pod: Field<'a>, least: i64) {
    let (group, who) = (effective(container, pod, "runAsGroup"), || who(container));
    match group.opt_int() {
        Some(0) if least > 0 => {
            cx.report(group, None, format!("{} runs in the group of root", who())).help(OTHER_GROUP);
        }
        Some(id) if id < least => {
            cx.report(group, None, format!("{} runs in group {id}, below {least}", who())).help(OTHER_GROUP);
        }
        None if least > 1 && !group.exists() && !is_filled_in_later(group) => {
            cx.report(group, head(container), format!("{} is given no group id", who()))
                .help(format!("set `securityContext.runAsGroup` to {least} or above"));
        }
        _ => {}
    }
}

const OTHER_GROUP: &str = "give another group id";

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    /// What is told of container `a` of a pod, by its security context and the pod's, with the least ids.
    fn said(pod: &str, own: &str, least: [i64; 2]) -> Vec<String> {
        let spec =
            format!("  securityContext: {{{pod}}}\n  containers:\n  - {{name: a, securityContext: {{{own}}}}}\n");
        let set = [("least-user", Value::Number(least[0])), ("least-group", Value::Number(least[1]))];
        let findings = told(&super::CHECK, &spec, &set);
        let brief = |message: &str| message.replace("container `a` ", "");
        findings.iter().map(|f| format!("{}: {}", f.severity.name(), brief(&f.message))).collect()
    }

    #[test]
    fn what_a_container_says_outweighs_what_the_pod_says() {
        for (pod, own, wanted) in [
            ("", "", "info: may run as root"),
            ("runAsNonRoot: true", "", ""),
            ("runAsNonRoot: true", "runAsNonRoot: false", "info: may run as root"),
            ("runAsNonRoot: false", "runAsNonRoot: true", ""),
            ("runAsUser: 1000", "runAsNonRoot: false", ""),
            ("runAsUser: 1000", "runAsUser: 0", "warning: runs as root"),
            ("runAsUser: 0", "", "warning: runs as root"),
            ("runAsUser: 0", "runAsUser: 1000", ""),
            (
                "runAsNonRoot: true",
                "runAsUser: 0",
                "warning: is never started: it runs as root, which `runAsNonRoot` forbids",
            ),
            ("runAsUser: 1000", "runAsGroup: 0", "info: runs in the group of root"),
            // Nobody knows.
            ("runAsUser: '${ID}'", "", ""),
            ("", "runAsNonRoot: '${CHECKED}'", ""),
            ("", "runAsUser: someone", ""),
        ] {
            assert_eq!(said(pod, own, [1, 1]).join("; "), wanted, "{pod} / {own}");
        }
    }

    #[test]
    fn ids_may_have_to_be_high() {
        for (pod, own, wanted) in [
            ("runAsNonRoot: true", "", "info: is given no user id; info: is given no group id"),
            ("runAsUser: 10000, runAsGroup: 10000", "", ""),
            ("runAsUser: 999", "runAsGroup: 20000", "info: runs as user 999, below 10000"),
            ("runAsUser: 20000", "runAsGroup: 0", "info: runs in the group of root"),
            ("runAsUser: 20000, runAsGroup: 5", "", "info: runs in group 5, below 10000"),
        ] {
            assert_eq!(said(pod, own, [10_000, 10_000]).join("; "), wanted, "{pod} / {own}");
        }
    }

    #[test]
    fn root_of_its_own_users_is_nobody_on_the_node() {
        assert!(told(&super::CHECK, "  hostUsers: false\n  containers: [{name: a}]\n", &[]).is_empty());
        assert_eq!(told(&super::CHECK, "  hostUsers: true\n  containers: [{name: a}]\n", &[]).len(), 1);
        let later = "  securityContext: ${SECURITY}\n  containers: [{name: a}]\n";
        assert!(told(&super::CHECK, later, &[]).is_empty());
    }
}
