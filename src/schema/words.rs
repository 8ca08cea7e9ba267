//! Words for a value, as a person is told of it.

use crate::resource::Field;
use crate::source::{Kind, Node};

/// So many characters of a text are shown.
const SHOWN: usize = 60;

/// A scalar's text: its first line, cut short.
pub(crate) fn shown(node: Node<'_>) -> String {
    let text = node.scalar_text().lines().next().unwrap_or_default();
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// What a value is, with its article.
pub(crate) fn what(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Null => "nothing".to_owned(),
        Kind::Bool => format!("the boolean `{}`", shown(node)),
        Kind::Int | Kind::Float => format!("the number `{}`", shown(node)),
        Kind::Str => format!("the text `{}`", shown(node)),
        Kind::Seq => "a list".to_owned(),
        Kind::Map => "a map".to_owned(),
    }
}

/// A value as the subject of a sentence, scalars in full, as it may be the last character that is wrong; containers are
/// named rather than shown.
pub(crate) fn subject(f: Field<'_>) -> String {
    match f.node() {
        Some(n) if !matches!(n.kind(), Kind::Map | Kind::Seq) => format!("`{}`", n.scalar_text()),
        Some(_) => "this".to_owned(),
        None => {
            f.missing().last().map_or_else(|| "nothing".to_owned(), |name| format!("`{name}`, which is not given,"))
        }
    }
}
