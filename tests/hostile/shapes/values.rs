//! Objects: long values in fields of every kind, and many of something.

use super::{Shape, object, one, pod};

pub(super) fn shapes() -> Vec<Shape> {
    let mut shapes = long();
    shapes.extend(many_in_pods());
    shapes.extend(many());
    shapes
}

fn long() -> Vec<Shape> {
    let meta = |rest: &str| object("v1", "Pod", rest);
    let spec = |rest: &str| object("v1", "Pod", &format!("spec:\n  {rest}"));
    let container = |rest: &str| pod(&format!("    {rest}"));
    vec![
        one("long name", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: ", "x", "\nspec: {}\n"),
        one("long bad name", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"", "x!", "\"\nspec: {}\n"),
        one("long kind", "apiVersion: v1\nkind: ", "x", "\nmetadata: {name: a}\n"),
        one("long apiVersion", "apiVersion: ", "x", "\nkind: Pod\nmetadata: {name: a}\n"),
        one("long image", spec("containers:\n  - name: a\n    image: \""), "x ", "\"\n"),
        one("long unknown key", meta("  "), "x", ": 1\n"),
        one("long label", meta("  labels:\n    a: \""), "x!", "\"\n"),
        one("long label key", meta("  labels:\n    \""), "x!", "\": b\n"),
        one("long quantity", container("resources: {limits: {cpu: \""), "1", "x\"}}\n"),
        one("long number", spec("terminationGracePeriodSeconds: "), "1", "\n"),
        one("long ip", object("v1", "Service", "spec:\n  ports: [{port: 80}]\n  clusterIP: \""), "1.", "\"\n"),
        one("long schedule", object("batch/v1", "CronJob", "spec:\n  schedule: \""), "* ", "\"\n"),
        one("long word of a few", spec("restartPolicy: \""), "x", "\"\n"),
        one("long text for a map", object("v1", "Pod", "spec: \""), "x", "\"\n"),
        one("long base64", object("v1", "Secret", "data:\n  a: \""), "x!", "\"\n"),
        one("long data key", object("v1", "ConfigMap", "data:\n  \""), "x!", "\": b\n"),
        one("long name of a variable", container("env: [{name: \""), "a b", "\", value: a}]\n"),
        one("long key above a slip", spec("\""), "x", "\":\n    a: [b: 1]\n"),
        one("long key of unknown fields", "apiVersion: v1\nkind: Pod\n\"", "x", "\":\n  a: 1\n  b: 1\n"),
        one(
            "long key above many mistakes",
            object("v1", "Pod", "  labels:\n    \""),
            "x",
            format!("\": {{}}\n{}", (0..200).map(|i| format!("    l{i}: {{}}\n")).collect::<String>()),
        ),
        one("long selector", spec("nodeSelector:\n    a: \""), "x!", "\"\n"),
        one("long annotation", meta("  annotations:\n    a: \""), "x!", "\"\n"),
        one("long namespace", meta("  namespace: \""), "x!", "\"\n"),
        one("embedded text", object("v1", "ConfigMap", "data:\n  a.yaml: |\n"), "    - a: 1\n", ""),
        one("embedded brackets", object("v1", "ConfigMap", "data:\n  a.yaml: |\n    "), "[", "\n"),
        one("embedded json", object("v1", "ConfigMap", "data:\n  a.json: |\n    {\"a\":["), "1,", "1]}\n"),
    ]
}

fn many_in_pods() -> Vec<Shape> {
    let mounts = pod("    volumeMounts:\n");
    vec![
        one("unknown fields", pod(""), "  z#: 1\n", ""),
        one("doubled fields", pod(""), "  zzz: 1\n", ""),
        one("containers", pod(""), "  - name: C#\n    image: ''\n", ""),
        one("sound containers", pod(""), "  - name: c#\n    image: b:1\n", ""),
        one("variables of one name", pod("    env:\n"), "    - name: a\n", ""),
        one("ports of one number", pod("    ports:\n"), "    - containerPort: 80\n", ""),
        one("ports", pod("    ports:\n"), "    - {containerPort: 80, name: p#_}\n", ""),
        one("arguments", pod("    args:\n"), "    - a\n", ""),
        one("volumes", pod("  volumes:\n"), "  - name: v#\n    emptyDir: {}\n    hostPath: {}\n", ""),
        one("mounts", mounts, "    - {name: v#, mountPath: /a}\n", ""),
        one("tolerations", pod("  tolerations:\n"), "  - {key: \"a b\", operator: X}\n", ""),
        one("host aliases", pod("  hostAliases:\n"), "  - {ip: x, hostnames: [_]}\n", ""),
        one(
            "items of a volume",
            pod("  volumes:\n  - name: v\n    configMap:\n      name: a\n      items:\n"),
            "      - {key: a, path: a}\n",
            "",
        ),
        one(
            "topology terms",
            pod("  topologySpreadConstraints:\n"),
            "  - {maxSkew: 1, topologyKey: a, whenUnsatisfiable: X}\n",
            "",
        ),
        one("wrong types", pod("  tolerations:\n"), "  - 1\n", ""),
        one("labels", object("v1", "Pod", "  labels:\n"), "    l#: \"a b\"\n", ""),
        one(
            "annotations",
            object("v1", "Pod", "  annotations:\n"),
            "    a#: b\n",
            "spec: {containers: [{name: a, image: b}]}\n",
        ),
        one("owner references", object("v1", "Pod", "  ownerReferences:\n"), "  - {}\n", ""),
    ]
}

fn many() -> Vec<Shape> {
    let list = "apiVersion: v1\nkind: List\nitems:\n";
    let long = "x".repeat(300);
    vec![
        one("data", object("v1", "ConfigMap", "data:\n"), "  k#: v\n", ""),
        one("data with bad keys", object("v1", "ConfigMap", "data:\n"), "  \"k#!\": 1\n", ""),
        one("data of secrets", object("v1", "Secret", "data:\n"), "  k#: \"!\"\n", ""),
        one("texts of secrets", object("v1", "Secret", "stringData:\n"), "  k#: \"!\"\n", ""),
        one("empty items", list, "- {}\n", ""),
        one("empty items in json", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", "{},", "{}]}"),
        one("lists in lists", "", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", ""),
        one("unknown kinds", "", "apiVersion: v1\nkind: P#\n---\n", ""),
        one("same object", "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n", ""),
        one("objects that nothing parts", "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a#}\n", ""),
        one(
            "small pods",
            "",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a#}\nspec: {containers: [{name: a, image: b}]}\n---\n",
            "",
        ),
        one("empty pods", "", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n", ""),
        one(
            "services",
            "",
            "apiVersion: v1\nkind: Service\nmetadata: {name: a#}\nspec: {ports: [{port: 80},{port: 80}]}\n---\n",
            "",
        ),
        one(
            "long names in a list",
            list,
            format!("- {{apiVersion: v1, kind: Pod, metadata: {{name: \"{long}#!\"}}}}\n"),
            "",
        ),
        one("rules of a role", object("rbac.authorization.k8s.io/v1", "Role", "rules:\n"), "- {}\n", ""),
        one(
            "rules of a policy",
            object("networking.k8s.io/v1", "NetworkPolicy", "spec:\n  podSelector: {}\n  ingress:\n"),
            "  - {ports: [{port: x_}]}\n",
            "",
        ),
        one(
            "rules of an ingress",
            object("networking.k8s.io/v1", "Ingress", "spec:\n  rules:\n"),
            "  - {http: {paths: [{}]}}\n",
            "",
        ),
    ]
}
