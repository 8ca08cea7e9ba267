//! Which file is what, and which are applied together.

use std::sync::Arc;

use hashbrown::{HashMap, HashSet};

use super::completion::{Completion, Written};
use super::entries::{Kustomization, Named, Patch, Said, Wanted, read_patch, text};
use super::target::Identity;
use super::uses::{self, Use};
use super::{Presence, assertions, chart};
use crate::discover::{Role, SourceFile};
use crate::model::path;
use crate::model::{FileId, Finding, Span};
use crate::resource::Resource;
use crate::source::{Document, Kind, Limits, Node, parse};

/// The names under which kustomize looks for a kustomization (`konfig.RecognizedKustomizationFileNames`).
pub(super) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The group of kustomize's own kinds.
const GROUP: &str = "kustomize.config.k8s.io";

/// What every file of a run is for.
#[derive(Debug, Default)]
pub struct Survey {
    uses: Vec<Use>,
    pub(super) kustomizations: Vec<Kustomization>,
    /// Kustomizations by the folder they stand for.
    pub(super) by_folder: HashMap<String, usize>,
    /// Files by their path; only where there are kustomizations.
    pub(super) by_path: HashMap<String, FileId>,
    /// The names of the files in each folder, in order.
    pub(super) names: HashMap<String, Vec<String>>,
    /// What the patches say that stand in files of their own.
    pub(super) said: HashMap<FileId, Said>,
    /// What is added to the objects of files that kustomizations name.
    completions: HashMap<FileId, Completion>,
}

impl Survey {
    /// Looks at the paths of `files`, and into those that speak of others.
    pub fn of(files: &[SourceFile], limits: &Limits, presence: &dyn Fn(&str) -> Presence) -> Self {
        let mut survey = Survey::read(files, limits);
        chart::classify(files, &mut survey.uses);
        assertions::classify(files, &mut survey.uses, limits);
        for kustomization in &survey.kustomizations {
            survey.uses[kustomization.file.0 as usize] = Use::Kustomization;
        }
        if !survey.kustomizations.is_empty() {
            survey.by_folder_names();
            survey.name_all(files, presence);
            survey.read_patches(files);
            survey.complete(files);
        }
        survey
    }

    /// Reads the kustomizations alone.
    fn read(files: &[SourceFile], limits: &Limits) -> Self {
        let mut survey = Survey { uses: vec![Use::Manifest; files.len()], ..Survey::default() };
        for (at, file) in files.iter().enumerate() {
            if NAMES.contains(&path::name(&file.path)) {
                survey.kustomization(FileId(at as u32), file, limits);
            }
        }
        if !survey.kustomizations.is_empty() {
            let ids = files.iter().enumerate().filter(|(_, file)| file.role.is_shipped());
            let paths = |(at, file)| {
                let file: &SourceFile = file;
                let all = std::iter::once(&file.path).chain(&file.also);
                all.map(move |path| (path::normal(path), FileId(at as u32)))
            };
            survey.by_path = ids.flat_map(paths).collect();
        }
        survey
    }

    /// The paths at which something may stand that the kustomizations among `files` name and that is not among them: only those
    /// that were given, or are applied with what was.
    pub fn named_outside(files: &[SourceFile], limits: &Limits) -> Vec<String> {
        let survey = Survey::read(files, limits);
        let asked = survey.kustomizations.iter().filter(|k| files[k.file.0 as usize].role != Role::Above);
        let outside = asked.flat_map(|k| &k.named).filter(|named| {
            let wanted = matches!(named.wanted, Wanted::Resource | Wanted::Component | Wanted::Patch);
            wanted && !survey.by_path.contains_key(&named.path) && !survey.by_folder.contains_key(&named.path)
        });
        let or_inside = |named: &Named| {
            let inside = NAMES.iter().map(|name| path::join(&named.path, name));
            std::iter::once(named.path.clone()).chain(inside).collect::<Vec<_>>()
        };
        outside.flat_map(or_inside).collect()
    }

