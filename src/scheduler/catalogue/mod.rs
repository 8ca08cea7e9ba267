//! What is to be known of each plugin of kube-scheduler: what it does and when, its words, what makes it think again, and
//! the names that it or its forerunners once had. Facts alone; what is simulated stands in `plugins`.

mod events;
mod old;
mod table;

pub use events::{Happening, phrase};
pub use old::{OLD, Old, Was};
pub use table::ENTRIES;

/// A plugin, as of Kubernetes 1.36 (`pkg/scheduler/framework/plugins`).
#[derive(Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in sentences.
    pub does: &'static str,
    /// The extension points at which it has something to say, in the order of an attempt.
    pub points: &'static [&'static str],
    /// The default weight of its score; 0 where it scores nothing.
    pub weight: i64,
    /// What a FailedScheduling event says for it, word for word; `…` stands for a name.
    pub reasons: &'static [&'static str],
    /// What makes a pod that it refused be tried again (`EventsToRegister`, with the queueing hints that are always on
    /// since 1.34).
    pub events: &'static [Happening],
}

/// What a name is known as.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// A plugin of today.
    Plugin(&'static Entry),
    /// A name of the past.
    Old(&'static Old),
}

/// The plugin of that name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// What a name stands for, whatever its case.
pub fn known(name: &str) -> Option<Known> {
    let plugin = ENTRIES.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)).map(Known::Plugin);
    plugin.or_else(|| OLD.iter().find(|old| old.name.eq_ignore_ascii_case(name)).map(Known::Old))
}

/// Every name, of today and of the past.
pub fn names() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.name).chain(OLD.iter().map(|old| old.name))
}

/// The names of the past that lead to a plugin.
pub fn once_called(plugin: &str) -> impl Iterator<Item = &'static Old> {
    OLD.iter().filter(move |old| old.now.contains(&plugin))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::plugins::PluginId;

    #[test]
    fn what_is_simulated_is_known_with_its_weight() {
        for id in PluginId::all() {
            let entry = entry(id.name()).unwrap_or_else(|| panic!("{} is not in the catalogue", id.name()));
            assert_eq!(entry.weight, id.plugin().weight, "{}", id.name());
            let says = |point: &str| entry.points.contains(&point);
            assert!(says("Filter") || id.plugin().filter.is_none(), "{} filters", id.name());
            assert!(says("Score") || id.plugin().score.is_none(), "{} scores", id.name());
            assert!(says("PostFilter") || id.plugin().post_filter.is_none(), "{} makes room", id.name());
        }
    }

    #[test]
    fn each_name_stands_for_one_thing_and_leads_somewhere() {
        let all: Vec<String> = names().map(str::to_lowercase).collect();
        let unique: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
        for old in OLD {
            assert!(!old.now.is_empty() || !old.note.is_empty(), "{} leads nowhere", old.name);
            old.now.iter().for_each(|now| assert!(entry(now).is_some(), "{} leads to {now}", old.name));
        }
        assert!(matches!(known("podfitsresources"), Some(Known::Old(old)) if old.now == ["NodeResourcesFit"]));
        assert!(matches!(known("NodeName"), Some(Known::Plugin(_))));
        assert!(known("PodFitsNothing").is_none());
    }

    #[test]
    fn every_event_is_told_in_words() {
        for (entry, event) in ENTRIES.iter().flat_map(|entry| entry.events.iter().map(move |event| (entry, event))) {
            for action in event.actions {
                assert!(!phrase(event.resource, action).contains('/'), "{}: {action}", entry.name);
            }
        }
    }

    /// Reasons are those that the plugins themselves give.
    #[test]
    fn reasons_are_the_plugins_own() {
        let sources: String = std::fs::read_dir("src/scheduler/plugins")
            .unwrap()
            .filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok())
            .chain(std::iter::once(std::fs::read_to_string("src/scheduler/status.rs").unwrap()))
            .collect();
        for id in PluginId::all() {
            for reason in entry(id.name()).unwrap().reasons.iter().filter(|reason| !reason.contains('…')) {
                assert!(sources.contains(reason), "{}: {reason}", id.name());
            }
        }
    }
}
