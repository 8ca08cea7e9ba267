//! A liveness probe that asks what the readiness probe asks.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/identical-probes`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/identical-probes",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: false,
    summary: "The same question for liveness and readiness",
    explanation: "A pod that is not ready gets no requests, one that is not alive is killed. Where both ask the same, \
                  a service that is only busy, or waits for another one, is killed rather than left alone, and its \
                  load falls on the others. Ask for liveness something that fails only where a new start helps, or \
                  let it fail much later (`failureThreshold`): then nothing is said.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    readinessProbe:\n      httpGet:\n        path: /ready\n        port: 80\n    livenessProbe:\n      httpGet:\n        path: /ready\n        port: 80\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    readinessProbe:\n      httpGet:\n        path: /ready\n        port: 80\n    livenessProbe:\n      httpGet:\n        path: /alive\n        port: 80\n",
};

fn find(cx: &mut Cx<'_>) {
    if cx.gvk.group == "batch" {
        return;
    }
    for container in cx.containers() {
        let (ready, alive) = (container.at("readinessProbe"), container.at("livenessProbe"));
        let Some(same) = same(ready, alive).filter(|_| patience(alive) <= patience(ready)) else { continue };
        let message =
            format!("container `{}` is killed whenever it is not ready: both probes ask the same", name(container));
        cx.report(same, Some(alive.span()), message)
            .relate(ready.span(), "the readiness probe")
            .help("ask for liveness something simpler, or give it a higher `failureThreshold`");
    }
}

fn name<'a>(container: Field<'a>) -> &'a str {
    container.at("name").str()
}

/// What the liveness probe asks, where that is what the readiness probe asks.
fn same<'a>(ready: Field<'a>, alive: Field<'a>) -> Option<Field<'a>> {
    let texts = |probe: Field<'a>, way, fields: &[&'static str]| {
        let text = |field: &&'static str| probe.at(way).at(field).node().map(|node| node.scalar_text().to_owned());
        probe.at(way).exists().then(|| fields.iter().map(text).collect::<Vec<_>>())
    };
    for (way, fields) in WAYS {
        let (one, other) = (texts(ready, way, fields), texts(alive, way, fields));
        if one.is_some() && one == other {
            return Some(alive.at(way));
        }
    }
    let command = |probe: Field<'a>| {
        probe.at("exec").at("command").items().map(|word| word.opt_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let (one, other) = (command(ready), command(alive));
    (!one.is_empty() && one == other).then(|| alive.at("exec"))
}

/// The ways to ask, and what makes up the question.
const WAYS: [(&str, &[&str]); 3] =
    [("httpGet", &["path", "port"]), ("tcpSocket", &["port"]), ("grpc", &["port", "service"])];

/// How long a probe must fail until something is done, in seconds (`SetDefaults_Probe`).
fn patience(probe: Field<'_>) -> i64 {
    let given = |name, default| probe.at(name).opt_int().filter(|seconds| *seconds > 0).unwrap_or(default);
    given("periodSeconds", 10).saturating_mul(given("failureThreshold", 3))
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn a_patient_one_may_ask_the_same() {
        let probe = "exec: {command: [cat, /tmp/ok]}";
        for (ready, alive, told) in [
            (probe, probe, 1),
            (probe, "exec: {command: [cat, /tmp/other]}", 0),
            (probe, "exec: {command: [cat, /tmp/ok]}, failureThreshold: 10", 0),
            (
                "exec: {command: [cat, /tmp/ok]}, periodSeconds: 30",
                "exec: {command: [cat, /tmp/ok]}, failureThreshold: 9",
                1,
            ),
            ("tcpSocket: {port: http}", "tcpSocket: {port: http}", 1),
            ("tcpSocket: {port: http}", "tcpSocket: {port: 80}", 0),
            ("grpc: {port: 9000}", "grpc: {port: 9000}", 1),
            ("grpc: {port: 9000}", "grpc: {port: 9000, service: live}", 0),
            ("httpGet: {port: 80, path: /}", "tcpSocket: {port: 80}", 0),
            ("exec: {command: []}", "exec: {command: []}", 0),
        ] {
            let text = format!(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    readinessProbe: {{{ready}}}\n    livenessProbe: {{{alive}}}\n"
            );
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
        }
    }
}
