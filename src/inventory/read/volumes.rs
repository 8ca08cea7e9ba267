//! `spec.volumes`.

use crate::resource::Field;
use crate::scheduler::types::{PodVolume, VolumeSource};

use super::storage::azure_kind;
use super::strings;

/// `v1.Volume`, as far as placement cares.
pub(super) fn volume(f: Field<'_>) -> PodVolume {
    PodVolume { name: f.at("name").str().to_owned(), source: source(f) }
}

fn source(f: Field<'_>) -> VolumeSource {
    let text = |of: Field<'_>, name| of.at(name).str().to_owned();
    let present = |name| Some(f.at(name)).filter(|s: &Field<'_>| s.exists());
    if let Some(s) = present("persistentVolumeClaim") {
        return VolumeSource::Claim { claim_name: text(s, "claimName") };
    }
    if present("ephemeral").is_some() {
        return VolumeSource::Ephemeral;
    }
    if let Some(s) = present("gcePersistentDisk") {
        return VolumeSource::GcePersistentDisk { pd_name: text(s, "pdName"), read_only: s.at("readOnly").bool() };
    }
    if let Some(s) = present("awsElasticBlockStore") {
        return VolumeSource::AwsElasticBlockStore { volume_id: text(s, "volumeID") };
    }
    if let Some(s) = present("azureDisk") {
        return VolumeSource::AzureDisk { disk_uri: text(s, "diskURI"), kind: azure_kind(s) };
    }
    if let Some(s) = present("cinder") {
        return VolumeSource::Cinder { volume_id: text(s, "volumeID") };
    }
    if let Some(s) = present("iscsi") {
        return VolumeSource::Iscsi { iqn: text(s, "iqn"), read_only: s.at("readOnly").bool() };
    }
    if let Some(s) = present("rbd") {
        let or = |name, default: &str| match s.at(name).str() {
            "" => default.to_owned(),
            text => text.to_owned(),
        };
        return VolumeSource::Rbd {
            monitors: strings(s.at("monitors")),
            // `SetDefaults_RBDVolumeSource`
            pool: or("pool", "rbd"),
            image: text(s, "image"),
            read_only: s.at("readOnly").bool(),
        };
    }
    if let Some(s) = present("portworxVolume") {
        return VolumeSource::Portworx { volume_id: text(s, "volumeID") };
    }
    if let Some(s) = present("csi") {
        return VolumeSource::Csi { driver: text(s, "driver") };
    }
    VolumeSource::Other
}
