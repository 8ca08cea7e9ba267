//! Nesting cannot exhaust the stack: whatever is nested how deeply, it is read to its end on a small one.

use plimsoll::discover::{Role, SourceFile};
use plimsoll::pipeline::{Request, run};
use plimsoll::placement::Placing;

/// Room for the calls of a thread: a sixteenth of what plimsoll gives its own. What is not optimized takes more.
const STACK: usize = if cfg!(debug_assertions) { 2 << 20 } else { 1 << 20 };

/// Levels that are asked for: far more than are read.
const LEVELS: usize = 20_000;

fn again(open: &str, inside: &str, close: &str) -> String {
    again_up_to(LEVELS, open, inside, close)
}

fn again_up_to(levels: usize, open: &str, inside: &str, close: &str) -> String {
    open.repeat(levels) + inside + &close.repeat(levels)
}

fn stairs(levels: usize, key: &str) -> String {
    (0..levels).map(|level| format!("{}{key}:\n", " ".repeat(level))).collect()
}

/// Texts of which each is nested in its own way, by name.
fn texts() -> Vec<(&'static str, String)> {
    let indented = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let map = |text: &str| {
        format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a.yaml: |\n{}", indented(text))
    };
    let list = "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[";
    let schema = "{type: object, properties: {a: ";
    let crd = |schema: &str| {
        format!(
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: as.x.io}}\nspec: {{group: \
             x.io, scope: Namespaced, names: {{plural: as, kind: A}}, versions: [{{name: v1, served: true, storage: true, \
             schema: {{openAPIV3Schema: {schema}}}}}]}}\n"
        )
    };
    let custom = |levels| {
        let spec = again_up_to(levels, "{a: ", "1", "}");
        format!("apiVersion: x.io/v1\nkind: A\nmetadata: {{name: a}}\nspec: {spec}\n")
    };
    let loose = crd("{type: object, x-kubernetes-preserve-unknown-fields: true}");
    let pod = |rest: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {rest}\n");
    vec![
        ("flow lists", again("[", "", "]")),
        ("flow lists without an end", again("[", "", "")),
        ("flow maps", again("{a: ", "1", "}")),
        ("lists in JSON", format!("{{\"a\":{}}}", again("[", "", "]"))),
        ("maps in JSON", again("{\"a\":", "1", "}")),
        ("block lists", again("- ", "a", "")),
        ("block maps", stairs(2_000, "a")),
        ("question marks", again("? ", "a", "")),
        ("flow lists as keys", again("[", "", "]: 1")),
        ("sequences in flow within the limit", again_up_to(990, "[", "", "]")),
        ("maps in flow within the limit", again_up_to(490, "{a: {b: ", "1", "}}")),
        ("maps in blocks within the limit", stairs(990, "a")),
        ("aliases of aliases", {
            let links = (1..600).map(|i| format!("a{i}: &a{i} [*a{}]\n", i - 1)).collect::<String>();
            format!("a0: &a0 [1]\n{links}")
        }),
        ("embedded lists", map(&again_up_to(900, "[", "", "]"))),
        ("embedded stairs", map(&stairs(900, "a"))),
        ("embedded in embedded", (0..40).fold("a: 1\n".to_owned(), |text, _| map(&text))),
        ("lists in lists", again(list, "", "]}")),
        ("lists in lists within the limit", again_up_to(400, list, "", "]}")),
        ("unknown field", pod(&again_up_to(900, "{a: ", "1", "}"))),
        ("wrong type", pod(&format!("{{containers: {}}}", again_up_to(900, "[", "", "]")))),
        ("schemas", crd(&again_up_to(480, schema, "{type: string}", "}}"))),
        ("schemas without an end", crd(&again(schema, "{type: string}", "}}"))),
        ("items of schemas", crd(&again_up_to(900, "{type: array, items: ", "{type: string}", "}"))),
        ("allOf of schemas", crd(&again_up_to(480, "{allOf: [", "{}", "]}"))),
        ("defaults", crd(&format!("{{type: object, default: {}}}", again_up_to(900, "{a: ", "1", "}")))),
        ("custom object", format!("{loose}---\n{}", custom(900))),
        ("custom object against its schema", {
            let schema = again_up_to(300, schema, "{type: integer}", "}}");
            let spec = format!("{{type: object, properties: {{spec: {schema}}}}}");
            format!("{}---\n{}", crd(&spec), custom(300))
        }),
        ("template", again("{{ if a }}", "a: 1", "{{ end }}")),
    ]
}

/// Files of a folder, each of which is named by the one before it.
fn chain() -> Vec<SourceFile> {
    let one = |at: usize| {
        let path = format!("{}kustomization.yaml", "k/".repeat(at));
        SourceFile::new(path, "resources: [k]\n")
    };
    (0..300).map(one).collect()
}

fn check(files: &[SourceFile]) {
    for placing in [None, Some(Placing { explain: true, ..Placing::default() })] {
        let request = Request { placing, ..Request::default() };
        run(files, &request).unwrap();
    }
}

/// Runs on a stack of that size, with all that it starts.
fn small(work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).build().unwrap();
    pool.install(work);
}

#[test]
fn nothing_nested_exhausts_a_small_stack() {
    for (name, text) in texts() {
        println!("{name}");
        let files = [SourceFile::new("a.yaml", text)];
        small(|| check(&files));
    }
}

#[test]
fn kustomizations_of_kustomizations_do_not_either() {
    let files = chain();
    small(|| check(&files));
    // As what declares a cluster, and as definitions.
    for role in [Role::Cluster, Role::Definitions] {
        for (_, text) in texts() {
            let files = [SourceFile { role, ..SourceFile::new("a.yaml", text) }];
            small(|| check(&files));
        }
    }
}
