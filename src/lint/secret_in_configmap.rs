//! A password in clear text in a ConfigMap.

use super::secrets::{self, Held};
use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/secret-in-configmap`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Kinds(&[("", "ConfigMap")]), parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/secret-in-configmap",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A password, token or key in clear text in a ConfigMap",
    explanation: "ConfigMaps are read by everybody who may look at the namespace, are not encrypted where \
                  Secrets are, and are kept in repositories. Move the value to a Secret. The rule goes by the \
                  key, and leaves values alone that only refer to something else (`$(OTHER)`, a path, a place in \
                  a vault) or are filled in later; a private key is found under any key.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: db\ndata:\n  host: db\n  password: hunter2\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: db\ndata:\n  host: db\n",
};

fn find(cx: &mut Cx<'_>) {
    for (key, value) in cx.resource.field().at("data").entries() {
        let name = key.scalar_text();
        let what = match secrets::held(name, value.str()) {
            Some(Held::Key) => "holds a private key",
            Some(Held::Named) => "is given in clear text",
            None => continue,
        };
        // A whole file is shown by its key.
        let short = !value.str().contains('\n');
        let finding = cx.report(value, None, format!("`{name}` {what}"));
        finding.help("keep it in a Secret");
        if !short {
            finding.label_at(key.span());
        }
    }
}
