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

/// What there is to say of a value, the subject of the sentence: scalars in full, as it may be the last character that is
/// wrong; containers are named rather than shown. Of what is not given it says that first.
pub(crate) fn sentence(f: Field<'_>, says: &str) -> String {
    match (f.node(), f.missing().last()) {
        (Some(n), _) if !matches!(n.kind(), Kind::Map | Kind::Seq) => format!("`{}` {says}", n.scalar_text()),
        (Some(_), _) => format!("this {says}"),
        (None, Some(name)) => format!("`{name}` is missing: it {says}"),
        (None, None) => format!("nothing {says}"),
    }
}
