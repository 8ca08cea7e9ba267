//! Which files are taken of what is given, and what is said of the others.

use std::path::Path;

use regex::Regex;

use super::{Globs, STDIN};

/// Folders in which tools keep what they fetched or made, and `testdata`, which Go's own tools pass by as well: what tests
/// read is wrong on purpose as often as not. Left out unless all is asked for. Sorted.
const FOLDERS_OF_TOOLS: [&str; 35] = [
    ".bundle",
    ".cache",
    ".devenv",
    ".direnv",
    ".eggs",
    ".gradle",
    ".idea",
    ".mypy_cache",
    ".next",
    ".nox",
    ".nuxt",
    ".parcel-cache",
    ".pnpm-store",
    ".pytest_cache",
    ".ruff_cache",
    ".serverless",
    ".stack-work",
    ".svelte-kit",
    ".terraform",
    ".terragrunt-cache",
    ".tox",
    ".turbo",
    ".venv",
    ".vs",
    ".vscode",
    ".yarn",
    "__pycache__",
    "bower_components",
    "jspm_packages",
    "node_modules",
    "site-packages",
    "target",
    "testdata",
    "vendor",
    "venv",
];

/// Where version control keeps its own: never entered.
const OF_VERSION_CONTROL: [&str; 4] = [".git", ".hg", ".jj", ".svn"];

/// What of the given paths is taken.
#[derive(Clone, Debug)]
pub struct Take {
    /// Folders are taken whole: what `.gitignore` and `.ignore` name, too, and the folders of tools.
    pub all: bool,
    /// Archives are opened, and texts of kubectl's are taken: what clusters are dumped into.
    pub dumps: bool,
    /// Files whose path one of them matches are passed over, as kubeconform does it.
    patterns: Vec<Regex>,
    /// What the user leaves out, in `.gitignore`'s words; what a later list says weighs more.
    globs: Vec<Globs>,
}

impl Take {
    /// Everything that is given, as for what declares the cluster: who names a folder for that wants it whole.
    pub fn everything() -> Self {
        Take { all: true, dumps: false, patterns: Vec::new(), globs: Vec::new() }
    }

    /// The same, and folders whole.
    pub fn whole(self) -> Self {
        Take { all: true, ..self }
    }

    /// The same, and what clusters are dumped into.
    pub fn of_dumps(self) -> Self {
        Take { dumps: true, ..self }
    }

    /// What no pattern and no glob leaves out, with or without what ignore files name.
    ///
    /// # Errors
    /// In words, where a pattern is no regular expression.
    pub fn but(patterns: &[String], globs: Vec<Globs>, all: bool) -> Result<Self, String> {
        let compiled = |pattern: &String| {
            let words = |why: regex::Error| format!("--ignore-filename-pattern '{pattern}': {}", reason(&why));
            Regex::new(pattern).map_err(words)
        };
        let patterns = patterns.iter().map(compiled).collect::<Result<_, _>>()?;
        Ok(Take { all, dumps: false, patterns, globs })
    }

    /// Whether the user leaves out a path that was given itself, by its name or by that of a folder it is in.
    pub(super) fn leaves_out_given(&self, path: &Path) -> bool {
        let folder = || path.is_dir();
        self.matches(path) || self.globs.iter().rev().find_map(|globs| globs.says_of_given(path, folder)) == Some(true)
    }

    /// Whether the user leaves out what was found in a folder that is not left out.
    pub(super) fn leaves_out(&self, path: &Path, folder: bool) -> bool {
        (!folder && self.matches(path))
            || self.globs.iter().rev().find_map(|globs| globs.says(path, folder)) == Some(true)
    }

    /// Whether a folder of that name is not entered, and whether that is to be said.
    pub(super) fn passes_by(&self, name: &str) -> Option<Aside> {
        if OF_VERSION_CONTROL.contains(&name) {
            return Some(Aside::Silently);
        }
        (!self.all && FOLDERS_OF_TOOLS.binary_search(&name).is_ok()).then_some(Aside::Told)
    }

    fn matches(&self, path: &Path) -> bool {
        !self.patterns.is_empty() && path.as_os_str() != STDIN && {
            let path = super::display(path);
            self.patterns.iter().any(|pattern| pattern.is_match(&path))
        }
    }
}

/// How a folder is passed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    Silently,
    Told,
}

/// The last line of the words about a pattern: those before it draw the place.
fn reason(why: &regex::Error) -> String {
    let text = why.to_string();
    let last = text.lines().last().unwrap_or_default();
    format!("no regular expression: {}", last.trim().trim_start_matches("error: "))
}

/// A file or folder that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// As it was found; `/` between its parts.
    pub path: String,
    /// Why.
    pub why: PassReason,
}

/// Why a file or folder was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassReason {
    /// A pattern or a glob of the user's.
    Asked,
    /// `.gitignore`, `.ignore` or `.git/info/exclude`.
    Ignored,
    /// A folder in which a tool keeps what it fetched or made.
    OfTool,
    /// It is no text: a picture, an archive, what git-crypt has locked.
    Binary,
    /// So large that no manifest comes near, or large and without a word of Kubernetes' in it.
    Large,
    /// A device, a pipe, a socket, or what the kernel makes up.
    NoFile,
}

