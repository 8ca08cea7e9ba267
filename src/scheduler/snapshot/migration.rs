//! In-tree volumes as the CSI drivers that took over from them see them (upstream `csi-translation-lib`).

use crate::scheduler::types::{
    NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Operator, PersistentVolume, PersistentVolumeSource,
    VolumeSource,
};

/// A plugin that was built in, and what took over from it.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::scheduler) struct Migrated {
    /// The plugin, which is also the name of its provisioner.
    pub(in crate::scheduler) in_tree: &'static str,
    /// The driver.
    pub(in crate::scheduler) driver: &'static str,
    /// The node label that the driver uses for zones; `None` where affinities stay as they are.
    topology: Option<&'static str>,
}

/// The plugins whose migration cannot be switched off (`isCSIMigrationOnForPlugin`).
pub(in crate::scheduler) static MIGRATED: [Migrated; 5] = [AWS, GCE, AZURE, CINDER, PORTWORX];

const AWS: Migrated = Migrated {
    in_tree: "kubernetes.io/aws-ebs",
    driver: "ebs.csi.aws.com",
    topology: Some("topology.ebs.csi.aws.com/zone"),
};
const GCE: Migrated = Migrated {
    in_tree: "kubernetes.io/gce-pd",
    driver: "pd.csi.storage.gke.io",
    topology: Some("topology.gke.io/zone"),
};
const AZURE: Migrated = Migrated { in_tree: "kubernetes.io/azure-disk", driver: "disk.csi.azure.com", topology: None };
const CINDER: Migrated = Migrated {
    in_tree: "kubernetes.io/cinder",
    driver: "cinder.csi.openstack.org",
    topology: Some("topology.cinder.csi.openstack.org/zone"),
};
const PORTWORX: Migrated =
    Migrated { in_tree: "kubernetes.io/portworx-volume", driver: "pxd.portworx.com", topology: None };

const ZONE: &str = "topology.kubernetes.io/zone";
const REGION: &str = "topology.kubernetes.io/region";
const BETA_ZONE: &str = "failure-domain.beta.kubernetes.io/zone";
const BETA_REGION: &str = "failure-domain.beta.kubernetes.io/region";

/// Between the zones of a volume that lies in several.
const DELIMITER: &str = "__";

/// The plugin (by its place in [`MIGRATED`]) and the volume handle, or why there is none.
pub(in crate::scheduler) type Handle = (usize, Result<String, String>);

/// What becomes of an inline volume (`TranslateInTreeInlineVolumeToCSI`); `None` for sources that stay what they are.
pub(in crate::scheduler) fn inline(source: &VolumeSource) -> Option<Handle> {
    Some(match source {
        VolumeSource::AwsElasticBlockStore { volume_id } => (0, ebs_id(volume_id)),
        VolumeSource::GcePersistentDisk { pd_name, .. } => (1, Ok(zonal("UNSPECIFIED", pd_name))),
        VolumeSource::AzureDisk { disk_uri, kind } => (2, azure(kind, disk_uri)),
        VolumeSource::Cinder { volume_id } => (3, Ok(volume_id.clone())),
        VolumeSource::Portworx { volume_id } => (4, Ok(volume_id.clone())),
        _ => return None,
    })
}

/// What becomes of a persistent volume's source (`TranslateInTreePVToCSI`).
pub(in crate::scheduler) fn persistent(volume: &PersistentVolume) -> Option<Handle> {
    Some(match &volume.source {
        PersistentVolumeSource::AwsElasticBlockStore { volume_id } => (0, ebs_id(volume_id)),
        PersistentVolumeSource::GcePersistentDisk { pd_name } => (1, gce(volume, pd_name)),
        PersistentVolumeSource::AzureDisk { disk_uri, kind } => (2, azure(kind, disk_uri)),
        PersistentVolumeSource::Cinder { volume_id } => (3, Ok(volume_id.clone())),
        PersistentVolumeSource::Portworx { volume_id } => (4, Ok(volume_id.clone())),
        PersistentVolumeSource::Csi { .. } | PersistentVolumeSource::Other => return None,
    })
}

