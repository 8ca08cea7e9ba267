//! The text of a changed tree: as lines at some column, or in braces.

use super::draft::{List, Map, Member, Value};
use super::lines::{comments_above, last_byte, leading};
use crate::model::Span;
use crate::schema::text;
use crate::source::{Document, Entry, Kind, Node, Style};

/// How the text at hand is written.
#[derive(Clone, Copy)]
pub(super) struct Hand<'a> {
    pub(super) document: &'a Document<'a>,
    /// What ends a line.
    pub(super) newline: &'static str,
    /// Columns from a key to those below it.
    step: usize,
    /// Columns from a key to the dashes below it.
    dash: usize,
}

impl<'a> Hand<'a> {
    /// The habits of who wrote `root`.
    pub(super) fn of(root: Node<'a>) -> Self {
        let document = root.document();
        let source = document.text();
        let newline = if source.contains("\r\n") { "\r\n" } else { "\n" };
        let column = |node: Node<'_>| text::column(source, node.span().start);
        let spread = root.entries().next().filter(|_| root.style() == Style::Flow).map(|e| column(e.key));
        let (mut step, mut dash, mut open) = (spread.filter(|by| (1..=8).contains(by)), None, vec![root]);
        while let Some(node) = open.pop() {
            for entry in node.entries().filter(|e| !e.value.is_aliased() && e.value.style() != Style::Flow) {
                let below = match entry.value.kind() {
                    Kind::Map => entry.value.entries().next().map(|e| column(e.key)),
                    Kind::Seq => Some(leading(source, entry.value.span().start)),
                    _ => None,
                };
                let by = below.and_then(|below| below.checked_sub(column(entry.key)));
                match entry.value.kind() {
                    Kind::Map => step = step.or(by.filter(|by| *by > 0)),
                    Kind::Seq => dash = dash.or(by),
                    _ => {}
                }
            }
            open.extend(node.entries().map(|e| e.value).chain(node.items()));
        }
        Hand { document, newline, step: step.unwrap_or(2), dash: dash.unwrap_or(0) }
    }

