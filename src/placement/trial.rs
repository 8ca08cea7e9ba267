//! What becomes of the pods once something is changed: every question that is asked of a case goes through here.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::Question;
use super::case::{Bare, Case, bearing};
use super::edited::{Edited, edited, is_unread};
use super::fate::{Fate, Fates, Place};
use crate::inventory::{Command, Found, Made, Pool, Workload};
use crate::model::{Edit, FileId, Shared};
use crate::scheduler::types::{Cluster, Config, Decision, Verdict};
use crate::scheduler::{Detail, schedule};
use crate::source::{Document, Limits, stream};

/// What becomes of the pods as things stand.
pub(super) fn fates(case: &Case<'_>, decisions: &[Decision]) -> Fates {
    let settled = case.refused.iter().map(Fate::refused).chain(case.bound.iter().map(Fate::bound));
    decided(&case.cluster, |pod| case.pods[pod].workload.clone(), decisions).chain(settled).collect()
}

fn decided<'c>(
    cluster: &'c Cluster,
    workload: impl Fn(usize) -> Option<Shared<Workload>> + 'c,
    decisions: &'c [Decision],
) -> impl Iterator<Item = Fate> + 'c {
    let nodes: Vec<Arc<str>> = cluster.nodes.iter().map(|node| node.name.as_str().into()).collect();
    decisions.iter().map(move |decision| {
        let place = match decision.verdict {
            Verdict::Scheduled { node } => Place::On(Arc::clone(&nodes[node])),
            Verdict::Preempting { .. } => Place::Promised,
            Verdict::Unschedulable | Verdict::Gated | Verdict::NoScheduler => Place::None,
        };
        Fate { pod: cluster.pending[decision.pod].clone(), workload: workload(decision.pod), place }
    })
}

/// Asks what becomes of the pods when files are edited or commands given.
pub(super) struct Trial<'t, 'f> {
    question: Question<'t, 'f>,
    config: &'t Config,
    /// The objects of each file, found once.
    objects: Vec<Vec<Found<'t>>>,
    /// The pods as things stand.
    known: Arc<Pool>,
}

impl<'t, 'f: 't> Trial<'t, 'f> {
    /// A trial of what the question is about, which the case is made of.
    pub(super) fn new(question: Question<'t, 'f>, config: &'t Config, case: &Case<'_>) -> Self {
        let documents = |tree: &'t Option<Vec<Document<'f>>>| tree.as_deref().unwrap_or_default();
        let own = |(file, tree)| {
            if question.is_told(file) { Vec::new() } else { bearing(file, documents(tree), question.is_dump(file)) }
        };
        let objects = (0..).map(FileId).zip(question.trees).map(own).collect();
        let instances = case.pods.iter().chain(&case.inventory.running).chain(&case.bound).chain(&case.refused);
        let known = Arc::new(Pool::new(instances.map(|instance| &instance.pod)));
        Trial { question, config, objects, known }
    }

    /// What becomes of the pods once the edits are made and the commands given, after those of the question. `None` where
    /// that cannot be done, or leaves a text that cannot be read although it must be.
    pub(super) fn fates(&self, edits: &[Edit], commands: &[Command], must_read: bool) -> Option<Fates> {
        if edits.iter().any(|edit| self.question.is_told(edit.file)) {
            return None;
        }
        let parts = edited(self.question, edits, false)?;
        let wholes;
        let (made, read) = match read(&parts) {
            sound if !sound.values().flatten().any(is_unread) => (&parts, sound),
            _ => {
                wholes = edited(self.question, edits, true)?;
                (&wholes, read(&wholes))
            }
        };
        if must_read && read.values().flatten().any(is_unread) {
            return None;
        }
        let mut all: Vec<Found<'_>> = Vec::new();
        for (file, own) in (0..).zip(&self.objects) {
            let Some((edited, documents)) = made.get(&file).zip(read.get(&file)) else {
                all.extend_from_slice(own);
                continue;
            };
            let Range { start, end } = edited.documents;
            all.extend_from_slice(&own[..self.before(file, start)]);
            all.extend(bearing(FileId(file), documents, self.question.is_dump(FileId(file))));
            all.extend_from_slice(&own[self.before(file, end)..]);
        }
        let commands: Vec<Command> = self.question.placing.what_if.iter().chain(commands).cloned().collect();
        let made = Made::new(&all, self.question.named(), None);
        let Bare { cluster, owners, settled } =
            Bare::new(&all, (&commands, &made), &self.known, self.question.setting(), self.config).ok()?;
        let decisions = schedule(&cluster, self.config, Detail::default());
        Some(decided(&cluster, |pod| owners[pod].clone(), &decisions).chain(settled).collect())
    }

    /// How many objects of a file stand before one of its documents.
    fn before(&self, file: u32, document: usize) -> usize {
        let (own, tree) = (&self.objects[file as usize], self.question.trees[file as usize].as_deref());
        match tree.unwrap_or_default().get(document) {
            Some(_) if document == 0 => 0,
            Some(tree) => own.partition_point(|found| found.resource.root.document().index < tree.index),
            None => own.len(),
        }
    }
}

/// The documents that stand in the place of others.
fn read(edited: &BTreeMap<u32, Edited>) -> BTreeMap<u32, Vec<Document<'_>>> {
    edited.iter().map(|(file, edited)| (*file, stream(&edited.text, &Limits::default()))).collect()
}
