//! Problems in words for a person, with the way out where there is one.

use super::report::Report;
use super::validate::{Problem, What};
use crate::model::Finding;
use crate::model::near::{Strictness, is_alone, nearest};
use crate::schema::words::{shown, what};
use crate::source::{Kind, Node, Style};

impl<'a> Report<'_, 'a> {
    /// Puts the problem into words.
    pub(super) fn words(&self, problem: &Problem<'a>, finding: &mut Finding) {
        let node = problem.node;
        let name = self.name(node);
        finding.say(self.sentence(&problem.what, node, &name));
        match &problem.what {
            What::Required(field) => match node.entry(field) {
                Some(entry) => finding.label_at(entry.key.span()).help(format!("give `{field}` a value")),
                None if node == self.resource.root => finding.help(format!("add `{field}:` to the object")),
                None => finding.help(format!("add `{field}:` under {name}")),
            },
            What::Type { want, .. } => other_type(node, want, finding),
            What::Choice { allowed, .. } => other_choice(node, allowed, finding),
            What::Pattern { pattern, .. } => finding.help(format!("it must match `{pattern}`")),
            What::Forbidden { key } => match node.entry(key) {
                Some(entry) => finding.label_at(entry.key.span()),
                None => finding,
            },
            What::OneOf { fitting: 1.. } => {
                finding.help("it may have only one of them: remove the fields of the others")
            }
            _ => finding,
        };
    }

    /// What is wrong, in one sentence.
    fn sentence(&self, problem: &What<'a>, node: Node<'a>, name: &str) -> String {
        let (text, kind) = (shown(node), self.kind);
        match problem {
            What::Required(field) => format!("`{field}` is required here"),
            What::Type { want, .. } => format!("{name} must be {}, not {}", wanted(want), what(node)),
            What::Choice { .. } => format!("`{text}` is not one of the values allowed for {name}"),
            What::Format { name: format, .. } => {
                format!("{name} must have the format {format}, which `{text}` has not")
            }
            What::TooLong { most } => {
                format!("{name} has {} characters, {most} are allowed", node.scalar_text().chars().count())
            }
            What::TooShort { least: 1, .. } => format!("{name} must not be empty"),
            What::TooShort { least, .. } => format!("{name} must have at least {least} characters"),
            What::Pattern { .. } => format!("{name} does not have the form that is asked for"),
            What::Bound { bound, above, exclusive, .. } => {
                let relation = match (above, exclusive) {
                    (true, true) => "less than",
                    (true, false) => "at most",
                    (false, true) => "more than",
                    (false, false) => "at least",
                };
                format!("{name} must be {relation} {bound}, not {text}")
            }
            What::MultipleOf { of, .. } => format!("{name} must be a multiple of {of}, which {text} is not"),
            What::TooMany { count, most, entries } => {
                format!("{name} has {count} {}, {most} are allowed", things(*entries))
            }
            What::TooFew { count, least, entries } => {
                format!("{name} has {count} {}, {least} are needed", things(*entries))
            }
            What::Forbidden { key } => format!("`{key}` is not allowed here"),
            What::Range { subject: "Checked", ty, format } => {
                let bits = if *format == "int32" { " of 32 bits" } else { "" };
                let ty = if *ty == "integer" { "a whole number" } else { "a number" };
                format!("{name} must be {ty}{bits}, which {text} is not")
            }
            What::Range { .. } => format!("the definition of {kind} bounds {name} by a number of another type"),
            What::AnyOf | What::OneOf { fitting: 0 } => {
                format!("{name} fits none of the forms that the definition of {kind} allows")
            }
            What::OneOf { fitting } => {
                format!("{name} fits {fitting} of the forms that the definition of {kind} keeps apart")
            }
            What::AllOf { .. } => format!("{name} does not fit all that the definition of {kind} asks for"),
            What::Not => format!("{name} has a form that the definition of {kind} rules out"),
        }
    }
}

/// A type, or a format that is asked for in its place.
fn wanted(want: &str) -> String {
    match want {
        "string" => "text".to_owned(),
        "integer" => "a whole number".to_owned(),
        "number" => "a number".to_owned(),
        "boolean" => "`true` or `false`".to_owned(),
        "array" => "a list".to_owned(),
        "object" => "a map".to_owned(),
        "integer,string" => "a whole number or text".to_owned(),
        format => format!("text in the format {format}"),
    }
}

/// Names the values that are allowed, and the one that was likely meant.
fn other_choice<'f>(node: Node<'_>, allowed: &[Node<'_>], finding: &'f mut Finding) -> &'f mut Finding {
    let names: Vec<&str> = allowed.iter().map(|a| a.scalar_text()).collect();
    let listed = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    match nearest(node.scalar_text(), Strictness::Value, names.iter().copied(), |n| n).filter(|_| !node.is_aliased()) {
        Some((meant, _)) => finding
            .help(format!("did you mean `{meant}`? allowed: {listed}"))
            .fix(format!("change to `{meant}`"), node.span(), meant)
            .safe_if(is_alone(node.scalar_text(), meant, Strictness::Value, names.iter().copied())),
        None => finding.help(format!("allowed: {listed}")),
    }
}

/// Says how the value becomes one of that type.
fn other_type<'f>(node: Node<'_>, want: &str, finding: &'f mut Finding) -> &'f mut Finding {
    let textual = !matches!(want, "integer" | "number" | "boolean" | "array" | "object");
    if node.is_aliased() {
        return finding;
    }
    match node.kind() {
        Kind::Bool | Kind::Int | Kind::Float if textual && node.style() == Style::Plain => {
            let quoted = format!("\"{}\"", node.source());
            finding
                .help("put it into quotes to make it text")
                .fix(format!("change to `{quoted}`"), node.span(), quoted)
                .safe_if(true);
        }
        Kind::Str if matches!(node.style(), Style::Single | Style::Double) => {
            let text = node.scalar_text();
            let bare = match want {
                "integer" => text.parse::<i64>().is_ok(),
                "number" => text.parse::<f64>().is_ok_and(f64::is_finite),
                "boolean" => matches!(text, "true" | "false"),
                _ => false,
            };
            if bare {
                finding
                    .help("take it out of its quotes")
                    .fix(format!("change to `{text}`"), node.span(), text)
                    .safe_if(!has_zeros(text));
            }
        }
        Kind::Str | Kind::Int | Kind::Bool if want == "array" => {
            let source = node.source();
            if !source.contains('\n') {
                finding.help("put `- ` before each item, or brackets around all").fix(
                    "put it into a list",
                    node.span(),
                    format!("[{source}]"),
                );
            }
        }
        Kind::Map if want == "array" => {
            finding.help("put `- ` before the first field, and indent the others by two");
        }
        Kind::Seq if want == "object" => {
            finding.help("take away the dashes");
        }
        _ => {}
    }
    finding
}

/// Whether a number begins with a zero that YAML could take for the sign of another base.
fn has_zeros(number: &str) -> bool {
    number.trim_start_matches(['+', '-']).strip_prefix('0').is_some_and(|rest| rest.starts_with(|c: char| c != '.'))
}

fn things(entries: bool) -> &'static str {
    if entries { "entries" } else { "items" }
}
