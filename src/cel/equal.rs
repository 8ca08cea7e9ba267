//! Whether values are equal, and which of two comes first (`common/types`, `apiserver/pkg/cel/common`).

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::entries::{is_key, lossless_int, order};
use super::value::{Failure, Items, Likeness, List, Map, Opaque, Semver, Value};

/// Values that are looked at before two are taken to be different: what is shared many times over would never end.
const STEPS_MAX: u64 = 50_000_000;

/// Whether two values are equal. What is on the left decides how lists are compared.
pub fn equal<'a>(left: &Value<'a>, right: &Value<'a>) -> bool {
    let mut steps = STEPS_MAX;
    equal_within(left, right, &mut steps).unwrap_or(false)
}

/// Whether two values are equal, or nothing if that takes more steps than are left.
pub fn equal_within<'a>(left: &Value<'a>, right: &Value<'a>, steps: &mut u64) -> Option<bool> {
    // Pairs are put off instead of recursed into: how deep values nest does not matter.
    let mut pairs = Vec::new();
    if !parts(left, right, &mut pairs, steps)? {
        return Some(false);
    }
    while let Some((left, right)) = pairs.pop() {
        if !parts(&left, &right, &mut pairs, steps)? {
            return Some(false);
        }
    }
    Some(true)
}

type Pairs<'a> = Vec<(Value<'a>, Value<'a>)>;

/// Whether two values are equal if the pairs that are put off are.
fn parts<'a>(left: &Value<'a>, right: &Value<'a>, pairs: &mut Pairs<'a>, steps: &mut u64) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    match (left, right) {
        (Value::Optional(Some(left)), Value::Optional(Some(right))) => {
            pairs.push(((**left).clone(), (**right).clone()));
            Some(true)
        }
        (Value::List(left), Value::List(right)) => lists(left, right, pairs, steps),
        (Value::Map(left), Value::Map(right)) => maps(left, right, pairs, steps),
        _ => Some(scalars(left, right)),
    }
}

/// Takes two values that have to be equal: says at once if they are not, and puts off what has parts.
fn both<'a>(left: Value<'a>, right: Value<'a>, pairs: &mut Pairs<'a>, steps: &mut u64) -> Option<bool> {
    *steps = steps.checked_sub(1)?;
    match (&left, &right) {
        (Value::List(_), Value::List(_))
        | (Value::Map(_), Value::Map(_))
        | (Value::Optional(_), Value::Optional(_)) => {
            pairs.push((left, right));
            Some(true)
        }
        _ => Some(scalars(&left, &right)),
    }
}

fn scalars(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) | (Value::Optional(None), Value::Optional(None)) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::String(left), Value::String(right)) | (Value::Type(left), Value::Type(right)) => {
            left.as_str() == right.as_str()
        }
        (Value::Bytes(left), Value::Bytes(right)) => left == right,
        (Value::Duration(left), Value::Duration(right)) => left == right,
        (Value::Timestamp(left), Value::Timestamp(right)) => left == right,
        (Value::Opaque(left), Value::Opaque(right)) => opaque(left, right),
        _ => numbers(left, right) == Some(Ordering::Equal),
    }
}

fn opaque(left: &Opaque, right: &Opaque) -> bool {
    match (left, right) {
        (Opaque::Url(left), Opaque::Url(right)) => left.text == right.text,
        (Opaque::Semver(left), Opaque::Semver(right)) => same_version(left, right),
        _ => left == right,
    }
}

/// What is built in does not tell versions apart.
fn same_version(left: &Semver, right: &Semver) -> bool {
    left.numbers == right.numbers && left.pre == right.pre
}

/// The order of two numbers, of whatever types (`common/types/compare.go`); none where one is not a number.
fn numbers(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Uint(left), Value::Uint(right)) => Some(left.cmp(right)),
        (Value::Double(left), Value::Double(right)) => left.partial_cmp(right),
        (Value::Int(left), Value::Uint(right)) => Some(i128::from(*left).cmp(&i128::from(*right))),
        (Value::Uint(left), Value::Int(right)) => Some(i128::from(*left).cmp(&i128::from(*right))),
        // As upstream: the whole number becomes a double, whatever that loses.
        #[allow(clippy::cast_precision_loss)]
        (Value::Int(left), Value::Double(right)) => (*left as f64).partial_cmp(right),
        #[allow(clippy::cast_precision_loss)]
        (Value::Double(left), Value::Int(right)) => left.partial_cmp(&(*right as f64)),
        #[allow(clippy::cast_precision_loss)]
        (Value::Uint(left), Value::Double(right)) => (*left as f64).partial_cmp(right),
        #[allow(clippy::cast_precision_loss)]
        (Value::Double(left), Value::Uint(right)) => left.partial_cmp(&(*right as f64)),
        _ => None,
    }
}

fn lists<'a>(left: &List<'a>, right: &List<'a>, pairs: &mut Pairs<'a>, steps: &mut u64) -> Option<bool> {
    if left.len() != right.len() {
        return Some(false);
    }
    match left {
        List::Seen(items) => match items.kind() {
            Likeness::Atomic => in_order(left, right, pairs, steps),
            Likeness::Set => sets(items.as_ref(), right, steps),
            Likeness::Keys(keys) => map_lists(items.as_ref(), keys, right, pairs, steps),
        },
        List::Made(_) => in_order(left, right, pairs, steps),
    }
}

