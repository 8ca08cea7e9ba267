//! `--fix`, `--diff` and `--interactive`: who is asked, what is written, and where the rest goes.

use std::io::{IsTerminal as _, Write as _};

use super::ask::Asking;
use super::flags::Fixing;
use super::{End, print, say, write};
use crate::discover::{STDIN, STDIN_PATH, SourceFile};
use crate::fix::{Answer, Change, Choice, Mended, Offer, mend, unified};
use crate::pipeline::{Outcome, Request, run};
use crate::report::{Look, mended};

/// The files once what could be mended is.
pub(super) struct Repaired {
    pub files: Vec<SourceFile>,
    pub outcome: Outcome,
    /// Standard output has a mended text: what else is to be said goes elsewhere.
    pub aside: bool,
    /// Why files were not written, in words.
    pub unwritten: Vec<String>,
}

/// Sees to it that there is somebody to ask where that is wanted, before anything is done.
pub(super) fn prepare(fixing: &Fixing, paths: &[String]) -> Result<(), String> {
    if !fixing.interactive {
        return Ok(());
    }
    if paths.iter().any(|path| path == STDIN) {
        return Err("--interactive: standard input is what is to be fixed, and nobody could answer".to_owned());
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return Err("--interactive: there is no terminal to ask on".to_owned());
    }
    Ok(())
}

/// Makes the fixes of a choice, with suggestions or without.
pub(super) fn repair(
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &Request,
    (choice, suggestions): (Choice, bool),
) -> Result<Repaired, String> {
    repaired(files, outcome, request, &mut |offer| choice.takes(offer, suggestions))
}

/// Makes the fixes that somebody wants who is asked for each.
pub(super) fn ask(
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &Request,
    (suggestions, look): (bool, Look),
) -> Result<Repaired, String> {
    let mut asking = Asking::new(std::io::stdin().lock(), std::io::stderr(), request, look, suggestions);
    repaired(files, outcome, request, &mut |offer| asking.takes(offer))
}

fn repaired(
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &Request,
    choose: &mut dyn FnMut(&Offer<'_>) -> Answer,
) -> Result<Repaired, String> {
    let Mended { mut files, mut outcome, changed } = mend(files, outcome, request, choose)?;
    let (mut unwritten, mut aside) = (Vec::new(), false);
    let mut fixed = outcome.fixed.take();
    for (at, Change { before, mistakes }) in changed {
        let file = &mut files[at];
        if file.path == STDIN_PATH {
            continue;
        }
        if let Err(why) = write::replace(file, &before) {
            unwritten.push(format!("{}: not fixed: {why}", file.path));
            file.text = before;
            if let Some(fixed) = &mut fixed {
                (fixed.files, fixed.mistakes) = (fixed.files - 1, fixed.mistakes - mistakes);
            }
        }
    }
    // What is left is then what stands there.
    if !unwritten.is_empty() {
        let passed_over = std::mem::take(&mut outcome.passed_over);
        outcome = Outcome { passed_over, ..run(&files, request)? };
    }
    outcome.fixed = fixed;
    for file in files.iter().filter(|file| file.path == STDIN_PATH) {
        aside = true;
        // Who reads what is mended must not take a report for it.
        if file.problem.is_some() {
            continue;
        }
        let written = std::io::stdout().write_all(&file.encoding.bytes(&file.text));
        written.map_err(|error| format!("cannot write: {error}"))?;
    }
    Ok(Repaired { files, outcome, aside, unwritten })
}

/// Shows what the fixes of a choice would change, and says whether there is anything.
pub(super) fn diff(
    files: Vec<SourceFile>,
    outcome: Outcome,
    request: &Request,
    (choice, suggestions): (Choice, bool),
) -> Result<End, String> {
    let Mended { files, outcome, changed } =
        mend(files, outcome, request, &mut |offer| choice.takes(offer, suggestions))?;
    let mut by_path: Vec<(&SourceFile, &Change)> = changed.iter().map(|(at, change)| (&files[*at], change)).collect();
    by_path.sort_by_key(|(file, _)| &file.path);
    for (file, change) in by_path {
        print(&unified(&file.path, &change.before, &file.text))?;
    }
    if let Some(fixed) = &outcome.fixed {
        say(&mended(fixed, true));
    }
    Ok(if changed.is_empty() { End::Clean } else { End::Findings })
}
