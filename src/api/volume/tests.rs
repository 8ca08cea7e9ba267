//! Every source of volumes, of pods and of persistent volumes.

use crate::api::testing::{answers, answers_of, edge};
use crate::model::Version;
use crate::schema::definition;

/// A pod with one volume of these sources (flow style).
fn pod(sources: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers: [{{name: web, image: a}}]\n  volumes: [{{name: v, {sources}}}]\n"
    )
}

/// A persistent volume of these sources.
fn persistent(sources: &str) -> String {
    format!(
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v}}\nspec: {{accessModes: [ReadWriteOnce], capacity: {{storage: 1Gi}}, {sources}}}\n"
    )
}

/// What each source needs, and what the server says where it is empty: places, those of pods.
const SOURCES: &[(&str, &str, &str)] = &[
    ("awsElasticBlockStore", "{volumeID: a}", "Required volumeID"),
    ("azureDisk", "{diskName: a, diskURI: 'https://a'}", "NotSupported diskURI, Required diskName, Required diskURI"),
    ("azureFile", "{secretName: a, shareName: b}", "Required secretName, Required shareName"),
    ("cephfs", "{monitors: [a]}", "Required monitors"),
    ("cinder", "{volumeID: a}", "Required volumeID"),
    ("configMap", "{name: a}", "Required name"),
    ("csi", "{driver: a}", "Required driver"),
    ("downwardAPI", "{}", ""),
    ("emptyDir", "{}", ""),
    (
        "ephemeral",
        "{volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}",
        "Required volumeClaimTemplate",
    ),
    ("fc", "{wwids: [a]}", "Required targetWWNs"),
    ("flexVolume", "{driver: a}", "Required driver"),
    ("flocker", "{datasetName: a}", "Required "),
    ("gcePersistentDisk", "{pdName: a}", "Required pdName"),
    ("gitRepo", "{repository: a}", "Required repository"),
    ("glusterfs", "{endpoints: a, path: b}", "Required endpoints, Required path"),
    ("hostPath", "{path: /a}", "Required path"),
    ("image", "{reference: a}", "Required reference"),
    ("iscsi", "{targetPortal: a, iqn: 'iqn.2001-04.com.example:a', lun: 1}", "Required iqn, Required targetPortal"),
    ("nfs", "{server: a, path: /b}", "Invalid path, Required path, Required server"),
    ("persistentVolumeClaim", "{claimName: a}", "Required claimName"),
    ("photonPersistentDisk", "{pdID: a}", "Required pdID"),
    ("portworxVolume", "{volumeID: a}", "Required volumeID"),
    ("projected", "{}", ""),
    ("quobyte", "{registry: 'a:1', volume: b}", "Required registry, Required volume"),
    ("rbd", "{monitors: [a], image: b}", "Required image, Required monitors"),
    (
        "scaleIO",
        "{gateway: a, system: b, volumeName: c, secretRef: {name: d}}",
        "Required gateway, Required system, Required volumeName",
    ),
    ("secret", "{secretName: a}", "Required secretName"),
    ("storageos", "{volumeName: a}", "Required volumeName"),
    ("vsphereVolume", "{volumePath: a}", "Required volumePath"),
];

/// The server's own spelling of a source that is a second one.
fn spelled(source: &str) -> &str {
    match source {
        "cephfs" => "cephFS",
        "downwardAPI" => "downwarAPI",
        other => other,
    }
}

/// What is refused, without the warnings of plugins that are gone.
fn refused(yaml: &str) -> Vec<String> {
    answers(yaml).into_iter().filter(|answer| !answer.contains("deprecated")).collect()
}

#[test]
fn all_sources_of_the_schema_are_tried() {
    let volume = definition("io.k8s.api.core.v1.Volume").unwrap();
    let mut fields: Vec<_> = volume.fields(Version::new(36).unwrap()).map(|field| field.name()).collect();
    fields.retain(|name| *name != "name");
    fields.sort_unstable();
    assert_eq!(fields, SOURCES.iter().map(|(source, ..)| *source).collect::<Vec<_>>());
}

#[test]
fn what_sources_need() {
    for (source, full, missing) in SOURCES {
        assert_eq!(refused(&pod(&format!("{source}: {full}"))), Vec::<String>::new(), "{source}: {full}");
        let at = source.replace("gcePersistentDisk", "persistentDisk");
        let expected = missing.split(", ").filter(|text| !text.is_empty()).map(|text| {
            let (reason, field) = text.split_once(' ').unwrap();
            format!("{reason} spec.volumes[0].{at}.{field}").trim_end_matches('.').to_owned()
        });
        assert_eq!(refused(&pod(&format!("{source}: {{}}"))), expected.collect::<Vec<_>>(), "{source}: {{}}");
    }
}

#[test]
fn names_in_storageos_are_labels() {
    for (good, bad, field) in [
        ("volumeName: b", "volumeName: a.b", "volumeName"),
        ("volumeName: a, volumeNamespace: b", "volumeName: a, volumeNamespace: a.b", "volumeNamespace"),
    ] {
        assert!(refused(&pod(&format!("storageos: {{{good}}}"))).is_empty(), "{field}");
        let found = refused(&pod(&format!("storageos: {{{bad}}}")));
        assert_eq!(found, [format!("Invalid spec.volumes[0].storageos.{field}")]);
    }
}

