//! The graph to the flat tree: aliases and merge keys expanded, scalars resolved, keys made text, doubled
//! keys found. Mirrors go-yaml's `decoder` (`vendor/go.yaml.in/yaml/v2/decode.go`: `unmarshal`, `mapping`,
//! `merge`, `alias`) and `convertToJSONableObject` of `vendor/sigs.k8s.io/yaml/yaml.go`.

use hashbrown::HashMap;

use super::compose::{Graph, Part, PartKind, bare, too_deep};
use crate::model::{Finding, Layer, Rule, Span};
use crate::source::base64;
use crate::source::cooked::Place;
use crate::source::limits::Limits;
use crate::source::scalar;
use crate::source::tree::{Document, Duplicate, Kind, Style};

/// `syntax/alias-cycle`
pub(crate) static ALIAS_CYCLE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/alias-cycle",
    "An alias inside of the value it repeats",
    "`*name` repeats the value marked `&name`. A value that repeats itself would have no end, so the cluster refuses it.",
    "a: &x [*x]\n",
    "a: &x [1]\nb: *x\n",
);

/// `syntax/alias-expansion`
pub(crate) static ALIAS_EXPANSION: Rule = Rule::error(
    Layer::Syntax,
    "syntax/alias-expansion",
    "Aliases that expand to far more than was written",
    "A few lines of aliases of aliases can stand for billions of values. The cluster refuses such documents, and so \
     does plimsoll, before they take its memory.",
    "",
    "",
);

/// `syntax/map-key`
pub(crate) static MAP_KEY: Rule = Rule::error(
    Layer::Syntax,
    "syntax/map-key",
    "A key that is no text",
    "Keys become JSON's keys, which are texts. A list, a map, null or a very large number cannot be one.",
    "? [a, b]\n: 1\n",
    "\"[a, b]\": 1\n",
);

/// `syntax/merge-key`
pub(crate) static MERGE_KEY: Rule = Rule::error(
    Layer::Syntax,
    "syntax/merge-key",
    "`<<` with something else than a map",
    "`<<` merges the entries of other maps into this one: it takes a map, an alias to one, or a list of those.",
    "<<: text\na: 1\n",
    "base: &b {x: 1}\nuse:\n  <<: *b\n",
);

/// `syntax/not-finite`
pub(crate) static NOT_FINITE: Rule = Rule::error(
    Layer::Syntax,
    "syntax/not-finite",
    "A number that JSON does not have",
    "`.nan` and `.inf` are numbers in YAML, but the cluster speaks JSON, which has neither.",
    "a: .inf\n",
    "a: \".inf\"\n",
);

/// `syntax/tag`
pub(crate) static TAG: Rule = Rule::error(
    Layer::Syntax,
    "syntax/tag",
    "A tag that its value does not fit",
    "`!!int` and its like say how a value is read. Here the value cannot be read so.",
    "a: !!int text\n",
    "a: !!int 5\n",
);

type Refusal = Box<Finding>;

const TAGS: &str = "tag:yaml.org,2002:";

/// Writes the graph into `document`. On an error the tree holds what came before it.
pub(super) fn expand(graph: &Graph<'_>, document: &mut Document<'_>, limits: &Limits) -> Result<(), Refusal> {
    if graph.parts.is_empty() {
        return Ok(());
    }
    let mut expander = Expander {
        graph,
        document,
        limits,
        busy: Vec::new(),
        decoded: 1,
        aliased: 0,
        added: Added::default(),
        deferred: Vec::new(),
    };
    // Room that is not used takes no memory, and a list that grows takes twice its own.
    let has_aliases = graph.parts.iter().any(|part| part.kind == PartKind::Alias);
    let aliased = if has_aliases { limits.of_alias_nodes(expander.document.text.len()) } else { 0 };
    expander.document.nodes.reserve(graph.parts.len() + aliased);
    let result = expander.node(0, 0, false);
    let deferred = expander.deferred;
    if deferred.is_empty() {
        return result;
    }
    let replaced = replaced(document);
    let stays = |node: u32| {
        let before = replaced.partition_point(|(start, _)| *start <= node);
        before == 0 || replaced[before - 1].1 <= node
    };
    let errors: Vec<Finding> = deferred.into_iter().filter(|(n, _)| stays(*n)).map(|(_, e)| *e).collect();
    document.errors.extend(errors);
    result
}

/// The nodes, as ranges in order, that a later key of the same name replaces: they never reach the conversion
/// to JSON.
fn replaced(document: &Document<'_>) -> Vec<(u32, u32)> {
    let nodes = &document.nodes;
    let entry = |key: u32| (key, nodes.get(nodes[key as usize].next as usize).map_or(key + 1, |value| value.next));
    let mut ranges: Vec<(u32, u32)> = document.duplicates.iter().map(|d| entry(d.first)).collect();
    ranges.sort_unstable();
    // Ranges are nested or apart; of nested ones the outer is enough.
    ranges.dedup_by(|inner, outer| inner.1 <= outer.1);
    ranges
}

