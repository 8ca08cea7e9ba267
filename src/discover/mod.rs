//! The only reader of manifests: folders are walked, files read, standard input taken.

mod template;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

pub use template::{is_foreign_file, is_template};

/// What stands for standard input among the paths.
pub const STDIN: &str = "-";

/// Extensions taken from folders. A file that is named itself is taken whatever its extension.
const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];

/// Files above this size are not read; no manifest comes near.
const MAX_BYTES: u64 = 1 << 30;

/// What a file is given for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It is to be shipped: it is held against the rules, and what is in it is placed.
    #[default]
    Manifest,
    /// It declares the cluster, from which it came: it is not held against the rules.
    Cluster,
    /// It configures the scheduler, and like the cluster's files is taken as it is.
    SchedulerConfig,
}

impl Role {
    /// Whether what is in it is to be shipped.
    pub fn is_shipped(self) -> bool {
        self == Role::Manifest
    }
}

/// A file and what could be read of it.
#[derive(Debug)]
pub struct SourceFile {
    /// As given, or as found below what was given; `/` between its parts.
    pub path: String,
    /// What it holds; empty where `problem` says why it could not be read.
    pub text: String,
    /// Why nothing was read.
    pub problem: Option<ReadProblem>,
    /// What it is given for.
    pub role: Role,
}

impl SourceFile {
    /// A manifest of that text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        SourceFile { path: path.into(), text: text.into(), problem: None, role: Role::Manifest }
    }
}

/// Why a file's text is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadProblem {
    /// The operating system's words.
    Unreadable(String),
    /// Not UTF-8; the first bad byte's offset.
    NotUtf8(usize),
    /// Bytes of a file that is too large.
    TooLarge(u64),
}

impl std::fmt::Display for ReadProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadProblem::Unreadable(reason) => write!(f, "this file cannot be read: {reason}"),
            ReadProblem::NotUtf8(at) => write!(f, "this file is not UTF-8: the byte at offset {at} is no character"),
            ReadProblem::TooLarge(bytes) => write!(f, "this file has {bytes} bytes, more than are read"),
        }
    }
}

/// A path given by the user that cannot be looked at at all.
#[derive(Debug, PartialEq, Eq)]
pub struct Missing {
    /// As given.
    pub path: String,
    /// The operating system's words.
    pub reason: String,
}

/// Reads everything below `paths`, in the order given, folders in the order of their names. `keep` decides by
/// the path whether a file found in a folder is read; those it refuses are counted.
///
/// # Errors
/// Where a given path does not exist or cannot be looked at.
pub fn read_all(paths: &[String], keep: &(dyn Fn(&str) -> bool + Sync)) -> Result<(Vec<SourceFile>, usize), Missing> {
    let mut found = Vec::new();
    let mut ignored = 0;
    for given in paths {
        if given == STDIN {
            found.push(PathBuf::from(STDIN));
            continue;
        }
        let missing = |reason: std::io::Error| Missing { path: given.clone(), reason: reason.to_string() };
        if std::fs::metadata(given).map_err(missing)?.is_dir() {
            walk(given, keep, &mut found, &mut ignored);
        } else {
            found.push(PathBuf::from(given));
        }
    }
    Ok((found.par_iter().map(|path| read(path)).collect(), ignored))
}

/// Text up to that size is read and checked by one thread sooner than others are started.
const LITTLE: u64 = 256 * 1024;

/// Whether so little is named by `paths` that more threads than one would be no help: one file, or a few small ones.
/// What stands below a folder is not known yet, nor what comes by standard input.
pub fn is_little(paths: &[String]) -> bool {
    let size = |path: &String| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|m| m.len());
    let sizes: Option<Vec<u64>> = paths.iter().take(LITTLE as usize / 1024).map(size).collect();
    sizes.is_some_and(|s| s.len() == paths.len() && (s.len() <= 1 || s.iter().sum::<u64>() <= LITTLE))
}

/// The text of one file, where there is one that can be read.
pub fn read_text(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok()
}

