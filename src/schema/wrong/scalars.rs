//! Texts, numbers and truths that are of another kind.

use super::Said;
use crate::model::Span;
use crate::schema::decode;
use crate::schema::tables::Type;
use crate::schema::text;
use crate::schema::words::{shown, what};
use crate::source::{Kind, Node, Style};

pub(super) fn string(node: Node<'_>, name: &str) -> Said {
    match node.kind() {
        Kind::Map | Kind::Seq => {
            let said = Said::new(format!("{name} must be text, not {}", what(node)));
            if node.style() == Style::Flow && node.source().starts_with("{{") {
                return said.help("a template in braces is YAML's notation of a map: put quotes around it");
            }
            if let Some(dash) = lone_dash(node) {
                return said
                    .help("a dash alone begins an item of a list; in quotes it is text")
                    .replace("put quotes around it", dash, "\"-\"")
                    .safe_if(true);
            }
            if let Some(line) = one_line(node) {
                let shown = text::quoted(line);
                return said
                    .help(format!(
                        "the colon with a blank behind it makes a key of what is before; in quotes it is text: {shown}"
                    ))
                    .replace("put quotes around it", node.span(), shown)
                    .safe_if(true);
            }
            if let Some(quoted) = json_text(node) {
                return said
                    .help("a text in the form of JSON needs quotes around it, or it is read as what it says")
                    .replace("put quotes around it", node.span(), quoted)
                    .safe_if(true);
            }
            let mut items = node.items();
            match (items.next(), items.next()) {
                (Some(only), None) if !matches!(only.kind(), Kind::Map | Kind::Seq | Kind::Null) => {
                    said.replace("take the text out of the list", node.span(), text::quoted(only.scalar_text()))
                }
                _ => said,
            }
        }
        kind => {
            let read = if kind == Kind::Bool { "a boolean" } else { "a number" };
            let written = node.source();
            Said::new(format!("{name} must be text, but `{}` is read as {read}", shown(node)))
                .help(format!("put quotes around it: {}", text::quoted(written)))
                .replace("put quotes around it", node.span(), text::quoted(written))
                .safe_if(true)
        }
    }
}

/// The dash of a list of nothing, `- -`.
fn lone_dash(node: Node<'_>) -> Option<Span> {
    let mut items = node.items();
    let (item, None) = (items.next()?, items.next()) else { return None };
    // A list of nothing may begin behind its dash.
    let text = node.document().text();
    let start = node.span().start;
    let mut places = [start, start.saturating_sub(1)].into_iter().map(|at| Span::new(at, at + 1));
    let dash = places.find(|at| text.get(at.range()) == Some("-"))?;
    (item.is_null() && node.style() != Style::Flow && !node.is_aliased()).then_some(dash)
}

/// JSON on one line in quotes: single ones, unless the whole file is JSON.
fn json_text(node: Node<'_>) -> Option<String> {
    let source = node.source();
    let json = serde_json::from_str::<serde_json::Value>(source).ok()?;
    // `[a]` and `{}` are no JSON that somebody wrote down.
    let says = json.as_object().is_some_and(|o| !o.is_empty()) || json.as_array().is_some_and(|a| a.len() > 1);
    if node.style() != Style::Flow || node.is_aliased() || !says || source.contains('\n') {
        return None;
    }
    let whole = node.document().text().trim_start().starts_with('{');
    Some(if whole { text::quoted(source) } else { format!("'{}'", source.replace('\'', "''")) })
}

/// The line that a map of one entry stands on, where it was likely meant as one text: `echo: done`, `see https://x: y`.
fn one_line(node: Node<'_>) -> Option<&str> {
    let mut entries = node.entries();
    let (entry, None) = (entries.next()?, entries.next()) else { return None };
    let block = node.kind() == Kind::Map && node.style() != Style::Flow && !node.is_aliased();
    let line = node.source().trim_end();
    // On a line of its own it is a map that was meant.
    let before = node.document().text().get(..node.span().start as usize)?;
    let behind = before.rsplit('\n').next().is_some_and(|lead| !lead.trim().is_empty());
    (block && behind && entry.value.is_scalar() && !line.contains('\n')).then_some(line)
}

