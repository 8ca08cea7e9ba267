use super::*;
use crate::cel::printed;

fn env() -> Env {
    let inner = Type::object_of("Spec.o", [("x", Type::String)]);
    let spec = Type::object_of(
        "Spec",
        [
            ("replicas", Type::Int),
            ("names", Type::list(Type::String)),
            ("s", Type::String),
            ("o", inner),
            ("list", Type::list(Type::Int)),
        ],
    );
    let variables = [
        ("object".to_owned(), Type::Dyn),
        ("self".to_owned(), spec),
        ("authorizer".to_owned(), Type::Named("kubernetes.authorization.Authorizer")),
        ("authorizer.requestResource".to_owned(), Type::Named("kubernetes.authorization.ResourceCheck")),
    ];
    Env { variables: variables.into(), ..Env::default() }
}

#[test]
fn libraries_come_with_servers() {
    for (expression, since) in [
        ("[1].isSorted()", 25),
        ("'a b'.split(' ').join('-')", 25),
        ("authorizer.path('/').check('get').allowed()", 28),
        ("quantity('1').isInteger()", 29),
        ("object.?a.hasValue()", 29),
        ("[1].first().optMap(x, x).hasValue()", 29),
        ("1 < 1.5", 29),
        ("'%d'.format([1])", 30),
        ("sets.contains([1], [1])", 30),
        ("isIP('a') && isCIDR('b')", 31),
        ("ip.isCanonical('1.2.3.4')", 31),
        ("!format.named('uri').hasValue()", 32),
        ("authorizer.requestResource.fieldSelector('a').check('get').allowed()", 32),
        ("object.a.all(k, v, v)", 33),
        ("isSemver('1.0.0')", 34),
        ("[1].distinct() == [1].sort()", 35),
    ] {
        let on = |minor| compile(expression, &Env { server: Version::new(minor), ..env() });
        assert!(on(since).is_ok(), "{expression} {:?}", on(since));
        assert!(since == 25 || on(since - 1).is_err(), "{expression}");
    }
    let issues = compile("isIP('a')", &Env { server: Version::new(30), ..env() }).unwrap_err();
    assert_eq!(issues[0].message, "undeclared reference to 'isIP' (in container '')");
    // Older servers do not look into literals, and forget in loops what they do not compare.
    for (expression, sound) in [
        ("duration('x') == self.names", false),
        ("duration('1d') != duration('1d')", true),
        ("[1, 'a'].size() == 2", false),
        ("1 < 1.5", false),
        ("[1].all(x, x < 1.5)", true),
    ] {
        let compiled = compile(expression, &Env { server: Version::new(28), ..env() });
        assert_eq!(compiled.is_ok(), sound, "{expression}: {compiled:?}");
    }
}

#[test]
fn reserved_words_are_names_of_fields() {
    let of = Type::object_of("Ref", [("__namespace__", Type::String)]);
    let on = |expression: &str, minor| {
        let variables = [("self".to_owned(), of.clone())].into();
        compile(expression, &Env { variables, server: Version::new(minor), ..Env::default() }).is_ok()
    };
    for expression in ["self.namespace == ''", "has(self.namespace)"] {
        assert!(on(expression, 32) && !on(expression, 31), "{expression}");
    }
    assert!(on("self.__namespace__ == ''", 31) && on("self.__namespace__ == ''", 32));
    assert!(!on("self.package == ''", 36) && !on("namespace == ''", 36));
}

