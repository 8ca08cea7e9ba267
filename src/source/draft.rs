//! Documents made in memory out of others: what is kept of a tree stands where it stood, what is new stands where it was put.

use super::limits::Limits;
use super::node::Node;
use super::stream::stream;
use super::tree::{Document, Kind, Style};
use crate::model::Span;

/// A value that may still be changed.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it stands in the file that it is about; a new one stands where something has to be blamed for it.
    span: Span,
    value: Value,
}

#[derive(Clone, Debug)]
enum Value {
    /// A scalar and its text without quotes and escapes.
    Scalar(Kind, String),
    List(Vec<Draft>),
    /// The last of each key, with where the key stands.
    Map(Vec<(String, Span, Draft)>),
}

/// Two are equal that the cluster reads alike, wherever they stand.
impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Scalar(Kind::Null, _), Value::Scalar(Kind::Null, _)) => true,
            (Value::Scalar(kind, text), Value::Scalar(other, same)) => kind == other && text == same,
            (Value::List(items), Value::List(others)) => items == others,
            (Value::Map(own), Value::Map(others)) => {
                let same = |(key, _, value): &(String, Span, Draft)| other.get(key) == Some(value);
                own.len() == others.len() && own.iter().all(same)
            }
            _ => false,
        }
    }
}

impl Eq for Draft {}

impl Draft {
    /// What a node is.
    pub fn of(node: Node<'_>) -> Self {
        let value = match node.kind() {
            Kind::Map => {
                let mut map: Vec<(String, Span, Draft)> = Vec::new();
                for entry in node.entries() {
                    let member = (entry.key.scalar_text().to_owned(), entry.key.span(), Draft::of(entry.value));
                    match map.iter_mut().find(|(key, ..)| *key == member.0) {
                        Some(earlier) => *earlier = member,
                        None => map.push(member),
                    }
                }
                Value::Map(map)
            }
            Kind::Seq => Value::List(node.items().map(Draft::of).collect()),
            Kind::Bool => Value::Scalar(Kind::Bool, (node.as_bool() == Some(true)).to_string()),
            kind => Value::Scalar(kind, node.scalar_text().to_owned()),
        };
        Draft { span: node.span(), value }
    }

