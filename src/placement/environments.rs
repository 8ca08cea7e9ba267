//! Where a tree holds several environments: which of them is placed, and which of what they declare by one name a pod is held
//! against that is of each.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{DryRun, Question};
use crate::inventory::{INVENTORY_READ, Inventory, LeftOut, PodInstance};
use crate::model::{FileId, Finding, listed};

/// What each environment may have by one name: its kind, its name, its file.
type Declared<'i> = (&'static str, &'i str, FileId);

/// One finding for each name that stands for several, at the first pod that may be held against each.
pub(super) fn findings(dry: &DryRun<'_>, question: Question<'_, '_>) -> Vec<Finding> {
    let case = &dry.case;
    let (mut seen, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut findings = not_placed(&case.inventory.left_out, question);
    for pod in case.pods.iter().chain(&case.bound).chain(&case.refused).filter(|pod| !pod.is_there()) {
        let (namespace, file) = (pod.pod.namespace.as_str(), pod.object.file);
        if !seen.insert((namespace, file)) {
            continue;
        }
        for ((kind, name), files) in by_name(&case.inventory, namespace, file) {
            let Some(used) = used(&case.inventory, file, &files) else { continue };
            if told.insert((namespace, kind, name)) {
                findings.push(finding(pod, (kind, name), (used, &files), question));
            }
        }
    }
    findings
}

/// So many environments are named.
const NAMED: usize = 5;

/// One finding for each environment that is placed while others are left out.
fn not_placed(left_out: &[LeftOut<'_>], question: Question<'_, '_>) -> Vec<Finding> {
    let path = |file: FileId| question.files.get(file.0 as usize).map_or("", |file| file.path.as_str());
    let mut told: Vec<(&str, &LeftOut<'_>, Vec<&str>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for left in left_out {
        let (placed, other) = part(path(left.placed.file), path(left.file));
        let at = *known.entry(placed).or_insert(told.len());
        match told.get_mut(at) {
            Some((.., others)) if others.contains(&other) => {}
            Some((.., others)) => others.push(other),
            None => told.push((placed, left, vec![other])),
        }
    }
    let one = |(placed, left, others): &(&str, &LeftOut<'_>, Vec<&str>)| {
        let (are, each) = if others.len() == 1 { ("is", "") } else { ("are", " each of") };
        let message = format!(
            "these environments are never applied together, and have workloads of one name: `{placed}` is placed, {} {are} not; ask \
             about{each} {} by itself",
            listed(others.iter().copied(), NAMED),
            if others.len() == 1 { "it" } else { "them" },
        );
        let mut finding = Finding::of(&INVENTORY_READ, left.placed.head(), message);
        finding.help(format!("`plimsoll check {}`", others.first().copied().unwrap_or_default()));
        left.placed.scene().set(finding)
    };
    told.iter().map(one).collect()
}

/// Where the ways to two files part: the folders, or files, that each goes on to.
fn part<'p>(one: &'p str, other: &'p str) -> (&'p str, &'p str) {
    let same = one.split('/').zip(other.split('/')).take_while(|(a, b)| a == b);
    let common: usize = same.map(|(part, _)| part.len() + 1).sum();
    let next = |path: &'p str| {
        let end = path.get(common..).and_then(|rest| rest.find('/')).map_or(path.len(), |end| common + end);
        path.get(..end).unwrap_or(path)
    };
    (next(one), next(other))
}

/// The files in which something of the namespace stands that the objects of a file meet, by kind and name.
fn by_name<'i>(
    inventory: &'i Inventory<'_>,
    namespace: &'i str,
    file: FileId,
) -> BTreeMap<(&'static str, &'i str), Vec<FileId>> {
    let mut all: BTreeMap<(&'static str, &'i str), Vec<FileId>> = BTreeMap::new();
    let met = |one: &Declared<'_>| inventory.around.meet(file, one.2);
    for (kind, name, own) in inventory.policies.declared(namespace).into_iter().filter(met) {
        all.entry((kind, name)).or_default().push(own);
    }
    all
}

/// The file whose object is used, where some of them are never applied together.
fn used(inventory: &Inventory<'_>, file: FileId, files: &[FileId]) -> Option<FileId> {
    let apart = |one: &FileId| files.iter().any(|other| !inventory.around.meet(*one, *other));
    if !files.iter().any(apart) {
        return None;
    }
    let met = inventory.around.met(file, files.iter().map(|own| ("", *own)));
    met.first().map(|at| files[*at])
}

fn finding(
    pod: &PodInstance<'_>,
    (kind, name): (&str, &str),
    (used, files): (FileId, &[FileId]),
    question: Question<'_, '_>,
) -> Finding {
    let path = |file: FileId| question.files.get(file.0 as usize).map_or("", |file| file.path.as_str());
    let others: Vec<String> =
        files.iter().filter(|file| **file != used).map(|file| format!("`{}`", path(*file))).collect();
    let name = if kind == "Namespace" { name.to_owned() } else { format!("{}/{name}", pod.pod.namespace) };
    let message = format!(
        "several environments declare {kind} `{name}`, and these pods may be of each: they are held against that of `{}`, not against \
         that of {}",
        path(used),
        others.join(", ")
    );
    let mut finding = Finding::of(&INVENTORY_READ, pod.object.head(), message);
    finding.help("give one environment at a time, say what `kustomize build` makes of it");
    pod.scene().set(finding)
}
