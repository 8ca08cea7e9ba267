//! `plimsoll explain NAME` for plugins of the scheduler, under their names of today and of the past.

use std::fmt::Write as _;

use crate::scheduler::catalogue::{Entry, Known, Old, Was, entry, once_called, phrase};

/// Columns to wrap at.
const WIDTH: usize = 100;

/// All that is known of a name.
pub fn plugin_text(known: Known) -> String {
    match known {
        Known::Plugin(plugin) => page(plugin),
        Known::Old(old) => {
            let pages = old.now.iter().filter_map(|now| entry(now)).map(page);
            std::iter::once(led(old)).chain(pages).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Where a name of the past leads.
fn led(old: &Old) -> String {
    let was = match old.was {
        Was::Plugin => "a plugin of earlier schedulers".to_owned(),
        was => format!("a {} of kube-scheduler's Policy, which Kubernetes 1.23 took away", was.name()),
    };
    let now = match old.now {
        [] => "nothing took its place".to_owned(),
        now => format!("what it did is done by {}", now.join(", ")),
    };
    let note = if old.note.is_empty() { String::new() } else { format!(" {}", old.note) };
    wrapped(&format!("{} was {was}; {now}.{note}", old.name))
}

/// A plugin of today.
fn page(plugin: &Entry) -> String {
    let mut text = format!("{} (a plugin of kube-scheduler)\n\n{}", plugin.name, wrapped(plugin.does));
    let mut fact = |head: &str, lines: &[String]| {
        if !lines.is_empty() {
            let _ = write!(text, "\n{head}\n");
            for line in lines {
                let _ = writeln!(text, "  {line}");
            }
        }
    };
    fact("When it is asked:", &[plugin.points.join(", ")]);
    if plugin.weight > 0 {
        let weight = plugin.weight;
        fact("Its weight:", &[format!("{weight}: a score of 0 to 100 for each node is multiplied by it")]);
    }
    let reasons: Vec<String> = plugin.reasons.iter().map(|reason| (*reason).to_owned()).collect();
    fact("What it says in FailedScheduling:", &reasons);
    fact("What makes a pod be tried again that it refused:", &events(plugin));
    let of = |was| once_called(plugin.name).filter(|old| old.was == was).map(|old| old.name).collect::<Vec<_>>();
    let once = [(Was::Predicate, "predicate"), (Was::Priority, "priority"), (Was::Plugin, "plugin")];
    let once: Vec<String> = once
        .iter()
        .map(|(was, word)| (word, of(*was)))
        .filter(|(_, names)| !names.is_empty())
        .map(|(word, names)| format!("{word}: {}", names.join(", ")))
        .collect();
    fact("Once called:", &once);
    text
}

/// What makes a pod be tried again, each with upstream's name for it.
pub(super) fn events(plugin: &Entry) -> Vec<String> {
    let each = plugin.events.iter().flat_map(|event| event.actions.iter().map(move |action| (event.resource, action)));
    each.map(|(resource, action)| format!("{} ({resource}/{action})", phrase(resource, action))).collect()
}

fn wrapped(text: &str) -> String {
    textwrap::fill(text, WIDTH) + "\n"
}
