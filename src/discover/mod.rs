//! The only reader of manifests: folders are walked, files read, standard input taken.

mod archive;
mod beside;
mod dump;
mod encoding;
mod foreign;
mod globs;
mod regular;
mod take;
mod walk;

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use dump::read_dump;
use encoding::utf16;
use regular::{read_path, read_stdin};
use walk::{Candidate, Walked, walk_all};

pub use beside::{above, beside, is_ignored};
pub use encoding::Encoding;
pub use foreign::{Traits, foreign};
pub use globs::Globs;
pub use regular::read_text;
pub use take::{PassReason, PassedOver, Take};

/// What stands for standard input among the paths.
pub const STDIN: &str = "-";

/// What standard input is called among the files.
pub const STDIN_PATH: &str = "<stdin>";

/// A larger file that was found in a folder is first searched for [`WORD`].
const LARGE: usize = 4 << 20;

/// What stands in every file with a manifest.
const WORD: &[u8] = b"apiVersion";

/// How much of a file is looked at to tell whether it is text.
const HEAD: usize = 8 << 10;

/// What a file is given for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It is to be shipped: it is held against the rules, and what is in it is placed.
    #[default]
    Manifest,
    /// It declares the cluster, from which it came: it is not held against the rules.
    Cluster,
    /// It was not given, but something that was is applied with it, as a kustomization says: what is in it is placed.
    Along,
    /// It was not given, but lies above something that was, and may tell what that is for: nothing else is done with it.
    Above,
    /// It configures the scheduler, and like the cluster's files is taken as it is.
    SchedulerConfig,
    /// It defines kinds that the cluster has beside its own.
    Definitions,
    /// It is our own configuration.
    Configuration,
    /// It lists findings that are known of old.
    Baseline,
    /// A what-if command names it, or makes it: what is in it comes to be with that command.
    Told,
}

impl Role {
    /// Whether it is of what is shipped, given or not.
    pub fn is_shipped(self) -> bool {
        matches!(self, Role::Manifest | Role::Along | Role::Above)
    }

