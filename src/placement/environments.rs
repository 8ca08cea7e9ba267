//! Where a pod is of several environments of a tree, which of what they declare by one name it is held against.

use std::collections::{BTreeMap, BTreeSet};

use super::{DryRun, Question};
use crate::inventory::{INVENTORY_READ, Inventory, PodInstance};
use crate::model::{FileId, Finding};

/// What each environment may have by one name: its kind, its name, its file.
type Declared<'i> = (&'static str, &'i str, FileId);

/// One finding for each name that stands for several, at the first pod that may be held against each.
pub(super) fn findings(dry: &DryRun<'_>, question: Question<'_, '_>) -> Vec<Finding> {
    let case = &dry.case;
    let (mut seen, mut told) = (BTreeSet::new(), BTreeSet::new());
    let mut findings = Vec::new();
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
