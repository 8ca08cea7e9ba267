//! What the whole tool takes on trees and clusters of many sizes, beside two yardsticks in the same run: to find and read the
//! files, and a peer.
//!
//! `cargo bench --bench whole -- [CASE …] [--peer kubeconform=PATH --peer-schemas FOLDER] [--instructions] [--program PATH]`
//!
//! Without a case all but the largest are run; `--all` runs those, too. Figures are medians, programs run in turn. `--peer-schemas`
//! is a folder as `tests/compare/schemas` makes it, or a template of kubeconform's own.
#![cfg(unix)]

mod inputs;
mod measure;

use std::path::Path;
use std::time::Duration;

use clap::Parser;
use inputs::{Ask, CASES, Case};
use measure::{Program, Took, in_turn, size};

/// What may be said on the command line.
#[derive(Debug, Parser)]
#[command(about = "What the whole tool takes")]
struct Args {
    /// Names of cases; all but the largest where there are none
    cases: Vec<String>,
    /// The largest, too
    #[arg(long)]
    all: bool,
    /// A peer to run beside it, as NAME=PATH; kubeconform is known
    #[arg(long)]
    peer: Option<String>,
    /// The peer's schemas: a folder, or a template
    #[arg(long, requires = "peer")]
    peer_schemas: Option<String>,
    /// Count instructions, which takes a valgrind and fifty times as long
    #[arg(long)]
    instructions: bool,
    /// Another build of the tool than the one at hand
    #[arg(long)]
    program: Option<String>,
    /// Finds and reads all files below a path, and nothing else: the yardstick
    #[arg(long, hide = true)]
    read: Option<String>,
    /// What `cargo bench` says to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// Those that are run only where they are asked for: they take a minute each, or a gigabyte.
const LARGEST: [&str; 3] = ["many", "large", "running"];

fn main() {
    let args = Args::parse();
    if let Some(path) = &args.read {
        println!("{}", read(Path::new(path)));
        return;
    }
    println!(
        "{:<46} {:>9} {:>9} {:>8} {:>9}  beside",
        "case",
        "wall ms",
        "cpu ms",
        "MiB",
        if args.instructions { "instr/B" } else { "" }
    );
    let asked = |case: &&Case| match args.cases.as_slice() {
        [] => args.all || !LARGEST.contains(&case.name),
        names => names.iter().any(|name| name == case.name),
    };
    for case in CASES.iter().filter(asked) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        (case.write)(folder.path()).expect("files can be written");
        run(case, folder.path(), &args);
    }
}

/// Bytes of everything below a path, read as simply as it can be done.
fn read(path: &Path) -> usize {
    let files =
        walkdir::WalkDir::new(path).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.filter_map(|file| std::fs::read(file.path()).ok()).map(|bytes| bytes.len()).sum()
}

fn run(case: &Case, folder: &Path, args: &Args) {
    let own = args.program.as_deref().unwrap_or(env!("CARGO_BIN_EXE_plimsoll"));
    let path = folder.to_str().expect("a path of temporary files is text");
    let lint = Program::new(own, &["lint", path, "--no-config", "--format", "compact"]);
    let bytes = size(folder);
    match case.ask {
        Ask::Lint => {
            let this = std::env::current_exe().expect("a program knows itself");
            let reads = Program::new(this.to_str().expect("a path of a build is text"), &["--read", path]);
            let peer = args.peer.as_deref().map(|peer| peer_of(peer, args.peer_schemas.as_deref(), path));
            let programs: Vec<Program> = [lint.clone(), reads].into_iter().chain(peer).collect();
            let took = in_turn(&programs, case.runs);
            let mut beside = format!("{:.2} × reading ({:.1} ms)", ratio(took[0], took[1]), ms(took[1].cpu));
            if let Some(peer) = took.get(2) {
                beside += &format!(", {:.3} × the peer ({:.0} ms)", ratio(took[0], *peer), ms(peer.cpu));
            }
            beside += &format!(", {:.1} × its size in memory", took[0].memory as f64 / bytes as f64);
            row(case, took[0], instructions(&lint, bytes, args), &beside);
        }
        Ask::Schedule(pods) => {
            let schedule = Program::new(own, &["schedule", path, "--no-config", "--format", "json"]);
            let took = in_turn(&[schedule.clone(), lint], case.runs);
            let alone = took[0].cpu.saturating_sub(took[1].cpu);
            let speed = pods as f64 / alone.as_secs_f64().max(1e-9);
            let beside = format!("{speed:.0} pods/s of cpu, less lint ({:.0} ms)", ms(took[1].cpu));
            row(case, took[0], instructions(&schedule, bytes, args), &beside);
        }
    }
}

/// Instructions for each byte of input.
fn instructions(program: &Program, bytes: u64, args: &Args) -> Option<f64> {
    args.instructions.then(|| program.instructions()).flatten().map(|count| count as f64 / bytes as f64)
}

fn ratio(own: Took, other: Took) -> f64 {
    own.cpu.as_secs_f64() / other.cpu.as_secs_f64().max(1e-9)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn row(case: &Case, took: Took, instructions: Option<f64>, beside: &str) {
    let name = format!("{}: {}", case.name, case.about);
    let (wall, cpu, memory) = (ms(took.wall), ms(took.cpu), took.memory as f64 / f64::from(1 << 20));
    let instructions = instructions.map_or_else(String::new, |each| format!("{each:.0}"));
    println!("{name:<46} {wall:>9.1} {cpu:>9.1} {memory:>8.1} {instructions:>9}  {beside}");
}

/// The peer, with what makes it do the same: all files of a folder, against schemas that it need not fetch.
fn peer_of(peer: &str, schemas: Option<&str>, path: &str) -> Program {
    let (name, program) = peer.split_once('=').unwrap_or(("kubeconform", peer));
    assert_eq!(name, "kubeconform", "no other peer is known here");
    let template = match schemas {
        Some(template) if template.contains("{{") => template.to_owned(),
        Some(folder) => {
            format!(
                "{folder}/{{{{ .NormalizedKubernetesVersion }}}}-standalone{{{{ .StrictSuffix }}}}/{{{{ .ResourceKind }}}}{{{{ .KindSuffix }}}}.json"
            )
        }
        None => "default".to_owned(),
    };
    Program::new(program, &["-strict", "-summary", "-schema-location", &template, path])
}
