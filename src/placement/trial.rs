//! What becomes of the pods once something is changed: every question that is asked of a case goes through here.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Question;
use super::case::{Bare, Case, of_file};
use super::fate::{Fate, Fates, Place};
use crate::inventory::{Command, Found, Pool, Workload};
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
        let objects = (0..).zip(question.trees).map(|(file, tree)| of_file(FileId(file), documents(tree))).collect();
        let instances = case.pods.iter().chain(&case.inventory.running).chain(&case.bound).chain(&case.refused);
        let known = Arc::new(Pool::new(instances.map(|instance| &instance.pod)));
        Trial { question, config, objects, known }
    }

    /// What becomes of the pods once the edits are made and the commands given, after those of the question. `None` where
    /// that cannot be done, or leaves a text that cannot be read although it must be.
    pub(super) fn fates(&self, edits: &[Edit], commands: &[Command], must_read: bool) -> Option<Fates> {
        let texts = self.edited(edits)?;
        let edited: BTreeMap<u32, Vec<Document<'_>>> =
            texts.iter().map(|(file, text)| (*file, stream(text, &Limits::default()))).collect();
        let unread = |d: &Document<'_>| !d.errors.is_empty() || !d.duplicates.is_empty();
        if must_read && edited.values().flatten().any(unread) {
            return None;
        }
        let mut all: Vec<Found<'_>> = Vec::new();
        for (file, own) in (0..).zip(&self.objects) {
            match edited.get(&file) {
                None => all.extend_from_slice(own),
                Some(documents) => all.extend(of_file(FileId(file), documents)),
            }
        }
        let commands: Vec<Command> = self.question.placing.what_if.iter().chain(commands).cloned().collect();
        let Bare { cluster, owners, settled } = Bare::new(&all, &commands, &self.known).ok()?;
        let decisions = schedule(&cluster, self.config, Detail::default());
        Some(decided(&cluster, |pod| owners[pod].clone(), &decisions).chain(settled).collect())
    }

    /// The texts that the edits change.
    fn edited(&self, edits: &[Edit]) -> Option<BTreeMap<u32, String>> {
        let mut by_file: BTreeMap<u32, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(edit.file.0).or_default().push(edit);
        }
        let text = |file: u32| self.question.files.get(file as usize).map(|file| file.text.as_str());
        by_file.into_iter().map(|(file, edits)| Some((file, Edit::apply(text(file)?, 0, edits)?))).collect()
    }
}
