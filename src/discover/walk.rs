//! Folders are walked in the order of their names; what is left out is told.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::{IncrementalIgnore, WalkBuilder};
use walkdir::{DirEntry, WalkDir};

use super::dump::is_wanted;
use super::regular::odd_ignore_file;
use super::take::{Aside, PassReason, PassedOver, Take};
use super::{Missing, STDIN, display};

/// Extensions taken from folders. A file that is named itself is taken whatever its extension.
const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    /// It was not named itself, but found in a folder.
    pub(super) found: bool,
    /// It was found behind a link, of its own or of a folder above it.
    linked: bool,
    /// Other paths that lead to it.
    pub(super) also: Vec<String>,
}

impl Candidate {
    fn new(path: &Path, found: bool, linked: bool) -> Self {
        Candidate { path: path.to_path_buf(), found, linked, also: Vec::new() }
    }

    /// A file that was found in a folder.
    pub(super) fn found(path: &Path) -> Self {
        Candidate::new(path, true, false)
    }
}

/// What walking comes to.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) files: Vec<Candidate>,
    pub(super) passed_over: Vec<PassedOver>,
    /// The folders that were entered, those that were given among them.
    pub(super) folders: Vec<PathBuf>,
}

/// Everything below `paths`, in the order given, each file once.
pub(super) fn walk_all(paths: &[String], take: &Take) -> Result<Walked, Missing> {
    let mut walked = Walked::default();
    for given in paths {
        let path = Path::new(given);
        if given == STDIN {
            walked.files.push(Candidate::new(path, false, false));
            continue;
        }
        let missing = |reason: std::io::Error| Missing { path: given.clone(), reason: reason.to_string() };
        let folder = std::fs::metadata(given).map_err(missing)?.is_dir();
        if take.leaves_out_given(path) {
            walked.passed_over.push(PassedOver { path: display(path), why: PassReason::Asked });
        } else if folder {
            walk(path, take, &mut walked);
        } else {
            walked.files.push(Candidate::new(path, false, false));
        }
    }
    once(&mut walked.files, paths.len());
    Ok(walked)
}

fn walk(folder: &Path, take: &Take, walked: &mut Walked) {
    // Of two in one folder the paths differ in the name alone, and are compared faster than taken apart.
    let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
    let here = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let odd = here.ancestors().filter(|_| !take.all).find_map(odd_ignore_file);
    let mut ignored = (!take.all && odd.is_none()).then(|| ignore_files(folder));
    walked.passed_over.extend(odd.map(no_file));
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by(by_name).into_iter();
    let mut links: Option<usize> = None;
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.files.extend(unreadable(&error).map(|path| Candidate::new(path, true, false)));
                continue;
            }
        };
        if entry.depth() == 0 {
            walked.folders.push(entry.into_path());
            continue;
        }
        links = links.filter(|depth| entry.depth() > *depth).or(entry.path_is_symlink().then_some(entry.depth()));
        let is_folder = entry.file_type().is_dir();
        let of_dump = || take.dumps && is_wanted(&entry.file_name().to_string_lossy());
        if !(is_folder || is_manifest(entry.path()) || of_dump()) {
            continue;
        }
        match reason(&entry, folder, take, ignored.as_mut()) {
            None if is_folder => {
                // What the odd one would leave out is taken.
                if let Some(odd) = ignored.as_ref().and_then(|_| odd_ignore_file(entry.path())) {
                    ignored = None;
                    walked.passed_over.push(no_file(odd));
                }
                walked.folders.push(entry.into_path());
            }
            // Named pipes, sockets and devices are no manifests, and some of them never end.
            None if !entry.file_type().is_file() => {
                walked.passed_over.push(no_file(entry.into_path()));
            }
            None => walked.files.push(Candidate::new(entry.path(), true, links.is_some())),
            Some(why) => {
                if is_folder {
                    entries.skip_current_dir();
                }
                walked.passed_over.extend(why.map(|why| PassedOver { path: display(entry.path()), why }));
            }
        }
    }
}

