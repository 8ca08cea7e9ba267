//! Each format is read by what it is written for.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod packages;

use std::path::{Path, PathBuf};
use std::process::Command;

use packages::{node, python, vim};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A path with what one format or other takes for a sign.
const ODD: &str = "a b,50%;#é/c:1:d.yaml";

/// Two objects: one is refused, with words that want to break out, the other is clean.
const TEXT: &str = "\
apiVersion: v1
kind: ConfigMap
metadata: {name: ok}
---
apiVersion: v1
kind: Pod
metadata: {name: \"p#1\"}
spec:
  containers:
  - {name: a, image: 'a:1'}
\"]]> `f|` @all\\n::error::\\e[31m\\\"\": 1
---
apiVersion: a.example/v1
kind: Widget
metadata: {name: w}
";

/// A folder with the odd file in it, and one whose finding lies at its end. It lies in no repository: some formats
/// name files from a repository's root.
fn folder() -> TempDir {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    std::fs::create_dir_all(folder.join(ODD).parent().unwrap()).unwrap();
    std::fs::write(folder.join(ODD), TEXT).unwrap();
    std::fs::write(folder.join("end.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\nfoo: 1").unwrap();
    std::fs::write(folder.join("unread.yaml"), [b'a', b':', 0xff, 0xfe, b'b']).unwrap();
    temporary
}

/// What is written of the folder in a format, as a file in it.
fn written(folder: &Path, format: &str) -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["lint", "--no-config", "--format", format, "--output", "report.txt", "."])
        .current_dir(folder)
        .env("GITHUB_ACTIONS", "false")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("report.txt")
}

/// What a script prints, as JSON.
fn said(command: &mut Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn vim_jumps_to_each_finding() {
    let Some(()) = vim() else { return };
    let temporary = folder();
    let folder = temporary.path();
    written(folder, "compact");
    let list = "map(getqflist(), {_, q -> [bufname(q.bufnr), q.lnum, q.col, q.valid]})";
    let script = format!("call writefile([json_encode({list})], 'list.json')");
    let mut command = Command::new("vim");
    command.args(["-es", "-N", "-u", "NONE", "-c", "cgetfile report.txt", "-c", &script, "-c", "qa!"]);
    assert!(command.current_dir(folder).status().unwrap().success());
    let list: Value = serde_json::from_slice(&std::fs::read(folder.join("list.json")).unwrap()).unwrap();
    let ours = [(ODD, 7, 18), (ODD, 11, 1), ("end.yaml", 4, 1), ("unread.yaml", 1, 1)];
    assert_eq!(list, json!(ours.map(|(path, line, column)| json!([path, line, column, 1]))));
}

/// What a JSON schema says against a document.
const AGAINST: &str = "
import json, jsonschema, sys
schema, document = [json.load(open(path, encoding='utf-8')) for path in sys.argv[1:]]
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
print(json.dumps([error.message for error in kind(schema, format_checker=jsonschema.FormatChecker()).iter_errors(document)]))
";

fn against(python: &Path, schema: &Path, document: &Path) -> Value {
    said(Command::new(python).args(["-c", AGAINST]).arg(schema).arg(document))
}

#[test]
fn sarif_is_what_its_schema_says() {
    let (Some(python), Some(node)) = (python(), node()) else { return };
    let temporary = folder();
    let folder = temporary.path();
    let log = written(folder, "sarif");
    let schema = node.join("node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    assert_eq!(against(&python, &schema, &log), json!([]));
    let mut read: Value = serde_json::from_slice(&std::fs::read(&log).unwrap()).unwrap();
    let uri = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
    let decode = format!("console.log(JSON.stringify(decodeURIComponent({})))", read.pointer(uri).unwrap());
    assert_eq!(said(Command::new("node").args(["-e", &decode])), json!(ODD));
    // What is wrong is seen.
    *read.pointer_mut(uri).unwrap() = json!("a b");
    read["runs"][0]["results"][0]["level"] = json!("bad");
    std::fs::write(&log, read.to_string()).unwrap();
    assert_eq!(against(&python, &schema, &log).as_array().unwrap().len(), 2);
}

#[test]
fn json_is_what_its_schema_says_to_others() {
    let Some(python) = python() else { return };
    let temporary = folder();
    let folder = temporary.path();
    let report = written(folder, "json");
    for name in ["lint", "schedule", "inventory", "rules"] {
        let schema = PathBuf::from(format!("schemas/json/{name}.schema.json"));
        let complaints = against(&python, &schema, &report);
        assert_eq!(complaints == json!([]), name == "lint", "{name}: {complaints}");
    }
}

#[test]
fn a_parser_of_junit_sees_each_object() {
    let Some(python) = python() else { return };
    let temporary = folder();
    let folder = temporary.path();
    let report = written(folder, "junit");
    let script = "
import json, junitparser, sys
xml = junitparser.JUnitXml.fromfile(sys.argv[1])
cases = [[s.name, c.name, c.classname, [type(r).__name__ for r in c.result]] for s in xml for c in s]
print(json.dumps([xml.tests, xml.failures, xml.skipped, cases]))
";
    let none: [&str; 0] = [];
    let cases = json!([
        [ODD, "ConfigMap ok", ODD, none],
        [ODD, "Pod p#1", ODD, ["Failure"]],
        [ODD, "Widget w", ODD, ["Skipped"]],
        ["end.yaml", "ConfigMap e", "end.yaml", ["Failure"]],
        ["unread.yaml", "file", "unread.yaml", ["Failure"]],
    ]);
    assert_eq!(said(Command::new(python).args(["-c", script]).arg(report)), json!([5, 3, 1, cases]));
}

#[test]
fn a_parser_of_tap_sees_each_object() {
    let Some(node) = node() else { return };
    let temporary = folder();
    let folder = temporary.path();
    let report = written(folder, "tap");
    let script = "
const { Parser } = require('tap-parser')
const seen = []
const parser = new Parser(all => console.log(JSON.stringify([all.ok, all.count, all.fail, all.skip, seen])))
parser.on('assert', a => seen.push([a.ok, a.name, a.diag ? a.diag.findings.map(f => f.at) : null]))
parser.on('extra', line => seen.push(line))
parser.end(require('fs').readFileSync(process.argv[1], 'utf8'))
";
    let point = |ok: bool, file: &str, name: &str, at: Value| json!([ok, format!("{file}: {name}"), at]);
    let place = |file: &str, line: u32, column: u32| json!({"file": file, "line": line, "column": column});
    let at = |file: &str, line: u32| json!([place(file, line, 1)]);
    let seen = json!([
        point(true, ODD, "ConfigMap ok", Value::Null),
        point(false, ODD, "Pod p#1", json!([place(ODD, 7, 18), place(ODD, 11, 1)])),
        point(true, ODD, "Widget w", Value::Null),
        point(false, "end.yaml", "ConfigMap e", at("end.yaml", 4)),
        point(false, "unread.yaml", "file", at("unread.yaml", 1)),
    ]);
    let read = said(Command::new("node").args(["-e", script]).arg(&report).current_dir(node));
    assert_eq!(read, json!([false, 5, 3, 1, seen]));
}
