//! Kernel parameters that are not the pod's own.

use super::security::is_filled_in_later;
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::schema::pod_security::SAFE_SYSCTLS;

/// `lint/unsafe-sysctls`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[ALLOWED], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/unsafe-sysctls",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A kernel parameter that is not known to be safe",
    explanation: "Kernel parameters that are not kept apart by pod, or that take memory of the node, change how \
                  other pods there run. The kubelet refuses them unless it was started with \
                  `--allowed-unsafe-sysctls`: the pod then fails on the node with `SysctlForbidden`. Those that \
                  the pod security level `baseline` lets be set are safe everywhere.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    sysctls:\n    - name: kernel.sem\n      value: 250 32000 100 128\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    sysctls:\n    - name: net.ipv4.tcp_syncookies\n      value: \"1\"\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

const ALLOWED: Parameter =
    Parameter { name: "allowed", summary: "Kernel parameters that may be set", default: Default::Texts(&SAFE_SYSCTLS) };

fn find(cx: &mut Cx<'_>) {
    let sysctls = cx.pod_spec().at("securityContext").at("sysctls");
    let allowed = if sysctls.is_empty() { return } else { cx.texts(&ALLOWED) };
    for sysctl in sysctls.items() {
        let name = sysctl.at("name");
        // The kernel writes dots, and slashes mean the same.
        let dotted = name.str().replace('/', ".");
        if name.is_empty() || is_filled_in_later(name) || allowed.contains(&dotted.as_str()) {
            continue;
        }
        cx.report(name, None, format!("the pod sets the kernel parameter `{}`, which is not safe", name.str()))
            .help("remove it, or have the node set it for all of its pods");
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;
    use crate::model::parameters::Value;

    #[test]
    fn dots_and_slashes_are_the_same() {
        for (name, wanted) in [
            ("net.ipv4.tcp_syncookies", 0),
            ("net/ipv4/tcp_syncookies", 0),
            ("net.ipv4.ip_forward", 1),
            ("kernel.msgmax", 1),
            ("${SYSCTL}", 0),
        ] {
            let spec = format!("  securityContext: {{sysctls: [{{name: '{name}', value: '1'}}]}}\n  containers: []\n");
            assert_eq!(told(&super::CHECK, &spec, &[]).len(), wanted, "{name}");
            let nobody = told(&super::CHECK, &spec, &[("allowed", Value::Texts(Vec::new()))]).len();
            assert_eq!(nobody, usize::from(!name.starts_with('$')), "{name}");
        }
    }
}
