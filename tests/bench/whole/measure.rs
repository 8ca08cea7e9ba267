//! What a whole process takes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

/// The medians of some runs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Took {
    /// By the clock.
    pub(super) wall: Duration,
    /// Of all threads, in the program and in the kernel.
    pub(super) cpu: Duration,
    /// Bytes that were in memory at once, at the most.
    pub(super) memory: u64,
}

/// A program and what it is given.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Its path.
    pub(super) path: String,
    /// Its arguments.
    pub(super) args: Vec<String>,
}

impl Program {
    pub(super) fn new(path: &str, args: &[&str]) -> Self {
        Program { path: path.to_owned(), args: args.iter().map(|&arg| arg.to_owned()).collect() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn once(&self) -> Took {
        let began = Instant::now();
        let mut child = self.command().spawn().unwrap_or_else(|error| panic!("{}: {error}", self.path));
        let ended = child.wait4().expect("a child can be waited for");
        let wall = began.elapsed();
        let status = ended.status.code();
        assert!(matches!(status, Some(0 | 1)), "{} {:?} ended with {status:?}", self.path, self.args);
        Took { wall, cpu: ended.rusage.utime + ended.rusage.stime, memory: ended.rusage.maxrss }
    }

    /// Instructions of all threads in the program, as callgrind counts them; `None` where that is not there.
    pub(super) fn instructions(&self) -> Option<u64> {
        let valgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null"];
        let output = Command::new("valgrind").args(valgrind).arg(&self.path).args(&self.args).output().ok()?;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = told.lines().rev().find(|line| line.contains("refs:"))?;
        line.rsplit(' ').next()?.replace(',', "").parse().ok()
    }
}

/// Runs programs in turn, so that what else the machine does hits all of them alike; the medians of each.
pub(super) fn in_turn(programs: &[Program], runs: usize) -> Vec<Took> {
    let mut took: Vec<Vec<Took>> = vec![Vec::new(); programs.len()];
    // The first reads what the others find in the file cache.
    for program in programs {
        program.once();
    }
    for _ in 0..runs {
        for (program, took) in programs.iter().zip(&mut took) {
            took.push(program.once());
        }
    }
    took.into_iter().map(|all| median(&all)).collect()
}

fn median(all: &[Took]) -> Took {
    let middle = |mut values: Vec<Duration>| {
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Took {
        wall: middle(all.iter().map(|took| took.wall).collect()),
        cpu: middle(all.iter().map(|took| took.cpu).collect()),
        memory: all.iter().map(|took| took.memory).max().unwrap_or_default(),
    }
}

/// Bytes of all files below a folder.
pub(super) fn size(of: &Path) -> u64 {
    let files =
        walkdir::WalkDir::new(of).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}
