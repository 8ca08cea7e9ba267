//! What expressions come to: tables of an expression and another that is the same, or what the server says.

use std::rc::Rc;

use serde_json::{Value as Json, json};

use super::{Limits, Program, Run, Variables};
use crate::cel::equal::equal;
use crate::cel::standard::type_name;
use crate::cel::value::{Failure, Fields, Items, Likeness, List, Map, Value};
use crate::cel::{Syntax, parse};

/// JSON as a manifest is read: `$set`, `$keys` and `$object` stand for what a schema says.
#[derive(Debug)]
struct Lies<'a> {
    json: &'a Json,
    keys: Option<Vec<String>>,
    set: bool,
    object: bool,
}

fn seen(json: &Json) -> Value<'_> {
    let lies = |json| Lies { json, keys: None, set: false, object: false };
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(int) => Value::Int(int),
            None => Value::Double(number.as_f64().unwrap()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(_) => Value::List(List::Seen(Rc::new(lies(json)))),
        Json::Object(fields) => {
            if let Some(set) = fields.get("$set") {
                return Value::List(List::Seen(Rc::new(Lies { set: true, ..lies(set) })));
            }
            if let (Some(keys), Some(items)) = (fields.get("$keys"), fields.get("$items")) {
                let keys = keys.as_array().unwrap().iter().map(|key| key.as_str().unwrap().to_owned()).collect();
                return Value::List(List::Seen(Rc::new(Lies { keys: Some(keys), ..lies(items) })));
            }
            if let Some(object) = fields.get("$object") {
                return Value::Map(Map::Seen(Rc::new(Lies { object: true, ..lies(object) })));
            }
            Value::Map(Map::Seen(Rc::new(lies(json))))
        }
    }
}

impl<'a> Items<'a> for Lies<'a> {
    fn len(&self) -> usize {
        self.json.as_array().unwrap().len()
    }

    fn get(&self, index: usize) -> Value<'a> {
        seen(&self.json.as_array().unwrap()[index])
    }

    fn kind(&self) -> Likeness<'_> {
        match &self.keys {
            Some(keys) => Likeness::Keys(keys),
            None if self.set => Likeness::Set,
            None => Likeness::Atomic,
        }
    }
}

impl<'a> Fields<'a> for Lies<'a> {
    fn len(&self) -> usize {
        self.json.as_object().unwrap().len()
    }

    fn get(&self, key: &str) -> Option<Value<'a>> {
        self.json.get(key).filter(|value| !self.object || !value.is_null()).map(seen)
    }

    fn entry(&self, index: usize) -> (&'a str, Value<'a>) {
        let (key, value) = self.json.as_object().unwrap().iter().nth(index).unwrap();
        (key, seen(value))
    }

    fn object(&self) -> Option<&str> {
        self.object.then_some("object")
    }

    fn declares(&self, field: &str) -> bool {
        !field.starts_with("extra")
    }
}

struct Named<'a>(&'a Json);

impl<'a> Variables<'a> for Named<'a> {
    fn get(&self, name: &str) -> Result<Option<Value<'a>>, Failure> {
        if name == "broken" {
            return Err(Failure::new("broken"));
        }
        Ok(self.0.get(name).map(seen))
    }
}

fn run<'a>(expression: &str, variables: &'a Json) -> Run<'a> {
    run_within(expression, variables, Limits::default())
}

fn run_within<'a>(expression: &str, variables: &'a Json, limits: Limits) -> Run<'a> {
    let ast = parse(expression, Syntax::default()).unwrap_or_else(|issues| panic!("{expression}: {issues:?}"));
    match Program::plan(ast) {
        Ok(program) => program.run(&Named(variables), limits),
        Err(failure) => Run { value: Err(super::Failed { failure, at: 0 }), cost: 0 },
    }
}

fn variables() -> Json {
    json!({
        "self": {"$object": {
            "a": 1, "s": "text", "d": 1.5, "none": null, "l": [1, 2, 3], "empty": [],
            "m": {"x": "1", "y": "2", "n": null},
            "o": {"$object": {"p": 5}},
            "same_size": {"x": "1", "z": "2", "n": null},
            "more": [
                {"$object": {"p": 5, "extra1": 1}},
                {"$object": {"p": 5, "extra2": 1}},
                {"$object": {"p": 5, "extra1": 2}},
                {"$object": {"p": 5, "q": 1}},
            ],
            "set": {"$set": ["a", "b", "c"]},
            "turned": {"$set": ["c", "b", "a"]},
            "numbers": {"$set": [1.5, 2.5]},
            "items": {"$keys": ["k"], "$items": [{"k": "a", "v": 1}, {"k": "b", "v": 2}]},
            "others": {"$keys": ["k"], "$items": [{"k": "b", "v": 2}, {"k": "a", "v": 1}]},
            "changed": {"$keys": ["k"], "$items": [{"k": "b", "v": 3}, {"k": "c", "v": 4}]},
        }},
        "variables.v": 7,
        "port": "http",
    })
}

