//! A text that YAML reads otherwise than it looks, and that the server takes all the same.

use std::cell::OnceCell;

use hashbrown::HashSet;

use super::{Check, Cx, Of};
use crate::model::{Finding, Layer, Rule, Severity, Span};
use crate::resource::Field;
use crate::source::{Entry, Kind, Node, Style, is_smart_quote};

/// `lint/odd-text`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/odd-text",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A text that YAML reads otherwise than it looks",
    explanation: "A `!` or `&` where a value begins is a tag or an anchor and no letter; typographic quotes are letters and no quotes; a \
                  text without `|` that goes on over several lines becomes one line, and a dash in it is a letter. The server \
                  takes what is left, and nobody is told.",
    bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    owner: &team a\n",
    good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n    owner: \"&team a\"\n",
};

/// Maps whose values are any text.
const FREE: &[&str] = &["annotations", "data", "stringData"];

/// Lists of plain words.
const WORDS: &[&str] = &["args", "command"];

fn find(cx: &mut Cx<'_>) {
    // Looked for once somebody asks: hardly any text has one.
    let aliases = OnceCell::new();
    let mut open = vec![(cx.resource.root, "")];
    while let Some((node, name)) = open.pop() {
        for entry in node.entries().filter(|entry| !entry.key.is_aliased()) {
            let key = entry.key.scalar_text();
            if WORDS.contains(&key) {
                entry.value.items().for_each(|item| swallowed_dash(cx, item));
            }
            if entry.value.is_scalar() && !entry.value.is_aliased() {
                scalar(cx, entry, FREE.contains(&name) || key == "value", &aliases);
            }
            if !entry.value.is_scalar() {
                open.push((entry.value, key));
            }
        }
        open.extend(node.items().filter(|item| !item.is_scalar()).map(|item| (item, name)));
    }
}

/// What stands behind each `*` of a text, up to where a name ends.
type Aliases<'a> = OnceCell<HashSet<&'a str>>;

fn aliases(text: &str) -> HashSet<&str> {
    let name =
        |rest: &'_ str| rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len());
    text.split('*').skip(1).map(|rest| &rest[..name(rest)]).collect()
}

fn scalar<'a>(cx: &mut Cx<'a>, entry: Entry<'a>, free: bool, aliases: &Aliases<'a>) {
    let value = entry.value;
    if matches!(value.style(), Style::Plain | Style::Folded) {
        folded_key(cx, entry);
    }
    if value.style() == Style::Plain && matches!(value.kind(), Kind::Str | Kind::Null) {
        sign(cx, entry, free, aliases);
        if free {
            typographic(cx, value);
        }
    }
}

/// `value: !important`, `owner: &team a`
fn sign<'a>(cx: &mut Cx<'a>, entry: Entry<'a>, free: bool, known: &Aliases<'a>) {
    let text = entry.key.document().text();
    let end = entry.key.span().end as usize;
    // Most are no such sign, which is seen without a look at the rest of the line.
    let behind = text.get(end..).and_then(|rest| rest.strip_prefix(':')).unwrap_or_default();
    if !behind.trim_start_matches([' ', '\t']).starts_with(['!', '&']) {
        return;
    }
    let Some(line) = text.get(end..).and_then(|rest| rest.lines().next()) else { return };
    let Some(behind) = line.strip_prefix(':').map(str::trim_start) else { return };
    let start = end + line.len() - behind.len();
    let word = behind.split(' ').next().unwrap_or_default();
    let what = match word.as_bytes() {
        [b'!', b'!' | b'<', ..] => return,
        [b'!', _, ..] => "a tag",
        // An anchor that nothing refers to is of no use.
        [b'&', _, ..] if free && word != behind && !known.get_or_init(|| aliases(text)).contains(&word[1..]) => {
            "an anchor"
        }
        _ => return,
    };
    let value = entry.value.span();
    let last = if value.is_empty() { start + word.len() } else { (value.end as usize).max(start + word.len()) };
    let Some(whole) = text.get(start..last).filter(|whole| !whole.contains(['\n', '"', '\\'])) else { return };
    let span = Span::new(start as u32, last as u32);
    let left = entry.value.scalar_text();
    let left = if entry.value.is_null() || left.is_empty() { "empty".to_owned() } else { format!("`{left}`") };
    let finding = report(cx, entry.value, span, format!("`{word}` is read as {what}, and the value is {left}"));
    finding.help(format!("in quotes it is text: `\"{whole}\"`")).fix(
        "put quotes around it",
        span,
        format!("\"{whole}\""),
    );
}

