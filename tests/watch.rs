//! `--watch` in a folder in which things are saved, as editors and people do it.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

mod tools;

const GOOD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
const BAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndatta: {}\n";

/// A second is what a person waits; a machine that does much else is given more.
const LONG: Duration = Duration::from_secs(20);

/// A plimsoll that watches, and the lines it writes to either end.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn begin(scratch: &tools::Scratch, words: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.args(words).arg("--watch").current_dir(scratch.path()).env("GITHUB_ACTIONS", "false");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = channel();
        let ends: [Box<dyn Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for end in ends {
            let tell = tell.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(end).lines().map_while(Result::ok) {
                    let _ = tell.send(line);
                }
            });
        }
        Watching { child, lines }
    }

    /// All lines up to one with that text.
    fn until(&self, text: &str) -> Vec<String> {
        self.until_one(text, |line| line.contains(text))
    }

    /// A line that begins with `word` tells of `of`, and the round ends with `last`. A file that is read while it is written
    /// costs a round more.
    fn tells(&self, word: &str, of: &str, last: &str) {
        self.until_one(of, |line| line.starts_with(word) && line.contains(of));
        self.until(last);
    }

    fn until_one(&self, text: &str, is: impl Fn(&str) -> bool) -> Vec<String> {
        let since = Instant::now();
        let mut seen = Vec::new();
        while since.elapsed() < LONG {
            let Ok(line) = self.lines.recv_timeout(Duration::from_millis(100)) else { continue };
            let last = is(&line);
            seen.push(line);
            if last {
                return seen;
            }
        }
        panic!("`{text}` was not seen in {LONG:?}, but\n{}", seen.join("\n"));
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_is_saved_is_checked_again() {
    let scratch = tools::Scratch::new("watch");
    scratch.write("app/a.yaml", GOOD);
    let watching = Watching::begin(&scratch, &["lint", "."]);
    watching.until("watching 1 file");
    // Written in place.
    scratch.write("app/a.yaml", BAD);
    watching.tells("new ", "app/a.yaml:5: ", "watching 1 file");
    // Written beside and renamed, as editors do it.
    scratch.write("app/.a.yaml.tmp", GOOD);
    std::fs::rename(scratch.path().join("app/.a.yaml.tmp"), scratch.path().join("app/a.yaml")).unwrap();
    watching.tells("mended ", "app/a.yaml:5: ", "watching 1 file");
    // A new file in a new folder, and one that goes.
    scratch.write("more/deep/b.yaml", BAD);
    watching.tells("new ", "more/deep/b.yaml", "watching 2 files");
    std::fs::remove_dir_all(scratch.path().join("more")).unwrap();
    watching.until("watching 1 file");
}

#[test]
fn a_configuration_counts_and_what_is_ignored_does_not() {
    let scratch = tools::Scratch::new("watch-config");
    scratch.write("a.yaml", BAD);
    scratch.write(".gitignore", "made/\n");
    scratch.write("made/b.yaml", GOOD);
    let watching = Watching::begin(&scratch, &["lint", "."]);
    watching.until("watching 1 file");
    scratch.write("made/b.yaml", BAD);
    scratch.write("notes.txt", "nothing of interest");
    std::thread::sleep(Duration::from_millis(300));
    // The findings of the first round come by the other pipe, and may come later than its last line.
    let later: Vec<String> = watching.lines.try_iter().collect();
    assert!(!later.iter().any(|line| line.contains("watching ") || line.contains("round")), "{later:?}");
    scratch.write(".plimsoll.yaml", "rules: {schema/unknown-field: off}\n");
    watching.tells("mended ", "a.yaml", "watching ");
    // One that is broken is told of, and the next that is not is used.
    scratch.write(".plimsoll.yaml", "rulez: {}\n");
    watching.until("rulez");
    std::fs::remove_file(scratch.path().join(".plimsoll.yaml")).unwrap();
    watching.tells("new ", "a.yaml", "watching ");
}

#[test]
fn nodes_are_watched_and_programs_read_one_document_a_round() {
    let scratch = tools::Scratch::new("watch-nodes");
    let node = |cpu: u8| {
        format!(
            "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: big\n  allocatable: {{cpu: {cpu}, memory: 1Gi}}\n"
        )
    };
    scratch.write("cluster/nodes.yaml", &node(1));
    scratch.write(
        "app/pod.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    \
         resources: {requests: {cpu: 2}}\n",
    );
    let words = ["schedule", "app", "--nodes", "cluster", "--format", "json"];
    let watching = Watching::begin(&scratch, &words);
    let lines = watching.until("\"unschedulable\": ");
    // What is said on standard error may come first.
    let report = lines.iter().find(|line| !line.starts_with("watching "));
    assert!(report.is_some_and(|line| line == "{"), "{lines:?}");
    scratch.write("cluster/nodes.yaml", &node(4));
    let lines = watching.until("\"scheduled\": ");
    assert!(lines.iter().all(|line| !line.contains("round")), "{lines:?}");
    let stdin = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(["lint", "-", "--watch"]).output().unwrap();
    assert_eq!(stdin.status.code(), Some(2));
}
