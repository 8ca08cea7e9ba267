//! A text below `|` or `>`: lines that fall out of it, blanks before it, tabs, text that begins behind the sign.

use super::back_in::Back;
use super::lines::{Line, line_of};
use super::{Mend, Site};
use crate::model::{Finding, Layer, Rule, Span};

/// `syntax/text-block`
pub(crate) static TEXT_BLOCK: Rule = Rule::error(
    Layer::Syntax,
    "syntax/text-block",
    "A text that does not lie in its block",
    "Behind `|` or `>` a text begins on the next line. It reaches as far as its lines stand further in than the key: what \
     stands at the key's column or further out is no part of it any more. Its first line says how far in; a blank line \
     before it may not be longer than that.",
    "data:\n  run.sh: |\n    set -e\necho done\n",
    "data:\n  run.sh: |\n    set -e\n    echo done\n",
);

/// Lines at which a text that fell out of its block may end.
const ENDS: usize = 12;

pub(super) fn propose(site: &Site<'_>, mends: &mut Vec<Mend>) {
    for head in heads(site) {
        fallen_out(site, head, mends);
        blank_too_deep(site, head, mends);
        tabs(site, head, mends);
    }
    for at in site.near(8).filter(|at| !site.in_text[*at]) {
        behind_the_sign(site, at, mends);
    }
}

/// The ways to put lines back into the text that they fell out of, in a `text` that YAML reads as it stands: those at or
/// before one of the bytes `suspects`. Only where it is clear that they are no keys: the block is left empty, or they are
/// named as no field is.
pub fn fallen_texts(text: &str, suspects: &[usize]) -> Vec<Finding> {
    if text.len() > super::LARGEST || !text.contains(['|', '>']) {
        return Vec::new();
    }
    let mut site = Site::of(text, 0, 0);
    let mut mends = Vec::new();
    for at in suspects {
        let here = line_of(&site.lines, *at);
        let Some(head) = (0..here).rev().find(|at| is_head(&site, *at)) else { continue };
        let from = end_of(&site, head, columns(&site, head).0);
        if from > here {
            continue;
        }
        let empty = site.lines[head + 1..from].iter().all(|l| l.text.trim().is_empty());
        // A key right below the one with the block stands where it should.
        let beside = site.lines[from].indent >= site.lines[head].inner();
        if site.lines[from].key().is_some() && beside && from != here {
            continue;
        }
        let odd = !site.lines[from].is_item() && site.lines[from].key().is_none();
        (site.broken, site.began) = (from, from);
        if empty || odd {
            fallen_out(&site, head, &mut mends);
        }
    }
    let reads = |mend: &Mend| super::problem_of(&super::edited(text, &mend.edits)).is_none();
    mends.sort_by_key(|mend| mend.cost);
    mends.retain(reads);
    mends.iter().map(|mend| mend.told(|r| Span::new(r.start as u32, r.end as u32))).collect()
}

/// The heads of text blocks above the place, the nearest first.
fn heads<'a>(site: &'a Site<'a>) -> impl Iterator<Item = usize> + 'a {
    const MOST: usize = 3;
    let end = (site.broken + 1).min(site.lines.len());
    (0..end).rev().filter(|at| is_head(site, *at)).take(MOST)
}

fn is_head(site: &Site<'_>, at: usize) -> bool {
    !site.in_text[at] && !site.lines[at].is_idle() && site.lines[at].opens_text()
}

/// The column that a block's text must lie beyond, and where it lies or would.
fn columns(site: &Site<'_>, head: usize) -> (usize, usize) {
    let line = &site.lines[head];
    // Below `- |` a text lies beyond the dash, below `- a: |` beyond the key.
    let outer = if line.bare().contains(':') || !line.is_item() { line.inner() } else { line.indent };
    let own = site.lines[head + 1..].iter().take_while(|l| l.text.trim().is_empty() || l.indent > outer);
    let first = own.filter(|l| !l.text.trim().is_empty()).map(|l| l.indent).next();
    (outer, said(line, outer).or(first).unwrap_or(outer + site.habit.step))
}