/// `KubernetesVolumeIDToEBSVolumeID`
fn ebs_id(id: &str) -> Result<String, String> {
    let Some(rest) = id.strip_prefix("aws://") else { return Ok(id.to_owned()) };
    let path = rest.split_once('/').map_or("", |(_, path)| path).trim_matches('/');
    if path.starts_with("vol-") && !path.contains('/') {
        return Ok(path.to_owned());
    }
    Err(format!("failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume ({id})"))
}

fn azure(kind: &str, uri: &str) -> Result<String, String> {
    if kind.eq_ignore_ascii_case("managed") {
        return Ok(uri.to_owned());
    }
    Err(format!("kind({kind}) is not supported in csi migration"))
}

fn zonal(zone: &str, name: &str) -> String {
    format!("projects/UNSPECIFIED/zones/{zone}/disks/{name}")
}

/// A disk's handle names its zone, or its region where it lies in several.
fn gce(volume: &PersistentVolume, name: &str) -> Result<String, String> {
    let label = |key: &str| volume.labels.get(key).map(String::as_str).filter(|text| !text.is_empty());
    let zones: Vec<&str> = label(BETA_ZONE).or(label(ZONE)).unwrap_or_default().split(DELIMITER).collect();
    match zones.as_slice() {
        [] | [""] => Ok(zonal("UNSPECIFIED", name)),
        [zone] => Ok(zonal(zone, name)),
        several => {
            let region = region(several).map_err(|why| format!("failed to get region from zones: {why}"))?;
            Ok(format!("projects/UNSPECIFIED/regions/{region}/disks/{name}"))
        }
    }
}

/// `gceGetRegionFromZones`
fn region(zones: &[&str]) -> Result<String, String> {
    let mut regions = std::collections::BTreeSet::new();
    for zone in zones {
        let [locale, region, _] = zone.split('-').collect::<Vec<_>>()[..] else {
            return Err(format!("zone in unexpected format, expected: {{locale}}-{{region}}-{{zone}}, got: {zone}"));
        };
        regions.insert(format!("{locale}-{region}"));
    }
    let mut all = regions.into_iter();
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        _ => Err("multiple or no regions gotten from zones".to_owned()),
    }
}

/// The affinity of the volume with its zones under the driver's label (`translateTopologyFromInTreeToCSI`).
pub(in crate::scheduler) fn affinity(volume: &PersistentVolume, plugin: usize) -> Option<NodeSelector> {
    let mut affinity = volume.node_affinity.clone();
    let Some(topology) = MIGRATED[plugin].topology else { return affinity };
    let (zone, old_region) = zone_label(volume);
    if names(affinity.as_ref(), zone) {
        rename(&mut affinity, zone, topology);
    } else if let Some(label) = volume.labels.get(zone) {
        let zones: std::collections::BTreeSet<&str> =
            label.split(DELIMITER).map(str::trim).filter(|z| !z.is_empty()).collect();
        if !zones.is_empty() {
            add(&mut affinity, topology, zones.into_iter().map(str::to_owned).collect());
        }
    }
    if old_region {
        rename(&mut affinity, BETA_REGION, REGION);
    }
    affinity
}

/// The label that the volume uses for its zone, and whether its regions are under the older label (`getTopologyLabel`).
fn zone_label(volume: &PersistentVolume) -> (&'static str, bool) {
    let says = |key: &str| {
        let terms = volume.node_affinity.iter().flat_map(|a| &a.node_selector_terms);
        terms.flat_map(|t| &t.match_expressions).any(|e| e.key == key)
    };
    if says(ZONE) {
        (ZONE, false)
    } else if says(BETA_ZONE) {
        (BETA_ZONE, true)
    } else if volume.labels.contains_key(ZONE) || !volume.labels.contains_key(BETA_ZONE) {
        (ZONE, false)
    } else {
        (BETA_ZONE, true)
    }
}

