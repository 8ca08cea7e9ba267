//! The hooks that are shipped, in a real repository with the real pre-commit of PyPI.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

mod tools;

/// Each of the mistakes that started the project: a file, and the rule that keeps it back.
const SLIPS: [(&str, &str, &str); 3] = [
    (
        "wrong-version.yaml",
        "schema/wrong-api-version",
        "apiVersion: apps/v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: a:1\n",
    ),
    (
        "affinity.yaml",
        "schema/unknown-field",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\nspec:\n  affinity:\n    nodeAffinity:\n      \
         requiredDuringSchedulingIgnoredDuringException:\n        nodeSelectorTerms:\n        - matchExpressions:\n          \
         - {key: disk, operator: In, values: [ssd]}\n  containers:\n  - name: b\n    image: b:1\n",
    ),
    (
        "toleration.yaml",
        "schema/unknown-field",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: c\nspec:\n  tolerations:\n  - key: dedicated\n  operator: Equal\n  \
         value: db\n  effect: NoSchedule\n  containers:\n  - name: c\n    image: c:1\n",
    ),
];

const HONEST: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: d\nspec:\n  containers:\n  - name: d\n    image: d:1\n";

/// A repository whose commits pass the hooks.
struct Repository {
    scratch: tools::Scratch,
    programs: PathBuf,
}

impl Repository {
    /// One with pre-commit installed in it, and these hooks of ours; none where pre-commit cannot be had.
    fn new(name: &str, hooks: &[&str]) -> Option<Self> {
        if !tools::there("git") {
            return None;
        }
        let scratch = tools::Scratch::new(name);
        let programs = tools::python(scratch.path(), &["pre-commit"])?;
        let new = Repository { scratch, programs };
        // Where the hooks are kept: a repository with nothing but their list, so that a change to it is tested at once.
        let text = std::fs::read_to_string(".pre-commit-hooks.yaml").unwrap();
        new.scratch.write("kept/.pre-commit-hooks.yaml", &text);
        new.git("kept", &["init", "-q"]);
        new.git("kept", &["add", "."]);
        new.git("kept", &["commit", "-q", "-m", "hooks"]);
        let rev = String::from_utf8(new.git("kept", &["rev-parse", "HEAD"]).stdout).unwrap();
        let ids: String = hooks.iter().map(|id| format!("  - id: {id}\n")).collect();
        let kept = new.scratch.path().join("kept");
        new.scratch.write(
            "shop/.pre-commit-config.yaml",
            &format!("repos:\n- repo: '{}'\n  rev: {}\n  hooks:\n{ids}", kept.display(), rev.trim()),
        );
        new.git("shop", &["init", "-q"]);
        let installed = new.command("pre-commit", "shop").args(["install", "--install-hooks"]).output().unwrap();
        assert!(installed.status.success(), "{}", said(&installed));
        // The configuration itself is YAML without an object: the first honest commit.
        new.commit_passes("configuration");
        Some(new)
    }

    /// A program that finds plimsoll and pre-commit, and nothing of the user's own.
    fn command(&self, program: &str, folder: &str) -> Command {
        let plimsoll = Path::new(env!("CARGO_BIN_EXE_plimsoll")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let all = [plimsoll, self.programs.clone()].into_iter().chain(std::env::split_paths(&path));
        let mut command = Command::new(program);
        command
            .current_dir(self.scratch.path().join(folder))
            .env("PATH", std::env::join_paths(all).unwrap())
            .env("PRE_COMMIT_HOME", self.scratch.path().join("cache"))
            .env("GIT_CONFIG_GLOBAL", self.scratch.path().join("no-such-file"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Test").env(format!("GIT_{role}_EMAIL"), "test@example.com");
        }
        command
    }

    fn git(&self, folder: &str, words: &[&str]) -> Output {
        let output = self.command("git", folder).args(words).output().unwrap();
        assert!(output.status.success(), "git {words:?}: {}", said(&output));
        output
    }

    /// Commits everything as it stands.
    fn commit(&self, message: &str) -> Output {
        self.git("shop", &["add", "-A"]);
        self.command("git", "shop").args(["commit", "-m", message]).output().unwrap()
    }

    fn commit_passes(&self, message: &str) {
        let output = self.commit(message);
        assert!(output.status.success(), "{message}: {}", said(&output));
    }

    /// A commit is kept back for that reason, and undone.
    fn commit_fails(&self, message: &str, why: &str) {
        let output = self.commit(message);
        assert!(!output.status.success(), "{message} was let in");
        assert!(said(&output).contains(why), "{message}: {}", said(&output));
        self.git("shop", &["reset", "-q", "--hard"]);
    }
}

/// What a program wrote, to either end.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn slips_are_kept_back_and_honest_commits_let_in() {
    let Some(repository) = Repository::new("pre-commit", &["plimsoll-system", "plimsoll-check-system"]) else { return };
    for (file, rule, text) in SLIPS {
        repository.scratch.write(&format!("shop/{file}"), text);
        repository.commit_fails(file, rule);
    }
    let shop = |file: &str, text: &str| repository.scratch.write(&format!("shop/{file}"), text);
    shop("README.md", "# A shop\n");
    repository.commit_passes("no manifest");
    shop("chart/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n");
    shop("chart/values.yaml", "replicas: 2\n");
    repository.commit_passes("a chart's values");
    shop("deploy to/the shop.yaml", HONEST);
    repository.commit_passes("spaces in the path");
    std::fs::remove_file(repository.scratch.path().join("shop/deploy to/the shop.yaml")).unwrap();
    repository.commit_passes("a manifest removed");
    // Of the tree that is checked as a whole only what is committed counts, but a slip beside it does, too.
    shop("a.yaml", HONEST);
    shop("b.yaml", SLIPS[0].2);
    repository.commit_fails("one of two", SLIPS[0].1);
}

#[test]
fn what_can_be_mended_is_mended_and_shown_before_it_is_let_in() {
    let help = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(["lint", "--help"]).output().unwrap();
    if !String::from_utf8_lossy(&help.stdout).contains("--fix") {
        println!("passed by: plimsoll lint has no --fix");
        return;
    }
    let Some(repository) = Repository::new("pre-commit-fix", &["plimsoll-fix-system"]) else { return };
    // A number where the server wants text: nobody can have meant anything else.
    let wrong = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  port: 8080\n";
    repository.scratch.write("shop/a.yaml", wrong);
    let first = repository.commit("a slip");
    assert!(!first.status.success(), "{}", said(&first));
    assert!(said(&first).contains("files were modified by this hook"), "{}", said(&first));
    let mended = std::fs::read_to_string(repository.scratch.path().join("shop/a.yaml")).unwrap();
    assert_eq!(mended, wrong.replace("8080", "\"8080\""));
    repository.commit_passes("the same, mended");
}
