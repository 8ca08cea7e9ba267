use std::collections::BTreeMap;

use super::*;
use crate::cel::{Env, Type, compile};

/// `self` with a text of 10, a list of 5 texts of 20, a map of 3 lists of 4 numbers, a list of 2 objects, and what is
/// unbounded.
fn declared() -> Arc<Decl> {
    let text = |max| Decl::simple(Type::String, max, 2);
    let int = || Decl::simple(Type::Int, 0, 1);
    let object = |fields: Vec<(&str, Arc<Decl>)>| {
        let fields: BTreeMap<String, Arc<Decl>> = fields.into_iter().map(|(name, of)| (name.to_owned(), of)).collect();
        Decl::object(fields, 2)
    };
    let part = object(vec![("a", text(7)), ("b", text(9)), ("l", Decl::list(text(3), 6)), ("i", int())]);
    object(vec![
        ("s", text(10)),
        ("i", int()),
        ("l", Decl::list(text(20), 5)),
        ("m", Decl::map(text(0), Decl::list(int(), 4), 3)),
        ("o", Decl::list(part, 2)),
        ("d", Decl::simple(Type::Dyn, 100, 1)),
        ("u", Decl::simple(Type::Named("kubernetes.URL"), 0, 2)),
    ])
}

fn cost(expression: &str) -> (u64, u64) {
    let decl = declared();
    let variables = [("self".to_owned(), decl.named("Self")), ("other".to_owned(), Type::String)].into();
    let checked = compile(expression, &Env { variables, ..Env::default() });
    let checked = checked.unwrap_or_else(|issues| panic!("{expression}: {issues:?}"));
    let Range { min, max } = estimate(&checked, &Declared(&decl));
    (min, max)
}

#[test]
fn estimates() {
    for (expression, min, max) in [
        // Literals are free, names and dots take one, what is only asked for is free.
        ("true", 0, 0),
        ("self.i", 2, 2),
        ("has(self.i)", 1, 1),
        ("self.i + 1 > 2", 4, 4),
        // Texts take a tenth of what is looked at, of both the shorter.
        ("self.s == 'abcdefghijklmnopqrstuvwxyz'", 3, 3),
        ("self.s == 'a'", 3, 3),
        ("self.s < self.l[0]", 6, 6),
        ("self.s + 'ab' == 'c'", 4, 5),
        ("self.s.contains('ab')", 2, 3),
        ("self.s.matches('abcdefgh')", 4, 6),
        ("self.s.startsWith('ab')", 3, 3),
        // Half of a condition may be left out.
        ("self.i == 1 && self.i == 2", 2, 4),
        ("self.i == 1 ? self.s : self.l[0]", 4, 5),
        // Loops go through all items.
        ("self.l.all(x, x == 'abc')", 3, 28),
        ("self.l.map(x, size(x)).size()", 14, 84),
        ("self.l.exists(x, x in self.l)", 3, 63),
        ("self.m.all(k, self.m[k].all(i, i > 0))", 3, 87),
        // What a list takes to be made, and a map.
        ("[1, 2].size() == 2", 12, 12),
        ("{'a': self.s}.size()", 33, 33),
        ("self.s.replace('a', 'bcd').size()", 3, 5),
        ("self.l.join(',').size()", 3, 14),
        ("self.s.split(',').all(x, x != '')", 3, 45),
        ("self.l.max() == 'a'", 3, 18),
        ("self.l.isSorted()", 2, 17),
        ("self.l.sort() == self.l.distinct()", 27, 132),
        ("sets.contains(self.l, ['a', 'b'])", 13, 23),
        ("self.o.all(x, x.l[0] == x.b)", 3, 21),
        ("dyn(self.l).all(x, x == 'a')", 4, 24),
        ("self.d == 1", 3, 3),
        ("url('https://example.com').getHost() == 'a'", 4, 4),
        ("quantity(self.s).isGreaterThan(quantity('1'))", 4, 5),
        ("cidr('10.0.0.0/8').containsIP(self.s)", 4, 8),
        ("self.u == url('https://a')", 4, 4),
    ] {
        assert_eq!(cost(expression), (min, max), "{expression}");
    }
}

#[test]
fn what_is_unbounded_costs_all_there_is() {
    // Nothing is known of how long a number is as a text, and nothing overflows.
    let text = "string(self.i).split('')";
    assert_eq!(cost(&format!("{text}.all(x, {text}.all(y, {text}.all(z, z.contains(x + y))))")).1, u64::MAX);
    assert_eq!(cost("self.l.all(x, string(self.i).matches(string(self.i)))").1, u64::MAX);
    // Whatever variable it is, what is looked up is that of `self`, as upstream has it: an object has no length.
    assert_eq!(cost("other.contains('a')"), (1, 1));
    // A sum that is written out is not.
    assert_eq!(cost(&["self.i"; 100].join(" + ")), (299, 299));
}
