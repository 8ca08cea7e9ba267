//! A Windows container that is a process of its node.

use super::security::who;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/windows-host-process`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/windows-host-process",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A Windows container that runs as a process of its node",
    explanation: "With `hostProcess` a container on Windows is no container any more: it runs on the node \
                  itself, with its files, its network and the rights of its users. Only what manages nodes needs \
                  that.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostNetwork: true\n  os:\n    name: windows\n  securityContext:\n    windowsOptions:\n      hostProcess: true\n      runAsUserName: NT AUTHORITY\\SYSTEM\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  os:\n    name: windows\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    let pod = cx.pod_spec().at("securityContext");
    tell(cx, pod, "the pod");
    for container in cx.all_containers() {
        tell(cx, container.at("securityContext"), &who(container));
    }
}

fn tell<'a>(cx: &mut Cx<'a>, security: Field<'a>, who: &str) {
    let process = security.at("windowsOptions").at("hostProcess");
    if process.bool() {
        cx.report(process, None, format!("{who} runs as a process of the node"))
            .help("remove `hostProcess` where nothing on the node itself is managed");
    }
}