#[test]
fn a_volume_has_one_source() {
    for (source, full, _) in SOURCES {
        let (other, second) = match *source {
            "emptyDir" | "hostPath" => ("hostPath: {path: /a}", "hostPath"),
            _ => ("emptyDir: {}", *source),
        };
        let given = if *source == "hostPath" { "emptyDir: {}".to_owned() } else { format!("{source}: {full}") };
        let found = answers(&pod(&format!("{given}, {other}")));
        let forbidden = found.iter().filter(|answer| answer.starts_with("Forbidden")).collect::<Vec<_>>();
        assert_eq!(forbidden, [&format!("Forbidden spec.volumes[0].{}", spelled(second))], "{source}");
    }
}

#[test]
fn a_persistent_volume_has_one_source() {
    let spec = definition("io.k8s.api.core.v1.PersistentVolumeSpec").unwrap();
    let fields: Vec<_> = spec.fields(Version::new(36).unwrap()).map(|field| field.name()).collect();
    let (sources, others): (Vec<&str>, Vec<&str>) =
        fields.iter().partition(|field| **field == "local" || SOURCES.iter().any(|(source, ..)| source == *field));
    assert!(sources.len() == 22 && others.len() == 9, "{sources:?} and {others:?}");
    for source in &sources {
        let beside = if *source == "hostPath" { "nfs" } else { "hostPath" };
        let found = answers(&persistent(&format!("{source}: {{}}, {beside}: {{path: /a}}")));
        let second = if *source == "hostPath" { "nfs" } else { spelled(source) };
        let forbidden = found.iter().filter(|answer| answer.starts_with("Forbidden")).collect::<Vec<_>>();
        let expected = format!("Forbidden spec.{second}");
        // Flex volumes are never told of.
        assert_eq!(forbidden, if *source == "flexVolume" { vec![] } else { vec![&expected] }, "{source}");
    }
    // None of the others is mistaken for what was meant as the source.
    for field in others {
        let yaml = format!(
            "apiVersion: v1\nkind: PersistentVolume\nmetadata: {{name: v}}\nspec: {{{field}: null, accessModes: [ReadWriteOnce], capacity: {{storage: 1Gi}}}}\n"
        );
        let found = crate::api::testing::findings(Version::new(36).unwrap(), &yaml);
        let none = found.iter().find(|finding| finding.message.contains("made of")).unwrap();
        assert!(none.related.is_empty(), "{field}");
    }
    let yaml = persistent("hostpath: {path: /a}");
    let found = crate::api::testing::findings(Version::new(36).unwrap(), &yaml);
    assert!(found.iter().any(|finding| finding.message.contains("made of") && finding.related.len() == 1));
}

#[test]
fn mount_options_of_persistent_volumes() {
    let mountable = "gcePersistentDisk awsElasticBlockStore glusterfs nfs rbd quobyte iscsi cinder cephfs azureFile
        vsphereVolume azureDisk photonPersistentDisk";
    let all = SOURCES.iter().map(|(source, ..)| *source).chain(["local"]);
    for source in all {
        let yaml = persistent(&format!("{source}: {{}}"))
            .replace("{name: v}", "{name: v, annotations: {volume.beta.kubernetes.io/mount-options: ro}}");
        let refusal = "Forbidden metadata.annotations.volume.beta.kubernetes.io/mount-options".to_owned();
        let allowed = mountable.split_whitespace().any(|name| name == source);
        assert_eq!(answers(&yaml).contains(&refusal), !allowed, "{source}");
    }
}

#[test]
fn plugins_that_are_gone() {
    let rows = [
        ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+", 28),
        ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+", 0),
        ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+", 0),
        ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+", 25),
        ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+", 24),
        ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+", 0),
        ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+", 28),
        ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+", 24),
        ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+", 24),
    ];
    for (source, full, _) in SOURCES {
        let row = rows.iter().find(|(name, ..)| name == source);
        let told = row.map(|(_, spelled, text, _)| format!("spec.volumes[0].{spelled}: {text}"));
        assert_eq!(answers(&pod(&format!("{source}: {full}"))), told.into_iter().collect::<Vec<_>>());
        // Persistent volumes have their own list, which grew.
        let Some((_, spelled, text, since)) = row.filter(|(.., since)| *since > 0) else { continue };
        let full = if *source == "scaleIO" {
            "{gateway: a, system: b, volumeName: c, secretRef: {name: d, namespace: e}}"
        } else {
            full
        };
        let yaml = persistent(&format!("{source}: {full}"));
        let told = vec![format!("spec.{spelled}: {text}")];
        assert_eq!(answers_of(*since, &yaml), told, "{source}");
        if *since > 24 {
            assert_eq!(answers_of(since - 1, &yaml), Vec::<String>::new(), "{source} before");
        }
    }
    let storage = |key: &str| {
        persistent("nfs: {server: a, path: /b}")
            .replace("{name: v}", &format!("{{name: v, annotations: {{{key}: ro}}}}"))
    };
    let (class, options) = ("volume.beta.kubernetes.io/storage-class", "volume.beta.kubernetes.io/mount-options");
    for (key, text) in [
        (class, "deprecated since v1.8; use \"storageClassName\" attribute instead"),
        (options, "deprecated since v1.31; use \"mountOptions\" attribute instead"),
    ] {
        assert_eq!(answers(&storage(key)), [format!("metadata.annotations[{key}]: {text}")]);
    }
}

