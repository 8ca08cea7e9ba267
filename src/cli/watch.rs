//! `--watch`: the whole run again whenever something is saved, and what is new and what is mended since the last one.
//!
//! Folders are watched one by one, those that the walk enters: a build that writes below `target/` wakes nobody. Which of
//! the events matter is for the next run to say: it reads everything anew, and where it reads the same nothing is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use xxhash_rust::xxh3::xxh3_128;

use super::args::Cli;
use super::flags::Common;
use super::run::Begun;
use super::settings::config_path;
use super::{End, put, say};
use crate::config::FILES;
use crate::discover::{STDIN, read_text};
use crate::model::{Severity, count};
use crate::pipeline::{Outcome, fingerprints};
use crate::report::Places;

/// Saving is over when nothing has happened for so long: editors write, rename and set times one after the other.
const CALM: Duration = Duration::from_millis(15);

/// Who never stops writing is not waited for.
const PATIENCE: Duration = Duration::from_millis(60);

/// What one round does: the reports, written to what it is given.
pub(super) type Answer<'a> = dyn Fn(&Begun, &mut dyn Write) -> Result<(End, Outcome), String> + 'a;

/// Findings by their fingerprints, as they are told in one line.
type Told = BTreeMap<String, String>;

/// Runs again and again, until somebody ends the program.
///
/// # Errors
/// Where the first round cannot even begin. Later ones say why, and what was there before is waited for.
pub(super) fn over(
    begun: &dyn Fn() -> Result<Begun, String>,
    common: &Common,
    cli: &Cli,
    answer: &Answer<'_>,
) -> Result<End, String> {
    if common.paths.iter().any(|path| path == STDIN) {
        return Err("--watch: standard input cannot be read a second time".to_owned());
    }
    let (tell, events) = channel();
    let cannot = |why: notify::Error| format!("--watch: {why}");
    let watcher = notify::recommended_watcher(move |event| drop(tell.send(event))).map_err(cannot)?;
    let mut watch = Watch { watcher, folders: BTreeSet::new(), screen: Screen::of(cli), rounds: 0, before: None };
    let mut seen = None;
    loop {
        let since = Instant::now();
        let now = begun();
        if seen.is_none()
            && let Err(why) = now
        {
            return Err(why);
        }
        let state = state(&now, common);
        let fresh = now.as_ref().is_ok_and(|begun| watch.follow(begun, common));
        if seen != Some(state) {
            seen = Some(state);
            watch.round(now, common, answer, since);
        }
        // What was saved into a new folder before it was watched is told by nobody.
        if !fresh && !wait(&events) {
            return Ok(End::Clean);
        }
    }
}

/// What everything that was read amounts to: the same as long as nothing that matters was saved.
fn state(begun: &Result<Begun, String>, common: &Common) -> u128 {
    let mut text = config_path(common).and_then(|path| read_text(&path).ok()).unwrap_or_default();
    match begun {
        Ok(begun) => {
            for file in &begun.files {
                text.push_str(&format!("\0{}\0{:?}\0{:x}", file.path, file.problem, xxh3_128(file.text.as_bytes())));
            }
            text.push_str(&format!("\0{:?}", begun.passed_over));
        }
        Err(why) => text.push_str(why),
    }
    xxh3_128(text.as_bytes())
}

