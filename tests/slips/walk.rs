//! Every value of a manifest with the way to it.

use std::ops::Range;

use plimsoll::source::{Kind, Limits, Node, Style, stream};

/// One value, and where it stands.
pub(crate) struct Spot<'a> {
    /// The way from the document's root: `spec.containers[].env[].value`.
    pub path: &'a str,
    /// Its key; none for an item.
    pub key: Option<Node<'a>>,
    /// The value.
    pub node: Node<'a>,
    /// Whether it stands in `[…]` or `{…}`.
    pub flow: bool,
}

/// Keys under which the names are the writer's own: what is misspelled there is another name.
const FREE: &[&str] = &[
    "labels",
    "annotations",
    "data",
    "stringData",
    "binaryData",
    "matchLabels",
    "nodeSelector",
    "limits",
    "requests",
    "hard",
    "capacity",
    "parameters",
    "options",
    "properties",
    "default",
    "defaultRequest",
    "max",
    "min",
    "allocatable",
    "podFixed",
    "volumeAttributes",
    "extra",
    "matchAttributes",
    "selector",
];

impl Spot<'_> {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> Range<usize> {
        self.node.span().range()
    }

    /// The bytes of key and value.
    pub(crate) fn entry(&self) -> Range<usize> {
        let own = self.bytes();
        self.key.map_or(own.start, |key| key.span().range().start)..own.end
    }

    /// Whether its key is the writer's own.
    pub(crate) fn is_free(&self) -> bool {
        let mut above: Vec<&str> = self.path.split(['.', '[']).collect();
        above.pop();
        above.iter().any(|name| FREE.contains(name))
    }

    /// Whether it is a scalar on one line, bare or in quotes.
    pub(crate) fn is_word(&self) -> bool {
        let bare = matches!(self.node.style(), Style::Plain | Style::Single | Style::Double);
        self.node.is_scalar() && bare && !self.node.source().is_empty() && !self.node.source().contains('\n')
    }

    /// Whether it is a bare scalar on one line.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_word() && self.node.style() == Style::Plain
    }

    /// Whether any text may stand there.
    pub(crate) fn takes_any_text(&self) -> bool {
        let ends = ["env[].value", "args[]", "command[]"].iter().any(|end| self.path.ends_with(end));
        let begins = ["data.", "stringData."].iter().any(|begin| self.path.starts_with(begin));
        self.node.kind() == Kind::Str && (ends || begins || self.path.contains("annotations."))
    }
}

/// Looks at every value of the text, in the order of the text; not at what an alias brings along.
pub(crate) fn walk(text: &str, see: &mut dyn FnMut(&Spot<'_>)) {
    for document in &stream(text, &Limits::default()) {
        if let Some(root) = document.root() {
            below(root, "", see);
        }
    }
}

fn below(node: Node<'_>, path: &str, see: &mut dyn FnMut(&Spot<'_>)) {
    let flow = node.style() == Style::Flow;
    for entry in node.entries().filter(|e| !e.key.is_aliased() && !e.value.is_aliased()) {
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{}", entry.key.scalar_text());
        see(&Spot { path: &path, key: Some(entry.key), node: entry.value, flow });
        below(entry.value, &path, see);
    }
    for item in node.items().filter(|item| !item.is_aliased()) {
        let path = format!("{path}[]");
        see(&Spot { path: &path, key: None, node: item, flow });
        below(item, &path, see);
    }
}

/// What a function makes of every value that it takes.
pub(crate) fn gather<T>(text: &str, take: impl Fn(&Spot<'_>) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    walk(text, &mut |spot| found.extend(take(spot)));
    found
}
