//! Environments of a tree that are never applied together: of workloads that each of them has one state alone can be placed.
//!
//! As the later of two of one name takes the place of the earlier where both are applied, the last environment is placed; what
//! the other ones hold is held against their own policies, but not placed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Around, DEFAULT_NAMESPACE, Found, Origin};
use crate::model::FileId;
use crate::resource::PodKind;

/// A file that is left out.
#[derive(Clone, Copy, Debug)]
pub struct LeftOut<'a> {
    /// It.
    pub file: FileId,
    /// What of the environment that is placed instead comes first in a file.
    pub placed: Origin<'a>,
}

/// Kinds that would be taken for another environment's, too. Pods, claims and what makes pods are still let in by their own
/// namespace's policies, or not, before they are left out.
const OF_STATE: [&str; 5] =
    ["HorizontalPodAutoscaler", "PodDisruptionBudget", "ResourceClaim", "ScaledObject", "Service"];

/// What an object is called.
type Key<'k> = (&'k str, &'k str, &'k str);

/// The objects of the environments that are placed, and the files of the others.
pub(super) fn choose<'a>(objects: &[Found<'a>], around: Around<'_>) -> (Vec<Found<'a>>, Vec<LeftOut<'a>>) {
    let left = left_out(objects, around);
    let is_left = |found: &&Found<'_>| left.contains_key(&found.file) && OF_STATE.contains(&found.resource.kind);
    let kept = objects.iter().filter(|found| !is_left(found)).copied().collect();
    let first = |file: FileId| objects.iter().find(|found| found.file == file).map(Found::origin);
    (kept, left.iter().filter_map(|(file, placed)| Some(LeftOut { file: *file, placed: first(*placed)? })).collect())
}

/// The files that are left out, each with one that is placed instead.
fn left_out(objects: &[Found<'_>], around: Around<'_>) -> BTreeMap<FileId, FileId> {
    let mut left = BTreeMap::new();
    if around.0.is_none() || objects.windows(2).all(|pair| pair[0].file == pair[1].file) {
        return left;
    }
    let mut holders: HashMap<Key<'_>, BTreeSet<FileId>> = HashMap::new();
    for found in objects {
        if let Some(key) = key(found) {
            holders.entry(key).or_default().insert(found.file);
        }
    }
    let mut twins: BTreeMap<FileId, BTreeSet<FileId>> = BTreeMap::new();
    for files in holders.values().filter(|files| files.len() > 1) {
        for later in files {
            twins.entry(*later).or_default().extend(files.range(..*later));
        }
    }
    let all: BTreeSet<FileId> = objects.iter().map(|found| found.file).collect();
    for (later, earlier) in twins.iter().rev() {
        if left.contains_key(later) {
            continue;
        }
        let is_other = |file: &&FileId| !around.meet(**file, *later) && around.called_alike(**file, *later);
        let others: Vec<FileId> = earlier.iter().filter(is_other).copied().collect();
        if others.is_empty() {
            continue;
        }
        let with_them =
            |file: &&FileId| !around.meet(**file, *later) && others.iter().any(|other| around.meet(*other, **file));
        for file in all.range(..*later).filter(with_them) {
            left.entry(*file).or_insert(*later);
        }
    }
    left
}

/// Kind, namespace and name of what makes pods, unless a cluster has it already.
fn key<'k>(found: &Found<'k>) -> Option<Key<'k>> {
    let meta = found.resource.field().at("metadata");
    let name = meta.at("name").str();
    PodKind::named(found.resource.kind)?;
    let namespace = Some(meta.at("namespace").str()).filter(|name| !name.is_empty()).unwrap_or(DEFAULT_NAMESPACE);
    (!name.is_empty() && !meta.at("uid").exists()).then_some((found.resource.kind, namespace, name))
}
