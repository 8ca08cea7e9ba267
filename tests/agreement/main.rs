//! plimsoll held against recorded answers of a real control plane (`testdata/recorded`). Of the larger sets a part is tried
//! each time; `AGREEMENT=all` tries everything.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod api;
mod cel;
mod recorded;
mod scheduler;
mod yaml;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What the program says to some arguments, as JSON.
fn said(args: &[&str], path: &Path) -> Result<Value, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll")).args(args).arg(path).output().unwrap();
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("{:?}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())
}

/// What linting tells with, and nothing of the user's.
const LINT: &[&str] = &["lint", "--kubernetes-version", "1.36", "--format", "json", "--no-config"];

/// The texts of a list, or none.
fn texts(of: &Value) -> impl Iterator<Item = &str> {
    of.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Whether a finding is what a server would refuse.
fn refuses(finding: &Value) -> bool {
    finding["severity"] == "error" && ["syntax", "schema", "api"].iter().any(|layer| finding["layer"] == *layer)
}
