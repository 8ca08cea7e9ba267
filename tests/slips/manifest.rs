//! The manifests that slips are made of: those of `testdata` and of the project's recorded answers that are clean.

use plimsoll::discover::{Take, read_all};
use plimsoll::source::{Limits, stream};
use rayon::prelude::*;

use super::mend::errors_of;

/// The hand-written manifests of the recorded answers, where they are at hand.
const BASE: &str = "../shared/conformance/base";

/// A manifest in which nothing is wrong.
pub(crate) struct Manifest {
    pub name: String,
    pub text: String,
    /// The text of another one, for files of several documents.
    pub next: String,
}

/// Whether the recorded answers are at hand.
pub(crate) fn has_base() -> bool {
    std::path::Path::new(BASE).is_dir()
}

/// Every clean manifest, in the order of paths.
pub(crate) fn manifests() -> Vec<Manifest> {
    let mut paths = vec!["testdata".to_owned()];
    paths.extend(has_base().then(|| BASE.to_owned()));
    let mut files = read_all(&paths, &Take::everything()).unwrap().files;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.retain(|f| f.path.ends_with(".yaml") && !f.text.contains(['\r', '\t']) && f.text.ends_with('\n'));
    let clean: Vec<(String, String)> = files
        .into_par_iter()
        .filter(|f| is_whole(&f.text) && errors_of(&f.text).is_empty())
        .map(|f| (f.path, f.text))
        .collect();
    let next = |at: usize| clean[(at + 1) % clean.len()].1.clone();
    clean
        .iter()
        .enumerate()
        .map(|(at, (name, text))| Manifest { name: name.clone(), text: text.clone(), next: next(at) })
        .collect()
}

/// Whether every document says what object it holds; what does not is no manifest by itself.
fn is_whole(text: &str) -> bool {
    let documents = stream(text, &Limits::default());
    !documents.is_empty()
        && documents.iter().all(|d| {
            let root = d.root();
            let has = |key: &str| root.and_then(|r| r.get(key)).is_some_and(|n| n.as_str().is_some());
            has("apiVersion") && has("kind")
        })
}