    /// Whether it was given.
    pub fn is_given(self) -> bool {
        !matches!(self, Role::Along | Role::Above)
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
    /// Other paths that lead to it by links.
    pub also: Vec<String>,
    /// How it is written.
    pub encoding: Encoding,
    /// What a dump lacks that was found missing as its text was taken from what kubectl prints: the line, from 0, and words.
    pub missing: Vec<(usize, String)>,
}

impl SourceFile {
    /// A manifest of that text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text, also) = (path.into(), text.into(), Vec::new());
        let (encoding, missing) = (Encoding::Utf8, Vec::new());
        SourceFile { path, text, problem: None, role: Role::Manifest, also, encoding, missing }
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
    /// No regular file: what it is instead.
    NoFile(&'static str),
    /// Packed in a way that is not read: which.
    Packed(&'static str),
    /// More comes of it than the so many bytes that are unpacked.
    Unpacks(u64),
}

impl std::fmt::Display for ReadProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadProblem::Unreadable(reason) => write!(f, "this file cannot be read: {reason}"),
            ReadProblem::NotUtf8(at) => write!(f, "this file is not UTF-8: the byte at offset {at} is no character"),
            ReadProblem::NoFile(what) => write!(f, "this is {what}, which is not read"),
            ReadProblem::TooLarge(bytes) => write!(f, "this file has {bytes} bytes or more, too many for a manifest"),
            ReadProblem::Packed(how) => write!(f, "this file is {how}, which is not read"),
            ReadProblem::Unpacks(bytes) => {
                write!(f, "more comes of this archive than the {bytes} bytes that are unpacked; the rest is not read")
            }
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

/// What reading comes to.
#[derive(Debug, Default)]
pub struct Discovered {
    /// Files, in the order of what is given and of their names.
    pub files: Vec<SourceFile>,
    /// What was not taken, in the same order.
    pub passed_over: Vec<PassedOver>,
    /// The folders that were looked into, in the same order: where new files would be found.
    pub folders: Vec<PathBuf>,
}

/// Reads everything below `paths` that is to be taken, in the order given, folders in the order of their names.
///
/// # Errors
/// Where a given path does not exist or cannot be looked at.
pub fn read_all(paths: &[String], take: &Take) -> Result<Discovered, Missing> {
    let Walked { files, mut passed_over, folders } = walk_all(paths, take)?;
    let mut read = Vec::with_capacity(files.len());
    if take.dumps {
        let each = files.par_iter().map(read_dump).collect::<Vec<_>>();
        read.extend(each.into_iter().flatten());
        return Ok(Discovered { files: read, passed_over, folders });
    }
    for result in files.par_iter().map(read_file).collect::<Vec<_>>() {
        match result {
            Ok(file) => read.push(file),
            Err(left) => passed_over.push(left),
        }
    }
    Ok(Discovered { files: read, passed_over, folders })
}

/// Leaves out of `files` those of a role that are among the others, too.
pub fn leave_same<'o>(files: &mut Vec<SourceFile>, role: Role, others: impl Iterator<Item = &'o SourceFile>) {
    fn name(file: &SourceFile) -> Option<&OsStr> {
        Path::new(&file.path).file_name()
    }
    let real = |file: &SourceFile| Path::new(&file.path).canonicalize().ok();
    // Only files of the same name are looked up: of others there may be many.
    let names: HashSet<OsString> =
        files.iter().filter(|f| f.role == role).filter_map(name).map(OsStr::to_owned).collect();
    let alike = others.filter(|other| name(other).is_some_and(|name| names.contains(name)));
    let there: HashMap<OsString, Vec<PathBuf>> = alike.filter_map(real).fold(HashMap::new(), |mut there, path| {
        there.entry(path.file_name().unwrap_or_default().to_owned()).or_default().push(path);
        there
    });
    files.retain(|file| {
        let paths = name(file).filter(|_| file.role == role).and_then(|name| there.get(name));
        paths.is_none_or(|paths| real(file).is_none_or(|path| !paths.contains(&path)))
    });
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

/// Reads a file. What was only found in a folder is left out where it is plain that no manifest is in it.
fn read_file(candidate: &Candidate) -> Result<SourceFile, PassedOver> {
    let path = &candidate.path;
    let mut file = SourceFile::new(display(path), String::new());
    file.also.clone_from(&candidate.also);
    let left = |why| Err(PassedOver { path: display(path), why });
    match bytes_of(path).map(String::from_utf8) {
        Ok(Ok(text)) if is_locked(text.as_bytes()) => return left(PassReason::Binary),
        Ok(Ok(text)) => file.text = text,
        Ok(Err(error)) => match utf16(error.as_bytes()) {
            Some((text, encoding)) => (file.text, file.encoding) = (text, encoding),
            None if is_locked(error.as_bytes()) => return left(PassReason::Binary),
            None if candidate.found && has_nul(error.as_bytes()) => return left(PassReason::Binary),
            None => file.problem = Some(ReadProblem::NotUtf8(error.utf8_error().valid_up_to())),
        },
        Err(ReadProblem::TooLarge(_)) if candidate.found => return left(PassReason::Large),
        Err(ReadProblem::NoFile(_)) if candidate.found => return left(PassReason::NoFile),
        Err(problem) => file.problem = Some(problem),
    }
    if candidate.found {
        let text = file.text.as_bytes();
        // Finder's and others' notes beside a file on a foreign disk (`._app.yaml`).
        if text.starts_with(b"\0") {
            return left(PassReason::Binary);
        }
        if text.len() > LARGE && memchr::memmem::find(text, WORD).is_none() {
            return left(PassReason::Large);
        }
    }
    Ok(file)
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadProblem> {
    if path.as_os_str() == STDIN { read_stdin() } else { read_path(path) }
}

/// Whether git-crypt has locked a file: what is in it is not for those who have no key, such as a runner of tests.
fn is_locked(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\0GITCRYPT\0")
}

/// Git's sign of what is no text.
fn has_nul(bytes: &[u8]) -> bool {
    memchr::memchr(0, &bytes[..bytes.len().min(HEAD)]).is_some()
}

fn display(path: &Path) -> String {
    if path.as_os_str() == STDIN {
        return STDIN_PATH.to_owned();
    }
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map_or_else(|| text.clone(), str::to_owned)
}

#[cfg(test)]
mod folder_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_little_and_a_folder_is_not() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml").to_owned();
        assert!(is_little(&[]));
        assert!(is_little(std::slice::from_ref(&file)));
        assert!(!is_little(&vec![file.clone(); 100]));
        assert!(!is_little(&[file, STDIN.to_owned()]));
        assert!(!is_little(&[env!("CARGO_MANIFEST_DIR").to_owned()]));
    }
}
