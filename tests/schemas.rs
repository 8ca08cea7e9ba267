//! The committed table is what its generator makes of the releases' OpenAPI documents; reports are what their published
//! schemas say.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../schemas/generate.rs"]
mod generate;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn the_table_is_what_the_generator_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = root.join("../shared/openapi");
    if !documents.is_dir() {
        eprintln!("no {}: not compared", documents.display());
        return;
    }
    let committed = std::fs::read(root.join("schemas/kubernetes.bin")).expect("committed");
    let made = generate::generate(&documents).expect("the documents can be read");
    assert!(made == committed, "run: cargo run --example generate-schemas -- ../shared/openapi schemas/kubernetes.bin");
}

/// The schema of each report by the command that writes it.
const SCHEMAS: [(&str, &str); 8] = [
    ("lint", "lint"),
    ("check", "lint"),
    ("schedule", "schedule"),
    ("inventory", "inventory"),
    ("diff", "diff"),
    ("rules", "rules"),
    ("capacity", "capacity"),
    ("pack", "pack"),
];

fn schema(name: &str) -> Value {
    let path = format!("schemas/json/{name}.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What the schema of a command says against a report.
fn complaints(command: &str, report: &Value) -> Vec<String> {
    let name = SCHEMAS.iter().find(|(own, _)| *own == command).unwrap().1;
    let validator = jsonschema::draft202012::new(&schema(name)).unwrap();
    validator.iter_errors(report).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn report(words: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(words).args(["--format", "json"]).output().unwrap();
    assert!(output.status.code() < Some(2), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Reports in which there is something of everything.
fn reports() -> Vec<(&'static str, Value)> {
    let quickstart = "testdata/quickstart";
    vec![
        ("lint", report(&["lint", "--no-config", "testdata"])),
        ("check", report(&["check", "--no-config", quickstart])),
        ("schedule", report(&["schedule", "--no-config", quickstart])),
        ("schedule", report(&["schedule", "--no-config", "testdata/kustomize"])),
        ("inventory", report(&["inventory", "--no-config", quickstart])),
        ("diff", report(&["diff", "--no-config", "testdata/formats", quickstart])),
        ("diff", report(&["diff", "--no-config", quickstart, "testdata/formats"])),
        ("rules", report(&["rules"])),
        ("capacity", report(&["capacity", "--no-config", "web", "testdata/questions"])),
        ("schedule", report(&["schedule", "--no-config", "--survive", "1", "testdata/questions"])),
        ("pack", report(&["pack", "--no-config", "--shape", "4cpu/16Gi", "testdata/questions"])),
    ]
}

#[test]
fn reports_are_what_their_schemas_say() {
    for (command, report) in reports() {
        assert_eq!(complaints(command, &report), [] as [String; 0], "{command}");
    }
}

#[test]
fn reports_of_the_transcripts_are_what_their_schemas_say() {
    let mut seen = 0;
    for entry in std::fs::read_dir("tests/cmd").unwrap() {
        // Beside the transcripts lie the folders that they are played in.
        let Ok(text) = std::fs::read_to_string(entry.unwrap().path()) else { continue };
        let shown = text.split("$ plimsoll ").skip(1).filter_map(|part| part.split_once('\n'));
        for (words, output) in shown.filter(|(words, _)| words.contains("--format json")) {
            let command = words.split(' ').next().unwrap();
            let Some(start) = output.find('{') else { continue };
            let report = serde_json::Deserializer::from_str(&output[start..]).into_iter().next().unwrap().unwrap();
            assert_eq!(complaints(command, &report), [] as [String; 0], "{words}");
            seen += 1;
        }
    }
    assert!(seen > 0, "no transcript shows a report");
}

/// The objects of a report, each with the pointer that leads to it.
fn objects(value: &Value, at: String, into: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| {
                objects(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), into);
            });
            into.push(at);
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(place, item)| objects(item, format!("{at}/{place}"), into));
        }
        _ => {}
    }
}

/// Where keys are names of the user's: anything may stand there.
const OPEN: [&str; 7] = ["totals", "scores", "nodes", "labels", "allocatable", "requested", "free"];

#[test]
fn a_field_that_is_not_published_is_refused_everywhere() {
    for (command, report) in reports() {
        let mut pointers = Vec::new();
        objects(&report, String::new(), &mut pointers);
        // One place of each shape will do.
        let shape =
            |pointer: &str| pointer.split('/').filter(|p| p.parse::<u32>().is_err()).collect::<Vec<_>>().join("/");
        let shapes: BTreeMap<String, String> = pointers.into_iter().map(|p| (shape(&p), p)).collect();
        for (shape, pointer) in shapes {
            let mut parts = shape.rsplit('/');
            let (last, before) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            if OPEN.contains(&last) && shape != "/nodes" || before == "scores" {
                continue;
            }
            let mut wrong = report.clone();
            wrong.pointer_mut(&pointer).unwrap()["notPublished"] = Value::from(1);
            assert_ne!(complaints(command, &wrong), [] as [String; 0], "{command}: {pointer} takes anything");
        }
    }
}

#[test]
fn what_schemas_share_they_say_alike() {
    let mut shared: BTreeMap<String, Value> = BTreeMap::new();
    for name in ["lint", "schedule", "inventory", "diff", "capacity", "pack"] {
        for (part, says) in schema(name)["$defs"].as_object().unwrap() {
            let first = shared.entry(part.clone()).or_insert_with(|| says.clone());
            assert_eq!(first, says, "{part} of {name}");
        }
    }
    assert!(shared.contains_key("finding"));
}
