//! Which files are applied together.

use std::collections::BTreeSet;

use hashbrown::HashMap;

use super::Use;
use super::survey::Survey;
use crate::discover::SourceFile;
use crate::model::path;
use crate::model::{FileId, Finding, Sets};

/// Folders below which files show how something may be done: each is meant to be applied for itself.
const SHOWS: [&str; 26] = [
    "configsamples",
    "demo",
    "demos",
    "dev-env",
    "doc",
    "docs",
    "e2e",
    "example",
    "examples",
    "fixtures",
    "integration",
    "playground",
    "quickstart",
    "quickstarts",
    "recipe",
    "recipes",
    "sample",
    "samples",
    "snippets",
    "template",
    "templates",
    "test",
    "testdata",
    "tests",
    "tutorial",
    "tutorials",
];

/// What kustomizations on the way to a file do to names: what differs in it makes other objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Renamed {
    prefix: String,
    suffix: String,
    namespace: String,
}

impl Survey {
    /// The sets that each file belongs to. `together` are the folders whose files the user applies with one command.
    pub fn together(&self, files: &[SourceFile], together: &[String]) -> Sets {
        let mut sets = vec![BTreeSet::new(); files.len()];
        let mut roots = vec![BTreeSet::new(); files.len()];
        let mut namespaces = vec![Vec::new(); files.len()];
        let mut made = vec![Vec::new(); files.len()];
        let mut names: HashMap<(Option<usize>, Renamed, String), u32> = HashMap::new();
        let mut number = |name: (Option<usize>, Renamed, String)| {
            let next = names.len() as u32;
            *names.entry(name).or_insert(next)
        };
        for root in self.roots() {
            for (file, renamed) in self.renamed(root) {
                namespaces[file.0 as usize].push((root as u32, renamed.namespace.clone()));
                made[file.0 as usize].push([&renamed.prefix, &renamed.suffix, &renamed.namespace].map(String::clone));
                sets[file.0 as usize].insert(number((Some(root), renamed, String::new())));
                roots[file.0 as usize].insert(root as u32);
            }
        }
        for folder in together.iter().map(|folder| path::normal(folder)) {
            let below = |file: &SourceFile| path::is_below(&path::normal(&file.path), &folder);
            let set = number((None, Renamed::default(), format!("{folder}//")));
            files.iter().zip(&mut sets).filter(|(file, _)| below(file)).for_each(|(_, own)| {
                own.insert(set);
            });
        }
        let firm = number((None, Renamed::default(), String::new())) + 1;
        for (at, file) in files.iter().enumerate().filter(|(at, _)| roots[*at].is_empty()) {
            let place = path::normal(&file.path);
            let folder = path::folder(&place);
            let apart = self.use_of(FileId(at as u32)) == Use::Unnamed || folder.split('/').any(shows);
            let name = if apart { place.clone() } else { format!("{folder}/") };
            sets[at].insert(number((None, Renamed::default(), name)));
        }
        let listed = |sets: Vec<BTreeSet<u32>>| sets.into_iter().map(|set| set.into_iter().collect()).collect();
        let folders = files.iter().map(|file| path::folder(&path::normal(&file.path)).to_owned()).collect();
        Sets { of_files: listed(sets), firm, ways: listed(roots), namespaces, renamed: made, folders }
    }

    /// The files of objects that come together in a kustomization, with what becomes of their names.
    fn renamed(&self, root: usize) -> Vec<(FileId, Renamed)> {
        let mut found = Vec::new();
        let mut open = vec![(root, Renamed::default())];
        let mut seen: Vec<(usize, Renamed)> = Vec::new();
        while let Some((at, outer)) = open.pop() {
            let kustomization = &self.kustomizations[at];
            let (prefix, suffix) = &kustomization.affixes;
            // A component works on all that is there when its turn comes.
            let components = self.parts(at).map(|part| &self.kustomizations[part]).filter(|part| part.component);
            let mut set = std::iter::once(kustomization).chain(components).map(|k| k.set_namespace.as_str());
            let renamed = Renamed {
                prefix: format!("{}{prefix}", outer.prefix),
                suffix: format!("{suffix}{}", outer.suffix),
                namespace: if outer.namespace.is_empty() {
                    set.find(|namespace| !namespace.is_empty()).unwrap_or_default().to_owned()
                } else {
                    outer.namespace
                },
            };
            if seen.contains(&(at, renamed.clone())) || seen.len() >= MOST {
                continue;
            }
            seen.push((at, renamed.clone()));
            found.extend(self.resources(&[at]).into_iter().map(|file| (file, renamed.clone())));
            open.extend(self.parts(at).map(|part| (part, renamed.clone())));
        }
        found
    }
}