/// The column of a text whose sign says it (`|2`).
fn said(head: &Line<'_>, outer: usize) -> Option<usize> {
    let digit = head.bare().trim_end_matches(['+', '-']).bytes().next_back().filter(u8::is_ascii_digit)?;
    Some(outer + usize::from(digit - b'0'))
}

/// The first line that is no part of a block's text any more: one that stands further out than its first line, which says
/// how far in the text lies where its sign does not.
fn end_of(site: &Site<'_>, head: usize, outer: usize) -> usize {
    let rest = &site.lines[head + 1..];
    let says = |l: &&Line<'_>| !l.text.trim().is_empty();
    let least = said(&site.lines[head], outer)
        .or_else(|| rest.iter().find(says).map(|l| l.indent))
        .unwrap_or_default()
        .max(outer + 1);
    head + 1 + rest.iter().take_while(|l| l.text.trim().is_empty() || l.indent >= least).count()
}

/// Lines behind the text of a block that belong to it.
fn fallen_out(site: &Site<'_>, head: usize, mends: &mut Vec<Mend>) {
    let (outer, column) = columns(site, head);
    let from = end_of(site, head, outer);
    if from >= site.lines.len() || site.lines[from].content().starts_with('\t') {
        return;
    }
    let empty = site.lines[head + 1..from].iter().all(|l| l.text.trim().is_empty());
    // What could be a key around the block was hardly meant for a text; least of all where the grammar gave up further down.
    // What a script hands on may look like anything.
    let above = site.lines[head + 1..from].iter().rfind(|l| !l.text.trim().is_empty());
    let handed_on = above.is_some_and(|line| line.text.contains("<<"));
    let key = goes_on(&site.lines[from], outer) && !handed_on;
    if key && !empty && site.broken != from {
        return;
    }
    // Beside the block's own key it is rather another one.
    let beside = site.lines[from].indent == outer && lacks_its_colon(&site.lines[from]);
    let strange = if key { 6 } else { 2 * u32::from(beside) };
    for (nth, to) in ends(site, (head, outer), from, !empty && !handed_on).into_iter().enumerate() {
        let lines = &site.lines[from..to];
        let uniform = empty && !only_first_is_out(lines, column);
        let above = &site.lines[head + 1..from];
        let Some(edits) = Back { lines, column, step: site.habit.step, above }.edits(uniform) else { continue };
        let count = edits.len();
        let first = &site.lines[from];
        let name = site.lines[head].bare();
        let they = if count == 1 { "this line is".to_owned() } else { format!("these {count} lines are") };
        let by = edits[0].1.len().saturating_sub(first.indent);
        let why = if first.indent > outer {
            "as its first line stands further in"
        } else {
            "as it stands no further in than that"
        };
        mends.push(Mend {
            span: first.content_start()..first.end(),
            edits,
            rule: &TEXT_BLOCK,
            message: format!("{they} no part of the text below `{name}`, {why}"),
            help: "a text below `|` or `>` goes on as long as its lines stand further in than its key",
            title: format!("indent {} by {by}, into the text", if count == 1 { "the line" } else { "the lines" }),
            cost: strange + 2 * nth as u32,
        });
    }
}

/// Where lines that fell out of a text may end: before what could be a key or an item around the block, at the latest at the
/// end. Where the block has a text already (`begun`), a key or an item beside its own was read as one, and is no part of the text;
/// nor is any below a line that stands further in than those.
fn ends(site: &Site<'_>, (head, outer): (usize, usize), from: usize, begun: bool) -> Vec<usize> {
    let last = site.lines.iter().rposition(|l| !l.text.trim().is_empty()).map_or(from, |last| last + 1);
    let stops = |at: &usize| goes_on(&site.lines[*at], outer);
    let (own, deep) = (&site.lines[head], site.lines[from].indent > outer);
    let is_read = |at: &usize| {
        let line = &site.lines[*at];
        let beside = line.key().is_some() && line.indent == outer
            || line.is_item() && own.is_item() && line.indent == own.indent;
        begun && (beside || deep && stops(at))
    };
    let end = (from + 1..last).find(is_read).unwrap_or(last);
    let mut ends: Vec<usize> = (from + 1..end).filter(stops).take(ENDS).collect();
    ends.push(end);
    ends
}

