//! What is no file is not read, and what files and their names hold commands nobody's terminal and nobody's runner.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use super::program;
use super::shapes::FORMATS;

/// What is told on standard output and on standard error, and the exit status.
fn ask(folder: &Path, words: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(program());
    let told = command.args(words).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(told.stdout), text(told.stderr), told.status.code())
}

#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert!(Command::new("mkfifo").arg(at("pipe.yaml")).status().unwrap().success());
    symlink("/dev/zero", at("device.yaml")).unwrap();
    symlink("pipe.yaml", at("link.yaml")).unwrap();
    fs::write(at("sound.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n").unwrap();
    for (name, what) in [("pipe.yaml", "a pipe"), ("device.yaml", "a device"), ("link.yaml", "a pipe")] {
        let (told, _, status) = ask(folder.path(), &["lint", "--no-config", name]);
        assert!(told.contains(&format!("this is {what}")) && status == Some(1), "{name}: {told}");
        for flag in ["--config", "--baseline", "--nodes", "--crds", "--scheduler-config"] {
            let rest: &[&str] = if flag == "--config" { &[] } else { &["--no-config"] };
            let (told, said, status) = ask(folder.path(), &[&["check", "sound.yaml", flag, name], rest].concat());
            assert!(status == Some(2) || told.contains("this is a"), "{flag} {name}: {status:?} {told} {said}");
        }
    }
    let (told, _, status) = ask(folder.path(), &["lint", "--no-config", "."]);
    assert!(told.contains("3 devices, pipes or sockets") && status == Some(0), "{told}");
}

/// Who reads what a folder leaves out opens whatever goes by that name.
#[test]
fn what_says_what_is_left_out_is_a_regular_file() {
    for name in [".gitignore", ".ignore", ".git/info/exclude"] {
        let folder = tempfile::tempdir().unwrap();
        for inside in ["", "below/"] {
            let path = folder.path().join(inside).join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            let file = folder.path().join(inside).join("kustomization.yaml");
            fs::write(file, "resources: [gone.yaml]\n").unwrap();
        }
        for asked in [".", "below", "below/kustomization.yaml"] {
            let (told, _, status) = ask(folder.path(), &["lint", "--no-config", "--verbose", asked]);
            assert!(status == Some(1) && told.contains("gone.yaml"), "{name} {asked}: {told}");
        }
    }
}

/// Signs that a terminal or a runner would take for more than text.
const SIGNS: &str =
    "\u{1b}]8;;x\u{7}\u{1b}[2J\u{9b}\u{202e}\r##vso[task.complete]##[error]x\u{1b}[0Ksection_start:1:a\r";

#[test]
fn nothing_in_a_report_commands_a_terminal_or_a_runner() {
    let folder = tempfile::tempdir().unwrap();
    let quoted = serde_json::to_string(SIGNS).unwrap();
    let pod = |name: &str, rest: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: '::error::b', labels: {{a: {quoted}}}}}\nspec:\n  {quoted}: 1\n  restartPolicy: {quoted}\n  nodeSelector: {{a: {quoted}}}\n  containers: [{{name: {name}, image: {quoted}}}]\n{rest}---\n"
        )
    };
    let literal = "  hostname: |\n    ::error::said\n    ##[error]said\n";
    let node = "apiVersion: v1\nkind: Node\nmetadata: {name: node}\nstatus: {allocatable: {cpu: 1, memory: 1Gi, pods: 9}}\n---\n";
    let path = "::error::a\u{1b}[31m\n::error::##[error]b\u{202e}.yaml";
    let text = format!(
        "{node}{}{}apiVersion: v1\nkind: {quoted}\nmetadata: {{name: {quoted}}}\n",
        pod("a", literal),
        pod(&quoted, "")
    );
    fs::write(folder.path().join(path), text).unwrap();
    let harmful = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let telling = FORMATS.into_iter().flat_map(|format| ["lint", "check", "schedule"].map(|command| (format, command)));
    for (format, command) in telling.chain(["html", "svg", "dot"].map(|format| (format, "schedule"))) {
        let mut words = vec![command, "--no-config", ".", "--format", format, "--verbose"];
        if command != "schedule" {
            words.push("--suggestions");
        }
        let (told, said, status) = ask(folder.path(), &words);
        assert!(status == Some(1) && told.len() > 100, "{format} {command}: {told} {said}");
        for line in told.lines().chain(said.lines()) {
            let commands = line.trim_start().starts_with("::") && format != "github";
            let found = line.contains(harmful) || commands || ["##[", "##vso["].iter().any(|sign| line.contains(sign));
            assert!(!found, "{format} {command}: {line:?}");
        }
    }
    let (_, said, status) = ask(folder.path(), &["lint", &format!("gone{path}")]);
    assert!(status == Some(2) && said.trim_end().lines().all(|line| !line.contains(harmful)), "{said:?}");
}
