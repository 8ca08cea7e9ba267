//! What commands have to work with beside the inventory: files that they name, and room for the objects that they make.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::inventory::Found;
use crate::model::FileId;
use crate::source::{Document, Draft, Node, json};

/// Says what the server would have against an object, given as JSON.
pub type Judge<'j> = &'j (dyn Fn(&str) -> Judgement + Sync);

/// What the server has against an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Why it does not take it, its unknown fields apart.
    pub refused: Option<String>,
    /// The fields that it does not know, and what it says of each where it does not take them: it takes them from a patch.
    pub unknown: Vec<(String, String)>,
}

/// A file that a command names.
#[derive(Debug, Default)]
pub struct Named<'a> {
    /// Its path, as it was found.
    pub path: String,
    /// Its text.
    pub text: &'a str,
    /// The objects in it.
    pub objects: Vec<Found<'a>>,
    /// Why it cannot be read, where it cannot.
    pub problem: Option<String>,
}

/// What commands work with.
#[derive(Default)]
pub struct Made<'a> {
    /// All objects, as the files declare them.
    pub(super) objects: &'a [Found<'a>],
    named: Vec<Named<'a>>,
    judge: Option<Judge<'a>>,
    documents: Shelf<Document<'a>>,
}

impl<'a> Made<'a> {
    /// Beside these objects and files. Where there is a judge, objects that it refuses are refused.
    pub fn new(objects: &'a [Found<'a>], named: Vec<Named<'a>>, judge: Option<Judge<'a>>) -> Self {
        Made { objects, named, judge, documents: Shelf::default() }
    }

    /// The files at a path, or below it.
    ///
    /// # Errors
    /// There are none, or one cannot be read.
    pub(super) fn files(&self, path: &str) -> Result<Vec<&Named<'a>>, String> {
        let trimmed = if path == "-" { "<stdin>" } else { path.trim_start_matches("./").trim_end_matches('/') };
        let is_it = |file: &&Named<'a>| {
            let below = file.path.strip_prefix(trimmed);
            below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || trimmed.is_empty() || trimmed == ".")
        };
        let found: Vec<&Named<'a>> = self.named.iter().filter(is_it).collect();
        if found.is_empty() {
            return Err(format!("the path \"{path}\" does not exist"));
        }
        match found.iter().find_map(|file| Some((&file.path, file.problem.as_ref()?))) {
            Some((path, problem)) => Err(format!("error parsing {path}: {problem}")),
            None => Ok(found),
        }
    }

    /// Makes an object of a draft, in the place of the one that it was drafted from. Fields that nobody knows are let pass, as the
    /// server lets them in what clients patch.
    ///
    /// # Errors
    /// What the server has against it.
    pub(super) fn object(&'a self, draft: &Draft, of: Node<'a>) -> Result<Node<'a>, String> {
        let made = draft.document(of.document());
        if let Some(why) = self.judge.and_then(|judge| judge(&json(&made)).refused) {
            return Err(why);
        }
        let made: &'a Document<'a> = self.documents.keep(made);
        Ok(made.root().unwrap_or(of))
    }

    /// What the server has against an object of a file.
    pub(super) fn refusal(&self, object: Node<'_>) -> Option<String> {
        let said = self.judge.map(|judge| judge(&crate::source::node_json(object))).unwrap_or_default();
        said.unknown.into_iter().next().map(|(_, said)| said).or(said.refused)
    }

    /// The fields of an object that the server does not know.
    pub(super) fn unknown(&self, draft: &Draft) -> BTreeSet<String> {
        // A pod's template alone is no object.
        let judge = self.judge.filter(|_| draft.get("kind").is_some());
        let said = judge.map(|judge| judge(&json(&draft.document(&Document::default())))).unwrap_or_default();
        said.unknown.into_iter().map(|(field, _)| field).collect()
    }

    /// Whether a command names the file.
    pub fn names(&self, file: FileId) -> bool {
        self.named.iter().flat_map(|named| &named.objects).any(|found| found.file == file)
    }

    /// How many objects were made so far.
    pub(super) fn count(&self) -> usize {
        self.documents.len.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Made<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("named", &self.named).finish_non_exhaustive()
    }
}

/// Boards of a shelf: each has room for twice as much as the one before.
const BOARDS: usize = 32;

/// What is kept where it is put, however much comes after it.
#[derive(Debug)]
struct Shelf<T> {
    boards: [OnceLock<Vec<OnceLock<T>>>; BOARDS],
    len: AtomicUsize,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { boards: [const { OnceLock::new() }; BOARDS], len: AtomicUsize::new(0) }
    }
}

impl<T> Shelf<T> {
    fn keep(&self, value: T) -> &T {
        let place = self.len.fetch_add(1, Ordering::Relaxed) + 1;
        let board = place.ilog2();
        let cells =
            self.boards[board as usize].get_or_init(|| (0..1_usize << board).map(|_| OnceLock::new()).collect());
        cells[place - (1 << board)].get_or_init(|| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays() {
        let shelf = Shelf::default();
        let kept: Vec<&usize> = (0..100).map(|i| shelf.keep(i)).collect();
        assert!(kept.iter().enumerate().all(|(i, value)| i == **value));
    }
}
