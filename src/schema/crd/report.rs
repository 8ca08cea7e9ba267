//! What is wrong with a custom resource, told: the server's cause, and words for a person.

use super::cel::{Broken, Ruling};
use super::decode::Unknown;
use super::definition::Definition;
use super::embedded::{self, Embedded, Fault};
use super::list_type::{BadItem, ItemFault};
use super::scale::BadScale;
use super::validate::{Outcome, Problem, What};
use super::{Checked, rules_not_checked, unknown};
use crate::model::{
    ApiCause, Finding, Layer, MOST_TOLD, Reason, Severity, Span, Version as Target, is_at_or_below, untold,
};
use crate::resource::Resource;
use crate::schema::{WRONG_TYPE, of_reason};
use crate::source::{Kind, Node, Step};

/// The server's name for the field where it has none.
const NOWHERE: &str = "<nil>";

/// Findings about one resource, as they come.
pub(super) struct Report<'r, 'a> {
    pub(super) resource: &'r Resource<'a>,
    pub(super) kind: &'r str,
    checked: Checked,
    /// Mistakes that are counted, not told one by one.
    untold: usize,
}

impl<'r, 'a> Report<'r, 'a> {
    pub(super) fn new(resource: &'r Resource<'a>, definition: &'r Definition<'_>) -> Self {
        Report { resource, kind: definition.kind, checked: Checked::default(), untold: 0 }
    }

    /// Ends with what was found.
    pub(super) fn finish(mut self) -> Checked {
        if self.untold > 0 {
            self.checked.findings.push(untold(self.untold, Severity::Error, self.resource.root.head()));
        }
        self.checked
    }

    /// Adds findings from elsewhere.
    pub(super) fn take(&mut self, findings: Vec<Finding>) {
        self.checked.findings.extend(findings);
    }

