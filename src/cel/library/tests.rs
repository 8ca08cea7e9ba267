use std::rc::Rc;

use super::{find, overload};
use crate::cel::text::double;
use crate::cel::value::{Opaque, Timestamp, Value};

/// A value as tests write it.
fn show(value: &Value<'_>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => format!("{number}u"),
        Value::Double(number) if number.fract() == 0.0 => format!("{number:.1}"),
        Value::Double(number) => double(*number),
        Value::String(text) => format!("'{}'", text.as_str()),
        Value::Bytes(bytes) => format!("b{bytes:?}"),
        Value::Duration(nanos) => format!("{nanos}ns"),
        Value::Timestamp(point) => format!("{}.{}", point.seconds, point.nanos),
        Value::List(list) => {
            let items: Vec<String> = list.items().map(|item| show(&item)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries = (0..map.len()).filter_map(|at| map.entry(at));
            let entries: Vec<String> =
                entries.map(|(key, value)| format!("{}: {}", show(&key), show(&value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Optional(value) => format!("?{}", value.as_ref().map_or("none".to_owned(), |value| show(value))),
        Value::Type(name) => format!("type {}", name.as_str()),
        Value::Wrong(why) => format!("wrong: {why}"),
        Value::Opaque(opaque) => match &**opaque {
            Opaque::Quantity(amount, _) => amount.to_string(),
            Opaque::Url(url) => url.text.clone(),
            Opaque::Ip(ip) => ip.to_string(),
            Opaque::Cidr(ip, bits) => format!("{ip}/{bits}"),
            Opaque::Semver(version) => format!("{:?}-{:?}+{:?}", version.numbers, version.pre, version.build),
            Opaque::Format(name) => (*name).to_owned(),
        },
    }
}

type V = Value<'static>;

fn s(text: &'static str) -> V {
    Value::from(text)
}

fn l(items: impl Into<Vec<V>>) -> V {
    Value::from(items.into())
}

fn i(number: i64) -> V {
    Value::Int(number)
}

fn d(number: f64) -> V {
    Value::Double(number)
}

fn m(entries: impl Into<Vec<(V, V)>>) -> V {
    Value::from(entries.into())
}

/// What another function makes of a text.
fn of(function: &str, text: &'static str) -> V {
    find(function, false, 1).unwrap()(&[s(text)]).unwrap()
}

fn said(function: &str, member: bool, args: &[V]) -> String {
    let call = find(function, member, args.len()).unwrap_or_else(|| panic!("{function} of {}", args.len()));
    match call(args) {
        Ok(value) => show(&value),
        Err(failure) => failure.0,
    }
}

/// Checks calls: the function with a point in front where it is called on its first argument, and what comes of it.
fn check(rows: &[(&str, &[V], &str)]) {
    for (function, args, expected) in rows {
        let (name, member) = function.strip_prefix('.').map_or((*function, false), |name| (name, true));
        let got = said(name, member, args);
        if got != *expected {
            let shown: Vec<String> = args.iter().map(show).collect();
            panic!("{function}({}) is {got}, not {expected}", shown.join(", "));
        }
    }
}

#[test]
fn texts() {
    check(&[
        (".charAt", &[s("añb"), i(1)], "'ñ'"),
        (".charAt", &[s("añb"), i(3)], "''"),
        (".charAt", &[s("añb"), i(4)], "index out of range: 4"),
        (".charAt", &[s("añb"), i(-1)], "index out of range: -1"),
        (".indexOf", &[s("ñañ"), s("ñ")], "0"),
        (".indexOf", &[s("ñañ"), s("ñ"), i(1)], "2"),
        (".indexOf", &[s("ñañ"), s(""), i(9)], "9"),
        (".indexOf", &[s("ñañ"), s("a"), i(9)], "-1"),
        (".indexOf", &[s("ñañ"), s("a"), i(-1)], "index out of range: -1"),
        (".lastIndexOf", &[s("ñañ"), s("ñ")], "2"),
        (".lastIndexOf", &[s("ñañ"), s("")], "3"),
        (".lastIndexOf", &[s("ñañ"), s("ñ"), i(1)], "0"),
        (".lastIndexOf", &[s("ñañ"), s("ñ"), i(3)], "-1"),
        (".lastIndexOf", &[s("abab"), s("ab"), i(3)], "2"),
        (".lastIndexOf", &[s("a"), s("a"), i(-1)], "index out of range: -1"),
        (".lowerAscii", &[s("AÉ")], "'aÉ'"),
        (".upperAscii", &[s("aé")], "'Aé'"),
        (".replace", &[s("aaa"), s("a"), s("bc"), i(2)], "'bcbca'"),
        (".replace", &[s("añ"), s(""), s("-")], "'-a-ñ-'"),
        (".replace", &[s("aaa"), s("a"), s(""), i(0)], "'aaa'"),
        (".split", &[s("a,b,c"), s(","), i(2)], "['a', 'b,c']"),
        (".split", &[s("añb"), s("")], "['a', 'ñ', 'b']"),
        (".split", &[s("añb"), s(""), i(2)], "['a', 'ñb']"),
        (".split", &[s(""), s("")], "[]"),
        (".split", &[s(""), s(",")], "['']"),
        (".split", &[s("a"), s(","), i(0)], "[]"),
        (".substring", &[s("añb"), i(1)], "'ñb'"),
        (".substring", &[s("añb"), i(1), i(2)], "'ñ'"),
        (".substring", &[s("añb"), i(2), i(1)], "invalid substring range. start: 2, end: 1"),
        (".substring", &[s("añb"), i(4)], "index out of range: 4"),
        (".trim", &[s("\u{2003} a\u{b}\u{85}")], "'a'"),
        (".join", &[l([s("a"), s("b")])], "'ab'"),
        (".join", &[l([s("a"), s("b")]), s("-")], "'a-b'"),
        (".join", &[l([s("a"), d(1e6)])], "join: invalid input: 1e+06"),
        ("strings.quote", &[s("a\"\\\n\u{7}é\0")], "'\"a\\\"\\\\\\n\\aé\0\"'"),
        (".charAt", &[i(1), i(1)], "no such overload"),
    ]);
    assert!(find("reverse", true, 1).unwrap()(&[s("a")]).is_err(), "texts are reversed from version 3 on");
}

#[test]
fn clauses() {
    let deep = l([
        d(1.0),
        Value::Uint(2),
        s("a\"é\u{200b}"),
        Value::Bytes(b"\0a".to_vec().into()),
        Value::Null,
        Value::Type(crate::cel::value::Text::Seen("int")),
        Value::Timestamp(Timestamp::utc(0, 500_000_000)),
        Value::Duration(1_500_000_000),
        m([(s("b"), d(1.5)), (s("a"), d(f64::NAN)), (i(2), Value::Bool(true))]),
    ]);
    check(&[
        (".format", &[s("%s|%%|%d"), l([s("a"), i(-3), i(4)])], "'a|%|-3'"),
        (
            ".format",
            &[s("%s"), l([deep])],
            "'[1.000000, 2, \"a\\\"é\\u200b\", b\"\\x00a\", null, int, timestamp(\"1970-01-01T00:00:00.5Z\"), \
             duration(\"1.5s\"), {\"a\":\"NaN\", \"b\":1.500000, 2:true}]'",
        ),
        (".format", &[s("%s %s"), l([d(1e6), Value::Duration(-1)])], "'1e+06 -0.000000001s'"),
        (".format", &[s("%.1f %f"), l([d(1234.56), s("-Infinity")])], "'1,234.6 -∞'"),
        (".format", &[s("%.1e"), l([d(1234.56)])], "'1.234560×10⁰³'"),
        (".format", &[s("%x %X %x"), l([s("é"), i(-255), Value::Uint(16)])], "'c3a9 -FF 10'"),
        (".format", &[s("%b %b %o"), l([Value::Bool(true), i(-5), i(8)])], "'1 -101 10'"),
        (".format", &[s("%s"), l([])], "index 0 out of range"),
        (".format", &[s("%"), l([i(1)])], "unexpected end of string"),
        (".format", &[s("%é"), l([i(1)])], "could not parse formatting clause: unrecognized formatting clause \"Ã\""),
        (
            ".format",
            &[s("%.1"), l([d(1.0)])],
            "could not parse formatting clause: error while parsing precision: could not find end of precision \
             specifier",
        ),
        (
            ".format",
            &[s("%.f"), l([d(1.0)])],
            "could not parse formatting clause: error while parsing precision: error while converting precision to \
             integer: strconv.Atoi: parsing \"\": invalid syntax",
        ),
        (
            ".format",
            &[s("%d"), l([s("a")])],
            "error during formatting: decimal clause can only be used on integers, was given string",
        ),
        (
            ".format",
            &[s("%s"), l([l([of("quantity", "1")])])],
            "error during formatting: no formatting function for kubernetes.Quantity",
        ),
        (
            ".format",
            &[s("%s"), l([m([(d(1.5), i(1))])])],
            "error during formatting: no formatting function for map key of type double",
        ),
    ]);
}

#[test]
fn lists() {
    let numbers = || l([i(3), i(1), i(2), i(1)]);
    check(&[
        (".slice", &[numbers(), i(1), i(3)], "[1, 2]"),
        (".slice", &[numbers(), i(-1), i(3)], "cannot slice(-1, 3), negative indexes not supported"),
        (".slice", &[numbers(), i(3), i(1)], "cannot slice(3, 1), start index must be less than or equal to end index"),
        (".slice", &[numbers(), i(1), i(5)], "cannot slice(1, 5), list is length 4"),
        (".flatten", &[l([i(1), l([i(2), l([i(3)])])])], "[1, 2, [3]]"),
        (".flatten", &[l([i(1), l([i(2), l([i(3)])])]), i(2)], "[1, 2, 3]"),
        (".flatten", &[l([l([i(2)])]), i(0)], "[[2]]"),
        (".flatten", &[l([]), i(-1)], "level must be non-negative"),
        (".sort", &[numbers()], "[1, 1, 2, 3]"),
        (".sort", &[l([i(1), d(1.0)])], "list elements must have the same type"),
        (".sort", &[l([l([])])], "list elements must be comparable"),
        (".@sortByAssociatedKeys", &[numbers(), l([i(1), i(0), i(1), i(0)])], "[1, 1, 3, 2]"),
        (
            ".@sortByAssociatedKeys",
            &[numbers(), l([i(1)])],
            "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got 4 and 1 \
             elements respectively",
        ),
        (".distinct", &[l([i(1), d(1.0), Value::Uint(1), s("1")])], "[1, '1']"),
        (".reverse", &[numbers()], "[1, 2, 1, 3]"),
        ("lists.range", &[i(3)], "[0, 1, 2]"),
        ("lists.range", &[i(-3)], "[]"),
        (".isSorted", &[numbers()], "false"),
        (".isSorted", &[l([i(1), d(1.0), Value::Uint(2)])], "true"),
        (".isSorted", &[l([Value::Null])], "no such overload"),
        (".min", &[numbers()], "1"),
        (".max", &[numbers()], "3"),
        (".min", &[l([])], "min called on empty list"),
        (".max", &[l([])], "max called on empty list"),
        (".sum", &[numbers()], "7"),
        (".sum", &[l([d(1.5), d(2.0)])], "3.5"),
        (".sum", &[l([i(i64::MAX), i(1)])], "integer overflow"),
        (".sum", &[l([Value::Uint(u64::MAX), Value::Uint(1)])], "unsigned integer overflow"),
        (".sum", &[l([Value::Duration(1), Value::Duration(2)])], "3ns"),
        (".indexOf", &[numbers(), d(1.0)], "1"),
        (".lastIndexOf", &[numbers(), i(1)], "3"),
        (".lastIndexOf", &[numbers(), s("1")], "-1"),
        (".first", &[numbers()], "?3"),
        (".last", &[l([])], "?none"),
        ("optional.unwrap", &[l([Value::Optional(Some(Rc::new(i(1)))), Value::Optional(None)])], "[1]"),
        (".unwrapOpt", &[l([i(1)])], "value 1 is not optional"),
        ("sets.contains", &[numbers(), l([d(1.0), i(2)])], "true"),
        ("sets.equivalent", &[numbers(), l([i(1), i(2)])], "false"),
        ("sets.intersects", &[numbers(), l([i(9), i(2)])], "true"),
    ]);
    let nothing = |id| show(&overload(id).unwrap()(&[l([])]).unwrap());
    assert_eq!(nothing("list_double_sum_double"), "0.0");
    assert_eq!(nothing("list_duration_sum_duration"), "0ns");
}

#[test]
fn nothing_grows_without_bound() {
    const TOO_MUCH: &str = "operation cancelled: actual cost limit exceeded";
    let long = || Value::from("a".repeat(4000));
    let many = || l((0..800).map(i).collect::<Vec<_>>());
    // A list that holds itself ten times over, and over.
    let nested = (0..9).fold(i(1), |inner, _| l(vec![inner; 10]));
    check(&[
        (".replace", &[long(), s("a"), long()], TOO_MUCH),
        (".join", &[l(vec![long(); 2600])], TOO_MUCH),
        (".format", &[Value::from("%s".repeat(2600)), l(vec![long(); 2600])], TOO_MUCH),
        (".format", &[s("%s"), l([nested.clone()])], TOO_MUCH),
        (".format", &[s("%s"), l([(0..500).fold(i(1), |inner, _| l([inner]))])], TOO_MUCH),
        ("lists.range", &[i(i64::MAX)], TOO_MUCH),
        (".flatten", &[nested, i(9)], TOO_MUCH),
        (".sort", &[many()], TOO_MUCH),
        (".distinct", &[many()], TOO_MUCH),
        ("sets.equivalent", &[many(), many()], TOO_MUCH),
    ]);
}

#[test]
fn patterns() {
    check(&[
        (".find", &[s("abc 123"), s("[0-9]+")], "'123'"),
        (".find", &[s("abc"), s("x")], "''"),
        (".findAll", &[s("1 22 3"), s("[0-9]+")], "['1', '22', '3']"),
        (".findAll", &[s("1 22 3"), s("[0-9]+"), i(2)], "['1', '22']"),
        (".findAll", &[s("1 22 3"), s("[0-9]+"), i(0)], "[]"),
        (".findAll", &[s("baaac"), s("a*")], "['', 'aaa', '']"),
    ]);
}

#[test]
fn amounts_and_versions() {
    let q = |text| of("quantity", text);
    let v = |text| of("semver", text);
    check(&[
        (
            "quantity",
            &[s("1Gib")],
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("quantity", &[s("Ei")], "unable to parse numeric part of quantity"),
        ("isQuantity", &[s("1,3G")], "false"),
        ("sign", &[q("-1m")], "-1"),
        ("sign", &[q("0")], "0"),
        (".isInteger", &[q("1.0")], "false"),
        (".isInteger", &[q("1k")], "true"),
        (".asInteger", &[q("2Ki")], "2048"),
        (".asInteger", &[q("9999999999999999999999G")], "cannot convert value to integer"),
        (".asApproximateFloat", &[q("1500m")], "1.5"),
        (".asApproximateFloat", &[q("3Gi")], "3221225472.0"),
        (".add", &[q("50k"), i(20)], "50020"),
        (".add", &[q("0"), i(2000)], "2e3"),
        (".sub", &[q("1Gi"), q("512Mi")], "512Mi"),
        (".isGreaterThan", &[q("1Gi"), q("1G")], "true"),
        (".isLessThan", &[q("1Gi"), q("1G")], "false"),
        (".compareTo", &[q("1"), q("1000m")], "0"),
        (".compareTo", &[q("1"), v("1.0.0")], "no such overload"),
        ("semver", &[s("1.2.3-a.1+b")], "[1, 2, 3]-[\"a\", \"1\"]+[\"b\"]"),
        ("semver", &[s("v01.2"), Value::Bool(true)], "[1, 2, 0]-[]+[]"),
        ("semver", &[s("1.2-a"), Value::Bool(true)], "short version cannot contain PreRelease/Build meta data"),
        ("semver", &[s("")], "Version string empty"),
        ("semver", &[s("1.2")], "No Major.Minor.Patch elements found"),
        ("semver", &[s("a.2.3")], "Invalid character(s) found in major number \"a\""),
        ("semver", &[s("1.02.3")], "Minor number must not contain leading zeroes \"02\""),
        ("semver", &[s("1.2.")], "strconv.ParseUint: parsing \"\": invalid syntax"),
        ("semver", &[s("1.2.3-")], "Prerelease is empty"),
        ("semver", &[s("1.2.3-01")], "Numeric PreRelease version must not contain leading zeroes \"01\""),
        ("semver", &[s("1.2.3+a_b")], "Invalid character(s) found in build meta data \"a_b\""),
        ("isSemver", &[s("v1.0")], "false"),
        ("isSemver", &[s("v1.0"), Value::Bool(true)], "true"),
        (".major", &[v("1.2.3")], "1"),
        (".patch", &[v("1.2.18446744073709551615")], "-1"),
        (".compareTo", &[v("1.0.0-9"), v("1.0.0-10")], "-1"),
        (".compareTo", &[v("1.0.0-a"), v("1.0.0-10")], "1"),
        (".compareTo", &[v("1.0.0-a"), v("1.0.0-a.b")], "-1"),
        (".isGreaterThan", &[v("1.0.0"), v("1.0.0-a")], "true"),
        (".compareTo", &[v("1.0.0+a"), v("1.0.0+b")], "0"),
    ]);
}

#[test]
fn addresses_and_urls() {
    let (ip, cidr) = (|text| of("ip", text), |text| of("cidr", text));
    check(&[
        ("ip", &[s("::ffff:1.2.3.4")], "IPv4-mapped IPv6 address \"::ffff:1.2.3.4\" is not allowed"),
        ("ip", &[s("fe80::1%a")], "IP address \"fe80::1%a\" with zone value is not allowed"),
        (
            "ip",
            &[s("a")],
            "IP Address \"a\" parse error during conversion from string: ParseAddr(\"a\"): unable to parse IP",
        ),
        ("isIP", &[s("01.2.3.4")], "false"),
        ("ip.isCanonical", &[s("2001:DB8::0")], "false"),
        (".family", &[ip("::1")], "6"),
        (".isLoopback", &[ip("127.9.9.9")], "true"),
        (".isUnspecified", &[ip("::")], "true"),
        (".isLinkLocalMulticast", &[ip("ff12::1")], "true"),
        (".isLinkLocalMulticast", &[ip("224.0.1.1")], "false"),
        (".isLinkLocalUnicast", &[ip("febf::1")], "true"),
        (".isGlobalUnicast", &[ip("10.0.0.1")], "true"),
        (".isGlobalUnicast", &[ip("255.255.255.255")], "false"),
        ("string", &[ip("2001:DB8::0")], "'2001:db8::'"),
        ("string", &[cidr("10.1.2.3/8")], "'10.1.2.3/8'"),
        ("isCIDR", &[s("10.0.0.0/33")], "false"),
        (".ip", &[cidr("10.1.2.3/8")], "10.1.2.3"),
        (".masked", &[cidr("10.1.2.3/8")], "10.0.0.0/8"),
        (".masked", &[cidr("::1/0")], "::/0"),
        (".prefixLength", &[cidr("::1/128")], "128"),
        (".containsIP", &[cidr("10.1.2.3/8"), s("10.9.9.9")], "true"),
        (".containsIP", &[cidr("10.1.2.3/8"), ip("::1")], "false"),
        (".containsIP", &[cidr("10.1.2.3/8"), s("x")], "no such overload"),
        (".containsCIDR", &[cidr("10.0.0.0/8"), s("10.1.0.0/16")], "true"),
        (".containsCIDR", &[cidr("10.1.0.0/16"), cidr("10.0.0.0/8")], "false"),
        (".containsCIDR", &[cidr("0.0.0.0/0"), cidr("::/0")], "false"),
        (
            ".containsCIDR",
            &[cidr("10.0.0.0/8"), s("x")],
            "network address parse error during conversion from string: network address parse error during \
             conversion from string: netip.ParsePrefix(\"x\"): no '/'",
        ),
        ("url", &[s("x")], "URL parse error during conversion from string: parse \"x\": invalid URI for request"),
        ("isURL", &[s("/a#%zz")], "false"),
        (".getScheme", &[of("url", "HTTPS://h")], "'https'"),
        (".getHost", &[of("url", "https://[::1]:80/")], "'[::1]:80'"),
        (".getHostname", &[of("url", "https://[::1]:80/")], "'::1'"),
        (".getPort", &[of("url", "https://[::1]:80/")], "'80'"),
        (".getEscapedPath", &[of("url", "https://h/a b")], "'/a%20b'"),
        (".getQuery", &[of("url", "/?a=1&b=2&a=%20")], "{'a': ['1', ' '], 'b': ['2']}"),
    ]);
}

#[test]
fn formats() {
    let format = |name| of("format.named", name);
    let check_text = |name: &'static str, text| {
        let Value::Optional(Some(format)) = format(name) else { panic!("{name}") };
        said("validate", true, &[(*format).clone(), s(text)])
    };
    assert_eq!(said("format.named", false, &[s("dns1123label")]), "?none");
    for (name, good, bad, wrong) in [
        ("dns1123Label", "a-b", "a.b", "must not contain dots"),
        ("dns1123LabelPrefix", "a-b-", "-", "a lowercase RFC 1123 label must"),
        ("dns1035Label", "a-b", "1", "a DNS-1035 label must"),
        ("qualifiedName", "a.b/c", "a/", "name part must be non-empty"),
        ("labelValue", "", "-", "a valid label must"),
        ("uri", "/a", "a", "parse \"a\": invalid URI for request"),
        ("uuid", "123e4567-E89B-12d3-a456-426614174000", "123", "does not match the UUID format"),
        ("byte", "aGVsbG8=", "aGVsbG8", "invalid base64"),
        ("date", "2024-02-29", "2023-02-29", "invalid date"),
        ("datetime", "2024-02-29T10:00:00Z", "2024-02-29", "invalid datetime"),
    ] {
        assert_eq!(check_text(name, good), "?none", "{name}");
        let said = check_text(name, bad);
        assert!(said.starts_with(&format!("?['{wrong}")), "{name}: {said}");
    }
}
