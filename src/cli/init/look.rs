//! What is in a folder, as far as a configuration should know of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;

use crate::discover::{SourceFile, Take, read_all};
use crate::inventory::{Glance, glance};
use crate::model::{Version, count};

/// What is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    objects: usize,
    /// Files with objects.
    files: usize,
    /// Top folders with objects, each with a `/`; `.` for the folder itself.
    folders: BTreeSet<String>,
    /// Folders whose name begins with a dot, and in which there is no object.
    aside: BTreeSet<String>,
    /// Folders of charts and of kustomizations.
    charts: BTreeSet<String>,
    kustomizations: BTreeSet<String>,
    /// Files that define kinds.
    definitions: usize,
    /// Folders or files with nothing but definitions, or else the files with some.
    crds: BTreeSet<String>,
    /// Folders or files that declare nodes.
    nodes: BTreeSet<String>,
    versions: BTreeSet<Version>,
    /// What charts want, with the chart.
    wanted: BTreeSet<(String, String)>,
}

impl Look {
    /// Looks at all files of a folder that a run would look at.
    pub(super) fn at(folder: &Path) -> Result<Self, String> {
        let take = Take::but(&[], Vec::new(), false)?;
        let paths = [folder.to_string_lossy().into_owned()];
        let files = read_all(&paths, &take).map_err(|missing| format!("{}: {}", missing.path, missing.reason))?.files;
        let own = |file: &SourceFile| {
            let path = Path::new(&file.path);
            path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
        };
        let seen: Vec<(String, Glance)> = files.par_iter().map(|file| (own(file), glance(&file.text))).collect();
        let mut look = Look::default();
        for (path, glance) in &seen {
            look.file(path, glance);
        }
        let holds = |aside: &String| seen.iter().any(|(path, glance)| path.starts_with(aside) && glance.objects > 0);
        look.aside.retain(|aside| !holds(aside));
        look.nodes = places_of(&seen, |glance| glance.nodes > 0, |glance| glance.of_cluster);
        look.crds = places_of(&seen, |glance| glance.definitions > 0, |glance| glance.definitions);
        Ok(look)
    }

    fn file(&mut self, path: &str, glance: &Glance) {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let top = path.split_once('/').map_or_else(|| ".".to_owned(), |(top, _)| format!("{top}/"));
        if top.len() > 1 && top.starts_with('.') {
            self.aside.insert(top.clone());
        }
        match name {
            "Chart.yaml" => {
                self.charts.insert(folder.to_owned());
                self.wanted.extend(glance.wants.clone().map(|wants| (wants, path.to_owned())));
            }
            "kustomization.yaml" | "kustomization.yml" | "Kustomization" => {
                self.kustomizations.insert(folder.to_owned());
            }
            _ if glance.objects > 0 => {
                self.objects += glance.objects;
                self.files += 1;
                self.definitions += usize::from(glance.definitions > 0);
                self.folders.insert(top);
                self.versions.extend(glance.kubelets.iter().filter_map(|version| release(version)));
            }
            _ => {}
        }
    }

    /// Goes by the versions of these kubelets, and by no others.
    pub(super) fn go_by(&mut self, kubelets: &BTreeSet<String>) {
        self.versions = kubelets.iter().filter_map(|version| release(version)).collect();
    }

