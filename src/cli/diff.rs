//! `diff`: two trees, two inventories, or a tree at a revision of git's, beside each other.

use std::path::Path;

use super::args::{Cli, DiffArgs};
use super::flags::{Common, Placing};
use super::requests::{as_documents, once, place, read, report, stdout};
use super::revision::{Revision, is_revision};
use super::run::{Begun, gather};
use super::settings::{Settings, settings};
use super::{End, run};
use crate::config;
use crate::discover::{Role, SourceFile};
use crate::inventory::is_dump;
use crate::model::Root;
use crate::pipeline::{Ended, Outcome, difference};

/// Compares.
pub(super) fn diff(args: &DiffArgs, cli: &Cli) -> Result<End, String> {
    if args.common.watch {
        return Err("--watch: a difference is told once".to_owned());
    }
    let [before, after] = sides(&args.common.paths)?;
    run::threads(args.common.threads, &[], &[])?;
    let (mut old, mut new) = (State::begin(before, args, cli)?, State::begin(after, args, cli)?);
    if is_inventory(&old.begun.files) && is_inventory(&new.begun.files) {
        old.declares_the_cluster()?;
        new.declares_the_cluster()?;
    }
    let (was, is) = (old.run(args, cli)?, new.run(args, cli)?);
    let request = &new.begun.request;
    let before = Ended { name: old.side.name, files: &old.begun.files, outcome: was, root: old.root };
    let after = Ended { name: new.side.name, files: &new.begun.files, outcome: is, root: new.root };
    let outcome = difference(before, after, request);
    report(&new.begun, &args.common, cli, &outcome, &mut stdout())?;
    let difference = outcome.difference.as_ref();
    let left = difference.is_some_and(|difference| difference.pods_left() > 0);
    let differs = args.exit_code && difference.is_some_and(|difference| !difference.is_none());
    let worse = outcome.findings.iter().any(|finding| finding.severity >= new.begun.fail_on);
    Ok(if worse || left || differs { End::Findings } else { End::Clean })
}

/// One of the two, as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    /// What it is called.
    name: String,
    /// The revision, of a tree that git has.
    revision: Option<String>,
    /// The paths; those of the configuration, or else the working folder, where there are none.
    paths: Vec<String>,
}

impl Side {
    fn tree(path: &str) -> Self {
        Side { name: path.to_owned(), revision: None, paths: vec![path.to_owned()] }
    }

    fn of_revision(name: &str, paths: Vec<String>) -> Self {
        let told = if paths.is_empty() { name.to_owned() } else { format!("{name}:{}", paths.join(",")) };
        Side { name: told, revision: Some(name.to_owned()), paths }
    }

    /// A revision beside a path of the tree is meant of the same path.
    fn beside(self, other: &Side) -> Self {
        match &self.revision {
            Some(name) if self.paths.is_empty() && other.revision.is_none() => {
                Side::of_revision(name, other.paths.clone())
            }
            _ => self,
        }
    }

    /// A path that is there; or a revision, with `:PATH` behind it or not.
    fn of(word: &str) -> Result<Self, String> {
        if Path::new(word).exists() {
            return Ok(Side::tree(word));
        }
        let (name, path) = word.split_once(':').unwrap_or((word, ""));
        if is_revision(name) {
            let paths = if path.is_empty() { Vec::new() } else { vec![path.to_owned()] };
            return Ok(Side::of_revision(name, paths));
        }
        Err(format!("{word}: neither a file or folder, nor a revision that git knows here"))
    }
}

/// Whether a word names two revisions, and no path.
fn is_range(word: &str) -> bool {
    word.contains("..") && ![":", "../", "/.."].iter().any(|part| word.contains(part)) && !Path::new(word).exists()
}

/// The two sides: by themselves what git has last and what is there now.
fn sides(words: &[String]) -> Result<[Side; 2], String> {
    let here = || Side { name: "the working tree".to_owned(), revision: None, paths: Vec::new() };
    match words {
        [] => Ok([Side::of("HEAD")?, here()]),
        [both] if is_range(both) => {
            let (one, other) = both.split_once("..").unwrap_or_default();
            let named = |word: &str| if word.is_empty() { "HEAD".to_owned() } else { word.to_owned() };
            Ok([Side::of(&named(one))?, Side::of(&named(other.trim_start_matches('.')))?])
        }
        [one] => {
            let side = Side::of(one)?;
            if side.revision.is_none() {
                return Ok([Side::of_revision("HEAD", side.paths.clone()), side]);
            }
            let now = Side { paths: side.paths.clone(), ..here() };
            Ok([side, now])
        }
        [one, other] => {
            let (one, other) = (Side::of(one)?, Side::of(other)?);
            Ok([one.clone().beside(&other), other.beside(&one)])
        }
        [..] => Err("two states are compared: a path or a revision each".to_owned()),
    }
}

