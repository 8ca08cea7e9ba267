//! An Ingress whose visitors are read by everybody on the way.

use super::{Check, Cx, Of, whole};
use crate::model::{Layer, Rule, Severity};

/// `lint/ingress-without-tls`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    of: Of::Kinds(&[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")]),
    parameters: &[],
    find,
};

pub(super) static RULE: Rule = Rule {
    id: "lint/ingress-without-tls",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "An Ingress without `tls`",
    explanation: "Without `tls` the controller serves its hosts in clear text, or with a certificate that no browser \
                  trusts. List the hosts with the Secret that holds their certificate. Where something before the \
                  controller ends TLS, or it has a certificate for all, there is no need.",
    bad: "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  rules:\n  - host: web.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web\n            port:\n              number: 80\n",
    good: "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\nspec:\n  tls:\n  - hosts:\n    - web.example.com\n    secretName: web-tls\n  rules:\n  - host: web.example.com\n    http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          service:\n            name: web\n            port:\n              number: 80\n",
};

fn find(cx: &mut Cx<'_>) {
    let tls = cx.resource.field().at("spec").at("tls");
    if tls.is_empty() {
        let message = format!("{} has no `tls`", whole::called(cx));
        cx.report(tls, whole::place(cx), message).help("add `tls` with its hosts and the Secret of their certificate");
    }
}
