//! How kustomize finds the objects that a patch is for.

use std::cell::RefCell;

use hashbrown::HashMap;
use regex::Regex;

use super::entries::text;
use crate::model::ObjectRef;
use crate::resource::{Content, Resource, content};
use crate::source::{Document, Node};

/// What an object calls itself, or what a selector asks for: there an empty text stands for anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    pub(super) group: String,
    pub(super) version: String,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) namespace: String,
}

impl Identity {
    /// What an object calls itself.
    pub fn of(object: &Resource<'_>) -> Self {
        Identity {
            group: object.group().to_owned(),
            version: object.version().to_owned(),
            kind: object.kind.to_owned(),
            name: object.name().unwrap_or_default().to_owned(),
            namespace: object.namespace().unwrap_or_default().to_owned(),
        }
    }

    /// What all objects of some documents call themselves.
    pub fn all(documents: &[Document<'_>]) -> Vec<Self> {
        let mut found = Vec::new();
        for document in documents {
            if let Content::Objects(objects) = content(document) {
                found.extend(objects.iter().map(Identity::of));
            }
        }
        found
    }

    /// What an object of a finding calls itself.
    pub(super) fn named(object: &ObjectRef) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let api_version = text(&object.api_version);
        let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
        Identity {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: text(&object.kind),
            name: text(&object.name),
            namespace: text(&object.namespace),
        }
    }

    /// A ConfigMap or a Secret that a generator makes.
    pub(super) fn made(kind: &str, name: &str) -> Self {
        Identity { version: "v1".to_owned(), kind: kind.to_owned(), name: name.to_owned(), ..Identity::default() }
    }

    /// What a patch's `target` asks for.
    pub(super) fn selector(target: Node<'_>) -> Self {
        let text = |name| text(target, name).to_owned();
        Identity {
            group: text("group"),
            version: text("version"),
            kind: text("kind"),
            name: text("name"),
            namespace: text("namespace"),
        }
    }

    /// Whether a strategic merge patch of that identity is for `object`, which may have got `affixes` since
    /// (`resmap.GetById`). Namespaces are left out: a transformer may have changed them.
    pub(super) fn is(&self, object: &Identity, affixes: &[(&str, &str)]) -> bool {
        self.group == object.group
            && self.version == object.version
            && self.kind == object.kind
            && object.names(affixes).any(|name| name == self.name)
    }

    /// Whether the selector takes `object` (`resmap.Select`): each part is a pattern for the whole.
    pub(super) fn selects(&self, object: &Identity, affixes: &[(&str, &str)]) -> bool {
        fits(&self.group, &object.group)
            && fits(&self.version, &object.version)
            && fits(&self.kind, &object.kind)
            && object.names(affixes).any(|name| fits(&self.name, &name))
    }

    /// The names that the object has or had.
    fn names<'n>(&'n self, affixes: &'n [(&'n str, &'n str)]) -> impl Iterator<Item = String> + 'n {
        let mut name = self.name.clone();
        let later = affixes.iter().map(move |(prefix, suffix)| {
            name = format!("{prefix}{name}{suffix}");
            name.clone()
        });
        std::iter::once(self.name.clone()).chain(later)
    }

    /// For people: `no Deployment web`.
    pub(super) fn no(&self) -> String {
        format!("no {}", self.words().trim_start_matches("any "))
    }

    /// For people: `Deployment web`.
    pub(super) fn words(&self) -> String {
        match (self.kind.as_str(), self.name.as_str()) {
            ("", "") => "any object".to_owned(),
            ("", name) => format!("`{name}`"),
            (kind, "") => format!("any {kind}"),
            (kind, name) => format!("{kind} `{name}`"),
        }
    }
}

thread_local! {
    /// Patterns that were asked for, as they are compiled: one is asked of every object.
    static PATTERNS: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// Whether `pattern` is empty or matches all of `text`; one that is no pattern to us may match anything.
fn fits(pattern: &str, text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if pattern.is_empty() || pattern == text {
        return true;
    }
    if pattern.chars().all(plain) {
        return false;
    }
    PATTERNS.with_borrow_mut(|known| match known.get(pattern) {
        Some(compiled) => compiled.as_ref().is_none_or(|re| re.is_match(text)),
        None => {
            let compiled = Regex::new(&format!("^(?:{pattern})$")).ok();
            let is = compiled.as_ref().is_none_or(|re| re.is_match(text));
            known.insert(pattern.to_owned(), compiled);
            is
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(name: &str) -> Identity {
        let own = str::to_owned;
        Identity {
            group: own("apps"),
            version: own("v1"),
            kind: own("Deployment"),
            name: own(name),
            ..Identity::default()
        }
    }

    #[test]
    fn patches_find_their_objects() {
        let web = deployment("web");
        assert!(deployment("web").is(&web, &[]));
        assert!(deployment("prod-web").is(&web, &[("prod-", "")]));
        assert!(!deployment("wbe").is(&web, &[("prod-", "")]));
        assert!(!Identity { version: "v1beta1".to_owned(), ..deployment("web") }.is(&web, &[]));
    }

    #[test]
    fn selectors_are_patterns() {
        let web = deployment("web");
        let select = |name: &str| Identity { name: name.to_owned(), ..Identity::default() };
        assert!(
            select("w.*").selects(&web, &[]) && select("").selects(&web, &[]) && select("web|api").selects(&web, &[])
        );
        assert!(!select("we").selects(&web, &[]) && !select("api").selects(&web, &[]));
        assert!(select("(").selects(&web, &[]));
    }
}
