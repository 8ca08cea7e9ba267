//! `plimsoll check`: lint, then placement. The main job.

use super::args::{CheckArgs, Format};
use super::color::{ColorChoice, look};
use super::lint::print_findings;
use super::progress::Progress;
use super::run::{begin, fails, nothing_found};
use super::schedule::{placing, read_nodes};
use super::{End, print, say};
use crate::pipeline::{lint_parsed, mended, parse_all, pending, place, sort, unsound};
use crate::report::{Places, TextReport, check_json, closing, placement_text};

pub(super) fn run(args: &CheckArgs, color: ColorChoice) -> Result<End, String> {
    let mut run = begin(&args.common, Some(&args.rules))?;
    let linted = run.files.len();
    run.files.extend(read_nodes(&args.placing.nodes, &run.nodes)?);
    let placing = placing(&args.placing, &run.settings, args.common.format, &mut run.files)?;
    let progress = Progress::over(run.files.len());
    let trees = parse_all(&run.files, &run.settings);
    // What declares the cluster is taken as it is: it came from one.
    let mut outcome = lint_parsed(&run.files[..linted], &trees[..linted], &run.settings);
    outcome.counts.ignored += run.ignored;
    let mut placement = place(&run.files, &trees, &placing)?;
    unsound::mark_invalid(&mut placement, &outcome.findings);
    let somewhere = !placement.cluster.nodes.is_empty();
    if somewhere {
        mended(&run.files, &trees, &placing, &placement, &mut outcome.findings);
        let found = pending::findings(&placement, &outcome.findings);
        outcome.findings.extend(found);
        sort(&run.files, &mut outcome.findings);
    }
    drop(progress);
    let places = Places::new(&run.files);
    match args.common.format {
        Format::Json => print(&check_json(&places, &outcome, &placement, &run.settings))?,
        Format::Text => {
            let report = TextReport::new(&places, look(color), &run.settings);
            print_findings(&report, &outcome.findings, args.rules.suggestions)?;
            if somewhere {
                print(&placement_text::whole(&placement, args.placing.scores))?;
            }
            print(&closing(&outcome.findings, &outcome.counts, !args.rules.suggestions))?;
            if !somewhere {
                print(NO_NODES)?;
            }
        }
    }
    if nothing_found(&args.common, &outcome.counts) {
        say("no Kubernetes object found; --allow-empty makes that a success");
        return Ok(End::Findings);
    }
    Ok(if fails(&outcome.findings, run.fail_on) { End::Findings } else { End::Clean })
}

/// What is said where there is no inventory.
pub(super) const NO_NODES: &str = "\
nothing was placed: no node is declared. Add Node objects to the paths, or name them with --nodes PATH
(`kubectl get nodes,pods -A -o yaml > cluster.yaml` writes them)
";
