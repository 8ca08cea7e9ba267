//! `plimsoll schedule`

use super::args::{Format, Placing as Flags, ScheduleArgs};
use super::check::NO_NODES;
use super::color::{ColorChoice, look};
use super::lint::print_findings;
use super::run::begin;
use super::{End, print};
use crate::discover::{SourceFile, read_all};
use crate::inventory::{Command, parse_commands};
use crate::model::FileId;
use crate::pipeline::{Placing, Settings, lint_parsed, parse_all, pending, place, sort, unsound};
use crate::report::{Places, TextReport, placement_text, schedule_json};
use crate::scheduler::types::{Config, Verdict};

pub(super) fn run(args: &ScheduleArgs, color: ColorChoice) -> Result<End, String> {
    let mut run = begin(&args.common, None)?;
    let own = run.files.len();
    run.files.extend(read_nodes(&args.placing.nodes, &run.nodes)?);
    let placing = placing(&args.placing, &run.settings, args.common.format, &mut run.files)?;
    let trees = parse_all(&run.files, &run.settings);
    let mut placement = place(&run.files, &trees, &placing)?;
    // What is placed is not what a cluster would run where the manifests themselves are refused.
    let refused = unsound::refusals(lint_parsed(&run.files[..own], &trees[..own], &run.settings).findings);
    unsound::mark_invalid(&mut placement, &refused);
    let all_well = refused.is_empty() && placement.refused.is_empty();
    let mut findings = pending::findings(&placement, &[]);
    findings.extend(refused);
    sort(&run.files, &mut findings);
    let places = Places::new(&run.files);
    match args.common.format {
        Format::Json => print(&schedule_json(&places, &placement, &findings, &run.settings))?,
        Format::Text if placement.cluster.nodes.is_empty() => print(NO_NODES)?,
        Format::Text => {
            print_findings(&TextReport::new(&places, look(color), &run.settings), &findings, true)?;
            print(&placement_text::whole(&placement, args.placing.scores))?;
        }
    }
    let waits = |v: &Verdict| !matches!(v, Verdict::Scheduled { .. } | Verdict::Gated);
    let all_well = all_well && !placement.decisions.iter().any(|d| waits(&d.verdict));
    Ok(if all_well { End::Clean } else { End::Findings })
}

/// What the flags ask of placement; a scheduler configuration is read and joins the files.
pub(super) fn placing(
    flags: &Flags,
    settings: &Settings,
    format: Format,
    files: &mut Vec<SourceFile>,
) -> Result<Placing, String> {
    let what_if = what_if(&flags.what_if)?;
    let mut config_file = None;
    if let Some(path) = &flags.scheduler_config {
        config_file = Some(FileId(u32::try_from(files.len()).map_err(|e| e.to_string())?));
        files.extend(read_nodes(std::slice::from_ref(path), &[])?.into_iter().next());
    }
    let json = format == Format::Json;
    Ok(Placing {
        config: Config::default(),
        what_if,
        version: settings.version(),
        config_file,
        scores: flags.scores,
        detailed: json,
        explain: true,
    })
}

/// Reads the commands of `--what-if`.
pub(super) fn what_if(commands: &[String]) -> Result<Vec<Command>, String> {
    let mut read = Vec::new();
    for command in commands {
        read.extend(parse_commands(command).map_err(|why| format!("--what-if '{command}': {why}"))?);
    }
    Ok(read)
}

/// Files that only declare the cluster: those of the flags, or else those of the configuration.
pub(super) fn read_nodes(flags: &[String], config: &[String]) -> Result<Vec<SourceFile>, String> {
    let paths = if flags.is_empty() { config } else { flags };
    let (files, _) = read_all(paths, &|_| true).map_err(|m| format!("{}: {}", m.path, m.reason))?;
    Ok(files)
}
