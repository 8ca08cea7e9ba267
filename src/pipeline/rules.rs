//! Every rule of every room, for `rules`, `explain`, the settings and the reports.

use crate::model::near::{self, Strictness};
use crate::model::{Layer, RuleMeta, Severity, UNTOLD};
use crate::{api, cross, explain, inventory, lint, schema};

/// The rooms' tables.
static TABLES: &[&[RuleMeta]] =
    &[OWN, crate::source::RULES, schema::RULES, api::RULES, explain::RULES, inventory::RULES];

/// Rules of no room: what the pipeline itself finds.
static OWN: &[RuleMeta] = &[
    RuleMeta {
        id: "lint/rejected-kind",
        layer: Layer::Lint,
        severity: Severity::Error,
        summary: "A kind that the user does not allow",
        explanation: "`--reject` or `reject` in the configuration names this kind: it may not appear in the checked paths.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: UNTOLD,
        layer: Layer::Lint,
        severity: Severity::Error,
        summary: "More mistakes in one object than are told one by one",
        explanation: "Of each object the first five hundred refusals and the first five hundred warnings are told; the others are \
                      counted. Such an object is hardly written by hand: mend what made it.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schema/indentation",
        layer: Layer::Schema,
        severity: Severity::Error,
        summary: "Lines that are indented into the wrong place",
        explanation: "YAML reads these lines, but as part of something else than was meant: their fields are unknown there, or what \
                      they were to give is missing. Indented as the finding says, they are in their place, and what followed \
                      from the slip is gone.",
        bad: "apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    team: web\n    name: staging\n",
        good: "apiVersion: v1\nkind: Namespace\nmetadata:\n  labels:\n    team: web\n  name: staging\n",
    },
    RuleMeta {
        id: "syntax/key-read-as",
        layer: Layer::Syntax,
        severity: Severity::Warning,
        summary: "A key that YAML reads as something else",
        explanation: "To the cluster's YAML, `y`, `yes`, `on`, `no` and their like are booleans and `0x10` is a number, in keys as well \
                      as in values. Keys become texts again, but not the same ones: `y` becomes `true`, `0x10` becomes `16`.",
        bad: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: axes\ndata:\n  x: \"1\"\n  y: \"2\"\n",
        good: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: axes\ndata:\n  x: \"1\"\n  \"y\": \"2\"\n",
    },
    RuleMeta {
        id: "syntax/swallowed-value",
        layer: Layer::Syntax,
        severity: Severity::Error,
        summary: "A value behind a `#`",
        explanation: "A `#` behind a blank begins a comment, to the end of the line. Where a value was meant, the key is left \
                      without it, or with the half of it. Remove the `#`, or put the whole value in quotes.",
        bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: #nginx:1.29\n",
        good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    },
    RuleMeta {
        id: "syntax/unreadable",
        layer: Layer::Syntax,
        severity: Severity::Error,
        summary: "A file that cannot be read",
        explanation: "The file is not there, may not be read, or is not UTF-8. Nothing in it was checked.",
        bad: "",
        good: "",
    },
];

/// All of them, sorted by layer and name.
pub fn all() -> impl Iterator<Item = &'static RuleMeta> {
    let opinions = lint::RULES.iter().map(|rule| rule.meta).chain(cross::RULES.iter().map(|rule| rule.meta));
    let mut rules: Vec<_> = TABLES.iter().copied().flatten().chain(opinions).collect();
    rules.sort_by_key(|rule| (rule.layer, rule.id));
    rules.into_iter()
}

/// The rule of that id, or of that name where only one layer has it.
pub fn find(id: &str) -> Option<&'static RuleMeta> {
    let mut named = all().filter(|rule| rule.id == id || rule.id.split_once('/').is_some_and(|(_, name)| name == id));
    let first = named.next();
    if first.is_some_and(|rule| rule.id == id) || named.next().is_none() {
        first
    } else {
        all().find(|rule| rule.id == id)
    }
}

/// The id that was likely meant.
pub fn nearest(id: &str) -> Option<&'static str> {
    // Layers are short, known, and often left out: the names decide.
    let name = id.split_once('/').map_or(id, |(_, name)| name);
    let score = |rule: &'static RuleMeta| {
        let (layer, _) = rule.id.split_once('/')?;
        Some((near::score(&format!("{layer}/{name}"), rule.id, Strictness::Name)?, rule.id))
    };
    all().filter_map(score).min().map(|(_, near)| near)
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
        assert_eq!(find("nothing-like-it").map(|r| r.id), None);
    }
}