/// Expressions that come to the same, type and all.
fn same(rows: &[(&str, &str)]) {
    let variables = variables();
    for (expression, wanted) in rows {
        let (got, wanted) = (run(expression, &variables).value, run(wanted, &variables).value);
        let (Ok(got), Ok(wanted)) = (&got, &wanted) else { panic!("{expression}: {got:?}, {wanted:?}") };
        assert!(equal(got, wanted) && type_name(got) == type_name(wanted), "{expression}: {got:?}, not {wanted:?}");
    }
}

/// Expressions that come to nothing, and why.
fn fails(rows: &[(&str, &str)]) {
    let variables = variables();
    for (expression, wanted) in rows {
        let got = run(expression, &variables).value;
        let got = got.map_err(|failed| failed.failure.0);
        assert_eq!(got.as_ref().err().map(String::as_str), Some(*wanted), "{expression}: {got:?}");
    }
}

/// Expressions and what they cost.
fn costs(rows: &[(&str, u64)]) {
    let variables = variables();
    for (expression, wanted) in rows {
        let run = run(expression, &variables);
        assert_eq!(run.cost, *wanted, "{expression}: {:?}", run.value);
    }
}

#[test]
fn numbers() {
    same(&[
        ("1 + 2 * 3 - 4 / 2 % 3", "5"),
        ("-7 / 2", "-3"),
        ("-7 % 2", "-1"),
        ("1u + 2u", "3u"),
        ("1.5 * 2.0", "3.0"),
        ("dyn(1) == dyn(1.0) && dyn(1u) == dyn(1)", "true"),
        ("dyn(1) < 1.5 && 2u > dyn(1)", "true"),
        ("1 / 2 == 0 ? 'a' : 'b'", "'a'"),
        ("double('nan') == double('nan')", "false"),
        ("1.0 / 0.0 > 1e300", "true"),
        ("9223372036854775807 == 9223372036854775807", "true"),
        ("1 in [1.0, 2.0] && !(3 in [1, 2])", "true"),
        ("dyn(2u) in [1, 2] && dyn(2.0) in [1u, 2u]", "true"),
        ("'b' in ['a', 'b']", "true"),
        ("1 in []", "false"),
    ]);
    fails(&[
        ("1 / 0", "division by zero"),
        ("1 % 0", "modulus by zero"),
        ("1u / 0u", "division by zero"),
        ("9223372036854775807 + 1", "integer overflow"),
        ("-9223372036854775808 - 1", "integer overflow"),
        ("9223372036854775807 * 2", "integer overflow"),
        ("-(-9223372036854775807 - 1)", "integer overflow"),
        ("0u - 1u", "unsigned integer overflow"),
        ("dyn(1) + 1.0", "no such overload"),
        ("dyn(true) + true", "no such overload: _+_"),
        ("double('nan') < 1.0", "NaN values cannot be ordered"),
        ("dyn('a') < 1", "no such overload"),
        ("size(dyn(1))", "no such overload: size"),
    ]);
}

#[test]
fn conversions() {
    same(&[
        ("string(1.0) + string(-1.5e-7) + string(1e6)", "'1-1.5e-071e+06'"),
        ("string(true) + string(1u) + string(b'x')", "'true1x'"),
        ("string(duration('1h30m')) + string(duration('1.5s')) + string(duration('100ms'))", "'5400s1.5s0.1s'"),
        ("string(timestamp('2020-01-01T00:00:00.120Z'))", "'2020-01-01T00:00:00.12Z'"),
        ("int('-5') + int(3.9) + int(2u) + int(timestamp('1970-01-01T00:00:09Z'))", "9"),
        ("int(duration('1us'))", "1000"),
        ("uint('5') + uint(3.9)", "8u"),
        ("double('1.5e3') + double(1)", "1501.0"),
        ("bool('T') && !bool('False')", "true"),
        ("bytes('é')", "b'\\303\\251'"),
        ("timestamp(10)", "timestamp('1970-01-01T00:00:10Z')"),
        ("type(1) == int && type(type(1)) == type && type('') == string", "true"),
        ("type(duration('1s')) == google.protobuf.Duration", "true"),
        ("type(self) == map && type(self.l) == list && type(null) == null_type", "true"),
        ("type(optional.none()) == optional_type", "true"),
    ]);
    fails(&[
        ("int('x')", "type conversion error from 'string' to 'int'"),
        ("int(self.s)", "type conversion error from 'string' to 'int'"),
        ("uint('+1')", "type conversion error from 'string' to 'uint'"),
        ("double('1e999')", "type conversion error from 'string' to 'double'"),
        ("duration('1d')", "type conversion error from 'string' to 'google.protobuf.Duration'"),
        ("timestamp('2020')", "type conversion error from 'string' to 'google.protobuf.Timestamp'"),
        ("timestamp(-62135596801)", "timestamp overflow"),
        ("int(1e19)", "integer overflow"),
        ("uint(-1)", "unsigned integer overflow"),
        ("string(b'\\xff')", "invalid UTF-8 in bytes, cannot convert to string"),
        ("int(dyn(self.l))", "no such overload: int(list)"),
    ]);
}

