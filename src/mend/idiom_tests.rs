//! What Docker Compose and memory have, from the first fix of every finding to what was meant.

use crate::discover::SourceFile;
use crate::model::{Edit, Severity};
use crate::pipeline::{Request, run};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";
const CONTAINERS: &str = "  containers:\n  - name: web\n    image: nginx:1.29\n";

/// The text with the first fix of each error made, until nothing more is offered; `None` where an error stays.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..5 {
        let findings = run(&[SourceFile::new("a.yaml", text.as_str())], &Request::default()).unwrap().findings;
        let errors: Vec<_> = findings.iter().filter(|f| f.severity == Severity::Error).collect();
        if errors.is_empty() {
            return Some(text);
        }
        let edits: Vec<Edit> = errors.iter().find_map(|f| f.fixes.first())?.edits.clone();
        text = Edit::apply(&text, 0, &edits).unwrap();
    }
    None
}

fn becomes(cases: &[(&str, &str)]) {
    for (written, meant) in cases {
        let [written, meant] = [written, meant].map(|part| format!("{POD}{CONTAINERS}{part}"));
        assert_eq!(mended(&written).as_deref(), Some(meant.as_str()), "{written}");
    }
}

#[test]
fn maps_of_names_become_lists() {
    becomes(&[
        (
            "    env:\n      A: 1 # why\n      y:\n      T: |\n        a\n",
            "    env:\n      - name: A\n        value: \"1\" # why\n      - name: \"y\"\n      - name: T\n        value: |\n          a\n",
        ),
        ("    env: {A: yes, B: c}\n", "    env: [{name: A, value: \"yes\"}, {name: B, value: c}]\n"),
        (
            "    ports:\n      http: 80\n      dns: 53/udp\n",
            "    ports:\n      - name: http\n        containerPort: 80\n      - name: dns\n        containerPort: 53\n        protocol: UDP\n",
        ),
        (
            "  volumes:\n    a:\n        emptyDir: {}\n    b: {emptyDir: {}}\n",
            "  volumes:\n    - name: a\n      emptyDir: {}\n    - {name: b, emptyDir: {}}\n",
        ),
        (
            "    env:\n    - A: b\n      C: d\n",
            "    env:\n    - name: A\n      value: b\n    - name: C\n      value: d\n",
        ),
    ]);
    let within = format!("{POD}  containers:\n    web:\n      image: a:1\n      env:\n        A: 1\n");
    let meant = format!(
        "{POD}  containers:\n    - name: web\n      image: a:1\n      env:\n        - name: A\n          value: \"1\"\n"
    );
    assert_eq!(mended(&within), Some(meant));
}

#[test]
fn plain_items_get_their_fields() {
    becomes(&[
        (
            "    env:\n    - A=b=c\n    - B=1\n",
            "    env:\n    - name: A\n      value: b=c\n    - name: B\n      value: \"1\"\n",
        ),
        ("    ports: [80, \"8080:90\"]\n", "    ports: [{containerPort: 80}, {containerPort: 90}]\n"),
        ("    ports: 80\n", "    ports:\n      - containerPort: 80\n"),
        ("    envFrom:\n    - secretRef: a # b\n", "    envFrom:\n    - secretRef:\n        name: a # b\n"),
        ("  imagePullSecrets:\n  - a\n  - b\n", "  imagePullSecrets:\n  - name: a\n  - name: b\n"),
        ("  nodeSelector:\n  - a: b\n  - c: d\n", "  nodeSelector:\n    a: b\n    c: d\n"),
        ("  nodeSelector:\n  - a=b\n", "  nodeSelector:\n    a: b\n"),
    ]);
}

#[test]
fn command_lines_become_lists_of_words() {
    becomes(&[
        ("    command: sleep 3600\n", "    command: [sleep, \"3600\"]\n"),
        ("    args: --a 'b c' $(D)\n", "    args: [--a, b c, $(D)]\n"),
        ("    command: a && b\n", "    command: [sh, -c, a && b]\n"),
        ("    command: [sh, -c]\n    args: a && b\n", "    command: [sh, -c]\n    args: [a && b]\n"),
        ("    command: |\n      a\n", "    command:\n    - sh\n    - -c\n    - |\n      a\n"),
    ]);
}

#[test]
fn a_dash_gets_its_space_and_its_item_comes_in_line() {
    let list = "    ports:\n      - containerPort: 80\n      - containerPort: 81\n";
    becomes(&[
        ("    ports:\n      -containerPort: 80\n      -containerPort: 81\n", list),
        ("    env:\n    -name: A\n     value: b\n", "    env:\n    - name: A\n      value: b\n"),
        (
            "  volumes:\n  -name: a\n  emptyDir: {}\n  hostNetwork: true\n",
            "  volumes:\n  - name: a\n    emptyDir: {}\n  hostNetwork: true\n",
        ),
    ]);
    let nested = format!("{POD}  containers:\n    -name: a\n    image: x:1\n    ports:\n    -containerPort: 80\n");
    let meant =
        format!("{POD}  containers:\n    - name: a\n      image: x:1\n      ports:\n      - containerPort: 80\n");
    assert_eq!(mended(&nested), Some(meant));
}

#[test]
fn what_has_no_equal_is_left_to_a_person() {
    for part in [
        "    volumeMounts:\n    - ./a:/b:ro\n    - /c:/d\n",
        "    env:\n    - A\n",
        "    ports:\n    - 8000-8010\n",
        "    args: a | b\n",
    ] {
        let text = format!("{POD}{CONTAINERS}{part}");
        let findings = run(&[SourceFile::new("a.yaml", text.as_str())], &Request::default()).unwrap().findings;
        let mut errors = findings.iter().filter(|f| f.severity == Severity::Error);
        assert!(errors.clone().count() > 0 && errors.all(|f| f.fixes.is_empty()), "{part}");
    }
}
