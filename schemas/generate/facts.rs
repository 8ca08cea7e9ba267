//! The facts that OpenAPI does not tell, from the tables in `schemas/facts`.

use std::collections::BTreeMap;

use plimsoll::model::{Version, VersionSet};

/// By group, version, kind.
type Name = (String, String, String);

/// When a release deprecates and ends a kind of an API version.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) name: Name,
    /// The minor version that says so first.
    pub(crate) since: u16,
    pub(crate) deprecated: u16,
    /// 0 where none is set.
    pub(crate) removed: u16,
    pub(crate) replacement: String,
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The minor version that has each gate on by default, if any has.
    gates: BTreeMap<String, Option<u8>>,
    /// By definition and field: gates, and the versions in which they decide.
    gated: BTreeMap<(String, String), Vec<(String, VersionSet)>>,
    gated_kinds: BTreeMap<Name, String>,
    served: BTreeMap<Name, VersionSet>,
    pub(crate) lives: Vec<Life>,
}

impl Tables {
    /// Reads what is committed.
    pub(crate) fn read() -> Result<Tables, String> {
        let mut tables = Tables {
            gates: BTreeMap::new(),
            gated: BTreeMap::new(),
            gated_kinds: BTreeMap::new(),
            served: BTreeMap::new(),
            lives: Vec::new(),
        };
        for [gate, since] in rows("gates.tsv", include_str!("../facts/gates.tsv"))? {
            let since = if since == "-" { None } else { Some(minor(&since)?) };
            tables.gates.insert(gate, since);
        }
        for [definition, field, gate, from, to] in rows("gated.tsv", include_str!("../facts/gated.tsv"))? {
            if !tables.gates.contains_key(&gate) {
                return Err(format!("gated.tsv: no gate `{gate}`"));
            }
            let foreign = definition.starts_with("io.");
            let place = (if foreign { definition } else { format!("io.k8s.api.{definition}") }, field);
            tables.gated.entry(place).or_default().push((gate, span(&from, &to)?));
        }
        for [group, version, kind, gate] in rows("gated-kinds.tsv", include_str!("../facts/gated-kinds.tsv"))? {
            if !tables.gates.contains_key(&gate) {
                return Err(format!("gated-kinds.tsv: no gate `{gate}`"));
            }
            tables.gated_kinds.insert((group, version, kind), gate);
        }
        for [group, version, kind, from, to] in rows("served.tsv", include_str!("../facts/served.tsv"))? {
            tables.served.insert((group, version, kind), span(&from, &to)?);
        }
        let lives = rows("lifecycle.tsv", include_str!("../facts/lifecycle.tsv"))?;
        for [group, version, kind, since, deprecated, removed, replacement] in lives {
            let number = |text: &str| match text {
                "-" => Ok(0),
                _ => text.parse().map_err(|_| format!("lifecycle.tsv: `{text}` is no minor version")),
            };
            let [since, deprecated, removed] = [number(&since)?, number(&deprecated)?, number(&removed)?];
            tables.lives.push(Life { name: (group, version, kind), since, deprecated, removed, replacement });
        }
        tables.lives.sort_by(|a, b| (&a.name, a.since).cmp(&(&b.name, b.since)));
        Ok(tables)
    }

    /// The gate that keeps `version` from taking a field, as it is off there.
    pub(crate) fn dropped_for(&self, definition: &str, field: &str, version: Version) -> Option<&str> {
        let gates = self.gated.get(&(definition.to_owned(), field.to_owned()))?;
        let deciding = gates.iter().find(|(_, versions)| versions.contains(version))?;
        (!self.is_on(&deciding.0, version)).then_some(&deciding.0)
    }

    /// The gate that a kind needs, and the versions in which it is off.
    pub(crate) fn kind_gate(&self, name: &Name) -> Option<(&str, VersionSet)> {
        let gate = self.gated_kinds.get(name)?;
        let off = Version::all().filter(|v| !self.is_on(gate, *v)).map(VersionSet::only);
        Some((gate, off.fold(VersionSet::default(), VersionSet::union)))
    }

    fn is_on(&self, gate: &str, version: Version) -> bool {
        self.gates.get(gate).copied().flatten().is_some_and(|since| version.at_least(since))
    }

    /// Whether `version` serves a kind that it knows without being asked to: all that is stable, and the betas of old.
    pub(crate) fn served(&self, name: &Name, version: Version) -> bool {
        let unstable = name.1.contains("alpha") || name.1.contains("beta");
        !unstable || self.served.get(name).is_some_and(|versions| versions.contains(version))
    }

    /// That every row names what the documents have.
    pub(crate) fn check(&self, known: impl Fn(&str, &str) -> VersionSet, kinds: &[&Name]) -> Result<(), String> {
        for ((definition, field), gates) in &self.gated {
            let has = known(definition, field);
            let used =
                |(gate, span): &&(String, VersionSet)| !has.iter().any(|v| span.contains(v) && !self.is_on(gate, v));
            if let Some((gate, _)) = gates.iter().find(used) {
                return Err(format!("gated.tsv: `{gate}` drops `{field}` of `{definition}` in no version"));
            }
        }
        match self.served.keys().chain(self.gated_kinds.keys()).find(|name| !kinds.contains(name)) {
            Some((group, version, kind)) => Err(format!("no version has {group}/{version}/{kind}")),
            None => Ok(()),
        }
    }
}

/// The lines of a table as cells. Cells at the end may be left out.
fn rows<const N: usize>(file: &str, text: &str) -> Result<Vec<[String; N]>, String> {
    let lines = text.lines().filter(|l| !l.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let row = std::array::from_fn(|_| cells.next().unwrap_or_default());
            if cells.next().is_some() { Err(format!("{file}: too many cells: {line}")) } else { Ok(row) }
        })
        .collect()
}

fn minor(text: &str) -> Result<u8, String> {
    text.parse().map_err(|_| format!("`{text}` is no minor version"))
}

/// From one minor version to another, both included; the first or last known where empty.
fn span(from: &str, to: &str) -> Result<VersionSet, String> {
    let from = if from.is_empty() { Version::OLDEST.minor() } else { minor(from)? };
    let to = if to.is_empty() { Version::NEWEST.minor() } else { minor(to)? };
    let versions = Version::all().filter(|v| (from..=to).contains(&v.minor())).map(VersionSet::only);
    Ok(versions.fold(VersionSet::default(), VersionSet::union))
}
