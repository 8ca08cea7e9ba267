//! One entry of a map of names, written as an item that has the name as a field.

use super::facts::Named;
use super::plain;
use super::write::{Form, Value};
use crate::model::{Edit, Span, Version};
use crate::schema::tables::{Definition, Type};
use crate::schema::text::{self, edit};
use crate::schema::unknown::takes;
use crate::source::{Entry, Kind, Node, Style};

/// What an item is, and how its name is given.
#[derive(Clone, Copy)]
pub(super) struct Item<'n> {
    pub(super) definition: Definition,
    pub(super) named: &'n Named,
    pub(super) version: Version,
}

/// Where an item goes.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// Where the text begins that is replaced: at the key, or before it.
    pub(super) start: u32,
    /// So many columns wide is the dash with its blanks, where one is to be written.
    pub(super) dash: usize,
    /// The item's fields begin there, or in braces.
    pub(super) form: Form,
    /// Whether the item has no braces of its own yet.
    pub(super) braces: bool,
}

impl Item<'_> {
    /// Whether an entry's value says what an item of that name has: fields, a value, nothing.
    pub(super) fn fits(self, entry: Entry<'_>) -> bool {
        let value = entry.value;
        if entry.key.is_aliased() || value.is_aliased() || entry.key.scalar_text().starts_with('-') {
            return false;
        }
        match value.kind() {
            Kind::Null => true,
            Kind::Map => {
                let holds = |e: Entry<'_>| self.definition.field(e.key.scalar_text(), self.version).is_some();
                value.entries().all(holds) && value.get(self.named.key).is_none()
            }
            Kind::Seq => false,
            _ => self.named.value.is_some(),
        }
    }

    /// Writes the entry as an item.
    pub(super) fn edits(self, entry: Entry<'_>, at: At) -> Option<Vec<Edit>> {
        let source = entry.key.document().text();
        let (key, value) = (entry.key, entry.value);
        let colon = key.span().end + source.get(key.span().end as usize..)?.find(':')? as u32 + 1;
        let gap = source.get(key.span().end as usize..colon as usize - 1)?;
        if !gap.trim().is_empty() || key.source().contains('\n') {
            return None;
        }
        match value.kind() {
            Kind::Null => {
                let end = if value.span().is_empty() { colon } else { value.span().end };
                let (open, close) = if at.braces { ("{", "}") } else { ("", "") };
                Some(vec![edit(Span::new(at.start, end), format!("{open}{}{close}", self.head(key, at)))])
            }
            Kind::Map if value.style() == Style::Flow => self.in_braces(entry, at),
            Kind::Map => self.on_lines(entry, at, colon),
            _ => self.with_value(entry, at),
        }
    }

    /// The dash and the name.
    fn head(self, key: Node<'_>, at: At) -> String {
        let name = if key.style() == Style::Plain { key.source().trim() } else { key.scalar_text() };
        let name = at.form.field(self.named.key, &Value::Text(name.to_owned()));
        let dash = if at.dash > 0 { format!("{:1$}", "-", at.dash) } else { String::new() };
        format!("{dash}{name}")
    }

    /// `A: b`: the name before, and the value under the name of its field.
    fn with_value(self, entry: Entry<'_>, at: At) -> Option<Vec<Edit>> {
        let (field, value) = (self.named.value?, entry.value);
        let ty = self.definition.field(field, self.version)?.ty();
        let (open, close) = if at.braces { ("{", "}") } else { ("", "") };
        let head = self.head(entry.key, at);
        if !matches!(ty, Type::String(_)) && value.kind() == Kind::Str {
            // `"8080:80"`: what the text says, behind the name.
            let fields = plain::fields(self.definition, value)?;
            let written: Vec<_> = fields.iter().map(|(name, value)| at.form.field(name, value)).collect();
            let between = self.between(at);
            let whole = Span::new(at.start, value.span().end);
            let said = format!("{open}{head}{between}{}{close}", written.join(&between));
            return Some(vec![edit(whole, said)]);
        }
        let lead = Span::new(at.start, entry.key.span().end);
        let mut edits = vec![edit(lead, format!("{open}{head}{}{}", self.between(at), at.form.name(field)))];
        if matches!(ty, Type::String(_)) && value.kind() != Kind::Str {
            edits.push(edit(value.span(), format!("{}{close}", text::quoted(value.source()))));
        } else if !close.is_empty() {
            edits.push(edit(Span::point(value.span().end), close));
        }
        edits.extend(self.continued(entry, at)?);
        Some(edits)
    }

    fn between(self, at: At) -> String {
        match at.form {
            Form::Block(column) => format!("\n{:column$}", ""),
            _ => ", ".to_owned(),
        }
    }

    /// The further lines of a text, as far to the right as what they stand under.
    fn continued(self, entry: Entry<'_>, at: At) -> Option<Vec<Edit>> {
        let source = entry.key.document().text();
        let Form::Block(column) = at.form else { return Some(Vec::new()) };
        let by = column as i64 - text::column(source, entry.key.span().start) as i64;
        let whole = text::lines_of(source, entry, entry);
        let first = text::line_end(source, entry.key.span().start);
        match whole {
            Some(lines) if lines.end > first && by != 0 => text::shift(source, Span::new(first + 1, lines.end), by),
            _ => Some(Vec::new()),
        }
    }

    /// `web: {image: x}`: the name as the first in the braces.
    fn in_braces(self, entry: Entry<'_>, at: At) -> Option<Vec<Edit>> {
        let value = entry.value;
        let form = Form::of_braces(value);
        let form = if at.form == Form::Json { Form::Json } else { form };
        // The item's own braces stay, so those of the value would be one pair too many.
        if !at.braces && !matches!(at.form, Form::Block(_)) {
            return None;
        }
        let name = self.head(entry.key, At { dash: 0, form, ..at });
        let dash = if at.dash > 0 { format!("{:1$}", "-", at.dash) } else { String::new() };
        let breaks = value.source().get(1..).is_some_and(|rest| rest.starts_with(['\n', '\r', ' ']));
        let comma = if value.is_empty() {
            ""
        } else if breaks {
            ","
        } else {
            ", "
        };
        Some(vec![edit(Span::new(at.start, value.span().start + 1), format!("{dash}{{{name}{comma}"))])
    }

    /// The name on the line of the key, what stands below it in line with the name.
    fn on_lines(self, entry: Entry<'_>, at: At, colon: u32) -> Option<Vec<Edit>> {
        let source = entry.key.document().text();
        let Form::Block(column) = at.form else { return None };
        let (first, last) = (entry.value.entries().next()?, entry.value.entries().last()?);
        // No anchor or tag may stand between.
        let behind = source.get(colon as usize..text::line_end(source, colon) as usize)?.trim();
        if !behind.is_empty() && !behind.starts_with('#') {
            return None;
        }
        let lines = text::lines_of(source, first, last)?;
        let by = column as i64 - text::column(source, first.key.span().start) as i64;
        let mut edits = vec![edit(Span::new(at.start, colon), self.head(entry.key, at))];
        if by != 0 {
            edits.extend(text::shift(source, lines, by)?);
        }
        Some(edits)
    }

    /// Whether a key is a field of the item, whose type takes the value.
    pub(super) fn has(self, entry: Entry<'_>) -> bool {
        let field = self.definition.field(entry.key.scalar_text(), self.version);
        field.is_some_and(|field| takes(field.ty(), entry.value))
    }

    /// How an item of that name is written, for a person.
    pub(super) fn example(self, entry: Entry<'_>) -> String {
        let form = Form::Block(0);
        let name = if entry.key.style() == Style::Plain { entry.key.source() } else { entry.key.scalar_text() };
        let name = form.field(self.named.key, &Value::Text(name.trim().to_owned()));
        match self.named.value {
            Some(field) if entry.value.is_scalar() && !entry.value.is_null() => {
                format!("write `- {name}`, and its value below as `{field}`")
            }
            _ => format!("write `- {name}`, and its fields below"),
        }
    }
}
