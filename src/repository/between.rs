//! What is wrong between kustomizations and the files that they name.

use hashbrown::HashMap;

use super::Presence;
use super::entries::{Kustomization, Named, Patch, Wanted};
use super::rules::{MISSING_FILE, NO_KUSTOMIZATION, OUTSIDE_FILE, PATCH, PATCH_TARGET};
use super::survey::{NAMES, Survey};
use super::target::Identity;
use crate::model::near::{Strictness, nearest};
use crate::model::path;
use crate::model::{FileId, Finding, MOST_TOLD, Scene, Severity, Span, Told};

/// Among more names than this none is looked for that may have been meant.
const MOST_NAMES: usize = 500;

/// The objects of each file.
pub type Identities = HashMap<FileId, Vec<Identity>>;

impl Survey {
    /// What is wrong between kustomizations and the files that they name. `presence` tells what stands at a path, `identities`
    /// which objects each file has.
    pub fn findings(&self, presence: &dyn Fn(&str) -> Presence, identities: &Identities) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (at, kustomization) in self.kustomizations.iter().enumerate().filter(|(_, k)| k.given) {
            let scene = Scene::new(kustomization.file, 0);
            let named =
                kustomization.named.iter().filter_map(|named| self.absent(named, &kustomization.folder, presence));
            let unaimed = kustomization.patches.iter().filter_map(|patch| self.unaimed(patch));
            let mut told = Told::up_to(MOST_TOLD);
            let found = named.chain(unaimed).filter(|finding| told.takes(finding.severity));
            findings.extend(found.map(|finding| scene.set(finding)));
            let first = kustomization.named.first().map_or(Span::point(0), |named| named.span);
            findings.extend(told.rest(first).map(|finding| scene.set(finding)));
            if let Some(objects) = self.objects(at, identities) {
                let patches = kustomization.patches.iter();
                let aimless = patches.filter_map(|patch| self.aimless(patch, &objects, identities));
                findings.extend(aimless.map(|finding| scene.set(finding)));
            }
        }
        findings
    }

    /// The finding where nothing, or not the right thing, stands at the path.
    fn absent(&self, named: &Named, folder: &str, presence: &dyn Fn(&str) -> Presence) -> Option<Finding> {
        // What somebody fills in later is no path yet.
        let written = &named.written;
        if written.contains(['$', '{', '*', '<']) {
            return None;
        }
        let there = match () {
            () if self.by_path.contains_key(&named.path) => Presence::File,
            () if self.by_folder.contains_key(&named.path) => Presence::Folder,
            () => presence(&named.path),
        };
        match (there, named.wanted) {
            (Presence::Unknown, _) => None,
            (Presence::Made, _) => {
                let mut finding = Finding::of(&MISSING_FILE, named.span, format!("`{written}` is not there yet"));
                finding.severity = Severity::Info;
                finding
                    .help("a `.gitignore` names it, so it is taken for something that is made before kustomize runs");
                Some(finding)
            }
            (Presence::Missing, _) => Some(self.missing(named)),
            (Presence::Folder, Wanted::Resource | Wanted::Component) => self.other_folder(named, presence),
            (Presence::File, Wanted::Resource | Wanted::Patch | Wanted::Contents)
                if !path::is_below(&named.path, folder) && !written.starts_with('/') =>
            {
                let message = format!("`{written}` lies outside of the kustomization's folder");
                let mut finding = Finding::of(&OUTSIDE_FILE, named.span, message);
                finding.help(
                    "kustomize reads no files from there unless it is told `--load-restrictor LoadRestrictionsNone`; \
                     name a folder with a kustomization of its own instead",
                );
                Some(finding)
            }
            (Presence::Folder, Wanted::Patch | Wanted::Contents | Wanted::Values) => {
                let message = format!("`{written}` is a folder, where a file is needed");
                Some(Finding::of(&MISSING_FILE, named.span, message))
            }
            (Presence::File, Wanted::Component) => {
                let message = format!("`{written}` is a file, and a component is a folder with a kustomization");
                Some(Finding::of(&NO_KUSTOMIZATION, named.span, message))
            }
            _ => None,
        }
    }

    /// That nothing stands at a path.
    fn missing(&self, named: &Named) -> Finding {
        let mut finding = Finding::of(&MISSING_FILE, named.span, format!("there is nothing at `{}`", named.written));
        match self.alike(named) {
            Some(meant) => {
                finding.help(format!("did you mean `{meant}`?")).fix(format!("change to `{meant}`"), named.span, meant)
            }
            None => finding.help("paths are relative to the folder of the kustomization"),
        };
        finding
    }

    /// The finding where a folder has no kustomization, or one of the other kind.
    fn other_folder(&self, named: &Named, presence: &dyn Fn(&str) -> Presence) -> Option<Finding> {
        let written = &named.written;
        let Some(at) = self.by_folder.get(&named.path) else {
            let mut inside = NAMES.iter().map(|name| path::join(&named.path, name));
            if inside.any(|path| presence(&path) != Presence::Missing) {
                return None;
            }
            let message = format!("the folder `{written}` has no kustomization");
            let mut finding = Finding::of(&NO_KUSTOMIZATION, named.span, message);
            finding.help("add a `kustomization.yaml` there, or name its files one by one");
            return Some(finding);
        };
        let wanted = named.wanted == Wanted::Component;
        if self.kustomizations[*at].component == wanted {
            return None;
        }
        let (is, list) = if wanted { ("no component", "resources") } else { ("a component", "components") };
        let mut finding = Finding::of(&NO_KUSTOMIZATION, named.span, format!("what is in `{written}` is {is}"));
        finding.help(format!("name it among `{list}`"));
        Some(finding)
    }

    /// A path with a name that is nearly the one written.
    fn alike(&self, named: &Named) -> Option<String> {
        let meant = self.meant(named)?;
        Some(format!("{}{meant}", named.written.strip_suffix(path::name(&named.path))?))
    }

    /// The name of a file that was likely meant.
    pub(super) fn meant(&self, named: &Named) -> Option<&str> {
        let (folder, name) = (path::folder(&named.path), path::name(&named.path));
        let beside = self.names.get(folder).filter(|names| names.len() <= MOST_NAMES)?;
        nearest(name, Strictness::Name, beside.iter().map(String::as_str), |n| n).map(|(meant, _)| meant)
    }

    /// The objects that the resources of a kustomization make, with the affixes that they got on the way; `None` where not
    /// all of them are known. What a component patches comes from who uses it.
    fn objects<'s>(&'s self, root: usize, identities: &'s Identities) -> Option<Objects<'s>> {
        let tree: Vec<&Kustomization> = self.tree(root).into_iter().map(|at| &self.kustomizations[at]).collect();
        if tree[0].component || tree[0].patches.is_empty() || tree.iter().any(|k| k.opaque) {
            return None;
        }
        let mut objects =
            Objects { each: Vec::new(), affixes: Vec::new(), namespaced: tree[1..].iter().any(|k| k.namespace) };
        for kustomization in tree {
            for named in &kustomization.named {
                let wanted = matches!(named.wanted, Wanted::Resource | Wanted::Component);
                if !wanted || self.by_folder.contains_key(&named.path) {
                    continue;
                }
                match self.by_path.get(&named.path).and_then(|file| identities.get(file)) {
                    Some(known) if !known.is_empty() => objects.each.extend(known),
                    // A file or folder that was not read, or is not there, and would have who knows what.
                    _ => return None,
                }
            }
            objects.each.extend(&kustomization.made);
            let (prefix, suffix) = &kustomization.affixes;
            if !(prefix.is_empty() && suffix.is_empty()) {
                objects.affixes.push((prefix.as_str(), suffix.as_str()));
            }
        }
        // The innermost kustomization comes last and changes first.
        objects.affixes.reverse();
        // A name or a kind that is not there yet may become any.
        let filled_in = |object: &&Identity| object.name.contains(['$', '{']) || object.kind.is_empty();
        (!objects.each.iter().any(filled_in)).then_some(objects)
    }

    /// The finding where a JSON patch in a file does not say what it is for.
    fn unaimed(&self, patch: &Patch) -> Option<Finding> {
        let file = self.patch_file(patch)?;
        if patch.target.is_some() || !self.said.get(&file).is_some_and(|said| said.operations) {
            return None;
        }
        let mut finding = Finding::of(&PATCH, patch.span, "a JSON patch does not say what it is for");
        finding.field("patches").help("add a `target` with `kind` and `name`");
        Some(finding)
    }

    /// The finding where a patch is for nothing.
    fn aimless(&self, patch: &Patch, objects: &Objects<'_>, identities: &Identities) -> Option<Finding> {
        let affixes = &objects.affixes[..];
        if let Some(target) = &patch.target {
            if objects.each.iter().any(|object| target.selects(object, affixes)) {
                return None;
            }
            let message = format!("the target of this patch selects nothing: there is {}", target.no());
            let mut finding = Finding::of(&PATCH_TARGET, patch.span, message);
            finding.severity = Severity::Warning;
            finding.help(format!("kustomize passes over it without a word; {}", objects.words(target)));
            return Some(finding);
        }
        let own = self.patch_file(patch).and_then(|file| identities.get(&file));
        let lost = own.unwrap_or(&patch.said.objects).iter().find(|own| {
            let whole = !own.kind.is_empty() && !own.name.is_empty() && !own.name.contains(['$', '{']);
            whole && !objects.each.iter().any(|object| own.is(object, affixes) && objects.in_namespace(own, object))
        })?;
        let elsewhere = objects.each.iter().any(|object| lost.is(object, affixes));
        let place = if elsewhere { format!(" in namespace `{}`", lost.namespace) } else { String::new() };
        let message = format!("this patch is for {}{place}, which the resources do not have", lost.words());
        let mut finding = Finding::of(&PATCH_TARGET, patch.span, message);
        if elsewhere {
            finding.help(
                "it has no namespace there: kustomize sets one only after it has patched; leave it out of the patch",
            );
        } else {
            finding.help(objects.words(lost));
        }
        Some(finding)
    }
}

