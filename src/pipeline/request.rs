//! What a run is asked to do, apart from the files.

use std::sync::Arc;

use super::aside::{Baseline, Changed};
use super::levels::{Level, Levels, Override, level_in, looks_anywhere, only_suggests};
use crate::model::parameters::Parameters;
use crate::model::{Rule, Version};
use crate::placement::Placing;
use crate::policy::OwnRule;
use crate::repository::Presence;
use crate::scheduler::types::LabelSelector;
use crate::schema::Locations;
use crate::source::Limits;

/// Which of the findings are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tell {
    /// All of them.
    #[default]
    All,
    /// Those of placement, and refusals of objects that bear on it: what is placed is not what a cluster would run
    /// where the manifests themselves are refused.
    Placement,
}

/// One request: what flags and configuration left of the user's wishes. The default lints.
#[derive(Clone, Debug)]
pub struct Request {
    /// Target versions, at least one, ascending.
    pub versions: Vec<Version>,
    /// Nobody asked for a version: they are the newest.
    pub version_open: bool,
    /// Rules that are treated otherwise than they say themselves, by id.
    pub levels: Levels,
    /// The same for some files; later ones win.
    pub overrides: Vec<Override>,
    /// What is set of rules.
    pub parameters: Parameters,
    /// `Kind` or `group/version/Kind` (kubeconform's spelling) of objects that are passed over.
    pub skip: Vec<String>,
    /// The same for objects that may not appear at all.
    pub reject: Vec<String>,
    /// A kind without a schema is an error.
    pub require_schemas: bool,
    /// Schemas that the user brings for kinds that are otherwise unknown.
    pub locations: Option<Arc<Locations>>,
    /// Bounds of the parser.
    pub limits: Limits,
    /// What is wrong is told as it is found: no fix is proven, and nothing stands for what follows from it.
    pub bare: bool,
    /// How pods are placed, where they are to be.
    pub placing: Option<Placing>,
    /// The nodes that are to be listed, where some are; then nothing is linted or placed.
    pub list: Option<LabelSelector>,
    /// Which findings are told.
    pub tell: Tell,
    /// Folders all of whose files are applied with one command.
    pub together: Vec<String>,
    /// Rules that users have written themselves.
    pub own_rules: Vec<OwnRule>,
    /// The tree is whole: what is not in it is nowhere.
    pub complete: bool,
    /// Findings that are known of old.
    pub baseline: Option<Baseline>,
    /// Lines outside of which nothing is told, where a change is looked at.
    pub changed: Option<Changed>,
    /// What objects refer to is to be drawn.
    pub references: bool,
    /// Suggestions are neither shown nor counted: rules that make nothing else need not look.
    pub without_suggestions: bool,
    /// Tells what stands at a path that a kustomization names.
    pub presence: fn(&str) -> Presence,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            versions: vec![Version::NEWEST],
            version_open: false,
            levels: Levels::new(),
            overrides: Vec::new(),
            parameters: Parameters::default(),
            skip: Vec::new(),
            reject: Vec::new(),
            require_schemas: false,
            locations: None,
            limits: Limits::default(),
            bare: false,
            placing: None,
            list: None,
            tell: Tell::All,
            together: Vec::new(),
            own_rules: Vec::new(),
            complete: false,
            baseline: None,
            changed: None,
            references: false,
            without_suggestions: false,
            presence: |_| Presence::Unknown,
        }
    }
}

impl Request {
    /// The newest version asked for: the one that placement and single answers go by.
    pub fn version(&self) -> Version {
        self.versions.last().copied().unwrap_or(Version::NEWEST)
    }

    /// How a rule is treated in the file at a path; `None` where it is as the rule says itself.
    pub fn level(&self, rule: &Rule, path: &str) -> Option<Level> {
        level_in(rule, path, &self.levels, &self.overrides)
    }

    /// Whether a rule looks in any file.
    pub fn looks(&self, rule: &Rule) -> bool {
        looks_anywhere(rule, &self.levels, &self.overrides)
            && !(self.without_suggestions && only_suggests(rule, &self.levels, &self.overrides))
    }

    /// Whether findings of the rule in the file at a path are told at all.
    pub fn tells(&self, rule: &Rule, path: &str) -> bool {
        self.level(rule, path) != Some(Level::Off)
    }
}
