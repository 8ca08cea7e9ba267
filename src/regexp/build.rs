//! A tree, compiled by the engine of the `regex` crate, which searches as Go does: leftmost, and the first alternative
//! that matches.

use regex_automata::meta::{Builder, Config, Regex};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, Repetition};

use super::tree::{Id, Node, Tree};
use super::unicode;

/// Nodes of a pattern that is compiled.
const NODES: usize = 1 << 14;
/// Levels of them: compiling recurses, and threads have small stacks.
const LEVELS: u16 = 100;
/// Bytes of the automaton, and of what is kept of it while it is in use.
const BYTES: usize = 4 << 20;
const CACHE: usize = 1 << 20;

/// Compiles it; `None` where that would take more than we want to spend.
pub(super) fn build(tree: &Tree) -> Option<Regex> {
    if tree.partial || tree.nodes.len() > NODES {
        return None;
    }
    let hir = translate(tree)?;
    let config = Config::new()
        .nfa_size_limit(Some(BYTES))
        .onepass_size_limit(Some(CACHE))
        .hybrid_cache_capacity(CACHE)
        .pool_capacity(1);
    Builder::new().configure(config).build_from_hir(&hir).ok()
}

/// Nodes stand behind their parts, so that one pass through the list does, from the parts to the whole.
fn translate(tree: &Tree) -> Option<Hir> {
    let mut used = vec![false; tree.nodes.len()];
    used[tree.root as usize] = true;
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        if used[at] {
            parts(node).iter().for_each(|id| used[*id as usize] = true);
        }
    }
    let mut made: Vec<Option<(Hir, u16)>> = Vec::with_capacity(tree.nodes.len());
    for (node, used) in tree.nodes.iter().zip(used) {
        let hir = if used { Some(one(node, &mut made)?) } else { None };
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
fn one(node: &Node, made: &mut [Option<(Hir, u16)>]) -> Option<(Hir, u16)> {
    let mut levels = 0;
    let mut take = |id: &Id| {
        let (hir, below) = made[*id as usize].take()?;
        levels = levels.max(below);
        Some(hir)
    };
    let hir = match node {
        Node::Empty => Hir::empty(),
        Node::Literal { text, fold } => return Some((literal(text, *fold), 1)),
        Node::Class(class) => Hir::class(Class::Unicode(class.clone()?)),
        Node::Dot { newline } => {
            let mut class = ClassUnicode::empty();
            if !newline {
                class.push(ClassUnicodeRange::new('\n', '\n'));
            }
            class.negate();
            Hir::class(Class::Unicode(class))
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

fn literal(text: &[u32], fold: bool) -> Hir {
    let Some(text) = text.iter().map(|c| char::from_u32(*c)).collect::<Option<String>>() else {
        return Hir::fail();
    };
    if !fold {
        return Hir::literal(text.into_bytes());
    }
    let both = |c: char| {
        let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        unicode::fold(&mut class);
        Hir::class(Class::Unicode(class))
    };
    Hir::concat(text.chars().map(both).collect())
}
