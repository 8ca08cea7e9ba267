//! `-o wide`, `-o name` and `-o yaml`, as those who use kubectl are used to them.

use std::io::{self, Write};

use super::{Format, Spelling, View, json, text};
use crate::scheduler::types::Verdict;

/// `wide`
pub(super) const WIDE: Format = Format {
    name: "wide",
    alias: None,
    help: "For people, with a line for each pod as `kubectl get pods -o wide` has it",
    write: wide,
    spelling: Spelling::Text,
    detailed: false,
    whole: false,
    counts_suggestions: true,
};

/// `name`
pub(super) const NAME: Format = Format {
    name: "name",
    alias: None,
    help: "Names alone, a line each: `pod/web-0`, `node/n1` where nodes are listed",
    write: name,
    spelling: Spelling::Text,
    detailed: false,
    whole: true,
    counts_suggestions: true,
};

/// `yaml`
pub(super) const YAML: Format = Format {
    name: "yaml",
    alias: None,
    help: "For programs: what json has, as YAML",
    write: yaml,
    spelling: Spelling::Text,
    detailed: true,
    whole: true,
    counts_suggestions: true,
};

/// The formats of commands that place pods or list nodes.
pub(super) static FORMATS: &[&Format] = &[&WIDE, &NAME, &YAML];

fn wide(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    text::whole(view, true, out)
}

fn name(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    if let Some(nodes) = &view.outcome.nodes {
        return nodes.iter().try_for_each(|row| writeln!(out, "node/{}", row.node.name));
    }
    let Some(placement) = &view.outcome.placement else { return Ok(()) };
    // What is decided stands in the order of attempts, as everywhere.
    let decided = placement.decisions.iter().filter(|one| !matches!(one.verdict, Verdict::NoScheduler));
    let there = decided.map(|one| &placement.pods[one.pod]).chain(&placement.bound);
    there.into_iter().try_for_each(|pod| writeln!(out, "pod/{}", pod.pod.name))
}

fn yaml(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut bytes = Vec::new();
    json::write(view, &mut bytes)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes)?;
    let text = serde_yaml::to_string(&value).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
