//! What each name of an expression stands for: a variable of a loop, or one of the run.

use std::sync::Arc;

use super::plan::Part;
use crate::cel::ast::{Ast, Comprehension, Id, Kind};

/// What is found out about the parts of an expression before steps are made of them, by their ids.
pub(super) struct Names {
    /// Whether the part belongs to the expression at all.
    pub(super) used: Vec<bool>,
    /// Of a name the loop that it is a variable of.
    pub(super) locals: Vec<Option<(u32, Part)>>,
    /// Of a loop its number.
    pub(super) folds: Vec<u32>,
    /// How many loops there are.
    pub(super) count: u32,
}

/// The names that can be seen: those of a loop, and of what is around it.
struct Frame<'e> {
    around: Option<u32>,
    fold: u32,
    of: &'e Comprehension,
    /// In the result the item is no longer seen.
    result: bool,
}

/// Looks at each part before those it is made of, which have lower ids.
pub(super) fn of(ast: &Ast) -> Names {
    let count = ast.exprs.len();
    let mut names = Names { used: vec![false; count], locals: vec![None; count], folds: vec![0; count], count: 0 };
    let mut seen: Vec<Option<u32>> = vec![None; count];
    let mut frames: Vec<Frame<'_>> = Vec::new();
    if let Some(root) = names.used.get_mut(ast.root as usize) {
        *root = true;
    }
    for at in (0..count).rev() {
        if !names.used[at] {
            continue;
        }
        let around = seen[at];
        let mut hand_down = |id: Id, frame: Option<u32>| {
            names.used[id as usize] = true;
            seen[id as usize] = frame;
        };
        match &ast.exprs[at].kind {
            Kind::Ident(name) => names.locals[at] = local(&frames, around, name),
            Kind::Comprehension(of) => {
                let fold = names.count;
                names.count += 1;
                let inner = u32::try_from(frames.len()).unwrap_or(u32::MAX);
                frames.push(Frame { around, fold, of, result: false });
                frames.push(Frame { around, fold, of, result: true });
                hand_down(of.range, around);
                hand_down(of.init, around);
                hand_down(of.condition, Some(inner));
                hand_down(of.step, Some(inner));
                hand_down(of.result, Some(inner + 1));
                names.folds[at] = fold;
            }
            kind => kind.parts(|id| hand_down(id, around)),
        }
    }
    names
}

fn local(frames: &[Frame<'_>], mut around: Option<u32>, name: &str) -> Option<(u32, Part)> {
    while let Some(at) = around {
        let frame = &frames[at as usize];
        if *frame.of.accu == *name {
            return Some((frame.fold, Part::Accu));
        }
        if !frame.result {
            if *frame.of.var == *name {
                return Some((frame.fold, Part::First));
            }
            if frame.of.var2.as_deref() == Some(name) {
                return Some((frame.fold, Part::Second));
            }
        }
        around = frame.around;
    }
    None
}

/// The name with dots within that a part is, if it is one.
pub(super) fn qualified(ast: &Ast, names: &Names, id: Id) -> Option<Arc<str>> {
    let mut parts: Vec<&str> = Vec::new();
    let mut at = id;
    loop {
        match ast.kind(at) {
            Kind::Ident(name) if names.locals[at as usize].is_none() => {
                parts.push(name.strip_prefix('.').unwrap_or(name));
                break;
            }
            Kind::Select { operand, field, test: false } if parts.len() < MOST_DOTS => {
                parts.push(field);
                at = *operand;
            }
            _ => return None,
        }
    }
    parts.reverse();
    Some(parts.join(".").into())
}

/// Dots in a name at the most: of a longer path each part would be asked for.
const MOST_DOTS: usize = 8;

/// The types that expressions may name.
pub(super) const TYPES: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "int",
    "list",
    "map",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "kubernetes.NamedFormat",
    "kubernetes.Quantity",
    "kubernetes.Semver",
    "kubernetes.URL",
    "net.CIDR",
    "net.IP",
];