/// A key as go-yaml compares it: by type and value.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Identity {
    Text(String),
    Int(i128),
    Float(u64),
    Bool(bool),
    Null,
}

/// What aliases have added.
#[derive(Default)]
struct Added {
    nodes: usize,
    /// Bytes of text.
    bytes: usize,
    /// Texts that are not in the file as they stand, by the part that they are of: each is made once.
    texts: HashMap<u32, Place>,
}

/// The keys a map has so far, each with its node.
type Keys = HashMap<Identity, u32>;

struct Expander<'p, 'd, 's> {
    graph: &'p Graph<'p>,
    document: &'d mut Document<'s>,
    limits: &'p Limits,
    /// Aliases being expanded.
    busy: Vec<u32>,
    /// Nodes decoded, and those of them that came through an alias, as go-yaml counts.
    decoded: u64,
    aliased: u64,
    added: Added,
    /// What the conversion to JSON refuses, each with its node.
    deferred: Vec<(u32, Refusal)>,
}

fn error(span: Span, rule: &'static Rule, message: impl Into<String>, help: &str) -> Refusal {
    let mut finding = Finding::of(rule, span, message);
    if !help.is_empty() {
        finding.help(help);
    }
    Box::new(finding)
}

/// The refusal of more than is read, which is ours: the cluster may have room for it.
fn unread(span: Span, most: &str) -> Refusal {
    let message = format!("the aliases of this document add more than {most}; the rest is not read");
    error(span, &ALIAS_EXPANSION, message, "write the repeated parts out, or repeat less")
}

impl<'p> Expander<'p, '_, '_> {
    /// One more decoded node; refuses what go-yaml calls excessive aliasing.
    fn count(&mut self, span: Span) -> Result<(), Refusal> {
        self.decoded += 1;
        if self.busy.is_empty() {
            return Ok(());
        }
        self.aliased += 1;
        self.added.nodes += 1;
        let ratio = self.aliased as f64 / self.decoded as f64;
        let excessive = self.aliased > 100 && self.decoded > 1000 && ratio > allowed_ratio(self.decoded);
        if excessive {
            return Err(error(
                span,
                &ALIAS_EXPANSION,
                "the aliases of this document expand to far more than was written",
                "write the repeated parts out, or repeat less",
            ));
        }
        let size = self.document.text.len();
        let most = self.limits.of_alias_nodes(size);
        if self.added.nodes > most {
            return Err(unread(span, &format!("{most} values")));
        }
        Ok(())
    }

    /// Counts the text of a scalar that came through an alias.
    fn count_text(&mut self, part: &Part, text: &str, aliased: bool) -> Result<(), Refusal> {
        if !aliased {
            return Ok(());
        }
        self.added.bytes += text.len();
        let most = self.limits.of_alias_bytes(self.document.text.len());
        if self.added.bytes > most { Err(unread(part.span, &format!("{most} bytes of text"))) } else { Ok(()) }
    }

    fn node(&mut self, id: u32, depth: usize, aliased: bool) -> Result<(), Refusal> {
        let part = &self.graph.parts[id as usize];
        self.count(part.span)?;
        if depth > self.limits.depth {
            return Err(too_deep(part.span, self.limits.depth));
        }
        match part.kind {
            PartKind::Scalar { implicit, .. } => self.scalar(id, implicit, aliased),
            PartKind::Alias => {
                self.enter(id, part.span)?;
                let result = self.node(part.other, depth + 1, true);
                self.busy.pop();
                result
            }
            PartKind::Seq => {
                let node = self.document.push(Kind::Seq, part.style, part.span);
                self.document.nodes[node as usize].flag = aliased;
                let mut at = id + 1;
                let mut result = Ok(());
                while at < part.next && result.is_ok() {
                    result = self.node(at, depth + 1, aliased);
                    at = self.graph.parts[at as usize].next;
                }
                self.document.close(node, part.span.end);
                result
            }
            PartKind::Map => {
                let node = self.document.push(Kind::Map, part.style, part.span);
                self.document.nodes[node as usize].flag = aliased;
                let result = self.entries(id, depth, aliased, &mut Keys::new());
                self.document.close(node, part.span.end);
                result
            }
        }
    }

    fn enter(&mut self, id: u32, span: Span) -> Result<(), Refusal> {
        if self.busy.contains(&id) {
            let name = self.graph.name(id);
            let message = format!("the value of anchor `&{name}` contains itself");
            return Err(error(span, &ALIAS_CYCLE, message, "an alias can only repeat what is complete above it"));
        }
        self.busy.push(id);
        Ok(())
    }

