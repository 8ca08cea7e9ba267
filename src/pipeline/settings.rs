//! What a run is asked to do, apart from the paths.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::discover::SourceFile;
use crate::model::{Severity, Version};
use crate::schema::Locations;
use crate::source::Limits;

/// How a rule is to be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported with this severity. A refusal of the API server stays an error whatever is asked.
    At(Severity),
}

/// The settings of one run, as flags and configuration left them.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Target versions, at least one, ascending.
    pub versions: Vec<Version>,
    /// Rules that are treated otherwise than they say themselves.
    pub levels: BTreeMap<String, Level>,
    /// `Kind` or `group/version/Kind` (kubeconform's spelling) of objects that are passed over.
    pub skip: Vec<String>,
    /// The same for objects that may not appear at all.
    pub reject: Vec<String>,
    /// A kind without a schema is an error.
    pub require_schemas: bool,
    /// Files with CustomResourceDefinitions that are used, but not themselves looked at.
    pub definitions: Arc<[SourceFile]>,
    /// Schemas that the user brings for kinds that are otherwise unknown.
    pub locations: Option<Arc<Locations>>,
    /// Bounds of the parser.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            versions: vec![Version::NEWEST],
            levels: BTreeMap::new(),
            skip: Vec::new(),
            reject: Vec::new(),
            require_schemas: false,
            definitions: Arc::default(),
            locations: None,
            limits: Limits::default(),
        }
    }
}

impl Settings {
    /// The newest version asked for: the one that placement and single answers go by.
    pub fn version(&self) -> Version {
        self.versions.last().copied().unwrap_or(Version::NEWEST)
    }
}
