//! `--what-if`: commands in kubectl's own words, applied to the inventory.
//!
//! What kubectl refuses is refused here in its words (kubectl 1.37, `pkg/cmd`). Commands that move pods about need the
//! scheduler beside them: their parts that are about objects alone stand here, the rest is placement's.

mod again;
mod annotate;
mod apply;
mod before;
mod change;
mod change_node;
mod command;
mod containers;
mod create;
mod dry;
mod env;
mod family;
mod fits;
mod flags;
mod forbidden;
mod go;
mod identity;
mod label;
mod made;
mod manifests;
mod object;
mod objects;
mod patch;
mod read;
mod read_changes;
mod run_now;
mod select;
mod taint;
#[cfg(test)]
mod tests;
mod undo;
mod verbs;
mod words;

use command::Rollout;
pub use command::{Apply, Command, Draining, Patch};
pub use family::{Gone, Older, first_to_go};
pub use made::{Judge, Judgement, Made, Named};
pub use objects::{Objects, kind_named};
pub use patch::PatchKind;
pub(crate) use taint::parse_taint;

/// Reads commands joined by `&&` or `;`.
///
/// # Errors
/// What is wrong with the first that is wrong.
pub fn parse_commands(text: &str) -> Result<Vec<Command>, String> {
    words::commands(text)?.iter().map(|words| read::command(words)).collect()
}