    /// Fields that the schema does not know, as many as anybody reads.
    pub(super) fn unknown(&mut self, all: &[Unknown<'_, '_, '_>]) {
        let told = all.iter().take(MOST_TOLD).map(|unknown| unknown::finding(unknown, self.kind));
        self.checked.findings.extend(told);
        self.untold += all.len().saturating_sub(MOST_TOLD);
    }

    /// Where the first of the findings from `first` on is of which that holds.
    fn earlier(&self, first: usize, is: impl Fn(&Finding) -> bool) -> Option<usize> {
        self.checked.findings[first..].iter().position(is).map(|at| first + at)
    }

    /// Adds causes that follow from an earlier finding to it.
    fn follow(&mut self, earlier: usize, causes: impl IntoIterator<Item = ApiCause>) {
        self.checked.findings[earlier].follows(causes);
    }

    /// Adds a finding, which follows from an earlier one where there is one.
    fn add(&mut self, finding: Finding, earlier: Option<usize>) {
        match earlier {
            Some(earlier) => self.follow(earlier, finding.into_particulars().api),
            None => self.checked.findings.push(finding),
        }
    }

    /// What the schema refuses. A failed choice among schemas is told by what failed within it.
    pub(super) fn problems(&mut self, outcome: &Outcome<'a>) {
        let problems = &outcome.problems;
        self.untold += outcome.untold;
        let first = self.checked.findings.len();
        let is_type = |p: &Problem<'_>| matches!(p.what, What::Type { .. });
        let mut placed: Vec<(&Problem<'_>, usize)> = Vec::new();
        for problem in problems.iter().filter(|p| !p.is_placeless()) {
            match placed.iter().find(|(earlier, _)| earlier.path == problem.path) {
                // What is wrong with a value because it has the wrong type is one mistake.
                Some((earlier, at)) if is_type(earlier) || is_type(problem) => self.follow(*at, [cause(problem)]),
                _ => {
                    placed.push((problem, self.checked.findings.len()));
                    self.add(self.problem(problem), None);
                }
            }
        }
        for problem in problems.iter().filter(|p| p.is_placeless()) {
            let inside = placed.iter().find(|(earlier, _)| is_at_or_below(&earlier.path, &problem.path));
            // Several such of one place are one mistake, too.
            let same = || self.earlier(first, |f| f.field == problem.path);
            let earlier = inside.map(|(_, at)| *at).or_else(same);
            self.add(self.problem(problem), earlier);
        }
    }

    pub(super) fn scale(&mut self, bad: &[BadScale<'a>]) {
        for bad in bad {
            let detail = format!("Invalid value: {}: {}", bad.given, bad.detail);
            let mut finding = self.refusal(Reason::Invalid, &bad.path, detail, bad.node);
            let name = self.name(bad.node);
            finding.say(if bad.detail.contains("accessor") {
                format!("{name} is not what `kubectl scale` reads at `{}`", bad.path)
            } else {
                format!("{name} {}", bad.detail)
            });
            // The schema says the same of the same value.
            let path = bad.path.strip_prefix('.').unwrap_or(&bad.path);
            let earlier = self.earlier(0, |f| f.field == path && f.layer() == Layer::Api);
            self.add(finding, earlier);
        }
    }

    /// What is wrong with a resource within the resource.
    pub(super) fn embedded(
        &mut self,
        embedded: &Embedded<'_, 'a>,
        target: Target,
        validate: &super::EmbeddedMetadata<'_, 'a>,
    ) {
        for name in ["apiVersion", "kind"] {
            let Some(fault) = embedded::fault(embedded, name) else { continue };
            let path = super::path::child(&embedded.path, name);
            let node = embedded.value.get(name).and_then(|v| v.at).unwrap_or(embedded.node);
            let given = embedded.value.get(name).map(super::value::Value::json).unwrap_or_default();
            let finding = match fault {
                Fault::Missing => {
                    let mut finding = self.refusal(Reason::Required, &path, "Required value".to_owned(), embedded.node);
                    finding.say(format!("`{name}` is required here: this is a whole resource"));
                    finding.help(format!("add `{name}:` under {}", self.name(embedded.node)));
                    finding
                }
                Fault::NoText => {
                    let mut finding = Finding::of(&WRONG_TYPE, self.place(node), format!("`{name}` must be text"));
                    finding.field(&path);
                    finding
                }
                Fault::Empty => {
                    let mut finding =
                        self.refusal(Reason::Invalid, &path, "Invalid value: \"\": must not be empty".to_owned(), node);
                    finding.say(format!("`{name}` must not be empty"));
                    finding
                }
                Fault::Bad(detail) => {
                    let mut finding =
                        self.refusal(Reason::Invalid, &path, format!("Invalid value: {given}: {detail}"), node);
                    finding.say(format!("`{}` is no {name} that can exist", node.scalar_text()));
                    finding
                }
            };
            // The schema may demand the same; then the server lists both.
            let earlier = self.earlier(0, |f| f.field == path && f.api.is_some());
            self.add(finding, earlier);
        }
        if let Some(metadata) = embedded.node.get("metadata") {
            let path = super::path::child(&embedded.path, "metadata");
            let unread = super::metadata::decode(self.resource.root, metadata, &path, target);
            let readable = unread.iter().all(|f| *f.rule != WRONG_TYPE);
            self.take(unread);
            if readable {
                self.take(validate(metadata, &path));
            }
        }
    }

    pub(super) fn items(&mut self, bad: &[BadItem<'a>]) {
        for item in bad {
            let finding = match &item.fault {
                ItemFault::Duplicate { key, first } => {
                    let detail = format!("Duplicate value: {key}");
                    let mut finding = self.refusal(Reason::Duplicate, &item.path, detail, item.node);
                    let part = |node: Node<'a>| item.key.and_then(|key| node.get(key)).unwrap_or(node);
                    let at = part(item.node);
                    finding.label_at(first_line(at));
                    match item.key {
                        Some(field) => finding.say(format!("two items of this list have the same `{field}`")),
                        None => finding.say("two items of this list are the same"),
                    };
                    finding.help("items must differ; rename or remove one");
                    if let Some(first) = first {
                        finding.relate(first_line(part(*first)), "first given here");
                    }
                    finding
                }
                ItemFault::NoObject { given } => {
                    let detail = format!("Invalid value: {given}: must be an object for an array of list-type map");
                    let mut finding = self.refusal(Reason::Invalid, &item.path, detail, item.node);
                    finding.say("every item of this list must be a map");
                    finding
                }
            };
            // The schema has said already that the item has the wrong type.
            let earlier = self.earlier(0, |f| f.field == item.path && f.layer() == Layer::Api);
            self.add(finding, earlier);
        }
    }

    /// Whether what was found keeps the server from evaluating rules (`hasBlockingErr`). If so, that is one more
    /// consequence of the first such mistake.
    pub(super) fn blocks_rules(&mut self) -> bool {
        let blocks = |cause: &ApiCause| {
            use Reason::{NotSupported, Required, TooLong, TooMany, TypeInvalid};
            let ApiCause::Refusal { reason, .. } = cause else { return false };
            matches!(reason, NotSupported | Required | TooLong | TooMany | TypeInvalid)
        };
        let first = self.earlier(0, |f| f.api.iter().chain(&f.also).any(blocks));
        if let Some(first) = first {
            self.follow(first, [rules_not_checked()]);
        }
        first.is_some()
    }

    pub(super) fn ruling(&mut self, ruling: Ruling<'a>) {
        for broken in ruling.broken {
            let field = if broken.path.is_empty() { NOWHERE } else { &broken.path };
            let detail = broken.body();
            let lacking = broken.detail.strip_prefix("no such key: ").and_then(|rest| rest.split(' ').next());
            let message = match broken.detail.strip_prefix("failed rule: ") {
                _ if lacking.is_some() => {
                    let lacking = lacking.unwrap_or_default();
                    format!("`{lacking}` is missing here, and a rule of the definition of {} reads it", self.kind)
                }
                Some(_) => format!("{} breaks a rule of the definition of {}", self.name(broken.node), self.kind),
                None => broken.detail.clone(),
            };
            let cause = ApiCause::refusal(broken.reason, field, detail);
            let mut finding = self.refused(broken.reason, &broken.path, cause, message, broken.node);
            finding.help(demanded(self.kind, &broken));
            self.add(finding, None);
        }
        self.checked.not_checked.extend(ruling.not_checked.into_iter().map(str::to_owned));
        self.checked.not_checked.dedup();
    }

    fn problem(&self, problem: &Problem<'a>) -> Finding {
        let message = problem.detail();
        let mut finding = self.refused(problem.reason(), &problem.path, cause(problem), message, problem.node);
        self.words(problem, &mut finding);
        finding
    }

    fn refusal(&self, reason: Reason, field: &str, detail: String, node: Node<'a>) -> Finding {
        let cause = ApiCause::refusal(reason, field, detail.as_str());
        self.refused(reason, field, cause, detail, node)
    }

    /// A finding about `field`, for which the server may have no name.
    fn refused(&self, reason: Reason, field: &str, cause: ApiCause, message: String, node: Node<'a>) -> Finding {
        let mut finding = Finding::of(of_reason(reason), self.place(node), message);
        finding.field(field).cause(cause);
        finding
    }

    /// What a person must look at: a scalar itself, for anything larger the key it stands under.
    fn place(&self, node: Node<'a>) -> Span {
        let scalar = !matches!(node.kind(), Kind::Map | Kind::Seq) && !node.span().is_empty();
        if scalar {
            return first_line(node);
        }
        if node == self.resource.root {
            // The object itself has no key: its first one, `apiVersion` as a rule, is its head.
            return node.entries().next().map_or_else(|| first_line(node), |e| e.key.span());
        }
        match self.resource.root.path_to(node).and_then(|mut path| path.pop()) {
            Some((Step::Key(_), key)) => key.span(),
            Some((Step::Index(_), item)) => item.entries().next().map_or_else(|| first_line(item), |e| e.key.span()),
            None => first_line(node),
        }
    }

    /// A value's name: the key it stands under, or its place in a list.
    pub(super) fn name(&self, node: Node<'a>) -> String {
        match self.resource.root.path_to(node).and_then(|mut path| path.pop()) {
            Some((Step::Key(key), _)) => format!("`{key}`"),
            Some((Step::Index(index), _)) => format!("item {index} of this list"),
            None => "the object".to_owned(),
        }
    }
}

fn cause(problem: &Problem<'_>) -> ApiCause {
    let field = if problem.is_placeless() { NOWHERE } else { &problem.path };
    ApiCause::refusal(problem.reason(), field, problem.detail())
}

/// As much of a node as is on its first line.
fn first_line(node: Node<'_>) -> Span {
    let source = node.source();
    let end = source.find('\n').unwrap_or(source.len());
    let start = node.span().start;
    Span::new(start, start + source[..end].trim_end().len() as u32)
}

/// What a definition demands, and the values that break it.
fn demanded(kind: &str, broken: &Broken<'_>) -> String {
    let demand = format!("the definition of {kind} demands `{}`", broken.rule);
    let Some(why) = &broken.why else { return demand };
    let facts = why.words();
    let facts = match facts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => return demand,
    };
    // A rule of several parts is broken by one of them.
    let part = broken.rule.get(why.span.0 as usize..why.span.1 as usize).filter(|part| *part != broken.rule);
    let part = part.map(|part| format!("of that `{part}` is not so: ")).unwrap_or_default();
    format!("{demand}; {part}{facts}")
}