/// What the resources of a kustomization make.
struct Objects<'s> {
    each: Vec<&'s Identity>,
    affixes: Vec<(&'s str, &'s str)>,
    /// Whether a kustomization further in sets a namespace.
    namespaced: bool,
}

impl Objects<'_> {
    /// Whether an object may be in the patch's namespace when its turn comes.
    fn in_namespace(&self, own: &Identity, object: &Identity) -> bool {
        own.namespace.is_empty() || own.namespace == "default" || self.namespaced || !object.namespace.is_empty()
    }

    /// What there is instead: the same kind, or the same name in another version.
    fn words(&self, wanted: &Identity) -> String {
        let same = |object: &&&Identity| object.kind == wanted.kind && object.name == wanted.name;
        if let Some(object) = self.each.iter().find(same) {
            let group = if object.group.is_empty() { String::new() } else { format!("{}/", object.group) };
            return format!("there it is of `apiVersion: {group}{}`", object.version);
        }
        let mut names: Vec<&str> = self
            .each
            .iter()
            .filter(|o| wanted.kind.is_empty() || o.kind == wanted.kind)
            .map(|o| o.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        let kind = if wanted.kind.is_empty() { "object" } else { &wanted.kind };
        match nearest(&wanted.name, Strictness::Name, names.iter().copied(), |n| n) {
            Some((meant, _)) => format!("did you mean `{meant}`?"),
            None if names.is_empty() => format!("there is no {kind} among them at all"),
            None => {
                let shown: Vec<String> = names.iter().take(5).map(|n| format!("`{n}`")).collect();
                let more = if names.len() > 5 { ", …" } else { "" };
                format!("there is {kind} {}{more}", shown.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::repository::entries::read_patch;
    use crate::source::Limits;

    const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n";

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|(path, text)| SourceFile::new(*path, *text)).collect();
        let survey = Survey::of(&files, &Limits::default(), &|_| Presence::Missing);
        let each =
            files.iter().enumerate().map(|(at, file)| (FileId(at as u32), read_patch(&file.text).objects)).collect();
        let presence = |path: &str| match path {
            "there.env" | "remote/kustomization.yaml" => Presence::File,
            "remote" | "empty" => Presence::Folder,
            _ => Presence::Missing,
        };
        let severity = |f: &Finding| if f.severity == Severity::Error { "" } else { "warning: " };
        survey.findings(&presence, &each).iter().map(|f| format!("{}{}", severity(f), f.message)).collect()
    }

    #[test]
    fn what_is_named_must_be_there() {
        let text = "resources: [web.yaml, wbe.yaml, empty, remote, 'https://example.com/x.yaml']\ncomponents: [web.yaml]\n\
                    configMapGenerator:\n- {name: a, files: [k=there.env, gone.env]}\n";
        let told = told(&[("kustomization.yaml", text), ("web.yaml", WEB)]);
        assert_eq!(
            told,
            [
                "there is nothing at `wbe.yaml`",
                "the folder `empty` has no kustomization",
                "`web.yaml` is a file, and a component is a folder with a kustomization",
                "there is nothing at `gone.env`",
            ]
        );
    }

    #[test]
    fn a_patch_needs_its_object() {
        let base = ("base/kustomization.yaml", "namePrefix: x-\nresources: [web.yaml]\n");
        let with = |patches: &str, patch: &str| {
            let text = format!("resources: [../base]\npatches:\n{patches}\n");
            told(&[base, ("base/web.yaml", WEB), ("over/kustomization.yaml", &text), ("over/p.yaml", patch)])
        };
        for (patches, patch) in [
            ("- path: p.yaml", WEB.to_owned()),
            ("- path: p.yaml", WEB.replace("web", "x-web")),
            ("- path: p.yaml\n  target: {kind: Deployment, labelSelector: a=b}", WEB.replace("web", "any")),
            ("- path: p.yaml\n  target: {kind: Deployment, name: w.b}", "- {op: remove, path: /a}\n".to_owned()),
        ] {
            assert!(with(patches, &patch).is_empty(), "{patches}: {:?}", with(patches, &patch));
        }
        let lost = with("- path: p.yaml", &WEB.replace("web", "api"));
        assert_eq!(lost, ["this patch is for Deployment `api`, which the resources do not have"]);
        let lost = with("- target: {kind: Service}\n  patch: '- {op: remove, path: /a}'", "");
        assert_eq!(lost, ["warning: the target of this patch selects nothing: there is no Service"]);
    }
}