/// A side with what was read of it.
struct State {
    side: Side,
    begun: Begun,
    root: Root,
    /// Where git's tree was written to.
    revision: Option<Revision>,
}

impl State {
    /// Reads a side. The configuration is the one that applies now.
    fn begin(side: Side, args: &DiffArgs, cli: &Cli) -> Result<Self, String> {
        let common = Common { paths: side.paths.clone(), ..args.common.clone() };
        let mut settings = settings(cli, &common, &args.rules.told, Some(&args.rules))?;
        let root = root(&settings)?;
        let revision = side.revision.as_deref().map(Revision::written).transpose()?;
        let begun = within(revision.as_ref(), |working| {
            keep_known(&mut settings.crds, working);
            // What is not there at all at a revision came later.
            if let Some(revision) = &revision {
                for path in &mut settings.paths {
                    let outside = || format!("{}: {path} lies outside of the repository", side.name);
                    *path = revision.own(path).ok_or_else(outside)?;
                }
                settings.paths.retain(|path| Path::new(path).exists());
            }
            let none = working.is_some() && settings.paths.is_empty() && !common.paths.is_empty();
            if none {
                return Err(format!("{}: there is no such path at that revision", side.name));
            }
            gather(cli, &common, &args.rules.told, settings)
        })?;
        Ok(State { side, begun, root, revision })
    }

    /// Takes the files for what declares the cluster.
    fn declares_the_cluster(&mut self) -> Result<(), String> {
        let paths = self.begun.paths.clone();
        self.begun.files = within(self.revision.as_ref(), |_| read(&paths, Role::Cluster))?;
        Ok(())
    }

    /// Validates and places, with what both sides have.
    fn run(&mut self, args: &DiffArgs, cli: &Cli) -> Result<Outcome, String> {
        let mut both = read(&args.with, Role::Manifest)?;
        both.iter_mut().for_each(as_documents);
        let (begun, revision) = (&mut self.begun, self.revision.as_ref());
        begun.files.extend(both);
        within(revision, |working| {
            let mut flags = args.placing.clone();
            keep_known(&mut flags.nodes, working);
            keep_known(&mut begun.nodes, working);
            flags.scheduler_config.as_mut().into_iter().chain(&mut begun.scheduler_config).for_each(|path| {
                keep_known(std::slice::from_mut(path), working);
            });
            place(begun, cli, &Placing { scores: false, details: false, ..flags })?;
            once(begun)
        })
    }
}

/// Does something where the working folder stands at a revision; it is given the working folder there is.
fn within<T>(revision: Option<&Revision>, act: impl FnOnce(Option<&Path>) -> Result<T, String>) -> Result<T, String> {
    let Some(revision) = revision else { return act(None) };
    let cannot = |why: std::io::Error| format!("the working folder: {why}");
    let working = std::env::current_dir().map_err(cannot)?;
    std::env::set_current_dir(revision.working()).map_err(cannot)?;
    let done = act(Some(&working));
    std::env::set_current_dir(&working).map_err(cannot)?;
    done
}

/// Of what a revision does not have, that which is there now: an inventory need not be in the repository.
fn keep_known(paths: &mut [String], working: Option<&Path>) {
    let Some(working) = working else { return };
    for path in paths.iter_mut().filter(|path| !Path::new(path).exists()) {
        let now = working.join(&*path);
        if now.exists() {
            *path = now.to_string_lossy().into_owned();
        }
    }
}

/// The folder that paths of both sides are seen from: the one that is compared, or the working folder.
fn root(settings: &Settings) -> Result<Root, String> {
    let [path] = &settings.paths[..] else { return Ok(config::working()) };
    let inside = if Path::new(path).is_file() { path.clone() } else { format!("{path}/-") };
    config::home(&inside)
}

/// Whether all that is there declares a cluster: nodes, and no object that is still to be shipped.
fn is_inventory(files: &[SourceFile]) -> bool {
    is_dump(files.iter().filter(|file| file.role == Role::Manifest).map(|file| file.text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_path_or_a_revision() {
        let [one, other] = sides(&["src".to_owned(), "tests".to_owned()]).unwrap();
        assert_eq!((one.paths, other.paths), (vec!["src".to_owned()], vec!["tests".to_owned()]));
        let why = sides(&["no-such-path".to_owned(), "src".to_owned()]).unwrap_err();
        assert!(why.contains("neither"), "{why}");
        assert!(sides(&vec!["src".to_owned(); 3]).is_err());
        assert!(["main..fix", "origin/main..HEAD", "v1...v2"].into_iter().all(is_range));
        assert!(!["HEAD:..", "HEAD:../..", "../x", "src/..", "main"].into_iter().any(is_range));
    }
}
