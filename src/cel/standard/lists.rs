//! Lists and maps: what they contain, how they are put together.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::no_trait;
use super::text::printed;
use crate::cel::entries::order;
use crate::cel::equal::{ItemKey, as_member, equal};
use crate::cel::value::{Failure, Items, Likeness, List, Map, Value};

type Outcome<'a> = Result<Value<'a>, Failure>;

/// Lists within lists from which a list is copied instead.
const DEPTH_MAX: u32 = 100;

/// Items up to which a list is copied.
const COPIED_MAX: usize = 1_000_000;

#[allow(clippy::cast_possible_wrap)]
pub(super) fn size<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let size = match args {
        [Value::String(text)] => text.as_str().chars().count(),
        [Value::Bytes(bytes)] => bytes.len(),
        [Value::List(list)] => list.len(),
        [Value::Map(map)] => map.len(),
        _ => return Err(no_trait("size")),
    };
    Ok(Value::Int(size as i64))
}

pub(super) fn is_in<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    match args {
        [item, within] => contains(item, within).map(Value::Bool),
        _ => Err(Failure::no_such_overload()),
    }
}

/// Whether an item is in a list, or a key in a map (`inAggregate`).
fn contains<'a>(item: &Value<'a>, within: &Value<'a>) -> Result<bool, Failure> {
    match within {
        Value::List(List::Made(items)) => Ok(items.iter().any(|own| equal(item, own))),
        Value::List(list @ List::Seen(_)) => {
            let mut wrong = None;
            for own in list.items() {
                match own {
                    Value::Wrong(why) => wrong = Some(why),
                    own if equal(&own, item) => return Ok(true),
                    _ => {}
                }
            }
            // An item that nobody can read may be the one.
            wrong.map_or(Ok(false), |why| Err(Failure::new(&*why)))
        }
        Value::Map(Map::Seen(_)) if !matches!(item, Value::String(_)) => Err(Failure::no_such_overload()),
        Value::Map(map) => map.has(item),
        _ => Err(Failure::no_such_overload()),
    }
}

/// Two lists as one. What is on the left decides how: a set takes what it has not, a map list lets items be replaced.
pub(super) fn joined<'a>(left: &List<'a>, right: &List<'a>) -> Result<List<'a>, Failure> {
    match left {
        List::Made(items) if items.is_empty() => Ok(right.clone()),
        List::Made(_) => concatenated(left, right),
        List::Seen(items) => match items.kind() {
            Likeness::Atomic => concatenated(left, right),
            Likeness::Set => Ok(united(items.as_ref(), right)),
            Likeness::Keys(keys) => Ok(merged(items.as_ref(), keys, right)),
        },
    }
}

/// One list after the other. Neither is copied, as an expression may do this for each item of a third.
fn concatenated<'a>(left: &List<'a>, right: &List<'a>) -> Result<List<'a>, Failure> {
    if right.is_empty() {
        return Ok(left.clone());
    }
    let depth = |list: &List<'a>| match list {
        List::Seen(items) => items.depth(),
        List::Made(_) => 0,
    };
    let both = Concat {
        left: left.clone(),
        right: right.clone(),
        len: left.len().saturating_add(right.len()),
        typed: matches!(left, List::Seen(items) if items.is_typed()),
        depth: depth(left).max(depth(right)) + 1,
    };
    if both.depth < DEPTH_MAX {
        return Ok(List::Seen(Rc::new(both)));
    }
    if both.len > COPIED_MAX {
        return Err(Failure::cost_limit());
    }
    Ok(List::Made(Rc::new(left.items().chain(right.items()).collect())))
}

/// Two lists that are read as one.
#[derive(Debug)]
struct Concat<'a> {
    left: List<'a>,
    right: List<'a>,
    len: usize,
    /// Whether what is on the right is read by the schema of what is on the left.
    typed: bool,
    depth: u32,
}

impl<'a> Items<'a> for Concat<'a> {
    fn len(&self) -> usize {
        self.len
    }

    fn get(&self, index: usize) -> Value<'a> {
        let before = self.left.len();
        let right =
            || self.right.get(index.checked_sub(before)?).map(|item| if self.typed { typed(item) } else { item });
        self.left.get(index).or_else(right).unwrap_or(Value::Null)
    }

    fn is_typed(&self) -> bool {
        self.typed
    }

    fn kind(&self) -> Likeness<'_> {
        Likeness::Atomic
    }

    fn depth(&self) -> u32 {
        self.depth
    }
}

