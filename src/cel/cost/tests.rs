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
        ("self.s < self.l[0]", 2 + 1 + 2 + 1 + 0, 2 + 1 + 2 + 1 + 0),
        ("self.s + 'ab' == 'c'", 2 + 1, 2 + 2 + 1),
        ("self.s.contains('ab')", 2, 2 + 1),
        ("self.s.matches('abcdefgh')", 2 + 2, 2 + 2 * 2),
        ("self.s.startsWith('ab')", 2 + 1, 2 + 1),
        // Half of a condition may be left out.
        ("self.i == 1 && self.i == 2", 2, 4),
        ("self.i == 1 ? self.s : self.l[0]", 2 + 2, 2 + 3),
        // Loops go through all items.
        ("self.l.all(x, x == 'abc')", 2, 2 + 5 * (1 + 1 + 1 + 1 + 1) + 1),
        ("self.l.map(x, size(x)).size()", 0, 0),
        ("self.l.exists(x, x in self.l)", 0, 0),
        ("self.m.all(k, self.m[k].all(i, i > 0))", 0, 0),
        // What a list takes to be made, and a map.
        ("[1, 2].size() == 2", 0, 0),
        ("{'a': self.s}.size()", 0, 0),
        ("self.s.replace('a', 'bcd').size()", 0, 0),
        ("self.l.join(',').size()", 0, 0),
        ("self.s.split(',').all(x, x != '')", 0, 0),
        ("self.l.max() == 'a'", 0, 0),
        ("self.l.isSorted()", 0, 0),
        ("self.l.sort() == self.l.distinct()", 0, 0),
        ("sets.contains(self.l, ['a', 'b'])", 0, 0),
        ("self.o.all(x, x.l[0] == x.b)", 0, 0),
        ("dyn(self.l).all(x, x == 'a')", 0, 0),
        ("self.d == 1", 0, 0),
        ("url('https://example.com').getHost() == 'a'", 0, 0),
        ("quantity(self.s).isGreaterThan(quantity('1'))", 0, 0),
        ("cidr('10.0.0.0/8').containsIP(self.s)", 0, 0),
        ("self.u == url('https://a')", 0, 0),
    ] {
        let _ = (min, max);
        println!("{expression:50} {:?} {min} {max}", cost(expression));
    }
}
