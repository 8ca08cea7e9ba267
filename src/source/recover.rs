//! Broken text still gives a tree: each slip that the search for damage finds is mended in memory, and the tree
//! of the mended text is carried back to the places of the text as it stands.

use crate::source::INDENTATION;
use crate::source::slow::compose::INVALID_YAML;
use std::ops::Range;

use super::cooked::Cooked;
use super::damage::{Budget, Diagnosis, Mend, diagnose, edited, problem_of};
use super::limits::Limits;
use super::node::Node;
use super::slow;
use super::survey::Survey;
use super::tree::Document;
use super::unfilled::braces;
use crate::model::{Finding, Layer, Rule, Span};

/// `syntax/template`
pub(crate) static TEMPLATE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/template",
    "A template that is not rendered",
    "`{{ … }}` belongs to a template language. The cluster never sees it, only what the template becomes, so check \
     that (`helm template`, for one). A document in which whole lines or values are templates is counted as not \
     checked; this finding is for braces in the midst of others.",
    "",
    "",
);

/// Slips of one document that are told one by one.
const MOST: usize = 24;

/// Mends that are told beside the first.
const OTHERS: usize = 11;

/// Edits of one round: bytes before and after.
type Moves = Vec<(Range<usize>, Range<usize>)>;

/// The way from the mended text back to the text as it stands.
struct Way<'t> {
    /// The text as it stands, of one document.
    text: &'t str,
    /// Where it begins in its file.
    from: usize,
    /// What was edited, in order.
    rounds: Vec<Moves>,
}

/// Reads the document `broken` again, with its slips mended and named. Only what the grammar refuses is
/// looked at; anything else leaves the document as it is.
pub(super) fn recover<'s>(broken: Document<'s>, limits: &Limits) -> Document<'s> {
    let text = broken.text();
    let from = broken.span.start as usize;
    let slice = &text[broken.span.range()];
    if let Some(error) = template(slice, from) {
        return Document { errors: vec![error], ..broken };
    }
    if broken.errors.first().is_some_and(|e| e.rule != &INVALID_YAML) {
        return broken;
    }
    let mut errors = Vec::new();
    let mut way = Way { text: slice, from, rounds: Vec::new() };
    let mut current = slice.to_owned();
    let mut whole = false;
    let mut budget = Budget::of(slice.len(), limits.search);
    while errors.len() < MOST {
        let Some(problem) = problem_of(&current) else {
            whole = true;
            break;
        };
        let mend = match diagnose(&current, &problem, 0, &mut budget) {
            Diagnosis::Whole(mends) => mends.into_iter().next(),
            Diagnosis::Further(mend) => Some(mend.of_many()),
            Diagnosis::Unknown => None,
        };
        let Some(mend) = mend else { break };
        errors.push(mend.told(|range| way.back(Span::new(range.start as u32, range.end as u32))));
        current = edited(&current, &mend.edits);
        way.rounds.push(moves(&mend.edits));
    }
    if errors.is_empty() {
        return if whole { too_shallow(broken) } else { broken };
    }
    errors.sort_by_key(|e: &Finding| e.span.start);
    let broken = Document { errors, ..broken };
    if whole { whole_again(&current, &way, broken, limits) } else { broken }
}

/// What the slip of a broken document could be beside what its one error tells, the most natural first: for those who
/// know what the text should say.
pub fn other_mends(broken: &Document<'_>) -> Vec<Finding> {
    let slice = broken.text().get(broken.span.range()).unwrap_or_default();
    let Some(problem) = problem_of(slice) else { return Vec::new() };
    let mut budget = Budget::of(slice.len(), Limits::default().search);
    let Diagnosis::Whole(mends) = diagnose(slice, &problem, OTHERS, &mut budget) else { return Vec::new() };
    let from = broken.span.start;
    let tell = |mend: Mend| mend.told(|range| Span::new(range.start as u32 + from, range.end as u32 + from));
    mends.into_iter().skip(1).map(tell).collect()
}

/// The document read with one of its [`other_mends`] in the place of the one that seemed most natural.
pub fn mended_by<'s>(broken: &Document<'s>, other: &Finding, limits: &Limits) -> Document<'s> {
    let from = broken.span.start as usize;
    let byte = |at: u32| (at as usize).saturating_sub(from);
    let edits = other.fixes.first().into_iter().flat_map(|fix| &fix.edits);
    let edits: Vec<_> = edits.map(|e| (byte(e.span.start)..byte(e.span.end), e.text.clone())).collect();
    let mut document = read_with(broken, &edits, limits);
    document.errors.insert(0, other.clone());
    document
}

