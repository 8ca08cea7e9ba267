//! What a configuration says of the whole tree, and of rules of its own.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod tools;

use std::process::Command;

use tools::Scratch;

const CONFIGURATION: &str = "complete: true\ncustom-rules:\n- id: few\n  kinds: [Pod]\n  expression: size(object.spec.containers) < 3\n  message: no more than two containers\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: 'nginx:1.29', envFrom: [{configMapRef: {name: settings}}]}]}\n";

fn tree(name: &str) -> Scratch {
    let scratch = Scratch::new(name);
    scratch.write(".plimsoll.yaml", CONFIGURATION);
    scratch.write("app/pod.yaml", POD);
    scratch
}

fn said(scratch: &Scratch, folder: &str, words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let out = command.current_dir(scratch.path().join(folder)).args(words).output().unwrap();
    String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr)
}

#[test]
fn a_part_of_a_tree_is_not_said_to_be_the_whole() {
    let scratch = tree("whole");
    let missing = |folder: &str, words: &[&str]| {
        let words = [&["lint", "--format", "compact"], words].concat();
        said(&scratch, folder, &words).contains("there is no ConfigMap `settings`")
    };
    assert!(missing("", &[]) && missing("", &["."]) && missing("app", &[".."]));
    assert!(!missing("", &["app/pod.yaml"]) && !missing("app", &["."]) && !missing("", &["app"]));
    assert!(missing("", &["app/pod.yaml", "--complete"]));
}

#[test]
fn rules_of_the_configuration_are_explained() {
    let scratch = tree("explained");
    let told = said(&scratch, "app", &["explain", "custom/few"]);
    assert!(
        ["no more than two containers", "size(object.spec.containers) < 3", "Pod"].iter().all(|own| told.contains(own)),
        "{told}"
    );
    assert!(said(&scratch, "", &["explain", "custom/fewer"]).contains("no rule `custom/fewer`"));
    scratch.write(".plimsoll.yaml", &format!("{CONFIGURATION}rules: {{custom/fewe: off}}\n"));
    let told = said(&scratch, "", &["lint", "--format", "compact"]);
    assert!(told.contains("there is no rule `fewe` among `custom-rules`"), "{told}");
}
