//! What `--fix` did, in one line, with a line for each fix that was held back.

use std::fmt::Write as _;

use super::super::guard::harmless;
use crate::model::count;
use crate::pipeline::{Fixed, Held};

/// Fixes that were held back of which it is said why.
const SHOWN: usize = 10;

/// What was mended, or what would be, and which fixes are not made and why.
pub fn mended(fixed: &Fixed, would: bool) -> String {
    let mut text = match (fixed.mistakes, would) {
        (0, false) => "nothing was fixed".to_owned(),
        (0, true) => "nothing would be fixed".to_owned(),
        (mistakes, _) => {
            let verb = if would { "would fix" } else { "fixed" };
            format!("{verb} {} in {}", count(mistakes, "mistake"), count(fixed.files, "file"))
        }
    };
    if !fixed.held.is_empty() {
        let fixes = if fixed.held.len() == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} held back, as something else would be wrong then", fixed.held.len());
    }
    if fixed.left > 0 {
        let fixes = if fixed.left == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} not tried, as that would have taken too long", fixed.left);
    }
    if fixed.more > 0 {
        let _ = write!(text, "; --fix=all would try {}{}", fixed.more, if fixed.mistakes > 0 { " more" } else { "" });
    }
    for Held { path, line, rule, why } in fixed.held.iter().take(SHOWN) {
        let _ = write!(text, "\n  held back: {}:{line} [{rule}]: {}", harmless(path), harmless(why));
    }
    if let Some(others @ 1..) = fixed.held.len().checked_sub(SHOWN) {
        let _ = write!(text, "\n  and {}", count(others, "other"));
    }
    text
}
