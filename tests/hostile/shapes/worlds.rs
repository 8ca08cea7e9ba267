//! More than one file, and other questions: clusters, definitions, kustomizations, what is read beside the manifests.

use super::{Shape, asked, object, one, part, pod, small};

pub(super) fn shapes() -> Vec<Shape> {
    let mut shapes = placed();
    shapes.extend(clusters());
    shapes.extend(defined());
    shapes.extend(beside());
    shapes.extend(otherwise());
    shapes
}

fn node(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\nstatus: {{allocatable: {{cpu: 4, memory: 8Gi, pods: 110}}}}\n---\n"
    )
}

fn placed() -> Vec<Shape> {
    let of = |name: &str, head: String, unit: &str| {
        let nodes = small("nodes.yaml", node("node"));
        asked(name, "check a.yaml --nodes nodes.yaml", part("a.yaml", head, unit, ""), vec![nodes])
    };
    let bare = "apiVersion: v1\nkind: Pod\nmetadata: {name: a#}\nspec: {containers: [{name: a, image: b}]}\n---\n";
    let selecting = bare.replace("spec: {", "spec: {nodeSelector: {a: b#}, ");
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a#}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b:1}]}}}\n---\n";
    let terms = pod(
        "  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n",
    );
    let template = "spec:\n  replicas: 100\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers: [{name: a, image: b:1}]\n      tolerations:\n";
    vec![
        of("pods on a node", String::new(), bare),
        of("pods that fit nowhere", String::new(), &selecting),
        of("deployments", String::new(), deployment),
        of(
            "topologies of an affinity",
            pod("  affinity:\n    podAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n"),
            "      - {topologyKey: z#, labelSelector: {matchLabels: {a: b#}}}\n",
        ),
        of("terms of an affinity", terms, "        - {matchExpressions: [{key: a, operator: In, values: [b#]}]}\n"),
        of(
            "a large template a hundred times",
            object("apps/v1", "Deployment", template),
            "      - {key: k#, operator: Exists}\n",
        ),
        of(
            "deployments of a hundred",
            String::new(),
            &deployment.replace("spec: {selector", "spec: {replicas: 100, selector"),
        ),
    ]
}

fn clusters() -> Vec<Shape> {
    let of = |name: &str, ask: &str, head: &str, unit: &str, tail: &str| {
        asked(name, ask, part("a.yaml", head, unit, tail), vec![small("pod.yaml", pod(""))])
    };
    let placing = "check pod.yaml --nodes a.yaml";
    let status = "status: {allocatable: {cpu: 1, memory: 1Gi, pods: 1}}\n";
    let head = object("v1", "Node", "  labels:\n");
    let many = node("n#");
    let inventory = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- name: worker\n  count: 100\n  allocatable: {cpu: 1, memory: 1Gi, pods: 1}\n  labels:\n";
    vec![
        of("nodes", placing, "", &many, ""),
        of("labels of a node", placing, &head, "    l#: a\n", status),
        of("labels of a hundred nodes", placing, inventory, "    l#: a\n", ""),
        of("listed nodes", "inventory a.yaml", "", &many, ""),
        of("listed nodes in json", "inventory a.yaml --format json", "", &many, ""),
    ]
}

/// A definition up to the schema of `spec`.
fn definition(rest: &str) -> String {
    let head = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: as.x.io}\nspec:\n  group: x.io\n  scope: Namespaced\n  names: {plural: as, singular: a, kind: A, listKind: AList}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n";
    format!("{head}{rest}")
}

