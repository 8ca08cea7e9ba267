//! `check`, `lint`, `schedule` and `inventory`: flags to a request, run, a format, an exit status.

use std::io::{BufWriter, Write};
use std::path::Path;

use super::args::{CheckArgs, Cli, DescribeArgs, InventoryArgs, LintArgs, ScheduleArgs};
use super::color::look;
use super::fix::{self, Repaired};
use super::flags::{Common, DryRun, Fixing, Placing as Flags, Told};
use super::progress::Progress;
use super::questions::{CapacityArgs, PackArgs, only_in, only_told_in};
use super::run::{Begun, begin};
use super::stats::Stats;
use super::{End, reports, say, watch};
use crate::discover::{Missing, Role, SourceFile, Take, leave_same, read_all};
use crate::fix::Choice;
use crate::inventory::{Command, parse_commands, parse_selector, plain};
use crate::model::Severity;
use crate::pipeline::{Outcome, Tell, run};
use crate::placement::Placing;
use crate::placement::asked::Ask;
use crate::report::{Places, View, mended};
use crate::scheduler::types::LabelSelector;

/// Validates.
pub(super) fn lint(args: &LintArgs, cli: &Cli) -> Result<End, String> {
    let begun = || begin(cli, &args.common, &args.rules.told, Some(&args.rules));
    answers(&begun, &args.common, cli, Some(&args.fixing))
}

/// Validates, then places: the main job.
pub(super) fn check(args: &CheckArgs, cli: &Cli) -> Result<End, String> {
    let begun = || {
        let mut begun = begin(cli, &args.common, &args.rules.told, Some(&args.rules))?;
        place(&mut begun, cli, &args.placing)?;
        Ok(begun)
    };
    answers(&begun, &args.common, cli, Some(&args.fixing))
}

/// Places.
pub(super) fn schedule(args: &ScheduleArgs, cli: &Cli) -> Result<End, String> {
    let ask = |placing: &mut Placing| {
        placing.without_nodes = true;
        placing.scheduler_alone = true;
        placing.trace.clone_from(&args.trace);
        placing.ask = args.losing.survive.clone().map(Ask::Survive);
    };
    if args.losing.survive.is_some() {
        only_told_in(cli, "--survive")?;
    }
    if args.trace.is_some() {
        only_in(
            cli,
            "the way that --trace tells",
            &["pretty", "wide", "json", "yaml", "github"],
            "pretty and json have",
        )?;
    }
    let DryRun { common, told, placing } = &args.dry;
    answers(&|| placed(cli, (common, told, placing), ask), common, cli, None)
}

/// Describes a pod: what is wrong with it is another command's.
pub(super) fn describe(args: &DescribeArgs, cli: &Cli) -> Result<End, String> {
    only_in(cli, "the page of describe", &["pretty", "github"], "pretty has")?;
    let (wanted, common) = args.ask()?;
    let DryRun { told, placing, .. } = &args.dry;
    let begun = placed(cli, (&common, told, placing), |placing| {
        placing.scheduler_alone = true;
        placing.explain = false;
        placing.describe = Some(wanted);
    })?;
    answer(&begun, &common, cli, &mut stdout()).map(|_| End::Clean)
}

/// Says how many more of a workload fit.
pub(super) fn capacity(args: &CapacityArgs, cli: &Cli) -> Result<End, String> {
    only_told_in(cli, "capacity")?;
    let (ask, common) = args.ask()?;
    asks(&ask, cli, (&common, &args.dry.told, &args.dry.placing))
}

/// Says what to buy.
pub(super) fn pack(args: &PackArgs, cli: &Cli) -> Result<End, String> {
    only_told_in(cli, "pack")?;
    let DryRun { common, told, placing } = &args.dry;
    asks(&Ask::Pack(args.shape.clone()), cli, (common, told, placing))
}

/// Answers a question.
fn asks(ask: &Ask, cli: &Cli, flags: (&Common, &Told, &Flags)) -> Result<End, String> {
    let begun = || placed(cli, flags, |placing| (placing.explain, placing.ask) = (false, Some(ask.clone())));
    answers(&begun, flags.0, cli, None)
}

/// Begins a dry run of which nothing but the placement is told, and asks of it what `ask` sets.
fn placed(
    cli: &Cli,
    (common, told, flags): (&Common, &Told, &Flags),
    ask: impl FnOnce(&mut Placing),
) -> Result<Begun, String> {
    let mut begun = begin(cli, common, told, None)?;
    place(&mut begun, cli, flags)?;
    begun.request.tell = Tell::Placement;
    if let Some(placing) = &mut begun.request.placing {
        ask(placing);
    }
    Ok(begun)
}