    /// The entries of map `id`, into the map that is open.
    fn entries(&mut self, id: u32, depth: usize, aliased: bool, keys: &mut Keys) -> Result<(), Refusal> {
        let mut at = id + 1;
        let end = self.graph.parts[id as usize].next;
        while at < end {
            let value = self.graph.parts[at as usize].next;
            if self.is_merge(at) {
                self.merge(value, depth, keys)?;
            } else {
                self.key(at, depth, aliased, keys)?;
                let before = self.document.nodes.len();
                let result = self.node(value, depth + 1, aliased);
                if self.document.nodes.len() == before {
                    self.document.push(Kind::Null, Style::Plain, Span::point(self.graph.parts[at as usize].span.end));
                }
                result?;
            }
            at = self.graph.parts[value as usize].next;
        }
        Ok(())
    }

    fn is_merge(&self, id: u32) -> bool {
        match self.graph.parts[id as usize].kind {
            PartKind::Scalar { implicit, .. } => {
                self.graph.text(id) == "<<" && (implicit || self.graph.tag(id).strip_prefix(TAGS) == Some("merge"))
            }
            _ => false,
        }
    }

    /// The value of a merge key: a map, an alias to one, or a list of such, the first of which wins.
    fn merge(&mut self, id: u32, depth: usize, keys: &mut Keys) -> Result<(), Refusal> {
        let part = &self.graph.parts[id as usize];
        if let PartKind::Seq = part.kind {
            self.count(part.span).ok();
            let mut items = Vec::new();
            let mut at = id + 1;
            while at < part.next {
                items.push(at);
                at = self.graph.parts[at as usize].next;
            }
            return items.into_iter().rev().try_for_each(|item| self.merge_map(item, depth, keys));
        }
        self.merge_map(id, depth, keys)
    }

    fn merge_map(&mut self, id: u32, depth: usize, keys: &mut Keys) -> Result<(), Refusal> {
        let part = &self.graph.parts[id as usize];
        if depth > self.limits.depth {
            return Err(too_deep(part.span, self.limits.depth));
        }
        self.count(part.span)?;
        match part.kind {
            PartKind::Map => self.entries(id, depth + 1, true, keys),
            PartKind::Alias if self.graph.parts[part.other as usize].kind == PartKind::Map => {
                self.enter(id, part.span)?;
                let result = self.count(part.span).and_then(|()| self.entries(part.other, depth + 1, true, keys));
                self.busy.pop();
                result
            }
            _ => Err(error(
                part.span,
                &MERGE_KEY,
                "`<<` takes a map, an alias to a map, or a list of those",
                "quote the key as `\"<<\"` if a field of that name is meant",
            )),
        }
    }

    /// What a key stands for where it is an alias, and whether it is one.
    fn behind_aliases(&mut self, mut id: u32, depth: usize) -> Result<(u32, bool), Refusal> {
        let parts = &self.graph.parts;
        let mut part = &parts[id as usize];
        let mut entered = 0;
        self.count(part.span)?;
        while part.kind == PartKind::Alias {
            self.enter(id, part.span)?;
            entered += 1;
            self.count(part.span)?;
            (id, part) = (part.other, &parts[part.other as usize]);
            if entered + depth > self.limits.depth {
                return Err(too_deep(part.span, self.limits.depth));
            }
        }
        self.busy.truncate(self.busy.len() - entered);
        Ok((id, entered > 0))
    }

    /// Writes a key as text and notes whether the map has it already.
    fn key(&mut self, id: u32, depth: usize, aliased: bool, keys: &mut Keys) -> Result<(), Refusal> {
        let (id, through_alias) = self.behind_aliases(id, depth)?;
        let part = &self.graph.parts[id as usize];
        let aliased = aliased || through_alias;
        let PartKind::Scalar { implicit, .. } = part.kind else {
            return Err(error(
                part.span,
                &MAP_KEY,
                "a key must be a text, not a list or a map",
                "quote the key, or, where this is a template's `{{ … }}`, render the template first",
            ));
        };
        let text = self.graph.text(id);
        let (kind, truth, cooked) = meaning(part, text, self.graph.tag(id), implicit)?;
        let shown = cooked.as_deref().unwrap_or(text);
        self.count_text(part, shown, aliased)?;
        let node = self.document.nodes.len() as u32;
        let (identity, name): (_, Option<String>) = match kind {
            Kind::Bool => (Identity::Bool(truth), Some(truth.to_string())),
            Kind::Int => {
                let value = scalar::integer(text).unwrap_or_default();
                if i64::try_from(value).is_err() {
                    let message = format!("the number `{text}` is too large for a key");
                    self.deferred.push((node, error(part.span, &MAP_KEY, message, "quote it")));
                }
                (Identity::Int(value), Some(value.to_string()))
            }
            Kind::Float => {
                let value = scalar::float(text).unwrap_or(f64::NAN);
                (Identity::Float(value.to_bits()), Some(scalar::float_key(value)))
            }
            Kind::Null => {
                let help = "quote it, or give the entry a name";
                self.deferred.push((node, error(part.span, &MAP_KEY, "a key must not be null", help)));
                (Identity::Null, Some("null".to_owned()))
            }
            _ => (Identity::Text(shown.to_owned()), None),
        };
        let node = self.document.push(Kind::Str, part.style, part.span);
        self.document.nodes[node as usize].flag = aliased;
        match name {
            Some(name)
                if name == text && part.style == Style::Plain && cooked.is_none() && self.verbatim(part.span, text) => {
            }
            Some(name) => {
                self.document.cook(node, &name);
            }
            None => self.cook(node, id, shown, aliased),
        }
        if let Some(first) = keys.insert(identity, node) {
            self.document.duplicates.push(Duplicate { first, second: node });
        }
        Ok(())
    }

