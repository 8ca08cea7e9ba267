//! Lines that are indented into the wrong place: YAML reads them, but as something else.

use std::cell::OnceCell;

use crate::model::{ApiCause, Edit, Finding, Layer, Reason, Rule, Severity, Span, Version};
use crate::schema::{holds_data, strict_path};
use crate::source::{self, Document, Kind, Limits, Node, Style, shifts, stream};

/// `schema/indentation`
pub(crate) static INDENTATION: Rule = Rule {
    id: "schema/indentation",
    layer: Layer::Schema,
    severity: Severity::Error,
    asked: false,
    summary: "Lines that are indented into the wrong place",
    explanation: "YAML reads these lines, but as part of something else than was meant: their fields are unknown there, or what \
                  they were to give is missing. Indented as the finding says, they are in their place, and what followed \
                  from the slip is gone.",
    bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    team: web\n    name: staging\n",
    good: "apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    team: web\n  name: staging\n",
};

/// Findings that are looked at, and other places for each reason to suspect one.
const LOOKED_AT: usize = 6;

/// Bytes of the document at which lines may be indented wrongly: where something is unknown or of a wrong type, where
/// a name stands that is missing further out, and keys without a value, whose value may be what stands beside them.
fn suspects(document: &Document<'_>, findings: &[Finding]) -> Vec<usize> {
    let Some(root) = document.root() else { return Vec::new() };
    let errors = || findings.iter().filter(|f| f.severity == Severity::Error);
    let from = document.span.start;
    let misread = |f: &Finding| match over_lines(document.text(), f) {
        // A text that goes on in the next line may have been two.
        Some(text) => Some(text.start),
        None => {
            let starts = f.layer() == Layer::Schema && !stands_behind_its_key(document.text(), f.span);
            starts.then_some(f.span.start)
        }
    };
    let mut at: Vec<u32> = errors().filter_map(misread).take(LOOKED_AT).collect();
    let missing: Vec<&str> = errors().take(LOOKED_AT).filter_map(missing).collect();
    let (mut named, mut bare) = (Vec::new(), Vec::new());
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                for entry in node.entries().filter(|e| !e.key.is_aliased()) {
                    let key = entry.key.span().start;
                    if missing.contains(&entry.key.scalar_text()) {
                        named.push(key);
                    }
                    if entry.value.is_null() && entry.value.span().is_empty() {
                        bare.push(key);
                    }
                    open.push(entry.value);
                }
            }
            Kind::Seq => open.extend(node.items()),
            _ => {}
        }
    }
    named.sort_unstable();
    bare.sort_unstable();
    at.extend(named.into_iter().take(LOOKED_AT));
    at.extend(bare.into_iter().take(LOOKED_AT));
    at.iter().filter_map(|at| at.checked_sub(from)).map(|at| at as usize).collect()
}

/// The value of several lines that a finding is about, or that its fix would replace: the server may name the whole of what
/// has such a value.
pub(super) fn over_lines(text: &str, finding: &Finding) -> Option<Span> {
    let replaced = finding.fixes.first().into_iter().flat_map(|fix| &fix.edits).filter(|edit| !edit.text.is_empty());
    let mut spans = std::iter::once(finding.span).chain(replaced.map(|edit| edit.span));
    spans.find(|span| text.get(span.range()).is_some_and(|own| own.contains('\n')))
}

/// Whether something has more than blanks and dashes before it: a value of a wrong type is then what is
/// wrong, not its place.
fn stands_behind_its_key(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let lead = before.rsplit('\n').next().unwrap_or_default();
    lead.chars().any(|c| !matches!(c, ' ' | '-'))
}

/// The name of a field that a finding misses.
fn missing(finding: &Finding) -> Option<&str> {
    match &finding.api {
        Some(ApiCause::Refusal { reason: Reason::Required, field, .. }) => field.rsplit('.').next(),
        _ => None,
    }
}

/// Whether there are such bytes at all.
pub(super) fn suspects_any(document: &Document<'_>, findings: &[Finding]) -> bool {
    !suspects(document, findings).is_empty()
}

/// What may be indented otherwise, the most natural first.
pub(super) fn slips(document: &Document<'_>, findings: &[Finding], version: Version) -> Vec<Finding> {
    let text = document.text().get(document.span.range()).unwrap_or_default();
    let from = document.span.start;
    let suspects = suspects(document, findings);
    let before = OnceCell::new();
    let joined_before = || {
        let count = || source::parse(text, &Limits::default()).first().and_then(Document::root).map_or(0, joined);
        *before.get_or_init(count)
    };
    let slip = |shift: Finding| slip(text, from, &shift, version, &joined_before);
    shifts(text, &suspects).into_iter().filter_map(slip).collect()
}

