use super::*;
use crate::model::Version;
use crate::resource::{Content, content};
use crate::schema;
use crate::source::{Limits, parse};

/// What is told of an object of that API version and kind: rule, message, help and the API version that is offered.
fn told(api: &str, kind: &str) -> Vec<(&'static str, String, String, String)> {
    let text = format!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\n");
    let documents = parse(&text, &Limits::default());
    let Content::Objects(objects) = content(&documents[0]) else { panic!("{text}") };
    let checked = schema::check(&objects[0], Version::NEWEST);
    assert!(schema::check_part(&objects[0], Version::NEWEST).findings.is_empty(), "a patch says nothing of it");
    assert!(schema::check_defined(&objects[0], Version::NEWEST).findings.is_empty(), "the definition knows better");
    let shown = |f: Finding| {
        let offered = f.fixes.first().map(|fix| fix.edits[0].text.clone()).unwrap_or_default();
        assert!(f.fixes.iter().all(|fix| !fix.safe) && f.field == "apiVersion");
        assert_eq!(&text[f.span.start as usize..f.span.end as usize], api);
        (f.rule.id, f.message.clone(), f.help.clone().unwrap_or_default(), offered)
    };
    checked.findings.into_iter().map(shown).collect()
}

const GONE: &str = "schema/removed-addon-api";
const ENDING: &str = "schema/deprecated-addon-api";

/// apiVersion and kind, rule, message, help, and what is offered.
const TOLD: &[[&str; 6]] = &[
    [
        "cert-manager.io/v1alpha2",
        "Certificate",
        GONE,
        "`cert-manager.io/v1alpha2` is gone since cert-manager 1.6",
        "use `cert-manager.io/v1`; `cmctl convert` rewrites a manifest",
        "",
    ],
    [
        "acme.cert-manager.io/v1beta1",
        "Order",
        GONE,
        "`acme.cert-manager.io/v1beta1` is gone since cert-manager 1.6",
        "use `acme.cert-manager.io/v1`; `cmctl convert` rewrites a manifest",
        "",
    ],
    [
        "snapshot.storage.k8s.io/v1beta1",
        "VolumeSnapshot",
        GONE,
        "`snapshot.storage.k8s.io/v1beta1` is gone since external-snapshotter 6.0",
        "use `snapshot.storage.k8s.io/v1`",
        "snapshot.storage.k8s.io/v1",
    ],
    [
        "karpenter.sh/v1alpha5",
        "Provisioner",
        GONE,
        "`Provisioner` of `karpenter.sh/v1alpha5` is gone since Karpenter 0.33",
        "use `NodePool` of `karpenter.sh/v1`",
        "",
    ],
    [
        "traefik.containo.us/v1alpha1",
        "IngressRoute",
        GONE,
        "`traefik.containo.us/v1alpha1` is gone since Traefik 3.0",
        "use `traefik.io/v1alpha1`",
        "traefik.io/v1alpha1",
    ],
    [
        "authentication.istio.io/v1alpha1",
        "Policy",
        GONE,
        "`Policy` of `authentication.istio.io/v1alpha1` is gone since Istio 1.6",
        "`PeerAuthentication` and `RequestAuthentication` of `security.istio.io/v1`",
        "",
    ],
    [
        "autoscaling.k8s.io/v1beta2",
        "VerticalPodAutoscaler",
        ENDING,
        "`autoscaling.k8s.io/v1beta2` is deprecated since Vertical Pod Autoscaler 0.13",
        "use `autoscaling.k8s.io/v1`",
        "autoscaling.k8s.io/v1",
    ],
    [
        "helm.fluxcd.io/v1",
        "HelmRelease",
        ENDING,
        "`HelmRelease` of `helm.fluxcd.io/v1` belongs to Flux's Helm Operator, which is no longer maintained",
        "use `helm.toolkit.fluxcd.io/v2`, of Flux 2",
        "",
    ],
];

#[test]
fn what_an_add_on_left_behind_is_told() {
    for [api, kind, rule, message, help, offered] in TOLD {
        assert_eq!(told(api, kind), [(*rule, (*message).to_owned(), (*help).to_owned(), (*offered).to_owned())]);
    }
}

#[test]
fn what_is_served_is_not() {
    for (api, kind) in [
        ("cert-manager.io/v1", "Certificate"),
        ("networking.istio.io/v1alpha3", "VirtualService"),
        ("gateway.networking.k8s.io/v1beta1", "HTTPRoute"),
        ("tekton.dev/v1beta1", "CustomRun"),
        ("tekton.dev/v1alpha1", "StepAction"),
        ("metallb.io/v1beta1", "IPAddressPool"),
        ("argoproj.io/v1alpha1", "Application"),
        ("cert-manager.io.example/v1alpha2", "Certificate"),
    ] {
        assert_eq!(told(api, kind), [], "{api} {kind}");
    }
}

#[test]
fn the_table_is_whole() {
    let table = include_str!("../../../schemas/facts/addons.tsv");
    let lines: Vec<&str> = table.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines.len(), LIVES.len(), "every line is read");
    assert!(LIVES.is_sorted_by_key(|life| (life.group, life.version, life.kinds)));
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 9, "{line}");
        assert!(cells.iter().all(|cell| !cell.is_empty() && cell.trim() == *cell), "{line}");
        assert!(matches!(cells[7], "yes" | "-") && cells[8].starts_with("https://"), "{line}");
        let release = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit());
        assert!(release(cells[4]) || release(cells[5]) || cells[4] == "*", "{line}");
    }
    for (at, life) in LIVES.iter().enumerate() {
        assert!(!crate::schema::group_exists(life.group), "{} is Kubernetes' own", life.group);
        for kind in life.kinds.split(',') {
            let found = find(life.group, life.version, kind).map(|found| found.instead);
            assert_eq!(found, Some(life.instead), "{} {} {kind} is hidden by another row", life.group, life.version);
            assert!(LIVES[at + 1..].iter().all(|other| {
                (other.group, other.version) != (life.group, life.version) || !other.kinds.split(',').any(|o| o == kind)
            }));
        }
        // What is advised is not on its way out itself, and a fix changes nothing but the version.
        let (next, _) = life.successor("");
        assert!(!life.same || matches!(next, Some((_, ""))), "{}", life.instead);
        for kind in life.kinds.split(',') {
            let Some((api, next)) = next else { continue };
            let (group, version) = api.split_once('/').unwrap();
            let next = if next.is_empty() { kind } else { next };
            assert!(find(group, version, next).is_none(), "{api} of {next} is left behind as well");
        }
    }
}