    /// The paths of patches that kustomizations name and that are not among `files`, where some were read for what they say of
    /// others.
    pub fn patches_outside(files: &[SourceFile], limits: &Limits) -> Vec<String> {
        if !files.iter().any(|file| file.role == Role::Above) {
            return Vec::new();
        }
        let survey = Survey::read(files, limits);
        let named = survey.kustomizations.iter().flat_map(|k| &k.named).filter(|n| n.wanted == Wanted::Patch);
        named.map(|n| &n.path).filter(|path| !survey.by_path.contains_key(*path)).cloned().collect()
    }

    fn kustomization(&mut self, id: FileId, file: &SourceFile, limits: &Limits) {
        let documents = parse(&file.text, limits);
        let Some(root) = documents.iter().find_map(Document::root).filter(|root| is_kustomization(*root)) else {
            return;
        };
        let folder = path::normal(path::folder(&file.path));
        self.by_folder.entry(folder.clone()).or_insert(self.kustomizations.len());
        let given = file.role == Role::Manifest;
        self.kustomizations.push(Kustomization { given, ..Kustomization::read(root, id, &folder) });
    }

    fn by_folder_names(&mut self) {
        for place in self.by_path.keys() {
            self.names.entry(path::folder(place).to_owned()).or_default().push(path::name(place).to_owned());
        }
        self.names.values_mut().for_each(|names| names.sort_unstable());
    }

    /// Gives what kustomizations name its use, and tells what lies beside one without being named.
    fn name_all(&mut self, files: &[SourceFile], presence: &dyn Fn(&str) -> Presence) {
        let entries = || self.kustomizations.iter().flat_map(|k| &k.named);
        let exact = |entry: &Named| self.by_path.get(&entry.path).copied();
        let mut named: HashSet<FileId> = entries().filter_map(exact).collect();
        let mut wanted: Vec<(FileId, Wanted)> =
            entries().filter_map(|entry| Some((exact(entry)?, entry.wanted))).collect();
        // A file whose name is misspelled is named all the same.
        let absent = |e: &&Named| {
            exact(e).is_none() && !self.by_folder.contains_key(&e.path) && presence(&e.path) == Presence::Missing
        };
        for entry in entries().filter(absent) {
            let meant = self.meant(entry).map(|name| path::join(path::folder(&entry.path), name));
            if let Some(file) = meant.and_then(|path| self.by_path.get(&path)).filter(|file| named.insert(**file)) {
                wanted.push((*file, entry.wanted));
            }
        }
        for (file, wanted) in wanted {
            let own = &mut self.uses[file.0 as usize];
            match wanted {
                Wanted::Patch => *own = Use::Patch,
                Wanted::Configuration if *own == Use::Manifest => *own = uses::CONFIGURATION,
                Wanted::Contents if *own == Use::Manifest => *own = uses::CONTENTS,
                Wanted::Values => *own = uses::KUSTOMIZE_VALUES,
                _ => {}
            }
        }
        // What is a resource somewhere is one, whatever else is made of it.
        for entry in self.kustomizations.iter().flat_map(|k| &k.named).filter(|n| n.wanted == Wanted::Resource) {
            if let Some(file) = self.by_path.get(&entry.path)
                && matches!(
                    self.uses[file.0 as usize],
                    uses::CONFIGURATION | uses::CONTENTS | uses::KUSTOMIZE_VALUES | Use::Patch
                )
            {
                self.uses[file.0 as usize] = Use::Manifest;
            }
        }
        for (at, file) in files.iter().enumerate() {
            if self.uses[at] == Use::Manifest && file.role == Role::Manifest && !named.contains(&FileId(at as u32)) {
                self.uses[at] = self.unnamed(&path::normal(&file.path));
            }
        }
    }

    /// What a file is for that no kustomization names. One that lies below a kustomization and is called a patch is one that
    /// is not used now.
    fn unnamed(&self, place: &str) -> Use {
        let (mut folder, mut called) = (path::folder(place), is_called_patch(path::name(place)));
        if self.by_folder.contains_key(folder) {
            return if called { Use::Patch } else { Use::Unnamed };
        }
        while !folder.is_empty() && folder != "/" {
            called |= is_called_patch(path::name(folder));
            folder = path::folder(folder);
            if self.by_folder.contains_key(folder) {
                return if called { Use::Patch } else { Use::Manifest };
            }
        }
        Use::Manifest
    }

