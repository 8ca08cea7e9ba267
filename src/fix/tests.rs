//! What the room promises, on texts.

use super::*;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile::new(path, text)
}

fn mended(files: Vec<SourceFile>, request: &Request, choice: Choice) -> Mended {
    let outcome = run(&files, request).unwrap();
    mend(files, outcome, request, &mut |offer| choice.takes(offer, false)).unwrap()
}

fn text(text: &str, choice: Choice) -> String {
    let mut mended = mended(vec![file("a.yaml", text)], &Request::default(), choice);
    mended.files.remove(0).text
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: web # the name
spec:
  containers:
  - name: 'web'
    image: nginx:1.29
    env:
    - {name: A, value: 1}
    - {name: B, value: true}
";

#[test]
fn several_fixes_are_made_at_once_and_nothing_else_is_touched() {
    let wanted = POD.replace("value: 1", "value: \"1\"").replace("value: true", "value: \"true\"");
    assert_eq!(text(POD, Choice::Safe), wanted);
    assert_eq!(text(&POD.replace('\n', "\r\n"), Choice::Safe), wanted.replace('\n', "\r\n"));
    let bom = format!("\u{feff}{POD}");
    assert_eq!(text(&bom, Choice::Safe), format!("\u{feff}{wanted}"));
    let outcome = mended(vec![file("a.yaml", POD)], &Request::default(), Choice::Safe).outcome;
    assert_eq!(outcome.fixed, Some(Fixed { mistakes: 2, files: 1, more: 0, held: 0 }));
    assert!(outcome.findings.iter().all(|f| f.severity < Severity::Error));
}

#[test]
fn what_is_not_safe_waits_for_somebody_who_wants_all() {
    // Which of two values is meant nobody can tell.
    let twice = POD.replace("  name: web # the name\n", "  name: web\n  name: shop\n");
    let safe = mended(vec![file("a.yaml", &twice)], &Request::default(), Choice::Safe);
    assert!(safe.files[0].text.contains("name: web\n  name: shop\n"));
    assert!(safe.outcome.fixed.is_some_and(|fixed| fixed.mistakes == 2));
    let offered = safe.outcome.findings.iter().filter(|f| !f.fixes.is_empty()).count();
    assert_eq!(safe.outcome.fixed.map(|fixed| fixed.more), Some(offered));
}

#[test]
fn only_what_is_shipped_is_changed() {
    let along = SourceFile { role: Role::Along, ..file("a.yaml", POD) };
    let given = SourceFile { role: Role::Cluster, ..file("b.yaml", POD) };
    let request = Request::default();
    let files = vec![along, given, file("c.yaml", POD)];
    let mended = mended(files, &request, Choice::All);
    assert_eq!(mended.changed.keys().copied().collect::<Vec<_>>(), [2]);
    assert!(mended.files[0].text == POD && mended.files[1].text == POD);
}

#[test]
fn a_rule_that_is_off_mends_nothing() {
    use crate::pipeline::Level;
    let levels = [("schema/wrong-type".to_owned(), Level::Off)].into();
    let mended = mended(vec![file("a.yaml", POD)], &Request { levels, ..Request::default() }, Choice::All);
    assert!(mended.changed.is_empty());
}

#[test]
fn what_is_declined_is_not_offered_again() {
    let request = Request::default();
    let files = vec![file("a.yaml", POD)];
    let outcome = run(&files, &request).unwrap();
    let mut asked = Vec::new();
    let mended = mend(files, outcome, &request, &mut |offer| {
        asked.push(offer.finding.field.clone());
        offer.finding.field.ends_with("env[0].value")
    });
    let mended = mended.unwrap();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(mended.files[0].text.contains("value: \"1\"") && mended.files[0].text.contains("value: true"));
}

#[test]
fn an_offer_shows_what_it_would_make() {
    let request = Request::default();
    let files = vec![file("a.yaml", POD)];
    let outcome = run(&files, &request).unwrap();
    let mut shown = Vec::new();
    mend(files, outcome, &request, &mut |offer| {
        shown.extend(offer.texts().into_iter().map(|(file, text)| unified(&file.path, &file.text, &text)));
        false
    })
    .unwrap();
    assert_eq!(shown.len(), 2);
    assert!(shown[0].contains("-    - {name: A, value: 1}\n+    - {name: A, value: \"1\"}\n"), "{}", shown[0]);
}
