//! How rules are treated: chosen one by one, by set or by layer, everywhere or in some files.

use std::collections::BTreeMap;

use super::aside::peers;
use super::{rules, sets};
use crate::discover::Globs;
use crate::model::{Layer, Rule, Severity, interned};
use crate::policy::PREFIX;

/// How a rule is to be treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported as the rule says itself, also where it looks only when it is asked to.
    On,
    /// Reported with this severity. A refusal of the API server stays an error whatever is asked.
    At(Severity),
}

impl Level {
    /// Every word for how a rule is treated.
    pub const WORDS: [&str; 5] = ["off", "on", "info", "warning", "error"];

    /// What a word has done with a rule.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "off" => Some(Level::Off),
            "on" => Some(Level::On),
            word => Severity::named(word).map(Level::At),
        }
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::On => "on",
            Level::At(severity) => severity.name(),
        }
    }
}

/// Rules by id, and how they are treated.
pub type Levels = BTreeMap<String, Level>;

/// Rules that are treated otherwise in some files.
#[derive(Clone, Debug)]
pub struct Override {
    /// The files.
    pub files: Globs,
    /// The rules.
    pub levels: Levels,
}

/// Every layer with its name.
const LAYERS: [(&str, Layer); 6] = [
    ("syntax", Layer::Syntax),
    ("schema", Layer::Schema),
    ("api", Layer::Api),
    ("lint", Layer::Lint),
    ("cross", Layer::Cross),
    ("schedule", Layer::Schedule),
];

/// What a name chooses; the wider comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Breadth {
    Layer,
    Set,
    Rule,
}

/// The rules that a name chooses: a layer's, a set's, or one by its id, by its name, or by a peer's name for it.
fn chosen(name: &str) -> Option<(Breadth, Vec<&'static str>)> {
    if let Some((_, layer)) = LAYERS.iter().find(|(own, _)| *own == name) {
        let rules = rules::all().filter(|rule| rule.layer == *layer).map(|rule| rule.id);
        return Some((Breadth::Layer, rules.collect()));
    }
    if let Some(set) = sets::find(name) {
        return Some((Breadth::Set, set.rules.clone()));
    }
    if name.starts_with(PREFIX) {
        return Some((Breadth::Rule, vec![interned(name)]));
    }
    let called = peers::called(name);
    if called.len() > 1 {
        return Some((Breadth::Rule, called));
    }
    rules::find(name).map(|rule| (Breadth::Rule, vec![rule.id]))
}

/// The rules that a name chooses: those of a layer or a set, or one; `None` where it chooses nothing.
pub(super) fn named_by(name: &str) -> Option<Vec<&'static str>> {
    chosen(name).map(|(_, rules)| rules)
}

/// What choices by name come to. The narrower wins: a rule over its set, a set over a layer; of equally narrow ones the
/// later.
///
/// # Errors
/// In words, where a name chooses nothing.
pub fn levels<'c>(choices: impl IntoIterator<Item = (&'c str, Level)>) -> Result<Levels, String> {
    let mut all = Vec::new();
    for (name, level) in choices {
        let (breadth, rules) = chosen(name).ok_or_else(|| rules::unknown(name))?;
        all.push((breadth, rules, level));
    }
    all.sort_by_key(|(breadth, ..)| *breadth);
    let each = |(breadth, rules, level): (Breadth, Vec<&'static str>, Level)| {
        rules.into_iter().filter(move |rule| takes(breadth, rule, level)).map(move |rule| (rule.to_owned(), level))
    };
    Ok(all.into_iter().flat_map(each).collect())
}

/// Whether a choice is one of that rule: who names a set or a rule asks for it; the severity of a layer says how loud its rules are, and wakes none
/// that only looks when it is asked to.
fn takes(breadth: Breadth, rule: &str, level: Level) -> bool {
    let wakes = breadth != Breadth::Layer || !matches!(level, Level::At(_));
    wakes || rules::find(rule).is_none_or(|rule| !rule.asked)
}

