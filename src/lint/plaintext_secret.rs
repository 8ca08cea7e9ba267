//! A password in clear text in `env`.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity, placeholder};

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
                  something else (`$(OTHER)`, a path, a place in a vault) or are filled in later.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n  - name: db\n    image: mysql:8.4\n    env:\n    - name: MYSQL_ROOT_PASSWORD\n      value: hunter2\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: db\nspec:\n  containers:\n  - name: db\n    image: mysql:8.4\n    env:\n    - name: MYSQL_ROOT_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: mysql\n          key: root-password\n",
};

/// Words that make a variable's last part a secret.
const SECRETS: [&str; 9] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIALS", "PWD", "PASS"];

/// Two words that do so together.
const PAIRS: [(&str, &str); 4] = [("API", "KEY"), ("PRIVATE", "KEY"), ("ACCESS", "KEY"), ("SECRET", "KEY")];

fn find(cx: &mut Cx<'_>) {
    for container in cx.containers() {
        for variable in container.at("env").items() {
            let (name, value) = (variable.at("name").str(), variable.at("value"));
            if !names_a_secret(name) || !is_literal(value.str()) {
                continue;
            }
            let key = if name.contains('_') { name.to_lowercase().replace('_', "-") } else { name.to_lowercase() };
            cx.report(value, None, format!("`{name}` is given in clear text"))
                .help(format!("keep it in a Secret and use `valueFrom: {{secretKeyRef: {{name: …, key: {key}}}}}`"));
        }
    }
}

fn names_a_secret(name: &str) -> bool {
    let upper = name.to_uppercase().replace('-', "_");
    let words: Vec<&str> = upper.split('_').filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        // The working directory, not a password.
        ["PWD" | "OLDPWD"] => false,
        [.., before, last] => SECRETS.contains(last) || PAIRS.contains(&(before, last)),
        [last] => SECRETS.contains(last),
        [] => false,
    }
}

fn is_literal(value: &str) -> bool {
    !value.is_empty()
        && !value.starts_with('/')
        && !matches!(value, "true" | "false")
        && !placeholder::refers_elsewhere(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_by_whole_words() {
        for name in ["MYSQL_ROOT_PASSWORD", "password", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "api-key", "DB_PASS"] {
            assert!(names_a_secret(name), "{name}");
        }
        for name in ["PWD", "PASSWORD_FILE", "TOKENIZER", "KEY", "SECRET_NAME", "COMPASS", ""] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    #[test]
    fn references_are_no_secrets() {
        assert!(is_literal("hunter2"));
        for value in ["", "$(OTHER)", "/run/secrets/db", "true", "vault:secret/data/db#password", "${TOKEN:-none}"] {
            assert!(!is_literal(value), "{value}");
        }
    }
}
