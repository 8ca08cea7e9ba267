//! Functions that rewritten expressions call. Their names begin with `@`, which no rule can write.

use std::cmp::Ordering;
use std::sync::Arc;

use kube_cel::cel;

use cel::extractors::This;
use cel::objects::{Key, Map, OptionalValue};
use cel::{Context, ExecutionError, Value};

/// Makes them known, and what the library lacks of `cel.OptionalTypes`.
pub(super) fn register(context: &mut Context<'_>) {
    context.add_function("@pairs", pairs);
    context.add_function("@equal", equal);
    context.add_function("@insert", insert);
    context.add_function("@sortByKeys", sort_by_keys);
    context.add_function("optional.unwrap", unwrap);
    context.add_function("unwrapOpt", |This(of): This<Arc<Vec<Value>>>| unwrap(of));
}

fn failed(why: &str) -> ExecutionError {
    ExecutionError::function_error("@", why)
}

/// The items of a list with their indices, or the entries of a map, each as a list of two. (Maps have no order in CEL;
/// by key it is at least the same each time.)
fn pairs(of: Value) -> Result<Value, ExecutionError> {
    let pair = |first: Value, second: &Value| Value::List(Arc::new(vec![first, second.clone()]));
    let all: Vec<Value> = match &of {
        Value::List(items) => (0..).zip(items.iter()).map(|(at, item)| pair(Value::Int(at), item)).collect(),
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            entries.into_iter().map(|(key, value)| pair(Value::from(key), value)).collect()
        }
        _ => return Err(failed("neither a list nor a map")),
    };
    Ok(Value::List(Arc::new(all)))
}

/// Whether two values are equal; optionals are, where both hold nothing or equal values.
fn equal(one: Value, other: Value) -> bool {
    let inner = |of: &Value| <&OptionalValue>::try_from(of).ok().map(|optional| optional.value().cloned());
    match (inner(&one), inner(&other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one == other,
        _ => false,
    }
}

/// A map with one entry more, or with all of another's. A key may come once.
fn insert(cel::extractors::Arguments(arguments): cel::extractors::Arguments) -> Result<Value, ExecutionError> {
    let (Some(Value::Map(map)), added) = (arguments.first(), &arguments[1.min(arguments.len())..]) else {
        return Err(failed("no map"));
    };
    let mut entries = map.map.as_ref().clone();
    let mut put = |key: Key, value: Value| match entries.insert(key, value) {
        Some(_) => Err(failed("a key comes twice")),
        None => Ok(()),
    };
    match added {
        [key, value] => put(key.clone().try_into().map_err(|_| failed("no key"))?, value.clone())?,
        [Value::Map(more)] => {
            for (key, value) in more.map.iter() {
                put(key.clone(), value.clone())?;
            }
        }
        _ => return Err(failed("no entry")),
    }
    Ok(Value::Map(Map { map: Arc::new(entries) }))
}

/// The values of those optionals that have one.
fn unwrap(of: Arc<Vec<Value>>) -> Result<Value, ExecutionError> {
    let optionals = of.iter().map(<&OptionalValue>::try_from).collect::<Result<Vec<_>, _>>()?;
    Ok(Value::List(Arc::new(optionals.into_iter().filter_map(|optional| optional.value().cloned()).collect())))
}

/// A list in the order of its keys; equals stay as they were.
fn sort_by_keys(items: Arc<Vec<Value>>, keys: Arc<Vec<Value>>) -> Result<Value, ExecutionError> {
    let plain = |key: &Value| {
        matches!(
            key,
            Value::Int(_)
                | Value::UInt(_)
                | Value::Float(_)
                | Value::Bool(_)
                | Value::String(_)
                | Value::Duration(_)
                | Value::Timestamp(_)
        )
    };
    let alike =
        |key: &Value| keys.first().is_none_or(|first| std::mem::discriminant(first) == std::mem::discriminant(key));
    if items.len() != keys.len() || !keys.iter().all(|key| plain(key) && alike(key)) {
        return Err(failed("keys that cannot be compared"));
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|a, b| keys[*a].partial_cmp(&keys[*b]).unwrap_or(Ordering::Equal));
    Ok(Value::List(Arc::new(order.into_iter().map(|at| items[at].clone()).collect())))
}
