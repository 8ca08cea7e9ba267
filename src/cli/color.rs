//! Whether to colour and how wide to draw: `--color`, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use supports_hyperlinks::Stream;
use terminal_size::terminal_size_of;

use crate::report::Look;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal that has not asked for none
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Columns where there is no terminal to ask.
const WIDTH: usize = 120;

/// Columns of the narrowest and of the widest page: of less nothing is left beside the places, and nobody reads longer lines.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=200;

/// How standard output is to look.
pub(super) fn look(choice: ColorChoice) -> Look {
    let terminal = std::io::stdout().is_terminal();
    let screen = terminal.then(|| terminal_size_of(std::io::stdout())).flatten();
    let color = decide(choice, terminal, &set);
    // Who wants no colours by flag wants nothing but text. Which terminals have links is known to the crate.
    let links = choice != ColorChoice::Never && !is_dumb(&set) && supports_hyperlinks::on(Stream::Stdout);
    let width = width(screen.map(|(width, _)| width.0.into()), variable("COLUMNS"));
    Look { color, links, width, screen: terminal }
}

/// How a file is to look.
pub(super) fn look_of_file(choice: ColorChoice) -> Look {
    let width = width(None, variable("COLUMNS"));
    Look { color: choice == ColorChoice::Always, links: false, width, screen: false }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn set(name: &str) -> bool {
    variable(name).is_some_and(|value| !value.is_empty() && value != "0" && (name != DUMB || value == "dumb"))
}

/// What names the terminal.
const DUMB: &str = "TERM";

/// Whether the terminal can do nothing but show text.
fn is_dumb(set: &dyn Fn(&str) -> bool) -> bool {
    set(DUMB)
}

/// The columns of a page: COLUMNS where it is exported, as git and the core utilities have it, or else those of the screen.
fn width(screen: Option<usize>, columns: Option<String>) -> usize {
    let columns = columns.and_then(|columns| columns.trim().parse().ok()).filter(|columns| *columns > 0);
    columns.or(screen).unwrap_or(WIDTH).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// What the user says beats the environment; NO_COLOR beats forcing, as no-color.org has it.
fn decide(choice: ColorChoice, terminal: bool, set: &dyn Fn(&str) -> bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
        ColorChoice::Auto => terminal && !is_dumb(set),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_beat_the_environment() {
        let with = |names: &'static [&'static str]| move |name: &str| names.contains(&name);
        assert!(!decide(ColorChoice::Auto, false, &with(&[])));
        assert!(decide(ColorChoice::Auto, true, &with(&[])));
        assert!(!decide(ColorChoice::Auto, true, &with(&["NO_COLOR"])));
        assert!(!decide(ColorChoice::Auto, true, &with(&["NO_COLOR", "CLICOLOR_FORCE"])));
        assert!(decide(ColorChoice::Auto, false, &with(&["CLICOLOR_FORCE"])));
        assert!(decide(ColorChoice::Always, false, &with(&["NO_COLOR"])));
        assert!(!decide(ColorChoice::Never, true, &with(&["CLICOLOR_FORCE"])));
        assert!(!decide(ColorChoice::Auto, true, &with(&["TERM"])));
        assert!(decide(ColorChoice::Always, true, &with(&["TERM"])));
    }

    #[test]
    fn a_page_is_as_wide_as_what_it_is_read_on() {
        let told = |screen, columns: &str| width(screen, Some(columns.to_owned()));
        assert_eq!(width(None, None), WIDTH);
        assert_eq!(width(Some(132), None), 132);
        assert_eq!((width(Some(20), None), width(Some(400), None)), (60, 200));
        assert_eq!(
            (told(Some(132), "80"), told(None, "120"), told(Some(132), ""), told(None, "x")),
            (80, 120, 132, WIDTH)
        );
    }
}