    fn verbatim(&self, span: Span, text: &str) -> bool {
        self.document.text.get(span.range()) == Some(text)
    }

    /// Gives a text node its text where the file does not have it as it stands.
    fn cook(&mut self, node: u32, id: u32, text: &str, aliased: bool) {
        let part = &self.graph.parts[id as usize];
        if bare(self.document.text, part.span, part.style) == text {
            return;
        }
        if let Some(place) = self.added.texts.get(&id) {
            self.document.cook_again(node, *place);
            return;
        }
        let place = self.document.cook(node, text);
        // Only what comes more than once is worth remembering.
        if aliased {
            self.added.texts.insert(id, place);
        }
    }

    fn scalar(&mut self, id: u32, implicit: bool, aliased: bool) -> Result<(), Refusal> {
        let graph = self.graph;
        let (part, text, tag) = (&graph.parts[id as usize], graph.text(id), graph.tag(id));
        self.count_text(part, text, aliased)?;
        let (kind, truth, cooked) = meaning(part, text, tag, implicit)?;
        let node = self.document.push(kind, part.style, part.span);
        self.document.nodes[node as usize].flag = if kind == Kind::Bool { truth } else { aliased };
        self.cook(node, id, cooked.as_deref().unwrap_or(text), aliased);
        if kind == Kind::Float && scalar::float(text).is_some_and(|f| !f.is_finite()) {
            let message = format!("`{text}` is a number that JSON does not have");
            self.deferred.push((node, error(part.span, &NOT_FINITE, message, "quote it if a text is meant")));
        }
        Ok(())
    }
}

/// What a scalar means: its kind, a boolean's value, and its text where a tag changes it.
fn meaning(part: &Part, text: &str, tag: &str, implicit: bool) -> Result<(Kind, bool, Option<String>), Refusal> {
    if tag.is_empty() {
        let (kind, truth) = if implicit { scalar::resolve(text) } else { (Kind::Str, false) };
        return Ok((kind, truth, None));
    }
    let Some(short) = tag.strip_prefix(TAGS) else { return Ok((Kind::Str, false, None)) };
    let cannot = || {
        error(
            part.span,
            &TAG,
            format!("`{text}` cannot be read as `!!{short}`"),
            "leave the tag away, or give it a value of its type",
        )
    };
    let (kind, truth) = scalar::resolve(text);
    match short {
        "str" => Ok((Kind::Str, false, None)),
        "binary" => match base64::decode(text) {
            Some(bytes) => Ok((Kind::Str, false, Some(String::from_utf8_lossy(&bytes).into_owned()))),
            None => Err(error(part.span, &TAG, "this is not base64", "`!!binary` takes base64")),
        },
        "null" if kind == Kind::Null => Ok((kind, false, None)),
        "bool" if kind == Kind::Bool => Ok((kind, truth, None)),
        "int" if kind == Kind::Int => Ok((kind, false, None)),
        "float" if kind == Kind::Float => Ok((kind, false, None)),
        "float" if kind == Kind::Int && scalar::integer(text).is_some_and(|n| i64::try_from(n).is_ok()) => {
            Ok((Kind::Float, false, None))
        }
        "timestamp" if scalar::is_timestamp(text) => Ok((Kind::Str, false, None)),
        "null" | "bool" | "int" | "float" | "timestamp" => Err(cannot()),
        _ => Ok((Kind::Str, false, None)),
    }
}

/// The part of a document that may come from aliases (`allowedAliasRatio`).
fn allowed_ratio(decoded: u64) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    let decoded = decoded as f64;
    if decoded <= LOW {
        0.99
    } else if decoded >= HIGH {
        0.10
    } else {
        0.99 - 0.89 * ((decoded - LOW) / (HIGH - LOW))
    }
}