/// Waits until something was saved and all is calm; false where nobody watches any more.
fn wait(events: &Receiver<notify::Result<notify::Event>>) -> bool {
    let matters = |event: &notify::Result<notify::Event>| match event {
        Ok(event) => !matches!(event.kind, EventKind::Access(_)),
        // What got lost is looked for.
        Err(_) => true,
    };
    loop {
        match events.recv() {
            Ok(event) if matters(&event) => break,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        match events.recv_timeout(CALM) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// What stays from round to round.
struct Watch {
    watcher: RecommendedWatcher,
    /// The folders that are watched.
    folders: BTreeSet<PathBuf>,
    screen: Screen,
    rounds: usize,
    /// What the round before found; nothing before the first.
    before: Option<Told>,
}

impl Watch {
    /// Watches what the walk entered and where the other files lie, and leaves the rest. Whether there is a new folder.
    fn follow(&mut self, begun: &Begun, common: &Common) -> bool {
        let parent = |path: &str| match Path::new(path).parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        let found = config_path(common);
        let named = begun.paths.iter().chain(&found).map(String::as_str).chain(FILES);
        let files = begun.files.iter().map(|file| file.path.as_str());
        let mut wanted: BTreeSet<PathBuf> = named.chain(files).map(parent).collect();
        wanted.extend(begun.folders.iter().cloned());
        for gone in self.folders.difference(&wanted) {
            // A folder that was removed is not watched any more already.
            let _ = self.watcher.unwatch(gone);
        }
        let mut new = false;
        let first = self.folders.is_empty();
        let mut watched: BTreeSet<PathBuf> = self.folders.intersection(&wanted).cloned().collect();
        for folder in wanted {
            if watched.contains(&folder) {
                continue;
            }
            match self.watcher.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    new = true;
                    watched.insert(folder);
                }
                Err(_) if !folder.exists() => {}
                Err(why) if first => say(&format!("{} cannot be watched: {why}", folder.display())),
                Err(_) => {}
            }
        }
        self.folders = watched;
        new
    }

    /// One round: its reports, and what is different from the one before.
    fn round(&mut self, begun: Result<Begun, String>, common: &Common, answer: &Answer<'_>, since: Instant) {
        self.rounds += 1;
        let mut report = Vec::new();
        let done = begun.and_then(|begun| {
            let (_, outcome) = answer(&begun, &mut report)?;
            let hidden = common.quiet;
            Ok((told(&begun, &outcome), begun.files.len(), hidden))
        });
        let took = since.elapsed();
        let words = match done {
            Ok((now, files, hidden)) => {
                let words = difference(self.before.as_ref(), &now);
                self.before = Some(now);
                let watched = format!("{} in {}", count(files, "file"), count(self.folders.len(), "folder"));
                let last = format!("watching {watched} ({} ms); Ctrl-C ends it", took.as_millis());
                if hidden { words } else { words + &last }
            }
            // The findings of the last round that came to an end are still what the next one is held against.
            Err(why) => format!("error: {why}"),
        };
        // A reader that has gone away will be told of by the next event, too.
        let _ = put(&self.screen.frame(&String::from_utf8_lossy(&report), self.rounds));
        say(words.trim_end());
    }
}

/// The findings of a round that count, each in one line.
fn told(begun: &Begun, outcome: &Outcome) -> Told {
    let places = Places::new(&begun.files);
    let prints = fingerprints(&outcome.findings, &begun.files, &begun.root);
    let grave = outcome.findings.iter().zip(prints).filter(|(finding, _)| finding.severity > Severity::Info);
    let line = |finding: &crate::model::Finding| {
        let (start, _) = places.range(finding.file, finding.span);
        format!("{}:{}: {} [{}]", places.path(finding.file), start.line, finding.message, finding.rule.id)
    };
    grave.map(|(finding, put)| (put, line(finding))).collect()
}

/// Lines of one kind that are shown at most; the others are counted.
const MOST: usize = 5;

/// What is new and what is mended, a line for each; empty for the first round.
fn difference(before: Option<&Told>, now: &Told) -> String {
    let Some(before) = before else { return String::new() };
    let only = |a: &Told, b: &Told| {
        a.iter().filter(|(print, _)| !b.contains_key(*print)).map(|(_, line)| line.clone()).collect()
    };
    let (mended, new): (Vec<String>, Vec<String>) = (only(before, now), only(now, before));
    let mut text = String::new();
    for (word, mut lines) in [("mended", mended), ("new", new)] {
        lines.sort();
        for line in lines.iter().take(MOST) {
            text.push_str(&format!("{word:6}  {line}\n"));
        }
        if lines.len() > MOST {
            text.push_str(&format!("{word:6}  and {} more\n", lines.len() - MOST));
        }
    }
    if text.is_empty() { "nothing new, nothing mended\n".to_owned() } else { text }
}

/// Where rounds are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    /// A terminal: each round is painted over the one before.
    Terminal,
    /// Something that keeps it all: rounds stand below each other, parted by a line.
    Paper,
    /// The same for programs: nothing but the reports.
    Machine,
}

impl Screen {
    fn of(cli: &Cli) -> Self {
        if std::io::stdout().is_terminal() {
            return Screen::Terminal;
        }
        let whole = cli.reports.iter().any(|report| report.to.is_none() && report.format.whole);
        if whole { Screen::Machine } else { Screen::Paper }
    }

    /// A report as it is written. On a terminal the old lines are written over one by one, each cleared behind its new end:
    /// the screen is never empty, so nothing flickers.
    fn frame(self, report: &str, round: usize) -> String {
        match self {
            Screen::Terminal if round == 1 => format!("\x1b[2J\x1b[H{report}"),
            Screen::Terminal => format!("\x1b[H{}\x1b[J", report.replace('\n', "\x1b[K\n")),
            Screen::Paper if round == 1 => report.to_owned(),
            Screen::Paper => format!("\n── round {round} ──\n\n{report}"),
            Screen::Machine => report.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[(&str, &str)]) -> Told {
        rows.iter().map(|(print, line)| ((*print).to_owned(), (*line).to_owned())).collect()
    }

    #[test]
    fn what_is_new_and_what_is_mended_is_told() {
        let before = of(&[("1", "a.yaml:1: x"), ("2", "a.yaml:2: y")]);
        assert_eq!(difference(None, &before), "");
        assert_eq!(difference(Some(&before), &before), "nothing new, nothing mended\n");
        let now = of(&[("2", "a.yaml:3: y"), ("3", "b.yaml:1: z")]);
        assert_eq!(difference(Some(&before), &now), "mended  a.yaml:1: x\nnew     b.yaml:1: z\n");
        let many: Told = (0..9).map(|n| (n.to_string(), format!("a.yaml:{n}: x"))).collect();
        assert!(difference(Some(&of(&[])), &many).ends_with("a.yaml:4: x\nnew     and 4 more\n"));
    }

    #[test]
    fn frames_leave_nothing_of_the_one_before_and_never_clear_a_paper() {
        assert_eq!(Screen::Terminal.frame("a\nb\n", 2), "\x1b[Ha\x1b[K\nb\x1b[K\n\x1b[J");
        for round in [1, 2] {
            assert!(!Screen::Paper.frame("a\n", round).contains('\x1b'));
            assert_eq!(Screen::Machine.frame("{}\n", round), "{}\n");
        }
        assert!(Screen::Paper.frame("a\n", 2).contains("round 2"));
    }
}