#[test]
fn logic_does_without_what_fails() {
    same(&[
        ("1 / 0 == 1 || true", "true"),
        ("true || 1 / 0 == 1", "true"),
        ("1 / 0 == 1 && false", "false"),
        ("[1, 0].exists(x, 1 / x == 1)", "true"),
        ("[0, 1].exists(x, 1 / x == 1)", "true"),
        ("[0, 2].all(x, 1 / x == 1)", "false"),
        ("true ? 1 : 1 / 0", "1"),
        ("[1, 2, 3].exists_one(x, x > 2)", "true"),
        ("[1, 2, 3].map(x, x * 2)", "[2, 4, 6]"),
        ("[1, 2, 3].map(x, x > 1, x * 2)", "[4, 6]"),
        ("[1, 2, 3].filter(x, x % 2 == 1)", "[1, 3]"),
        ("{'a': 1}.all(k, k == 'a')", "true"),
        ("[[1, 2], [3]].map(x, x.map(y, x.size() + y))", "[[3, 4], [4]]"),
        ("optional.of(1).optMap(x, optional.of(x + 1).optMap(y, x + y)).value().value()", "3"),
    ]);
    fails(&[
        ("1 / 0 == 1 || false", "division by zero"),
        ("[0, 2].exists(x, 1 / x == 1)", "division by zero"),
        ("[0, 1].exists_one(x, 1 / x == 1)", "division by zero"),
        ("[0].map(x, 1 / x)", "division by zero"),
        ("dyn(1) ? 1 : 2", "no such overload"),
        ("dyn(1) && true", "no such overload"),
        ("broken == 1", "broken"),
        ("unknown.field", "no such attribute(s): unknown"),
    ]);
}

#[test]
fn fields_and_indices() {
    same(&[
        ("self.a + self.l[0] + self.o.p", "7"),
        ("has(self.a) && !has(self.zz) && !has(self.none) && has(self.m.n)", "true"),
        ("self.m.x + self.m['y']", "'12'"),
        ("'x' in self.m && !('z' in self.m) && 2 in self.l", "true"),
        ("self.m.exists(k, k == 'y')", "true"),
        ("self.m.map(k, k)", "['x', 'y', 'n']"),
        ("size(self.l) + self.m.size() + size('héé')", "9"),
        ("{1: 'a', 1: 'b'}[1]", "'b'"),
        ("{1: 'a'}[dyn(1u)] + {1u: 'b'}[dyn(1.0)]", "'ab'"),
        ("variables.v", "7"),
        ("[1, 2][dyn(1.0)]", "2"),
        ("(true ? self.o : self.m).p", "5"),
        ("self.l.map(i, self.l[i - 1])", "[1, 2, 3]"),
        ("self.l[self.a]", "2"),
    ]);
    fails(&[
        ("self.zz", "no such key: zz"),
        ("self.m['zz']", "no such key: zz"),
        ("self.l[3]", "index out of bounds: 3"),
        ("self.l[-1]", "index out of bounds: -1"),
        ("[1][5]", "index out of bounds: 5"),
        ("{1: 2}[3]", "no such key: 3"),
        ("self.a.b", "no such key: b"),
        ("has(self.zz.b)", "no such key: zz"),
        ("self.l[dyn('x')]", "unsupported index type 'string' in list"),
        ("1 in dyn(1)", "no such overload"),
    ]);
}

