//! The one place that chains the rooms: [`run`] takes files and a [`Request`] to an [`Outcome`], and every finding of it has
//! passed one gate. Everything here is a pure function of the two.

mod applied;
mod aside;
mod at_fault;
pub mod configuration;
mod configured;
mod counts;
mod custom;
pub mod custom_rules;
mod cut_off;
mod declared;
mod difference;
mod document;
mod filled;
mod fingerprint;
mod finish;
mod foreign;
mod headless;
mod judge;
mod key_read_as;
mod levels;
mod part;
mod policies;
mod request;
pub mod rules;
mod seen;
mod select;
pub mod sets;
mod surroundings;
mod unchecked;
mod unreadable;

use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

pub(crate) use crate::schema::DUPLICATE_FIELD;
pub use applied::LeftOut;
pub use aside::{Aside, Baseline, Changed, Ran};
pub use counts::Counts;
pub use difference::{Ended, difference};
pub use fingerprint::fingerprints;
#[cfg(test)]
pub(crate) use judge::judgement;
pub use levels::{Level, Levels, Override, levels};
pub use request::{Request, Tell};
pub use sets::RuleSet;
pub use unchecked::{Unchecked, Why};

pub use crate::cross::{Edge, References, Referred};
pub use crate::schema::Locations;

use crate::compare::Difference;
use crate::cross;
use crate::discover::{PassedOver, Role, SourceFile};
use crate::inventory::{self, NodeRow};
use crate::lint::Opinions;
use crate::model::{FileId, Finding, Rule, Sets, Severity};
use crate::placement::{self, Placement, Placing};
use crate::policy::{self, Policies};
use crate::repository::{self, Completion, Identity, Survey};
use crate::schema::crd::Registry;
use crate::source::{Document, stream};
use at_fault::{costs_a_file, costs_a_question};
use part::Part;
use seen::Seen;

/// What a run over files came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Sorted by path, then start, then rule.
    pub findings: Vec<Finding>,
    /// Findings that were set aside.
    pub aside: Aside,
    /// What was looked at.
    pub counts: Counts,
    /// What was not checked, or not in full, and why; in the order of paths and places.
    pub unchecked: Vec<Unchecked>,
    /// What became of the pods, where they were to be placed.
    pub placement: Option<Placement>,
    /// What was asked of it once it stood.
    pub reply: Option<placement::asked::Reply>,
    /// What would become of them without the changes of `--what-if`, where there are some.
    pub before: Option<Placement>,
    /// What the objects refer to, where that is to be drawn.
    pub references: Option<References>,
    /// Files whose pods were not placed, as nobody applies them as they are, and why.
    pub left_out: Vec<LeftOut>,
    /// The nodes, where they were to be listed.
    pub nodes: Option<Vec<NodeRow>>,
    /// Files and folders that were not taken at all.
    pub passed_over: Vec<PassedOver>,
    /// What was mended before it came to this, where that was asked for.
    pub fixed: Option<Fixed>,
    /// What is otherwise than in another state, where the two were compared: then the findings are those that are new.
    pub difference: Option<Difference>,
}

/// What was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Findings whose fix was made.
    pub mistakes: usize,
    /// Files that were changed.
    pub files: usize,
    /// Findings with a fix that a person should look at.
    pub more: usize,
    /// Fixes that were chosen and not made, as they would have brought something else along.
    pub held: Vec<Held>,
    /// Fixes that nobody came to try, as it would have taken too long.
    pub left: usize,
}

/// A fix that was chosen and not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The file of what it would have mended.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The rule.
    pub rule: &'static str,
    /// What would have been wrong with it, in words.
    pub why: String,
}

/// The documents of each file; none where a file's trees are not kept, as nobody looks at them a second time.
pub type Trees<'f> = [Option<Vec<Document<'f>>>];

/// What each document is held against.
#[derive(Clone, Copy)]
struct Run<'r, 'd> {
    request: &'r Request,
    files: &'r [SourceFile],
    /// Kinds that the cluster has beside its own.
    registry: &'r Registry<'d>,
    /// The policies of the tree.
    policies: &'r Policies<'d>,
    /// The rules about one object that look.
    opinions: &'r Opinions<'r>,
    /// The rules between objects that look.
    looks: &'r cross::Looks,
    /// What each file is for.
    survey: &'r Survey,
    /// What the document at hand is.
    part: Part,
    /// What is added to its objects before anybody sees them.
    completion: Option<&'r Completion>,
}