/// Lists the nodes.
pub(super) fn inventory(args: &InventoryArgs, cli: &Cli) -> Result<End, String> {
    let mut begun = begin(cli, &args.common, &args.told, None)?;
    begun.request.list = Some(match &args.selector {
        Some(text) => parse_selector(text).map_err(|why| format!("-l '{text}': {why}"))?,
        None => LabelSelector::default(),
    });
    let what_if = what_if(&args.what_if)?;
    begun.files.extend(told(&what_if)?);
    begun.request.placing = Some(Placing { what_if, ..Placing::default() });
    answer(&begun, &args.common, cli, &mut stdout()).map(|(end, _)| end)
}

/// Runs the request once, mends where that is asked for, or runs it whenever something is saved.
fn answers(
    begun: &dyn Fn() -> Result<Begun, String>,
    common: &Common,
    cli: &Cli,
    fixing: Option<&Fixing>,
) -> Result<End, String> {
    if common.watch {
        return watch::over(begun, common, cli, &|begun, out| answer(begun, common, cli, out));
    }
    match fixing.and_then(|fixing| Some((fixing, fixing.choice()?))) {
        Some((fixing, choice)) => mend(begun()?, common, cli, fixing, choice),
        None => answer(&begun()?, common, cli, &mut stdout()).map(|(end, _)| end),
    }
}

/// Standard output, where reports go that have no file.
pub(super) fn stdout() -> impl Write {
    BufWriter::new(std::io::stdout().lock())
}

/// Runs the request, writes the reports, those without a file to `out`, and tells how it ended.
fn answer(begun: &Begun, common: &Common, cli: &Cli, out: &mut dyn Write) -> Result<(End, Outcome), String> {
    let stats = common.stats.then(Stats::begin);
    let outcome = once(begun)?;
    if let Some(known) = &begun.known
        && known.write(&outcome, &begun.files, &begun.request)?
    {
        return Ok((End::Clean, outcome));
    }
    report(begun, common, cli, &outcome, out)?;
    if let Some(stats) = stats {
        say(&stats.told(&outcome));
    }
    let end = end(&outcome, begun, common);
    Ok((end, outcome))
}

/// Runs the request, mends what the choice takes, writes the report of what is left, and tells how that ended.
fn mend(mut begun: Begun, common: &Common, cli: &Cli, fixing: &Fixing, choice: Choice) -> Result<End, String> {
    fix::prepare(fixing, &begun.paths)?;
    // Of what is mended it is told how much more there is.
    begun.request.without_suggestions = false;
    let stats = common.stats.then(Stats::begin);
    let outcome = once(&begun)?;
    let (files, request, suggestions) = (std::mem::take(&mut begun.files), &begun.request, begun.suggestions);
    let repaired = if fixing.diff {
        return fix::diff(files, outcome, request, (choice, suggestions));
    } else if fixing.interactive {
        fix::ask(files, outcome, request, (suggestions, look(cli.color)))?
    } else {
        fix::repair(files, outcome, request, (choice, suggestions))?
    };
    let Repaired { files, outcome, aside, unwritten } = repaired;
    begun.files = files;
    // Standard output may have a mended text.
    let mut out: Box<dyn Write> = if aside { Box::new(std::io::stderr().lock()) } else { Box::new(stdout()) };
    report(&begun, common, cli, &outcome, &mut out)?;
    drop(out);
    if let Some(fixed) = outcome.fixed.as_ref().filter(|_| !common.quiet && !reports::are_for_people(&cli.reports)) {
        say(&mended(fixed, false));
    }
    if !unwritten.is_empty() {
        return Err(unwritten.join("\nerror: "));
    }
    if let Some(stats) = stats {
        say(&stats.told(&outcome));
    }
    Ok(end(&outcome, &begun, common))
}

/// One run.
pub(super) fn once(begun: &Begun) -> Result<Outcome, String> {
    let progress = Progress::over(begun.files.len());
    let mut outcome = run(&begun.files, &begun.request)?;
    drop(progress);
    outcome.passed_over.clone_from(&begun.passed_over);
    Ok(outcome)
}

/// Writes the reports of an outcome, those without a file to `out`.
pub(super) fn report(
    begun: &Begun,
    common: &Common,
    cli: &Cli,
    outcome: &Outcome,
    out: &mut dyn Write,
) -> Result<(), String> {
    let view = View {
        outcome,
        places: &Places::new(&begun.files),
        request: &begun.request,
        suggestions: begun.suggestions,
        fail_on: begun.fail_on,
        verbose: common.verbose,
        quiet: common.quiet,
        most: common.max_findings,
        root: &begun.root,
        look: look(cli.color),
    };
    reports::keep_off(&cli.reports, &begun.files)?;
    reports::write(&cli.reports, view, cli.color, out)
}

