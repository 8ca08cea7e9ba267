//! A configuration's text to its settings. What is wrong with it is told by the pipeline, before anybody looks here: what
//! cannot be read is passed over.

use super::{Choice, Config, Override};
use crate::model::{Root, Severity};
use crate::pipeline::configuration;
use crate::source::{Entry, Limits, LineIndex, Node, parse};

/// Every setting, in the order in which they are shown.
pub const KEYS: [&str; 19] = [
    "kubernetes-version",
    "paths",
    "exclude",
    "no-ignore",
    "apply-together",
    "complete",
    "nodes",
    "scheduler-config",
    "crds",
    "schema-location",
    "require-schemas",
    "skip",
    "reject",
    "rules",
    "parameters",
    "suggestions",
    "fail-on",
    "baseline",
    "overrides",
];

impl Config {
    /// Reads the text of the configuration at `path`, whose own paths are seen from `root`.
    pub fn read(path: &str, text: &str, root: Root) -> Self {
        let documents = parse(text, &Limits::default());
        let empty = Config { path: path.to_owned(), root: root.clone(), ..Config::default() };
        let Some(node) = documents.first().and_then(|document| document.root()) else { return empty };
        let of = Reader { node, lines: &LineIndex::new(text), home: &root };
        let keys = KEYS.into_iter().filter_map(|key| Some((key, of.line(node.entry(key)?.key))));
        let versions = configuration::versions(node).filter_map(|node| configuration::version(node).ok());
        Config {
            lines: keys.collect(),
            kubernetes_version: versions.flatten().collect(),
            paths: of.paths("paths"),
            exclude: of.texts("exclude"),
            no_ignore: of.flag("no-ignore"),
            apply_together: of.paths("apply-together"),
            complete: of.flag("complete"),
            parameters: configuration::parameters(node),
            nodes: of.paths("nodes"),
            scheduler_config: of.path("scheduler-config"),
            crds: of.paths("crds"),
            schema_location: of.locations("schema-location"),
            require_schemas: of.flag("require-schemas"),
            skip: of.texts("skip"),
            reject: of.texts("reject"),
            rules: of.choices(),
            suggestions: of.flag("suggestions"),
            fail_on: of.severity("fail-on"),
            baseline: of.path("baseline"),
            overrides: of.overrides(),
            ..empty
        }
    }
}

/// Reads the settings of one map.
struct Reader<'r> {
    node: Node<'r>,
    lines: &'r LineIndex<'r>,
    home: &'r Root,
}

impl Reader<'_> {
    fn line(&self, node: Node<'_>) -> u32 {
        self.lines.position(node.span().start).line
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.node.get(key).and_then(Node::as_str)
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let items = self.node.get(key).into_iter().flat_map(Node::items);
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    fn path(&self, key: &str) -> Option<String> {
        self.text(key).map(|path| self.home.seen(path))
    }

    fn paths(&self, key: &str) -> Vec<String> {
        self.texts(key).iter().map(|path| self.home.seen(path)).collect()
    }

    /// Paths, and what is none and is judged where it is used.
    fn locations(&self, key: &str) -> Vec<String> {
        let own = |text: &String| text == "default" || text.contains("://");
        self.texts(key).into_iter().map(|text| if own(&text) { text } else { self.home.seen(&text) }).collect()
    }

    fn flag(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool).unwrap_or_default()
    }

    fn severity(&self, key: &str) -> Option<Severity> {
        Severity::named(self.text(key)?)
    }

    fn choices(&self) -> Vec<Choice> {
        let entries = self.node.get("rules").into_iter().flat_map(Node::entries);
        let choice = |entry: Entry<'_>| {
            let level = configuration::level(entry.value)?;
            Some(Choice { name: entry.key.scalar_text().to_owned(), level, line: self.line(entry.key) })
        };
        entries.filter_map(choice).collect()
    }

    fn overrides(&self) -> Vec<Override> {
        let items = self.node.get("overrides").into_iter().flat_map(Node::items);
        let one = |node| {
            let of = Reader { node, ..*self };
            Override { paths: of.texts("paths"), rules: of.choices(), line: self.line(node) }
        };
        items.map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Level;

    fn config(text: &str) -> Config {
        Config::read(".plimsoll.yaml", text, Root::new("/r/deploy", "/r"))
    }

    fn minors(text: &str) -> Vec<u8> {
        config(text).kubernetes_version.iter().map(|v| v.minor()).collect()
    }

    #[test]
    fn versions_are_read_however_they_are_spelled() {
        assert_eq!(minors("kubernetes-version: v1.31"), [31]);
        assert_eq!(minors("kubernetes-version: 1.30"), [30]);
        assert_eq!(minors("kubernetes-version: [1.29, '1.30', latest]"), [29, 30, 37]);
        assert_eq!(minors("kubernetes-version: 1.30,1.36"), [30, 36]);
        assert_eq!(minors("# nothing\n"), [] as [u8; 0]);
    }

    #[test]
    fn paths_are_those_of_its_folder() {
        let config = config("paths: [deploy, .]\nnodes: [/c.yaml]\nbaseline: b.json\nexclude: [old/]\n");
        assert_eq!(config.paths, ["../deploy", ".."]);
        assert_eq!((config.nodes[0].as_str(), config.baseline.as_deref()), ("/c.yaml", Some("../b.json")));
        assert_eq!(config.exclude, ["old/"], "globs are matched in its own folder");
        assert_eq!(config.lines.get("nodes"), Some(&2));
    }

    #[test]
    fn rules_are_read_with_their_lines() {
        let config =
            config("rules:\n  latest-tag: off\n  lint: error\noverrides:\n- paths: [a/]\n  rules: {lint: info}\n");
        let levels: Vec<_> = config.rules.iter().map(|choice| (choice.level, choice.line)).collect();
        assert_eq!(levels, [(Level::Off, 2), (Level::At(Severity::Error), 3)]);
        assert_eq!((config.overrides[0].line, config.overrides[0].rules[0].line), (5, 6));
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        for text in ["", "- a", "rules: 3", "rules: {a: loud}", "paths: {a: b}", "overrides: [3]", "a: [", "nodes: [1]"]
        {
            let read = config(text);
            assert!(read.paths.is_empty() && read.rules.is_empty(), "{text}");
        }
    }

    #[test]
    fn every_setting_is_one_of_the_schema() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../schemas/configuration.schema.json")).unwrap();
        let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(names, KEYS);
    }
}