/// The document read with those changes, which are at places of its own text; what is wrong then.
pub(super) fn read_with<'s>(broken: &Document<'s>, edits: &[(Range<usize>, String)], limits: &Limits) -> Document<'s> {
    let mut document = Document::new(broken.text(), broken.index);
    document.span = broken.span;
    let slice = broken.text().get(broken.span.range()).unwrap_or_default();
    let way = Way { text: slice, from: broken.span.start as usize, rounds: vec![moves(edits)] };
    whole_again(&edited(slice, edits), &way, document, limits)
}

/// The tree of the mended text in the document `broken`, at the places of the text as it stands.
fn whole_again<'s>(mended: &str, way: &Way<'_>, mut broken: Document<'s>, limits: &Limits) -> Document<'s> {
    let mut trees = Vec::new();
    slow::read(mended, 0, &Survey::of(mended, 0), limits, &mut trees);
    let Some(tree) = trees.into_iter().next() else { return broken };
    broken.errors.extend(tree.errors.iter().cloned().map(|mut error| {
        error.span = way.back(error.span);
        // Their places are those of the mended text.
        error.related.clear();
        error.fixes.clear();
        error
    }));
    carry(&tree, way, broken)
}

/// What can be read by itself is broken by the document above: that ended as this line is indented less, and nothing
/// says that another begins.
fn too_shallow(mut broken: Document<'_>) -> Document<'_> {
    if let [error] = &mut broken.errors[..] {
        let message = "the lines above are indented deeper, so their document ends before this line";
        let mut known = Finding::of(&INDENTATION, error.span, message);
        known.help("keys that belong together begin at the same column; a new document begins with `---`");
        known.related = std::mem::take(&mut error.related);
        *error = known;
    }
    broken
}

/// A template is no YAML before it is rendered.
fn template(slice: &str, from: usize) -> Option<Finding> {
    let braces = braces(slice)?;
    let span = Span::new((from + braces.start) as u32, (from + braces.end) as u32);
    let mut finding = Finding::of(&TEMPLATE, span, "this is a template, which is no YAML before it is rendered");
    finding.help("check what `helm template` or the like makes of it");
    Some(finding)
}

fn moves(edits: &[(Range<usize>, String)]) -> Moves {
    let mut shift = 0isize;
    edits
        .iter()
        .map(|(range, new)| {
            let start = (range.start as isize + shift) as usize;
            shift += new.len() as isize - range.len() as isize;
            (range.clone(), start..start + new.len())
        })
        .collect()
}

impl Way<'_> {
    /// The byte of the text as it stands for a byte of the mended one.
    fn byte(&self, mut at: usize) -> usize {
        for moves in self.rounds.iter().rev() {
            let after = moves.partition_point(|(_, new)| new.start <= at);
            if let Some((old, new)) = after.checked_sub(1).map(|i| &moves[i]) {
                at = if at >= new.end { old.end + (at - new.end) } else { old.start + (at - new.start).min(old.len()) };
            }
        }
        // Where one character took another's place, their bytes need not be as many.
        self.text.floor_char_boundary(at)
    }

    fn back(&self, span: Span) -> Span {
        let place = |at: u32| (self.byte(at as usize) + self.from) as u32;
        let (start, end) = (place(span.start), place(span.end));
        Span::new(start, end.max(start))
    }
}

/// The document of another text that has the same bytes in the same places, as one of `text`.
pub(super) fn carried<'s>(other: &Document<'_>, text: &'s str) -> Document<'s> {
    let mut document = Document::new(text, other.index);
    document.span = other.span;
    document.errors.clone_from(&other.errors);
    document.around.clone_from(&other.around);
    carry(other, &Way { text, from: 0, rounds: Vec::new() }, document)
}

/// Puts the tree of the mended text into `document`, at the places of the text as it stands.
fn carry<'s>(tree: &Document<'_>, way: &Way<'_>, mut document: Document<'s>) -> Document<'s> {
    document.nodes.clear();
    document.cooked = Cooked::default();
    document.duplicates.clone_from(&tree.duplicates);
    document.nodes.extend(tree.nodes.iter().map(|raw| {
        let span = way.back(Span::new(raw.start, raw.end));
        super::tree::Raw { start: span.start, end: span.end, cooked: false, ..*raw }
    }));
    for id in 0..tree.nodes.len() as u32 {
        let node = Node::of(tree, id);
        if node.is_scalar() && Node::of(&document, id).scalar_text() != node.scalar_text() {
            document.cook(id, node.scalar_text());
        }
    }
    document.comments = tree.comments.iter().map(|c| way.back(*c)).collect();
    document
}
