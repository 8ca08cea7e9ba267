//! The stack on which Go's parser puts together what it has read (`syntax/parse.go`), so that nothing recurses and its
//! limits hold at the same places. Common prefixes of alternatives are not factored out.

use regex_syntax::hir::{ClassUnicode, Look};

use super::tree::{Id, Node, Repeat, Tree};
use super::unicode;

/// Levels of nodes (`maxHeight`).
const HEIGHT: u32 = 1000;
/// Instructions (`maxSize`).
const SIZE: u64 = (128 << 20) / (5 * 8);
/// Ends of ranges in classes, and characters (`maxRunes`).
const RUNES: usize = (128 << 20) / 4;
/// Copies that repetitions within repetitions make.
const COPIES: u64 = 1000;

/// What flags such as `(?i)` have set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) fold: bool,
    pub(super) dot_newline: bool,
    pub(super) one_line: bool,
    pub(super) lazy: bool,
}

/// A limit that is exceeded, or an argument that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Depth,
    Large,
    Copies,
    NoArgument,
}

#[derive(Clone, Copy, Debug)]
enum Item {
    Node(Id),
    /// An open bracket: the flags before it, and whether it makes a group that Go remembers.
    Open(Flags, bool),
    Bar,
}

/// What was read so far.
#[derive(Debug)]
pub(super) struct Stack {
    pub(super) tree: Tree,
    items: Vec<Item>,
    /// Ranges of classes that may still be kept.
    room: usize,
    /// Nodes that Go has allocated, and those it would use again.
    allocated: u64,
    free: u64,
    runes: usize,
    /// The product of all counts.
    repeats: u64,
    /// Whether sizes are looked at: Go does so once there is reason to.
    sized: bool,
}

impl Stack {
    /// An empty one, that keeps so many ranges of classes.
    pub(super) fn new(room: usize) -> Self {
        let tree = Tree::default();
        Stack { tree, items: Vec::new(), room, allocated: 0, free: 0, runes: 0, repeats: 1, sized: false }
    }

    fn add(&mut self, node: Node, runes: usize) -> Id {
        self.allocate();
        self.tree.add(node, runes)
    }

    fn allocate(&mut self) {
        if self.free > 0 {
            self.free -= 1;
        } else {
            self.allocated += 1;
        }
    }

    pub(super) fn literal(&mut self, c: u32, flags: Flags) -> Result<(), Stop> {
        let id = self.add(Node::Literal { text: vec![c], fold: flags.fold }, 0);
        self.push(id)
    }

    pub(super) fn look(&mut self, look: Look) -> Result<(), Stop> {
        let id = self.add(Node::Look(look), 0);
        self.push(id)
    }

    pub(super) fn dot(&mut self, flags: Flags) -> Result<(), Stop> {
        let id = self.add(Node::Dot { newline: flags.dot_newline }, 0);
        self.push(id)
    }

    /// `push` for a class: one of one character, or of both cases of one, is that character.
    pub(super) fn class(&mut self, class: ClassUnicode) -> Result<(), Stop> {
        let runes = class.ranges().len() * 2;
        let id = match unicode::single(&class) {
            Some((c, fold)) => self.add(Node::Literal { text: vec![u32::from(c)], fold }, 0),
            None if class.ranges().len() <= self.room => {
                self.room -= class.ranges().len();
                self.add(Node::Class(Some(class)), runes)
            }
            None => {
                self.tree.partial = true;
                self.add(Node::Class(None), runes)
            }
        };
        self.push(id)
    }

    pub(super) fn open(&mut self, flags: Flags, remembered: bool) -> Result<(), Stop> {
        self.allocate();
        self.join();
        self.items.push(Item::Open(flags, remembered));
        self.within(None)
    }

    pub(super) fn bar(&mut self) -> Result<(), Stop> {
        self.concat()?;
        if !self.swap() {
            self.allocate();
            self.items.push(Item::Bar);
        }
        Ok(())
    }

    /// Closes a bracket: the flags from before it, or `None` where none is open.
    pub(super) fn close(&mut self) -> Result<Option<Flags>, Stop> {
        let whole = self.end()?;
        self.items.pop();
        let Some(Item::Open(flags, remembered)) = self.items.pop() else { return Ok(None) };
        let id = if remembered { self.tree.add(Node::Group(whole), 0) } else { whole };
        self.push(id)?;
        Ok(Some(flags))
    }

    /// The whole, unless a bracket is open.
    pub(super) fn finish(mut self) -> Result<Option<Tree>, Stop> {
        self.tree.root = self.end()?;
        Ok((self.items.len() == 1).then_some(self.tree))
    }

