//! The configuration file: found upwards from the working folder, read with its places. Flags win over it.

mod find;
mod read;

pub use find::{FILES, found, home, text_of, working};
pub use read::KEYS;

use std::collections::BTreeMap;

use crate::model::parameters::Parameters;
use crate::model::{Root, Severity, Version};
use crate::pipeline::Level;
use crate::policy::OwnRule;

/// A configuration. What it leaves out is empty, or `None`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where it was read, as seen from the working folder; empty where there is none.
    pub path: String,
    /// Its folder: what its paths are seen from.
    pub root: Root,
    /// Target versions, in the order given.
    pub kubernetes_version: Vec<Version>,
    /// Files and folders to look at where a command names none, as seen from the working folder.
    pub paths: Vec<String>,
    /// Files and folders to leave out, in `.gitignore`'s words, seen from its folder.
    pub exclude: Vec<String>,
    /// Take what `.gitignore` and `.ignore` name, too, and the folders of tools.
    pub no_ignore: bool,
    /// Folders all of whose files are applied with one command, as seen from the working folder.
    pub apply_together: Vec<String>,
    /// The tree is whole: what is not in it is nowhere.
    pub complete: bool,
    /// What is set of rules.
    pub parameters: Parameters,
    /// Rules that users have written themselves.
    pub own_rules: Vec<OwnRule>,
    /// Paths that hold the inventory, as seen from the working folder.
    pub nodes: Vec<String>,
    /// A KubeSchedulerConfiguration, as seen from the working folder.
    pub scheduler_config: Option<String>,
    /// Paths with definitions, as seen from the working folder.
    pub crds: Vec<String>,
    /// Folders and templates of JSON schemas, as seen from the working folder.
    pub schema_location: Vec<String>,
    /// Refuse objects of a kind without a known schema.
    pub require_schemas: bool,
    /// Kinds to pass over.
    pub skip: Vec<String>,
    /// Kinds that may not appear.
    pub reject: Vec<String>,
    /// Rules by id, name, set or layer, and how they are treated, in the order given.
    pub rules: Vec<Choice>,
    /// Show suggestions, too.
    pub suggestions: bool,
    /// Least severity that makes a run fail.
    pub fail_on: Option<Severity>,
    /// A baseline, as seen from the working folder.
    pub baseline: Option<String>,
    /// Rules that are treated otherwise in some files; later ones win.
    pub overrides: Vec<Override>,
    /// Line of each setting that it has, by key.
    pub lines: BTreeMap<&'static str, u32>,
}

/// A rule, a set or a layer, and how it is treated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The name.
    pub name: String,
    /// The treatment.
    pub level: Level,
    /// Line where it stands.
    pub line: u32,
}

/// Rules that are treated otherwise in some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// Globs in `.gitignore`'s words, seen from the configuration's folder.
    pub paths: Vec<String>,
    /// The rules.
    pub rules: Vec<Choice>,
    /// Line where it begins.
    pub line: u32,
}
