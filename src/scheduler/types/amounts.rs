//! Lists of amounts, laid one over the other.

use super::ResourceList;
use crate::model::Quantity;

/// Lays `more` over `into`: `both` says what comes of an amount that may be there and of the one that comes to it. What is new
/// is put in at once: in a sorted list each that is put in alone moves all behind it.
pub fn merge(into: &mut ResourceList, more: &ResourceList, both: impl Fn(Option<Quantity>, Quantity) -> Quantity) {
    let mut new = Vec::new();
    for (name, amount) in more {
        match into.get_mut(name) {
            Some(have) => *have = both(Some(*have), *amount),
            None => new.push((name.clone(), both(None, *amount))),
        }
    }
    into.extend(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_meets_what_comes() {
        let list = |amounts: &[(&str, i64)]| -> ResourceList {
            amounts.iter().map(|(name, units)| ((*name).to_owned(), Quantity::from_units(*units))).collect()
        };
        let mut into = list(&[("a", 1), ("c", 2)]);
        merge(&mut into, &list(&[("b", 3), ("c", 4), ("d", 5)]), |have, more| have.unwrap_or_default().plus(more));
        let told: Vec<(&str, i64)> = into.iter().map(|(name, amount)| (name.as_str(), amount.value())).collect();
        assert_eq!(told, [("a", 1), ("b", 3), ("c", 6), ("d", 5)]);
    }
}
