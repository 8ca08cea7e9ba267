//! What a pattern was read into: nodes in one list, each behind those that it is made of.

use regex_syntax::hir::{ClassUnicode, Look};

/// The position of a node in its tree.
pub(super) type Id = u32;

/// A part of a pattern (`syntax.Regexp`).
#[derive(Debug)]
pub(super) enum Node {
    Empty,
    /// Code points, surrogates among them, which are in no text.
    Literal {
        text: Vec<u32>,
        fold: bool,
    },
    /// A character of a class; `None` where it is not kept.
    Class(Option<ClassUnicode>),
    /// Any character, with or without the newline.
    Dot {
        newline: bool,
    },
    Look(Look),
    Group(Id),
    Repeat(Repeat),
    Concat(Vec<Id>),
    Alternate(Vec<Id>),
}

/// A repetition.
#[derive(Clone, Copy, Debug)]
pub(super) struct Repeat {
    pub(super) min: u32,
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// Whether it is written with counts, as `{1,2}`.
    pub(super) counted: bool,
    pub(super) of: Id,
}

/// What Go bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weight {
    /// Levels of nodes.
    pub(super) height: u32,
    /// Instructions, as `calcSize` estimates them.
    pub(super) size: u64,
    /// The copies that counts make of what is innermost.
    pub(super) copies: u64,
    /// Ends of ranges, or characters.
    pub(super) runes: usize,
}

/// All nodes, used and unused.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    weights: Vec<Weight>,
    /// The whole.
    pub(super) root: Id,
    /// Whether some class was not kept.
    pub(super) partial: bool,
}

impl Tree {
    /// Adds a node; `runes` are those of its class.
    pub(super) fn add(&mut self, node: Node, runes: usize) -> Id {
        let weight = self.weigh(&node, runes);
        let id = self.nodes.len() as Id;
        self.nodes.push(node);
        self.weights.push(weight);
        id
    }

    pub(super) fn node(&self, id: Id) -> &Node {
        &self.nodes[id as usize]
    }

    pub(super) fn node_mut(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    /// What a node weighs; texts grow, all others are weighed once.
    pub(super) fn weight(&self, id: Id) -> Weight {
        let mut weight = self.weights[id as usize];
        if let Node::Literal { text, .. } = self.node(id) {
            weight.size = text.len() as u64;
            weight.runes = text.len();
        }
        weight
    }

    /// Whether it stands for one character (`isCharClass`).
    pub(super) fn is_one(&self, id: Id) -> bool {
        match self.node(id) {
            Node::Literal { text, .. } => text.len() == 1,
            node => matches!(node, Node::Class(_) | Node::Dot { .. }),
        }
    }

    fn weigh(&self, node: &Node, runes: usize) -> Weight {
        let mut weight = Weight { height: 1, size: 1, copies: 1, runes };
        let mut hold = |of: &[Id]| {
            weight.size = 0;
            for id in of {
                let inner = self.weight(*id);
                weight.height = weight.height.max(inner.height + 1);
                weight.size = weight.size.saturating_add(inner.size);
                weight.copies = weight.copies.max(inner.copies);
            }
        };
        match node {
            Node::Group(of) => {
                hold(&[*of]);
                weight.size = weight.size.saturating_add(2);
            }
            Node::Concat(of) => hold(of),
            // Go makes one class of them.
            Node::Alternate(of) if of.iter().all(|id| self.is_one(*id)) => {}
            Node::Alternate(of) => {
                hold(of);
                weight.size = weight.size.saturating_add(of.len() as u64 - 1);
            }
            Node::Repeat(repeat) => {
                hold(&[repeat.of]);
                weight.size = repeat.size(weight.size);
                weight.copies = repeat.copies(weight.copies);
            }
            Node::Empty | Node::Literal { .. } | Node::Class(_) | Node::Dot { .. } | Node::Look(_) => {}
        }
        weight.size = weight.size.max(1);
        weight
    }
}

impl Repeat {
    /// `calcSize`: `x*` takes two instructions, `x{2,5}` is `xx(x(x(x)?)?)?`.
    fn size(&self, of: u64) -> u64 {
        let (min, max) = (u64::from(self.min), self.max.map(u64::from));
        match (self.counted, max) {
            (false, None) if min == 0 => of.saturating_add(2),
            (false, _) => of.saturating_add(1),
            (true, None) if min == 0 => of.saturating_add(2),
            (true, None) => of.saturating_mul(min).saturating_add(1),
            (true, Some(max)) => of.saturating_mul(max).saturating_add(max - min),
        }
    }

    /// `repeatIsValid`: what is repeated no times counts for nothing.
    fn copies(&self, of: u64) -> u64 {
        match (self.counted, self.max) {
            (true, Some(0)) => 1,
            (true, max) => of.saturating_mul(u64::from(max.unwrap_or(self.min).max(1))),
            (false, _) => of,
        }
    }
}
