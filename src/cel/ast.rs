//! The tree of an expression, with macros expanded as cel-go expands them: what is checked, priced and run.

use std::sync::Arc;

/// A part of an expression: its index in [`Ast`]. Parts come after those they are made of.
pub type Id = u32;

/// An expression. Its parts lie in one list, so that no walk over all of them need recurse, and what is found out about
/// each is kept in a list beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ast {
    /// All parts.
    pub exprs: Vec<Expr>,
    /// The whole.
    pub root: Id,
    /// Parts within parts at the most: what a walk that recurses needs of the stack.
    pub depth: u32,
}

/// One part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// The byte at which the server points for it: an operator, a bracket, a dot, or where it begins.
    pub at: u32,
    /// Its first byte, and the one after its last. What a macro made of an expression has that of the expression.
    pub span: (u32, u32),
    /// Parts within it at the most, itself among them.
    pub depth: u32,
}

/// What a part is (`common/ast/expr.go`).
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A value that is written out.
    Literal(Literal),
    /// A name. One with a dot in front is looked up in no scope of a comprehension.
    Ident(Arc<str>),
    /// `operand.field`, or whether it is there: `has(operand.field)`.
    Select {
        /// What the field is of.
        operand: Id,
        /// Its name, as written.
        field: Arc<str>,
        /// Whether only its presence is asked for.
        test: bool,
    },
    /// A function or an operator; operators go by cel-go's names (`_+_`), which [`function`] holds.
    Call {
        /// Its name.
        function: Arc<str>,
        /// What it is called on: `target.function(…)`.
        target: Option<Id>,
        /// Its arguments.
        args: Vec<Id>,
    },
    /// `[a, ?b]`
    List {
        /// The items.
        items: Vec<Id>,
        /// Which of them are left out where they have no value, by index.
        optional: Vec<u32>,
    },
    /// `{a: b, ?c: d}`
    Map(Vec<Entry<Id>>),
    /// `Name{a: b, ?c: d}`
    Struct {
        /// The type's name, as written, dots within it.
        name: Arc<str>,
        /// Its fields.
        fields: Vec<Entry<Arc<str>>>,
    },
    /// A loop over a list or a map.
    Comprehension(Box<Comprehension>),
}

/// One entry of a map or field of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<K> {
    /// Its key or name.
    pub key: K,
    /// What it is given.
    pub value: Id,
    /// Whether it is left out where it has no value.
    pub optional: bool,
    /// The byte at which the server points for it: its colon.
    pub at: u32,
}

/// A loop: `result` of what is left in `accu` once `step` was done for each item, as long as `condition` holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Comprehension {
    /// The list or map that is gone through.
    pub range: Id,
    /// The name of the item or key; of the index or key where there is a second.
    pub var: Arc<str>,
    /// The name of the item or value.
    pub var2: Option<Arc<str>>,
    /// The name of what is carried along.
    pub accu: Arc<str>,
    /// What that is at first.
    pub init: Id,
    /// Whether to go on.
    pub condition: Id,
    /// What it is after an item.
    pub step: Id,
    /// What becomes of it at last.
    pub result: Id,
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `-1`
    Int(i64),
    /// `1u`
    Uint(u64),
    /// `1.0`
    Double(f64),
    /// `'text'`
    String(Arc<str>),
    /// `b'text'`
    Bytes(Arc<[u8]>),
}

impl Ast {
    /// One of its parts.
    pub fn expr(&self, id: Id) -> &Expr {
        &self.exprs[id as usize]
    }

    /// What one of its parts is.
    pub fn kind(&self, id: Id) -> &Kind {
        &self.expr(id).kind
    }

    /// The text that a part is, if it is one.
    pub fn text(&self, id: Id) -> Option<&str> {
        match self.kind(id) {
            Kind::Literal(Literal::String(text)) => Some(text),
            _ => None,
        }
    }
}

impl Kind {
    /// The parts that it is made of, in the order in which the server looks at them.
    pub fn parts(&self, mut take: impl FnMut(Id)) {
        match self {
            Kind::Literal(_) | Kind::Ident(_) => {}
            Kind::Select { operand, .. } => take(*operand),
            Kind::Call { target, args, .. } => target.iter().chain(args).for_each(|id| take(*id)),
            Kind::List { items, .. } => items.iter().for_each(|id| take(*id)),
            Kind::Map(entries) => entries.iter().for_each(|entry| {
                take(entry.key);
                take(entry.value);
            }),
            Kind::Struct { fields, .. } => fields.iter().for_each(|field| take(field.value)),
            Kind::Comprehension(of) => {
                [of.range, of.init, of.condition, of.step, of.result].into_iter().for_each(take);
            }
        }
    }
}

/// cel-go's names for operators and for what macros call (`common/operators/operators.go`).
pub mod function {
    /// `a ? b : c`
    pub const CONDITIONAL: &str = "_?_:_";
    /// `a && b`
    pub const AND: &str = "_&&_";
    /// `a || b`
    pub const OR: &str = "_||_";
    /// `!a`
    pub const NOT: &str = "!_";
    /// `-a`
    pub const NEGATE: &str = "-_";
    /// `a == b`
    pub const EQUALS: &str = "_==_";
    /// `a != b`
    pub const NOT_EQUALS: &str = "_!=_";
    /// `a < b`
    pub const LESS: &str = "_<_";
    /// `a <= b`
    pub const LESS_EQUALS: &str = "_<=_";
    /// `a > b`
    pub const GREATER: &str = "_>_";
    /// `a >= b`
    pub const GREATER_EQUALS: &str = "_>=_";
    /// `a + b`
    pub const ADD: &str = "_+_";
    /// `a - b`
    pub const SUBTRACT: &str = "_-_";
    /// `a * b`
    pub const MULTIPLY: &str = "_*_";
    /// `a / b`
    pub const DIVIDE: &str = "_/_";
    /// `a % b`
    pub const MODULO: &str = "_%_";
    /// `a in b`
    pub const IN: &str = "@in";
    /// `a[b]`
    pub const INDEX: &str = "_[_]";
    /// `a[?b]`
    pub const OPT_INDEX: &str = "_[?_]";
    /// `a.?b`, with the name as a text
    pub const OPT_SELECT: &str = "_?._";
    /// Whether a loop of `all` or `exists` goes on.
    pub const NOT_STRICTLY_FALSE: &str = "@not_strictly_false";
    /// What `transformMap` and `transformMapEntry` add entries with (`ext/comprehensions.go`).
    pub const MAP_INSERT: &str = "cel.@mapInsert";
    /// What `sortBy` sorts with (`ext/lists.go`).
    pub const SORT_BY_KEYS: &str = "@sortByAssociatedKeys";
}
