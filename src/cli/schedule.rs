//! `plimsoll schedule`

use super::args::{Format, ScheduleArgs};
use super::run::begin;
use super::{End, print};
use crate::discover::{SourceFile, read_all};
use crate::inventory::parse_commands;
use crate::pipeline::{Placement, Placing, parse_all, place};
use crate::report::{Places, schedule_json};
use crate::scheduler::Detail;
use crate::scheduler::types::{Config, Verdict};

pub(super) fn run(args: &ScheduleArgs) -> Result<End, String> {
    let mut run = begin(&args.common, None)?;
    run.files.extend(read_nodes(&args.placing.nodes)?);
    let mut what_if = Vec::new();
    for command in &args.placing.what_if {
        what_if.extend(parse_commands(command).map_err(|why| format!("--what-if '{command}': {why}"))?);
    }
    let json = args.common.format == Format::Json;
    let placing = Placing {
        config: Config::default(),
        what_if,
        version: run.settings.version(),
        detail: Detail { scores: json || args.placing.scores, refused: json },
        explain: true,
    };
    let trees = parse_all(&run.files, &run.settings);
    let placement = place(&run.files, &trees, &placing)?;
    let places = Places::new(&run.files);
    print(&schedule_json(&places, &placement))?;
    Ok(if all_placed(&placement) { End::Clean } else { End::Findings })
}

/// Files that only declare the cluster.
pub(super) fn read_nodes(paths: &[String]) -> Result<Vec<SourceFile>, String> {
    let (files, _) = read_all(paths, &|_| true).map_err(|m| format!("{}: {}", m.path, m.reason))?;
    Ok(files)
}

/// Whether every pod has a node, or waits because it wants to.
fn all_placed(placement: &Placement<'_>) -> bool {
    placement.decisions.iter().all(|d| matches!(d.verdict, Verdict::Scheduled { .. } | Verdict::Gated))
}