impl<'r> Run<'r, '_> {
    /// The path of a file.
    fn path(&self, file: FileId) -> &'r str {
        self.files.get(file.0 as usize).map_or("", |file| file.path.as_str())
    }
}

/// Does what is asked with the files.
///
/// # Errors
/// A what-if command that does not fit the cluster; a file given as the scheduler's configuration that holds none.
pub fn run(files: &[SourceFile], request: &Request) -> Result<Outcome, String> {
    let mut outcome = Outcome::default();
    let mut findings = Vec::new();
    let mut remarks = Vec::new();
    let survey = Survey::of(files, &request.limits, &|path| (request.presence)(path));
    let policed = files.iter().any(|file| policies::may_hold(file) && policy::mentions(&file.text));
    let kept = request.placing.is_some() || request.list.is_some() || policed;
    let mut trees = trees(files, kept, request);
    let sets = LazyLock::new(|| Arc::new(survey.together(files, &request.together)));
    let together = cross::Together::new(|| Arc::clone(&sets)).changed_by(&survey);
    if request.list.is_none() {
        let seen;
        let sets = || Arc::clone(&sets);
        (findings, seen) = lint(files, &trees, &survey, (policed, &sets, &together), request);
        outcome.references = seen.references;
        (outcome.counts, outcome.unchecked) = (seen.counts, finish::in_order(files, seen.unchecked));
    }
    findings.extend(costs_a_question(files, || declared::lint(files, &trees, &survey, request)));
    let place = files.iter().position(|file| declared::declares(file, request));
    let place = place.and_then(|at| declared::place(trees[at].as_deref().unwrap_or_default()));
    if kept {
        outcome.left_out = applied::leave_out(&mut trees, &survey);
        let defining = trees.iter_mut().zip(files).filter(|(_, file)| file.role == Role::Definitions);
        defining.for_each(|(tree, _)| *tree = None);
    }
    let mut has_nodes = true;
    let (nothing, open) = (Placing::default(), filled::places(&outcome.unchecked));
    let judge = |object: &str| judge::judgement(object, files, request);
    let in_force = policed && request.placing.is_some();
    let known = (&survey, &together);
    let policies = || policies::collect(files, &trees, &survey, request, || Arc::clone(&sets));
    let around = surroundings::Files::new(files, known, request, || in_force.then(policies).unwrap_or_default());
    let around = inventory::Around(Some(&around));
    if let Some(selector) = &request.list {
        let placing = request.placing.as_ref().unwrap_or(&nothing);
        let question = question(files, &trees, placing, &open, (request, &judge, around));
        let (rows, found, declared) = placement::list(question, selector)?;
        outcome.nodes = Some(rows);
        findings.extend(found);
        has_nodes = declared > 0;
    } else if let Some(placing) = &request.placing {
        let told: Vec<usize> = (0..findings.len()).filter(|at| finish::tells(&findings[*at], files, request)).collect();
        let question = question(files, &trees, placing, &open, (request, &judge, around));
        let answer = placement::place(question, &findings, &told)?;
        has_nodes = !answer.placement.nodes.is_empty() || answer.adds;
        outcome.placement = Some(answer.placement);
        outcome.reply = answer.reply;
        outcome.before = before(question, &findings, &told)?;
        findings.extend(answer.findings.into_iter().filter(|finding| !filled::is_about_open(finding, files)));
        remarks = answer.remarks;
    }
    if !has_nodes {
        findings.extend(declared::no_nodes(files, &findings, place, request));
    }
    let placed = outcome.placement.is_some() && has_nodes;
    let looked = aside::Looked { unchecked: &outcome.unchecked, placed };
    (outcome.findings, outcome.aside) = finish::finish(files, request, findings, remarks, &looked);
    Ok(outcome)
}

/// The documents of each file that is looked at more than once; of all, where they are `kept`.
fn trees<'f>(files: &'f [SourceFile], kept: bool, request: &Request) -> Vec<Option<Vec<Document<'f>>>> {
    // Definitions must be known before the first resource is looked at, whatever the order of files.
    let wanted = |file: &SourceFile| {
        let defines = matches!(file.role, Role::Definitions | Role::Configuration) || custom::mentions(&file.text);
        file.role != Role::Above && (kept || defines)
    };
    let read = |(at, file)| wanted(file).then(|| read(FileId(at as u32), file, request));
    files.par_iter().enumerate().map(read).collect()
}

