//! What is known of a dry run beside its files.

use super::Around;
use crate::model::Version;

/// How the files are to be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'q> {
    /// The version of the cluster.
    pub version: Version,
    /// Pods and nodes are as the scheduler meets them: no controller and no admission has anything to say before it.
    pub alone: bool,
    /// The files are whole: what they do not hold is nowhere.
    pub complete: bool,
    /// What the manifests describe runs before the first what-if command, as it does once they have been applied.
    pub applied: bool,
    /// Who knows what stands around the files.
    pub around: Around<'q>,
}
