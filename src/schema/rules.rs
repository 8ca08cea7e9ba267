//! The rules of this room.

use super::{addons, duplicates, gated, kind_rules, lists, location, unknown, wrong};
use super::{crd, own};
use crate::model::Rule;

/// The rules of strict decoding, sorted by id.
pub static RULES: &[&Rule] = &[
    &location::BAD_SCHEMA,
    &own::CHART_RULE,
    &own::CONFIGURATION_RULE,
    &addons::DEPRECATED_ADDON_API,
    &kind_rules::DEPRECATED_API,
    &duplicates::DUPLICATE_FIELD,
    &kind_rules::FUTURE_API,
    &gated::GATED_FIELD,
    &own::INVENTORY_RULE,
    &own::KUSTOMIZATION_RULE,
    &lists::LIST,
    &kind_rules::MISSING_API_VERSION,
    &kind_rules::MISSING_KIND,
    &kind_rules::MISSPELLED_KIND,
    &crd::NO_SCHEMA,
    &kind_rules::NOT_SERVED,
    &addons::REMOVED_ADDON_API,
    &kind_rules::REMOVED_API,
    &crd::RULE_NOT_CHECKED,
    &own::SCHEDULER_RULE,
    &unknown::UNKNOWN_FIELD,
    &kind_rules::UNKNOWN_KIND,
    &location::VIOLATED,
    &kind_rules::WRONG_API_VERSION,
    &wrong::WRONG_TYPE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Version;
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    #[test]
    fn the_table_is_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    }

    #[test]
    fn examples_show_what_they_say() {
        let found = |text: &str| {
            let documents = parse(text, &Limits::default());
            let mut ids = Vec::new();
            for document in &documents {
                let Content::Objects(objects) = content(document) else { panic!("{text}") };
                ids.extend(document.root().into_iter().flat_map(super::super::lists).map(|f| f.rule.id));
                for object in &objects {
                    ids.extend(
                        super::super::check(object, Version::new(36).unwrap()).findings.iter().map(|f| f.rule.id),
                    );
                }
            }
            ids
        };
        for rule in RULES.iter().filter(|r| !r.bad.is_empty()) {
            assert_eq!(found(rule.bad), [rule.id], "{}", rule.id);
            assert_eq!(found(rule.good), [] as [&str; 0], "{}", rule.id);
        }
    }
}
