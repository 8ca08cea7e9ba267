//! Writes what the fuzz targets start from into `tests/fuzz/corpus`: manifests, clusters and rules of `testdata`, some of each.
//! `cargo run --example fuzz-seeds`; nothing of it is committed.
#![allow(clippy::unwrap_used, reason = "a tool that may fail")]

use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

/// Inputs of one target at most; they are taken from the whole of what there is.
const MOST: usize = 400;

/// What parts of an input are parted by, as the targets have it.
const PART: &str = "\n--\n";

/// The longest input, as `tests/fuzz/run` has it.
const LONGEST: usize = 8192;

/// The cases of a recording.
fn recorded(name: &str) -> Vec<Value> {
    let file = fs::File::open(format!("testdata/recorded/{name}.jsonl.zst")).unwrap();
    let mut text = String::new();
    ruzstd::decoding::StreamingDecoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The texts that the cases of recordings are about.
fn texts(names: &[&str]) -> Vec<String> {
    let cases = names.iter().flat_map(|name| recorded(name));
    cases.filter_map(|case| case["yaml"].as_str().map(str::to_owned)).collect()
}

/// Every manifest below a folder.
fn manifests(folder: &Path, into: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            manifests(&path, into);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "json") {
            into.extend(fs::read_to_string(&path).ok());
        }
    }
}

/// Everything that stands under a key, wherever that is.
fn under<'v>(value: &'v Value, key: &str, into: &mut Vec<&'v Value>) {
    match value {
        Value::Object(fields) => {
            into.extend(fields.get(key));
            fields.values().for_each(|inner| under(inner, key, into));
        }
        Value::Array(items) => items.iter().for_each(|inner| under(inner, key, into)),
        _ => {}
    }
}

/// The rules of recorded definitions, and inputs of which each is a part.
fn rules() -> (Vec<String>, Vec<String>) {
    let (mut alone, mut whole) = (Vec::new(), Vec::new());
    for case in recorded("cel") {
        let definition: Value = serde_json::from_str(case["crd"].as_str().unwrap()).unwrap();
        let objects = case["objects"].as_array().unwrap();
        let object: Value =
            objects.first().and_then(|of| serde_json::from_str(of["yaml"].as_str()?).ok()).unwrap_or_default();
        let schema = &definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"];
        let mut found = Vec::new();
        under(&definition, "rule", &mut found);
        let mut rules: Vec<&str> = found.into_iter().filter_map(Value::as_str).collect();
        alone.extend(rules.iter().map(|rule| format!("{rule}{PART}{}", object["spec"])));
        alone.extend(rules.iter().map(|rule| (*rule).to_owned()));
        rules.truncate(1);
        whole.extend(
            rules.iter().map(|rule| [rule, "'said'", &schema.to_string(), &object["spec"].to_string()].join(PART)),
        );
    }
    (alone, whole)
}

fn write(target: &str, texts: &[String]) {
    let folder = format!("tests/fuzz/corpus/{target}");
    fs::create_dir_all(&folder).unwrap();
    let fitting: Vec<&String> = texts.iter().filter(|text| text.len() <= LONGEST).collect();
    let step = fitting.len().div_ceil(MOST).max(1);
    let mut written = 0;
    for (number, text) in fitting.into_iter().step_by(step).enumerate() {
        fs::write(format!("{folder}/seed-{number:04}"), text).unwrap();
        written += 1;
    }
    println!("{target}: {written} inputs");
}

fn main() {
    let mut own = Vec::new();
    manifests(Path::new("testdata"), &mut own);
    let damaged = [own.clone(), texts(&["base", "synthetic"])].concat();
    let clusters = [texts(&["scheduler", "dra"]), own].concat();
    let (alone, whole) = rules();
    write("parse", &[texts(&["yaml"]), damaged.clone()].concat());
    write("lint", &damaged);
    write("mend", &damaged);
    write("schedule", &clusters);
    write("cel", &alone);
    write("rule", &whole);
}