fn walk(folder: &str, keep: &(dyn Fn(&str) -> bool + Sync), found: &mut Vec<PathBuf>, ignored: &mut usize) {
    // Of two in one folder the paths differ in the name alone, and are compared faster than taken apart.
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let walker = WalkDir::new(folder).follow_links(true).sort_by(by_name);
    for entry in walker.into_iter().filter_entry(|e| e.depth() == 0 || e.file_name() != ".git") {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let wanted = entry.path().extension().and_then(|e| e.to_str());
                if wanted.is_some_and(|e| EXTENSIONS.contains(&e.to_ascii_lowercase().as_str())) {
                    if keep(&entry.path().to_string_lossy()) {
                        found.push(entry.into_path());
                    } else {
                        *ignored += 1;
                    }
                }
            }
            // A folder that cannot be entered is read as a file, whose error then tells of it.
            Err(error) => found.extend(error.path().map(Path::to_path_buf)),
        }
    }
}

fn read(path: &Path) -> SourceFile {
    let mut file = SourceFile::new(display(path), String::new());
    let bytes = if path.as_os_str() == STDIN { read_stdin() } else { read_path(path) };
    match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => file.text = text,
        Ok(Err(error)) => match utf16(error.as_bytes()) {
            Some(text) => file.text = text,
            None => file.problem = Some(ReadProblem::NotUtf8(error.utf8_error().valid_up_to())),
        },
        Err(problem) => file.problem = Some(problem),
    }
    file
}

fn read_path(path: &Path) -> Result<Vec<u8>, ReadProblem> {
    let unreadable = |error: std::io::Error| ReadProblem::Unreadable(error.to_string());
    let mut handle = std::fs::File::open(path).map_err(unreadable)?;
    let size = handle.metadata().map_err(unreadable)?.len();
    if size > MAX_BYTES {
        return Err(ReadProblem::TooLarge(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    handle.by_ref().take(MAX_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn read_stdin() -> Result<Vec<u8>, ReadProblem> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(MAX_BYTES).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(|error| ReadProblem::Unreadable(error.to_string()))
}

/// libyaml reads UTF-16 where a byte order mark announces it, so the cluster does, too. Places are then those
/// of the text as UTF-8.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (little, rest) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (true, rest),
        [0xFE, 0xFF, rest @ ..] => (false, rest),
        _ => return None,
    };
    if rest.len() % 2 != 0 {
        return None;
    }
    let unit = |pair: &[u8]| {
        if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) }
    };
    String::from_utf16(&rest.chunks_exact(2).map(unit).collect::<Vec<_>>()).ok()
}

fn display(path: &Path) -> String {
    if path.as_os_str() == STDIN {
        return "<stdin>".to_owned();
    }
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_as_libyaml_reads_it() {
        assert_eq!(utf16(b"\xFF\xFEa\0:\0").as_deref(), Some("a:"));
        assert_eq!(utf16(b"\xFE\xFF\0a\0:").as_deref(), Some("a:"));
        assert_eq!(utf16(b"\xFF\xFEa"), None);
        assert_eq!(utf16(b"a\xFF"), None);
    }

    #[test]
    fn a_missing_path_is_an_error() {
        let missing = read_all(&["no/such/path".to_owned()], &|_| true).unwrap_err();
        assert_eq!(missing.path, "no/such/path");
    }

    #[test]
    fn a_file_is_little_and_a_folder_is_not() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned();
        assert!(is_little(&[]));
        assert!(is_little(std::slice::from_ref(&file)));
        assert!(!is_little(&vec![file.clone(); 100]));
        assert!(!is_little(&[file, STDIN.to_owned()]));
        assert!(!is_little(&[env!("CARGO_MANIFEST_DIR").to_owned()]));
    }

    #[test]
    fn folders_give_manifests_in_the_order_of_their_names() {
        let folder = std::env::temp_dir().join(format!("plimsoll-discover-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("sub/.git")).unwrap();
        for name in ["b.yaml", "a.yml", "c.txt", "sub/d.json", "sub/.git/e.yaml", "F.YAML"] {
            std::fs::write(folder.join(name), "a: 1").unwrap();
        }
        std::fs::write(folder.join("latin1.yaml"), b"a: \xE9").unwrap();
        let keep = |path: &str| !path.ends_with("b.yaml");
        let (files, ignored) = read_all(&[folder.to_string_lossy().into_owned()], &keep).unwrap();
        let names: Vec<_> = files.iter().map(|f| f.path.rsplit('/').next().unwrap()).collect();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names, ["F.YAML", "a.yml", "latin1.yaml", "d.json"]);
        assert_eq!(ignored, 1);
        assert_eq!(files[2].problem, Some(ReadProblem::NotUtf8(3)));
    }
}
