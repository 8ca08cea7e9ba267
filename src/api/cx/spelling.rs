//! The whims of the server's paths: parts of an object whose fields it names otherwise than their places would.

use crate::resource::Field;

/// How paths within a part of an object are spelled. It is asked only where something is wrong in there.
#[derive(Clone, Debug)]
pub(in crate::api) enum Spelling<'a> {
    /// What lies at or below `from` as if it lay at `to` and what follows that.
    Below { from: Field<'a>, to: Option<Field<'a>>, more: String },
    /// The one text, where it first comes, as the other.
    Instead(&'static str, &'static str),
    /// Everything as that field and what follows it.
    All(Field<'a>, &'static str),
}

impl<'a> Spelling<'a> {
    /// What lies at or below `from` as if it lay at `to`.
    pub(in crate::api) fn moved(from: Field<'a>, to: Field<'a>) -> Self {
        Spelling::deeper(from, to, "")
    }

    /// What lies at or below `from` as if it lay at `more` behind `to`.
    pub(in crate::api) fn deeper(from: Field<'a>, to: Field<'a>, more: impl Into<String>) -> Self {
        Spelling::Below { from, to: Some(to), more: more.into() }
    }

    /// A path in this spelling; `spelled` spells those of other fields.
    pub(super) fn of(&self, path: String, spelled: impl Fn(Field<'a>) -> String) -> String {
        match self {
            Spelling::Below { from, to, more } => match path.strip_prefix(&spelled(*from)) {
                Some(rest) => format!("{}{more}{rest}", to.map(&spelled).unwrap_or_default()),
                None => path,
            },
            Spelling::Instead(from, to) => path.replacen(from, to, 1),
            Spelling::All(field, more) => format!("{}{more}", spelled(*field)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn paths_are_spelled_otherwise() {
        let documents = parse("a: {b: [{c: 1}]}\n", &Limits::default());
        let a = Field::root(documents[0].root().expect("there is a document")).at("a");
        let item = a.at("b").items().next().expect("there is an item");
        let spelled = |f: Field<'_>| if f.anchor() == a.anchor() { "a".to_owned() } else { "a.b[0]".to_owned() };
        for (spelling, path, expected) in [
            (Spelling::moved(item, a), "a.b[0].c", "a.c"),
            (Spelling::deeper(a, a, ".x"), "a.b", "a.x.b"),
            (Spelling::moved(item, a), "c.a.b[0]", "c.a.b[0]"),
            (Spelling::Instead(".x.", ".y."), "a.x.x.b", "a.y.x.b"),
            (Spelling::All(a, ".z"), "a.x", "a.z"),
        ] {
            assert_eq!(spelling.of(path.to_owned(), spelled), expected, "{spelling:?} {path}");
        }
    }
}
