//! `plimsoll rules` and `plimsoll explain`

use std::path::Path;

use super::args::{ExplainArgs, Listing, RulesArgs};
use super::{End, print};
use crate::pipeline::rules::{all, find, nearest};
use crate::report::rules::{json, list as lines, markdown, pages, text};

pub(super) fn list(args: &RulesArgs) -> Result<End, String> {
    let rules: Vec<_> = all().collect();
    let written = match (args.listing, &args.to) {
        (Listing::Markdown, Some(folder)) => {
            for page in pages(&rules) {
                write(&Path::new(folder).join(&page.path), &page.text)?;
            }
            return Ok(End::Clean);
        }
        (Listing::Markdown, None) => markdown(&rules),
        (Listing::Json, _) => json(&rules),
        (Listing::Text, _) => lines(&rules),
    };
    match &args.to {
        Some(file) => write(Path::new(file), &written)?,
        None => print(&written)?,
    }
    Ok(End::Clean)
}

/// Writes a file, and makes the folders above it where they are not there.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(cannot)?;
    }
    std::fs::write(path, text).map_err(cannot)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<End, String> {
    let Some(rule) = find(&args.rule) else {
        let hint = nearest(&args.rule)
            .map_or_else(|| "`plimsoll rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(format!("there is no rule `{}`; {hint}", args.rule));
    };
    print(&text(rule))?;
    Ok(End::Clean)
}
