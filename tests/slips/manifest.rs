//! The manifests that slips are made of: those of `testdata` and of the project's recorded answers that are clean.

use plimsoll::discover::{SourceFile, Take, read_all};
use plimsoll::pipeline::{Request, run};
use plimsoll::source::{Document, Limits, stream};
use rayon::prelude::*;

use super::dress::dressed;
use super::mend::errors_of;

/// The hand-written manifests of the recorded answers, where they are at hand.
const BASE: &str = "../shared/conformance/base";

/// A manifest in which nothing is wrong.
pub(crate) struct Manifest {
    pub name: String,
    pub text: String,
    /// The text with more lists in its pods; the same where it has none.
    pub dressed: String,
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
    // A sample that a machine has damaged, a tree whose mistakes are silenced, and one that a tool is adopted in: the floors
    // are those of the others.
    let others =
        ["adopt", "compare", "fleet", "pictures", "questions", "tutorials"].map(|own| format!("testdata/{own}/"));
    files.retain(|f| !others.iter().any(|other| f.path.starts_with(other.as_str())));
    files.retain(|f| f.path.ends_with(".yaml") && !f.text.contains(['\r', '\t']) && f.text.ends_with('\n'));
    let clean: Vec<SourceFile> = files.into_par_iter().filter(|f| is_whole(&f.text) && is_clean(&f.text)).collect();
    let of = |(at, file): (usize, &SourceFile)| {
        let more = dressed(&file.text);
        Manifest {
            name: file.path.clone(),
            text: file.text.clone(),
            dressed: if errors_of(&more).is_empty() { more } else { file.text.clone() },
            next: clean[(at + 1) % clean.len()].text.clone(),
        }
    };
    clean.par_iter().enumerate().map(of).collect()
}

/// Whether nothing is wrong, and all of it was looked at: of what is still to be filled in nobody knows what it will be.
fn is_clean(text: &str) -> bool {
    let outcome = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap();
    outcome.unchecked.is_empty() && errors_of(text).is_empty()
}

/// Whether every document says what object it holds; what does not is no manifest by itself.
fn is_whole(text: &str) -> bool {
    let documents = stream(text, &Limits::default());
    !documents.is_empty()
        && documents.iter().all(|d| {
            let root = d.root();
            let has = |key: &str| root.and_then(|r| r.get(key)).is_some_and(|n| n.as_str().is_some());
            has("apiVersion") && has("kind") && !is_kustomization(d)
        })
}

/// A kustomization goes by its file's name, which a text alone does not have.
fn is_kustomization(document: &Document<'_>) -> bool {
    let version = document.root().and_then(|root| root.get("apiVersion")).and_then(|version| version.as_str());
    version.is_some_and(|version| version.starts_with("kustomize.config.k8s.io/"))
}
