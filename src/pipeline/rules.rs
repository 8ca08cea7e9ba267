//! Every rule of every room, for `rules`, `explain`, the settings and the reports.

use std::sync::LazyLock;

use super::{aside, at_fault, cut_off, declared, headless, key_read_as, select, unreadable};
use crate::model::near::{self, Strictness};
use crate::model::parameters::Parameter;
use crate::model::{Rule, TOO_MANY_MISTAKES};
use crate::{cross, explain, inventory, lint, mend, placement, policy, repository, schema, source};

/// The rooms' tables.
static TABLES: &[&[&Rule]] = &[
    OWN,
    aside::RULES,
    source::RULES,
    schema::RULES,
    schema::REFUSALS,
    mend::RULES,
    repository::RULES,
    inventory::RULES,
    explain::RULES,
    placement::RULES,
];

/// Rules of what the pipeline itself finds, and that of what is not told.
static OWN: &[&Rule] = &[
    &policy::ADMISSION_POLICY,
    &cut_off::CUT_OFF_DUMP,
    &declared::NO_NODES,
    &headless::CUT_OBJECT,
    &headless::HEADLESS,
    &key_read_as::KEY_READ_AS,
    &select::REJECTED_KIND,
    &TOO_MANY_MISTAKES,
    &at_fault::INTERNAL_ERROR,
    &unreadable::UNREADABLE,
];

/// All of them in order: put together once, as they are looked up by name again and again.
static ALL: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
    let opinions = lint::CHECKS.iter().map(|check| check.rule).chain(cross::CHECKS.iter().map(|check| check.rule));
    let mut rules: Vec<_> = TABLES.iter().copied().flatten().copied().chain(opinions).collect();
    rules.sort_by_key(|rule| (rule.layer, rule.id));
    rules
});

/// All of them, sorted by layer and name.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied()
}

/// The rule of that id, or of that name where only one layer has it, or the first that means the same as a peer's check of
/// that name.
pub fn find(id: &str) -> Option<&'static Rule> {
    let mut named = all().filter(|rule| rule.id == id || rule.id.split_once('/').is_some_and(|(_, name)| name == id));
    let first = named.next().or_else(|| {
        let own = *aside::peers::called(id).first()?;
        all().find(|rule| rule.id == own)
    });
    if first.is_some_and(|rule| rule.id == id) || named.next().is_none() {
        first
    } else {
        all().find(|rule| rule.id == id)
    }
}

/// What other tools call the checks that mean the same as a rule: the tool, and the check.
pub fn peers(rule: &Rule) -> impl Iterator<Item = (&'static str, &'static str)> {
    aside::peers::names(rule.id)
}

/// What may be set of a rule.
pub fn parameters(rule: &Rule) -> &'static [Parameter] {
    let of_one = lint::CHECKS.iter().find(|check| check.rule == rule).map(|check| check.parameters);
    let between = || cross::CHECKS.iter().find(|check| check.rule == rule).map(|check| check.parameters);
    of_one.or_else(between).unwrap_or_default()
}

/// The id that was likely meant.
pub fn nearest(id: &str) -> Option<&'static str> {
    // Layers are short, known, and often left out: the names decide.
    let name = |id: &'static str| id.split_once('/').map_or(id, |(_, name)| name);
    let given = id.split_once('/').map_or(id, |(_, name)| name);
    let score = |rule: &'static Rule| Some((near::score(given, name(rule.id), Strictness::Name)?, rule.id));
    all().filter_map(score).min().map(|(_, near)| near)
}

/// What is said of a name that is no rule's, with what was likely meant.
pub fn unknown(name: &str) -> String {
    match nearest(name) {
        Some(near) => format!("there is no rule `{name}`; did you mean `{near}`?"),
        None => format!("there is no rule `{name}`; `plimsoll rules` lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_begin_with_their_layer() {
        let ids: Vec<_> = all().map(|rule| rule.id).collect();
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "an id is given twice");
        for rule in all() {
            let layer = serde_json::to_string(&rule.layer).unwrap();
            assert_eq!(rule.id.split_once('/').unwrap().0, layer.trim_matches('"'), "{}", rule.id);
        }
    }

    #[test]
    fn every_rule_is_documented() {
        for rule in all() {
            assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}", rule.id);
            assert!(rule.explanation.len() > 40, "{}", rule.id);
        }
    }

    #[test]
    fn rules_are_found_by_name_and_by_near_misses() {
        assert_eq!(find("unreadable").map(|r| r.id), Some("syntax/unreadable"));
        assert_eq!(nearest("unreadible"), Some("syntax/unreadable"));
        assert_eq!(nearest("schema/unreadible"), Some("syntax/unreadable"));
        assert_eq!(nearest("nope/nope"), None);
        assert_eq!(find("nothing-like-it").map(|r| r.id), None);
    }
}
