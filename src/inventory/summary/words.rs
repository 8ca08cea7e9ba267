//! Texts and maps as YAML that every reader takes for the same.

use crate::model::Quantity;
use crate::scheduler::types::ResourceList;

/// Words that are booleans or nothing to some reader.
const WORDS: [&str; 9] = ["false", "n", "no", "null", "off", "on", "true", "y", "yes"];

/// A text: bare where no reader takes it for something else, or else in quotes.
pub(super) fn text(text: &str) -> String {
    let bare = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/' | b'_'))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if bare { text.to_owned() } else { serde_json::to_string(text).unwrap_or_default() }
}

/// An amount as Kubernetes prints it.
fn amount(amount: Quantity) -> String {
    let printed = amount.to_string();
    let digits = printed.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &printed[digits.len()..];
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if plain && matches!(unit, "" | "m" | "k" | "M" | "G" | "Ki" | "Mi" | "Gi" | "Ti") {
        printed
    } else {
        text(&printed)
    }
}

/// Amounts in one line.
pub(super) fn amounts(all: &ResourceList) -> String {
    let rows: Vec<String> = all.iter().map(|(name, of)| format!("{}: {}", text(name), amount(*of))).collect();
    format!("{{{}}}", rows.join(", "))
}

/// Texts in one line.
pub(super) fn list<'t>(all: impl IntoIterator<Item = &'t str>) -> String {
    format!("[{}]", all.into_iter().map(text).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        for (own, wanted) in [
            ("worker-1", "worker-1"),
            ("topology.kubernetes.io/zone", "topology.kubernetes.io/zone"),
            ("n", "\"n\""),
            ("No", "\"No\""),
            ("cpu", "cpu"),
            ("True", "\"True\""),
            ("1e3", "\"1e3\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
        ] {
            assert_eq!(text(own), wanted);
        }
        for (own, wanted) in [("4", "4"), ("1500m", "1500m"), ("16393484Ki", "16393484Ki"), ("12e6", "\"12e6\"")] {
            assert_eq!(amount(Quantity::parse(own).unwrap()), wanted);
        }
    }
}
