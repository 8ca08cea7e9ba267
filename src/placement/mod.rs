//! Placement: the case that is put to the scheduler, the questions that are asked of it, and what is found.
//!
//! [`place`] reads the objects into a case, has it scheduled, explains what found no node, tries what would help, and
//! says what there is to say as findings. [`Placement`] is the answer, for reports: it borrows nothing.

mod admission;
#[cfg(test)]
mod adopted_tests;
mod after_fix;
mod answer;
pub mod asked;
mod autoscaled;
mod budgets;
mod case;
mod changes;
mod cut_short;
mod described;
mod edited;
mod environments;
mod evicted;
#[cfg(test)]
mod explained_tests;
mod fate;
mod fewer;
mod findings;
mod idle_daemon;
mod invalid;
mod kubelet;
mod not_simulated;
mod of_version;
mod one_place;
mod proven_offers;
mod rollout;
mod rules;
mod seen;
#[cfg(test)]
mod steady_tests;
mod steps;
mod storage;
mod trace;
mod trial;
mod untold_storage;
mod waiting;
mod workloads;
mod would_be_added;

pub(crate) use admission::NOT_CREATED;
pub use answer::{Notes, PlacedPod, Placement};
pub use changes::{Change, Turn, changes, notes};
pub use described::Describe;
pub use rules::RULES;
pub use seen::Seen;
pub use trace::{Event, Step, Trace};

use std::sync::Arc;

use crate::discover::{Role, SourceFile};
use crate::explain::Explanation;
use crate::inventory::{
    self, Around, Command, Inventory, Judge, Made, Named, NodeRow, Setting, rows, scheduler_config,
};
use crate::model::{FileId, Finding, Span, Version};
use crate::scheduler::Scheduler;
use crate::scheduler::types::{Config, Decision, LabelSelector, Verdict};
use crate::source::Document;
use case::Case;
use would_be_added::Added;

/// Up to so many nodes, reports tell every node's scores and refusals for every pod.
const DETAILED_NODES: usize = 100;

/// What placement is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Placing {
    /// Changes to the cluster, in order.
    pub what_if: Vec<Command>,
    /// The same as they were given, for reports.
    pub said: Vec<String>,
    /// Place everything without the changes, too, to be held against what comes of them.
    pub compare: bool,
    /// Keep every node's scores, whatever the size of the cluster.
    pub scores: bool,
    /// Tell every node's reasons and the scheduler's own words.
    pub details: bool,
    /// Keep every node's scores and refusals for a report of up to a hundred nodes.
    pub detailed: bool,
    /// Say why pods found no node, and prove what would help.
    pub explain: bool,
    /// What the manifests describe runs before the first of the changes.
    pub applied: bool,
    /// Tell of pods without a node even where there is none at all.
    pub without_nodes: bool,
    /// Go by the version of the nodes' kubelets, where they tell one: no other is asked for.
    pub version_of_nodes: bool,
    /// Answer as kube-scheduler does when it meets the cluster as it stands: no controller binds a claim beforehand.
    pub scheduler_alone: bool,
    /// The pod whose way is told, by its name or its workload's.
    pub trace: Option<String>,
    /// The pods that are described.
    pub describe: Option<Describe>,
    /// What is asked of it once it stands.
    pub ask: Option<asked::Ask>,
}

/// A question and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q, 'f> {
    /// The files.
    pub files: &'f [SourceFile],
    /// Their documents, all of them.
    pub trees: &'q [Option<Vec<Document<'f>>>],
    /// What is asked.
    pub placing: &'q Placing,
    /// The version asked for.
    pub version: Version,
    /// Whether the files are whole, so that what they do not hold is nowhere.
    pub complete: bool,
    /// Values of the manifests that something fills in later, by file and place.
    pub open: &'q [(FileId, Span)],
    /// Who says what the server has against objects that commands make.
    pub judge: Court<'q>,
    /// Who knows what stands around the files.
    pub around: Around<'q>,
}

/// Who says what the server has against an object.
#[derive(Clone, Copy, Default)]
pub struct Court<'q>(pub Option<Judge<'q>>);

impl std::fmt::Debug for Court<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Court")
    }
}

impl<'q, 'f> Question<'q, 'f> {
    /// Whether a file is there for what-if commands alone.
    fn is_told(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_some_and(|file| file.role == Role::Told)
    }

    /// The files that what-if commands name.
    fn named<'n>(&self) -> Vec<Named<'n>>
    where
        'q: 'n,
        'f: 'n,
    {
        let told = (0..).map(FileId).zip(self.files).filter(|(_, file)| file.role == Role::Told);
        let named = |(id, file): (FileId, &'f SourceFile)| {
            let documents: &'n [Document<'f>] =
                self.trees.get(id.0 as usize).and_then(Option::as_deref).unwrap_or_default();
            case::named(id, file, documents)
        };
        told.map(named).collect()
    }

    /// How the files are to be taken.
    fn setting(&self) -> Setting<'q> {
        Setting {
            version: self.version,
            alone: self.placing.scheduler_alone,
            complete: self.complete,
            applied: self.placing.applied,
            around: self.around,
        }
    }

    /// Whether a file came out of a cluster, where objects need not say what they are.
    fn is_dump(&self, file: FileId) -> bool {
        self.files.get(file.0 as usize).is_some_and(|file| file.role == Role::Cluster)
    }
}

/// Something to be said beside a finding of another room.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Its place in the list that was given.
    pub finding: usize,
    /// A line for its help.
    pub text: String,
}

