//! A tree, compiled by the engine of the `regex` crate, which searches as Go does: leftmost, and the first alternative
//! that matches.

use std::ops::Range;

use regex_automata::meta::{Builder, Config, Regex};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Repetition};

use super::alphabet::Alphabet;
use super::tree::{Id, Node, Tree};
use super::unicode;

/// Nodes of a pattern that is compiled.
const NODES: usize = 1 << 14;
/// Levels of them: compiling recurses, and threads have small stacks.
const LEVELS: u16 = 100;
/// Bytes of an automaton over UTF-8, of one over the pattern's own alphabet, and of what is kept while one is in use.
const BYTES: usize = 256 << 10;
const COMPACT: usize = 4 << 20;
const CACHE: usize = 1 << 20;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    regex: Regex,
    /// What texts are spelled in first, where the automaton over UTF-8 would have been too large.
    alphabet: Option<Alphabet>,
}

impl Engine {
    pub(super) fn is_match(&self, text: &str) -> bool {
        match &self.alphabet {
            None => self.regex.is_match(text),
            Some(alphabet) => {
                let spelled: Vec<u8> = text.chars().map(|c| alphabet.byte(c)).collect();
                self.regex.is_match(&spelled)
            }
        }
    }

    pub(super) fn find_all(&self, text: &str, most: usize) -> Vec<Range<usize>> {
        let Some(alphabet) = &self.alphabet else {
            return self.regex.find_iter(text).take(most).map(|found| found.range()).collect();
        };
        let (mut spelled, mut starts) = (Vec::new(), Vec::new());
        for (at, c) in text.char_indices() {
            spelled.push(alphabet.byte(c));
            starts.push(at);
        }
        starts.push(text.len());
        let found = self.regex.find_iter(&spelled).take(most);
        found.map(|found| starts[found.start()]..starts[found.end()]).collect()
    }

    /// Bytes that it takes.
    pub(super) fn memory_usage(&self) -> usize {
        self.regex.memory_usage() + self.alphabet.as_ref().map_or(0, Alphabet::memory_usage)
    }
}

/// Compiles it; `None` where that would take more than we want to spend.
pub(super) fn build(tree: &Tree) -> Option<Engine> {
    if tree.partial || tree.nodes.len() > NODES {
        return None;
    }
    let compile = |hir: &Hir, bytes, utf8| {
        let config = Config::new()
            .nfa_size_limit(Some(bytes))
            .onepass_size_limit(Some(CACHE))
            .hybrid_cache_capacity(CACHE)
            .pool_capacity(1)
            .utf8_empty(utf8);
        Builder::new().configure(config).build_from_hir(hir).ok()
    };
    if let Some(regex) = compile(&translate(tree, None)?, BYTES, true) {
        return Some(Engine { regex, alphabet: None });
    }
    let alphabet = Alphabet::of(&classes(tree))?;
    let regex = compile(&translate(tree, Some(&alphabet))?, COMPACT, false)?;
    Some(Engine { regex, alphabet: Some(alphabet) })
}

/// All that the pattern tells apart.
fn classes(tree: &Tree) -> Vec<ClassUnicode> {
    let mut classes = Vec::new();
    for node in &tree.nodes {
        match node {
            Node::Class(Some(class)) => classes.push(class.clone()),
            Node::Literal { text, fold } => {
                classes.extend(text.iter().filter_map(|c| char::from_u32(*c)).map(|c| one_char(c, *fold)));
            }
            _ => {}
        }
    }
    classes.sort_by(|a, b| a.ranges().cmp(b.ranges()));
    classes.dedup();
    classes
}

/// Nodes stand behind their parts, so that one pass through the list does, from the parts to the whole.
fn translate(tree: &Tree, alphabet: Option<&Alphabet>) -> Option<Hir> {
    let mut used = vec![false; tree.nodes.len()];
    used[tree.root as usize] = true;
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        if used[at] {
            parts(node).iter().for_each(|id| used[*id as usize] = true);
        }
    }
    let mut made: Vec<Option<(Hir, u16)>> = Vec::with_capacity(tree.nodes.len());
    for (node, used) in tree.nodes.iter().zip(used) {
        let hir = if used { Some(one(node, alphabet, &mut made)?) } else { None };
        if hir.as_ref().is_some_and(|(_, levels)| *levels > LEVELS) {
            return None;
        }
        made.push(hir);
    }
    made[tree.root as usize].take().map(|(hir, _)| hir)
}

fn parts(node: &Node) -> &[Id] {
    match node {
        Node::Group(of) => std::slice::from_ref(of),
        Node::Repeat(repeat) => std::slice::from_ref(&repeat.of),
        Node::Concat(of) | Node::Alternate(of) => of,
        _ => &[],
    }
}

/// A node of parts that were made before, and how many levels it has.
fn one(node: &Node, alphabet: Option<&Alphabet>, made: &mut [Option<(Hir, u16)>]) -> Option<(Hir, u16)> {
    let mut levels = 0;
    let mut take = |id: &Id| {
        let (hir, below) = made[*id as usize].take()?;
        levels = levels.max(below);
        Some(hir)
    };
    let hir = match node {
        Node::Empty => Hir::empty(),
        Node::Literal { text, fold } => literal(text, *fold, alphabet),
        Node::Class(of) => class(of.as_ref()?, alphabet),
        Node::Dot { newline } => {
            let mut all = ClassUnicode::empty();
            if !newline {
                all.push(ClassUnicodeRange::new('\n', '\n'));
            }
            all.negate();
            class(&all, alphabet)
        }
        Node::Look(look) => Hir::look(*look),
        // Nobody asks what a group has matched.
        Node::Group(of) => return made[*of as usize].take(),
        Node::Repeat(repeat) => {
            let sub = Box::new(take(&repeat.of)?);
            Hir::repetition(Repetition { min: repeat.min, max: repeat.max, greedy: repeat.greedy, sub })
        }
        Node::Concat(of) => Hir::concat(of.iter().map(take).collect::<Option<_>>()?),
        Node::Alternate(of) => Hir::alternation(of.iter().map(take).collect::<Option<_>>()?),
    };
    Some((hir, levels + 1))
}

fn class(of: &ClassUnicode, alphabet: Option<&Alphabet>) -> Hir {
    Hir::class(match alphabet {
        Some(alphabet) => Class::Bytes(alphabet.class(of)),
        None => Class::Unicode(of.clone()),
    })
}

/// A character, in all its cases where they do not matter.
fn one_char(c: char, fold: bool) -> ClassUnicode {
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
    if fold {
        unicode::fold(&mut class);
    }
    class
}

fn literal(text: &[u32], fold: bool, alphabet: Option<&Alphabet>) -> Hir {
    let Some(text) = text.iter().map(|c| char::from_u32(*c)).collect::<Option<String>>() else {
        // A surrogate, which is in no text.
        return Hir::fail();
    };
    match alphabet {
        None if !fold => Hir::literal(text.into_bytes()),
        _ => Hir::concat(text.chars().map(|c| class(&one_char(c, fold), alphabet)).collect()),
    }
}
