//! A password in clear text in `env`.

use super::secrets::{self, Held};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/plaintext-secret`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/plaintext-secret",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A password, token or key in clear text in `env`",
    explanation: "Whoever can read the manifest, the repository or the pod can read the value. Keep it in a Secret and refer to it \
                  with `valueFrom.secretKeyRef`. The rule goes by the variable's name, and leaves values alone that only refer to \
                  something else (`$(OTHER)`, a path, a place in a vault) or are filled in later; a private key is found \
                  under any name.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n  - name: db\n    image: mysql:8.4\n    env:\n    - name: MYSQL_ROOT_PASSWORD\n      value: hunter2\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n  - name: db\n    image: mysql:8.4\n    env:\n    - name: MYSQL_ROOT_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: mysql\n          key: root-password\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        for variable in container.at("env").items() {
            let (name, value) = (variable.at("name").str(), variable.at("value"));
            let Some(held) = secrets::held(name, value.str()) else { continue };
            let key = if name.contains('_') { name.to_lowercase().replace('_', "-") } else { name.to_lowercase() };
            let what = if held == Held::Key { "holds a private key" } else { "is given" };
            cx.report(value, None, format!("`{name}` {what} in clear text"))
                .help(format!("keep it in a Secret and use `valueFrom: {{secretKeyRef: {{name: …, key: {key}}}}}`"));
        }
    }
}