    /// Finds out what kustomizations add to the files that they name.
    fn complete(&mut self, files: &[SourceFile]) {
        let mut completions: HashMap<FileId, Completion> = HashMap::new();
        for at in 0..self.kustomizations.len() {
            let tree = self.tree(at);
            let mut reach = self.resources(&tree);
            // What lies beside them may be named again tomorrow.
            let folders: HashSet<&str> = tree.iter().map(|part| self.kustomizations[*part].folder.as_str()).collect();
            let beside = |file: usize| folders.contains(path::normal(path::folder(&files[file].path)).as_str());
            let unnamed = (0..files.len()).filter(|file| self.uses[*file] == Use::Unnamed && beside(*file));
            reach.extend(unnamed.map(|file| FileId(file as u32)));
            // A component changes all that is there when its turn comes.
            let changing = tree.into_iter().filter(|part| *part == at || self.kustomizations[*part].component);
            for kustomization in changing.map(|part| &self.kustomizations[part]) {
                let replaced = kustomization.replaced.iter().map(|(select, keys)| Written {
                    said: Said { keys: keys.clone(), ..Said::default() },
                    target: Some(select.clone()),
                });
                let written = kustomization.patches.iter().map(|patch| self.written(patch)).chain(replaced);
                let written = Arc::new(written.collect::<Vec<_>>());
                for file in &reach {
                    completions.entry(*file).or_default().add(kustomization, &written);
                }
            }
        }
        self.completions = completions;
    }

    /// Reads the patches in files of their own.
    fn read_patches(&mut self, files: &[SourceFile]) {
        let paths = self.kustomizations.iter().flat_map(|k| &k.patches).filter_map(|patch| self.patch_file(patch));
        let patches: HashSet<FileId> = paths.collect();
        self.said = patches.into_iter().map(|file| (file, read_patch(&files[file.0 as usize].text))).collect();
    }

    /// The file that a patch stands in, where it was read.
    pub(super) fn patch_file(&self, patch: &Patch) -> Option<FileId> {
        self.by_path.get(patch.path.as_ref()?).copied()
    }

    /// What a patch writes.
    fn written(&self, patch: &Patch) -> Written {
        let own = self.patch_file(patch).and_then(|file| self.said.get(&file));
        Written { said: own.unwrap_or(&patch.said).clone(), target: patch.target.clone() }
    }

    /// Whether a file is a kustomization that changes what is placed of what it names.
    pub fn changes(&self, file: FileId) -> bool {
        self.kustomizations.iter().any(|k| k.file == file && k.changes)
    }

    /// Where a kustomization names what nobody has read: on other machines, or made by charts.
    pub fn unread(&self, file: FileId) -> &[Span] {
        self.kustomizations.iter().find(|k| k.file == file).map_or(&[][..], |k| &k.remote)
    }

    /// Whether a patch's own kind says nothing: kustomize finds by `target` what it is for. Its fields are then those of the kind
    /// that the target names.
    pub fn is_for_another(&self, file: FileId, object: &Resource<'_>) -> bool {
        let own = self.kustomizations.iter().flat_map(|k| &k.patches);
        let mut uses = own.filter(|patch| self.patch_file(patch) == Some(file)).peekable();
        let other = |patch: &Patch| {
            let target = patch.target.as_ref();
            target.is_some_and(|target| target.kind.is_empty() || target.kind != object.kind)
        };
        uses.peek().is_some() && uses.all(other)
    }

    /// Whether a patch writes the field of an object that a finding between objects is about, or takes the object away.
    pub fn patches(&self, finding: &Finding) -> bool {
        let Some(object) = finding.object.as_ref() else { return false };
        let own = Identity::named(object);
        let places = std::iter::once(finding.file).chain(finding.related.iter().map(|related| related.file));
        if places.filter_map(|file| self.completion(file)).any(|added| added.is_deleted(&own)) {
            return true;
        }
        let Some(added) = self.completion(finding.file) else { return false };
        let mut names = finding.field.rsplit('.').take(2);
        !finding.field.is_empty() && names.all(|name| added.is_patched(name, &own))
    }