/// What came of it.
#[derive(Debug)]
pub struct Answer {
    /// What became of the pods.
    pub placement: Placement,
    /// What there is to say of them.
    pub findings: Vec<Finding>,
    /// What there is to say beside the findings that were given.
    pub remarks: Vec<Remark>,
    /// Nodes would be added, where some are there or none.
    pub adds: bool,
    /// What was asked of it once it stood.
    pub reply: Option<asked::Reply>,
}

/// A run of the scheduler with all that it is about.
struct DryRun<'a> {
    case: Case<'a>,
    /// One for each of the case's pods, in the order of first attempts.
    decisions: Vec<Decision>,
    /// For each decision without a node: why.
    explanations: Vec<Option<Arc<Explanation>>>,
    /// Pods that were not tried as often as they might have found a place.
    given_up: usize,
    /// What pools of machines would add for those that find no node.
    added: Added,
}

/// Places what the trees hold. `linted` is what the manifests' rules found, `told` the places in it of what the user wants
/// to know.
///
/// # Errors
/// A what-if command that does not fit the cluster; a file given as the scheduler's configuration that holds none.
pub fn place(question: Question<'_, '_>, linted: &[Finding], told: &[usize]) -> Result<Answer, String> {
    let placing = question.placing;
    let (mut config, mut findings) = configure(question)?;
    let objects = case::objects(question.trees, |file| question.is_dump(file), |file| question.is_told(file));
    let of_nodes = if placing.version_of_nodes { inventory::version(&objects) } else { None };
    let question = Question { version: of_nodes.unwrap_or(question.version), ..question };
    config.minor = question.version.minor();
    let made = Made::new(&objects, question.named(), question.judge.0);
    let case = Case::new(&objects, (&placing.what_if, &made), question.setting(), &config)?;
    let mut scheduler = Scheduler::new(&case.cluster, &config);
    let decisions = scheduler.run(case.detail(placing));
    let explanations = if placing.explain {
        proven_offers::explanations(question, &config, &case, &decisions, &mut scheduler)
    } else {
        Vec::new()
    };
    let given_up = scheduler.given_up();
    drop(scheduler);
    let reply = asked::reply(question, (&config, &objects, &made), &case, &decisions)?;
    let waiting = decisions.iter().filter(|one| matches!(one.verdict, Verdict::Unschedulable)).map(|one| one.pod);
    let added = would_be_added::of(&case, &config, &waiting.collect::<Vec<_>>());
    let mut dry = DryRun { case, decisions, explanations, given_up, added };
    let told = || told.iter().map(|at| (*at, &linted[*at]));
    invalid::mark(&mut dry.case, told().map(|(_, finding)| finding));
    findings.append(&mut dry.case.inventory.findings);
    findings.extend(inventory::told(&dry.case.inventory, &|file| question.is_dump(file)));
    let somewhere = !dry.case.cluster.nodes.is_empty();
    let adds = dry.added.any();
    let mut remarks = Vec::new();
    if somewhere || adds || placing.without_nodes {
        findings.extend(findings::of(&dry, question));
        findings.extend(idle_daemon::findings(&dry));
        findings.extend(evicted::findings(&dry));
        findings.extend(storage::findings(&dry));
        findings.extend(environments::findings(&dry, question));
        findings.extend(untold_storage::finding(&dry));
        findings.extend(autoscaled::findings(&dry, question, &config));
    }
    if somewhere {
        if placing.explain {
            findings.extend(rollout::findings(&dry, &config));
            findings.extend(one_place::findings(&dry, &config));
        }
        remarks = after_fix::remarks(question, &config, &dry, told());
    }
    if let Some(reply) = reply.as_ref().filter(|reply| reply.stands_alone()) {
        findings.retain(|finding| !reply.tells(finding.rule.id));
    }
    let packs = matches!(reply, Some(asked::Reply::Pack(_)));
    if packs && !somewhere && !adds && !placing.without_nodes {
        findings.extend(cut_short::findings(&dry));
    }
    let adds = adds || packs;
    let traced = placing.trace.as_deref().map(|name| trace::of(&dry, name)).transpose()?;
    let described = placing.describe.as_ref().map(|wanted| described::of(&dry, wanted)).transpose()?;
    let placement = Placement { trace: traced, described, ..answer::of(dry, question) };
    Ok(Answer { placement, findings, remarks, adds, reply })
}

/// The nodes that match `selector`, after the what-if commands, what is wrong with what declares them, and how many are
/// declared in all.
///
/// # Errors
/// A what-if command that does not fit the cluster.
pub fn list(
    question: Question<'_, '_>,
    selector: &LabelSelector,
) -> Result<(Vec<NodeRow>, Vec<Finding>, usize), String> {
    let objects = case::objects(question.trees, |_| true, |file| question.is_told(file));
    let made = Made::new(&objects, question.named(), question.judge.0);
    let mut inventory = Inventory::collect(&objects);
    for command in &made.named(&question.placing.what_if)? {
        inventory.apply(command, &made)?;
    }
    let mut findings = std::mem::take(&mut inventory.findings);
    findings.extend(inventory::told(&inventory, &|_| true));
    let rows = rows(&inventory, selector, inventory.running.iter().map(|p| &*p.pod));
    Ok((rows, findings, inventory.nodes.len()))
}

/// The scheduler's configuration, and what in it is not understood.
fn configure(question: Question<'_, '_>) -> Result<(Config, Vec<Finding>), String> {
    let Some(at) = question.files.iter().position(|file| file.role == Role::SchedulerConfig) else {
        return Ok((Config::default(), Vec::new()));
    };
    let documents = question.trees[at].as_deref().unwrap_or_default();
    let objects = case::of_file(FileId(at as u32), documents);
    scheduler_config(&objects).ok_or_else(|| {
        let path = &question.files[at].path;
        format!("{path}: no KubeSchedulerConfiguration of kubescheduler.config.k8s.io is in it")
    })
}