#[test]
fn compiles() {
    for (expression, ty) in [
        ("1 + 2", "int"),
        ("object.a.b", "dyn"),
        ("object.a == null", "bool"),
        ("self.replicas > 1.5", "bool"),
        ("self.names.all(n, n.startsWith('a'))", "bool"),
        ("self.names.map(n, size(n))", "list(int)"),
        ("self.names.filter(n, n != '')", "list(string)"),
        ("self.names.exists_one(n, n == 'a')", "bool"),
        ("has(self.replicas) ? self.replicas : 1", "int"),
        ("has(object.a) ? object.a : 1", "dyn"),
        ("{'a': 1}['a']", "int"),
        ("[1, 2].max()", "int"),
        ("self.names.transformList(i, n, i)", "list(int)"),
        ("self.names.transformMap(i, n, n)", "map(int, string)"),
        ("self.names.transformMapEntry(i, n, {n: i})", "map(string, int)"),
        ("self.names.all(i, n, i < 2 && n != '')", "bool"),
        ("self.names.sortBy(n, size(n))", "list(string)"),
        ("optional.of(1).orValue(2)", "int"),
        ("self.?replicas.orValue(1)", "int"),
        ("[?self.?replicas, 1]", "list(int)"),
        ("{?'a': self.?replicas}", "map(string, int)"),
        ("type(1) == int", "bool"),
        ("type(object) == duration || type(object) == google.protobuf.Timestamp", "bool"),
        ("type(1)", "type(int)"),
        ("type(int)", "type(type(int))"),
        ("authorizer.requestResource.check('get').allowed()", "bool"),
        ("quantity('1Gi').isLessThan(quantity('2Gi'))", "bool"),
        ("ip('1.2.3.4').family() == 4", "bool"),
        ("ip.isCanonical('1.2.3.4')", "bool"),
        ("format.dns1123Label().validate('a').hasValue()", "bool"),
        ("duration('1h') > duration('30m')", "bool"),
        ("timestamp('2020-01-01T00:00:00Z')", "google.protobuf.Timestamp"),
        ("'%s %d %x %.3f %e %b %o %%'.format([object, 1, 'a', 1.5, 'NaN', true, 1u])", "string"),
        ("'%%%d'.format([1])", "string"),
        ("optional.of('a').optMap(v, size(v))", "optional_type(int)"),
        ("!('x' in object.groups)", "bool"),
        ("[]", "list(dyn)"),
        ("[[], [1]]", "list(list(int))"),
        ("cidr('10.0.0.0/8').containsIP('10.1.1.1')", "bool"),
        ("self.o == null", "bool"),
        ("[dyn(1)][0]", "dyn"),
    ] {
        let checked = compile(expression, &env()).unwrap_or_else(|e| panic!("{expression}: {e:?}"));
        assert_eq!(checked.ty.to_string(), ty, "{expression}");
    }
}

/// Each expression with what the server says, and the part that is wrong.
const REFUSED: &[(&str, &str)] = &[
    ("noschedule", "1 undeclared reference to 'noschedule' (in container '') [noschedule]"),
    ("self.replica", "5 undefined field 'replica' [replica]"),
    ("has(self.o.nope)", "4 undefined field 'nope' [nope]"),
    ("self.o.nope.x == self.nope", "7 undefined field 'nope' [nope]; 22 undefined field 'nope' [nope]"),
    ("self.replicas + 'a'", "15 found no matching overload for '_+_' applied to '(int, string)' [self.replicas + 'a']"),
    ("self.nope()", "10 undeclared reference to 'nope' (in container '') [nope]"),
    (
        "self.s.contains(1)",
        "16 found no matching overload for 'contains' applied to 'string.(int)' [self.s.contains(1)]",
    ),
    (
        "math.greatest(1)",
        "1 undeclared reference to 'math' (in container '') [math]; 14 undeclared reference to 'greatest' (in container '') [greatest]",
    ),
    (
        "1.all(x, true)",
        "1 expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic) [1]",
    ),
    ("self.replicas.x", "14 type 'int' does not support field selection [x]"),
    ("[1, 'a']", "5 expected type 'int' but found 'string' ['a']"),
    ("[[], 1]", "6 expected type 'list(dyn)' but found 'int' [1]"),
    (
        "{1: 'a', 'b': 2}",
        "10 expected type 'int' but found 'string' ['b']; 15 expected type 'string' but found 'int' [2]",
    ),
    ("{} == self.o", "4 found no matching overload for '_==_' applied to '(map(dyn, dyn), Spec.o)' [{} == self.o]"),
    (
        "self.replicas == null",
        "15 found no matching overload for '_==_' applied to '(int, null)' [self.replicas == null]",
    ),
    ("self.s && true", "5 expected type 'bool' but found 'string' [self.s]"),
    ("self.names.all(n, n)", "19 expected type 'bool' but found 'string' [n]"),
    ("self.names.map(n, m) == []", "19 undeclared reference to 'm' (in container '') [m]"),
    ("quantity('1').x", "14 unexpected failed resolution of 'kubernetes.Quantity' [quantity('1').x]"),
    ("ip('1.2.3.4').x", "14 type 'net.IP' does not support field selection [x]"),
    ("duration('1h').x", "15 type 'duration' does not support field selection [x]"),
    ("'a'.matches('[')", "13 invalid matches argument ['[']"),
    ("duration('x') == duration('1d')", "10 invalid duration argument ['x']; 27 invalid duration argument ['1d']"),
    ("timestamp('now')", "11 invalid timestamp argument ['now']"),
    ("[dyn(1), 1]", "10 expected type 'dyn' but found 'int' [1]"),
    (
        "'%d'.format([1.0])",
        "14 error during formatting: decimal clause can only be used on integers, was given double [1.0]",
    ),
    (
        "'%s'.format([[1, optional.of(1)]])",
        "29 error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type [optional.of(1)]",
    ),
    ("'%s %s'.format(['a'])", "15 index 1 out of range ['%s %s'.format(['a'])]"),
    (
        "'%s'.format(['a', 'b'])",
        "12 too many arguments supplied to string.format (expected 1, got 2) ['%s'.format(['a', 'b'])]",
    ),
    (
        "'%y'.format(['a'])",
        "12 could not parse formatting clause: unrecognized formatting clause \"y\" ['%y'.format(['a'])]",
    ),
    (
        "'%.d'.format([1])",
        "13 could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing \"\": invalid syntax ['%.d'.format([1])]",
    ),
    ("Object{a: 1}", "7 undeclared reference to 'Object' (in container '') [Object]"),
    ("object{a: 1}", "7 'dyn' is not a type [object{a: 1}]; 9 unexpected failed resolution of 'object' [a]"),
    ("int{a: 1}", "4 'int' is not a message type [int{a: 1}]; 6 undefined field 'a' [a]"),
];

