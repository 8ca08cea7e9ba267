//! A tree as git has it at a revision: written into a folder of its own, where it is read as any other.
//!
//! `git archive` would leave out what `.gitattributes` says, and a second work tree would change the repository, so the files
//! are asked for one by one (`ls-tree`, `cat-file --batch`).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::git::git;
use crate::model::path::join;

/// Larger files that are no manifests are there, and empty: nobody reads more than their names.
const MOST_OF_OTHERS: u64 = 1 << 20;

/// Larger manifests are passed over by whoever reads them, so that nothing of them is asked for.
const MOST: u64 = 1 << 30;

/// A tree of a revision, which is gone with this.
#[derive(Debug)]
pub(super) struct Revision {
    folder: TempDir,
    /// The top of the repository.
    top: String,
    /// The working folder, as seen from the top of the repository.
    below: String,
}

impl Revision {
    /// The folder that stands for the working folder.
    pub(super) fn working(&self) -> PathBuf {
        self.folder.path().join(&self.below)
    }

    /// A path as it is seen from the folder that stands for the working folder; `None` of one that lies outside of the repository.
    pub(super) fn own(&self, path: &str) -> Option<String> {
        let from_top = match path.strip_prefix(self.top.as_str()) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => join("", rest.trim_start_matches('/')),
            _ if Path::new(path).is_absolute() => return None,
            _ => join(self.below.trim_end_matches('/'), path),
        };
        let is_inside = from_top.split('/').next() != Some("..");
        let up = "../".repeat(self.below.matches('/').count());
        is_inside.then(|| if from_top.is_empty() && up.is_empty() { ".".to_owned() } else { format!("{up}{from_top}") })
    }

    /// The whole tree of a revision of the repository that the working folder lies in.
    ///
    /// # Errors
    /// In words, where git is not there, or knows no such revision.
    pub(super) fn written(name: &str) -> Result<Self, String> {
        let below = git(here(), &["rev-parse", "--show-prefix"])?.trim_end_matches(['\n', '\r']).to_owned();
        let top = git(here(), &["rev-parse", "--show-toplevel"])?.trim_end_matches(['\n', '\r']).to_owned();
        let folder = tempfile::tempdir().map_err(|why| format!("{name}: no folder can be made for it: {why}"))?;
        let list = git(here(), &["ls-tree", "-r", "-z", "-l", "--full-tree", name, "--"])
            .map_err(|why| format!("{name}: {why}"))?;
        let entries: Vec<Entry<'_>> = list.split('\0').filter_map(Entry::of).collect();
        let revision = Revision { folder, top, below };
        revision.write(&entries).map_err(|why| format!("{name}: {why}"))?;
        // What the revision does not have of the working folder is empty there.
        std::fs::create_dir_all(revision.working()).map_err(|why| format!("{name}: {why}"))?;
        Ok(revision)
    }

    fn write(&self, entries: &[Entry<'_>]) -> std::io::Result<()> {
        let (read, empty): (Vec<&Entry<'_>>, Vec<_>) = entries.iter().partition(|entry| entry.is_wanted());
        for entry in empty {
            self.put(entry, b"")?;
        }
        let mut child = Command::new("git")
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let ids: Vec<String> = read.iter().map(|entry| format!("{}\n", entry.id)).collect();
        // Asked on a thread of its own: git answers while it is asked, and neither waits for the other.
        let asking = child
            .stdin
            .take()
            .map(|mut to| std::thread::spawn(move || ids.iter().all(|id| to.write_all(id.as_bytes()).is_ok())));
        let done = self.read(&mut child, &read);
        drop(child.stdout.take());
        let _ = child.wait();
        let _ = asking.map(std::thread::JoinHandle::join);
        done
    }

    /// Writes each file as git answers.
    fn read(&self, child: &mut Child, entries: &[&Entry<'_>]) -> std::io::Result<()> {
        let Some(from) = child.stdout.take() else { return Ok(()) };
        let mut from = BufReader::new(from);
        for entry in entries {
            let mut head = String::new();
            from.read_line(&mut head)?;
            // `missing` of what a shallow or partial copy lacks: it is passed over as what is not there.
            let Some(size) = head.trim_end().rsplit_once(' ').and_then(|(_, size)| size.parse::<u64>().ok()) else {
                continue;
            };
            let mut bytes = Vec::new();
            from.by_ref().take(size).read_to_end(&mut bytes)?;
            from.read_exact(&mut [0])?;
            self.put(entry, &bytes)?;
        }
        Ok(())
    }

    /// Writes a file, or a link that leads to something in the same tree.
    fn put(&self, entry: &Entry<'_>, bytes: &[u8]) -> std::io::Result<()> {
        let path = Path::new(entry.path);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Ok(());
        }
        let whole = self.folder.path().join(path);
        if let Some(parent) = whole.parent() {
            std::fs::create_dir_all(parent)?;
        }
        if entry.mode == LINK {
            return link(&whole, path, &String::from_utf8_lossy(bytes));
        }
        std::fs::write(whole, bytes)
    }
}

/// git's mode of a symbolic link.
const LINK: &str = "120000";

/// Makes a link, where it leads to something in the same tree.
#[cfg(unix)]
fn link(at: &Path, path: &Path, to: &str) -> std::io::Result<()> {
    let folder = path.parent().map_or_else(String::new, |folder| folder.to_string_lossy().into_owned());
    let leads = join(&folder, to);
    if to.starts_with('/') || leads.split('/').next() == Some("..") {
        return Ok(());
    }
    std::os::unix::fs::symlink(to, at)
}

/// Makes no link, as not everybody may.
#[cfg(not(unix))]
fn link(_at: &Path, _path: &Path, _to: &str) -> std::io::Result<()> {
    Ok(())
}

/// A line of `git ls-tree -l`.
struct Entry<'l> {
    mode: &'l str,
    id: &'l str,
    size: u64,
    path: &'l str,
}

impl<'l> Entry<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let (head, path) = line.split_once('\t')?;
        let mut words = head.split_ascii_whitespace();
        let (mode, kind, id, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
        (kind == "blob").then(|| Entry { mode, id, size: size.parse().unwrap_or(u64::MAX), path })
    }

    /// Whether somebody may read what is in it.
    fn is_wanted(&self) -> bool {
        let ext = Path::new(self.path).extension().and_then(|ext| ext.to_str()).unwrap_or_default();
        let is_manifest = ["yaml", "yml", "json"].iter().any(|own| ext.eq_ignore_ascii_case(own));
        self.size <= if is_manifest { MOST } else { MOST_OF_OTHERS }
    }
}

/// The working folder.
fn here() -> &'static Path {
    Path::new(".")
}

/// Whether git knows a revision of that name.
pub(super) fn is_revision(name: &str) -> bool {
    !name.starts_with('-') && git(here(), &["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]).is_ok()
}