/// What would become of the pods without the what-if commands, where there are some.
fn before(
    question: placement::Question<'_, '_>,
    findings: &[Finding],
    told: &[usize],
) -> Result<Option<Placement>, String> {
    let placing = question.placing;
    if placing.what_if.is_empty() {
        return Ok(None);
    }
    let compare = placing.compare;
    let placing = &Placing {
        what_if: Vec::new(),
        explain: placing.explain && compare,
        scores: placing.scores && compare,
        detailed: placing.detailed && compare,
        // What is asked is asked of what comes of the commands: a pod that they make has no way before them.
        ask: None,
        trace: None,
        describe: None,
        ..placing.clone()
    };
    let before = placement::place(placement::Question { placing, ..question }, findings, told)?;
    Ok(Some(before.placement))
}

/// What placement is asked.
fn question<'q, 'f>(
    files: &'f [SourceFile],
    trees: &'q Trees<'f>,
    placing: &'q Placing,
    open: &'q [(FileId, crate::model::Span)],
    (request, judge, around): (&'q Request, inventory::Judge<'q>, inventory::Around<'q>),
) -> placement::Question<'q, 'f> {
    let judge = placement::Court(Some(judge));
    let (version, complete) = (request.version(), request.complete);
    placement::Question { files, trees, placing, version, complete, open, judge, around }
}

/// The documents of a file; of one that cannot be read for a fault of ours that alone.
fn read<'f>(id: FileId, file: &'f SourceFile, request: &Request) -> Vec<Document<'f>> {
    costs_a_file(id, || documents(&file.text, request)).unwrap_or_else(|fault| {
        let mut broken = Document::default();
        broken.errors.push(*fault);
        vec![broken]
    })
}

/// More documents than this in a file are not given more room than they take.
const MANY_DOCUMENTS: usize = 64;

/// The documents of a text, those that are YAML but for values that are filled in later among them.
fn documents<'f>(text: &'f str, request: &Request) -> Vec<Document<'f>> {
    let mut documents = stream(text, &request.limits);
    if documents.len() > MANY_DOCUMENTS {
        documents.shrink_to_fit();
    }
    for document in &mut documents {
        if let Some(filled) = filled::reading(document, &request.limits) {
            *document = filled;
        }
    }
    documents
}