#[test]
fn refuses() {
    for (expression, said) in REFUSED {
        let issues = compile(expression, &env()).expect_err(expression);
        let one = |issue: &Issue| {
            let part = &expression[issue.span.0 as usize..issue.span.1 as usize];
            format!("{} {} [{part}]", issue.at.map_or(0, |at| at + 1), issue.message)
        };
        let mut sorted: Vec<_> = issues.iter().collect();
        sorted.sort_by_key(|issue| issue.at);
        let shown = sorted.into_iter().map(one).collect::<Vec<_>>().join("; ");
        assert_eq!(shown, *said, "{expression}\n{}", printed(expression, &issues));
    }
}

#[test]
fn objects_can_be_made_of_patches_alone() {
    let patches = Env { patches: true, ..env() };
    for (expression, ty) in [
        ("Object{spec: Object.spec{replicas: 1}}", "Object"),
        ("[JSONPatch{op: 'add', path: '/a' + jsonpatch.escapeKey('b/c'), value: 1}]", "list(JSONPatch)"),
    ] {
        assert_eq!(compile(expression, &patches).unwrap().ty.to_string(), ty);
        assert!(compile(expression, &env()).is_err(), "{expression}");
    }
    let issues = compile("JSONPatch{op: 1, nope: 2}", &patches).unwrap_err();
    let messages: Vec<_> = issues.iter().map(|issue| issue.message.as_str()).collect();
    assert_eq!(
        messages,
        ["expected type of field 'op' is 'string' but provided type is 'int'", "undefined field 'nope'"]
    );
    assert!(compile("cel.bind(x, 1, x + x) == 2", &Env { bindings: true, ..env() }).is_ok());
    assert!(compile("cel.bind(x, 1, x + x) == 2", &env()).is_err());
}

#[test]
fn tells_what_parts_refer_to() {
    let checked = compile("ip.isCanonical('a') && authorizer.requestResource.name('x') != null", &env()).unwrap();
    let calls: Vec<String> = checked
        .ast
        .exprs
        .iter()
        .filter_map(|expr| match &expr.kind {
            Kind::Call { function, target, .. } => Some(format!("{function} {}", target.is_some())),
            _ => None,
        })
        .collect();
    assert!(calls.contains(&"ip.isCanonical false".to_owned()) && calls.contains(&"name true".to_owned()), "{calls:?}");
    assert_eq!(checked.used.iter().map(String::as_str).collect::<Vec<_>>(), ["authorizer.requestResource"]);
    assert!(checked.refers_to("authorizer.requestResource") && !checked.refers_to("authorizer"));
    assert_eq!(checked.overloads(checked.ast.root), ["logical_and"]);
    let checked = compile("object + object", &env()).unwrap();
    assert_eq!(checked.overloads(checked.ast.root).len(), 9);
    // A variable of a loop counts by its name.
    assert!(compile("self.names.all(oldSelf, oldSelf != '')", &env()).unwrap().refers_to("oldSelf"));
}

#[test]
fn deep_nesting_is_no_danger() {
    for part in ["[", "(", "1+", "!", "true?1:", "a.", "size(", "[1].map(a,", "self."] {
        for count in [30, 200, 900, 20_000] {
            let _ = compile(&part.repeat(count), &env());
        }
    }
    // Closed ones go all the way.
    for (open, middle, close) in
        [("[", "1", "]"), ("size([", "1", "])"), ("", "1", "+1"), ("", "object", ".a"), ("", "[1]", ".map(x,x)")]
    {
        for count in [20, 100, 200, 240] {
            let _ = compile(&format!("{}{middle}{}", open.repeat(count), close.repeat(count)), &env());
        }
    }
}

#[test]
fn types_that_double_are_no_danger() {
    let names: Vec<String> = (0..60).map(|i| format!("x{i}")).collect();
    let mut expression = "[{}]".to_owned();
    for name in &names {
        expression = format!("{expression}.map({name}, {{{name}: {name}}})");
    }
    let _ = compile(&expression, &env());
}