    /// What is added to a file's objects before anybody sees them, if anything is.
    pub fn completion(&self, file: FileId) -> Option<&Completion> {
        self.completions.get(&file)
    }

    /// What a file is for.
    pub fn use_of(&self, file: FileId) -> Use {
        self.uses.get(file.0 as usize).copied().unwrap_or_default()
    }

    /// Whether any patch is named, so that somebody will ask which objects there are.
    pub fn has_patches(&self) -> bool {
        self.kustomizations.iter().any(|k| !k.patches.is_empty())
    }
}

/// Whether one of the words of a name is that for a patch: `web-patch.yaml`, `patches`, not `dispatcher.yaml`.
fn is_called_patch(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| matches!(word, "patch" | "patches"))
}

/// Whether kustomize reads it as a kustomization: other tools have files of that name, too.
fn is_kustomization(root: Node<'_>) -> bool {
    let (api_version, kind) = (text(root, "apiVersion"), text(root, "kind"));
    root.kind() == Kind::Map
        && (api_version.is_empty() || api_version.starts_with(GROUP))
        && (kind.is_empty() || matches!(kind, "Kustomization" | "Component"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(files: &[(&str, &str)]) -> (Vec<SourceFile>, Survey) {
        let files: Vec<_> = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let survey = Survey::of(&files, &Limits::default(), &|_| Presence::Missing);
        (files, survey)
    }

    const FILES: &[(&str, &str)] = &[
        ("base/kustomization.yaml", "resources: [web.yaml]\nconfigMapGenerator:\n- files: [k=settings.yaml]\n"),
        ("base/web.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"),
        ("base/settings.yaml", "a: 1\n"),
        ("base/old.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: old}\n"),
        ("dev/kustomization.yml", "resources: [../base, extra.yaml]\npatches: [{path: p/env.yaml}]\n"),
        ("dev/extra.yaml", ""),
        ("dev/p/env.yaml", ""),
        ("prod/Kustomization", "kind: Kustomization\nbases: [../base]\ntransformers: [name.yaml]\n"),
        ("prod/name.yaml", ""),
        ("flux/kustomization.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"),
        ("plain/a.yaml", ""),
        ("plain/b.yaml", ""),
        ("plain/c/d.yaml", ""),
        ("examples/a.yaml", ""),
        ("examples/b.yaml", ""),
        ("base/patches/later.yaml", ""),
        ("plain/patches/odd.yaml", ""),
    ];

    #[test]
    fn every_file_knows_what_it_is_for() {
        let (files, survey) = survey(FILES);
        let uses: Vec<_> = (0..files.len()).map(|at| survey.use_of(FileId(at as u32))).collect();
        assert_eq!(
            uses[..10],
            [
                Use::Kustomization,
                Use::Manifest,
                uses::CONTENTS,
                Use::Unnamed,
                Use::Kustomization,
                Use::Manifest,
                Use::Patch,
                Use::Kustomization,
                uses::CONFIGURATION,
                Use::Manifest,
            ]
        );
        assert_eq!(uses[15..], [Use::Patch, Use::Manifest]);
    }

    #[test]
    fn what_kustomizations_add_is_known() {
        let (_, survey) = survey(&[
            ("base/kustomization.yaml", "resources: [web.yaml]\n"),
            ("base/web.yaml", ""),
            ("prod/kustomization.yaml", "namespace: prod\nresources: [../base]\ncomponents: [../part]\n"),
            ("part/kustomization.yaml", "kind: Component\nlabels: [{pairs: {a: b}, includeSelectors: true}]\n"),
            ("other/kustomization.yaml", "namespace: a\nresources: [own.yaml]\n"),
            ("other/own.yaml", ""),
        ]);
        let added = |file| survey.completion(FileId(file)).map(|c| (c.namespace, c.selectors));
        assert_eq!((added(1), added(5), added(0)), (Some((true, true)), Some((true, false)), None));
    }

    #[test]
    fn circles_end() {
        let (_, survey) = survey(&[
            ("a/kustomization.yaml", "resources: [../b]\n"),
            ("b/kustomization.yaml", "resources: [../a, ../b]\n"),
        ]);
        assert_eq!(survey.tree(0), [0, 1]);
    }
}