/// Holds for which numbers a field is refused at the end of its path.
fn numbers(good: &[i64], bad: &[i64], field: &str, yaml: impl Fn(i64) -> String) {
    for (numbers, told) in [(good, false), (bad, true)] {
        for number in numbers {
            let found = answers(&yaml(*number));
            let refused = found.iter().any(|answer| answer.starts_with("Invalid ") && answer.ends_with(field));
            assert_eq!(refused, told, "{field} of {number}: {found:?}");
        }
    }
}

#[test]
fn numbers_of_sources() {
    numbers(&[0, 255], &[-1, 256], ".partition", |n| {
        pod(&format!("awsElasticBlockStore: {{volumeID: a, partition: {n}}}"))
    });
    numbers(&[0, 255], &[-1, 256], ".partition", |n| pod(&format!("gcePersistentDisk: {{pdName: a, partition: {n}}}")));
    numbers(&[0, 255], &[-1, 256], ".lun", |n| pod(&format!("fc: {{targetWWNs: [a], lun: {n}}}")));
    numbers(&[0, 255], &[-1, 256], ".lun", |n| {
        pod(&format!("iscsi: {{targetPortal: a, iqn: 'iqn.2001-04.com.example:a', lun: {n}}}"))
    });
    numbers(&[0, 511], &[-1, 512], ".defaultMode", |n| pod(&format!("configMap: {{name: a, defaultMode: {n}}}")));
    let token =
        |n| pod(&format!("projected: {{sources: [{{serviceAccountToken: {{path: a, expirationSeconds: {n}}}}}]}}"));
    numbers(&[600, 1 << 32], &[599, (1 << 32) + 1], ".expirationSeconds", token);
    let tenant = |length| pod(&format!("quobyte: {{registry: 'a:1', volume: b, tenant: {}}}", "t".repeat(length)));
    edge(64, "Required spec.volumes[0].quobyte.tenant", tenant);
}

#[test]
fn values_of_sources() {
    let rows = [
        ("azureDisk: {diskName: a, diskURI: 'https://a', cachingMode: X}", "None ReadOnly ReadWrite", "Other"),
        ("azureDisk: {diskName: a, diskURI: 'https://a', kind: X}", "Dedicated Shared", "Other"),
        ("azureDisk: {diskName: a, diskURI: /subscriptions/a, kind: X}", "Managed", ""),
        (
            "hostPath: {path: /a, type: X}",
            "'' BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket",
            "Pipe",
        ),
        ("image: {reference: a, pullPolicy: X}", "'' Always IfNotPresent Never", "Other"),
    ];
    for (source, good, bad) in rows {
        for (values, told) in [(good, false), (bad, true)] {
            for value in values.split_whitespace() {
                let found = answers(&pod(&source.replace('X', value)));
                assert_eq!(
                    found.iter().any(|answer| answer.starts_with("NotSupported ")),
                    told,
                    "{source} {value}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn names_of_iscsi() {
    let iscsi = |iqn: &str| pod(&format!("iscsi: {{targetPortal: a, iqn: '{iqn}', lun: 1}}"));
    let digits = "0123456789abcdef0123456789ABCDEF";
    for good in ["iqn.2001-04.a:b", &format!("eui.{}", &digits[..16]), &format!("naa.{digits}")] {
        assert!(answers(&iscsi(good)).is_empty(), "{good}");
    }
    let bad = ["wwn.1", "iqn.201-04.a:b", "iqn.20011-4.a:b", "iqn.2001-04a:b", "iqn.2001-04.:b", "iqn.2001-04.a:"];
    for bad in bad
        .into_iter()
        .map(str::to_owned)
        .chain([15, 17, 32].map(|n| format!("eui.{}", &digits[..n])))
        .chain([16, 31].map(|n| format!("naa.{}", &digits[..n])))
    {
        assert_eq!(answers(&iscsi(&bad)), ["Invalid spec.volumes[0].iscsi.iqn"], "{bad}");
    }
    let portal = |length: usize| {
        let of = format!(
            "targetPortal: {}, iqn: 'iqn.2001-04.a:b', initiatorName: 'iqn.2001-04.a:b', lun: 1",
            "p".repeat(length)
        );
        (pod(&format!("iscsi: {{{of}}}")), persistent(&format!("iscsi: {{{of}}}")))
    };
    // The volume's name is one letter long, and a colon stands between.
    edge(62, "Invalid spec.volumes[0].name", |length| portal(length).0);
    edge(62, "Invalid spec.iscsi.targetportal", |length| portal(length).1);
}
