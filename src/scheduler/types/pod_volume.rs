//! The volumes of pods.

/// Where a volume comes from, as far as placement cares.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum VolumeSource {
    /// `persistentVolumeClaim`.
    Claim {
        /// Name of the claim in the pod's namespace.
        claim_name: String,
    },
    /// `ephemeral`: a claim named `<pod>-<volume>` that belongs to the pod.
    Ephemeral,
    /// `gcePersistentDisk`.
    GcePersistentDisk {
        /// Disk name.
        pd_name: String,
        /// Several pods may read it at once.
        read_only: bool,
    },
    /// `awsElasticBlockStore`.
    AwsElasticBlockStore {
        /// Volume id.
        volume_id: String,
    },
    /// `azureDisk`.
    AzureDisk {
        /// `diskURI`.
        disk_uri: String,
        /// `kind`, `Shared` by default.
        kind: String,
    },
    /// `cinder`.
    Cinder {
        /// Volume id.
        volume_id: String,
    },
    /// `iscsi`.
    Iscsi {
        /// Qualified name; the same name is the same disk.
        iqn: String,
        /// Several pods may read it at once.
        read_only: bool,
    },
    /// `rbd`.
    Rbd {
        /// Monitors; one in common is enough for the same disk.
        monitors: Vec<String>,
        /// Pool.
        pool: String,
        /// Image.
        image: String,
        /// Several pods may read it at once.
        read_only: bool,
    },
    /// `portworxVolume`.
    Portworx {
        /// Volume id.
        volume_id: String,
    },
    /// `csi`, inline.
    Csi {
        /// Driver name.
        driver: String,
    },
    /// Everything that does not bear on placement.
    Other,
}

/// `spec.volumes[]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PodVolume {
    /// Its name.
    pub name: String,
    /// Its source.
    pub source: VolumeSource,
}