#[test]
fn optionals() {
    same(&[
        ("self.?a.orValue(5) + self.?zz.orValue(5)", "6"),
        ("self.?zz.b.c.hasValue()", "false"),
        ("self.?o.p", "optional.of(5)"),
        ("self.?m[?'x']", "optional.of('1')"),
        ("self.l[?5].or(self.l[?0]).value()", "1"),
        ("[?self.?a, ?self.?zz, 3]", "[1, 3]"),
        ("{?'a': self.?a, ?'z': self.?zz}", "{'a': 1}"),
        ("{'a': 1, ?'a': optional.none()}", "{}"),
        ("optional.ofNonZeroValue('').hasValue() || optional.ofNonZeroValue(0).hasValue()", "false"),
        ("optional.ofNonZeroValue(self.empty).hasValue()", "true"),
        ("self.?a.optMap(x, x + 1)", "optional.of(2)"),
        ("self.?o.optFlatMap(o, o.?p)", "optional.of(5)"),
        ("has(self.?o.p) && !has(self.?zz.p)", "true"),
        ("optional.none() == optional.none() && optional.of(1) != optional.none()", "true"),
        ("optional.unwrap([optional.of(1), optional.none()])", "[1]"),
        ("[1, 2].last().value() + [3].first().value()", "5"),
        ("self.?none.hasValue()", "false"),
    ]);
    fails(&[
        ("optional.none().value()", "optional.none() dereference"),
        ("self.?zz.value() > 0", "optional.none() dereference"),
        ("[?dyn(1)]", "cannot initialize optional list element from non-optional value 1"),
        ("{?'a': dyn(1)}", "cannot initialize optional entry 'a' from non-optional value 1"),
    ]);
}

#[test]
fn what_was_added_up_is_no_amount_on_the_right() {
    same(&[("quantity('1').add(1) == quantity('2') && quantity('2') != quantity('1').add(1)", "true")]);
    fails(&[("quantity('2') == quantity('1').add(1)", "no such overload")]);
}

#[test]
fn lists_of_manifests() {
    same(&[
        ("self.set == self.turned && self.set != ['a', 'b', 'd']", "true"),
        ("['c', 'b', 'a'] == self.set", "false"),
        ("self.items == self.others && self.items != self.changed", "true"),
        ("(self.set + ['d', 'a', 'd']) == ['d', 'a', 'b', 'c'] && size(self.set + ['d', 'a', 'd']) == 4", "true"),
        ("(self.items + self.changed).map(i, i.k + string(i.v))", "['a1', 'b3', 'c4']"),
        ("(self.l + self.l)[4] + size(self.l + [])", "5"),
        ("self.l + [4] == [1, 2, 3, 4] && [0] + self.l == [0, 1, 2, 3]", "true"),
        ("[] + self.set == ['c', 'b', 'a']", "true"),
        ("self.numbers == self.numbers", "true"),
        ("self.o == {'p': 5} && self.m != {'x': '1'}", "true"),
        ("self.o != dyn(1)", "true"),
        ("[[1], [2]] == [[1.0], [2.0]]", "true"),
    ]);
    fails(&[("dyn(self.o) == 1", "no such overload"), ("dyn(self.l) == 1", "no such overload")]);
}

#[test]
fn loops_of_two_variables() {
    same(&[
        ("[1, 2].transformList(i, v, i + v)", "[1, 3]"),
        ("{'a': 1}.transformMap(k, v, k + string(v))", "{'a': 'a1'}"),
        ("[1, 2].transformMap(i, v, v > 1, v)", "{1: 2}"),
        ("['a', 'b'].transformMapEntry(i, v, {v: i})", "{'a': 0, 'b': 1}"),
        ("self.m.exists(k, v, k == 'x' && v == '1')", "true"),
        ("[5, 6].all(i, v, v == i + 5)", "true"),
    ]);
    fails(&[("['a', 'a'].transformMapEntry(i, v, {v: i})", "insert failed: key a already exists")]);
}

#[test]
fn times() {
    let at = "timestamp('2023-07-14T10:30:45.123Z')";
    let with = |rows: &[(&str, &str)]| {
        let rows: Vec<_> = rows.iter().map(|(left, right)| (left.replace('@', at), *right)).collect();
        let rows: Vec<_> = rows.iter().map(|(left, right)| (left.as_str(), *right)).collect();
        same(&rows);
    };
    with(&[
        ("@.getFullYear()", "2023"),
        ("@.getMonth()", "6"),
        ("@.getDate() + @.getDayOfMonth()", "27"),
        ("@.getDayOfYear()", "194"),
        ("@.getDayOfWeek()", "5"),
        ("@.getHours() * 10000 + @.getMinutes() * 100 + @.getSeconds()", "103045"),
        ("@.getMilliseconds()", "123"),
        ("@.getHours('America/New_York')", "6"),
        ("@.getHours('+02:00')", "12"),
        ("@.getDate('Pacific/Auckland')", "14"),
        ("@ + duration('24h') - @", "duration('24h')"),
        ("@ < @ + duration('1ns')", "true"),
        ("duration('3723s').getHours() * 10000 + duration('3723s').getMinutes()", "10062"),
        ("duration('1.5s').getMilliseconds()", "1500"),
    ]);
    fails(&[
        ("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow"),
        ("timestamp(0).getHours('Nowhere')", "unknown time zone Nowhere"),
        ("duration('2562047h') + duration('2562047h')", "integer overflow"),
    ]);
}