    /// Puts together what stands since the last open bracket.
    fn end(&mut self) -> Result<Id, Stop> {
        self.concat()?;
        if self.swap() {
            self.items.pop();
        }
        let parts = self.above();
        let id = self.collapse(parts, false);
        self.push(id)?;
        Ok(id)
    }

    /// `repeat`: the last element, repeated.
    pub(super) fn repeat(&mut self, min: u32, max: Option<u32>, greedy: bool, counted: bool) -> Result<(), Stop> {
        let Some(Item::Node(of)) = self.items.last().copied() else { return Err(Stop::NoArgument) };
        let id = self.add(Node::Repeat(Repeat { min, max, greedy, counted, of }), 0);
        if let Some(last) = self.items.last_mut() {
            *last = Item::Node(id);
        }
        self.within(Some(id))?;
        let several = min >= 2 || max.is_some_and(|max| max >= 2);
        if counted && several && self.tree.weight(id).copies > COPIES { Err(Stop::Copies) } else { Ok(()) }
    }

    fn push(&mut self, id: Id) -> Result<(), Stop> {
        self.runes = self.runes.saturating_add(self.tree.weight(id).runes);
        self.join();
        self.items.push(Item::Node(id));
        self.within(Some(id))
    }

    /// `maybeConcat`: of the two elements on top, if both are texts, one is made.
    fn join(&mut self) {
        let [.., Item::Node(first), Item::Node(second)] = self.items[..] else { return };
        let (Node::Literal { fold: a, .. }, Node::Literal { fold: b, .. }) =
            (self.tree.node(first), self.tree.node(second))
        else {
            return;
        };
        if a != b {
            return;
        }
        let Node::Literal { text: more, .. } = self.tree.node_mut(second) else { return };
        let more = std::mem::take(more);
        if let Node::Literal { text, .. } = self.tree.node_mut(first) {
            text.extend(more);
        }
        self.items.pop();
        self.free += 1;
    }

    /// `checkLimits`
    fn within(&mut self, id: Option<Id>) -> Result<(), Stop> {
        if self.runes > RUNES {
            return Err(Stop::Large);
        }
        // A count is reckoned with each time that its element is looked at, which may be more than once.
        if let Some(Node::Repeat(Repeat { counted: true, min, max, .. })) = id.map(|id| self.tree.node(id)) {
            self.repeats = self.repeats.saturating_mul(u64::from(max.unwrap_or(*min).max(1))).min(SIZE);
        }
        if !self.sized && self.allocated >= SIZE / self.repeats {
            self.sized = true;
            let over = |item: &Item| matches!(item, Item::Node(id) if self.tree.weight(*id).size > SIZE);
            if self.items.iter().any(over) {
                return Err(Stop::Large);
            }
        }
        let Some(weight) = id.map(|id| self.tree.weight(id)) else { return Ok(()) };
        if self.sized && weight.size > SIZE {
            return Err(Stop::Large);
        }
        if weight.height > HEIGHT { Err(Stop::Depth) } else { Ok(()) }
    }

    /// Takes the elements since the last bracket or bar.
    fn above(&mut self) -> Vec<Id> {
        let start = self.items.iter().rposition(|item| !matches!(item, Item::Node(_))).map_or(0, |at| at + 1);
        let taken = self.items.drain(start..);
        taken.filter_map(|item| if let Item::Node(id) = item { Some(id) } else { None }).collect()
    }

    fn concat(&mut self) -> Result<(), Stop> {
        self.join();
        let parts = self.above();
        let id = if parts.is_empty() { self.add(Node::Empty, 0) } else { self.collapse(parts, true) };
        self.push(id)
    }

    /// One element of several; what is of the same sort is taken apart first.
    fn collapse(&mut self, parts: Vec<Id>, concat: bool) -> Id {
        if let [one] = parts[..] {
            return one;
        }
        let mut flat = Vec::with_capacity(parts.len());
        for id in parts {
            match self.tree.node_mut(id) {
                Node::Concat(inner) if concat => flat.append(inner),
                Node::Alternate(inner) if !concat => flat.append(inner),
                _ => {
                    flat.push(id);
                    continue;
                }
            }
            self.free += 1;
        }
        self.add(if concat { Node::Concat(flat) } else { Node::Alternate(flat) }, 0)
    }

    /// `swapVerticalBar`: the element above a bar comes beneath it.
    fn swap(&mut self) -> bool {
        let at = self.items.len();
        let found = at >= 2 && matches!(self.items[at - 2], Item::Bar);
        if found {
            self.items.swap(at - 2, at - 1);
        }
        found
    }
}
