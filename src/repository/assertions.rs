//! What tests of chainsaw and kuttl say of objects: parts of them, with expressions in the place of keys. Nobody applies them.

use std::collections::HashMap;

use super::path;
use super::uses::{ASSERTION, Use};
use crate::discover::SourceFile;
use crate::source::{Document, Kind, Limits, Node, parse};

/// The names under which chainsaw looks for a test.
const CHAINSAW: [&str; 2] = ["chainsaw-test.yaml", "chainsaw-test.yml"];

/// Operations of chainsaw whose `file` holds no whole objects, with what it holds.
const OPERATIONS: [(&str, Use); 4] =
    [("assert", ASSERTION), ("error", ASSERTION), ("patch", Use::Patch), ("update", Use::Patch)];

/// Tells which files are such.
pub(super) fn classify(files: &[SourceFile], uses: &mut [Use], limits: &Limits) {
    let mut named: Vec<(String, Use)> = Vec::new();
    for (file, own) in files.iter().zip(uses.iter_mut()) {
        let name = path::name(&file.path);
        if is_kuttl(name) {
            *own = ASSERTION;
        } else if CHAINSAW.contains(&name) {
            let folder = path::folder(&file.path);
            for root in parse(&file.text, limits).iter().filter_map(Document::root) {
                operations(root, folder, false, &mut named);
            }
        }
    }
    if named.is_empty() {
        return;
    }
    let by_path: HashMap<String, usize> =
        files.iter().enumerate().map(|(at, file)| (path::normal(&file.path), at)).collect();
    for (path, own) in named {
        // `*` stands for any file of the folder.
        let (before, after) = path.split_once('*').unwrap_or((&path, ""));
        if before.len() == path.len() {
            by_path.get(&path).into_iter().for_each(|at| uses[*at] = own);
        } else {
            let fits = |place: &str| place.starts_with(before) && place.ends_with(after);
            by_path.iter().filter(|(place, _)| fits(place)).for_each(|(_, at)| uses[*at] = own);
        }
    }
}

/// `00-assert.yaml`, `01-errors-more.yaml`: a number and what is done with it (kuttl's `test.LoadTestSteps`).
fn is_kuttl(name: &str) -> bool {
    let Some((number, rest)) = name.split_once('-') else { return false };
    let word = rest.split(['.', '-', '_']).next().unwrap_or_default();
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) && matches!(word, "assert" | "error" | "errors")
}

/// The files that a test's operations name, as far as they do not hold whole objects. What is applied in a `later` step may
/// change what the earlier ones have made.
fn operations(node: Node<'_>, folder: &str, later: bool, into: &mut Vec<(String, Use)>) {
    match node.kind() {
        Kind::Map => {
            for entry in node.entries() {
                let name = entry.key.scalar_text();
                let operation = OPERATIONS.iter().find(|(own, _)| *own == name).map(|(_, own)| *own);
                let operation = operation.or((later && name == "apply").then_some(Use::Patch));
                let file = entry.value.get("file").and_then(Node::as_str);
                if let Some((own, file)) = operation.zip(file) {
                    into.push((path::join(folder, file), own));
                } else if name == "steps" {
                    entry.value.items().enumerate().for_each(|(at, step)| operations(step, folder, at > 0, into));
                } else {
                    operations(entry.value, folder, later, into);
                }
            }
        }
        Kind::Seq => node.items().for_each(|item| operations(item, folder, later, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assertions_are_told_by_their_names() {
        for (name, is) in [
            ("00-assert.yaml", true),
            ("01-assert-more.yaml", true),
            ("02-errors.yml", true),
            ("00-install.yaml", false),
            ("assert.yaml", false),
            ("a-assert.yaml", false),
            ("01-assertions.yaml", false),
        ] {
            assert_eq!(is_kuttl(name), is, "{name}");
        }
    }

    #[test]
    fn assertions_are_told_by_the_test_that_names_them() {
        let test = "kind: Test\nspec:\n  steps:\n  - try:\n    - apply: {file: in.yaml}\n    - assert: {file: out.yaml}\n    - error: \
                    {file: ../no-*.yaml}\n    - patch: {file: part.yaml}\n  - try: [{apply: {file: more.yaml}}]\n";
        let files = [
            SourceFile::new("a/b/chainsaw-test.yaml", test),
            SourceFile::new("a/b/in.yaml", ""),
            SourceFile::new("a/b/out.yaml", ""),
            SourceFile::new("a/no-more.yaml", ""),
            SourceFile::new("a/b/part.yaml", ""),
            SourceFile::new("a/b/more.yaml", ""),
        ];
        let mut uses = vec![Use::Manifest; files.len()];
        classify(&files, &mut uses, &Limits::default());
        assert_eq!(uses, [Use::Manifest, Use::Manifest, ASSERTION, ASSERTION, Use::Patch, Use::Patch]);
    }
}
