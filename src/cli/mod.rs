//! Flags to settings, results to the terminal. The only room that prints and exits.

mod args;
mod lint;
mod parse;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};

/// How a command ended.
pub(crate) enum End {
    /// Nothing at or above the failing severity.
    Clean,
    /// Findings.
    Findings,
    /// The run itself failed; why.
    Failed(String),
}

/// Runs the command line to its exit status: 0 clean, 1 findings, 2 the run itself failed.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let end = match &cli.command {
        Command::Lint(args) => lint::run(args),
        Command::Parse(args) => parse::run(args),
    };
    match end {
        End::Clean => ExitCode::SUCCESS,
        End::Findings => ExitCode::from(1),
        End::Failed(why) => {
            let _ = writeln!(std::io::stderr(), "error: {why}");
            ExitCode::from(2)
        }
    }
}

/// Findings go to standard output. A reader that has seen enough (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("cannot write: {error}")),
        _ => Ok(()),
    }
}
