//! Every row of the tables of CEL: functions by what they come to, words, types, and the servers that know a library.

use super::eval::{Limits, Program, Variables};
use super::functions::overloads;
use super::value::{Failure, Value};
use super::{RESERVED, Syntax, escape, parse};
use crate::model::Version;

struct Nothing;

impl<'a> Variables<'a> for Nothing {
    fn get(&self, _: &str) -> Result<Option<Value<'a>>, Failure> {
        Ok(None)
    }
}

/// Holds that all expressions are true; `T` stands for two seconds before the end of a Saturday, the last but one of a year.
fn hold(expressions: &[&str]) {
    let mut wrong = Vec::new();
    for expression in expressions {
        let text = expression.replace("T.", "timestamp('2023-12-30T23:59:58.765Z').");
        let tree = parse(&text, Syntax::default()).unwrap_or_else(|issues| panic!("{text}: {issues:?}"));
        let program = Program::plan(tree).unwrap_or_else(|_| panic!("{text} is not planned"));
        let found = program.run(&Nothing, Limits::default()).value;
        if !matches!(found, Ok(Value::Bool(true))) {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Calls of functions of the language, all true.
const LANGUAGE: &[&str] = &[
    "!false",
    "-(1) == -1",
    "1 + 2 == 3",
    "3 - 1 == 2",
    "2 * 3 == 6",
    "7 / 2 == 3",
    "7 % 4 == 3",
    "1 < 2",
    "1 <= 1",
    "2 > 1",
    "2 >= 2",
    "1 in [1]",
    "'a' in {'a': 1}",
    "size('abc') == 3",
    "'abc'.size() == 3",
    "type(1) == int",
    "dyn(1) == 1.0",
    "bool('true')",
    "bytes('a') == b'a'",
    "double('1.5') == 1.5",
    "duration('1m') == duration('60s')",
    "int('7') == 7",
    "string(7) == '7'",
    "timestamp(0) == timestamp('1970-01-01T00:00:00Z')",
    "uint('7') == 7u",
    "'abc'.contains('b')",
    "'abc'.startsWith('a')",
    "'abc'.endsWith('c')",
    "'abc'.matches('^a.c$')",
    "matches('abc', '^a.c$')",
    "T.getFullYear() == 2023",
    "T.getMonth() == 11",
    "T.getDayOfYear() == 363",
    "T.getDayOfMonth() == 29",
    "T.getDate() == 30",
    "T.getDayOfWeek() == 6",
    "T.getHours() == 23",
    "T.getMinutes() == 59",
    "T.getSeconds() == 58",
    "T.getMilliseconds() == 765",
    "timestamp('2023-12-31T23:00:00Z').getFullYear('+02:00') == 2024",
    "T.getMonth('Europe/Berlin') == 11",
    "T.getDayOfYear('+02:00') == 364",
    "T.getDayOfMonth('+02:00') == 30",
    "T.getDate('+02:00') == 31",
    "T.getDayOfWeek('+02:00') == 0",
    "T.getHours('+02:00') == 1",
    "T.getMinutes('+00:30') == 29",
    "T.getSeconds('+02:00') == 58",
    "T.getMilliseconds('+02:00') == 765",
    "duration('3723s').getHours() == 1",
    "duration('3723s').getMinutes() == 62",
    "duration('3723s').getSeconds() == 3723",
    "optional.of(1).hasValue()",
    "!optional.ofNonZeroValue(0).hasValue()",
    "!optional.none().hasValue()",
    "optional.of(1).value() == 1",
    "optional.none().or(optional.of(2)).value() == 2",
    "optional.none().orValue(3) == 3",
    "[1, 2].map(x, x + 1) == [2, 3]",
    "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
    "{'a': 1}.transformMapEntry(k, v, {'b': v}) == {'b': 1}",
    "!(1 == 2)",
    "1 != 2",
    "[?optional.of(1)] == [1]",
    "{'a': 1}[?'a'].hasValue()",
    "[1][?0].hasValue()",
    "!{'a': 1}[?'b'].hasValue()",
];

#[test]
fn functions_of_the_language() {
    hold(LANGUAGE);
    // A key that is made twice is a mistake, whichever comes first.
    let twice = "{'a': 1, 'b': 2}.transformMapEntry(k, v, {'c': v}) == {}";
    let program = Program::plan(parse(twice, Syntax::default()).unwrap()).unwrap_or_else(|_| panic!("planned"));
    let found = program.run(&Nothing, Limits::default()).value;
    assert!(found.is_err(), "{found:?}");
}

/// Calls of functions of the libraries, all true.
const LIBRARIES: &[&str] = &[
    "quantity('1Ki').compareTo(quantity('1k')) == 1",
    "quantity('2').isGreaterThan(quantity('1'))",
    "quantity('1').isLessThan(quantity('2'))",
    "isQuantity('1Gi')",
    "quantity('2').isInteger()",
    "quantity('2').asInteger() == 2",
    "quantity('1500m').asApproximateFloat() == 1.5",
    "sign(quantity('-2')) == -1",
    "quantity('1').add(quantity('2')) == quantity('3')",
    "quantity('1').add(2) == quantity('3')",
    "quantity('3').sub(quantity('2')) == quantity('1')",
    "semver('1.2.3').major() == 1",
    "semver('1.2.3').minor() == 2",
    "semver('1.2.3').patch() == 3",
    "isSemver('1.2.3')",
    "isSemver('v1.2', true)",
    "semver('v1.2', true).minor() == 2",
    "semver('1.2.4').isGreaterThan(semver('1.2.3'))",
    "ip('10.0.0.1').family() == 4",
    "isIP('::1')",
    "ip.isCanonical('::1')",
    "ip('0.0.0.0').isUnspecified()",
    "ip('127.0.0.1').isLoopback()",
    "ip('224.0.0.1').isLinkLocalMulticast()",
    "ip('169.254.0.1').isLinkLocalUnicast()",
    "ip('8.8.8.8').isGlobalUnicast()",
    "string(ip('10.0.0.1')) == '10.0.0.1'",
    "isCIDR('10.0.0.0/8')",
    "cidr('10.0.0.0/8').ip() == ip('10.0.0.0')",
    "cidr('10.0.0.0/8').prefixLength() == 8",
    "cidr('10.1.0.0/8').masked() == cidr('10.0.0.0/8')",
    "cidr('10.0.0.0/8').containsIP('10.2.3.4')",
    "cidr('10.0.0.0/8').containsCIDR('10.2.0.0/16')",
    "string(cidr('10.0.0.0/8')) == '10.0.0.0/8'",
    "[3, 1, 2].slice(1, 3) == [1, 2]",
    "[[1], [2]].flatten() == [1, 2]",
    "[[[1]], [2]].flatten(1) == [[1], 2]",
    "[2, 1].sort() == [1, 2]",
    "['bb', 'a'].sortBy(x, size(x)) == ['a', 'bb']",
    "[1, 1].distinct() == [1]",
    "[1, 2].reverse() == [2, 1]",
    "lists.range(3) == [0, 1, 2]",
    "[1, 2].isSorted()",
    "[1, 2].min() == 1",
    "[1, 2].max() == 2",
    "[1, 2].sum() == 3",
    "[1, 2, 1].indexOf(1) == 0",
    "[1, 2, 1].lastIndexOf(1) == 2",
    "[1, 2].first().value() == 1",
    "[1, 2].last().value() == 2",
    "optional.unwrap([optional.of(1), optional.none()]) == [1]",
    "[optional.of(1)].unwrapOpt() == [1]",
    "sets.contains([1, 2], [1])",
    "sets.equivalent([1, 1], [1])",
    "sets.intersects([1, 2], [2, 3])",
    "'a1b2'.find('[0-9]') == '1'",
    "'a1b2'.findAll('[0-9]') == ['1', '2']",
    "'a1b2'.findAll('[0-9]', 1) == ['1']",
    "'abc'.charAt(1) == 'b'",
    "'abab'.indexOf('b') == 1",
    "'abab'.indexOf('b', 2) == 3",
    "'abab'.lastIndexOf('a') == 2",
    "'abab'.lastIndexOf('a', 1) == 0",
    "'AbC'.lowerAscii() == 'abc'",
    "'AbC'.upperAscii() == 'ABC'",
    "'aa'.replace('a', 'b') == 'bb'",
    "'aa'.replace('a', 'b', 1) == 'ba'",
    "'a,b,c'.split(',') == ['a', 'b', 'c']",
    "'a,b,c'.split(',', 2) == ['a', 'b,c']",
    "'abc'.substring(1) == 'bc'",
    "'abc'.substring(1, 2) == 'b'",
    "' a '.trim() == 'a'",
    "['a', 'b'].join() == 'ab'",
    "['a', 'b'].join('-') == 'a-b'",
    "'%d'.format([1]) == '1'",
    "strings.quote('a') == '\"a\"'",
    "isURL('https://a.b/c')",
    "url('https://a.b:80/c?d=e').getScheme() == 'https'",
    "url('https://a.b:80/c').getHost() == 'a.b:80'",
    "url('https://a.b:80/c').getHostname() == 'a.b'",
    "url('https://a.b:80/c').getPort() == '80'",
    "url('https://a.b/c d').getEscapedPath() == '/c%20d'",
    "url('https://a.b/c?d=e').getQuery() == {'d': ['e']}",
];

#[test]
fn functions_of_the_libraries() {
    hold(LIBRARIES);
    for (name, good, bad) in [
        ("dns1123Label", "a-b", "a.b"),
        ("dns1123Subdomain", "a.b", "a_b"),
        ("dns1035Label", "a1", "1a"),
        ("qualifiedName", "a.b/C_d", "a/b/c"),
        ("dns1123LabelPrefix", "a-", "a."),
        ("dns1123SubdomainPrefix", "a.b-", "a_"),
        ("dns1035LabelPrefix", "a-", "1bc-"),
        ("labelValue", "A_b", "a b"),
        ("uri", "https://a.b/c", "::"),
        ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e"),
        ("byte", "YQ==", "Y"),
        ("date", "2024-02-29", "2023-02-29"),
        ("datetime", "2024-02-29T00:00:00Z", "2024-02-29"),
    ] {
        for of in [format!("format.{name}()"), format!("format.named('{name}').value()")] {
            hold(&[&format!("!{of}.validate('{good}').hasValue()")]);
            hold(&[&format!("{of}.validate('{bad}').hasValue()")]);
        }
    }
    hold(&["!format.named('dns').hasValue()"]);
}

#[test]
fn servers_that_know_a_library() {
    for (since, names) in [
        (28, "path group serviceAccount resource subresource namespace name check errored error allowed reason"),
        (
            29,
            "_[?_] first hasValue last optional.none optional.of optional.ofNonZeroValue optional.unwrap or orValue unwrapOpt value",
        ),
        (
            29,
            "add asApproximateFloat asInteger compareTo isGreaterThan isInteger isLessThan isQuantity quantity sign sub",
        ),
        (30, "format sets.contains sets.equivalent sets.intersects strings.quote"),
        (31, "cidr containsCIDR containsIP family ip ip.isCanonical isCIDR isGlobalUnicast isIP"),
        (31, "isLinkLocalMulticast isLinkLocalUnicast isLoopback isUnspecified masked prefixLength"),
        (32, "validate fieldSelector labelSelector format.named format.uri format.dns1123Label"),
        (33, "cel.@mapInsert"),
        (34, "isSemver major minor patch semver"),
        (35, "distinct flatten lists.range reverse slice sort @sortByAssociatedKeys"),
        (0, "size indexOf find url isURL getHost min sum isSorted split trim matches getFullYear"),
    ] {
        for name in names.split(' ') {
            let knows = |minor| overloads(name, Version::new(minor)).is_some();
            let versions: Vec<u8> = (24..=36).filter(|minor| knows(*minor)).collect();
            assert_eq!(versions, (since.max(24)..=36).collect::<Vec<u8>>(), "{name}");
        }
    }
}

#[test]
fn words_and_types_of_the_language() {
    let words = "as break const continue else false for function if import in let loop namespace null package return true var void while";
    let mut count = 0;
    for word in words.split(' ') {
        assert_eq!(escape(word).as_deref(), Some(&*format!("__{word}__")));
        let literal = ["false", "null", "true"].contains(&word);
        assert_eq!(parse(word, Syntax::default()).is_ok(), literal, "{word}");
        count += 1;
    }
    assert_eq!(count, RESERVED.len());
    for word in ["self", "type", "default", "enum", "class"] {
        assert_eq!(escape(word).as_deref(), Some(word));
        assert!(parse(word, Syntax::default()).is_ok(), "{word}");
    }
    for (value, name) in [
        ("true", "bool"),
        ("b'a'", "bytes"),
        ("1.0", "double"),
        ("1", "int"),
        ("[1]", "list"),
        ("{1: 2}", "map"),
        ("null", "null_type"),
        ("optional.none()", "optional_type"),
        ("'a'", "string"),
        ("int", "type"),
        ("1u", "uint"),
        ("duration('1s')", "google.protobuf.Duration"),
        ("timestamp(0)", "google.protobuf.Timestamp"),
        ("format.uri()", "kubernetes.NamedFormat"),
        ("quantity('1')", "kubernetes.Quantity"),
        ("semver('1.2.3')", "kubernetes.Semver"),
        ("url('https://a.b')", "kubernetes.URL"),
        ("cidr('10.0.0.0/8')", "net.CIDR"),
        ("ip('::1')", "net.IP"),
    ] {
        hold(&[&format!("type({value}) == {name}")]);
    }
}