impl PassReason {
    /// All of them, in the order in which they are counted.
    pub const ALL: [PassReason; 6] = [
        PassReason::Asked,
        PassReason::Ignored,
        PassReason::OfTool,
        PassReason::Binary,
        PassReason::Large,
        PassReason::NoFile,
    ];

    /// How many there are of it, in words.
    pub fn tally(self, number: usize) -> String {
        let (one, many) = match self {
            PassReason::Asked => ("left out as asked", "left out as asked"),
            PassReason::Ignored => ("that an ignore file names", "that ignore files name"),
            PassReason::OfTool => {
                ("folder of a tool's or of tests (see --no-ignore)", "folders of tools and tests (see --no-ignore)")
            }
            PassReason::Binary => ("file that is no text", "files that are no text"),
            PassReason::Large => ("file too large for a manifest", "files too large for manifests"),
            PassReason::NoFile => ("device, pipe or socket", "devices, pipes or sockets"),
        };
        format!("{number} {}", if number == 1 { one } else { many })
    }

    /// The one at hand, in words.
    pub fn told(self) -> &'static str {
        match self {
            PassReason::Asked => "left out as asked",
            PassReason::Ignored => ".gitignore, .ignore or .git/info/exclude names it (--no-ignore takes it)",
            PassReason::OfTool => {
                "a folder in which a tool keeps what it fetched or made, or tests what they read (--no-ignore takes it)"
            }
            PassReason::Binary => "no text",
            PassReason::Large => "too large for a manifest",
            PassReason::NoFile => "no regular file: a device, a pipe or a socket",
        }
    }

    /// Its name in reports for programs.
    pub fn id(self) -> &'static str {
        match self {
            PassReason::Asked => "asked",
            PassReason::Ignored => "ignored",
            PassReason::OfTool => "ofTool",
            PassReason::Binary => "binary",
            PassReason::Large => "large",
            PassReason::NoFile => "noFile",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Root;

    fn texts(of: &[&str]) -> Vec<String> {
        of.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_folders_of_tools_are_sorted() {
        assert!(FOLDERS_OF_TOOLS.is_sorted());
        assert_eq!(Take::everything().passes_by("vendor"), None);
        assert_eq!(Take::everything().passes_by(".git"), Some(Aside::Silently));
    }

    #[test]
    fn patterns_are_regular_expressions_over_the_path() {
        let take = Take::but(&texts(&["^a/.*[.]yml$", "values"]), Vec::new(), false).unwrap();
        for (path, out) in [("a/b.yml", true), ("./a/b.yml", true), ("b/a/b.yml", false), ("c/values.json", true)] {
            assert_eq!(take.leaves_out_given(Path::new(path)), out, "{path}");
            assert_eq!(take.leaves_out(Path::new(path), false), out, "{path}");
        }
        assert!(!take.leaves_out(Path::new("values"), true));
        let why = Take::but(&texts(&["a("]), Vec::new(), false).unwrap_err();
        assert_eq!(why, "--ignore-filename-pattern 'a(': no regular expression: unclosed group");
    }

    #[test]
    fn globs_are_those_of_gitignore() {
        let home = std::env::current_dir().unwrap();
        let root = Root::new(&home.to_string_lossy(), &home.to_string_lossy());
        let globs = |list: &[&str]| Globs::new(&texts(list), root.clone());
        let lists = vec![globs(&["charts/", "./only.yaml", "*.gen.yaml", "!keep.gen.yaml"]).unwrap()];
        let take = Take::but(&[], lists, true).unwrap();
        for (path, out) in [
            ("charts/a/b.yaml", true),
            ("./charts/b.yaml", true),
            ("sub/charts/b.yaml", true),
            ("../charts/b.yaml", true),
            ("/elsewhere/charts/b.yaml", true),
            ("only.yaml", true),
            ("sub/only.yaml", false),
            ("sub/a.gen.yaml", true),
            ("sub/keep.gen.yaml", false),
            ("charts.yaml", false),
            ("-", false),
        ] {
            assert_eq!(take.leaves_out_given(Path::new(path)), out, "{path}");
        }
        assert!(take.leaves_out_given(&home.join("only.yaml")));
        assert!(take.leaves_out(Path::new("charts"), true));
        assert!(!take.leaves_out(Path::new("charts"), false));
        assert!(globs(&["a["]).unwrap_err().starts_with("'a[' is no glob"));
    }

    #[test]
    fn the_later_list_of_globs_weighs_more() {
        let globs = |glob: &str| Globs::new(&[glob.to_owned()], Root::default()).unwrap();
        let take = Take::but(&[], vec![globs("*.yaml"), globs("!keep.yaml")], true).unwrap();
        assert!(take.leaves_out_given(Path::new("a.yaml")) && take.leaves_out(Path::new("a.yaml"), false));
        assert!(!take.leaves_out_given(Path::new("keep.yaml")) && !take.leaves_out(Path::new("keep.yaml"), false));
    }
}