/// More kustomizations are not followed from one root: those that name each other in a circle grow their names for ever.
const MOST: usize = 1_000;

/// Whether a folder of that name shows how something may be done.
fn shows(folder: &str) -> bool {
    SHOWS.contains(&folder) || folder.ends_with("-test") || folder.ends_with("-tests") || folder.ends_with("-examples")
}

/// Those of the findings about doubles in several files of one folder that are likely about files of which one is chosen: `firmly`
/// tells which pairs are applied together without a doubt.
pub fn choices(doubles: &[&Finding], files: &[SourceFile], firmly: &dyn Fn(FileId, FileId) -> bool) -> Vec<bool> {
    let path = |file: FileId| files.get(file.0 as usize).map_or("", |file| file.path.as_str());
    let of = |finding: &Finding| -> BTreeSet<FileId> {
        std::iter::once(finding.file).chain(finding.related.iter().map(|related| related.file)).collect()
    };
    let mut partners: HashMap<FileId, BTreeSet<FileId>> = HashMap::new();
    for all in doubles.iter().map(|finding| of(finding)) {
        for file in &all {
            partners.entry(*file).or_default().extend(all.iter().filter(|other| *other != file));
        }
    }
    let is_choice = |finding: &Finding| {
        let all: Vec<FileId> = of(finding).into_iter().collect();
        match all[..] {
            [a, b] if firmly(a, b) => false,
            // One file with the objects of several is those in one.
            [a, b] => alike(path(a), path(b)) || [a, b].iter().any(|file| partners[file].len() > 1),
            _ => all.len() > 2 && !all.windows(2).all(|pair| firmly(pair[0], pair[1])),
        }
    };
    doubles.iter().map(|finding| is_choice(finding)).collect()
}

/// Whether two files are called as if one were another edition of the other: `app.yaml`, `app-gpu.yaml`.
fn alike(a: &str, b: &str) -> bool {
    let words = |path: &str| -> Vec<String> {
        let name = path::name(path).rsplit_once('.').map_or(path::name(path), |(stem, _)| stem);
        name.split(['-', '_', '.', ' ']).map(str::to_ascii_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    a.first() == b.first() || a.last() == b.last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Limits;

    const FILES: &[(&str, &str)] = &[
        ("base/kustomization.yaml", "resources: [web.yaml]\n"),
        ("base/web.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"),
        ("base/old.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: old}\n"),
        ("dev/kustomization.yml", "resources: [../base, extra.yaml]\n"),
        ("dev/extra.yaml", ""),
        ("a/kustomization.yaml", "namePrefix: a-\nresources: [web.yaml]\n"),
        ("a/web.yaml", ""),
        ("b/kustomization.yaml", "namespace: b\nresources: [web.yaml]\n"),
        ("b/web.yaml", ""),
        ("all/kustomization.yaml", "resources: [../a, ../b]\n"),
        ("plain/a.yaml", ""),
        ("plain/b.yaml", ""),
        ("plain/c/d.yaml", ""),
        ("examples/a.yaml", ""),
        ("examples/b.yaml", ""),
    ];

    #[test]
    fn files_are_together_where_they_are_applied_together() {
        let files: Vec<_> = FILES.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let survey = Survey::of(&files, &Limits::default(), &|_| crate::repository::Presence::Missing);
        let shared = |a: &str, b: &str, together: &[String]| {
            let sets = survey.together(&files, together).of_files;
            let at = |path: &str| files.iter().position(|f| f.path == path).unwrap();
            sets[at(a)].iter().any(|set| sets[at(b)].contains(set))
        };
        for (a, b, same) in [
            ("base/web.yaml", "dev/extra.yaml", true),
            ("base/web.yaml", "base/old.yaml", false),
            ("a/web.yaml", "b/web.yaml", false),
            ("plain/a.yaml", "plain/b.yaml", true),
            ("plain/a.yaml", "plain/c/d.yaml", false),
            ("examples/a.yaml", "examples/b.yaml", false),
        ] {
            assert_eq!(shared(a, b, &[]), same, "{a} {b}");
        }
        assert!(shared("plain/a.yaml", "plain/c/d.yaml", &["./plain".to_owned()]));
        assert!(shared("examples/a.yaml", "examples/b.yaml", &[".".to_owned()]));
    }

    #[test]
    fn editions_are_told_by_their_names() {
        for (a, b, is) in [
            ("x/app.yaml", "x/app-gpu.yaml", true),
            ("x/native-metallb.yaml", "x/frr-metallb.yaml", true),
            ("x/web.yaml", "x/shop.yaml", false),
            ("x/a.yaml", "x/b.yaml", false),
        ] {
            assert_eq!(alike(a, b), is, "{a} {b}");
        }
    }
}
