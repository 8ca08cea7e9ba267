//! How expressions spell the names of fields (`apiserver/pkg/cel/escaping.go`).

use std::borrow::Cow;

use super::RESERVED;

/// Characters, and runs of them, that a name in an expression cannot have, and what stands for them.
const SPELLED: &[(&str, &str)] = &[("__", "underscores"), (".", "dot"), ("-", "dash"), ("/", "slash")];

/// A field's name as expressions spell it; none for names that they cannot spell.
pub fn escape(name: &str) -> Option<Cow<'_, str>> {
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if RESERVED.contains(&name) {
        return Some(format!("__{name}__").into());
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-/".contains(&b)) {
        return None;
    }
    if !SPELLED.iter().any(|(sign, _)| name.contains(sign)) {
        return Some(name.into());
    }
    let mut out = String::with_capacity(name.len() + 16);
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        match SPELLED.iter().find(|(sign, _)| rest.starts_with(sign)) {
            Some((sign, word)) => {
                out.push_str("__");
                out.push_str(word);
                out.push_str("__");
                rest = &rest[sign.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Some(out.into())
}

/// The field's name that a spelling stands for; none where it holds what looks like a word between underscores and is none
/// of those that are known.
pub fn unescape(spelled: &str) -> Option<Cow<'_, str>> {
    if !spelled.contains("__") {
        return Some(spelled.into());
    }
    let mut out = String::with_capacity(spelled.len());
    let mut rest = spelled;
    while let Some(at) = rest.find("__") {
        // `__`, what has no underscore, `__`: the first place where that stands.
        let inner = &rest[at + 2..];
        let word = &inner[..inner.find('_').unwrap_or(inner.len())];
        let Some(after) = inner[word.len()..].strip_prefix("__").filter(|_| !word.is_empty()) else {
            let c = rest[at..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..at + c]);
            rest = &rest[at + c..];
            continue;
        };
        out.push_str(&rest[..at]);
        match SPELLED.iter().find(|(_, known)| *known == word) {
            Some((sign, _)) => out.push_str(sign),
            None if RESERVED.contains(&word) && spelled.len() == word.len() + 4 => out.push_str(word),
            None => return None,
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out.into())
}

#[cfg(test)]
mod tests {
    use super::{escape, unescape};

    #[test]
    fn names() {
        for (name, spelled) in [
            ("name", Some("name")),
            ("namespace", Some("__namespace__")),
            ("a-b", Some("a__dash__b")),
            ("a_b", Some("a_b")),
            ("a__b", Some("a__underscores__b")),
            ("a___b", Some("a__underscores___b")),
            ("a.b/c", Some("a__dot__b__slash__c")),
            ("1a", None),
            ("a b", None),
            ("é", None),
        ] {
            let found = escape(name);
            assert_eq!(found.as_deref(), spelled, "{name}");
            if let Some(spelled) = spelled {
                assert_eq!(unescape(spelled).as_deref(), Some(name), "{spelled}");
            }
        }
        for (spelled, name) in [("a__nope__", None), ("a__for__", None), ("a__", Some("a__")), ("____", Some("____"))] {
            assert_eq!(unescape(spelled).as_deref(), name, "{spelled}");
        }
    }
}
