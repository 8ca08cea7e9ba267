//! What becomes of claims, as the controller's own tests have it (`pv_controller_test.go`, `binder_test.go`,
//! `provision_test.go`).

use super::*;
use crate::model::Quantity;
use crate::scheduler::types::{LabelSelector, PersistentVolume};

fn volume(name: &str, class: &str, size: &str, change: impl FnOnce(&mut PersistentVolume)) -> PersistentVolume {
    let mut volume = PersistentVolume {
        name: name.to_owned(),
        storage_class_name: class.to_owned(),
        capacity: Quantity::parse(size).unwrap(),
        access_modes: vec!["ReadWriteOnce".to_owned()],
        ..PersistentVolume::default()
    };
    change(&mut volume);
    volume
}

fn claim(name: &str, class: Option<&str>, change: impl FnOnce(&mut PersistentVolumeClaim)) -> PersistentVolumeClaim {
    let mut claim = PersistentVolumeClaim {
        namespace: "default".to_owned(),
        name: name.to_owned(),
        storage_class_name: class.map(str::to_owned),
        request: Quantity::parse("3Gi").unwrap(),
        access_modes: vec!["ReadWriteOnce".to_owned()],
        ..PersistentVolumeClaim::default()
    };
    change(&mut claim);
    claim
}

fn class(name: &str, provisioner: &str, volume_binding_mode: BindingMode) -> StorageClass {
    let (name, provisioner) = (name.to_owned(), provisioner.to_owned());
    StorageClass { name, provisioner, volume_binding_mode, ..StorageClass::default() }
}

/// The volume that each claim gets; empty for none.
fn bound(
    persistent_volumes: Vec<PersistentVolume>,
    persistent_volume_claims: Vec<PersistentVolumeClaim>,
    storage_classes: Vec<StorageClass>,
) -> (Vec<String>, Assumed) {
    let mut cluster = Cluster { persistent_volumes, persistent_volume_claims, storage_classes, ..Cluster::default() };
    let assumed = bind(&mut cluster, &|_| None);
    let of = |claim: &PersistentVolumeClaim| {
        let complete = claim.annotations.contains_key(BIND_COMPLETED);
        if complete { claim.volume_name.clone() } else { String::new() }
    };
    (cluster.persistent_volume_claims.iter().map(of).collect(), assumed)
}

fn refer(name: &str, uid: &str) -> Option<(String, String, String)> {
    Some(("default".to_owned(), name.to_owned(), uid.to_owned()))
}

#[test]
fn the_smallest_that_fits_with_the_fewest_modes() {
    let more = |v: &mut PersistentVolume| v.access_modes.push("ReadOnlyMany".to_owned());
    let volumes = vec![
        volume("small", "a", "2Gi", |_| {}),
        volume("modes", "a", "3Gi", more),
        volume("large", "a", "9Gi", |_| {}),
        volume("middle", "a", "4Gi", |_| {}),
        volume("block", "a", "3Gi", |v| v.block = true),
        volume("other", "b", "3Gi", |_| {}),
        volume("gone", "a", "3Gi", |v| v.terminating = true),
        volume("failed", "a", "3Gi", |v| "Failed".clone_into(&mut v.phase)),
        volume("taken", "a", "3Gi", |v| v.claim_ref = refer("x", "")),
    ];
    let claims = ["1", "2", "3", "4"].map(|name| claim(name, Some("a"), |_| {})).to_vec();
    let (got, assumed) = bound(volumes, claims, Vec::new());
    assert_eq!(got, ["middle", "large", "modes", ""]);
    assert_eq!(assumed, Assumed::default(), "a class of which volumes are declared is known");
}

#[test]
fn a_volume_that_names_its_claim_goes_to_it_alone() {
    let meant = |name: &'static str, uid: &'static str| move |v: &mut PersistentVolume| v.claim_ref = refer(name, uid);
    let volumes = vec![
        volume("free", "a", "3Gi", |_| {}),
        volume("meant", "b", "9Gi", meant("1", "")),
        volume("earlier", "a", "9Gi", meant("2", "u")),
    ];
    let claims = vec![claim("1", Some("a"), |_| {}), claim("2", Some("a"), |_| {}), claim("3", Some("a"), |_| {})];
    let (got, _) = bound(volumes, claims, Vec::new());
    assert_eq!(got, ["meant", "free", ""], "`earlier` was another claim's of that name");
}

