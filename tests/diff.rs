//! `plimsoll diff` as people ask: trees, inventories, and what git has.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod tools;

use std::process::Command;

use tools::{Scratch, git};

const NODES: &str = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: n1, allocatable: {cpu: 2, memory: 8Gi}}\n- \
                     {name: n2, allocatable: {cpu: 2, memory: 8Gi}}\n";

/// A Deployment of so many replicas that ask for one cpu each.
fn web(replicas: u32, image: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: {replicas}\n  selector: {{matchLabels: \
         {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec:\n      containers:\n      - name: web\n        \
         image: {image}\n        resources: {{requests: {{cpu: 1, memory: 1Gi}}}}\n"
    )
}

/// What is said on standard output, on standard error, and the status.
fn diff(scratch: &Scratch, below: &str, words: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.args(["diff", "--no-config"]).args(words).current_dir(scratch.path().join(below));
    let output = command.env("GITHUB_ACTIONS", "false").env("COLUMNS", "").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn two_trees_differ_by_what_they_mean() {
    let scratch = Scratch::new("diff-trees");
    scratch.write("nodes.yaml", NODES);
    scratch.write("old/web.yaml", &web(2, "nginx:1.27"));
    scratch.write("old/gone.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n");
    scratch.write("new/moved/app.yaml", &format!("# moved\n{}", web(4, "nginx:1.29")));
    let (told, _, status) = diff(&scratch, "", &["old", "new", "--nodes", "nodes.yaml"]);
    assert_eq!(
        told,
        "~ Deployment web   moved/app.yaml:2\n    spec.replicas: 2 → 4   line 7\n    \
         spec.template.spec.containers[0].image: \"nginx:1.27\" → \"nginx:1.29\"   line 14\n- ConfigMap shop/a   \
         gone.yaml:1\n\nNAMESPACE   NAME              BEFORE   AFTER    CHANGE\ndefault     web-vxs5c-3, -4            \
         n1, n2   is new\nold to new: 0 new errors, 0 new warnings, 0 gone; pods: 2 new\n"
    );
    assert_eq!(status, 0);
    // What is otherwise and no worse fails only where that is asked for.
    assert_eq!(diff(&scratch, "", &["old", "new", "--nodes", "nodes.yaml", "--exit-code"]).2, 1);
    let (told, _, status) = diff(&scratch, "", &["old", "old", "--exit-code"]);
    assert_eq!(
        (told.as_str(), status),
        ("old to old: 0 new errors, 0 new warnings, 0 gone; the two are the same\n", 0)
    );
}

#[test]
fn only_what_is_worse_fails() {
    let scratch = Scratch::new("diff-worse");
    scratch.write("nodes.yaml", NODES);
    scratch.write("old/web.yaml", &web(5, "nginx:1.27").replace("replicas:", "replicaas: 1\n  replicas:"));
    scratch.write("new/web.yaml", &web(6, "nginx:1.27").replace("replicas:", "replicaas: 1\n  replicas:"));
    let (told, _, status) = diff(&scratch, "", &["old", "new", "--nodes", "nodes.yaml"]);
    // The old mistake is no news, and neither is that pods find no node; another pod without one is.
    assert!(!told.contains("replicaas`"), "{told}");
    assert!(told.contains("is new and waits") && status == 1, "{told}");
    let (told, _, status) = diff(&scratch, "", &["new", "old", "--nodes", "nodes.yaml"]);
    assert!(told.ends_with("0 new errors, 0 new warnings, 0 gone; pods: 1 gone\n") && status == 0, "{told}");
    // No node, no placement, and nothing is said of pods.
    let (told, _, status) = diff(&scratch, "", &["old", "new"]);
    assert!(!told.contains("pods") && status == 0, "{told}");
    scratch.write("new/b.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: []}\n");
    let (told, _, status) = diff(&scratch, "", &["old", "new", "--format", "compact"]);
    assert!(told.starts_with("new/b.yaml:4:") && told.lines().count() == 1 && status == 1, "{told}");
}

#[test]
fn two_inventories_differ_by_their_nodes() {
    let scratch = Scratch::new("diff-nodes");
    scratch.write("monday.yaml", NODES);
    scratch.write(
        "friday.yaml",
        &NODES.replace("name: n2", "name: n3, taints: ['a=b:NoSchedule']").replacen("cpu: 2", "cpu: 3", 1),
    );
    scratch.write("app/web.yaml", &web(4, "a:1"));
    let (told, errors, status) = diff(&scratch, "", &["monday.yaml", "friday.yaml"]);
    let end = "monday.yaml to friday.yaml: 0 new errors, 0 new warnings, 0 gone";
    let nodes = "~ node n1\n    allocatable cpu: 2 → 3\n- node n2\n+ node n3\n";
    assert_eq!((told, errors.as_str(), status), (format!("{nodes}{end}\n"), "", 0));
    let (told, _, status) = diff(&scratch, "", &["monday.yaml", "friday.yaml", "--with", "app"]);
    assert!(told.contains("falls out") && told.contains("; pods: ") && status == 1, "{told}");
}

#[test]
fn git_is_asked_for_what_was() {
    if !tools::there("git") {
        return;
    }
    let scratch = Scratch::new("diff-git");
    git(&scratch, &["init", "-q", "."]);
    scratch.write("k8s/web.yaml", &web(2, "nginx:1.27"));
    scratch.write("k8s/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2}\n");
    // What git would leave out of an archive is part of the tree.
    scratch.write(".gitattributes", "k8s export-ignore\n");
    scratch.write(".gitignore", "nodes.yaml\n");
    git(&scratch, &["add", "."]);
    git(&scratch, &["commit", "-q", "-m", "as it was"]);
    assert!(diff(&scratch, "", &[]).0.ends_with("the two are the same\n"));
    scratch.write("nodes.yaml", NODES);
    scratch.write("k8s/web.yaml", &web(3, "nginx:1.27"));
    scratch.write("k8s/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter3}\n");
    let told = "~ Deployment web   web.yaml:1\n    spec.replicas: 2 → 3   line 6\n~ Secret s   secret.yaml:1\n    stringData.a: *** → \
                ***   line 4\n";
    // From anywhere in the repository, with one word or two; an inventory that git does not know is the one there is.
    for (below, words, name) in [
        ("", &["HEAD", "k8s"][..], "HEAD:k8s to k8s"),
        ("", &["k8s"], "HEAD:k8s to k8s"),
        ("", &["main:k8s"], "main:k8s to the working tree"),
        ("k8s", &[], "HEAD to the working tree"),
    ] {
        assert_eq!(diff(&scratch, below, words).0, format!("{told}{name}: 0 new errors, 0 new warnings, 0 gone\n"));
    }
    let (told, _, _) = diff(&scratch, "", &["k8s", "--nodes", "nodes.yaml"]);
    assert!(told.ends_with("pods: 1 new\n"), "{told}");
    git(&scratch, &["commit", "-q", "-a", "-m", "as it is"]);
    let (told, _, _) = diff(&scratch, "", &["HEAD~1..HEAD"]);
    assert!(told.contains("spec.replicas: 2 → 3") && told.contains("\nHEAD~1 to HEAD: "), "{told}");
    let (_, errors, status) = diff(&scratch, "", &["nothing-of-this-name", "k8s"]);
    assert!(errors.contains("neither a file or folder, nor a revision") && status == 2, "{errors}");
    // What lies outside of the repository has no revision, and what lies in it may be named from anywhere.
    for (below, word) in [("", "HEAD:.."), ("k8s", "HEAD:../.."), ("", "HEAD:/etc")] {
        let (_, errors, status) = diff(&scratch, below, &[word]);
        assert!(errors.contains("lies outside of the repository") && status == 2, "{word}: {errors}");
    }
    let whole = scratch.path().join("k8s");
    let (told, _, status) = diff(&scratch, "k8s", &["HEAD", whole.to_str().unwrap()]);
    assert!(told.ends_with("the two are the same\n") && status == 0, "{told}");
    let (told, _, _) = diff(&scratch, "k8s", &["HEAD~1", whole.to_str().unwrap()]);
    assert!(told.starts_with("~ Deployment web   web.yaml:1\n"), "{told}");
    let (_, errors, status) = diff(&scratch, "", &["HEAD:nowhere", "k8s"]);
    assert!(errors.contains("there is no such path at that revision") && status == 2, "{errors}");
}

#[test]
fn what_was_not_read_is_not_the_same() {
    let scratch = Scratch::new("diff-unread");
    for side in ["old", "new"] {
        scratch.write(&format!("{side}/a.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        scratch.write(&format!("{side}/b.yaml"), &format!("\0\u{1}{side}\0"));
    }
    let (told, ..) = diff(&scratch, "", &["old", "new"]);
    assert!(told.ends_with("; all else is the same; not compared: 1 file that is no text\n"), "{told}");
    let (told, ..) = diff(&scratch, "", &["old", "new", "-o", "json"]);
    assert!(told.contains("\"notCompared\"") && told.contains("\"b.yaml\""), "{told}");
}

#[test]
fn equal_ones_of_a_generated_name_belong_together() {
    let scratch = Scratch::new("diff-generated");
    let job = |image: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata: {{generateName: j-}}\nspec: {{template: {{spec: {{restartPolicy: Never, containers: \
             [{{name: c, image: '{image}'}}]}}}}}}\n---\n"
        )
    };
    scratch.write("old/a.yaml", &(job("a:1") + &job("b:1")));
    scratch.write("new/a.yaml", &job("b:1"));
    let (told, ..) = diff(&scratch, "", &["old", "new"]);
    assert!(told.starts_with("- Job j-") && !told.contains("image"), "{told}");
}