fn in_order<'a>(left: &List<'a>, right: &List<'a>, pairs: &mut Pairs<'a>, steps: &mut u64) -> Option<bool> {
    for (left, right) in left.items().zip(right.items()) {
        if !both(left, right, pairs, steps)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether each item on the right is one on the left (`unstructuredSetList.Equal`).
fn sets<'a>(left: &dyn Items<'a>, right: &List<'a>, steps: &mut u64) -> Option<bool> {
    *steps = steps.checked_sub(left.len() as u64 * 2)?;
    let mut own: Vec<Value<'a>> = (0..left.len()).map(|index| left.get(index)).collect();
    own.sort_by(order);
    Some(right.items().all(|item| as_member(&item) && own.binary_search_by(|own| order(own, &item)).is_ok()))
}

/// Whether an item can be one of a set. Upstream's sets hold what was written, and look for what was read: a date is not
/// found among texts, nor the double 1 among whole numbers.
pub(super) fn as_member(item: &Value<'_>) -> bool {
    match item {
        Value::Double(double) => lossless_int(*double).is_none(),
        Value::Timestamp(_) | Value::Duration(_) | Value::Bytes(_) => false,
        _ => is_key(item),
    }
}

/// Whether each item on the right is the one on the left that has its keys (`unstructuredMapList.Equal`).
#[allow(clippy::mutable_key_type, reason = "what changes in a map is how fast it is searched")]
fn map_lists<'a>(
    left: &dyn Items<'a>,
    keys: &[String],
    right: &List<'a>,
    pairs: &mut Pairs<'a>,
    steps: &mut u64,
) -> Option<bool> {
    *steps = steps.checked_sub(left.len() as u64 * 2)?;
    let mut own: BTreeMap<ItemKey<'a>, usize> = BTreeMap::new();
    for index in 0..left.len() {
        // The last of those that have the same keys.
        own.extend(ItemKey::of(&left.get(index), keys).map(|key| (key, index)));
    }
    for item in right.items() {
        let found = ItemKey::of(&item, keys).and_then(|key| own.get(&key).copied());
        let Some(index) = found else { return Some(false) };
        if !both(left.get(index), item, pairs, steps)? {
            return Some(false);
        }
    }
    Some(true)
}

/// What tells an item of a map list from others: the values of its keys, null where there is none (`toMapKey`).
#[derive(Clone, Debug)]
pub(super) struct ItemKey<'a>(Vec<Value<'a>>);

impl<'a> ItemKey<'a> {
    /// That of an object of a manifest; what an expression made is none.
    pub(super) fn of(item: &Value<'a>, keys: &[String]) -> Option<Self> {
        let Value::Map(Map::Seen(fields)) = item else { return None };
        Some(ItemKey(keys.iter().map(|key| fields.get(key).unwrap_or(Value::Null)).collect()))
    }
}

impl Ord for ItemKey<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let differs = self.0.iter().zip(&other.0).map(|(own, other)| order(own, other));
        differs.fold(Ordering::Equal, Ordering::then).then(self.0.len().cmp(&other.0.len()))
    }
}

impl PartialOrd for ItemKey<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ItemKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for ItemKey<'_> {}

fn maps<'a>(left: &Map<'a>, right: &Map<'a>, pairs: &mut Pairs<'a>, steps: &mut u64) -> Option<bool> {
    if left.len() != right.len() {
        return Some(false);
    }
    for index in 0..left.len() {
        let Some((key, value)) = left.entry(index) else { return Some(false) };
        let mut found = right.get(&key);
        if found.is_none() && !declares(left, &key) && matches!(right, Map::Seen(_)) {
            *steps = steps.checked_sub(right.len() as u64)?;
            let same_key = |(name, _): &(Value<'a>, Value<'a>)| order(name, &key).is_eq();
            found = (0..right.len()).filter_map(|index| right.entry(index)).find(same_key).map(|(_, other)| other);
        }
        let same = match found {
            Some(other) => both(value, other, pairs, steps)?,
            None => passed_over(left, &key, &value),
        };
        if !same {
            return Some(false);
        }
    }
    Some(true)
}

/// Whether a field that the other object has not makes no difference (`unstructuredMap.Equal`): null is as good as absent,
/// and of fields that are not declared only those are compared that both have.
fn passed_over(map: &Map<'_>, key: &Value<'_>, value: &Value<'_>) -> bool {
    let object = matches!(map, Map::Seen(fields) if fields.object().is_some());
    object && matches!(value, Value::Null) || !declares(map, key)
}

/// Whether an entry of a map is declared; what an expression made always is.
fn declares(map: &Map<'_>, key: &Value<'_>) -> bool {
    match (map, key) {
        (Map::Seen(fields), Value::String(key)) => fields.declares(key.as_str()),
        _ => true,
    }
}

/// Which of two values comes first (`traits.Comparer`).
///
/// # Errors
///
/// `no such overload` for types that have no order between them, and for what is not a number.
pub fn compare(left: &Value<'_>, right: &Value<'_>) -> Result<Ordering, Failure> {
    let not_a_number = |value: &Value<'_>| matches!(value, Value::Double(double) if double.is_nan());
    let number = |value: &Value<'_>| matches!(value, Value::Int(_) | Value::Uint(_) | Value::Double(_));
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Ok(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Ok(left.as_str().cmp(right.as_str())),
        (Value::Bytes(left), Value::Bytes(right)) => Ok(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Ok(left.cmp(right)),
        (Value::Timestamp(left), Value::Timestamp(right)) => Ok(left.cmp(right)),
        _ if not_a_number(left) || number(left) && not_a_number(right) => {
            Err(Failure::new("NaN values cannot be ordered"))
        }
        _ => numbers(left, right).ok_or_else(Failure::no_such_overload),
    }
}
