//! The wheel: built, installed into an environment that has nothing else, and run.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Output};

mod tools;

#[test]
#[ignore = "builds the program a second time; .ci/run asks for it"]
fn a_wheel_brings_the_program() {
    let scratch = tools::Scratch::new("wheel");
    let Some(makers) = tools::python(&scratch.path().join("makers"), &["maturin>=1.9,<2"]) else { return };
    let dist = scratch.path().join("dist");
    let mut build = Command::new(makers.join("maturin"));
    let built = build.args(["build", "--profile", "dev", "--locked", "--out"]).arg(&dist).output().unwrap();
    assert!(built.status.success(), "{}", said(&built));
    let wheels: Vec<_> = std::fs::read_dir(&dist).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [wheel] = wheels.as_slice() else { panic!("{wheels:?}") };
    let name = wheel.file_name().unwrap().to_string_lossy().into_owned();
    assert!(name.starts_with(concat!("plimsoll-", env!("CARGO_PKG_VERSION"), "-py3-none-")), "{name}");
    let users = tools::python(&scratch.path().join("users"), &["--no-index", wheel.to_str().unwrap()]).unwrap();
    let run = |words: &[&str]| Command::new(users.join("plimsoll")).args(words).output().unwrap();
    let version = run(&["--version"]);
    assert!(
        said(&version).starts_with(concat!("plimsoll ", env!("CARGO_PKG_VERSION"), " (Kubernetes 1.")),
        "{version:?}"
    );
    let words = ["check", "--no-config", "testdata/quickstart"];
    let own = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(words).output().unwrap();
    let installed = run(&words);
    assert_eq!(installed.status.code(), Some(1));
    assert_eq!(said(&installed), said(&own));
}

/// What a program wrote, to either end.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