fn no_file(path: PathBuf) -> PassedOver {
    PassedOver { path: display(&path), why: PassReason::NoFile }
}

/// Whether an entry is not taken, and what is to be said of that.
fn reason(
    entry: &DirEntry,
    root: &Path,
    take: &Take,
    ignored: Option<&mut IncrementalIgnore>,
) -> Option<Option<PassReason>> {
    let (path, folder) = (entry.path(), entry.file_type().is_dir());
    if folder && let Some(aside) = entry.file_name().to_str().and_then(|name| take.passes_by(name)) {
        return Some((aside == Aside::Told).then_some(PassReason::OfTool));
    }
    if take.leaves_out(path, folder) {
        return Some(Some(PassReason::Asked));
    }
    let below = path.strip_prefix(root).unwrap_or(path);
    ignored.is_some_and(|files| files.matched(below, folder).is_ignore()).then_some(Some(PassReason::Ignored))
}

/// What the ignore files in and above a folder say of what is in it. The user's own list for all repositories is left
/// alone: the same tree is to give the same answer everywhere. Without a repository the files are read all the same, so
/// that a tree without its history gives the answer that it gives with it.
fn ignore_files(folder: &Path) -> IncrementalIgnore {
    let here = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let repository = here.ancestors().any(|above| [".git", ".jj"].iter().any(|name| above.join(name).exists()));
    let mut builder = WalkBuilder::new(folder);
    builder.hidden(false).git_global(false).require_git(repository);
    let mut matchers = builder.build_matchers();
    matchers.swap_remove(0)
}

/// Whether a name is that of a manifest, or of a kustomization without an extension.
fn is_manifest(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str());
    match extension {
        Some(extension) => EXTENSIONS.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)),
        None => path.file_name().is_some_and(|name| name == "Kustomization"),
    }
}

/// What is read as a file, so that the error of reading tells of it: a folder that cannot be entered, and a link to a
/// manifest that is not there. A link back to a folder above leads to what is read anyway, and the link that Emacs leaves
/// beside a file (`.#app.yaml`) leads nowhere on purpose.
fn unreadable(error: &walkdir::Error) -> Option<&Path> {
    let path = error.path()?;
    let nowhere = error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    let lock = path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(".#"));
    (error.loop_ancestor().is_none() && !(nowhere && (lock || !is_manifest(path)))).then_some(path)
}

/// Leaves each file once where links or overlapping paths lead to it several times: under its own name, or else under
/// the first.
fn once(files: &mut Vec<Candidate>, given: usize) {
    if given <= 1 && !files.iter().any(|file| file.linked) {
        return;
    }
    let mut folders = HashMap::new();
    let real: Vec<Option<PathBuf>> = files.iter().map(|file| real(file, &mut folders)).collect();
    let mut first: HashMap<&PathBuf, usize> = HashMap::new();
    let mut same: Vec<Option<usize>> = vec![None; files.len()];
    for linked in [false, true] {
        for at in (0..files.len()).filter(|at| files[*at].linked == linked) {
            let Some(path) = &real[at] else { continue };
            same[at] = first.get(path).copied();
            first.entry(path).or_insert(at);
        }
    }
    for at in 0..files.len() {
        if let Some(first) = same[at] {
            let other = display(&files[at].path);
            files[first].also.push(other);
        }
    }
    let mut same = same.into_iter();
    files.retain(|_| same.next().flatten().is_none());
}

/// The path of a file without links; none of what cannot be found. Of what no link leads to, the folder is asked for once.
fn real(file: &Candidate, folders: &mut HashMap<PathBuf, Option<PathBuf>>) -> Option<PathBuf> {
    if file.path.as_os_str() == STDIN {
        return None;
    }
    let (folder, name) = (file.path.parent()?, file.path.file_name()?);
    if !file.found || file.linked {
        return file.path.canonicalize().ok();
    }
    if !folders.contains_key(folder) {
        folders.insert(folder.to_path_buf(), folder.canonicalize().ok());
    }
    Some(folders.get(folder)?.as_ref()?.join(name))
}
