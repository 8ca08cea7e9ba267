//! Where the configuration lies.

use std::path::Path;

use crate::discover::{ReadProblem, read_text};
use crate::model::Root;

/// Names that a configuration is looked for under, where none is given: in the working folder, then in those above it.
pub const FILES: [&str; 2] = [".plimsoll.yaml", ".plimsoll.yml"];

/// The nearest configuration from the working folder upwards, as seen from there.
pub fn found() -> Option<String> {
    let working = std::env::current_dir().ok()?;
    working.ancestors().enumerate().find_map(|(up, folder)| {
        // One that leads nowhere is told of when it is read.
        let there = |path: std::path::PathBuf| path.symlink_metadata().is_ok_and(|data| !data.is_dir());
        let name = FILES.into_iter().find(|name| there(folder.join(name)))?;
        Some(format!("{}{name}", "../".repeat(up)))
    })
}

/// The text of a configuration, and the folder that its paths are seen from.
///
/// # Errors
/// In words, with the path, where it cannot be read.
pub fn text_of(path: &str) -> Result<(String, Root), String> {
    let text = read_text(path).map_err(|why| match why {
        ReadProblem::Unreadable(reason) => format!("{path}: this configuration cannot be read: {reason}"),
        ReadProblem::NoFile(_) => format!("{path}: this configuration is no file"),
        other => format!("{path}: {other}"),
    })?;
    Ok((text, home(path)?))
}

/// The folder of a file, which the paths in that are seen from.
///
/// # Errors
/// In words, where nobody knows the working folder.
pub fn home(path: &str) -> Result<Root, String> {
    let working = std::env::current_dir().map_err(|error| format!("the working folder: {error}"))?;
    let folder = working.join(Path::new(path).parent().unwrap_or(Path::new("")));
    Ok(Root::new(&working.to_string_lossy(), &folder.to_string_lossy()))
}

/// The working folder as the folder that paths are seen from.
pub fn working() -> Root {
    let Ok(working) = std::env::current_dir() else { return Root::default() };
    Root::new(&working.to_string_lossy(), &working.to_string_lossy())
}