/// Holds every manifest against the rules, and where `policed` against the policies that are in force. What declares the
/// cluster is taken as it is: it came from one.
fn lint(
    files: &[SourceFile],
    trees: &Trees<'_>,
    survey: &Survey,
    (policed, sets, together): (bool, &dyn Fn() -> Arc<Sets>, &cross::Together<'_>),
    request: &Request,
) -> (Vec<Finding>, Seen) {
    let given = (0..files.len()).filter(|at| files[*at].role == Role::Definitions).filter_map(|at| trees[at].as_ref());
    let manifests: Vec<usize> = (0..files.len()).filter(|at| files[*at].role == Role::Manifest).collect();
    let shipped = files.iter().zip(trees).filter(|(file, _)| matches!(file.role, Role::Manifest | Role::Along));
    let kept = shipped.filter_map(|(file, tree)| Some((&file.text, tree.as_ref()?)));
    let defining = kept.filter(|(text, _)| custom::mentions(text)).map(|(_, documents)| documents);
    let registry = custom::collect(defining.chain(given).flatten(), request);
    let policies = if policed { policies::collect(files, trees, survey, request, sets) } else { Policies::default() };
    let asked = |rule: &Rule| request.looks(rule);
    let opinions = Opinions::of(asked, &request.parameters);
    let looks = cross::Looks::by(asked, |word| {
        let finder = memchr::memmem::Finder::new(word);
        files.par_iter().any(|file| finder.find(file.text.as_bytes()).is_some())
    });
    let looks = looks.read_references(request.references);
    let run = Run {
        request,
        files,
        registry: &registry,
        policies: &policies,
        opinions: &opinions,
        looks: &looks,
        survey,
        part: Part::Whole,
        completion: None,
    };
    let one = |at: &usize| {
        let (id, file) = (FileId(*at as u32), &files[*at]);
        let checked = costs_a_file(id, || match &trees[*at] {
            Some(documents) => lint_file(id, file, documents, run),
            None => lint_file(id, file, &read(id, file, request), run),
        });
        checked.unwrap_or_else(|fault| {
            let seen = Seen { counts: Counts { files: 1, ..Counts::default() }, ..Seen::default() };
            (vec![*fault], seen)
        })
    };
    let parts: Vec<(Vec<Finding>, Seen)> = manifests.par_iter().map(one).collect();
    let along = (0..files.len()).filter(|at| survey.has_patches() && files[*at].role == Role::Along);
    let along = along.map(|at| (FileId(at as u32), Identity::all(&stream(&files[at].text, &request.limits))));
    let (mut all, mut whole) = gathered(parts);
    whole.identities.extend(along);
    mention_above(files, &looks, &mut whole, request);
    let settled = |finding: &Finding| survey.patches(finding) || filled::is_about_open(finding, files);
    let mut between =
        costs_a_question(files, || looks.find(&whole.known, together, request.complete, &request.parameters));
    between.retain(|finding| !settled(finding));
    doubted(&mut between, files, together);
    if request.references {
        join(&mut all, refer(&looks, &mut whole, together, files, (request, &between)));
    }
    join(&mut all, between);
    let of_survey = || survey.findings(&|path| (request.presence)(path), &whole.identities);
    join(&mut all, costs_a_question(files, of_survey));
    (all, whole)
}

/// What was found in all files, and seen of them.
fn gathered(parts: Vec<(Vec<Finding>, Seen)>) -> (Vec<Finding>, Seen) {
    let (mut all, mut whole) = (Vec::new(), Seen::default());
    for (findings, seen) in parts {
        join(&mut all, findings);
        whole.append(seen);
    }
    (all, whole)
}

/// Notes what kustomizations above the files name: what they make is there for those below.
fn mention_above(files: &[SourceFile], looks: &cross::Looks, seen: &mut Seen, request: &Request) {
    for file in files.iter().filter(|file| file.role == Role::Above) {
        let documents = stream(&file.text, &request.limits);
        documents.iter().filter_map(Document::root).for_each(|root| looks.mention(root, &mut seen.known));
    }
}

/// Adds more to the findings: what one file alone has is moved, not copied.
fn join(all: &mut Vec<Finding>, more: Vec<Finding>) {
    if all.is_empty() {
        *all = more;
    } else {
        all.extend(more);
    }
}

/// Leaves what the objects refer to with what was seen; a fault of ours is told. `between` is what the rules found.
fn refer(
    looks: &cross::Looks,
    seen: &mut Seen,
    together: &cross::Together<'_>,
    files: &[SourceFile],
    (request, between): (&Request, &[Finding]),
) -> Vec<Finding> {
    costs_a_question(files, || {
        seen.references = Some(looks.references(&seen.known, together, request.complete, between));
        Vec::new()
    })
}

/// Makes suggestions of doubles in files of which likely one is chosen.
fn doubted(findings: &mut [Finding], files: &[SourceFile], together: &cross::Together<'_>) {
    let doubles: Vec<&Finding> = findings.iter().filter(|f| *f.rule == cross::DUPLICATE_OBJECT).collect();
    let mut choices = repository::choices(&doubles, files, &|a, b| together.are_firmly(a, b)).into_iter();
    for finding in findings.iter_mut().filter(|f| *f.rule == cross::DUPLICATE_OBJECT) {
        if choices.next() == Some(true) {
            finding.severity = Severity::Info;
        }
    }
}

fn lint_file(id: FileId, file: &SourceFile, documents: &[Document<'_>], run: Run<'_, '_>) -> (Vec<Finding>, Seen) {
    let mut seen = Seen { counts: Counts { files: 1, ..Counts::default() }, ..Seen::default() };
    let mut findings: Vec<Finding> = file.problem.iter().map(|problem| unreadable::tell(problem, id)).collect();
    if run.survey.has_patches() {
        seen.identities.insert(id, Identity::all(documents));
    }
    part::lint(id, documents, run, &mut seen, &mut findings);
    let broken = || documents.iter().any(|d| !d.errors.is_empty());
    if run.survey.use_of(id).holds_objects() && (seen.counts.foreign > 0 || broken()) {
        headless::tell(documents, id, run, &mut findings);
    }
    (findings, seen)
}
