//! Folders that are environments of one another: what lies in one never meets what lies in the other.
//!
//! Nobody says so where no kustomization does. Two signs are taken for it: both folders hold an object of one kind, namespace and
//! name, or both go by the names of environments (`dev`, `prod`).

use std::sync::{PoisonError, RwLock};

use hashbrown::HashMap;

use super::Object;

/// Words of the names of folders that stand for an environment.
const WORDS: [&str; 31] = [
    "acc",
    "acceptance",
    "blue",
    "demo",
    "dev",
    "devel",
    "develop",
    "development",
    "dr",
    "green",
    "int",
    "integration",
    "live",
    "local",
    "nonprod",
    "perf",
    "preprod",
    "preview",
    "prd",
    "pre",
    "prod",
    "production",
    "qa",
    "sandbox",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "tst",
    "uat",
];

/// What is known of the folders of a run.
#[derive(Debug, Default)]
pub(super) struct Environments {
    /// By folder the numbers of those objects that another folder holds as well, in order.
    twins: HashMap<String, Vec<u32>>,
    /// What has been found out: two folders, and whether they are apart.
    known: RwLock<HashMap<(String, String), bool>>,
}

impl Environments {
    /// Looks where the objects lie.
    pub(super) fn of<'o>(objects: &'o [Object], folder: impl Fn(&Object) -> &'o str) -> Self {
        let mut places: HashMap<(&str, &str, &str, &str), Vec<&str>> = HashMap::new();
        let mut order = Vec::new();
        // Each of two parts of a tree may bring the namespace that both need.
        for object in objects.iter().filter(|object| object.gvk.kind != "Namespace") {
            let Some(name) = object.reference.name.as_deref() else { continue };
            let key = (object.gvk.group, object.gvk.kind, object.namespace.as_str(), name);
            let own = places.entry(key).or_default();
            if own.is_empty() {
                order.push(key);
            }
            own.push(folder(object));
        }
        let mut twins: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, key) in order.iter().enumerate() {
            let mut own = places.remove(key).unwrap_or_default();
            own.sort_unstable();
            own.dedup();
            if own.len() < 2 {
                continue;
            }
            for folder in own.iter().flat_map(|folder| with_parents(folder)) {
                let numbers = twins.entry(folder.to_owned()).or_default();
                if numbers.last() != Some(&(number as u32)) {
                    numbers.push(number as u32);
                }
            }
        }
        Environments { twins, known: RwLock::default() }
    }

    /// Whether what lies in one of the folders never meets what lies in the other.
    pub(super) fn are_apart(&self, one: &str, other: &str) -> bool {
        if one == other {
            return false;
        }
        let key = (one.to_owned(), other.to_owned());
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let apart = are_called_apart(one, other) || self.hold_twins(one, other);
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, apart);
        apart
    }

    /// Whether where the ways of the two part both go on to an object of the same name.
    fn hold_twins(&self, one: &str, other: &str) -> bool {
        let common = common(one, other);
        let next = |folder: &str| with_parents(folder).into_iter().nth(common).map(str::to_owned);
        let of = |folder: &str| Some(self.twins.get(&next(folder)?)?.as_slice());
        let (Some(own), Some(others)) = (of(one), of(other)) else { return false };
        own.iter().any(|number| others.binary_search(number).is_ok())
    }
}

/// A folder and those that it lies in, the outermost first; none of them is that of the run.
fn with_parents(folder: &str) -> Vec<&str> {
    let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
    ends.map(|end| &folder[..end]).filter(|part| !part.is_empty()).collect()
}

/// In how many folders, one within another, both lie.
pub(super) fn common(one: &str, other: &str) -> usize {
    with_parents(one).iter().zip(with_parents(other)).take_while(|(own, other)| *own == other).count()
}

/// Whether both lie in folders called like environments, and in no such folder of the same name.
fn are_called_apart(one: &str, other: &str) -> bool {
    let is_word = |part: &str| part.split(['-', '_', '.']).any(|word| WORDS.contains(&word));
    let called = |folder: &str| -> Vec<String> {
        folder.split('/').map(str::to_ascii_lowercase).filter(|part| is_word(part)).collect()
    };
    let (own, others) = (called(one), called(other));
    !own.is_empty() && !others.is_empty() && own.iter().all(|word| !others.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Gvk, Version};
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    #[test]
    fn folders_of_twins_and_of_environments_are_apart() {
        let folders = ["x/one", "x/two", "x/three", "y/dev", "z/prod", "y", ""];
        let names = ["a", "a", "b", "c", "d", "e", "f"];
        let object = |(file, name): (usize, &&str)| {
            let text = format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\n");
            let documents = parse(&text, &Limits::default());
            let gvk = Gvk { group: "", version: "v1", kind: "Secret" };
            Object::new(&Resource::new(documents[0].root().unwrap()), gvk, FileId(file as u32), Version::NEWEST)
        };
        let objects: Vec<Object> = names.iter().enumerate().map(object).collect();
        let environments = Environments::of(&objects, |object| folders[object.file.0 as usize]);
        for (one, other, apart) in [
            ("x/one", "x/two", true),
            ("x/one/deep", "x/two", true),
            ("x/one", "x/three", false),
            ("x", "x/two", false),
            ("x/one", "x/one", false),
            ("y/dev", "z/prod", true),
            ("y/dev", "y", false),
            ("y/dev", "z/dev", false),
            ("y/dev", "x/one", false),
            ("", "x/one", false),
        ] {
            assert_eq!(environments.are_apart(one, other), apart, "{one} {other}");
        }
        assert_eq!((common("a/b", "a/c/d"), common("a", "a/b"), common("", "a")), (1, 1, 0));
    }
}
