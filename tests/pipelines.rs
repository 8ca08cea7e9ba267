//! The pieces for others' pipelines: held against the schemas of those who read them, and their scripts run.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::{Command, Output};

mod tools;

#[test]
fn they_are_what_their_readers_know() {
    let scratch = tools::Scratch::new("pipelines");
    // GitLab reads two documents: what may be put in, and the job.
    let template = std::fs::read_to_string(".gitlab/plimsoll.yml").unwrap();
    let parts: Vec<&str> = template.split("\n---\n").collect();
    assert_eq!(parts.len(), 2);
    scratch.write("inputs.yml", parts[0]);
    scratch.write("job.yml", parts[1]);
    let Some(programs) = tools::python(scratch.path(), &["check-jsonschema"]) else { return };
    let own = |name: &str| scratch.path().join(name).to_string_lossy().into_owned();
    let held = [
        ("vendor.github-actions", vec!["action.yml".to_owned()]),
        (
            "vendor.github-workflows",
            vec![".github/workflows/ci.yml".to_owned(), ".github/workflows/release.yml".to_owned()],
        ),
        ("vendor.gitlab-ci", vec![own("inputs.yml"), own("job.yml")]),
    ];
    for (schema, files) in held {
        let mut check = Command::new(programs.join("check-jsonschema"));
        let output = check.args(["--builtin-schema", schema]).args(&files).output().unwrap();
        assert!(output.status.success(), "{schema}: {}", said(&output));
    }
}

#[test]
fn what_is_put_into_the_template_is_told_there() {
    let template = std::fs::read_to_string(".gitlab/plimsoll.yml").unwrap();
    let (inputs, job) = template.split_once("\n---\n").unwrap();
    let inputs: serde_yaml::Value = serde_yaml::from_str(inputs).unwrap();
    let told: Vec<&str> = inputs["spec"]["inputs"].as_mapping().unwrap().keys().map(|k| k.as_str().unwrap()).collect();
    for name in &told {
        assert!(job.contains(&format!("$[[ inputs.{name} ]]")), "{name} is put nowhere");
    }
    let used = job.matches("$[[ inputs.").count();
    assert_eq!(used, told.len(), "each is put in once");
}

#[test]
fn actions_of_others_are_pinned() {
    for file in ["action.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        let text = std::fs::read_to_string(file).unwrap();
        let uses = text.lines().filter_map(|line| line.split_once("uses: ").map(|(_, what)| what));
        for what in uses {
            let commit = what.split_once('@').unwrap().1.split(' ').next().unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{file}: {what}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_release_is_installed_only_with_its_checksum() {
    let scratch = tools::Scratch::new("install");
    if !["bash", "curl", "tar"].into_iter().all(tools::there) {
        return;
    }
    let name = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", arch) => format!("plimsoll-{arch}-unknown-linux-musl.tar.gz"),
        ("macos", arch) => format!("plimsoll-{arch}-apple-darwin.tar.gz"),
        _ => return,
    };
    let releases = scratch.path().join("releases");
    let release = releases.join("download/v9.9.9");
    std::fs::create_dir_all(&release).unwrap();
    scratch.write("bin/plimsoll", "#!/bin/sh\necho \"plimsoll 9.9.9\"\n");
    let run = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).current_dir(scratch.path()).output().unwrap();
        assert!(output.status.success(), "{program}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    run("chmod", &["+x", "bin/plimsoll"]);
    let archive = release.join(&name).to_string_lossy().into_owned();
    run("tar", &["-czf", &archive, "-C", "bin", "plimsoll"]);
    let sum =
        run("bash", &["-c", "if command -v sha256sum; then sha256sum \"$0\"; else shasum -a 256 \"$0\"; fi", &archive]);
    let sum = sum.lines().last().unwrap().split(' ').next().unwrap().to_owned();
    let install = |version: &str, wanted: &str| -> Output {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/install.sh");
        let mut bash = Command::new("bash");
        bash.arg(script).env("RELEASES", format!("file://{}", releases.display())).env("VERSION", version);
        bash.env("SHA256", wanted).env("INTO", scratch.path().join("into")).env_remove("GITHUB_PATH");
        bash.output().unwrap()
    };
    let list = |line: &str| std::fs::write(release.join("SHA256SUMS"), format!("{line}\n")).unwrap();
    list(&format!("{sum}  {name}"));
    for (version, wanted) in [("v9.9.9", ""), ("9.9.9", ""), ("v9.9.9", sum.as_str())] {
        let output = install(version, wanted);
        assert!(output.status.success() && said(&output).contains("plimsoll 9.9.9"), "{version}: {}", said(&output));
    }
    // Another checksum, none at all, no such release: nothing is run.
    let other = "0".repeat(64);
    assert_refused(&install("v9.9.9", &other), "has the checksum");
    list(&format!("{other}  {name}"));
    assert_refused(&install("v9.9.9", ""), "has the checksum");
    list(&format!("{sum}  another.tar.gz"));
    assert_refused(&install("v9.9.9", ""), "not one that is listed");
    assert_refused(&install("v1.0.0", ""), "cannot fetch");
}

#[cfg(unix)]
fn assert_refused(output: &Output, why: &str) {
    let said = said(output);
    assert!(!output.status.success() && said.contains(why), "{said}");
    assert!(!said.contains("plimsoll 9.9.9"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_action_hands_over_words_and_paths_as_they_are() {
    let scratch = tools::Scratch::new("run");
    if !tools::there("bash") {
        return;
    }
    scratch.write("a folder/pod.yaml", "apiVersion: v1\nkind: Pod\nspecc: {}\n");
    scratch.write("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n");
    let programs = Path::new(env!("CARGO_BIN_EXE_plimsoll")).parent().unwrap().to_owned();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&paths))).unwrap();
    let run = |args: &str, paths: &str| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".github/action/run.sh");
        let mut bash = Command::new("bash");
        bash.arg(script).current_dir(scratch.path()).env("PATH", &path).env("GITHUB_ACTIONS", "false");
        bash.env("COMMAND", "lint").env("ARGS", args).env("PATHS", paths).env("SARIF", "").output().unwrap()
    };
    let both = run("--format json\n  --kubernetes-version 1.30", "a folder\nb.yaml\n");
    assert_eq!(both.status.code(), Some(1), "{}", said(&both));
    let text = String::from_utf8_lossy(&both.stdout).into_owned();
    assert!(text.contains("\"kubernetesVersion\": \"1.30\"") && text.contains("a folder/pod.yaml"), "{text}");
    let good = run("", "b.yaml");
    assert!(good.status.success(), "{}", said(&good));
    // What stands in an input is no code.
    let code = run("$(touch made)", "b.yaml; touch made");
    assert!(!code.status.success() && !scratch.path().join("made").exists());
}

/// What a program wrote, to either end.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
