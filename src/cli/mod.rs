//! Flags to settings, results to the terminal. The only room that prints and exits.

mod args;
mod aside;
mod ask;
mod color;
mod completions;
mod config;
mod diff;
mod fix;
mod flags;
mod git;
mod init;
mod man;
mod parse;
mod progress;
mod questions;
mod reasons;
mod reports;
mod requests;
mod revision;
mod rules;
mod run;
mod settings;
mod stats;
mod watch;
mod write;

use std::io::Write as _;
use std::process::ExitCode;

use args::{Cli, Command};

use crate::report::harmless;

/// How a command that ran ended.
pub(crate) enum End {
    /// Nothing at or above the failing severity.
    Clean,
    /// Findings.
    Findings,
}

/// Runs the command line to its exit status: 0 clean, 1 findings, 2 the run itself failed.
pub fn main() -> ExitCode {
    quiet_faults();
    // Trees are as deep as the reader lets them be, and what walks them needs room: more than some systems give.
    let ended = if has_room() {
        std::panic::catch_unwind(command).ok()
    } else {
        match std::thread::Builder::new().stack_size(STACK).spawn(command) {
            Ok(work) => work.join().ok(),
            Err(why) => {
                say(&format!("error: no thread can be started: {why}"));
                return ExitCode::from(2);
            }
        }
    };
    ended.unwrap_or_else(|| {
        say("error: plimsoll failed, and it is plimsoll's fault; please report it");
        ExitCode::from(2)
    })
}

/// Whether this thread, the first, has room enough for calls: to start another takes longer than many a run.
fn has_room() -> bool {
    #[cfg(unix)]
    {
        // With so many bytes nothing that can be read overflows the stack: it is four times what the tests do with.
        const ENOUGH: u64 = 8 << 20;
        let limit = rustix::process::getrlimit(rustix::process::Resource::Stack);
        limit.current.is_none_or(|bytes| bytes >= ENOUGH)
    }
    #[cfg(not(unix))]
    {
        false
    }
}

/// Room for the calls of a thread, in bytes. Only what is used of it takes memory.
pub(crate) const STACK: usize = 32 << 20;

/// Has a fault of ours told in one line; where it happened is for whoever mends it.
fn quiet_faults() {
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        return;
    }
    std::panic::set_hook(Box::new(|fault| say(&format!("plimsoll: {fault}"))));
}

/// Runs the command line.
fn command() -> ExitCode {
    let cli = Cli::read();
    let end = match &cli.command {
        Command::Check(args) => requests::check(args, &cli),
        Command::Lint(args) => requests::lint(args, &cli),
        Command::Schedule(args) => requests::schedule(args, &cli),
        Command::Describe(args) => requests::describe(args, &cli),
        Command::Capacity(args) => requests::capacity(args, &cli),
        Command::Pack(args) => requests::pack(args, &cli),
        Command::Inventory(args) => requests::inventory(args, &cli),
        Command::Diff(args) => diff::diff(args, &cli),
        Command::Config(args) => config::run(args, &cli),
        Command::Parse(args) => parse::run(args),
        Command::Rules(args) => rules::list(args),
        Command::Explain(args) => rules::explain(args),
        Command::Init(args) => init::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    match end {
        Ok(End::Clean) => ExitCode::SUCCESS,
        Ok(End::Findings) => ExitCode::from(1),
        Err(why) => {
            say(&format!("error: {why}"));
            ExitCode::from(2)
        }
    }
}

/// Findings go to standard output, with nothing in them that commands a terminal.
pub(crate) fn print(text: &str) -> Result<(), String> {
    put(&harmless(text))
}

/// What is to be there byte for byte goes to standard output. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn put(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("cannot write: {error}")),
        _ => Ok(()),
    }
}

/// Everything else goes to standard error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", harmless(text));
}
