//! What the files of a repository are to each other: kustomizations and what they name, charts and what they hold.
//!
//! [`Survey::of`] looks at the paths and reads the few files that speak of others; from then on every file knows its
//! [`Use`]. What is wrong between a kustomization and its files is told by [`Survey::findings`], what is wrong in it alone by
//! [`kustomization_findings`], and so for charts.

mod assertions;
mod between;
mod chart;
mod completion;
mod entries;
mod graph;
mod json_patch;
mod kustomization;
mod rules;
mod survey;
mod target;
mod together;
mod transforms;
mod uses;

pub use between::Identities;
pub use chart::findings as chart_findings;
pub use completion::{Completion, is_given, is_null};
pub use json_patch::{findings as json_patch_findings, is_json_patch};
pub use kustomization::{findings as kustomization_findings, inline_patches};
pub use rules::RULES;
pub use survey::Survey;
pub use target::Identity;
pub use together::choices;
pub use uses::Use;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Missing,
    /// Nothing, but an ignore file names it: something makes it when it is needed.
    Made,
    /// Nobody knows: there is no file system to ask.
    Unknown,
}