/// Whether the affinity names values for a label.
fn names(affinity: Option<&NodeSelector>, key: &str) -> bool {
    let terms = affinity.into_iter().flat_map(|a| &a.node_selector_terms);
    terms.flat_map(|t| &t.match_expressions).any(|e| e.key == key && !e.values.is_empty())
}

fn rename(affinity: &mut Option<NodeSelector>, from: &str, to: &str) {
    for term in affinity.iter_mut().flat_map(|a| &mut a.node_selector_terms) {
        for expression in term.match_expressions.iter_mut().filter(|e| e.key == from) {
            to.clone_into(&mut expression.key);
        }
    }
}

/// Adds a requirement to every term.
fn add(affinity: &mut Option<NodeSelector>, key: &str, values: Vec<String>) {
    let affinity = affinity.get_or_insert_with(|| NodeSelector { node_selector_terms: Vec::new() });
    if affinity.node_selector_terms.is_empty() {
        let empty = NodeSelectorTerm { match_expressions: Vec::new(), match_fields: Vec::new() };
        affinity.node_selector_terms.push(empty);
    }
    for term in &mut affinity.node_selector_terms {
        let requirement =
            NodeSelectorRequirement { key: key.to_owned(), operator: Operator::In, values: values.clone() };
        term.match_expressions.push(requirement);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gce_volume(labels: &[(&str, &str)]) -> PersistentVolume {
        PersistentVolume {
            labels: labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            source: PersistentVolumeSource::GcePersistentDisk { pd_name: "d".to_owned() },
            ..PersistentVolume::default()
        }
    }

    #[test]
    fn handles() {
        let of = |labels: &[(&str, &str)]| persistent(&gce_volume(labels)).unwrap().1;
        assert_eq!(of(&[]).unwrap(), "projects/UNSPECIFIED/zones/UNSPECIFIED/disks/d");
        assert_eq!(of(&[(ZONE, "us-east1-a")]).unwrap(), "projects/UNSPECIFIED/zones/us-east1-a/disks/d");
        let regional = of(&[(BETA_ZONE, "us-east1-a__us-east1-b"), (ZONE, "x")]).unwrap();
        assert_eq!(regional, "projects/UNSPECIFIED/regions/us-east1/disks/d");
        assert!(of(&[(ZONE, "a__b")]).unwrap_err().starts_with("failed to get region from zones: zone in unexpected"));
        assert_eq!(ebs_id("aws://eu/vol-1").unwrap(), "vol-1");
        assert_eq!(ebs_id("whatever").unwrap(), "whatever");
        assert!(ebs_id("aws://eu/disk-1").unwrap_err().ends_with("Invalid format for AWS volume (aws://eu/disk-1)"));
        assert_eq!(azure("Shared", "/d").unwrap_err(), "kind(Shared) is not supported in csi migration");
    }

    #[test]
    fn zones_move_to_the_drivers_label() {
        let keys = |volume: &PersistentVolume| -> Vec<String> {
            let terms = affinity(volume, 1).into_iter().flat_map(|a| a.node_selector_terms);
            terms.flat_map(|t| t.match_expressions).map(|e| format!("{} {:?}", e.key, e.values)).collect()
        };
        assert_eq!(keys(&gce_volume(&[])), [""; 0]);
        assert_eq!(keys(&gce_volume(&[(ZONE, "b__a")])), [r#"topology.gke.io/zone ["a", "b"]"#]);
        let mut volume = gce_volume(&[(ZONE, "a")]);
        add(&mut volume.node_affinity, BETA_ZONE, vec!["c".to_owned()]);
        add(&mut volume.node_affinity, BETA_REGION, vec!["r".to_owned()]);
        let told = [r#"topology.gke.io/zone ["c"]"#, r#"topology.kubernetes.io/region ["r"]"#];
        assert_eq!(keys(&volume), told, "the affinity counts for more than the label");
    }
}