    /// The only value that a text holds, in YAML or JSON; none of it stands anywhere yet.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let documents = stream(text, &Limits::default());
        if let Some(error) = documents.iter().flat_map(|document| &document.errors).next() {
            return Err(error.message.clone());
        }
        let root = documents.first().and_then(Document::root);
        let mut draft = root.map_or_else(Draft::map, Draft::of);
        draft.place(Span::default());
        Ok(draft)
    }

    fn new(value: Value) -> Self {
        Draft { span: Span::default(), value }
    }

    /// An empty map.
    pub fn map() -> Self {
        Draft::new(Value::Map(Vec::new()))
    }

    /// A list.
    pub fn list(items: Vec<Draft>) -> Self {
        Draft::new(Value::List(items))
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Draft::new(Value::Scalar(Kind::Str, text.into()))
    }

    /// A number.
    pub fn number(number: i64) -> Self {
        Draft::new(Value::Scalar(Kind::Int, number.to_string()))
    }

    /// A truth.
    pub fn bool(truth: bool) -> Self {
        Draft::new(Value::Scalar(Kind::Bool, truth.to_string()))
    }

    /// A map of texts.
    pub fn texts<'t>(pairs: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let mut map = Draft::map();
        pairs.into_iter().for_each(|(key, value)| map.set(key, Draft::text(value)));
        map
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Scalar(Kind::Null, _))
    }

    /// Whether it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// A text, or another scalar as it is written.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(kind, text) if *kind != Kind::Null => Some(text),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn items(&self) -> Option<&[Draft]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The items of a list, to be changed.
    pub fn items_mut(&mut self) -> Option<&mut Vec<Draft>> {
        match &mut self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Draft)> {
        let map = if let Value::Map(map) = &self.value { map.as_slice() } else { &[] };
        map.iter().map(|(key, _, value)| (key.as_str(), value))
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Draft> {
        self.entries().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// The value under a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Draft> {
        let Value::Map(map) = &mut self.value else { return None };
        map.iter_mut().find(|(own, ..)| own == key).map(|(.., value)| value)
    }

    /// The value below several keys.
    pub fn at(&self, path: &[&str]) -> Option<&Draft> {
        path.iter().try_fold(self, |below, key| below.get(key))
    }

    /// The value below several keys, to be changed; maps are made where there is none.
    pub fn at_mut(&mut self, path: &[&str]) -> &mut Draft {
        let mut at = self;
        for key in path {
            if !at.get(key).is_some_and(Draft::is_map) {
                at.set(key, Draft::map());
            }
            at = at.member(key);
        }
        at
    }

    /// The value under a key that is there; where it is not, this one.
    fn member(&mut self, key: &str) -> &mut Draft {
        let Some(at) = self.entries().position(|(own, _)| own == key) else { return self };
        let Draft { value: Value::Map(map), .. } = self else { return self };
        &mut map[at].2
    }

    /// Sets the value under a key: it stands where the old one stood, a new one with its map.
    pub fn set(&mut self, key: &str, mut value: Draft) {
        let span = self.head();
        let Value::Map(map) = &mut self.value else {
            *self = Draft { span: self.span, value: Value::Map(Vec::new()) };
            self.set(key, value);
            return;
        };
        if let Some((.., old)) = map.iter_mut().find(|(own, ..)| own == key) {
            value.settle(old.span);
            *old = value;
        } else {
            value.settle(span);
            map.push((key.to_owned(), span, value));
        }
    }

    /// Takes the value under a key away.
    pub fn remove(&mut self, key: &str) -> Option<Draft> {
        let Value::Map(map) = &mut self.value else { return None };
        let at = map.iter().position(|(own, ..)| own == key)?;
        Some(map.remove(at).2)
    }

    /// Puts an item into a list, where it stands with what is there; of no list, makes none.
    pub fn insert(&mut self, at: usize, mut item: Draft) {
        let span = self.head();
        if let Value::List(items) = &mut self.value {
            item.settle(span);
            items.insert(at.min(items.len()), item);
        }
    }

    /// Where something is to be blamed that is not written: the first key or item.
    fn head(&self) -> Span {
        match &self.value {
            Value::Map(map) => map.first().map_or(self.span, |(_, span, _)| *span),
            Value::List(items) => items.first().map_or(self.span, Draft::head),
            Value::Scalar(..) => self.span,
        }
    }

    /// Says where all of it stands.
    pub fn stands(&mut self, span: Span) {
        self.place(span);
    }

    /// Says where a value stands that does not stand anywhere yet.
    fn settle(&mut self, span: Span) {
        if self.span == Span::default() {
            self.place(span);
        }
    }

    fn place(&mut self, span: Span) {
        self.span = span;
        match &mut self.value {
            Value::Scalar(..) => {}
            Value::List(items) => items.iter_mut().for_each(|item| item.place(span)),
            Value::Map(map) => {
                for (_, key, value) in map {
                    *key = span;
                    value.place(span);
                }
            }
        }
    }

    /// A document of it in the place of another, whose text it is about.
    pub fn document<'s>(&self, of: &Document<'s>) -> Document<'s> {
        let mut document = Document::new(of.text, of.index);
        document.span = of.span;
        self.write(&mut document);
        document
    }

    fn write(&self, document: &mut Document<'_>) {
        match &self.value {
            Value::Scalar(kind, text) => {
                let id = document.push(*kind, Style::Plain, self.span);
                document.nodes[id as usize].flag = *kind == Kind::Bool && text == "true";
                document.cook(id, text);
            }
            Value::List(items) => {
                let id = document.push(Kind::Seq, Style::Plain, self.span);
                items.iter().for_each(|item| item.write(document));
                document.close(id, self.span.end);
            }
            Value::Map(map) => {
                let id = document.push(Kind::Map, Style::Plain, self.span);
                for (key, span, value) in map {
                    let name = document.push(Kind::Str, Style::Plain, *span);
                    document.cook(name, key);
                    value.write(document);
                }
                document.close(id, self.span.end);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{json, parse};

    #[test]
    fn what_is_kept_stands_where_it_stood() {
        let text = "a: 1\nb: {c: yes, d: [x, 'y']}\n";
        let documents = parse(text, &Limits::default());
        let mut draft = Draft::of(documents[0].root().unwrap());
        draft.at_mut(&["b"]).set("c", Draft::number(5));
        draft.at_mut(&["b", "e"]).set("f", Draft::text("new"));
        draft.remove("a");
        let made = draft.document(&documents[0]);
        assert_eq!(json(&made), r#"{"b":{"c":5,"d":["x","y"],"e":{"f":"new"}}}"#);
        let b = made.root().and_then(|root| root.get("b")).unwrap();
        let span = |key: &str| &text[b.get(key).unwrap().span().range()];
        assert_eq!((span("c"), span("d"), span("e")), ("yes", "[x, 'y']", "c"));
    }

    #[test]
    fn equal_is_what_reads_alike() {
        let read = |text: &str| Draft::read(text).unwrap();
        assert_eq!(read("{a: 1, b: [x]}"), read("b: ['x']\na: 1\n"));
        assert_ne!(read("{a: 1}"), read("{a: '1'}"));
        assert_ne!(read("{a: 1}"), read("{a: 1, b: 2}"));
        assert!(Draft::read("{").is_err());
        assert_eq!(read(""), Draft::map());
    }
}