/// A shift as a finding about the text that begins at the byte `from` of its file. `joined_before` counts what is [`joined`] in it.
fn slip(
    text: &str,
    from: u32,
    shift: &Finding,
    version: Version,
    joined_before: &dyn Fn() -> usize,
) -> Option<Finding> {
    let fix = shift.fixes.first()?;
    let first = fix.edits.first()?;
    let (indent, first) = (&first.text, first.span);
    let span = Span::new(shift.span.start + from, shift.span.end + from);
    let shifted = *shift.rule == source::INDENTATION || *shift.rule == source::BLOCK_INDENTATION;
    let mut finding = Finding::of(if shifted { &INDENTATION } else { shift.rule }, span, shift.message.clone());
    let by = indent.len().abs_diff(first.len());
    let less = if indent.len() < first.len() { " less" } else { "" };
    let they = if fix.edits.len() == 1 { "this line".to_owned() } else { format!("these {} lines", fix.edits.len()) };
    let edit = |e: &Edit| Edit::new(Span::new(e.span.start + from, e.span.end + from), e.text.clone());
    let title = if shifted { format!("indent {they} by {by}{less}") } else { fix.title.clone() };
    finding.offer(title, fix.edits.iter().map(edit).collect()).safe_if(fix.safe || (shifted && less.is_empty()));
    // Where it belongs is known only of a text that can be read.
    let mended = Edit::apply(text, from, &finding.fixes[0].edits)?;
    let documents = stream(&mended, &Limits::default());
    let document = documents.first().filter(|d| d.errors.is_empty())?;
    // What is no object any more is refused nowhere in it.
    let root = document.root()?;
    if joined(root) > joined_before() {
        return None;
    }
    if ["apiVersion", "kind"].iter().any(|key| root.get(key).is_none()) {
        return None;
    }
    if !shifted {
        finding.help.clone_from(&shift.help);
        return Some(finding);
    }
    let content = text.get(first.end as usize..)?;
    let key = content.trim_start_matches(['-', ' ']);
    let at = first.start as usize + indent.len() + (content.len() - key.len());
    let home = home(root, at as u32);
    if let Some((name, map)) = home {
        // Among data anything may stand: that something would, too, is no reason to put it there.
        if may_be_a_field(name) && joins(map, at as u32) && holds_data(root, map, version) {
            return None;
        }
    }
    finding.help(match home {
        Some((name, node)) => {
            let place = match strict_path(root, node) {
                path if path.is_empty() => "the object itself".to_owned(),
                path => format!("`{path}`"),
            };
            format!("`{name}` belongs to {place}: indent {they} by {by}{less}")
        }
        None => format!("indent {they} by {by}{less}"),
    });
    Some(finding)
}

/// Bare texts that go on over several lines: that a line becomes part of the text above it is no place for it.
fn joined(root: Node<'_>) -> usize {
    let mut open = vec![root];
    let mut count = 0;
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => open.extend(node.entries().map(|e| e.value)),
            Kind::Seq => open.extend(node.items()),
            _ => count += usize::from(node.style() == Style::Plain && node.source().contains('\n')),
        }
    }
    count
}

/// Whether a map has entries before that byte, which what stands there would join.
fn joins(map: Node<'_>, at: u32) -> bool {
    map.entries().next().is_some_and(|e| e.key.span().start < at)
}

/// Whether a schema could have a field of that name. One with a domain can only be data: a label, an annotation.
fn may_be_a_field(name: &str) -> bool {
    !name.contains(['/', '.'])
}

/// A name that no schema has.
const STRANGER: &str = "noSchemaHasThisName";

/// The mend of a shift with the first key that it moves called otherwise, where that joins others in its place.
pub(super) fn strange(document: &Document<'_>, slip: &Finding) -> Option<Vec<Edit>> {
    if *slip.rule != INDENTATION {
        return None;
    }
    let edits = &slip.fixes.first()?.edits;
    let (first, from) = (edits.first()?, document.span.start);
    let text = document.text();
    let content = text.get(first.span.end as usize..document.span.end as usize)?;
    let key = content.trim_start_matches(['-', ' ']);
    let blanks = (content.len() - key.len()) as u32;
    let mended = Edit::apply(text.get(document.span.range())?, from, edits)?;
    let documents = stream(&mended, &Limits::default());
    let at = first.span.start - from + first.text.len() as u32 + blanks;
    let (name, map) = home(documents.first()?.root()?, at)?;
    let written = map.entries().find(|e| e.key.span().start == at)?.key.span().len() as u32;
    if !joins(map, at) || !may_be_a_field(name) {
        return None;
    }
    let start = first.span.end + blanks;
    let mut strange = edits.clone();
    strange.push(Edit::new(Span::new(start, start + written), STRANGER));
    strange.sort_by_key(|edit| edit.span);
    Some(strange)
}

/// What begins at that byte, a key or an item of a list, and what it is in.
fn home(root: Node<'_>, at: u32) -> Option<(&str, Node<'_>)> {
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Map => {
                if let Some(entry) = node.entries().find(|e| e.key.span().start == at) {
                    return Some((entry.key.scalar_text(), node));
                }
                open.extend(node.entries().map(|e| e.value));
            }
            Kind::Seq => {
                if let Some(item) = node.items().find(|i| i.is_scalar() && i.span().start == at) {
                    return Some((item.scalar_text(), node));
                }
                open.extend(node.items());
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};

    #[test]
    fn a_dash_is_put_back_rather_than_a_value_taken_away() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  readinessGates:\n  - conditionType: a.example/b\n    conditionType: a.example/c\n  containers:\n  - name: web\n    image: nginx:1.29\n";
        let found = run(&[SourceFile::new("a.yaml", pod)], &Request::default()).unwrap().findings;
        let fix = found.iter().find_map(|f| f.fixes.first()).map(|fix| fix.title.as_str());
        assert_eq!(fix, Some("put `- ` before it"));
    }
}
