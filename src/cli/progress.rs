//! Progress of long runs: on a terminal, and nothing elsewhere.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows that something is under way until it is dropped.
pub(super) struct Progress(ProgressBar);

/// Files below which a run is over before anybody could read about it.
const MANY: usize = 2_000;

impl Progress {
    /// Begins where standard error is a terminal and there is enough to do.
    pub(super) fn over(files: usize) -> Self {
        if files < MANY || !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner().with_message(format!("checking {files} files"));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(bar)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
