//! `capacity`, `pack` and `schedule --survive`: questions to a dry run once it stands.

use clap::Args;

use super::args::Cli;
use super::flags::{Common, DryRun};
use crate::placement::asked::{Ask, Losing, Shape, Wanted, parse_shape};

#[derive(Debug, Args)]
pub(super) struct CapacityArgs {
    /// The workload in kubectl's words: `deployment/web`, `deploy/web`, or `web` where that is one
    #[arg(value_name = "WORKLOAD", required_unless_present = "all")]
    pub workload: Option<String>,

    #[command(flatten)]
    pub dry: DryRun,

    /// The namespace of the workload
    #[arg(long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// All workloads, each by itself; then every word is a PATH
    #[arg(long)]
    pub all: bool,
}

impl CapacityArgs {
    /// The question, and the flags with all paths.
    ///
    /// # Errors
    /// No kind of that name.
    pub(super) fn ask(&self) -> Result<(Ask, Common), String> {
        let mut common = self.dry.common.clone();
        let namespace = self.namespace.clone();
        if self.all {
            common.paths.splice(0..0, self.workload.clone());
            return Ok((Ask::Capacity(Wanted::All(namespace)), common));
        }
        Ok((Ask::Capacity(Wanted::parse(self.workload.as_deref().unwrap_or_default(), namespace)?), common))
    }
}

#[derive(Debug, Args)]
pub(super) struct PackArgs {
    #[command(flatten)]
    pub dry: DryRun,

    /// A shape of node: `4cpu/16Gi`, `big=8cpu/32Gi/110pods`, `like:NODE`, with its price behind `@` (may be given several
    /// times) [default: the nodes that are declared]
    #[arg(long, value_name = "SHAPE", value_parser = parse_shape)]
    pub shape: Vec<Shape>,
}

#[derive(Debug, Args)]
pub(super) struct Survive {
    /// Say what would not be placed again if nodes were lost: `1` (any one), `2`, `zone`, or the key of a label; then what
    /// does not survive makes the run fail
    #[arg(long, value_name = "LOSS", value_parser = losing)]
    pub survive: Option<Losing>,
}

/// What is lost.
fn losing(text: &str) -> Result<Losing, String> {
    if let Ok(number) = text.parse::<usize>() {
        return if number == 0 { Err("0 nodes are no loss".to_owned()) } else { Ok(Losing::Nodes(number)) };
    }
    let key = match text {
        "node" => return Ok(Losing::Nodes(1)),
        "zone" => "topology.kubernetes.io/zone",
        "region" => "topology.kubernetes.io/region",
        key if key.contains(['/', '.']) || key.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) => key,
        _ => return Err("say a number of nodes, zone, or the key of a label".to_owned()),
    };
    if key.is_empty() || key.starts_with('-') {
        return Err("say a number of nodes, zone, or the key of a label".to_owned());
    }
    Ok(Losing::Topology(key.to_owned()))
}

/// Sees to it that the answer can be told in the formats that are asked for.
///
/// # Errors
/// In words, where one has no place for it.
pub(super) fn only_told_in(cli: &Cli, what: &str) -> Result<(), String> {
    only_in(cli, &format!("the answer of {what}"), &["pretty", "json", "github"], "pretty and json have")
}

/// The same of formats that are named; `those` says which of them.
///
/// # Errors
/// In words, where another is asked for.
pub(super) fn only_in(cli: &Cli, what: &str, formats: &[&str], those: &str) -> Result<(), String> {
    let other = cli.reports.iter().find(|report| !formats.contains(&report.format.name));
    match other {
        Some(report) => Err(format!("--format {}: it has no place for {what}; {those}", report.format.name)),
        None => Ok(()),
    }
}
