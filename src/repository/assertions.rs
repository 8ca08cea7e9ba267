//! What tests of chainsaw and kuttl say of objects: parts of them, with expressions in the place of keys. Nobody applies them.

use hashbrown::{HashMap, HashSet};

use super::entries::read_patch;
use super::uses::{ASSERTION, Use};
use crate::discover::SourceFile;
use crate::model::path;
use crate::source::{Document, Kind, Limits, Node, parse};

/// The names under which chainsaw looks for a test.
const CHAINSAW: [&str; 2] = ["chainsaw-test.yaml", "chainsaw-test.yml"];

/// Operations of chainsaw whose `file` holds no whole objects, with what it holds.
const OPERATIONS: [(&str, Use); 4] =
    [("assert", ASSERTION), ("error", ASSERTION), ("patch", Use::Patch), ("update", Use::Patch)];

/// A file that an operation of a test names.
struct Named {
    path: String,
    /// What it is for; nothing where it is applied, and may change what is there.
    own: Option<Use>,
}

/// Tells which files are such.
pub(super) fn classify(files: &[SourceFile], uses: &mut [Use], limits: &Limits) {
    let mut tests: Vec<Vec<Named>> = Vec::new();
    let steps = steps(files);
    for (file, own) in files.iter().zip(uses.iter_mut()) {
        let name = path::name(&file.path);
        if kuttl(name).is_some_and(|step| steps.contains(&(path::folder(&file.path), step))) {
            *own = ASSERTION;
        } else if CHAINSAW.contains(&name) {
            let folder = path::folder(&file.path);
            let mut named = Vec::new();
            parse(&file.text, limits).iter().filter_map(Document::root).for_each(|r| operations(r, folder, &mut named));
            tests.push(named);
        }
    }
    if tests.is_empty() {
        return;
    }
    let by_path: HashMap<String, usize> =
        files.iter().enumerate().map(|(at, file)| (path::normal(&file.path), at)).collect();
    for named in &tests {
        let (mut there, mut applied) = (HashSet::new(), HashSet::new());
        for Named { path, own } in named {
            for at in at_path(path, &by_path) {
                let objects = read_patch(&files[at].text).objects;
                let names: Vec<_> = objects.into_iter().map(|object| (object.kind, object.name)).collect();
                // What is applied to objects that are there already need not be whole.
                let again = !applied.insert(at);
                // An assertion may ask for a kind by its labels alone.
                let is_there = |(kind, name): &(String, String)| {
                    there.contains(&(kind.clone(), name.clone())) || there.contains(&(kind.clone(), String::new()))
                };
                let changes = !again && !names.is_empty() && names.iter().all(is_there);
                there.extend(names);
                match own {
                    Some(own) => uses[at] = *own,
                    None if changes && uses[at] == Use::Manifest => uses[at] = Use::Patch,
                    None => {}
                }
            }
        }
    }
}

/// The files at a path, in which `*` stands for anything.
fn at_path(path: &str, by_path: &HashMap<String, usize>) -> Vec<usize> {
    let Some((before, after)) = path.split_once('*') else { return by_path.get(path).copied().into_iter().collect() };
    let fits = |place: &String| place.starts_with(before) && place.ends_with(after);
    let mut found: Vec<usize> = by_path.iter().filter(|(place, _)| fits(place)).map(|(_, at)| *at).collect();
    found.sort_unstable();
    found
}

/// The number of an assertion: `00-assert.yaml`, `01-errors-more.yaml` (kuttl's `test.LoadTestSteps`).
fn kuttl(name: &str) -> Option<&str> {
    let (number, rest) = name.split_once('-')?;
    let word = rest.split(['.', '-', '_']).next().unwrap_or_default();
    (is_number(number) && matches!(word, "assert" | "errors")).then_some(number)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The folders with files that make something in a step of a test, and the step's number: without one there is nothing to
/// assert.
fn steps(files: &[SourceFile]) -> HashSet<(&str, &str)> {
    let names = files.iter().map(|file| (path::folder(&file.path), path::name(&file.path)));
    let makes = names.filter(|(_, name)| kuttl(name).is_none());
    makes.filter_map(|(folder, name)| Some((folder, name.split_once('-')?.0))).filter(|(_, n)| is_number(n)).collect()
}

/// The files that a test's operations name, in their order.
fn operations(node: Node<'_>, folder: &str, into: &mut Vec<Named>) {
    match node.kind() {
        Kind::Map => {
            for entry in node.entries() {
                let name = entry.key.scalar_text();
                let own = OPERATIONS.iter().find(|(operation, _)| *operation == name).map(|(_, own)| Some(*own));
                let own = own.or_else(|| matches!(name, "apply" | "create").then_some(None));
                let file = entry.value.get("file").and_then(Node::as_str);
                match own.zip(file) {
                    Some((own, file)) => into.push(Named { path: path::join(folder, file), own }),
                    None => operations(entry.value, folder, into),
                }
            }
        }
        Kind::Seq => node.items().for_each(|item| operations(item, folder, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assertions_are_told_by_their_names() {
        let names = [
            "00-assert.yaml",
            "00-install.yaml",
            "01-errors.yaml",
            "01-a.yaml",
            "02-assert.yaml",
            "01-error-page.yaml",
        ];
        let files = names.map(|name| SourceFile::new(format!("t/{name}"), ""));
        let mut uses = vec![Use::Manifest; files.len()];
        classify(&files, &mut uses, &Limits::default());
        let is: Vec<bool> = uses.iter().map(|own| *own == ASSERTION).collect();
        assert_eq!(is, [true, false, true, false, false, false]);
    }

    #[test]
    fn assertions_are_told_by_the_test_that_names_them() {
        let test = "kind: Test\nspec:\n  steps:\n  - try:\n    - apply: {file: in.yaml}\n    - assert: {file: out.yaml}\n    - error: \
                    {file: ../no-*.yaml}\n    - patch: {file: part.yaml}\n  - try: [{apply: {file: more.yaml}}, {apply: {file: new.yaml}}]\n";
        let files = [
            SourceFile::new("a/b/chainsaw-test.yaml", test),
            SourceFile::new("a/b/in.yaml", ""),
            SourceFile::new("a/b/out.yaml", "kind: Pod\nmetadata: {name: a}\n"),
            SourceFile::new("a/no-more.yaml", ""),
            SourceFile::new("a/b/part.yaml", ""),
            SourceFile::new("a/b/more.yaml", "kind: Pod\nmetadata: {name: a}\n"),
            SourceFile::new("a/b/new.yaml", "kind: Pod\nmetadata: {name: b}\n"),
        ];
        let mut uses = vec![Use::Manifest; files.len()];
        classify(&files, &mut uses, &Limits::default());
        assert_eq!(uses, [Use::Manifest, Use::Manifest, ASSERTION, ASSERTION, Use::Patch, Use::Patch, Use::Manifest]);
    }
}
