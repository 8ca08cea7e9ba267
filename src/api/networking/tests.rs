//! What the server would answer to kinds of this group.

use crate::api::testing::{answers, answers_of, findings, table};

const INGRESS: &str = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\nspec:\n";

#[test]
fn ingress() {
    let path = |text: &str| format!("  rules:\n  - host: a.example\n    http:\n      paths:\n      - {text}\n");
    let good = "{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}";
    assert!(answers(&format!("{INGRESS}{}", path(good))).is_empty());
    for (text, expected) in [
        ("{path: /, backend: {}}", &["Required spec.rules[0].http.paths[0].pathType"][..]),
        (
            "{path: a//b, pathType: Exact, backend: {service: {name: web, port: {name: http}}}}",
            &["Invalid spec.rules[0].http.paths[0].path", "Invalid spec.rules[0].http.paths[0].path"],
        ),
        (
            "{pathType: prefix, backend: {service: {}}}",
            &[
                "NotSupported spec.rules[0].http.paths[0].pathType",
                "Required spec.rules[0].http.paths[0].backend",
                "Required spec.rules[0].http.paths[0].backend.service.name",
            ],
        ),
        ("{pathType: ImplementationSpecific, backend: {}}", &["Invalid spec.rules[0].http.paths[0].backend"]),
        (
            "{pathType: ImplementationSpecific, backend: {resource: {apiGroup: A, name: x}}}",
            &[
                "Invalid spec.rules[0].http.paths[0].backend.resource.apiGroup",
                "Required spec.rules[0].http.paths[0].backend.resource.kind",
            ],
        ),
    ] {
        assert_eq!(answers(&format!("{INGRESS}{}", path(text))), expected, "{text}");
    }
    table(
        INGRESS,
        &[
            ("  ingressClassName: nginx\n", &["Invalid spec"]),
            (
                "  rules: [{host: 1.2.3.4, http: {}}]\n",
                &["Invalid spec.rules[0].host", "Required spec.rules[0].http.paths"],
            ),
            ("  rules: [{host: '*.a'}]\n  tls: [{hosts: ['']}]\n", &["Invalid spec.tls[0].hosts[0]"]),
        ],
    );
}

/// What stands before a host and behind it is left out; its path only takes the place of one that says nothing.
#[test]
fn an_address_is_no_host() {
    let offered = |host: &str, path: &str| {
        let yaml = format!(
            "{INGRESS}  rules:\n  - host: \"{host}\"\n    http:\n      paths:\n      - {{path: {path}, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}\n"
        );
        let found = findings(crate::model::Version::new(36).unwrap(), &yaml);
        found.iter().flat_map(|finding| &finding.fixes).map(|fix| fix.title.clone()).collect::<Vec<_>>()
    };
    assert_eq!(offered("https://a.example", "/"), ["change to `a.example`"]);
    assert_eq!(offered("https://a.example/shop", "/"), ["change to `a.example` with the path `/shop`"]);
    assert_eq!(offered("https://a.example/shop", "/own"), [""; 0]);
    assert_eq!(offered("https://a.example/a?b", "/"), [""; 0]);
}

#[test]
fn the_class_annotation() {
    let yaml = |class: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n  annotations: {{kubernetes.io/ingress.class: a}}\nspec:\n  {class}\n  rules: [{{}}]\n"
        )
    };
    assert_eq!(
        answers(&yaml("")),
        ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"]
    );
    assert_eq!(answers(&yaml("ingressClassName: b")), ["Invalid annotations.kubernetes.io/ingress.class"]);
    assert!(answers(&yaml("ingressClassName: a")).is_empty());
}

#[test]
fn service_names_are_relaxed_since_1_36() {
    let yaml = format!("{INGRESS}  defaultBackend: {{service: {{name: 1a, port: {{number: 1}}}}}}\n");
    assert!(answers_of(36, &yaml).is_empty());
    assert_eq!(answers_of(35, &yaml), ["Invalid spec.defaultBackend.service.name"]);
}

#[test]
fn ingress_class() {
    table(
        "apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec:\n",
        &[
            ("  controller: a.io/b\n", &[]),
            ("  controller: nginx\n", &["Invalid spec.controller"]),
            (
                "  controller: a.io/b\n  parameters: {kind: K, name: p, namespace: x}\n",
                &["Forbidden spec.parameters.namespace"],
            ),
            (
                "  controller: a.io/b\n  parameters: {kind: K, name: p, scope: Namespace}\n",
                &["Required spec.parameters.namespace"],
            ),
            (
                "  controller: a.io/b\n  parameters: {name: p, scope: X}\n",
                &["NotSupported spec.parameters.scope", "Required spec.parameters.kind"],
            ),
        ],
    );
}

#[test]
fn network_policy() {
    table(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec:\n  podSelector: {}\n",
        &[
            ("", &[]),
            ("  ingress: [{from: [{}]}]\n", &["Required spec.ingress[0].from[0]"]),
            (
                "  egress: [{to: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]\n",
                &["Forbidden spec.egress[0].to[0]"],
            ),
            (
                "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, 10.0.0.0/8]}}]}]\n",
                &[
                    "Invalid spec.ingress[0].from[0].ipBlock.except[0]",
                    "Invalid spec.ingress[0].from[0].ipBlock.except[1]",
                ],
            ),
            (
                "  ingress: [{ports: [{port: 90, endPort: 80}, {port: http, endPort: 1}, {endPort: 1, protocol: tcp}]}]\n",
                &[
                    "Invalid spec.ingress[0].ports[0].endPort",
                    "Invalid spec.ingress[0].ports[1].endPort",
                    "Invalid spec.ingress[0].ports[2].endPort",
                    "NotSupported spec.ingress[0].ports[2].protocol",
                ],
            ),
            ("  policyTypes: [Ingress, Egress, Ingress]\n", &["Invalid spec.policyTypes"]),
        ],
    );
}

#[test]
fn addresses_and_ranges() {
    table(
        "apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: a}\nspec:\n",
        &[
            ("  cidrs: [10.0.0.0/16, 'fd00::/64']\n", &[]),
            ("  cidrs: []\n", &["Required spec.cidrs"]),
            ("  cidrs: [10.0.0.0/16, 10.1.0.0/16]\n", &["Invalid spec.cidrs"]),
            ("  cidrs: [10.0.0.1/16]\n", &["Invalid spec.cidrs[0]"]),
        ],
    );
    table(
        "apiVersion: networking.k8s.io/v1\nkind: IPAddress\n",
        &[
            ("metadata: {name: 10.0.0.1}\nspec: {parentRef: {resource: services, name: a}}\n", &[]),
            ("metadata: {name: a}\nspec: {}\n", &["Invalid metadata.name", "Required spec.parentRef"]),
        ],
    );
}
