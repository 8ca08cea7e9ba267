//! A Secret that a container gets as environment variables.

use super::security::who;
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/secret-as-env`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/secret-as-env",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "A Secret as an environment variable",
    explanation: "Environment variables are passed on to every child process, and programs write them to logs \
                  and crash reports. A Secret that is mounted as a volume is read by those who look for it, and \
                  follows when it changes, which a variable does not.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    env:\n    - name: TOKEN\n      valueFrom:\n        secretKeyRef:\n          name: web\n          key: token\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    volumeMounts:\n    - name: secrets\n      mountPath: /run/secrets/web\n      readOnly: true\n  volumes:\n  - name: secrets\n    secret:\n      secretName: web\n",
};

const HELP: &str = "mount it as a volume, and have the program read the file";

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        for variable in container.at("env").items() {
            let from = variable.at("valueFrom").at("secretKeyRef");
            let message = format!("{} gets `{}` from a Secret", who(container), variable.at("name").str());
            tell(cx, from, message);
        }
        for source in container.at("envFrom").items() {
            let from = source.at("secretRef");
            let name = from.at("name").str();
            tell(cx, from, format!("{} gets all of Secret `{name}` as variables", who(container)));
        }
    }
}

fn tell<'a>(cx: &mut Cx<'a>, from: Field<'a>, message: String) {
    if from.exists() {
        cx.report(from.at("name"), Some(from.anchor().head()), message).help(HELP);
    }
}
