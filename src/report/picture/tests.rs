//! What every picture must hold: nothing breaks out of it, it is the same each time, and it draws what was placed.

use super::super::trial::Trial;
use super::*;
use crate::discover::SourceFile;
use crate::inventory::parse_commands;
use crate::pipeline::{Request, Tell, run};
use crate::placement::Placing;

/// Two nodes of two zones, a Deployment of which one pod fits, and names that try to break out.
const TREE: &str = r#"
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/zone: a, note: '</script><script>hacked=1</script>'}}
status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10", example.com/gpu: "2"}}
---
apiVersion: v1
kind: Node
metadata: {name: n2, labels: {topology.kubernetes.io/zone: b}}
spec: {taints: [{key: dedicated, value: '"><img src=x onerror=hacked=1>', effect: NoSchedule}]}
status: {allocatable: {cpu: "2", memory: 8Gi, pods: "10"}}
---
apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop}
spec: {nodeName: n1, containers: [{name: a, image: 'a:1', resources: {requests: {cpu: "1"}}}]}
status: {phase: Running}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: a, image: 'a:1', resources: {requests: {cpu: "2"}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: "a\"]; b <![CDATA[", namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: wbe}}
"#;

fn trial(what_if: &str) -> Trial {
    let files = vec![SourceFile::new("tree.yaml", TREE)];
    let what_if = if what_if.is_empty() { Vec::new() } else { parse_commands(what_if).unwrap() };
    let said = what_if.iter().map(|_| "kubectl <b>".to_owned()).collect();
    let placing = Placing { what_if, said, compare: true, explain: true, scores: true, ..Placing::default() };
    let request = Request { placing: Some(placing), references: true, tell: Tell::Placement, ..Request::default() };
    let outcome = run(&files, &request).unwrap();
    Trial { outcome, request, ..Trial::of(files) }
}

