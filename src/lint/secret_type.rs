//! A Secret's type that is nearly a built-in one.

use super::{Check, Cx, Of};
use crate::model::near::{self, Strictness};
use crate::model::{Layer, Rule, Severity, placeholder};

/// `lint/secret-type`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/secret-type",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A Secret's type that is nearly a built-in one",
    explanation: "A Secret's `type` may be any text, and it cannot be changed later. One that is nearly a built-in type is checked \
                  by nobody, and not found by those who ask for Secrets of that type: an Ingress, an image's pull, a token's \
                  controller.",
    bad: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: kubernetes.io/tsl\nstringData:\n  tls.crt: a\n  tls.key: b\n",
    good: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\ntype: example.com/certificate\nstringData:\n  tls.crt: a\n  tls.key: b\n",
};

/// The built-in types, and a key that each asks for.
const TYPES: [(&str, &str); 8] = [
    ("Opaque", ""),
    ("bootstrap.kubernetes.io/token", "token-id"),
    ("kubernetes.io/basic-auth", "password"),
    ("kubernetes.io/dockercfg", ".dockercfg"),
    ("kubernetes.io/dockerconfigjson", ".dockerconfigjson"),
    ("kubernetes.io/service-account-token", "token"),
    ("kubernetes.io/ssh-auth", "ssh-privatekey"),
    ("kubernetes.io/tls", "tls.crt"),
];

/// What kubectl calls the kinds of Secrets that it makes.
const CALLED: [(&str, &str); 2] = [("generic", "Opaque"), ("docker-registry", "kubernetes.io/dockerconfigjson")];

fn find(cx: &mut Cx<'_>) {
    if cx.gvk.kind != "Secret" || !cx.gvk.group.is_empty() {
        return;
    }
    let root = cx.resource.field();
    let given = root.at("type");
    let has = |key: &str| ["data", "stringData"].iter().any(|map| root.at(map).key(key).is_some());
    let Some(meant) = meant(given.str(), has) else { return };
    let new = cx.written(given, meant);
    cx.report(given, None, format!("`{}` is no built-in type of a Secret", given.str()))
        .help(format!("did you mean `{meant}`?"))
        .fix(format!("change to `{meant}`"), given.span(), new);
}

/// The built-in type that was likely meant: of those that are near, the one whose key is there.
fn meant(given: &str, has: impl Fn(&str) -> bool) -> Option<&'static str> {
    if given.is_empty() || placeholder::is_filled_in_later(given) || TYPES.iter().any(|(known, _)| *known == given) {
        return None;
    }
    if let Some((_, meant)) = CALLED.iter().find(|(called, _)| called.eq_ignore_ascii_case(given)) {
        return Some(meant);
    }
    let near = |known: &str| match (given.rsplit_once('/'), known.rsplit_once('/')) {
        (None, None) => near::is_near_miss(given, known),
        (None, Some((_, own))) => given.eq_ignore_ascii_case(own),
        (Some((domain, name)), Some((of, own))) => {
            let same_domain = domain.eq_ignore_ascii_case(of);
            same_domain && near::likeness(name, own, Strictness::Name).is_some()
                || name == own && near::is_near_miss(domain, of)
        }
        (Some(_), None) => false,
    };
    let close: Vec<_> = TYPES.iter().filter(|(known, _)| near(known)).collect();
    let by_key = close.iter().find(|(_, key)| !key.is_empty() && has(key));
    let by_name = || near::nearest(given, Strictness::Name, close.iter(), |(known, _)| known).map(|(found, _)| found);
    by_key.or_else(by_name).map(|(known, _)| *known)
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn near_types() {
        for (given, key, expected) in [
            ("opaque", "", Some("Opaque")),
            ("Opague", "", Some("Opaque")),
            ("generic", "", Some("Opaque")),
            ("kubernetes.io/tsl", "tls.crt", Some("kubernetes.io/tls")),
            ("kubernetes.io/TLS", "", Some("kubernetes.io/tls")),
            ("tls", "tls.crt", Some("kubernetes.io/tls")),
            ("kubernetes.io/dockerconfig", ".dockerconfigjson", Some("kubernetes.io/dockerconfigjson")),
            ("kubernets.io/tls", "", Some("kubernetes.io/tls")),
            ("kubernetes.io/tls", "", None),
            ("kubernetes.io/rbd", "key", None),
            ("kubernetes.io/glusterfs", "", None),
            ("helm.sh/release.v1", "", None),
            ("example.com/tls", "tls.crt", None),
            ("${TYPE}", "", None),
            ("", "", None),
        ] {
            assert_eq!(meant(given, |asked| asked == key), expected, "{given}");
        }
    }
}