    fn source(self, node: Node<'_>) -> Option<&'a str> {
        self.document.text().get(node.span().range())
    }

    /// The lines of members at that column, each line ended.
    pub(super) fn lines(self, members: &[Member<'_>], column: usize) -> Option<String> {
        members.iter().map(|member| self.member(member, column)).collect()
    }

    fn member(self, member: &Member<'_>, column: usize) -> Option<String> {
        let indent = " ".repeat(column);
        if let (Some(entry), false) = (member.from, member.value.is_changed()) {
            return self.moved(entry, &member.name, column);
        }
        let head = member.from.map_or(String::new(), |entry| self.comments_above(entry, &indent));
        let behind =
            member.from.filter(|e| !matches!(e.value.kind(), Kind::Map | Kind::Seq) || !text::is_block(e.value));
        let behind = behind.map_or("", |entry| self.comment_behind(entry));
        let space = if behind.is_empty() { "" } else { " " };
        let name = self.key(member.from, &member.name);
        let end = self.newline;
        let below = match &member.value {
            Value::Text(value) => format!(" {value}{space}{behind}{end}"),
            Value::Kept(node) => format!(" {}{space}{behind}{end}", self.kept_inline(*node)?),
            Value::Map(map) if map.of.is_some_and(|n| !text::is_block(n)) || map.members.is_empty() => {
                format!(" {}{space}{behind}{end}", self.braces(map, false, None)?)
            }
            Value::Map(map) => {
                let inner = column + self.step;
                format!("{space}{behind}{end}{}", self.lines(&map.members, inner)?)
            }
            Value::List(list) if list.of.is_some_and(|n| !text::is_block(n)) || list.items.is_empty() => {
                format!(" {}{space}{behind}{end}", self.brackets(list, false, None)?)
            }
            Value::List(list) => format!("{space}{behind}{end}{}", self.items(&list.items, column + self.dash)?),
        };
        Some(format!("{head}{indent}{name}:{below}"))
    }

    /// A key as it was written, where it is called as it was.
    fn key(self, from: Option<Entry<'_>>, name: &str) -> String {
        let own = from.filter(|e| e.key.scalar_text() == name).and_then(|e| self.source(e.key));
        own.map_or_else(|| written(name), str::to_owned)
    }

    /// A scalar, or what stands in brackets, of one line.
    fn kept_inline(self, node: Node<'_>) -> Option<&'a str> {
        let inline = node.is_scalar() || !text::is_block(node);
        self.source(node).filter(|own| inline && !node.is_aliased() && !own.contains('\n'))
    }

    /// The lines of a list's items, the dashes at that column.
    pub(super) fn items(self, items: &[Value<'_>], column: usize) -> Option<String> {
        let (mut out, indent) = (String::new(), " ".repeat(column));
        for item in items {
            let own = match item {
                Value::Text(text) => format!("{text}{}", self.newline),
                Value::Map(map) if map.of.is_some_and(|n| !text::is_block(n)) => {
                    format!("{}{}", self.braces(map, false, None)?, self.newline)
                }
                Value::Map(map) if !map.members.is_empty() => self.lines(&map.members, column + 2)?,
                Value::Kept(node) if node.kind() == Kind::Map && text::is_block(*node) => {
                    let mut opened = item.clone();
                    self.lines(&opened.map()?.members, column + 2)?
                }
                Value::Kept(node) => format!("{}{}", self.kept_inline(*node)?, self.newline),
                Value::Map(_) | Value::List(_) => return None,
            };
            out.push_str(&format!("{indent}- {}", own.trim_start_matches(' ')));
        }
        Some(out)
    }

    /// The lines of an entry as they stand, under that name and at that column.
    fn moved(self, entry: Entry<'_>, name: &str, column: usize) -> Option<String> {
        let source = self.document.text();
        if entry.key.is_aliased() || entry.value.is_aliased() {
            return None;
        }
        let key = entry.key.span();
        let end = last_byte(source, entry);
        let behind =
            source.get(text::entry_end(entry) as usize..text::line_end(source, end) as usize).unwrap_or_default();
        if !behind.trim().is_empty() && !behind.trim_start().starts_with('#') {
            // Out of braces.
            let value = self.kept_inline(entry.value)?;
            return Some(format!("{}{}: {value}{}", " ".repeat(column), written(name), self.newline));
        }
        let rest = source.get(key.end as usize..text::line_end(source, end) as usize)?.trim_end_matches('\r');
        let by = column as i64 - text::column(source, key.start) as i64;
        let mut lines = rest.split('\n');
        let indent = " ".repeat(column);
        let mut own = self.comments_above(entry, &indent);
        own.push_str(&format!("{indent}{}{}", self.key(Some(entry), name), lines.next()?));
        for line in lines {
            own.push('\n');
            if line.trim().is_empty() {
                own.push_str(line);
            } else if by >= 0 {
                own.push_str(&format!("{}{line}", " ".repeat(by.unsigned_abs() as usize)));
            } else {
                let (gone, rest) = line.split_at_checked(by.unsigned_abs() as usize)?;
                own.push_str(if gone.trim().is_empty() { rest } else { return None });
            }
        }
        own.push_str(self.newline);
        Some(own)
    }

    /// The comments above an entry as lines at another column.
    fn comments_above(self, entry: Entry<'_>, indent: &str) -> String {
        let source = self.document.text();
        let comments = comments_above(source, entry.key.span().start);
        let line = |span: &Span| source.get(span.range()).map(|own| format!("{indent}{own}{}", self.newline));
        comments.iter().rev().filter_map(line).collect()
    }

    /// The comment behind an entry.
    fn comment_behind(self, entry: Entry<'_>) -> &'a str {
        let source = self.document.text();
        let end = text::entry_end(entry);
        let line = source.get(end as usize..text::line_end(source, end) as usize).unwrap_or_default().trim();
        if line.starts_with('#') { line } else { "" }
    }

    /// A map in braces, in JSON with `quotes`; over several lines where it was, or where it is new and `at` is the column of
    /// what closes it.
    pub(super) fn braces(self, map: &Map<'_>, quotes: bool, at: Option<usize>) -> Option<String> {
        let own = map.of.and_then(|node| node.entries().next());
        let quotes = own.map_or(quotes, |e| self.source(e.key).is_some_and(|own| own.starts_with('"')));
        let at = self.spread(map.of, own.map(|e| e.key), at);
        let inner = at.map(|(outer, step)| outer + step);
        let mut members = Vec::new();
        for member in &map.members {
            let key = if quotes { format!("\"{}\"", member.name) } else { self.key(member.from, &member.name) };
            members.push(format!("{key}: {}", self.in_flow(&member.value, quotes, inner)?));
        }
        Some(enclosed(&members, ('{', '}'), at, self.newline))
    }

    /// The same of a list.
    pub(super) fn brackets(self, list: &List<'_>, quotes: bool, at: Option<usize>) -> Option<String> {
        let at = self.spread(list.of, list.of.and_then(|node| node.items().next()), at);
        let inner = at.map(|(outer, step)| outer + step);
        let mut items = Vec::new();
        for item in &list.items {
            items.push(self.in_flow(item, quotes, inner)?);
        }
        Some(enclosed(&items, ('[', ']'), at, self.newline))
    }

    /// The column of what closes the brackets and the columns from there to what is in them; none on a single line.
    fn spread(self, of: Option<Node<'_>>, first: Option<Node<'_>>, at: Option<usize>) -> Option<(usize, usize)> {
        let Some(node) = of else { return at.map(|at| (at, self.step)) };
        let source = self.document.text();
        let first = first?.span().start;
        if !source.get(node.span().start as usize..first as usize)?.contains('\n') {
            return None;
        }
        let outer = closing(source, node);
        let step = text::column(source, first).checked_sub(outer).filter(|step| *step > 0).unwrap_or(self.step);
        Some((at.unwrap_or(outer), step))
    }

    fn in_flow(self, value: &Value<'_>, quotes: bool, inner: Option<usize>) -> Option<String> {
        match value {
            Value::Kept(node) if node.is_aliased() || !node.is_scalar() && text::is_block(*node) => None,
            Value::Kept(node) => {
                let outer = closing(self.document.text(), *node);
                Some(shift(self.source(*node)?, inner.map_or(0, |inner| inner as i64 - outer as i64)))
            }
            Value::Text(text) => {
                let plain = text.parse::<i64>().is_ok() || matches!(text.as_str(), "true" | "false");
                Some(if quotes && !plain { format!("\"{text}\"") } else { text.clone() })
            }
            Value::Map(map) => self.braces(map, quotes, inner),
            Value::List(list) => self.brackets(list, quotes, inner),
        }
    }
}

/// A key as it is written: in quotes where it might be read otherwise.
fn written(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let word = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(plain);
    let reads = matches!(
        name.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null"
    );
    if word && !reads { name.to_owned() } else { text::quoted(name) }
}

/// The parts between brackets, on one line or each on its own.
fn enclosed(parts: &[String], (open, close): (char, char), at: Option<(usize, usize)>, newline: &str) -> String {
    match at.filter(|_| !parts.is_empty()) {
        None => format!("{open}{}{close}", parts.join(", ")),
        Some((outer, step)) => {
            let inner = " ".repeat(outer + step);
            let between = format!(",{newline}{inner}");
            format!("{open}{newline}{inner}{}{newline}{}{close}", parts.join(&between), " ".repeat(outer))
        }
    }
}

/// Lines but the first, so much further to the right.
fn shift(text: &str, by: i64) -> String {
    let mut lines = text.split('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let wanted = (blanks as i64 + by).max(0) as usize;
        out.push('\n');
        out.push_str(&" ".repeat(wanted));
        out.push_str(&line[blanks..]);
    }
    out
}

/// The blanks before the line on which a node ends: where what closes it stands.
fn closing(source: &str, node: Node<'_>) -> usize {
    leading(source, node.span().end)
}