/// An item that was added to a list of a manifest, as it is read then: as if it had been written (`UnstructuredToVal`).
fn typed(item: Value<'_>) -> Value<'_> {
    let wrong = match &item {
        Value::List(List::Made(_)) => "expected an array for the provided schema with type=array",
        Value::Map(Map::Made(_)) => "expected a map for the provided schema with type=object",
        Value::Timestamp(_) => "expected string, got time.Time",
        Value::Duration(_) => "expected string, got time.Duration",
        Value::Bytes(_) => "expected string, got []uint8",
        _ => return item,
    };
    Value::Wrong(format!("invalid data, {wrong}").into())
}

/// A set or a map list that was added to.
#[derive(Debug)]
struct Grown<'a> {
    items: Vec<Value<'a>>,
    /// Of a map list.
    keys: Option<Vec<String>>,
}

impl<'a> Items<'a> for Grown<'a> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> Value<'a> {
        self.items.get(index).cloned().unwrap_or(Value::Null)
    }

    fn kind(&self) -> Likeness<'_> {
        self.keys.as_deref().map_or(Likeness::Set, Likeness::Keys)
    }
}

/// A set with what it has not yet of a list (`unstructuredSetList.Add`).
fn united<'a>(set: &dyn Items<'a>, more: &List<'a>) -> List<'a> {
    let mut items: Vec<Value<'a>> = (0..set.len()).map(|index| set.get(index)).collect();
    let mut own: Vec<Value<'a>> = items.iter().filter(|item| as_member(item)).cloned().collect();
    own.sort_by(order);
    // Of the new ones the first of each, in their order.
    let mut new: Vec<(usize, Value<'a>)> = more.items().enumerate().collect();
    new.sort_by(|a, b| order(&a.1, &b.1).then(a.0.cmp(&b.0)));
    new.dedup_by(|later, first| order(&later.1, &first.1).is_eq());
    new.retain(|(_, item)| own.binary_search_by(|own| order(own, item)).is_err());
    new.sort_by_key(|(at, _)| *at);
    items.extend(new.into_iter().map(|(_, item)| item));
    List::Seen(Rc::new(Grown { items, keys: None }))
}

/// A map list in which the items of another take the places of those with the same keys (`unstructuredMapList.Add`).
#[allow(clippy::mutable_key_type, reason = "what changes in a map is how fast it is searched")]
fn merged<'a>(list: &dyn Items<'a>, keys: &[String], more: &List<'a>) -> List<'a> {
    let mut items: Vec<Value<'a>> = (0..list.len()).map(|index| list.get(index)).collect();
    let mut places: BTreeMap<ItemKey<'a>, usize> = BTreeMap::new();
    for (at, item) in items.iter().enumerate() {
        places.extend(ItemKey::of(item, keys).map(|key| (key, at)));
    }
    for item in more.items() {
        let place = ItemKey::of(&item, keys).and_then(|key| places.get(&key).copied());
        match place {
            Some(at) => items[at] = item,
            None => items.push(typed(item)),
        }
    }
    List::Seen(Rc::new(Grown { items, keys: Some(keys.to_vec()) }))
}

/// What is said of a key that is there already (`InsertMapKeyValue`).
pub(in crate::cel) fn key_exists(key: &Value<'_>) -> Failure {
    Failure::new(format!("insert failed: key {} already exists", printed(key)))
}

pub(super) fn insert<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let [Value::Map(map), key, value] = args else { return Err(Failure::no_such_overload()) };
    with_entries(map, [(key.clone(), value.clone())])
}

pub(super) fn insert_map<'a>(args: &[Value<'a>]) -> Outcome<'a> {
    let [Value::Map(map), Value::Map(more)] = args else { return Err(Failure::no_such_overload()) };
    with_entries(map, (0..more.len()).filter_map(|index| more.entry(index)))
}

fn with_entries<'a>(map: &Map<'a>, more: impl IntoIterator<Item = (Value<'a>, Value<'a>)>) -> Outcome<'a> {
    let mut entries: Vec<_> = (0..map.len()).filter_map(|index| map.entry(index)).collect();
    for (key, value) in more {
        if map.get(&key).is_some() {
            return Err(key_exists(&key));
        }
        entries.push((key, value));
    }
    Ok(Value::from(entries))
}