fn defined() -> Vec<Shape> {
    let loose = definition("            {type: object, x-kubernetes-preserve-unknown-fields: true}\n");
    let properties = definition("            type: object\n            properties:\n");
    let list = definition(
        "            type: object\n            properties: {l: {type: array, maxItems: 100000, items: {type: integer}}}\n",
    );
    let custom = object("x.io/v1", "A", "spec:\n");
    let ask = "check a.yaml crd.yaml";
    let text = definition("            {type: string, maxLength: 5}\n");
    vec![
        asked("custom fields", ask, part("a.yaml", custom.clone(), "  f#: 1\n", ""), vec![small("crd.yaml", loose)]),
        asked(
            "custom mistakes",
            ask,
            part("a.yaml", format!("{custom}  l:\n"), "  - a\n", ""),
            vec![small("crd.yaml", list)],
        ),
        asked(
            "long custom text",
            ask,
            part("a.yaml", object("x.io/v1", "A", "spec: \""), "x", "\"\n"),
            vec![small("crd.yaml", text)],
        ),
        one("definition with properties", properties.clone(), "              p#: {type: string}\n", ""),
        one("definition with bad properties", properties, "              p#: {type: x}\n", ""),
        one("deep definition", definition("            "), "{type: object, properties: {a: ", ""),
        one(
            "definition with enum",
            definition("            type: string\n            enum:\n"),
            "            - v#\n",
            "",
        ),
        one("definition with a pattern", definition("            type: string\n            pattern: \""), "a?", "\"\n"),
    ]
}

fn beside() -> Vec<Shape> {
    let with_pod = |name: &str, ask: &str, grows| asked(name, ask, grows, vec![small("pod.yaml", pod(""))]);
    let user = small("b.yaml", "apiVersion: x.io/v1\nkind: A\nmetadata: {name: a}\nspec: 1\n");
    let chart =
        vec![small("Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"), small("templates/a.yaml", pod(""))];
    let patch = "- patch: |-\n    - {op: add, path: /a, value: b}\n  target: {kind: Pod}\n";
    vec![
        with_pod("configuration", "check pod.yaml --config a.yaml", part("a.yaml", "rules:\n", "  z#: off\n", "")),
        with_pod("paths of a configuration", "check --config a.yaml", part("a.yaml", "exclude:\n", "- z#\n", "")),
        with_pod(
            "baseline",
            "check pod.yaml --baseline a.json",
            part("a.json", "{\"version\":1,\"findings\":[", "{},", "{}]}"),
        ),
        asked(
            "schema of users",
            "check b.yaml --schema-location {{.ResourceKind}}.json",
            part("a.json", "{\"properties\":{", "\"a#\":{\"type\":\"string\"},", "\"z\":{}}}"),
            vec![user],
        ),
        asked(
            "kustomization with resources",
            "check .",
            part("kustomization.yaml", "resources:\n", "- a#.yaml\n", ""),
            Vec::new(),
        ),
        asked("kustomization with patches", "check .", part("kustomization.yaml", "patches:\n", patch, ""), Vec::new()),
        asked("values of a chart", "check .", part("values.yaml", "", "a#: 1\n", ""), chart),
        one("suppressions", "", "# plimsoll: ignore=z#\n", "a: 1\n"),
    ]
}

fn otherwise() -> Vec<Shape> {
    let of = |name: &str, ask: &str, head: String, unit: &str, tail: &str| {
        asked(name, ask, part("a.yaml", head, unit, tail), Vec::new())
    };
    let list = "apiVersion: v1\nkind: List\nitems:\n";
    let slip = "- {apiVersion: v1, kind: Pod, metadata: {name: a#}, spec: {containers: [{name: a, image: b:1, comand: [a]}]}}\n";
    let again = format!("\"\nb: [{}]\n", "*a,".repeat(80));
    vec![
        of("unknown fields with --diff", "lint a.yaml --diff", pod(""), "  z#: 1\n", ""),
        of("misspelled fields with --fix", "lint a.yaml --fix=all", list.to_owned(), slip, ""),
        of("misspelled fields with --diff", "lint a.yaml --diff", list.to_owned(), slip, ""),
        of("misspelled fields with a baseline", "lint a.yaml --write-baseline", list.to_owned(), slip, ""),
        of("small documents parsed", "parse a.yaml", String::new(), "a: 1\n---\n", ""),
        of("flow list parsed", "parse a.yaml", "[".to_owned(), "1,", "]"),
        of("aliases parsed", "parse a.yaml", "a: &a [1,2,3,4,5,6,7,8]\nb: [".to_owned(), "*a,", "]\n"),
        of("aliases of one large text parsed", "parse a.yaml", "a: &a \"\\n".to_owned(), "x", &again),
    ]
}
