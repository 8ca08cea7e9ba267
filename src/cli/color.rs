//! Whether to colour and how wide to draw: `--color`, NO_COLOR, CLICOLOR_FORCE, FORCE_COLOR.

use std::io::IsTerminal as _;

use clap::ValueEnum;

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
const WIDTH: usize = 100;

/// How standard output is to look.
pub(super) fn look(choice: ColorChoice) -> Look {
    let terminal = std::io::stdout().is_terminal();
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty() && v != "0");
    let width = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).filter(|w| *w >= 40);
    Look { color: decide(choice, terminal, &set), width: width.filter(|_| terminal).unwrap_or(WIDTH) }
}

/// What the user says beats the environment; NO_COLOR beats forcing, as no-color.org has it.
fn decide(choice: ColorChoice, terminal: bool, set: &dyn Fn(&str) -> bool) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR") => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
        ColorChoice::Auto => terminal,
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
    }
}