/// `name "web"`: rather a key without its colon.
fn lacks_its_colon(line: &Line<'_>) -> bool {
    let (word, rest) = line.bare().split_once(' ').unwrap_or_default();
    super::lines::is_name(word) && rest.starts_with('"') && rest.ends_with('"') && rest.matches('"').count() == 2
}

/// Whether a line could be a key or an item around a block.
fn goes_on(line: &Line<'_>, outer: usize) -> bool {
    line.indent <= outer && (line.is_item() || line.key().is_some() || line.text.starts_with("---"))
}

/// Whether the first of the lines alone stands too far out.
fn only_first_is_out(lines: &[Line<'_>], column: usize) -> bool {
    let mut says = lines.iter().filter(|l| !l.text.trim().is_empty()).skip(1).peekable();
    says.peek().is_some() && says.all(|l| l.indent >= column)
}

/// A blank line before the text that is longer than its indentation.
fn blank_too_deep(site: &Site<'_>, head: usize, mends: &mut Vec<Mend>) {
    let rest = &site.lines[head + 1..];
    let blanks = rest.iter().take_while(|l| l.text.trim().is_empty()).count();
    let Some(text) = rest.get(blanks) else { return };
    let deep: Vec<&Line<'_>> = rest[..blanks].iter().filter(|l| l.text.len() > text.indent).collect();
    let Some(first) = deep.first() else { return };
    mends.push(Mend {
        span: first.start..first.end(),
        edits: deep.iter().map(|l| (l.start..l.end(), String::new())).collect(),
        rule: &TEXT_BLOCK,
        message: format!(
            "this blank line has {} blanks, more than the text below it is indented by ({})",
            first.text.len(),
            text.indent
        ),
        help: "the first lines of a text say how far in it lies; a blank line before it is best left empty",
        title: "remove the blanks of that line".to_owned(),
        cost: 0,
    });
}

/// Text that is indented with tabs: the first of each line stands for the indentation.
fn tabs(site: &Site<'_>, head: usize, mends: &mut Vec<Mend>) {
    let (outer, column) = columns(site, head);
    let tab = |l: &Line<'_>| l.indent <= outer && l.content().starts_with('\t');
    let rest = &site.lines[head + 1..];
    let own = rest.iter().take_while(|l| l.text.trim().is_empty() || l.indent > outer || tab(l));
    let lines: Vec<&Line<'_>> = own.filter(|l| tab(l)).collect();
    let Some(first) = lines.first() else { return };
    let edit = |l: &&Line<'_>| (l.start..l.content_start() + 1, " ".repeat(column));
    mends.push(Mend {
        span: first.start..first.content_start() + 1,
        edits: lines.iter().map(edit).collect(),
        rule: &super::tab::TAB,
        message: "this line of a text is indented with a tab, which YAML does not allow".to_owned(),
        help: "a text below `|` or `>` is indented with spaces; behind them a tab is part of the text",
        title: format!("indent {} with {column} spaces", if lines.len() == 1 { "the line" } else { "the lines" }),
        cost: 0,
    });
}

/// `key: | text`
fn behind_the_sign(site: &Site<'_>, at: usize, mends: &mut Vec<Mend>) {
    let line = &site.lines[at];
    let bare = line.bare();
    let behind_key = || [": |", ": >"].iter().find_map(|sign| bare.find(sign)).map(|at| at + 2);
    let own = line.is_item() && bare.starts_with(['|', '>']);
    let Some(sign) = own.then_some(0).or_else(behind_key) else { return };
    let Some(gap) = bare[sign..].find(' ').map(|gap| sign + gap) else { return };
    if !super::plain::is_header(&bare[sign..gap]) {
        return;
    }
    let start = line.start + line.inner();
    let text = gap + (bare.len() - gap - bare[gap..].trim_start().len());
    let outer = if own { line.indent } else { line.inner() };
    let rest = site.lines[at + 1..].iter().take_while(|l| l.text.trim().is_empty() || l.indent > outer);
    let least = rest.filter(|l| !l.text.trim().is_empty()).map(|l| l.indent).min();
    let column = least.unwrap_or(outer + site.habit.step);
    let head = &bare[sign..gap];
    mends.push(Mend {
        span: start + text..line.end(),
        edits: vec![(start + gap..start + text, format!("\n{}", " ".repeat(column)))],
        rule: &TEXT_BLOCK,
        message: format!("behind `{head}` nothing may stand: the text begins on the next line"),
        help: "a text below `|` or `>` stands further in than its key",
        title: "put the text on the next line".to_owned(),
        cost: 0,
    });
}

#[cfg(test)]
mod tests {
    use crate::model::Edit;
    use crate::source::{Limits, stream};

    /// The rule of the first error, and the text with its first fix made.
    fn mended(text: &str) -> (&'static str, String) {
        let documents = stream(text, &Limits::default());
        let error = documents.iter().flat_map(|d| &d.errors).next().expect("the text is broken");
        (error.rule.id, Edit::apply(text, 0, &error.fixes[0].edits).unwrap())
    }

    #[test]
    fn lines_that_fell_out_of_a_text_go_back() {
        let block = "syntax/text-block";
        for (broken, whole) in [
            ("d:\n  a: |\n    x y\nz {\n  b: 1\n", "d:\n  a: |\n    x y\n    z {\n  b: 1\n"),
            ("d:\n  a: |\n-- x\ny\n-- z\n", "d:\n  a: |\n    -- x\n    y\n    -- z\n"),
            ("d:\n  a: |\n    x\n   y\n  b: c\n", "d:\n  a: |\n    x\n    y\n  b: c\n"),
            ("d:\n  a: |2\n      x\n   y\n  b: c\n", "d:\n  a: |2\n      x\n      y\n  b: c\n"),
            (
                "d:\n  a: |\n    x do\n      y\n   done\n    z\n  b: c\n",
                "d:\n  a: |\n    x do\n      y\n    done\n    z\n  b: c\n",
            ),
            ("d:\n  a: |\n    x\n  y z\n  b: 1\n", "d:\n  a: |\n    x\n    y z\n  b: 1\n"),
            ("d:\n- |\na {\n  b\n}\n- c\n", "d:\n- |\n  a {\n    b\n  }\n- c\n"),
            ("d:\n  a: | x {\n    y\n  }\n  b: 1\n", "d:\n  a: |\n    x {\n    y\n    }\n  b: 1\n"),
        ] {
            let (mut rule, mut text) = mended(broken);
            while super::super::problem_of(&text).is_some() {
                (rule, text) = mended(&text);
            }
            assert_eq!((rule, text.as_str()), (block, whole));
        }
    }

    #[test]
    fn a_key_stays_one_where_another_text_is_broken_below() {
        for (broken, first) in [
            ("d:\n  a: |\n    x\n   y\n  b: c\n  e: |\n    x\n   y\n", "d:\n  a: |\n    x\n    y\n  b: c\n"),
            ("d:\n  a: |\n    x\n y\n  b: c\n  e: |\n    x\n y\n", "d:\n  a: |\n    x\n    y\n  b: c\n"),
        ] {
            let text = mended(broken).1;
            assert!(text.starts_with(first), "{text}");
        }
    }

    #[test]
    fn blanks_and_tabs_before_a_text() {
        let blank = ("syntax/text-block", "d:\n  a: |\n\n    x\n".to_owned());
        assert_eq!(mended("d:\n  a: |\n      \n    x\n"), blank);
        let tabs = ("syntax/tab", "d:\n  a: |\n    x:\n    \ty\n  b: 1\n".to_owned());
        assert_eq!(mended("d:\n  a: |\n\tx:\n\t\ty\n  b: 1\n"), tabs);
    }
}
