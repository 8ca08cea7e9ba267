//! The committed table holds together, and finds what it should.

use super::layout::{ListType, MAGIC, Section};
use super::raw;
use super::*;
use crate::model::{Version, VersionSet};

fn v(minor: u8) -> Version {
    Version::new(minor).unwrap()
}

#[test]
fn sections_follow_each_other_to_the_end() {
    let bytes = raw::bytes();
    assert_eq!(&bytes[..MAGIC.len()], MAGIC);
    let mut end = MAGIC.len() + Section::ALL.len() * 8;
    for (index, section) in Section::ALL.into_iter().enumerate() {
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let at = MAGIC.len() + index * 8;
        assert_eq!(number(at), end, "{section:?}");
        end += number(at + 4) * section.row();
    }
    assert_eq!(end, bytes.len());
}

#[test]
fn every_row_can_be_read() {
    let mut fields = 0;
    for kind in kinds() {
        assert!(!kind.versions().is_empty(), "{kind:?}");
        assert!(kind.served().iter().all(|v| kind.versions().contains(v)), "{kind:?}");
        assert!(kind.definition().name().ends_with(kind.gvk().kind), "{kind:?}");
    }
    for version in Version::all() {
        for kind in kinds().filter(|k| k.versions().contains(version)) {
            let gvk = kind.gvk();
            assert_eq!(super::kind(gvk.group, gvk.version, gvk.kind, version), Some(kind));
            assert!(kind.definition().versions().contains(version), "{kind:?} in {version}");
            fields += walk(kind.definition(), version, &mut Vec::new());
        }
    }
    assert!(fields > 100_000, "{fields}");
}

/// Reads all that lies below a definition; returns how many fields that are.
fn walk(definition: Definition, version: Version, seen: &mut Vec<Definition>) -> usize {
    if seen.contains(&definition) {
        return 0;
    }
    seen.push(definition);
    assert_eq!(super::definition(definition.name()), Some(definition));
    let mut count = 0;
    let mut last = "";
    for field in definition.fields(version) {
        assert!(last < field.name(), "{definition:?}: {last} before {}", field.name());
        last = field.name();
        assert_eq!(definition.field(field.name(), version), Some(field));
        assert!(definition.field_versions(field.name()).contains(version));
        count += 1;
        if let Some(inner) = field.ty().innermost() {
            assert!(inner.versions().contains(version), "{inner:?} in {version}");
            count += walk(inner, version, seen);
        }
    }
    count
}

#[test]
fn kinds_come_and_go() {
    let known = |group, version, name| {
        Version::all()
            .filter(|v| super::kind(group, version, name, *v).is_some())
            .fold(VersionSet::default(), |all, v| all.union(VersionSet::only(v)))
    };
    assert_eq!(known("", "v1", "Pod"), VersionSet::ALL);
    assert_eq!(known("apps", "v1", "Pod"), VersionSet::default());
    assert_eq!(known("policy", "v1beta1", "PodSecurityPolicy"), VersionSet::only(v(24)));
    assert!(!known("autoscaling", "v2beta2", "HorizontalPodAutoscaler").contains(v(26)));
    let pod = kind("", "v1", "Pod", v(36)).unwrap();
    assert_eq!((pod.resource(), pod.namespaced()), ("pods", true));
    assert!(!kind("", "v1", "Node", v(36)).unwrap().namespaced());
    assert!(kind("batch", "v1beta1", "CronJob", v(24)).unwrap().served_by_default(v(24)));
    let alpha = kinds().find(|k| k.gvk().version.contains("alpha")).unwrap();
    assert!(alpha.served().is_empty());
    assert!(group_exists("apps") && group_exists("") && !group_exists("extensions"));
}

#[test]
fn fields_know_their_types() {
    let container = definition("io.k8s.api.core.v1.Container").unwrap();
    let of = |name, minor| container.field(name, v(minor)).unwrap().ty();
    let Type::List(ports) = of("ports", 36) else { panic!() };
    assert_eq!(ports.list_type(), ListType::Map);
    assert_eq!(ports.map_keys().iter().collect::<Vec<_>>(), ["containerPort", "protocol"]);
    let port = ports.ty().innermost().unwrap();
    assert_eq!(port.short_name(), "ContainerPort");
    assert_eq!(port.field("protocol", v(36)).unwrap().default(), Some("\"TCP\""));
    assert_eq!(port.field("containerPort", v(36)).unwrap().ty(), Type::Int32);
    assert!(port.field("containerPort", v(36)).unwrap().required());
    let Type::String(policies) = of("imagePullPolicy", 36) else { panic!() };
    assert_eq!(policies.iter().collect::<Vec<_>>(), ["Always", "IfNotPresent", "Never"]);
    assert_eq!(container.field("resizePolicy", v(24)), None);
    assert!(container.field("resizePolicy", v(36)).is_some());
    assert!(!container.field_versions("resizePolicy").contains(v(24)));
    assert_eq!(container.field("Image", v(36)), None);
}

#[test]
fn betas_are_served_as_each_release_serves_them() {
    let served = |group, version, name| {
        let found = kinds_named(name).find(|k| (k.gvk().group, k.gvk().version) == (group, version)).unwrap();
        found.served().iter().map(Version::minor).collect::<Vec<_>>()
    };
    assert_eq!(served("autoscaling", "v2beta2", "HorizontalPodAutoscaler"), [24, 25]);
    assert_eq!(served("storage.k8s.io", "v1beta1", "CSIStorageCapacity"), [24, 25, 26]);
    assert_eq!(served("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema"), [26, 27, 28, 29, 30, 31]);
    assert!(served("storage.k8s.io", "v1beta1", "VolumeAttributesClass").is_empty());
    assert_eq!(served("storagemigration.k8s.io", "v1", "StorageVersionMigration"), [37]);
}
