//! A container that may use every system call.

use super::security::{capability, effective, head, is_filled_in_later, on_windows, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::resource::{Field, PodParts};
use crate::schema::pod_security::PROFILES;

/// `lint/seccomp-profile`
pub(super) const CHECK: Check =
    Check { rule: &RULE, of: Of::Pods, parameters: &[PROFILES_ALLOWED, ANNOTATIONS, INSTEAD], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/seccomp-profile",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A container without a seccomp profile",
    explanation: "Unless a profile says otherwise a container may use every system call of the kernel, those \
                  among them that nobody needs and through which nodes were taken over. `RuntimeDefault` leaves \
                  out what programs do without. Set it once, for the pod; a container that has one of its own \
                  goes by that.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    seccompProfile:\n      type: RuntimeDefault\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const PROFILES_ALLOWED: Parameter =
    Parameter { name: "profiles", summary: "Types of profiles that will do", default: Default::Texts(PROFILES) };

const ANNOTATIONS: Parameter = Parameter {
    name: "annotations",
    summary: "Annotations of the pod that stand for a profile, as they did before 1.27",
    default: Default::Texts(&[]),
};

const INSTEAD: Parameter = Parameter {
    name: "instead",
    summary: "What else confines a container enough: `apparmor`, `selinux`, `capabilities`",
    default: Default::Texts(&[]),
};

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod().filter(|pod| pod.spec.exists() && !on_windows(cx)) else { return };
    let annotations = cx.texts(&ANNOTATIONS);
    if annotations.iter().any(|name| pod.metadata.at("annotations").key(name).is_some()) {
        return;
    }
    let (profiles, instead) = (cx.texts(&PROFILES_ALLOWED), cx.texts(&INSTEAD));
    let whole = pod.spec.at("securityContext");
    for container in cx.all_containers() {
        let profile = effective(container, whole, "seccompProfile");
        let kind = profile.at("type");
        if profiles.contains(&kind.str())
            || is_filled_in_later(kind)
            || instead.iter().any(|way| is_confined(way, pod, container))
        {
            continue;
        }
        if kind.is_empty() {
            cx.report(kind, head(container), format!("{} has no seccomp profile", who(container))).help(HELP);
        } else {
            let message = format!("{} has the seccomp profile `{}`", who(container), kind.str());
            cx.report(kind, None, message).help("use `RuntimeDefault`");
        }
    }
}

const HELP: &str = "set `securityContext.seccompProfile.type: RuntimeDefault` for the pod";

/// Whether something else confines a container.
fn is_confined(way: &str, pod: PodParts<'_>, container: Field<'_>) -> bool {
    let (own, whole) = (container.at("securityContext"), pod.spec.at("securityContext"));
    match way {
        "apparmor" => {
            let annotation = format!("container.apparmor.security.beta.kubernetes.io/{}", container.at("name").str());
            let fields = [own, whole].map(|security| security.at("appArmorProfile").at("type"));
            let told = fields.into_iter().find(|kind| !kind.is_empty());
            told.map_or(pod.metadata.at("annotations").key(&annotation).is_some(), |kind| kind.str() != "Unconfined")
        }
        "selinux" => [own, whole].iter().any(|security| !security.at("seLinuxOptions").is_empty()),
        "capabilities" => {
            let capabilities = own.at("capabilities");
            !capabilities.at("drop").is_empty()
                && !capabilities.at("add").items().any(|added| capability(added.str()) == "ALL")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    fn texts(name: &'static str, text: &str) -> (&'static str, Value) {
        (name, Value::Texts(vec![text.to_owned()]))
    }

    #[test]
    fn what_a_container_says_outweighs_what_the_pod_says() {
        for (pod, own, wanted) in [
            ("", "", "container `a` has no seccomp profile"),
            ("seccompProfile: {type: RuntimeDefault}", "", ""),
            (
                "seccompProfile: {type: RuntimeDefault}",
                "seccompProfile: {type: Unconfined}",
                "container `a` has the seccomp profile `Unconfined`",
            ),
            ("seccompProfile: {type: Unconfined}", "seccompProfile: {type: Localhost}", ""),
            ("seccompProfile: {type: Unconfined}", "", "container `a` has the seccomp profile `Unconfined`"),
            ("seccompProfile: null", "", "container `a` has no seccomp profile"),
            ("seccompProfile: {type: '${PROFILE}'}", "", ""),
        ] {
            let spec =
                format!("  securityContext: {{{pod}}}\n  containers: [{{name: a, securityContext: {{{own}}}}}]\n");
            let said: String = told(&super::CHECK, &spec, &[]).iter().map(|f| f.message.clone()).collect();
            assert_eq!(said, wanted, "{pod} / {own}");
        }
    }

    #[test]
    fn other_ways_are_taken_where_somebody_says_so() {
        for (way, own) in [
            ("apparmor", "appArmorProfile: {type: RuntimeDefault}"),
            ("selinux", "seLinuxOptions: {level: 's0:c1'}"),
            ("capabilities", "capabilities: {drop: [NET_RAW]}"),
        ] {
            let spec = format!("  containers: [{{name: a, securityContext: {{{own}}}}}]\n");
            assert_eq!(told(&super::CHECK, &spec, &[]).len(), 1, "{way}");
            assert_eq!(told(&super::CHECK, &spec, &[texts("instead", way)]).len(), 0, "{way}");
        }
        let all = "  containers: [{name: a, securityContext: {capabilities: {drop: [NET_RAW], add: [all]}}}]\n";
        assert_eq!(told(&super::CHECK, all, &[texts("instead", "capabilities")]).len(), 1);
        let own = "  containers: [{name: a, securityContext: {seccompProfile: {type: Localhost}}}]\n";
        assert_eq!(told(&super::CHECK, own, &[texts("profiles", "RuntimeDefault")]).len(), 1);
    }
}