/// The data of a page.
fn data(page: &str) -> serde_json::Value {
    let (_, behind) = page.split_once("id=\"data\">").unwrap();
    serde_json::from_str(behind.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn nothing_breaks_out_and_all_is_the_same_each_time() {
    for picture in PICTURES {
        for trial in [trial(""), trial("kubectl taint node n2 dedicated-"), Trial::odd(), Trial::of(Vec::new())] {
            let written = trial.written(&picture.format);
            assert_eq!(trial.written(&picture.format), written, "{:?}", picture.format);
            let raw = |c: char| c.is_control() && c != '\n';
            assert!(!written.contains(raw) && !written.contains("<img") && !written.contains("<b>"), "{written}");
        }
    }
    let page = trial("").written(&html::PICTURE.format);
    assert_eq!(page.matches("</script>").count(), 2, "the data and the script");
    assert!(
        !page.contains("http://")
            || page.matches("http://").count() == page.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!page.contains("https://"));
    let graph = trial("").written(&dot::PICTURE.format);
    assert!(graph.contains(r#"[label="Service\na\"]; b <![CDATA[", "#), "{graph}");
}

#[test]
fn the_page_holds_what_was_placed_and_why_the_rest_was_not() {
    let data = data(&trial("").written(&html::PICTURE.format));
    let scene = &data["scenes"][0];
    let text = |at: &serde_json::Value| data["texts"][at.as_u64().unwrap() as usize].as_str().unwrap().to_owned();
    assert_eq!(data["scenes"].as_array().unwrap().len(), 1, "without a change there is nothing to hold it against");
    let others = data["others"].as_array().unwrap();
    assert!(others.iter().any(|other| other.as_str().unwrap().starts_with("tree.yaml:9: ")), "{others:?}");
    assert_eq!(scene["resources"], serde_json::json!(["cpu", "memory", "pods", "example.com/gpu"]));
    assert_eq!(scene["nodes"][0]["room"], serde_json::json!([4000, 8_589_934_592_i64, 10, 2]));
    assert_eq!((text(&scene["nodes"][0]["zone"]), text(&scene["nodes"][1]["zone"])), ("a".to_owned(), "b".to_owned()));
    let cargo = scene["cargo"].as_array().unwrap();
    let told: Vec<(&str, i64)> = cargo.iter().map(|one| (one[0].as_str().unwrap(), one[5].as_i64().unwrap())).collect();
    assert_eq!((told.len(), told[0], told[1].1), (2, ("old", 0), 1));
    assert_eq!(scene["shapes"][cargo[1][3].as_u64().unwrap() as usize], serde_json::json!([2000, 0, 1, 0]));
    let waiting = &scene["quay"][0];
    let why = &scene["whys"][waiting["why"].as_u64().unwrap() as usize];
    let nodes =
        why["groups"].as_array().unwrap().iter().map(|group| group["nodes"].as_array().unwrap().len()).sum::<usize>();
    assert_eq!(nodes, 2, "{why}");
    let offers = why["offers"].as_array().unwrap();
    assert!(offers.iter().any(|offer| offer["title"] == "lower the cpu request of container `a` from 2 to 1"), "{why}");
    let change = offers.iter().find_map(|offer| offer["changes"].get(0)).unwrap();
    assert_eq!(change["path"], "tree.yaml");
}

#[test]
fn what_was_before_stands_beside_what_comes_of_it() {
    let data = data(&trial("kubectl taint node n2 dedicated-").written(&html::PICTURE.format));
    let placed: Vec<i64> = data["scenes"].as_array().unwrap().iter().map(|s| s["placed"].as_i64().unwrap()).collect();
    assert_eq!(placed, [1, 2]);
    assert_eq!(data["whatIf"], serde_json::json!(["kubectl <b>"]));
    let scores = &data["scenes"][1]["scores"][0];
    assert_eq!(scores["of"], 2);
    let plugins = scores["plugins"].as_array().unwrap();
    let taints = plugins.iter().position(|plugin| plugin == "TaintToleration").unwrap();
    assert_eq!(scores["weights"][taints], 3);
    let drawing = trial("kubectl taint node n2 dedicated-").written(&svg::PICTURE.format);
    assert!(drawing.contains("before: 1 of 2 pods") && drawing.contains("after: 2 of 2 pods"), "{drawing}");
}

#[test]
fn the_graph_tells_what_refers_to_what_and_what_leads_nowhere() {
    let graph = trial("").written(&dot::PICTURE.format);
    let number = |label: &str| {
        let line = graph.lines().find(|line| line.contains(label)).unwrap_or_else(|| panic!("{label} in {graph}"));
        line.split_whitespace().next().unwrap().to_owned()
    };
    let (service, web, scaler) = (number("Service\\n"), number("Deployment\\nweb"), number("Autoscaler\\nweb"));
    let missed = number("Deployment\\nwbe");
    assert!(graph.contains(&format!("{service} -> {web} [tooltip=\"spec.selector\", label=selects];")), "{graph}");
    let line = graph.lines().find(|line| line.contains(&format!("{scaler} -> {missed} "))).unwrap();
    assert!(line.contains("label=scales") && line.contains("#b42318") && line.contains("style=dashed"), "{line}");
    let quay = graph.lines().find(|line| line.contains(&format!("{web} -> quay"))).unwrap();
    assert!(quay.contains("label=\"1 pod\""), "{quay}");
}

#[test]
fn each_command_takes_the_pictures_that_it_can_draw() {
    let of =
        |command| Format::of(command).map(|format| format.name).filter(|name| ["html", "svg", "dot"].contains(name));
    assert_eq!(of("schedule").collect::<Vec<_>>(), ["html", "svg", "dot"]);
    assert_eq!(of("check").collect::<Vec<_>>(), ["html", "svg", "dot"]);
    assert_eq!(of("lint").collect::<Vec<_>>(), ["dot"]);
    assert_eq!(of("inventory").count(), 0);
}