    /// Whether nodes are declared.
    pub(super) fn has_nodes(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// What was found, in one line.
    pub(super) fn told(&self) -> String {
        let mut told = format!("{} in {}", count(self.objects, "object"), count(self.files, "file"));
        for (number, word) in [
            (self.charts.len(), "chart"),
            (self.kustomizations.len(), "kustomization"),
            (self.definitions, "file of definitions"),
        ] {
            match (number, word) {
                (0, _) => {}
                (1, word) => told.push_str(&format!(", 1 {word}")),
                (_, "file of definitions") => told.push_str(&format!(", {number} files of definitions")),
                _ => told.push_str(&format!(", {number} {word}s")),
            }
        }
        told
    }

    /// The configuration; `inventory` is a file that declares the nodes, in place of what was found.
    pub(super) fn configuration(&self, inventory: Option<&str>) -> String {
        let mut out = String::from("# plimsoll's configuration, as `plimsoll init` wrote it. Flags win over it.\n#\n");
        let _ = writeln!(out, "# Found: {}.", self.told());
        for (what, folders) in
            [("Objects", &self.folders), ("Charts", &self.charts), ("Kustomizations", &self.kustomizations)]
        {
            if !folders.is_empty() {
                let _ = writeln!(out, "# {what} are in {}.", some(folders));
            }
        }
        out.push_str("\n# The versions that the clusters have to which this is shipped.\n");
        self.version(&mut out);
        out.push_str("\n# Where the nodes come from on which pods are placed.\n");
        // Of two clusters the one that was asked for counts.
        let nodes = inventory.map_or_else(|| self.nodes.clone(), |inventory| [inventory.to_owned()].into());
        if nodes.is_empty() {
            out.push_str(
                "# `kubectl get nodes,pods,pv,pvc,storageclass,quota,limits -A -o yaml | plimsoll init -` writes them.\n# nodes: [cluster.yaml]\n",
            );
        } else {
            let _ = writeln!(out, "nodes: {}", listed(&nodes));
        }
        if !self.crds.is_empty() {
            out.push_str(
                "\n# Definitions of custom resources, known even where a single file is looked at, as in a hook.\n",
            );
            let _ = writeln!(out, "crds: {}", listed(&self.crds));
        }
        out.push_str("\n# Files and folders to leave out, in the words of .gitignore.\n");
        if self.aside.is_empty() {
            out.push_str("# exclude: [old/, \"*.gen.yaml\"]\n");
        } else {
            let _ = writeln!(out, "exclude: {}", listed(&self.aside));
        }
        out.push_str("\n# The least severity that makes a run fail: info, warning or error.\nfail-on: error\n");
        out
    }

    /// The versions: those of nodes, or else from the one that charts want.
    fn version(&self, out: &mut String) {
        let quoted =
            |versions: &BTreeSet<Version>| versions.iter().map(|v| format!("\"{v}\"")).collect::<Vec<_>>().join(", ");
        for (wants, chart) in &self.wanted {
            let _ = writeln!(out, "# {} wants {}.", in_one_line(chart), in_one_line(wants));
        }
        let _ = if !self.versions.is_empty() {
            writeln!(out, "kubernetes-version: [{}]", quoted(&self.versions))
        } else if let Some(least) = self.wanted.iter().filter_map(|(wants, _)| from(wants)).min() {
            let both: BTreeSet<Version> = [least, Version::NEWEST].into();
            writeln!(out, "kubernetes-version: [{}]", quoted(&both))
        } else {
            writeln!(out, "# kubernetes-version: [\"{}\"]", Version::NEWEST)
        };
    }
}

/// Where something is: a folder where all its files with objects hold nothing else, or else the files.
fn places_of(
    seen: &[(String, Glance)],
    has: impl Fn(&Glance) -> bool,
    number: impl Fn(&Glance) -> usize,
) -> BTreeSet<String> {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
    let place = |path: &String| {
        let whole = folder(path).filter(|folder| {
            let mut below = seen.iter().filter(|(other, glance)| other.starts_with(folder) && glance.objects > 0);
            below.all(|(_, glance)| number(glance) == glance.objects)
        });
        whole.unwrap_or_else(|| path.clone())
    };
    seen.iter().filter(|(_, glance)| has(glance)).map(|(path, _)| place(path)).collect()
}

/// The version of a kubelet, which has more behind it (`v1.34.2-eks-1234`, `v1.33.1+k3s1`), where it is known.
fn release(kubelet: &str) -> Option<Version> {
    kubelet.split(['-', '+']).next()?.parse().ok()
}

/// The least version that a chart's constraint lets in, where it says no more than that.
fn from(wants: &str) -> Option<Version> {
    let least = wants.trim().strip_prefix(">=")?.trim();
    if least.contains([' ', ',', '|', '<']) { None } else { release(least) }
}

/// A list of YAML in one line.
fn listed(all: &BTreeSet<String>) -> String {
    let word = |text: &String| {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
            && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.')
            && text.contains(['/', '.']);
        if plain { text.clone() } else { serde_json::to_string(text).unwrap_or_default() }
    };
    format!("[{}]", all.iter().map(word).collect::<Vec<_>>().join(", "))
}

/// A text that cannot end the comment it stands in, whatever its reader takes for the end of a line.
fn in_one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ")
}

/// The first few, and how many more.
fn some(all: &BTreeSet<String>) -> String {
    const MOST: usize = 6;
    let named = |name: &String| if name == "." { "this folder".to_owned() } else { in_one_line(name) };
    let shown = all.iter().take(MOST).map(named).collect::<Vec<_>>().join(", ");
    if all.len() > MOST { format!("{shown} and {} more", all.len() - MOST) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_kubelets_and_charts_write_them() {
        let minor = |v: Option<Version>| v.map(Version::minor);
        assert_eq!(minor(release("v1.34.2-eks-5d4f")), Some(34));
        assert_eq!(minor(release("v1.33.1+k3s1")), Some(33));
        assert_eq!(minor(release("v1.12.0")), None);
        assert_eq!(minor(from(">=1.25.0-0")), Some(25));
        assert_eq!(minor(from(">= 1.30-0")), Some(30));
        assert_eq!(minor(from(">=1.25.0-0 <1.30.0-0")), None);
        assert_eq!(minor(from("~1.30")), None);
    }

    #[test]
    fn a_comment_stays_one() {
        let wants = ">=1.30.0\nrules: {api: off} #";
        let look = Look { wanted: [(wants.to_owned(), "a\r/Chart.yaml".to_owned())].into(), ..Look::default() };
        assert!(!look.configuration(None).lines().any(|line| line.starts_with("rules")));
        assert!(look.configuration(None).contains("# a /Chart.yaml wants >=1.30.0 rules"));
    }

    #[test]
    fn lists_are_yaml() {
        let all: BTreeSet<String> = ["a/", ".github/", "with space/", "no"].map(str::to_owned).into();
        assert_eq!(listed(&all), "[.github/, a/, \"no\", \"with space/\"]");
    }
}
