use super::*;
use crate::discover::SourceFile;
use crate::model::{Severity, Span};
use crate::pipeline::{Request, run};
use crate::schema::{UNKNOWN_FIELD, WRONG_TYPE};
use crate::source::parse;

fn errors(text: &str) -> Vec<Finding> {
    let findings = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap().findings;
    findings.into_iter().filter(|f| f.severity == Severity::Error).collect()
}

fn told(text: &str) -> Vec<String> {
    let title = |f: &Finding| f.fixes.first().map_or("", |fix| fix.title.as_str()).to_owned();
    errors(text).iter().map(|f| format!("{}: {}", f.rule.id, title(f))).collect()
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n";
const CONTAINERS: &str = "  containers:\n  - name: web\n    image: nginx:1.29\n";

#[test]
fn a_second_mistake_beneath_the_first_keeps_no_mend_back() {
    let tolerations = |effect: &str| {
        format!("{POD}  tolerations:\n  - key: env\n  operator: Equal\n  value: dev\n  effect: {effect}\n{CONTAINERS}")
    };
    let expected = ["schema/unknown-field: indent these three lines by 2"];
    assert_eq!(told(&tolerations("NoSchedule")), expected);
    assert_eq!(told(&tolerations("NoSchedul")), expected);
    let named = |name: &str| format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name:\u{a0}{name}\nspec:\n{CONTAINERS}");
    assert_eq!(told(&named("Web")), ["syntax/odd-space: replace every odd blank by a space"]);
    assert_eq!(told(&named("Web")), told(&named("web")));
}

#[test]
fn lines_are_not_put_where_they_are_unknown() {
    // Put under the object itself, `labels` would be no text any more, but unknown.
    let text =
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels:\n    app web\nspec:\n".to_owned() + CONTAINERS;
    assert!(told(&text).iter().all(|told| !told.contains("indent")), "{:?}", told(&text));
}

#[test]
fn lines_are_put_elsewhere_only_where_nothing_is_wrong_with_them() {
    // A dash would open another container, in which everything else is missing.
    let probe = format!("{POD}{CONTAINERS}    livenessProbe: {{}}\n");
    assert_eq!(told(&probe), ["api/required: "]);
    let env = format!(
        "{POD}{CONTAINERS}    env:\n    - name: A\n      value: a\n      valueFrom:\n        fieldRef: {{fieldPath: metadata.name}}\n"
    );
    assert_eq!(told(&env), ["api/invalid: "]);
}

#[test]
fn lines_are_not_put_where_anything_may_stand() {
    let text =
        format!("{POD}{CONTAINERS}  nodeSelector:\n    disk: ssd\n  restartpolicy: Always\n  hostname: Big_Host\n");
    assert_eq!(told(&text), ["schema/unknown-field: rename to `restartPolicy`", "api/invalid: change to `big-host`"]);
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\nimmutabel: true\n";
    assert_eq!(told(map), ["schema/unknown-field: rename to `immutable`"]);
    // Nor where a definition keeps what it does not know.
    let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: boats.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {plural: boats, singular: boat, kind: Boat, listKind: BoatList}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n              free: {type: object, x-kubernetes-preserve-unknown-fields: true}\n";
    let boat = "apiVersion: example.com/v1\nkind: Boat\nmetadata:\n  name: a\nspec:\n  free:\n    a: b\n  mast: c\n  sail: d\n";
    let files = [SourceFile::new("a.yaml", definition), SourceFile::new("b.yaml", boat)];
    let found = run(&files, &Request::default()).unwrap().findings;
    let rules: Vec<&str> = found.iter().map(|f| f.rule.id).collect();
    assert_eq!(rules, ["schema/unknown-field", "schema/unknown-field"]);
}

#[test]
fn a_mend_after_which_less_is_checked_is_none() {
    let cron = "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: hello\nspec:\n";
    let told = told(cron);
    assert!(told.iter().any(|told| told.starts_with("schema/removed-api")), "{told:?}");
    assert!(told.iter().all(|told| !told.starts_with("schema/indentation")), "{told:?}");
}

#[test]
fn an_entry_whose_value_is_an_alias_ends_on_its_own_line() {
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: &a\n    app: web\nspec:\n  nodeSelector: *a\n  nodeSelector: *a\n{CONTAINERS}"
    );
    let found = errors(&text);
    let edits = &found[0].fixes[0].edits;
    assert!(edits.iter().all(|edit| edit.span.start <= edit.span.end));
    let mended = Edit::apply(&text, 0, edits).unwrap();
    assert_eq!(mended, text.replacen("  nodeSelector: *a\n", "", 1));
}

