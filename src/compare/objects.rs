//! Which objects came, which went, and which have changed.

use std::collections::BTreeMap;

use super::Side;
use super::fields::{FieldChange, changes};
use crate::discover::{Role, SourceFile};
use crate::resource::{Content, Resource, content};
use crate::source::{Document, Limits, LineIndex, stream};

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Only the second state has it.
    Added,
    /// Only the first state has it.
    Removed,
    /// Both have it, and it is otherwise.
    Changed,
}

impl Change {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
        }
    }

    /// The sign for it, as in a patch.
    pub fn sign(self) -> char {
        match self {
            Change::Added => '+',
            Change::Removed => '-',
            Change::Changed => '~',
        }
    }
}

/// An object that is otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectChange {
    /// What became of it.
    pub change: Change,
    /// Its API version, in the state that has it; where both have it, in the second.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace, where it names one.
    pub namespace: Option<String>,
    /// Its name, or what its name is generated from.
    pub name: String,
    /// The file, as seen from the root of the state that has it.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// Its fields that are otherwise, each with the line of it, from 1.
    pub fields: Vec<(FieldChange, u32)>,
}

/// Namespace, kind, name, API group.
type Key = (String, String, String, String);

struct Standing<'d> {
    file: usize,
    object: Resource<'d>,
}

/// The objects that are otherwise, and the files without objects that are.
pub(super) fn compare(before: Side<'_>, after: Side<'_>) -> (Vec<ObjectChange>, Vec<(String, Change)>) {
    let (old, new) = (documents(before), documents(after));
    let (mut olds, mut news) = (standing(&old), standing(&new));
    let keys: std::collections::BTreeSet<Key> = olds.keys().chain(news.keys()).cloned().collect();
    let (old_lines, new_lines) = (Lines::of(before.files), Lines::of(after.files));
    let mut found = Vec::new();
    for key in keys {
        let (mut was, mut is) = (olds.remove(&key).unwrap_or_default(), news.remove(&key).unwrap_or_default());
        for (one, other) in pairs(&mut was, &mut is, before, after) {
            let row = |change, standing: &Standing<'_>, side: Side<'_>, lines: &Lines<'_>, fields| {
                let object = &standing.object;
                let name = object.name().or_else(|| object.root.get("metadata")?.get("generateName")?.as_str());
                ObjectChange {
                    change,
                    api_version: object.api_version.to_owned(),
                    kind: object.kind.to_owned(),
                    namespace: object.namespace().map(str::to_owned),
                    name: name.unwrap_or_default().to_owned(),
                    path: side.root.relative(&side.files[standing.file].path),
                    line: lines.line(standing.file, object.root.span().start),
                    fields,
                }
            };
            match (one, other) {
                (Some(one), Some(other)) => {
                    let changed = changes(one.object.root, other.object.root, other.object.kind == "Secret");
                    if changed.is_empty() {
                        continue;
                    }
                    let lined = |change: FieldChange| {
                        let (lines, of) =
                            if change.after.is_some() { (&new_lines, &other) } else { (&old_lines, &one) };
                        let line = lines.line(of.file, change.at);
                        (change, line)
                    };
                    let fields = changed.into_iter().map(lined).collect();
                    found.push(row(Change::Changed, &other, after, &new_lines, fields));
                }
                (None, Some(other)) => found.push(row(Change::Added, &other, after, &new_lines, Vec::new())),
                (Some(one), None) => found.push(row(Change::Removed, &one, before, &old_lines, Vec::new())),
                (None, None) => {}
            }
        }
    }
    (found, files(before, after))
}

/// The documents of each file with objects.
fn documents(side: Side<'_>) -> Vec<(usize, Vec<Document<'_>>)> {
    let held = side.files.iter().zip(side.objects).enumerate();
    held.filter(|(_, (_, holds))| **holds).map(|(at, (file, _))| (at, stream(&file.text, &Limits::default()))).collect()
}

