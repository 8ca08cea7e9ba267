//! The configuration file. Flags win over it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Severity, Version};
use crate::pipeline::Level;

/// Where a configuration is looked for unless one is named.
pub const FILE: &str = ".plimsoll.yaml";

/// A configuration file. Every key may be left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Config {
    /// Target versions, spelled as the flag has them.
    pub kubernetes_version: OneOrMany,
    /// Rules by id, and how they are treated.
    pub rules: BTreeMap<String, RuleLevel>,
    /// Least severity that makes a run fail.
    pub fail_on: Option<RuleLevel>,
    /// Kinds to pass over.
    pub skip: Vec<String>,
    /// Kinds that may not appear.
    pub reject: Vec<String>,
    /// Refuse objects of a kind without a known schema.
    pub require_schemas: bool,
    /// Folders all of whose files are applied with one command.
    pub apply_together: Vec<String>,
    /// Files and folders to leave out, in `.gitignore`'s words, seen from the working folder.
    pub exclude: Vec<String>,
    /// Take what `.gitignore` and `.ignore` name, too, and the folders of tools.
    pub no_ignore: bool,
    /// Paths that hold the inventory, relative to the working folder.
    pub nodes: Vec<String>,
}

/// A text, or a list of them.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
pub enum OneOrMany {
    /// `1.30`, which YAML may have read as a number.
    Number(f64),
    /// `v1.30`
    One(String),
    /// `[v1.30, latest]`
    Many(Vec<OneOrMany>),
}

impl Default for OneOrMany {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

/// How a rule is treated.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say all there is")]
pub enum RuleLevel {
    Off,
    Info,
    Warning,
    Error,
}

impl From<RuleLevel> for Level {
    fn from(value: RuleLevel) -> Self {
        match value {
            RuleLevel::Off => Level::Off,
            RuleLevel::Info => Level::At(Severity::Info),
            RuleLevel::Warning => Level::At(Severity::Warning),
            RuleLevel::Error => Level::At(Severity::Error),
        }
    }
}

impl Config {
    /// Reads a configuration's text.
    ///
    /// # Errors
    /// In words, with the line, where it is no configuration.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.lines().all(|l| l.trim().is_empty() || l.trim_start().starts_with('#')) {
            return Ok(Self::default());
        }
        serde_yaml::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads the file at `path`, or [`FILE`] where none is named and it is there.
    ///
    /// # Errors
    /// In words, with the path.
    pub fn load(path: Option<&str>) -> Result<Self, String> {
        let at = path.unwrap_or(FILE);
        match std::fs::read_to_string(at) {
            Ok(text) => Self::parse(&text).map_err(|why| format!("{at}: {why}")),
            Err(error) if path.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{at}: {error}")),
        }
    }

    /// The target versions, ascending.
    ///
    /// # Errors
    /// Where one is not known.
    pub fn versions(&self) -> Result<Vec<Version>, String> {
        let mut versions = Vec::new();
        collect(&self.kubernetes_version, &mut versions)?;
        Ok(versions)
    }
}

fn collect(from: &OneOrMany, into: &mut Vec<Version>) -> Result<(), String> {
    match from {
        // `1.30` unquoted is the number 1.3: no minor version below 24 is known, so the zero can be put back.
        OneOrMany::Number(n) => {
            let text = n.to_string();
            let version = text.parse().or_else(|_| format!("{text}0").parse::<Version>());
            into.push(version.map_err(|_: String| format!("`{text}` is no known Kubernetes version"))?);
        }
        OneOrMany::One(text) => {
            for part in text.split(',') {
                into.push(part.trim().parse()?);
            }
        }
        OneOrMany::Many(parts) => {
            for part in parts {
                collect(part, into)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minors(text: &str) -> Vec<u8> {
        Config::parse(text).unwrap().versions().unwrap().iter().map(|v| v.minor()).collect()
    }

    #[test]
    fn versions_are_read_however_they_are_spelled() {
        assert_eq!(minors("kubernetes-version: v1.31"), [31]);
        assert_eq!(minors("kubernetes-version: 1.30"), [30]);
        assert_eq!(minors("kubernetes-version: [1.29, '1.30', latest]"), [29, 30, 37]);
        assert_eq!(minors("kubernetes-version: 1.30,1.36"), [30, 36]);
        assert_eq!(minors("# nothing\n"), [] as [u8; 0]);
    }

    #[test]
    fn mistakes_are_told() {
        assert!(Config::parse("kubernets-version: 1.30").unwrap_err().contains("kubernets-version"));
        assert!(Config::parse("rules: {lint/x: loud}").is_err());
        assert!(Config::parse("kubernetes-version: 1.12").unwrap().versions().is_err());
    }
}
