//! The rules of this room: what makes a text no YAML, or not the YAML that was meant.

use super::{conflict, damage, parse, recover, separator, slow, values};
use crate::model::Rule;

/// Every `syntax/…` rule of the parser, sorted by id.
pub static RULES: &[&Rule] = &[
    &slow::expand::ALIAS_CYCLE,
    &slow::expand::ALIAS_EXPANSION,
    &damage::indent::BLOCK_INDENTATION,
    &damage::bracket::BRACKET,
    &damage::colon::COLON_SPACE,
    &damage::COMMA,
    &damage::dash::DASH_SPACE,
    &damage::dash::EXTRA_DASH,
    &damage::indent::INDENTATION,
    &slow::compose::INVALID_YAML,
    &values::JSON,
    &slow::expand::MAP_KEY,
    &conflict::MERGE_CONFLICT,
    &slow::expand::MERGE_KEY,
    &damage::colon::MISSING_COLON,
    &damage::dash::MISSING_DASH,
    &damage::plain::NEEDS_QUOTES,
    &slow::expand::NOT_FINITE,
    &damage::alike::ODD_COLON,
    &damage::alike::ODD_DASH,
    &damage::space::ODD_SPACE,
    &damage::quote::QUOTE,
    &separator::SEPARATOR,
    &damage::alike::SMART_QUOTE,
    &damage::stray::STRAY_LINE,
    &damage::trailing::SWALLOWED_VALUE,
    &damage::tab::TAB,
    &slow::expand::TAG,
    &recover::TEMPLATE,
    &damage::text_block::TEXT_BLOCK,
    &slow::compose::TOO_DEEP,
    &parse::TOO_LARGE,
    &parse::TOO_MANY_DOCUMENTS,
    &damage::trailing::TRAILING_TEXT,
    &slow::compose::UNKNOWN_ANCHOR,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, SWALLOWED_VALUE, stream};

    #[test]
    fn ids_are_sorted() {
        assert!(RULES.is_sorted_by_key(|r| r.id));
    }

    #[test]
    fn examples_show_what_they_say() {
        let mut wrong = Vec::new();
        for rule in RULES.iter().filter(|r| !r.bad.is_empty()) {
            let found = |text| -> Vec<&str> {
                let documents = stream(text, &Limits::default());
                documents.iter().flat_map(|d| d.errors.iter().chain(&d.around).map(|e| e.rule.id)).collect()
            };
            // What stands behind a `#` is a comment to the parser: only the repair shop knows better.
            let expected: &[&str] = if **rule == SWALLOWED_VALUE { &[] } else { &[rule.id] };
            if found(rule.bad) != expected || !found(rule.good).is_empty() {
                wrong.push((rule.id, found(rule.bad), found(rule.good)));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
