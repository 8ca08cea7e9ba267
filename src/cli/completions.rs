//! `plimsoll completions`: what a shell needs to complete commands, flags and their values.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Args};
use clap_complete::{Shell, generate};

use super::args::Cli;
use super::{End, put};
use crate::pipeline::rules::all;

/// For which shell.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell that is to complete
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Prints the script of one shell.
pub(super) fn run(args: &CompletionsArgs) -> Result<End, String> {
    put(&script(args.shell)?)?;
    Ok(End::Clean)
}

/// The script of a shell. It is made in memory first: the generators know no reader that has seen enough.
fn script(shell: Shell) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut command = with_rules(Cli::described());
    let name = command.get_name().to_owned();
    generate(shell, &mut command, name, &mut bytes);
    String::from_utf8(bytes).map_err(|why| why.to_string())
}

/// The command line with the ids of rules wherever a rule is named. Only shells are told: who writes a name that is none is
/// answered in better words than clap has.
fn with_rules(command: clap::Command) -> clap::Command {
    let named = |arg: Arg| {
        let values = all().map(|rule| PossibleValue::new(rule.id).help(rule.summary));
        arg.value_parser(PossibleValuesParser::new(values))
    };
    command.mut_subcommands(|command| {
        let of_rules = |arg: Arg| {
            let is_rule = arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == "RULE"));
            if is_rule { named(arg) } else { arg }
        };
        command.mut_args(of_rules)
    })
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;

    #[test]
    fn every_shell_is_told_of_commands_flags_and_values() {
        for shell in Shell::value_variants() {
            let text = script(*shell).unwrap();
            for word in ["schedule", "kubernetes-version", "what-if", "completions"] {
                assert!(text.contains(word), "{shell}: {word}");
            }
        }
    }
}
