//! What `--fix` did, in one line.

use std::fmt::Write as _;

use crate::model::count;
use crate::pipeline::Fixed;

/// What was mended, in one line, or what would be.
pub fn mended(fixed: Fixed, would: bool) -> String {
    let mut text = match (fixed.mistakes, would) {
        (0, false) => "nothing was fixed".to_owned(),
        (0, true) => "nothing would be fixed".to_owned(),
        (mistakes, _) => {
            let verb = if would { "would fix" } else { "fixed" };
            format!("{verb} {} in {}", count(mistakes, "mistake"), count(fixed.files, "file"))
        }
    };
    if fixed.held > 0 {
        let fixes = if fixed.held == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} held back, as something else would be wrong then", fixed.held);
    }
    if fixed.left > 0 {
        let fixes = if fixed.left == 1 { "fix" } else { "fixes" };
        let _ = write!(text, "; {} {fixes} not tried, as that would have taken too long", fixed.left);
    }
    if fixed.more > 0 {
        let _ = write!(text, "; --fix=all would fix {}{}", fixed.more, if fixed.mistakes > 0 { " more" } else { "" });
    }
    text
}