/// How a rule is treated in a file; `None` where it is as the rule says itself.
pub(super) fn level_in(rule: &Rule, path: &str, everywhere: &Levels, overrides: &[Override]) -> Option<Level> {
    let own = overrides.iter().rev().filter(|one| one.levels.contains_key(rule.id));
    let here = own.filter(|one| one.files.match_file(path)).find_map(|one| one.levels.get(rule.id));
    here.or_else(|| everywhere.get(rule.id)).copied().or(rule.asked.then_some(Level::Off))
}

/// Whether a rule looks in any file.
pub(super) fn looks_anywhere(rule: &Rule, everywhere: &Levels, overrides: &[Override]) -> bool {
    let on = |level: &Level| *level != Level::Off;
    everywhere.get(rule.id).map_or(!rule.asked, on)
        || overrides.iter().filter_map(|one| one.levels.get(rule.id)).any(on)
}

/// Rules that suggest, and of some places say more.
const SAY_MORE: [&str; 1] = ["lint/run-as-root"];

/// Whether all that a rule finds is a suggestion in any file.
pub(super) fn only_suggests(rule: &Rule, everywhere: &Levels, overrides: &[Override]) -> bool {
    let graver = |level: &Level| matches!(level, Level::At(severity) if *severity > Severity::Info);
    rule.severity == Severity::Info
        && !SAY_MORE.contains(&rule.id)
        && !everywhere.get(rule.id).is_some_and(graver)
        && !overrides.iter().filter_map(|one| one.levels.get(rule.id)).any(graver)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for word in Level::WORDS {
            assert_eq!(Level::named(word).map(Level::name), Some(word));
        }
        assert_eq!(Level::named("loud"), None);
    }

    #[test]
    fn the_narrower_choice_wins() {
        let at = Level::At;
        let all = [
            ("lint/latest-tag", at(Severity::Error)),
            ("images", at(Severity::Warning)),
            ("lint", Level::Off),
            ("probes", at(Severity::Info)),
            ("kube-score/container-image-pull-policy", Level::On),
        ];
        let levels = levels(all).unwrap();
        assert_eq!(levels["lint/latest-tag"], at(Severity::Error));
        assert_eq!(levels["lint/image-name"], at(Severity::Warning));
        assert_eq!(levels["lint/probe-timeout"], at(Severity::Info));
        assert_eq!(levels["lint/plaintext-secret"], Level::Off);
        assert_eq!(levels["lint/image-pull-policy"], Level::On);
        assert!(!levels.contains_key("api/invalid"));
        assert!(super::levels([("latest-tagg", Level::Off)]).unwrap_err().contains("did you mean `lint/latest-tag`"));
    }

    #[test]
    fn the_severity_of_a_layer_wakes_no_rule_that_waits_to_be_asked() {
        let asked = |name, level| levels([(name, level)]).unwrap().get("lint/image-digest").copied();
        assert_eq!(asked("lint", Level::At(Severity::Error)), None);
        assert_eq!(asked("lint", Level::On), Some(Level::On));
        assert_eq!(asked("lint", Level::Off), Some(Level::Off));
        assert_eq!(asked("images", Level::At(Severity::Error)), Some(Level::At(Severity::Error)));
        assert_eq!(asked("image-digest", Level::At(Severity::Error)), Some(Level::At(Severity::Error)));
    }

    #[test]
    fn an_override_holds_in_its_files() {
        let files = Globs::new(&["legacy/".to_owned()], crate::model::Root::default()).unwrap();
        let overrides = [Override { files, levels: levels([("latest-tag", Level::Off)]).unwrap() }];
        let everywhere = levels([("latest-tag", Level::At(Severity::Error))]).unwrap();
        let rule = rules::find("latest-tag").unwrap();
        let here = |path: &str| level_in(rule, path, &everywhere, &overrides);
        assert_eq!(here("legacy/a.yaml"), Some(Level::Off));
        assert_eq!(here("a.yaml"), Some(Level::At(Severity::Error)));
        let asked = rules::find("image-pull-policy").unwrap();
        assert_eq!(level_in(asked, "a.yaml", &everywhere, &overrides), Some(Level::Off));
        assert!(!looks_anywhere(asked, &everywhere, &overrides) && looks_anywhere(rule, &everywhere, &overrides));
        let strict = levels([("strict", Level::On)]).unwrap();
        assert!(looks_anywhere(asked, &strict, &overrides));
    }
}
