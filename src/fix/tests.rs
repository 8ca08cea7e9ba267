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
    assert_eq!(outcome.fixed, Some(Fixed { mistakes: 2, files: 1, more: 0, held: Vec::new(), left: 0 }));
    assert!(outcome.findings.iter().all(|f| f.severity < Severity::Error));
}

#[test]
fn what_is_not_safe_waits_for_somebody_who_wants_all() {
    // Which of two values is meant nobody can tell.
    let twice = POD.replace("  name: web # the name\n", "  name: web\n  name: shop\n");
    let safe = mended(vec![file("a.yaml", &twice)], &Request::default(), Choice::Safe);
    assert!(safe.files[0].text.contains("name: web\n  name: shop\n"));
    assert!(safe.outcome.fixed.as_ref().is_some_and(|fixed| fixed.mistakes == 2));
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
        if offer.finding.field.ends_with("env[0].value") { Answer::Yes } else { Answer::No }
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
        Answer::No
    })
    .unwrap();
    assert_eq!(shown.len(), 2);
    assert!(shown[0].contains("-    - {name: A, value: 1}\n+    - {name: A, value: \"1\"}\n"), "{}", shown[0]);
}

#[test]
fn json_stays_json() {
    let json = "{\"apiVersion\": \"apps/v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\", \"labels\": {\"b\": 1}},\n \"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"b:1\"}]}}\n";
    let mended = text(json, Choice::Safe);
    assert_eq!(mended, json.replace("apps/v1", "v1").replace("\"b\": 1}", "\"b\": \"1\"}"));
    assert!(serde_json::from_str::<serde_json::Value>(&mended).is_ok());
}

#[test]
fn items_of_a_list_are_mended_where_they_stand() {
    let item = POD.lines().map(|line| format!("  {line}\n")).collect::<String>().replacen("  api", "- api", 1);
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{item}{}", item.replace("name: web", "name: db"));
    let wanted = list.replace("value: 1", "value: \"1\"").replace("value: true", "value: \"true\"");
    assert_eq!(text(&list, Choice::Safe), wanted);
}

#[test]
fn one_version_is_not_mended_at_the_cost_of_another() {
    use crate::model::Version;
    // What has taken its place is not there yet in 1.28, and it is gone in the newest.
    let schema = "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: a}\nspec: {priorityLevelConfiguration: {name: b}}\n";
    let of = |minors: &[u8]| {
        let versions: Vec<Version> = minors.iter().filter_map(|minor| Version::new(*minor)).collect();
        let request = Request { versions, ..Request::default() };
        mended(vec![file("a.yaml", schema)], &request, Choice::All)
    };
    let newest = Version::NEWEST.minor();
    assert!(of(&[newest]).files[0].text.starts_with("apiVersion: flowcontrol.apiserver.k8s.io/v1\n"));
    let both = of(&[28, newest]);
    assert!(both.changed.is_empty());
    assert!(both.outcome.findings.iter().any(|f| f.severity == Severity::Error));
}

#[test]
fn mistakes_that_nobody_could_see_are_no_reason_to_leave_one() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    imagePullPolicy: Sometimes\n";
    let mended = mended(vec![file("a.yaml", text)], &Request::default(), Choice::Safe);
    assert!(mended.files[0].text.contains("metadata:\n  name: web\n"), "{}", mended.files[0].text);
    assert_eq!(mended.outcome.fixed.map(|fixed| fixed.mistakes), Some(1));
}

#[test]
fn what_is_clear_only_once_the_rest_is_mended_comes_then() {
    // As long as the text is broken elsewhere, any indentation is as good as the other.
    let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\n  labels:\n\tteam: shop\nspec:\n  schedule: */5 * * * *\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n          nodeSelector:\n            zone: west\n          containers:\n          - name: a\n            image: b:1\n            args: [\"a\" \"b\"]\n            env:\n            - name: X\n              value:y\n";
    let mended = mended(vec![file("a.yaml", text)], &Request::default(), Choice::Safe);
    assert!(mended.outcome.findings.iter().all(|f| f.severity < Severity::Error), "{}", mended.files[0].text);
    assert_eq!(mended.outcome.fixed, Some(Fixed { mistakes: 5, files: 1, more: 0, held: Vec::new(), left: 0 }));
}

#[test]
fn more_slips_than_there_is_time_to_try_alone_are_tried_together() {
    let head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
    let container = |i: usize| format!("  - name: c{i}\n    image: nginx:1.29\n    imagepullpolicy: Always\n");
    let all = (0..80).map(container).collect::<String>();
    let mended = text(&format!("{head}{all}"), Choice::Safe);
    assert_eq!(mended.matches("imagePullPolicy").count(), 80);
}

#[test]
fn what_a_breaker_found_is_left_as_it_stands() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n";
    let data = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n";
    for harmed in [
        format!("{pod}  - {{name c, image: \"nginx:1.29\"}}\n"),
        format!("{pod}  - name: c\n    image: nginx:1.29\n    env:\n    - name: MODE value: prod\n"),
        format!("{pod}  - name: c\n    image: nginx:1.29\n    args:\u{a0}[a,\u{a0}b]\n"),
        format!("{pod}  - name: c\n    image: nginx:1.29\n    image: nginx:1.29 # pinned\n"),
        format!("{pod}  - name: c\n    image: nginx:1.29\n  nodeSelector: {{shop: open}}\n    resources:\n      requests: {{cpu: 1}}\n"),
        format!("{data}  FEATURES: |\n    # which are on\n   tides=true\n    berths=false\n"),
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  selector: {app: a}\n  ports:\n  - port: 80\n    protocol: TCP\n    port: 443\n    protocol: TCP\n".to_owned(),
        "apiVersion: example.com/v1\nkind: Widget\n  name: one\n  namespace: prod\nspec: {}\n".to_owned(),
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector: {matchLabels: {app: web}}\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: c, image: \"x:1\"}\n".to_owned(),
    ] {
        assert_eq!(text(&harmed, Choice::Safe), harmed);
    }
}

