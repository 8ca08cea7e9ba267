//! A probe or a hook at a port that its container does not name.

use super::{Check, Cx, Of};
use crate::model::near::{Strictness, nearest};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/probe-port`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/probe-port",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A probe or hook at a port name that its container does not have",
    explanation: "The kubelet looks for the name among the ports of the probe's own container. Where it is not there the probe fails each \
                  time: the container is never ready, or is started again and again. Other containers of the pod do not count.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - name: http\n      containerPort: 80\n    readinessProbe:\n      httpGet:\n        path: /\n        port: htpp\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    ports:\n    - name: http\n      containerPort: 80\n    readinessProbe:\n      httpGet:\n        path: /\n        port: http\n",
};

/// Who asks at a port (`pkg/probe/util.go`, `ResolveContainerPort`).
const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
const HOOKS: [&str; 2] = ["postStart", "preStop"];
const WAYS: [&str; 2] = ["httpGet", "tcpSocket"];

fn find(cx: &mut Cx<'_>) {
    let all: Vec<Field<'_>> = cx.containers().collect();
    for container in &all {
        let probes = PROBES.iter().map(|probe| container.at(probe));
        let hooks = HOOKS.iter().map(|hook| container.at("lifecycle").at(hook));
        for port in probes.chain(hooks).flat_map(|asks| WAYS.map(|way| asks.at(way).at("port"))) {
            let Some(name) = port.opt_str().filter(|name| is_name(name)) else { continue };
            let names = || container.at("ports").items().filter_map(|port| port.at("name").opt_str());
            if names().any(|own| own == name) {
                continue;
            }
            let own = container.at("name").str();
            let others = all
                .iter()
                .filter(|other| other.at("ports").items().any(|port| port.at("name").opt_str() == Some(name)));
            let other = others.map(|other| other.at("name").str()).next();
            let meant = nearest(name, Strictness::Name, names(), |name| name).map(|(meant, _)| meant);
            let only = names().next().filter(|_| names().count() == 1 && other.is_none());
            let meant = meant.or(only).map(|meant| (meant, cx.written(port, meant)));
            let finding = cx.report(port, None, format!("container `{own}` has no port named `{name}`"));
            match (meant, other) {
                (Some((meant, written)), _) => {
                    finding.help(format!("did you mean `{meant}`?"));
                    finding.fix(format!("change to `{meant}`"), port.span(), written);
                }
                (None, Some(other)) => {
                    finding.help(format!("container `{other}` has it; give its number, or name it here as well"));
                }
                (None, None) => {
                    finding.help("give the port a name under `ports`, or its number here");
                }
            }
        }
    }
}

/// Whether it is a name: what is a number in quotes is refused elsewhere, and what is filled in later is not known.
fn is_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}
