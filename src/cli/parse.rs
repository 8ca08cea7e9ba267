//! `plimsoll parse`

use super::End;
use super::args::ParseArgs;

pub(super) fn run(args: &ParseArgs) -> Result<End, String> {
    Err(format!("{} paths given, none parsed: the parser is not there yet", args.paths.len()))
}
