//! Configuration of the web server in the annotation of an Ingress.

use super::{Check, Cx, Default, Of, Parameter, required};
use crate::model::{Layer, Rule, Severity};

/// `lint/nginx-snippets`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    of: Of::Kinds(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")]),
    parameters: &[PATTERNS],
    find,
};

pub(super) static RULE: Rule = Rule {
    id: "lint/nginx-snippets",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A snippet of nginx configuration in an annotation",
    explanation: "What stands in a snippet becomes part of the controller's own configuration, and that one may read \
                  the Secrets of all namespaces: whoever may write an Ingress gets at them (CVE-2021-25742), by Lua, \
                  by `alias` or by the controller's token. Newer controllers take none unless they are told to \
                  (`allow-snippet-annotations`). Use the annotation that is made for the purpose, or set it for all \
                  in the ConfigMap of the controller.",
    bad: "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: |\n      return 200;\nspec:\n  ingressClassName: nginx\n  rules:\n  - host: web.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web\n            port:\n              number: 80\n",
    good: "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations:\n    nginx.ingress.kubernetes.io/rewrite-target: /\nspec:\n  ingressClassName: nginx\n  rules:\n  - host: web.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web\n            port:\n              number: 80\n",
};

const PATTERNS: Parameter = Parameter {
    name: "patterns",
    summary: "Only snippets that one of these patterns matches are told; with none all are",
    default: Default::Texts(&[]),
};

fn find(cx: &mut Cx<'_>) {
    let patterns = cx.texts(&PATTERNS);
    for (key, value) in cx.resource.field().at("metadata").at("annotations").entries() {
        let name = key.scalar_text();
        if !name.contains("snippet") || value.is_empty() || !required::matches(&patterns, value.str()) {
            continue;
        }
        cx.report(value, None, format!("`{name}` puts text into the configuration of the controller"))
            .label_at(key.span())
            .help("use the annotation that is made for the purpose, or set it in the controller's ConfigMap");
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found_with;
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn some_may_be_picked_by_a_pattern() {
        let lua = [("patterns", Value::Texts(vec![r"\blua_|_lua\b|_lua_".to_owned()]))];
        for (snippet, told) in [("content_by_lua_block {}", 1), ("return 200;", 0), ("set $evaluated 1;", 0)] {
            let text = format!(
                "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  annotations:\n    a/server-snippet: '{snippet}'\n"
            );
            assert_eq!(found_with(&RULE, &text, &lua).len(), told, "{snippet}");
        }
    }
}