pub(super) fn integer(node: Node<'_>, name: &str, ty: Type) -> Said {
    let bounds = if ty == Type::Int32 { (i64::from(i32::MIN), i64::from(i32::MAX)) } else { (i64::MIN, i64::MAX) };
    match node.kind() {
        Kind::Int => range(node, name, bounds),
        Kind::Float => match decode::whole(node) {
            Some(_) => range(node, name, bounds),
            None => {
                let said = Said::new(format!("{name} must be a whole number, not `{}`", shown(node)));
                match node.as_f64() {
                    Some(value) if value.is_finite() && value.abs() < 1e15 => {
                        let rounded = value.round() as i64;
                        said.replace(format!("round to {rounded}"), node.span(), rounded.to_string())
                    }
                    _ => said,
                }
            }
        },
        Kind::Str => {
            let bare = node.scalar_text().trim();
            let said = Said::new(format!("{name} must be a whole number, not {}", what(node)));
            if let Some(number) = meant(bare, name).filter(|n| (bounds.0..=bounds.1).contains(n)) {
                return said.help(format!("did you mean `{number}`?")).replace(
                    format!("write `{number}`"),
                    node.span(),
                    number.to_string(),
                );
            }
            if bare.parse::<i64>().is_ok_and(|n| (bounds.0..=bounds.1).contains(&n)) {
                // The zero of a mode says that it is octal.
                let octal = bare.len() > 1 && bare.starts_with('0') && name.to_lowercase().ends_with("mode`");
                let plain = if octal { bare.to_owned() } else { bare.parse::<i64>().unwrap_or_default().to_string() };
                // Who writes a zero before a number may mean one to the base of eight.
                let certain = !octal && plain == bare;
                return said
                    .help("remove the quotes")
                    .replace("remove the quotes", node.span(), plain)
                    .safe_if(certain);
            }
            said
        }
        _ => Said::new(format!("{name} must be a whole number, not {}", what(node))),
    }
}

/// Units of time that people write, in seconds.
const SECONDS: &[(&str, i64)] = &[
    ("s", 1),
    ("sec", 1),
    ("secs", 1),
    ("second", 1),
    ("seconds", 1),
    ("m", 60),
    ("min", 60),
    ("mins", 60),
    ("minute", 60),
    ("minutes", 60),
    ("h", 3600),
    ("hour", 3600),
    ("hours", 3600),
];

/// The number that a text with something behind it stands for: `5s` where seconds are asked for, `3;`.
fn meant(text: &str, name: &str) -> Option<i64> {
    let (digits, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let (number, unit) = (digits.parse::<i64>().ok()?, rest.trim().to_lowercase());
    if matches!(rest, "," | ";") {
        return Some(number);
    }
    let (_, seconds) = SECONDS.iter().find(|(written, _)| name.ends_with("Seconds`") && *written == unit)?;
    number.checked_mul(*seconds)
}

fn range(node: Node<'_>, name: &str, (low, high): (i64, i64)) -> Said {
    let small = node.source().trim_start().starts_with('-');
    let message = if small {
        format!("`{}` is too small for {name}: at least {low}", shown(node))
    } else {
        format!("`{}` is too large for {name}: at most {high}", shown(node))
    };
    Said::new(message)
}

pub(super) fn int_or_string(node: Node<'_>, name: &str) -> Said {
    match node.kind() {
        Kind::Int => range(node, name, (i64::from(i32::MIN), i64::from(i32::MAX))),
        Kind::Float if decode::whole(node).is_some() => range(node, name, (i64::from(i32::MIN), i64::from(i32::MAX))),
        _ => Said::new(format!("{name} must be a whole number or text, not {}", what(node))),
    }
}

pub(super) fn number(node: Node<'_>, name: &str) -> Said {
    let said = Said::new(format!("{name} must be a number, not {}", what(node)));
    match node.scalar_text().parse::<f64>() {
        Ok(value) if node.kind() == Kind::Str && value.is_finite() => {
            said.help("remove the quotes").replace("remove the quotes", node.span(), node.scalar_text()).safe_if(true)
        }
        _ => said,
    }
}

pub(super) fn boolean(node: Node<'_>, name: &str) -> Said {
    let said = Said::new(format!("{name} must be `true` or `false`, not {}", what(node)));
    let meant = match node.scalar_text().trim_end_matches([',', ';']).trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" | "enabled" => "true",
        "false" | "no" | "off" | "n" | "0" | "disabled" => "false",
        _ => return said,
    };
    match node.kind() {
        Kind::Str if node.scalar_text() == meant => {
            said.help("remove the quotes").replace("remove the quotes", node.span(), meant).safe_if(true)
        }
        Kind::Map | Kind::Seq => said,
        kind => {
            let word =
                matches!(node.scalar_text().to_lowercase().as_str(), "true" | "yes" | "on" | "false" | "no" | "off");
            said.replace(format!("write `{meant}`"), node.span(), meant).safe_if(kind == Kind::Str && word)
        }
    }
}