#[test]
fn what_comes_is_mended_with_what_brought_it() {
    let pod = |ports: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n{ports}"
        )
    };
    let written = pod("    port:\n    - containerPort: \"8080\"\n");
    let mended = mended(vec![file("a.yaml", &written)], &Request::default(), Choice::All);
    assert_eq!(mended.files[0].text, pod("    ports:\n    - containerPort: 8080\n"));
    assert_eq!(mended.outcome.fixed.map(|fixed| (fixed.mistakes, fixed.held)), Some((2, Vec::new())));
}

#[test]
fn a_warning_is_mended_where_no_more_than_another_warning_comes_of_it() {
    let labels = "{matchLabels: {app: web}}";
    let text = |target: &str| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec:\n  replicas: 3\n  selector: {labels}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec: {{containers: [{{name: c, image: \"nginx:1.29\"}}]}}\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: web}}\nspec: {{minAvailable: 2, selector: {labels}}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {{name: web}}\nspec: {{minReplicas: 2, maxReplicas: 9, scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}}}\n"
        )
    };
    let written = text("wbe");
    let mended = mended(vec![file("a.yaml", &written)], &Request::default(), Choice::All);
    assert_eq!(mended.files[0].text, text("web"));
}

#[test]
fn a_fix_that_is_held_back_says_why() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    port:\n    - containerPort: many\n";
    let mended = mended(vec![file("a.yaml", text)], &Request::default(), Choice::All);
    assert_eq!(mended.files[0].text, text);
    let held = mended.outcome.fixed.unwrap().held;
    assert_eq!(
        held.iter().map(|held| (held.path.as_str(), held.line, held.rule)).collect::<Vec<_>>(),
        [("a.yaml", 8, "schema/unknown-field")]
    );
    assert!(held[0].why.starts_with("then a.yaml:9 would be wrong: "), "{held:?}");
}

#[test]
fn an_amount_is_mended_as_its_message_says() {
    let pod = |requests: &str, limits: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    resources: {{requests: {{{requests}}}, limits: {{{limits}}}}}\n"
        )
    };
    for (given, meant) in [
        (("cpu: 250M", "cpu: 500m"), ("cpu: 250m", "cpu: 500m")),
        (("memory: 128Mi", "memory: 256"), ("memory: 128Mi", "memory: 256Mi")),
        (("memory: 512Mi", "memory: 1"), ("memory: 512Mi", "memory: 1Gi")),
        (("memory: 64", "memory: 128m"), ("memory: 64Mi", "memory: 128Mi")),
        // What was meant is above the limit all the same: which of the two is to give way nobody knows.
        (("memory: 128", "memory: 64m"), ("memory: 128Mi", "memory: 64m")),
        (("memory: 2Gi", "memory: 512Mi"), ("memory: 512Mi", "memory: 512Mi")),
    ] {
        assert_eq!(text(&pod(given.0, given.1), Choice::All), pod(meant.0, meant.1));
    }
}

#[test]
fn two_fixes_make_no_key_twice() {
    let written = "resource: [a.yaml]\nbases: [../base]\n";
    let files = vec![
        file("app/kustomization.yaml", written),
        file("app/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n"),
        file("base/kustomization.yaml", "resources: [b.yaml]\n"),
        file("base/b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n"),
    ];
    let mended = mended(files, &Request::default(), Choice::All);
    assert_eq!(mended.files[0].text, "resources: [a.yaml]\nbases: [../base]\n");
}