#[test]
fn a_claim_that_names_its_volume_gets_it_or_none() {
    let volumes = || {
        vec![
            volume("free", "a", "3Gi", |_| {}),
            volume("small", "a", "1Gi", |_| {}),
            volume("taken", "a", "3Gi", |v| v.claim_ref = refer("x", "")),
            volume("known", "a", "3Gi", |v| v.claim_ref = refer("c", "u")),
        ]
    };
    for (name, got) in [("free", "free"), ("small", ""), ("taken", ""), ("known", "known"), ("absent", "")] {
        let claim = claim("c", Some("a"), |c| name.clone_into(&mut c.volume_name));
        assert_eq!(bound(volumes(), vec![claim], Vec::new()).0, [got], "{name}");
    }
    let other = claim("c", Some("b"), |c| "free".clone_into(&mut c.volume_name));
    assert_eq!(bound(volumes(), vec![other], Vec::new()).0, [""]);
}

#[test]
fn labels_choose() {
    let labelled = |v: &mut PersistentVolume| {
        v.labels.insert("disk".to_owned(), "fast".to_owned());
    };
    let volumes = || vec![volume("plain", "a", "3Gi", |_| {}), volume("fast", "a", "9Gi", labelled)];
    let wanted = |value: &str| {
        let labels = [("disk".to_owned(), value.to_owned())];
        let selector = LabelSelector { match_labels: labels.into_iter().collect(), ..LabelSelector::default() };
        claim("c", Some("a"), |c| c.selector = Some(selector))
    };
    assert_eq!(bound(volumes(), vec![wanted("fast")], Vec::new()).0, ["fast"]);
    assert_eq!(bound(volumes(), vec![wanted("slow")], Vec::new()).0, [""]);
}

#[test]
fn classes_make_volumes_at_once_later_or_never() {
    let classes = || {
        vec![
            class("now", "x.example", BindingMode::Immediate),
            class("late", "x.example", BindingMode::WaitForFirstConsumer),
            class("hand", NO_PROVISIONER, BindingMode::Immediate),
        ]
    };
    for (name, got) in [("now", "pv-of-default-c"), ("late", ""), ("hand", ""), ("absent", ""), ("", "")] {
        let (bound, assumed) = bound(Vec::new(), vec![claim("c", Some(name), |_| {})], classes());
        assert_eq!((bound[0].as_str(), assumed), (got, Assumed::default()), "{name}");
    }
    let meant = |v: &mut PersistentVolume| v.claim_ref = refer("c", "");
    for (volume, got) in [(volume("v", "late", "3Gi", meant), "v"), (volume("v", "late", "3Gi", |_| {}), "")] {
        assert_eq!(bound(vec![volume], vec![claim("c", Some("late"), |_| {})], classes()).0, [got]);
    }
}

#[test]
fn what_files_do_not_tell_of_is_taken_to_be_there() {
    let unknown = |class: Option<&str>, volumes: Vec<PersistentVolume>| {
        bound(volumes, vec![claim("c", class, |_| {})], Vec::new()).1.provisioned.len()
    };
    let of = |class: &str| vec![volume("v", class, "1Gi", |_| {})];
    assert_eq!([unknown(None, Vec::new()), unknown(Some("a"), Vec::new()), unknown(Some(""), Vec::new())], [1; 3]);
    assert_eq!([unknown(None, of("a")), unknown(Some("a"), of("b"))], [1; 2]);
    assert_eq!([unknown(None, of("")), unknown(Some("a"), of("a")), unknown(Some(""), of("a"))], [0; 3]);
    let lost = claim("c", None, |c| {
        "v".clone_into(&mut c.volume_name);
        "Bound".clone_into(&mut c.phase);
    });
    assert_eq!(bound(Vec::new(), vec![lost.clone()], Vec::new()).1.bound, [0]);
    assert_eq!(
        bound(
            of("a").into_iter().map(|v| PersistentVolume { name: "w".into(), ..v }).collect(),
            vec![lost],
            Vec::new()
        )
        .0,
        [""]
    );
}
