use std::fs;
use std::path::PathBuf;

use super::*;
use crate::model::Root;

/// A folder of its own for one test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &[u8])]) -> Folder {
        let at = std::env::temp_dir().join(format!("plimsoll-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&at);
        let folder = Folder(at);
        for (path, bytes) in files {
            let path = folder.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn path(&self, below: &str) -> String {
        self.0.join(below).to_string_lossy().into_owned()
    }

    /// What is read of it, and what is left out, by their paths.
    fn read(&self, take: &Take) -> (Vec<String>, Vec<(String, PassReason)>) {
        self.given(&[""], take)
    }

    fn given(&self, below: &[&str], take: &Take) -> (Vec<String>, Vec<(String, PassReason)>) {
        let paths: Vec<String> = below.iter().map(|below| self.path(below)).collect();
        let found = read_all(&paths, take).unwrap();
        let short = |path: &str| path.strip_prefix(&self.path("")).unwrap().to_owned();
        let files = found.files.iter().map(|file| short(&file.path)).collect();
        (files, found.passed_over.iter().map(|left| (short(&left.path), left.why)).collect())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ONE: &[u8] = b"a: 1";

fn plain() -> Take {
    Take::but(&[], Vec::new(), false).unwrap()
}

fn out(of: &[(&str, PassReason)]) -> Vec<(String, PassReason)> {
    of.iter().map(|(path, why)| ((*path).to_owned(), *why)).collect()
}

#[test]
fn a_missing_path_is_an_error() {
    let missing = read_all(&["no/such/path".to_owned()], &plain()).unwrap_err();
    assert_eq!(missing.path, "no/such/path");
}

#[test]
fn folders_give_manifests_in_the_order_of_their_names() {
    let names = ["b.yaml", "a.yml", "c.txt", "sub/d.json", "sub/.git/e.yaml", ".github/f.yaml", "F.YAML"];
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, ONE)).collect();
    files.push(("latin1.yaml", b"a: \xE9"));
    let folder = Folder::with("names", &files);
    let take = Take::but(&["b[.]yaml$".to_owned()], Vec::new(), false).unwrap();
    let (files, left) = folder.read(&take);
    assert_eq!(files, [".github/f.yaml", "F.YAML", "a.yml", "latin1.yaml", "sub/d.json"]);
    assert_eq!(left, out(&[("b.yaml", PassReason::Asked)]));
    let latin = read_all(&[folder.path("latin1.yaml")], &take).unwrap();
    assert_eq!(latin.files[0].problem, Some(ReadProblem::NotUtf8(3)));
}

#[test]
fn ignore_files_leave_out_what_they_name_unless_it_is_named() {
    let files: [(&str, &[u8]); 9] = [
        (".gitignore", b"*.gen.yaml\n!keep.gen.yaml\nout/\n"),
        (".ignore", b"/old.yaml\n"),
        ("a.gen.yaml", ONE),
        ("keep.gen.yaml", ONE),
        ("old.yaml", ONE),
        ("out/a.yaml", ONE),
        ("sub/.gitignore", b"local.yaml\n"),
        ("sub/local.yaml", ONE),
        ("sub/old.yaml", ONE),
    ];
    let folder = Folder::with("ignored", &files);
    for repository in [false, true] {
        if repository {
            fs::create_dir_all(folder.0.join(".git/info")).unwrap();
        }
        let (files, left) = folder.read(&plain());
        assert_eq!(files, ["keep.gen.yaml", "sub/old.yaml"], "{repository}");
        let ignored = ["a.gen.yaml", "old.yaml", "out", "sub/local.yaml"].map(|path| (path, PassReason::Ignored));
        assert_eq!(left, out(&ignored), "{repository}");
    }
    assert_eq!(folder.given(&["a.gen.yaml", "out", "sub/local.yaml"], &plain()).0.len(), 3);
    assert_eq!(folder.given(&["sub"], &plain()).0, ["sub/old.yaml"]);
    assert_eq!(folder.read(&Take::everything()).0.len(), 6);
    fs::write(folder.0.join(".git/info/exclude"), "sub/\n").unwrap();
    assert_eq!(folder.read(&plain()).0, ["keep.gen.yaml"]);
}

#[test]
fn folders_of_tools_are_left_out_unless_they_are_given() {
    let files = ["node_modules/a/b.yaml", "x/vendor/c.yaml", "target/d.yaml", "x/.venv/e.yaml", "vendor.yaml"];
    let folder = Folder::with("tools", &files.map(|name| (name, ONE)));
    let (files, left) = folder.read(&plain());
    assert_eq!(files, ["vendor.yaml"]);
    assert_eq!(left, out(&["node_modules", "target", "x/.venv", "x/vendor"].map(|path| (path, PassReason::OfTool))));
    assert_eq!(folder.given(&["target"], &plain()).0, ["target/d.yaml"]);
    assert_eq!(folder.read(&Take::but(&[], Vec::new(), true).unwrap()).0.len(), 5);
}

#[test]
fn globs_hold_for_what_is_given_and_for_what_is_found() {
    let folder = Folder::with("globs", &["a/b.yaml", "a/c/d.yaml", "e.yaml"].map(|name| (name, ONE)));
    let globs = Globs::new(&["c/".to_owned(), "e.*".to_owned()], Root::default()).unwrap();
    let take = Take::but(&[], vec![globs], true).unwrap();
    assert_eq!(folder.read(&take).0, ["a/b.yaml"]);
    assert_eq!(folder.given(&["a/c/d.yaml", "e.yaml", "a/b.yaml"], &take).0, ["a/b.yaml"]);
}

#[test]
fn what_is_no_text_is_left_out_of_folders_and_told_where_it_is_named() {
    let large = [b"{\"a\": \"".as_slice(), &vec![b'x'; LARGE], b"\"}"].concat();
    let files: [(&str, &[u8]); 5] = [
        ("archive.yaml", b"\x1f\x8b\x08\0\0\0"),
        ("._notes.yaml", b"\0\x05\x16\x07Mac OS X"),
        ("large.json", &large),
        ("locked.yaml", b"\0GITCRYPT\0\xff\xee"),
        ("stray.yaml", b"apiVersion: v1\nkind: \0"),
    ];
    let folder = Folder::with("binary", &files);
    let (files, mut left) = folder.read(&plain());
    left.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(files, ["stray.yaml"]);
    let binary = ["._notes.yaml", "archive.yaml"].map(|path| (path, PassReason::Binary));
    assert_eq!(
        left,
        out(&[binary[0], binary[1], ("large.json", PassReason::Large), ("locked.yaml", PassReason::Binary)])
    );
    let named = folder.given(&["archive.yaml", "large.json", "locked.yaml"], &plain());
    assert_eq!(
        named,
        (vec!["archive.yaml".to_owned(), "large.json".to_owned()], out(&[("locked.yaml", PassReason::Binary)]))
    );
}

#[test]
fn a_path_that_is_given_twice_is_read_once() {
    let folder = Folder::with("twice", &["a/b.yaml", "a/c/d.yaml", "e.yaml"].map(|name| (name, ONE)));
    let (files, _) = folder.given(&["a/c/d.yaml", "", "a", "a/../e.yaml"], &plain());
    assert_eq!(files, ["a/c/d.yaml", "a/b.yaml", "e.yaml"]);
}

#[cfg(unix)]
#[test]
fn links_lead_to_each_file_once_and_never_in_circles() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with("links", &["real/a.yaml", "z.yaml", "elsewhere/b.txt"].map(|name| (name, ONE)));
    symlink("..", folder.0.join("real/up")).unwrap();
    symlink("real", folder.0.join("current")).unwrap();
    symlink("z.yaml", folder.0.join("also.yaml")).unwrap();
    symlink("b.txt", folder.0.join("elsewhere/b.yaml")).unwrap();
    symlink("nobody@host.1", folder.0.join(".#z.yaml")).unwrap();
    symlink("nowhere", folder.0.join("gone")).unwrap();
    symlink("nowhere", folder.0.join("gone.yaml")).unwrap();
    let (files, left) = folder.read(&plain());
    assert_eq!(files, ["elsewhere/b.yaml", "gone.yaml", "real/a.yaml", "z.yaml"]);
    assert_eq!(left, []);
    let gone = read_all(&[folder.path("")], &plain()).unwrap().files.remove(1);
    assert!(matches!(gone.problem, Some(ReadProblem::Unreadable(_))));
}

#[cfg(unix)]
#[test]
fn sockets_are_passed_by() {
    let folder = Folder::with("sockets", &[("a.yaml", ONE)]);
    let _socket = std::os::unix::net::UnixListener::bind(folder.0.join("s.yaml")).unwrap();
    assert_eq!(folder.read(&plain()).0, ["a.yaml"]);
}