#[test]
fn a_value_that_is_wrong_again_is_no_mend() {
    // Without its sign it would be a number, and no text.
    let name = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: 100%\n";
    assert_eq!(told(name), ["api/invalid: "]);
    // The mount is right and the volume is not: the mount says what the volume is called.
    let volume = format!(
        "{POD}{CONTAINERS}    volumeMounts:\n    - name: data\n      mountPath: /data\n  volumes:\n  - name: data\"\n    emptyDir: {{}}\n"
    );
    assert_eq!(told(&volume), ["api/invalid: write `data`"]);
}

#[test]
fn a_move_that_breaks_another_field_is_no_mend() {
    // Among the labels that are looked for it would be one that the template does not have.
    let set = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: d\nspec:\n  selector:\n    matchLabels:\n      a: b\n    c: d\n  template:\n    metadata:\n      labels:\n        a: b\n    spec:\n      containers:\n      - name: c\n        image: nginx:1.29\n";
    assert_eq!(told(set), ["schema/unknown-field: "]);
}

#[test]
fn a_fix_that_needs_another_names_it() {
    let text = "a:\u{a0}1\nb: two\n";
    let documents = parse(text, &Limits::default());
    // The second mistake is gone only once both are mended.
    let judge = |document: &Document<'_>| {
        let mut findings = Vec::new();
        let text = document.text();
        if text.contains('\u{a0}') {
            findings.push(Finding::of(&UNKNOWN_FIELD, Span::new(0, 1), "odd"));
        }
        if text.contains("two") || text.contains('\u{a0}') {
            let at = text.find("two").unwrap_or_default() as u32;
            let mut finding = Finding::of(&WRONG_TYPE, Span::new(at, at + 3), "no number");
            finding.fix("write 2", Span::new(at, at + 3), "2");
            findings.push(finding);
        }
        Judgement { findings, ..Judgement::default() }
    };
    let told = repair(
        &documents[0],
        judge(&documents[0]),
        &Judge { judge: &judge, limits: Limits::default(), version: Version::NEWEST },
        &mut Budget::default(),
    );
    let blank = told.iter().find(|f| f.rule == "syntax/odd-space").unwrap();
    let wrong = told.iter().find(|f| *f.rule == WRONG_TYPE).unwrap();
    assert_eq!(wrong.fixes[0].needs, [Need { rule: blank.rule.id, start: blank.span.start }]);
    assert!(blank.fixes[0].needs.is_empty());
}

#[test]
fn what_deletes_comes_last() {
    let text = "a: 1\nb: 2\n";
    let documents = parse(text, &Limits::default());
    let judge = |document: &Document<'_>| {
        let mut findings = Vec::new();
        if document.text().contains("b: 2") {
            let mut finding = Finding::of(&WRONG_TYPE, Span::new(8, 9), "no text");
            finding.fix("remove it", Span::new(5, 10), "").fix("put quotes around it", Span::new(8, 9), "\"2\"");
            findings.push(finding);
        }
        Judgement { findings, ..Judgement::default() }
    };
    let judge = Judge { judge: &judge, limits: Limits::default(), version: Version::NEWEST };
    let told = repair(&documents[0], (judge.judge)(&documents[0]), &judge, &mut Budget::default());
    let titles: Vec<&str> = told[0].fixes.iter().map(|fix| fix.title.as_str()).collect();
    assert_eq!(titles, ["put quotes around it", "remove it"]);
}
