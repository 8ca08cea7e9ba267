//! Files that were not given, but tell what the given ones are for: a patch that a hook names is known by the kustomization
//! above it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::Gitignore;

use super::regular::odd_ignore_file;
use super::walk::Candidate;
use super::{Role, STDIN, SourceFile, display, read_file};

/// The names of files that speak of those beside and below them.
const SPEAKING: [&str; 4] = ["kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml"];

/// So many folders up a speaking file is looked for.
const UP: usize = 12;

/// The kustomizations and charts in the folders above what is given, as far as the repository goes; without one, as far as
/// the working folder. Where something given belongs to a kustomization, all others of the repository, too: one of them may be
/// an overlay of it. What is among `files` is not read again.
pub fn above(paths: &[String], files: &[SourceFile]) -> Vec<SourceFile> {
    let mut known: HashSet<String> = files.iter().map(|file| file.path.clone()).collect();
    let mut seen: HashSet<PathBuf> = HashSet::new();
    let mut found = Vec::new();
    let mut tops: Vec<PathBuf> = Vec::new();
    for given in paths.iter().filter(|given| *given != STDIN) {
        let path = Path::new(given);
        // Of a folder that was walked all is known.
        let walked = path.is_dir();
        let mut folder = if walked { up(path) } else { path.parent().map(Path::to_path_buf) };
        let mut top = None;
        for _ in 0..UP {
            let Some(here) = folder.filter(|here| seen.insert(here.clone())) else { break };
            found.extend(SPEAKING.iter().filter_map(|name| read(&here.join(name), Role::Above, &mut known)));
            folder = if here.join(".git").exists() { None } else { up(&here) };
            top = Some(here);
        }
        tops.extend(top);
    }
    if files.iter().chain(&found).any(|file| is_kustomization(Path::new(&file.path))) {
        found.extend(tops.iter().flat_map(|top| kustomizations(top)).filter_map(|p| read(&p, Role::Above, &mut known)));
    }
    found
}

fn is_kustomization(path: &Path) -> bool {
    path.file_name().is_some_and(|name| SPEAKING[..3].iter().any(|own| name == *own))
}

/// Every kustomization below a folder, in the order of their paths.
fn kustomizations(top: &Path) -> Vec<PathBuf> {
    let top = if top.as_os_str().is_empty() { Path::new(".") } else { top };
    let mut walk = WalkBuilder::new(top);
    walk.git_global(false).require_git(false).follow_links(false);
    let here = top.canonicalize().unwrap_or_else(|_| top.to_path_buf());
    if here.ancestors().any(|folder| odd_ignore_file(folder).is_some()) {
        walk.standard_filters(false);
    }
    let sound = |entry: &ignore::DirEntry| {
        !entry.file_type().is_some_and(|kind| kind.is_dir()) || odd_ignore_file(entry.path()).is_none()
    };
    walk.filter_entry(sound);
    let files = walk.build().filter_map(Result::ok).map(ignore::DirEntry::into_path);
    let own = |path: PathBuf| path.strip_prefix("./").map_or_else(|_| path.clone(), Path::to_path_buf);
    let mut found: Vec<PathBuf> = files.filter(|path| is_kustomization(path)).map(own).collect();
    found.sort();
    found
}

/// The folder above: by its name where it has one, or else by `..`, which must lead further into a repository.
fn up(folder: &Path) -> Option<PathBuf> {
    let named = folder.file_name().is_some();
    if folder.join(".git").exists() {
        return None;
    }
    if named {
        return folder.parent().map(Path::to_path_buf);
    }
    let above =
        if folder.as_os_str().is_empty() || folder == Path::new(".") { PathBuf::from("..") } else { folder.join("..") };
    let real = above.canonicalize().ok()?;
    let in_repository = real.ancestors().any(|folder| folder.join(".git").exists());
    (in_repository && real.parent().is_some()).then_some(above)
}

/// Reads the files at `paths` that are there and not among `files`, for what they are wanted.
pub fn beside(paths: &[String], role: Role, files: &[SourceFile]) -> Vec<SourceFile> {
    let mut known: HashSet<String> = files.iter().map(|file| file.path.clone()).collect();
    paths.iter().filter_map(|path| read(Path::new(path), role, &mut known)).collect()
}

/// Whether a `.gitignore` on the way up from there names what is to lie at `path`.
pub fn is_ignored(path: &str) -> bool {
    let path = Path::new(path);
    let mut folder = path.parent().map(Path::to_path_buf);
    for _ in 0..UP {
        let Some(here) = folder else { return false };
        if odd_ignore_file(&here).is_some() {
            return false;
        }
        let (rules, _) = Gitignore::new(here.join(".gitignore"));
        let below = path.strip_prefix(&here).unwrap_or(path);
        if !rules.is_empty() && rules.matched_path_or_any_parents(below, false).is_ignore() {
            return true;
        }
        folder = if here.join(".git").exists() { None } else { up(&here) };
    }
    false
}

fn read(path: &Path, role: Role, known: &mut HashSet<String>) -> Option<SourceFile> {
    if !path.is_file() || !known.insert(display(path)) {
        return None;
    }
    let file = read_file(&Candidate::found(path)).ok().filter(|file| file.problem.is_none())?;
    Some(SourceFile { role, ..file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_is_found_up_to_the_repository() {
        let root = std::env::temp_dir().join(format!("plimsoll-above-{}", std::process::id()));
        let inner = root.join("repo/over/prod/patches");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::create_dir_all(root.join("repo/.git")).unwrap();
        std::fs::create_dir_all(root.join("repo/other")).unwrap();
        for name in [
            "kustomization.yaml",
            "repo/Chart.yaml",
            "repo/over/prod/kustomization.yml",
            "repo/over/prod/patches/a.yaml",
            "repo/other/kustomization.yaml",
        ] {
            std::fs::write(root.join(name), "a: 1\n").unwrap();
        }
        let given = inner.join("a.yaml").to_string_lossy().into_owned();
        let found = above(std::slice::from_ref(&given), &[]);
        let names: Vec<_> = found.iter().map(|f| f.path.rsplit("repo/").next().unwrap().to_owned()).collect();
        let again = above(&[given.clone(), given], &found);
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(names, ["over/prod/kustomization.yml", "Chart.yaml", "other/kustomization.yaml"]);
        assert!(found.iter().all(|f| f.role == Role::Above) && again.is_empty());
    }
}
