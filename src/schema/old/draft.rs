//! A tree that can be changed: what a manifest's tree would be in another form, each part knowing where it came from.

use crate::source::{self, Kind, Node};

/// A value of the changed tree.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// As it stands.
    Kept(Node<'a>),
    /// A new text or number, as it is written.
    Text(String),
    /// A map, new or opened to be changed.
    Map(Map<'a>),
    /// A list, new or opened to be changed.
    List(List<'a>),
}

/// A map of the changed tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Map<'a> {
    /// What it was opened from.
    pub(super) of: Option<Node<'a>>,
    pub(super) members: Vec<Member<'a>>,
}

/// A list of the changed tree.
#[derive(Clone, Debug, Default)]
pub(super) struct List<'a> {
    /// What it was opened from: then it begins with as many items.
    pub(super) of: Option<Node<'a>>,
    pub(super) items: Vec<Value<'a>>,
}

/// An entry of the changed tree.
#[derive(Clone, Debug)]
pub(super) struct Member<'a> {
    pub(super) name: String,
    /// The entry it was, whose comments it takes along.
    pub(super) from: Option<source::Entry<'a>>,
    pub(super) value: Value<'a>,
}

impl<'a> Value<'a> {
    /// A new map.
    pub(super) fn of(members: Vec<Member<'a>>) -> Self {
        Value::Map(Map { of: None, members })
    }

    /// The map, opened; none for what is no map.
    pub(super) fn map(&mut self) -> Option<&mut Map<'a>> {
        if let Value::Kept(node) = *self
            && node.kind() == Kind::Map
        {
            *self = Value::Map(Map::open(node));
        }
        if let Value::Map(map) = self { Some(map) } else { None }
    }

    /// The list, opened; none for what is no list.
    pub(super) fn list(&mut self) -> Option<&mut List<'a>> {
        if let Value::Kept(node) = *self
            && node.kind() == Kind::Seq
        {
            *self = Value::List(List { of: Some(node), items: exactly(node.len(), node.items().map(Value::Kept)) });
        }
        if let Value::List(list) = self { Some(list) } else { None }
    }

    /// The items of the list, opened; none for what is no list.
    pub(super) fn items(&mut self) -> impl Iterator<Item = &mut Value<'a>> {
        self.list().into_iter().flat_map(|list| &mut list.items)
    }

    /// The maps among the items.
    pub(super) fn maps(&mut self) -> impl Iterator<Item = &mut Map<'a>> {
        self.items().filter_map(Value::map)
    }

    /// What a text or a number says.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Value::Kept(node) if node.is_scalar() && !node.is_null() => Some(node.scalar_text()),
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The node, where it stands as it was.
    pub(super) fn kept(&self) -> Option<Node<'a>> {
        if let Value::Kept(node) = *self { Some(node) } else { None }
    }

    /// Whether it is no longer what it was opened from.
    pub(super) fn is_changed(&self) -> bool {
        match self {
            Value::Kept(_) => false,
            Value::Text(_) => true,
            Value::Map(map) => map.is_changed() || map.members.iter().any(|m| m.value.is_changed()),
            Value::List(list) => {
                list.of.is_none_or(|node| node.len() != list.items.len()) || list.items.iter().any(Value::is_changed)
            }
        }
    }
}

/// Collects so many: a list that grows takes room for four, and most have fewer.
fn exactly<T>(count: usize, all: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(count);
    list.extend(all);
    list
}

impl<'a> Map<'a> {
    fn open(node: Node<'a>) -> Self {
        let member = |entry: source::Entry<'a>| Member {
            name: entry.key.scalar_text().to_owned(),
            from: Some(entry),
            value: Value::Kept(entry.value),
        };
        Map { of: Some(node), members: exactly(node.len(), node.entries().map(member)) }
    }

    /// Whether members were put in, taken out or moved. One with another name stays in its place.
    pub(super) fn is_changed(&self) -> bool {
        let Some(node) = self.of else { return true };
        let mut before = node.entries();
        let same = self.members.iter().all(|m| before.next().is_some_and(|e| m.is_from(e)));
        !same || before.next().is_some() || self.members.iter().any(Member::is_renamed)
    }

    /// Where that member stands.
    pub(super) fn at(&self, name: &str) -> Option<usize> {
        self.members.iter().position(|m| m.name == name)
    }

    /// Whether there is one of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.at(name).is_some()
    }

    /// The value of that name.
    pub(super) fn get(&mut self, name: &str) -> Option<&mut Value<'a>> {
        self.at(name).map(|at| &mut self.members[at].value)
    }

    /// The map of that name.
    pub(super) fn map(&mut self, name: &str) -> Option<&mut Map<'a>> {
        self.get(name)?.map()
    }

    /// The maps in the list of that name.
    pub(super) fn maps(&mut self, name: &str) -> impl Iterator<Item = &mut Map<'a>> {
        self.get(name).into_iter().flat_map(Value::maps)
    }

    /// What a text of that name says.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.members[self.at(name)?].value.text()
    }

    /// Takes a member out.
    pub(super) fn take(&mut self, name: &str) -> Option<Member<'a>> {
        self.at(name).map(|at| self.members.remove(at))
    }

    /// Puts a member in before the one at that place, or at the end.
    pub(super) fn put(&mut self, at: usize, member: Member<'a>) {
        let at = at.min(self.members.len());
        self.members.insert(at, member);
    }
}

impl<'a> Member<'a> {
    /// A new one.
    pub(super) fn new(name: impl Into<String>, value: Value<'a>) -> Self {
        Member { name: name.into(), from: None, value }
    }

    /// A new text or number.
    pub(super) fn text(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(name, Value::Text(text.into()))
    }

    /// The same by another name.
    pub(super) fn called(self, name: &str) -> Self {
        Member { name: name.to_owned(), ..self }
    }

    /// The key that it had.
    pub(super) fn key(&self) -> Option<Node<'a>> {
        self.from.map(|entry| entry.key)
    }

    /// Whether it was that entry.
    pub(super) fn is_from(&self, entry: source::Entry<'_>) -> bool {
        self.key().is_some_and(|key| key.id() == entry.key.id())
    }

    /// Whether it had another name.
    pub(super) fn is_renamed(&self) -> bool {
        self.key().is_some_and(|key| key.scalar_text() != self.name)
    }
}
