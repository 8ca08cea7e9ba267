//! Problems in words for a person, with the way out where there is one.

use super::report::Report;
use super::validate::{Problem, What};
use crate::model::Finding;
use crate::model::near::{Strictness, nearest};
use crate::schema::words::{shown, what};
use crate::source::{Kind, Node, Style};

impl<'a> Report<'_, 'a> {
    /// Puts the problem into words.
    pub(super) fn words(&self, problem: &Problem<'a>, finding: &mut Finding) {
        let node = problem.node;
        let name = self.name(node);
        let text = shown(node);
        match &problem.what {
            What::Required(field) => {
                finding.say(format!("`{field}` is required here"));
                match node.entry(field) {
                    Some(entry) => finding.label_at(entry.key.span()).help(format!("give `{field}` a value")),
                    None if node == self.resource.root => finding.help(format!("add `{field}:` to the object")),
                    None => finding.help(format!("add `{field}:` under {name}")),
                };
            }
            What::Type { want, got } => self.wrong_type(node, want, got, &name, finding),
            What::Format { name: format, .. } => {
                finding.say(format!("{name} must have the format {format}, which `{text}` has not"));
            }
            What::Choice { allowed, .. } => {
                let names: Vec<&str> = allowed.iter().map(|a| a.scalar_text()).collect();
                finding.say(format!("`{text}` is not one of the values allowed for {name}"));
                let listed = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
                match nearest(node.scalar_text(), Strictness::Value, names.iter().copied(), |n| n)
                    .filter(|_| !node.is_aliased())
                {
                    Some((meant, _)) => finding.help(format!("did you mean `{meant}`? allowed: {listed}")).fix(
                        format!("change to `{meant}`"),
                        node.span(),
                        meant,
                    ),
                    None => finding.help(format!("allowed: {listed}")),
                };
            }
            What::TooLong { most } => {
                finding
                    .say(format!("{name} has {} characters, {most} are allowed", node.scalar_text().chars().count()));
            }
            What::TooShort { least: 1, .. } => {
                finding.say(format!("{name} must not be empty"));
            }
            What::TooShort { least, .. } => {
                finding.say(format!("{name} must have at least {least} characters"));
            }
            What::Pattern { pattern, .. } => {
                finding
                    .say(format!("{name} does not have the form that is asked for"))
                    .help(format!("it must match `{pattern}`"));
            }
            What::Bound { bound, above, exclusive, .. } => {
                let relation = match (above, exclusive) {
                    (true, true) => "less than",
                    (true, false) => "at most",
                    (false, true) => "more than",
                    (false, false) => "at least",
                };
                finding.say(format!("{name} must be {relation} {bound}, not {text}"));
            }
            What::MultipleOf { of, .. } => {
                finding.say(format!("{name} must be a multiple of {of}, which {text} is not"));
            }
            What::TooMany { count, most, entries } => {
                finding.say(format!("{name} has {count} {}, {most} are allowed", things(*entries)));
            }
            What::TooFew { count, least, entries } => {
                finding.say(format!("{name} has {count} {}, {least} are needed", things(*entries)));
            }
            What::Forbidden { key } => {
                finding.say(format!("`{key}` is not allowed here"));
                if let Some(entry) = node.entry(key) {
                    finding.label_at(entry.key.span());
                }
            }
            What::Range { subject: "Checked", ty, format } => {
                let bits = if *format == "int32" { " of 32 bits" } else { "" };
                let ty = if *ty == "integer" { "a whole number" } else { "a number" };
                finding.say(format!("{name} must be {ty}{bits}, which {text} is not"));
            }
            What::Range { .. } => {
                finding.say(format!("the definition of {} bounds {name} by a number of another type", self.kind));
            }
            What::AnyOf | What::OneOf { fitting: 0 } => {
                finding.say(format!("{name} fits none of the forms that the definition of {} allows", self.kind));
            }
            What::OneOf { fitting } => {
                finding
                    .say(format!("{name} fits {fitting} of the forms that the definition of {} keeps apart", self.kind))
                    .help("it may have only one of them: remove the fields of the others");
            }
            What::AllOf { .. } => {
                finding.say(format!("{name} does not fit all that the definition of {} asks for", self.kind));
            }
            What::Not => {
                finding.say(format!("{name} has a form that the definition of {} rules out", self.kind));
            }
        }
    }

    fn wrong_type(&self, node: Node<'a>, want: &str, got: &str, name: &str, finding: &mut Finding) {
        let wanted = match want {
            "string" => "text".to_owned(),
            "integer" => "a whole number".to_owned(),
            "number" => "a number".to_owned(),
            "boolean" => "`true` or `false`".to_owned(),
            "array" => "a list".to_owned(),
            "object" => "a map".to_owned(),
            "integer,string" => "a whole number or text".to_owned(),
            format => format!("text in the format {format}"),
        };
        let _ = got;
        finding.say(format!("{name} must be {wanted}, not {}", what(node)));
        let textual = !matches!(want, "integer" | "number" | "boolean" | "array" | "object");
        if node.is_aliased() {
            return;
        }
        match node.kind() {
            Kind::Bool | Kind::Int | Kind::Float if textual && node.style() == Style::Plain => {
                let quoted = format!("\"{}\"", node.source());
                finding.help("put it into quotes to make it text").fix(
                    format!("change to `{quoted}`"),
                    node.span(),
                    quoted,
                );
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
                    finding.help("take it out of its quotes").fix(format!("change to `{text}`"), node.span(), text);
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
    }
}

fn things(entries: bool) -> &'static str {
    if entries { "entries" } else { "items" }
}
