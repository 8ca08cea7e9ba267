//! Kubernetes versions that plimsoll knows.

use std::fmt;
use std::str::FromStr;

/// A Kubernetes minor version, 1.24 to 1.37.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u8);

impl Version {
    /// The oldest version known.
    pub const OLDEST: Version = Version(24);
    /// The newest version known, and the default.
    pub const NEWEST: Version = Version(37);

    /// `1.<minor>`, where known.
    pub fn new(minor: u8) -> Option<Self> {
        let v = Version(minor);
        (Self::OLDEST..=Self::NEWEST).contains(&v).then_some(v)
    }

    /// The number behind `1.`.
    pub fn minor(self) -> u8 {
        self.0
    }

    /// Place among the known versions, from 0; a bit number in a [`VersionSet`].
    pub fn index(self) -> usize {
        usize::from(self.0 - Self::OLDEST.0)
    }

    /// Every known version, oldest first.
    pub fn all() -> impl DoubleEndedIterator<Item = Version> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Version)
    }

    /// Whether this is at least `1.<minor>`.
    pub fn at_least(self, minor: u8) -> bool {
        self.0 >= minor
    }
}

impl Default for Version {
    fn default() -> Self {
        Version::NEWEST
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

impl FromStr for Version {
    type Err = String;

    /// Reads `1.30`, `v1.30`, `1.30.4`, `latest`.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "latest" || text == "master" {
            return Ok(Self::NEWEST);
        }
        let bare = text.strip_prefix('v').unwrap_or(text);
        let mut parts = bare.split('.');
        let known = || format!("versions {} to {} are known", Self::OLDEST, Self::NEWEST);
        let (Some("1"), Some(minor)) = (parts.next(), parts.next()) else {
            return Err(format!("`{text}` is no Kubernetes version such as 1.30; {}", known()));
        };
        if parts.any(|p| p.is_empty() || !p.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(format!("`{text}` is no Kubernetes version such as 1.30; {}", known()));
        }
        minor.parse().ok().and_then(Self::new).ok_or_else(|| format!("Kubernetes `{text}` is not known; {}", known()))
    }
}

/// A set of versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct VersionSet(pub u16);

impl VersionSet {
    /// Every known version.
    pub const ALL: VersionSet = VersionSet((1 << (Version::NEWEST.0 - Version::OLDEST.0 + 1)) - 1);

    /// Only `version`.
    pub fn only(version: Version) -> Self {
        VersionSet(1 << version.index())
    }

    /// Whether `version` is among them.
    pub fn contains(self, version: Version) -> bool {
        self.0 & (1 << version.index()) != 0
    }

    /// Those of either.
    pub fn union(self, other: Self) -> Self {
        VersionSet(self.0 | other.0)
    }

    /// The members, oldest first.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Version> {
        Version::all().filter(move |v| self.contains(*v))
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, minor) in [("1.30", 30), ("v1.30.4", 30), ("1.24.0", 24), ("latest", 37), ("v1.37", 37)] {
            assert_eq!(text.parse::<Version>().unwrap().minor(), minor, "{text}");
        }
        for text in ["1.23", "1.38", "30", "2.30", "1", "", "1.x", "1.30.", "1.30.x"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn sets() {
        let v = Version::new(30).unwrap();
        assert!(VersionSet::ALL.contains(v));
        assert_eq!(VersionSet::only(v).iter().collect::<Vec<_>>(), [v]);
        assert_eq!(VersionSet::ALL.iter().count(), 14);
    }
}
