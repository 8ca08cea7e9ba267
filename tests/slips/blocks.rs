//! Texts under `|` and `>` that fall out of their block.

use plimsoll::source::Style;

use super::kind::{Kind, Slip};
use super::lines::{column, end_of_line, ends_line, start_of_line, whole};
use super::lists::dash;
use super::manifest::Manifest;
use super::walk::{Spot, gather};

/// Texts that people paste, each with the header of its block.
const TEXTS: &[(&str, &str)] = &[
    ("|", "-----BEGIN CERTIFICATE-----\nQUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\n-----END CERTIFICATE-----"),
    ("|", "events {\n  worker_connections 1024;\n}\nhttp {\n  server {\n    listen 80;\n  }\n}"),
    ("|", "#!/bin/sh\nset -e\ncat <<EOF > /tmp/motd\nhello\nEOF\necho done"),
    ("|", "[server]\nport=80\n\n[log]\nlevel=info"),
    (">-", "The first line of a note,\nand the second of it.\nThe third one ends it."),
];

/// A manifest cut at a block.
struct Block {
    /// What stands before its text, its header's line included.
    before: String,
    lines: Vec<String>,
    after: String,
    /// The column of its text.
    indent: usize,
}

impl Block {
    fn text(&self) -> String {
        let lines: String = self.lines.iter().map(|line| format!("{line}\n")).collect();
        format!("{}{lines}{}", self.before, self.after)
    }

    /// The places of the lines that hold anything.
    fn filled(&self) -> Vec<usize> {
        (0..self.lines.len()).filter(|at| !self.lines[*at].trim().is_empty()).collect()
    }

    fn with(&self, lines: Vec<String>) -> Block {
        Block { before: self.before.clone(), lines, after: self.after.clone(), indent: self.indent }
    }

    /// The block with some of its lines further to the left.
    fn moved(&self, which: &dyn Fn(usize) -> bool, by: usize) -> String {
        let one = |(at, line): (usize, &String)| match line.strip_prefix(&" ".repeat(by)) {
            Some(rest) if which(at) => rest.to_owned(),
            _ => line.clone(),
        };
        self.with(self.lines.iter().enumerate().map(one).collect()).text()
    }
}

pub(crate) fn kinds() -> Vec<Kind> {
    let moves: [(&str, Which); 3] = [("one", one), ("all", |_| Box::new(|_| true)), ("last", last)];
    let mut all: Vec<Kind> = Vec::new();
    for (name, which) in moves {
        all.push(Kind::new(format!("blocks/{name}-at-0"), 3, move |m| {
            damaged(m, &|block| Some(Slip::of(&block.text(), block.moved(&*which(block), block.indent))))
        }));
        all.push(Kind::new(format!("blocks/{name}-shallow"), 3, move |m| {
            damaged(m, &|block| Some(Slip::of(&block.text(), block.moved(&*which(block), 2))))
        }));
    }
    all.push(Kind::new("blocks/blank-deeper", 2, |m| damaged(m, &blank_deeper)));
    all.push(Kind::new("blocks/tab", 2, |m| damaged(m, &tab)));
    all.push(Kind::new("blocks/behind-header", 2, |m| damaged(m, &behind_header)));
    all
}

type Which = fn(&Block) -> Box<dyn Fn(usize) -> bool>;

fn one(block: &Block) -> Box<dyn Fn(usize) -> bool> {
    let filled = block.filled();
    let middle = filled.get(filled.len() / 2).copied();
    Box::new(move |at| Some(at) == middle)
}

fn last(block: &Block) -> Box<dyn Fn(usize) -> bool> {
    let filled = block.filled();
    let from = filled.get(filled.len() / 2).copied().unwrap_or_default();
    Box::new(move |at| at >= from)
}

fn blank_deeper(block: &Block) -> Option<Slip> {
    let with = |blank: String| block.with([&[blank], &block.lines[..]].concat()).text();
    Some(Slip::of(&with(String::new()), with(" ".repeat(block.indent + 2))))
}

/// A tab in the place of a line's indentation: it may be meant as that, or be the first of the text.
fn tab(block: &Block) -> Option<Slip> {
    let filled = block.filled();
    let at = *filled.get(filled.len() / 2)?;
    let rest = block.lines[at].get(block.indent..)?.to_owned();
    let with = |start: String| {
        let mut lines = block.lines.clone();
        lines[at] = format!("{start}{rest}");
        block.with(lines).text()
    };
    let indent = " ".repeat(block.indent);
    Some(Slip { originals: vec![block.text(), with(format!("{indent}\t"))], damaged: with("\t".to_owned()) })
}

fn behind_header(block: &Block) -> Option<Slip> {
    let (first, rest) = block.lines.split_first()?;
    let before = format!("{} {}\n", block.before.trim_end(), first.trim_start());
    Some(Slip::of(&block.text(), Block { before, ..block.with(rest.to_vec()) }.text()))
}

fn damaged(manifest: &Manifest, damage: &dyn Fn(&Block) -> Option<Slip>) -> Vec<Slip> {
    let text = &manifest.text;
    let mut blocks: Vec<Block> = gather(text, |spot| written(text, spot));
    let places = gather(text, |spot| place(text, spot));
    for (at, (bytes, indent)) in places.iter().enumerate() {
        // Every text in turn, so that each is somewhere; a manifest with one place gets them all there.
        for (header, lines) in TEXTS.iter().skip(at % 2).step_by(places.len().min(2)) {
            let before = format!("{}{header}\n", &text[..bytes.start]);
            let line = |line: &str| if line.is_empty() { String::new() } else { format!("{:indent$}{line}", "") };
            let after = text[end_of_line(text, bytes.end)..].to_owned();
            blocks.push(Block { before, lines: lines.lines().map(line).collect(), after, indent: *indent });
        }
    }
    blocks.iter().filter_map(damage).collect()
}

/// The column of a block's text in that place.
fn indent(text: &str, spot: &Spot<'_>) -> Option<usize> {
    let parent = match spot.key {
        Some(key) => key.span().range().start,
        None => dash(text, spot.node)?,
    };
    Some(column(text, parent) + 2)
}

/// Where a text can be planted.
fn place(text: &str, spot: &Spot<'_>) -> Option<(std::ops::Range<usize>, usize)> {
    let fits = spot.takes_any_text() && spot.is_word() && !spot.flow && ends_line(text, spot.bytes().end);
    let indent = fits.then(|| indent(text, spot))??;
    Some((spot.bytes(), indent))
}

/// A block that the manifest has itself.
fn written(text: &str, spot: &Spot<'_>) -> Option<Block> {
    let is_block = matches!(spot.node.style(), Style::Literal | Style::Folded);
    let bytes = is_block.then(|| whole(text, spot.bytes()))?;
    let from = end_of_line(text, spot.bytes().start);
    let lines: Vec<String> = text.get(from..bytes.end)?.lines().map(str::to_owned).collect();
    let first = lines.iter().find(|line| !line.trim().is_empty())?;
    let indent = first.len() - first.trim_start().len();
    debug_assert_eq!(start_of_line(text, from), from);
    Some(Block { before: text[..from].to_owned(), lines, after: text[bytes.end..].to_owned(), indent })
}
