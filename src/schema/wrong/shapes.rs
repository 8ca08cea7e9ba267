//! Lists where maps should be, and the other way round.

use hashbrown::HashSet;

use super::Said;
use crate::model::{Edit, Fix, Span};
use crate::schema::tables::Type;
use crate::schema::words::{shown, what};
use crate::schema::{idioms, text};
use crate::source::{Kind, Node, Style};

pub(super) fn list(node: Node<'_>, name: &str) -> Said {
    let text = node.document().text();
    match node.kind() {
        Kind::Map if text::is_block(node) => {
            let mut said = Said::new(format!("{name} must be a list, but is a map"));
            let (Some(first), Some(last)) = (node.entries().next(), node.entries().last()) else { return said };
            let Some(lines) = text::lines_of(text, first, last) else { return said };
            let Some(mut edits) = text::shift(text, lines, 2) else { return said };
            if let Some(dash) = edits.first_mut() {
                dash.span = Span::point(first.key.span().start);
                dash.text = "- ".to_owned();
            }
            let how = "put `- ` before the first field, and indent the others by two";
            said.fixes.push(Fix::new("make it a list of one item", edits).saying(how));
            said
        }
        Kind::Map => Said::new(format!("{name} must be a list, but is a map")).replace(
            "put it into a list",
            node.span(),
            format!("[{}]", node.source()),
        ),
        _ => {
            let said = Said::new(format!("{name} must be a list, not {}", what(node)));
            let said = said.help("put `- ` before each item, or brackets around all: `[a, b]`");
            match node.style() {
                Style::Literal | Style::Folded => said,
                Style::Plain if node.source().contains([',', ']', '[', '{', '}']) => said.replace(
                    "make it a list of one item",
                    node.span(),
                    format!("[{}]", text::quoted(node.source())),
                ),
                _ => said.replace("make it a list of one item", node.span(), format!("[{}]", node.source())),
            }
        }
    }
}

/// Pairs that are written in a list or in one text, where a map of texts is wanted.
pub(super) fn texts(root: Node<'_>, node: Node<'_>, ty: Type) -> Option<Said> {
    let Type::Map(values) = ty else { return None };
    if !matches!(values.ty(), Type::String(_) | Type::Quantity) {
        return None;
    }
    let (shown, fix) = idioms::labels(root, node)?;
    let name = node.key_below(root)?.scalar_text();
    let said = Said::new(format!("`{name}` must hold `key: value` pairs, not {}", what(node)));
    let mut said = said.help(format!("write each as `{shown}` below it"));
    said.fixes.extend(fix);
    Some(said)
}

pub(super) fn map(node: Node<'_>, name: &str, ty: Type) -> Said {
    let fields = if matches!(ty, Type::Struct(_)) { "fields" } else { "`key: value` pairs" };
    match node.kind() {
        Kind::Seq => {
            let said = Said::new(format!("{name} must hold {fields}, but is a list"));
            if !text::is_block(node) {
                return unbracketed(node, said);
            }
            let mut items = node.items();
            let (Some(only), None) = (items.next(), items.next()) else {
                let said = said.help("remove the `- ` before each line");
                return match dashes(node) {
                    Some(edits) => said.fix("remove each `- `", edits),
                    None => said,
                };
            };
            let dash = dash_before(node.document().text(), only);
            if let Some(dash) = dash.filter(|_| only.kind() == Kind::Map) {
                let blank = " ".repeat(dash.len());
                return said.help("remove the `- `").replace("remove the `- `", dash, blank);
            }
            said.help("remove the `- `")
        }
        Kind::Str if node.scalar_text().contains(':') && node.style() == Style::Plain => {
            let said = Said::new(format!("{name} must hold {fields}, but `{}` is read as text", shown(node)));
            match node.source().split_once(':') {
                Some((_, after)) if !after.starts_with(' ') => {
                    let colon = node.span().start + (node.source().len() - after.len()) as u32;
                    said.help("a space is missing after the colon")
                        .replace("add the space", Span::point(colon), " ")
                        .safe_if(true)
                }
                _ => said,
            }
        }
        _ => {
            let said = Said::new(format!("{name} must hold {fields}, not {}", what(node)));
            match missing_colon(node) {
                Some((key, at)) => said
                    .help(format!("`{key}` is not followed by a colon, so it is no key"))
                    .fix(format!("put `:` after `{key}`"), vec![text::edit(Span::point(at), ":")]),
                None => said,
            }
        }
    }
}

/// The first word of a text on one line, which may be a key without its colon: `type Recreate`.
fn missing_colon(node: Node<'_>) -> Option<(&str, u32)> {
    let (key, value) = node.source().split_once(' ')?;
    let names = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
    let plain = node.style() == Style::Plain && !node.is_aliased() && !node.source().contains('\n');
    (plain && names && !value.trim().is_empty()).then_some((key, node.span().start + key.len() as u32))
}

/// Blanks for each dash of a list whose items are maps that have no key in common and all begin at one column.
fn dashes(list: Node<'_>) -> Option<Vec<Edit>> {
    let source = list.document().text();
    let (mut keys, mut edits, mut column) = (HashSet::new(), Vec::new(), None);
    for item in list.items() {
        let mut names = item.entries().map(|e| e.key.scalar_text());
        let here = text::column(source, item.span().start);
        if item.kind() != Kind::Map
            || !text::is_block(item)
            || *column.get_or_insert(here) != here
            || !names.all(|name| keys.insert(name))
        {
            return None;
        }
        let dash = dash_before(source, item)?;
        edits.push(text::edit(dash, " ".repeat(dash.len())));
    }
    Some(edits)
}

/// A list in brackets where a map should be: a single map in it is likely all that was meant.
fn unbracketed(node: Node<'_>, said: Said) -> Said {
    let mut items = node.items();
    match (items.next(), items.next()) {
        (None, _) => said.replace("make it an empty map", node.span(), "{}"),
        (Some(only), None) if only.kind() == Kind::Map && only.source().starts_with('{') => {
            said.help("remove the brackets around it").replace("remove the brackets", node.span(), only.source())
        }
        // `[a: 1]`: a map of one entry needs no braces within brackets, but does without them.
        (Some(only), None) if only.kind() == Kind::Map => said.help("write braces instead of the brackets").replace(
            "write braces instead of the brackets",
            node.span(),
            format!("{{{}}}", only.source()),
        ),
        _ => said.help("write its fields in braces, `{a: 1, b: 2}`, or on lines of their own"),
    }
}

/// The dash of a list's item and the blanks behind it, on the item's own line.
fn dash_before(source: &str, item: Node<'_>) -> Option<Span> {
    let start = text::line_start(source, item.span().start);
    let lead = source.get(start as usize..item.span().start as usize)?;
    let dash = lead.find('-').filter(|at| lead[at + 1..].trim().is_empty())?;
    Some(Span::new(start + dash as u32, item.span().start))
}