/// `value: “info”`
fn typographic<'a>(cx: &mut Cx<'a>, value: Node<'a>) {
    let written = value.source();
    let inner = written.strip_prefix(is_smart_quote).and_then(|rest| rest.strip_suffix(is_smart_quote));
    // Around several words they may be part of a text.
    let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains([' ', '\n', '"', '\\'])) else {
        return;
    };
    let message = format!("the typographic quotes are letters of the value `{written}`");
    report(cx, value, value.span(), message).help(format!("YAML's quotes are straight: `\"{inner}\"`")).fix(
        "write straight quotes",
        value.span(),
        format!("\"{inner}\""),
    );
}

/// A key or certificate whose lines became one.
fn folded_key<'a>(cx: &mut Cx<'a>, entry: Entry<'a>) {
    let (value, key) = (entry.value, entry.key);
    let text = value.scalar_text().trim();
    let pem = text.starts_with("-----BEGIN ") && text.contains("-----END ");
    if !pem || text.contains('\n') || !value.source().trim_end().contains('\n') {
        return;
    }
    let Some(before) = key.document().text().get(..key.span().start as usize) else { return };
    let column = before.rsplit('\n').next().unwrap_or_default().len() + 2;
    let first = Span::new(value.span().start, value.span().start + "-----BEGIN".len() as u32);
    let plain = value.style() == Style::Plain;
    let span = if plain { first } else { key.span() };
    let message = format!("the lines of `{}` are read as one line", key.scalar_text());
    let finding = report(cx, value, span, message);
    finding.help("with `|` behind the key the text keeps its lines");
    if plain {
        let lines = value.source().lines().map(|line| format!("\n{:column$}{}", "", line.trim()));
        finding.fix("write `|` and keep the lines", value.span(), format!("|{}", lines.collect::<String>()));
    }
}

/// `- sh`, and below it deeper `- -c`: one text `sh - -c`.
fn swallowed_dash<'a>(cx: &mut Cx<'a>, item: Node<'a>) {
    let (span, source) = (item.span(), item.source());
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_item = |line: &str| line.starts_with("- ");
    if item.style() != Style::Plain
        || item.is_aliased()
        || !item.is_scalar()
        || !lines.iter().skip(1).any(|line| is_item(line))
    {
        return;
    }
    let before = item.document().text().get(..span.start as usize).unwrap_or_default();
    let lead = before.rsplit('\n').next().unwrap_or_default();
    let message = format!("this is one text, `{}`: the dash below is a letter of it", item.scalar_text());
    let finding = report(cx, item, span, message);
    finding.help("items of a list begin at the same column");
    if let Some(column) = lead.strip_suffix("- ").filter(|lead| lead.bytes().all(|b| b == b' ')).map(str::len)
        && lines.iter().skip(1).all(|line| is_item(line))
    {
        finding.fix("make an item of each", span, lines.join(&format!("\n{:column$}", "")));
    }
}

fn report<'c, 'a>(cx: &'c mut Cx<'a>, value: Node<'a>, span: Span, message: String) -> &'c mut Finding {
    let finding = cx.report(Field::root(value), Some(span), message);
    finding.label_at(span);
    finding
}

#[cfg(test)]
mod tests {
    use crate::lint::check;
    use crate::model::{Edit, Gvk};
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    /// The map's entries after all fixes are made.
    fn mended(entries: &str) -> String {
        let head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n";
        let text = format!("{head}{entries}");
        let documents = parse(&text, &Limits::default());
        let Content::Objects(objects) = content(&documents[0]) else { panic!("no object") };
        let findings = check(&objects[0], Gvk { group: "", version: "v1", kind: "ConfigMap" });
        let edits: Vec<Edit> = findings.iter().flat_map(|f| f.fixes[0].edits.clone()).collect();
        Edit::apply(&text, 0, &edits).unwrap()[head.len()..].to_owned()
    }

    #[test]
    fn what_looks_like_text_becomes_text() {
        for (written, meant) in [
            ("  a: !important\n", "  a: \"!important\"\n"),
            ("  a: &team a # x\n", "  a: \"&team a\" # x\n"),
            ("  a: “info”\n", "  a: \"info\"\n"),
            (
                "  a: -----BEGIN X-----\n    b\n    -----END X-----\n",
                "  a: |\n    -----BEGIN X-----\n    b\n    -----END X-----\n",
            ),
        ] {
            assert_eq!(mended(written), meant);
        }
    }

    #[test]
    fn what_is_meant_is_left_alone() {
        for text in [
            "  a: !!str 1\n",
            "  a: &team a\n  b: *team\n",
            "  a: “to be” or “not to be”\n",
            "  a: |\n    -----BEGIN X-----\n    b\n    -----END X-----\n",
            "  a: \"&team a\"\n",
            "  a: -----BEGIN X----- b -----END X-----\n",
        ] {
            assert_eq!(mended(text), text);
        }
    }
}
