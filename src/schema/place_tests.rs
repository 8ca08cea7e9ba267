//! Fields in places that are not theirs: what is said, and what the mends make of it.

use super::tests::findings;
use crate::model::Edit;

/// The first fixes of all findings made, and what is left.
fn mended(text: &str) -> (String, usize) {
    let mut edits: Vec<_> =
        findings(text).iter().filter_map(|f| f.fixes.first()).flat_map(|f| f.edits.clone()).collect();
    edits.sort_by_key(|edit| edit.span);
    let text = Edit::apply(text, 0, &edits).unwrap();
    let left = findings(&text).len();
    (text, left)
}

#[test]
fn levels_too_many_and_too_few() {
    let head = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n";
    for (given, meant) in [
        ("  selector:\n    matchLabels:\n      app: web\n      tier: x\n", "  selector:\n    app: web\n    tier: x\n"),
        ("  selector:\n    matchLabels: {a: b, c: d}\n", "  selector:\n    a: b\n    c: d\n"),
        ("  selector: {matchLabels: {a: b}, c: d}\n", "  selector: {a: b, c: d}\n"),
        ("  selector: {\"matchLabels\": {\"a\": \"b\"}}\n", "  selector: {\"a\": \"b\"}\n"),
        ("  port: 80\n  targetPort: 8080\n", "  ports:\n  - port: 80\n    targetPort: 8080\n"),
    ] {
        assert_eq!(mended(&format!("{head}{given}")), (format!("{head}{meant}"), 0));
    }
    let flow = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: 80}\n";
    assert_eq!(mended(flow), (flow.replace("port: 80", "ports: [{port: 80}]"), 0));
    let pod = |resources: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n    image: b:1\n    resources:{resources}"
        )
    };
    for (given, meant) in [
        ("\n      cpu: 1\n      memory: 1Gi\n", "\n      requests:\n        cpu: 1\n        memory: 1Gi\n"),
        (" {cpu: 1, memory: 1Gi}\n", " {requests: {cpu: 1, memory: 1Gi}}\n"),
        (
            "\n      limits_cpu: 1\n      requests.cpu: 1\n",
            "\n      limits:\n        cpu: 1\n      requests:\n        cpu: 1\n",
        ),
        (" {limitsMemory: 1Gi}\n", " {limits: {memory: 1Gi}}\n"),
    ] {
        assert_eq!(mended(&pod(given)), (pod(meant), 0));
    }
    // Two of one level: the first makes it, the other is put there in a second round.
    let (once, left) = mended(&pod("\n      limits_cpu: 1\n      limits_memory: 1Gi\n"));
    assert_eq!((left, mended(&once)), (1, (pod("\n      limits:\n        cpu: 1\n        memory: 1Gi\n"), 0)));
}

#[test]
fn what_a_map_holds_tells_what_it_is() {
    let of = |key: &str, body: &str| format!("apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\n{key}:\n{body}");
    let body = "  selector: {a: b}\n  ports: [{port: 80}]\n";
    for key in ["specOFF", "xspec", "body"] {
        assert_eq!(mended(&of(key, body)), (of("spec", body), 0));
    }
    let strange = findings(&of("body", "  selector: {a: b}\n  colour: red\n"));
    assert!(strange[0].help.as_deref().is_some_and(|help| !help.contains("did you mean")), "{strange:?}");
    // A field that is given already is not meant by a word that is only a little like it.
    let given = findings(&of("spec", "  type: ClusterIP\n  true: x\n"));
    assert_eq!(given[0].help, None);
}
