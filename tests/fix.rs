//! `--fix` from the outside: which fixes are safe, and diffs that others can apply.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use plimsoll::discover::SourceFile;
use plimsoll::fix::unified;
use plimsoll::pipeline::{Request, rules, run};

#[path = "fix/kinds.rs"]
mod kinds;

/// Every manifest below a folder.
fn manifests(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            manifests(&path, into);
        } else if path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "json") {
            into.push(path);
        }
    }
}

/// The table of `tests/fix/safety.txt` is what the rules say of their own examples and of everything in `testdata`. Where a
/// change is meant, `SAFETY=overwrite cargo test --test fix` writes it anew: read what differs.
#[test]
fn each_kind_of_fix_says_whether_it_is_safe() {
    let mut paths = Vec::new();
    manifests(Path::new("testdata"), &mut paths);
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path).ok());
    let examples = rules::all().map(|rule| rule.bad.to_owned());
    let mut seen = BTreeSet::new();
    for text in texts.chain(examples) {
        let outcome = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap();
        seen.extend(kinds::of(&outcome.findings));
    }
    let table = seen.into_iter().fold(String::new(), |mut table, line| {
        let _ = writeln!(table, "{line}");
        table
    });
    let path = "tests/fix/safety.txt";
    if std::env::var_os("SAFETY").is_some_and(|want| want == "overwrite") {
        fs::write(path, &table).unwrap();
    }
    let known = fs::read_to_string(path).unwrap_or_default();
    assert!(known == table, "{}", unified(path, &known, &table));
}

/// Pairs of texts as a fix makes them: with and without an end, with the ends of Windows, one of nothing.
const TEXTS: [(&str, &str, &str); 5] = [
    ("plain.yaml", "a: 1\nb: 2\nc: 3\n", "a: 1\nb: \"2\"\nc: 3\n"),
    ("my app.yaml", "a: 1\r\nb: 2\r\n", "a: 1\r\nb: \"2\"\r\n"),
    ("é \"quoted\".yaml", "a: 1\nb: 2", "a: 1\nb: \"2\""),
    ("deep/er/end.yaml", "a: 1\nb: 2", "a: 1\nb: 2\n"),
    ("returns.yaml", "a: \"x\ry\"\nb: 2\n", "a: \"x\ry\"\nb: 3\n"),
];

/// What a program says that reads the diff; `None` where it is not there, which is a failure where all must be.
fn given(program: &str, arguments: &[&str], folder: &Path, diff: &str) -> Option<Output> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A repository around the folder is no concern of this.
    let started = command.env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap_or(folder)).spawn();
    let Ok(mut child) = started else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "{program} is missing");
        println!("passed by: {program} is missing");
        return None;
    };
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), diff.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

fn applies(program: &str, arguments: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let mut diff = String::new();
    for (path, before, after) in TEXTS {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, before).unwrap();
        diff += &unified(path, before, after);
    }
    let Some(output) = given(program, arguments, folder.path(), &diff) else { return };
    assert!(output.status.success(), "{}\n{diff}", String::from_utf8_lossy(&output.stderr));
    for (path, _, after) in TEXTS {
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), after, "{path}");
    }
}

#[test]
fn git_applies_the_diff() {
    applies("git", &["apply", "--whitespace=nowarn"]);
}

#[test]
fn patch_applies_the_diff() {
    applies("patch", &["-p1", "--binary"]);
}

#[test]
fn git_applies_the_diff_in_a_folder_of_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("deep");
    fs::create_dir(&deep).unwrap();
    let Some(made) = given("git", &["init", "-q"], folder.path(), "") else { return };
    assert!(made.status.success());
    fs::write(deep.join("a.yaml"), "a: 1\n").unwrap();
    let mut command = Command::new("git");
    let diff = unified("a.yaml", "a: 1\n", "a: 2\n");
    fs::write(folder.path().join("diff"), diff).unwrap();
    let output = command.args(["apply", "../diff"]).current_dir(&deep).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(deep.join("a.yaml")).unwrap(), "a: 2\n");
}

const TEXT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n";
const MENDED: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: \"1\"\n";

/// What the program says in a folder, given something.
fn plimsoll(arguments: &[&str], folder: &Path, input: &str) -> (i32, String, String) {
    let output = given(env!("CARGO_BIN_EXE_plimsoll"), arguments, folder, input).unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn standard_input_goes_to_standard_output_and_the_report_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (status, out, err) = plimsoll(&["lint", "--no-config", "--fix", "-"], folder.path(), TEXT);
    assert_eq!((status, out.as_str()), (0, MENDED));
    assert!(err.starts_with("fixed 1 mistake in 1 file\n0 errors"), "{err}");
    let (_, out, _) = plimsoll(&["lint", "--no-config", "--fix", "-"], folder.path(), MENDED);
    assert_eq!(out, MENDED, "what needs nothing comes as it was");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_told_and_the_rest_is_written() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("closed.yaml"), TEXT.replace("name: a", "name: b")).unwrap();
    fs::set_permissions(path("closed.yaml"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::write(path("open.yaml"), TEXT).unwrap();
    symlink("open.yaml", path("z-link.yaml")).unwrap();
    let (status, out, err) = plimsoll(&["lint", "--no-config", "--fix", "."], folder.path(), "");
    assert_eq!((status, err.as_str()), (2, "error: closed.yaml: not fixed: it is read-only\n"), "{out}");
    assert!(out.contains("fixed 1 mistake in 1 file") && out.contains("closed.yaml:6:6"), "{out}");
    assert_eq!(fs::read_to_string(path("open.yaml")).unwrap(), MENDED);
    assert!(fs::symlink_metadata(path("z-link.yaml")).unwrap().is_symlink());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    let (status, ..) = plimsoll(&["lint", "--no-config", "--fix", "open.yaml", "z-link.yaml"], folder.path(), "");
    assert_eq!(status, 0);
}

#[test]
fn more_mistakes_than_are_told_are_mended() {
    let folder = tempfile::tempdir().unwrap();
    let mut text =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n    image: b:1\n    env:\n"
            .to_owned();
    (0..600).for_each(|i| text.push_str(&format!("    - {{name: A{i}, value: {i}}}\n")));
    std::fs::write(folder.path().join("a.yaml"), text).unwrap();
    let run = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        let told =
            command.args(["lint", "--no-config", "--fix", "a.yaml"]).current_dir(folder.path()).output().unwrap();
        (String::from_utf8(told.stdout).unwrap(), told.status.code())
    };
    let (told, status) = run();
    assert_eq!(status, Some(0), "{told}");
}