/// How a run ended; where that needs words they are said.
fn end(outcome: &Outcome, begun: &Begun, common: &Common) -> End {
    let Begun { files, request, fail_on, .. } = begun;
    if outcome.nodes.as_ref().is_some_and(Vec::is_empty) {
        if files.is_empty() {
            say("no file is there: add Node objects, or an Inventory of plimsoll.dev/v1");
            return End::Findings;
        }
        if !outcome.findings.iter().any(|f| f.severity == Severity::Error) {
            say("no node has the labels that are asked for");
        }
    }
    if request.list.is_none() && outcome.counts.objects() == 0 && !common.allow_empty {
        say("no Kubernetes object found; --allow-empty makes that a success");
        return End::Findings;
    }
    if outcome.reply.as_ref().is_some_and(crate::placement::asked::Reply::fails) {
        return End::Findings;
    }
    if outcome.findings.iter().any(|f| f.severity >= *fail_on) { End::Findings } else { End::Clean }
}

/// Has pods placed as the flags say. Files that only declare the cluster, those of the flags or else of the configuration,
/// and the scheduler's configuration join the others.
pub(super) fn place(begun: &mut Begun, cli: &Cli, flags: &Flags) -> Result<(), String> {
    let nodes = if flags.nodes.is_empty() { &begun.nodes } else { &flags.nodes };
    let mut others = read(nodes, Role::Cluster)?;
    if others.is_empty() && !nodes.is_empty() {
        return Err(format!("no file that could declare a node is in {}", nodes.join(", ")));
    }
    if let Some(path) = flags.scheduler_config.as_ref().or(begun.scheduler_config.as_ref()) {
        others.extend(read(std::slice::from_ref(path), Role::SchedulerConfig)?.into_iter().next());
    }
    // What is given twice is there once: as what it is named for, or else as what it was found as.
    let named = |file: &SourceFile| nearness(&begun.paths, &file.path) >= nearness(nodes, &file.path);
    leave_same(&mut others, Role::Cluster, begun.files.iter().filter(|file| named(file)));
    leave_same(&mut begun.files, Role::Manifest, others.iter());
    begun.files.extend(others);
    let what_if = what_if(&flags.what_if)?;
    begun.files.extend(told(&what_if)?);
    begun.request.placing = Some(Placing {
        what_if,
        said: flags.what_if.clone(),
        applied: flags.applied,
        compare: cli.reports.iter().any(|report| report.format.picture().is_some_and(|picture| picture.compares)),
        scores: flags.scores,
        details: flags.details,
        detailed: cli.reports.iter().any(|report| report.format.detailed),
        explain: true,
        version_of_nodes: begun.request.version_open,
        without_nodes: false,
        scheduler_alone: false,
        trace: None,
        describe: None,
        ask: None,
    });
    Ok(())
}

/// How near the nearest of the paths that lead to a file is to it.
fn nearness(paths: &[String], file: &str) -> usize {
    let own = |path: &String| {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        let leads = path.is_empty() || path == "." || Path::new(file).starts_with(path);
        leads.then(|| if path == "." { 1 } else { path.len() + 1 })
    };
    paths.iter().filter_map(own).max().unwrap_or_default()
}

pub(super) fn read(paths: &[String], role: Role) -> Result<Vec<SourceFile>, String> {
    let cannot = |Missing { path, reason }| format!("{path}: {reason}");
    let take = if role == Role::Cluster { Take::everything().of_dumps() } else { Take::everything() };
    let mut files = read_all(paths, &take).map_err(cannot)?.files;
    files.iter_mut().for_each(|file| file.role = role);
    if role == Role::Cluster {
        files.iter_mut().for_each(as_documents);
    }
    Ok(files)
}

/// Makes documents of what kubectl prints for people.
pub(super) fn as_documents(file: &mut SourceFile) {
    if let Some(plain) = plain(&file.text) {
        (file.text, file.missing) = (plain.text, plain.missing);
    }
}

/// Reads the commands of `--what-if`.
fn what_if(commands: &[String]) -> Result<Vec<Command>, String> {
    let mut read = Vec::new();
    for command in commands {
        read.extend(parse_commands(command).map_err(|why| format!("--what-if '{command}': {why}"))?);
    }
    Ok(read)
}

/// The files that what-if commands name, and those that they make.
fn told(commands: &[Command]) -> Result<Vec<SourceFile>, String> {
    let mut paths: Vec<String> = commands.iter().flat_map(Command::reads).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    let mut files = Vec::new();
    for path in paths {
        let found = read(std::slice::from_ref(&path), Role::Told).map_err(|why| format!("--what-if: {why}"))?;
        if found.is_empty() {
            return Err(format!(
                "--what-if: error reading [{path}]: recognized file extensions are [.json .yaml .yml]"
            ));
        }
        files.extend(found);
    }
    let made = commands.iter().filter_map(Command::writes);
    files.extend(made.map(|(path, text)| SourceFile { role: Role::Told, ..SourceFile::new(path, text) }));
    Ok(files)
}