#[test]
fn what_is_spent() {
    costs(&[
        ("1 + 2", 1),
        ("self.a", 2),
        ("self.a == 1", 3),
        ("has(self.a)", 1),
        ("has(self.o.p)", 2),
        ("self.s in ['a', 'b']", 2),
        ("self.a in self.l", 7),
        ("self.l[0]", 3),
        ("self.l[self.a]", 4),
        ("self.l[self.a + 1]", 6),
        ("self.s.matches('^a*$')", 3),
        ("matches(self.s, '^a*$')", 3),
        ("self.s + self.s", 5),
        ("[self.a]", 12),
        ("{'a': self.a}", 32),
        ("true ? self.a : 2", 1),
        ("true ? 1 : 2", 0),
        ("self.l.all(x, x > 0)", 2 + 3 * (2 + 1 + 2) + 1),
        ("self.l.map(x, x)", 2 + 3 * (1 + 10 + 1 + 1) + 1),
        ("self.?a.orValue(1)", 2),
        ("self.?zz.orValue(1)", 1),
        ("[1].exists(x, self.zz == x)", 4 + 4 + 1),
        ("self.zz == 1 || true", 3),
    ]);
    let json = json!({"self": {"l": (0..1000).collect::<Vec<_>>()}});
    let limits = Limits { cost: 100 };
    let run = run_within("self.l.all(x, self.l.all(y, x + y >= 0)) || true", &json, limits);
    let failed = run.value.expect_err("more is spent than may be").failure;
    assert_eq!(failed.0, "operation cancelled: actual cost limit exceeded");
    assert!(run.cost < 200, "{}", run.cost);
    // What failed before does not hide it.
    for expression in ["1 / 0 == self.l.filter(x, x > 0).size() || true", "(self.l[2000] + self.l.map(x, x)[0]) == 1"] {
        let run = run_within(expression, &json, limits);
        assert!(run.value.is_err_and(|failed| failed.failure == Failure::cost_limit()), "{expression}");
    }
}

#[test]
fn growing_lists_takes_no_longer_than_reading_them() {
    let json = json!({"l": (0..20_000).collect::<Vec<_>>()});
    let limits = Limits { cost: u64::MAX };
    let run =
        run_within("l.map(x, x + 1).filter(x, x % 2 == 0).size() + l.transformMap(i, v, v).size()", &json, limits);
    assert!(equal(&run.value.expect("it has a value"), &Value::Int(30_000)));
}

#[test]
fn depth_needs_little_of_the_stack() {
    let nested = |nest: fn(String) -> String, depth: usize| (0..depth).fold("1".to_owned(), |inner, _| nest(inner));
    let deepest = |nest: fn(String) -> String| {
        let depths: Vec<usize> = (1..300).collect();
        let taken = depths.partition_point(|depth| parse(&nested(nest, *depth), Syntax::default()).is_ok());
        nested(nest, taken)
    };
    let nests: [fn(String) -> String; 6] = [
        |inner| format!("[{inner}].map(x, x)"),
        |inner| format!("[1].map(x, {inner})"),
        |inner| format!("[{inner}]"),
        |inner| format!("({inner} + 1)"),
        |inner| format!("[{inner}].all(x, true) ? 1 : 1"),
        |inner| format!("{{1: {inner}}}[1]"),
    ];
    for nest in nests {
        let expression = deepest(nest);
        assert!(expression.len() > 100, "{expression}");
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let done = thread.spawn(move || run(&expression, &json!({})).value.is_ok()).unwrap().join();
        assert!(done.is_ok());
    }
}

#[test]
fn maps_and_objects_are_compared_by_what_is_declared() {
    same(&[
        ("self.m == self.same_size", "false"),
        ("self.m == self.m", "true"),
        // What is not declared counts where both have it.
        ("self.more[0] == self.more[1]", "true"),
        ("self.more[0] == self.more[2]", "false"),
        // The server goes by the fields of the left one.
        ("self.more[0] == self.more[3]", "true"),
        ("self.more[3] == self.more[0]", "false"),
    ]);
}
