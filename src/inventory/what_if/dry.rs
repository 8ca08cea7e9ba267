//! `--dry-run`: what it asks for (`cmd/util/helpers.go`, `GetDryRunStrategy`).

use super::flags::Args;
use super::{Apply, Command};

/// Told once, however many commands ask for it.
pub(super) const NOTE: &str =
    "--dry-run changes nothing: what kubectl would say against the command is said, and no more";

/// The command as its `--dry-run` has it.
///
/// # Errors
/// A value that kubectl does not know.
pub(super) fn read(args: &Args, command: Command) -> Result<Command, String> {
    let server = match args.given("dry-run") {
        None | Some("none" | "0" | "f" | "F" | "FALSE" | "false" | "False") => return Ok(command),
        Some("server") => true,
        Some("" | "client" | "unchanged" | "1" | "t" | "T" | "TRUE" | "true" | "True") => false,
        Some(other) => {
            return Err(format!("Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\"."));
        }
    };
    Ok(Command::Dry { command: Box::new(command), server })
}

/// Whether kubectl tells nothing but what it read, and asks no server whether that is so.
pub(super) fn asks_nobody(command: &Command) -> bool {
    matches!(command, Command::Apply { how: Apply::Create, .. } | Command::Delete { .. })
}

#[cfg(test)]
mod tests {
    use super::super::{Command, parse_commands};

    #[test]
    fn dry_runs_are_known_by_their_value() {
        let dry = |words: &str| parse_commands(words).map(|all| matches!(all[..], [Command::Dry { .. }]));
        for value in ["", "=client", "=server", "=true"] {
            assert_eq!(dry(&format!("scale deploy web --replicas=5 --dry-run{value}")), Ok(true), "{value}");
        }
        for value in ["=none", "=false"] {
            assert_eq!(dry(&format!("cordon n1 --dry-run{value}")), Ok(false), "{value}");
        }
        let why = "Invalid dry-run value (foo). Must be \"none\", \"server\", or \"client\".";
        assert_eq!(dry("cordon n1 --dry-run=foo"), Err(why.to_owned()));
        assert_eq!(dry("rollout restart deploy web --dry-run=client"), Err("unknown flag: --dry-run".to_owned()));
        assert_eq!(dry("rollout undo deploy web --dry-run=client"), Ok(true));
    }
}