/// All objects by what they are called, in the order in which they stand.
fn standing<'d>(documents: &'d [(usize, Vec<Document<'d>>)]) -> BTreeMap<Key, Vec<Standing<'d>>> {
    let mut all: BTreeMap<Key, Vec<Standing<'d>>> = BTreeMap::new();
    let of_file = documents.iter().flat_map(|(file, all)| all.iter().map(move |document| (*file, document)));
    for (file, document) in of_file {
        let Content::Objects(objects) = content(document) else { continue };
        for object in objects {
            let generated = || object.root.get("metadata")?.get("generateName")?.as_str();
            let name = object.name().or_else(generated).unwrap_or_default().to_owned();
            let namespace = object.namespace().unwrap_or_default().to_owned();
            let key = (namespace, object.kind.to_owned(), name, object.group().to_owned());
            all.entry(key).or_default().push(Standing { file, object });
        }
    }
    all
}

/// Whether two objects belong together.
type Alike<'p, 'd> = &'p dyn Fn(&Standing<'d>, &Standing<'d>) -> bool;

/// Objects of one name from both states: those that are equal belong together, then those of the same file, then the first
/// that are left.
fn pairs<'d>(
    was: &mut Vec<Standing<'d>>,
    is: &mut Vec<Standing<'d>>,
    before: Side<'_>,
    after: Side<'_>,
) -> Vec<(Option<Standing<'d>>, Option<Standing<'d>>)> {
    let path = |side: Side<'_>, one: &Standing<'_>| side.root.relative(&side.files[one.file].path);
    let several = was.len() > 1 || is.len() > 1;
    let in_place = |one: &Standing<'d>, other: &Standing<'d>| !several || path(before, one) == path(after, other);
    let equal = |one: &Standing<'d>, other: &Standing<'d>| {
        changes(one.object.root, other.object.root, other.object.kind == "Secret").is_empty()
    };
    let by: [Alike<'_, 'd>; 4] = [
        &|one, other| several && in_place(one, other) && equal(one, other),
        &|one, other| several && equal(one, other),
        &in_place,
        &|_, _| true,
    ];
    let (mut pairs, mut left) = (Vec::new(), std::mem::take(is));
    for same in by {
        for other in std::mem::take(&mut left) {
            match was.iter().position(|one| same(one, &other)) {
                Some(at) => pairs.push((Some(was.remove(at)), Some(other))),
                None => left.push(other),
            }
        }
    }
    pairs.extend(left.into_iter().map(|other| (None, Some(other))));
    pairs.extend(was.drain(..).map(|one| (Some(one), None)));
    pairs
}

/// Given files that hold no objects as they stand, and whose text is otherwise.
fn files(before: Side<'_>, after: Side<'_>) -> Vec<(String, Change)> {
    let texts = |side: Side<'_>| -> BTreeMap<String, String> {
        let other = side.files.iter().zip(side.objects).filter(|(file, holds)| !**holds && is_of_tree(file));
        other.map(|(file, _)| (side.root.relative(&file.path), file.text.clone())).collect()
    };
    let (old, new) = (texts(before), texts(after));
    let mut all: Vec<(String, Change)> = Vec::new();
    for (path, text) in &new {
        match old.get(path) {
            None => all.push((path.clone(), Change::Added)),
            Some(was) if was != text => all.push((path.clone(), Change::Changed)),
            Some(_) => {}
        }
    }
    all.extend(old.into_keys().filter(|path| !new.contains_key(path)).map(|path| (path, Change::Removed)));
    all.sort();
    all
}

fn is_of_tree(file: &SourceFile) -> bool {
    matches!(file.role, Role::Manifest | Role::Along)
}

/// The lines of files, found where they are asked for.
struct Lines<'f> {
    files: &'f [SourceFile],
    found: Vec<std::cell::OnceCell<LineIndex<'f>>>,
}

impl<'f> Lines<'f> {
    fn of(files: &'f [SourceFile]) -> Self {
        Lines { files, found: files.iter().map(|_| std::cell::OnceCell::new()).collect() }
    }

    /// The line of a byte, from 1.
    fn line(&self, file: usize, at: u32) -> u32 {
        self.found[file].get_or_init(|| LineIndex::new(&self.files[file].text)).position(at).line
    }
}
