//! Labels and annotations that must be there, and what their values must look like.

use std::cell::RefCell;

use hashbrown::HashMap;
use regex::{Regex, RegexBuilder};

use super::{Cx, Default, Parameter, whole};
use crate::model::placeholder::is_filled_in_later;

/// What values must look like.
pub(super) const VALUES: Parameter = Parameter {
    name: "values",
    summary: "Patterns, one of which the value must match; with none any value will do",
    default: Default::Texts(&[]),
};

/// Which objects are looked at.
pub(super) const KINDS: Parameter = Parameter {
    name: "kinds",
    summary: "The kinds of objects that need them",
    default: Default::Texts(&[
        "CronJob",
        "DaemonSet",
        "Deployment",
        "Job",
        "Pod",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
    ]),
};

/// Tells each of the keys that the map of that name in `metadata` does not have, or has with a value of another look.
pub(super) fn tell_missing(cx: &mut Cx<'_>, map: &'static str, keys: &Parameter) {
    if !cx.texts(&KINDS).contains(&cx.gvk.kind) {
        return;
    }
    let (what, patterns) = (map.trim_end_matches('s'), cx.texts(&VALUES));
    let own = cx.resource.field().at("metadata").at(map);
    for key in cx.texts(keys) {
        let Some(value) = own.key(key).filter(|value| value.exists()) else {
            let message = format!("{} has no {what} `{key}`", whole::called(cx));
            cx.report(own, whole::place(cx), message).help(format!("add `{key}` to `metadata.{map}`"));
            continue;
        };
        let Some(text) = value.opt_str().filter(|text| !is_filled_in_later(text)) else { continue };
        if !matches(&patterns, text) {
            cx.report(value, None, format!("the {what} `{key}` is `{text}`"))
                .help(format!("it must look like `{}`", patterns.join("` or `")));
        }
    }
}

/// The largest program that a pattern may become, in bytes.
const SIZE: usize = 1 << 20;

/// Whether one of the patterns matches somewhere in the text, or there are none; one that nobody can read matches all.
pub(super) fn matches(patterns: &[&str], text: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
    }
    let one = |pattern: &&str| {
        COMPILED.with_borrow_mut(|compiled| {
            if !compiled.contains_key(*pattern) {
                let regex = RegexBuilder::new(pattern).size_limit(SIZE).build().ok();
                compiled.insert((*pattern).to_owned(), regex);
            }
            compiled.get(*pattern).and_then(Option::as_ref).is_none_or(|regex| regex.is_match(text))
        })
    };
    patterns.is_empty() || patterns.iter().any(one)
}
