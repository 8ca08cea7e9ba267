use super::super::ast::{Ast, Id, Kind, Literal};
use super::super::printed;
use super::{Syntax, parse};
use crate::model::Version;

/// A tree, written out in prefix form.
fn shown(ast: &Ast, id: Id) -> String {
    let all = |ids: &[Id]| ids.iter().map(|id| shown(ast, *id)).collect::<Vec<_>>().join(" ");
    match ast.kind(id) {
        Kind::Literal(Literal::String(text)) => format!("{text:?}"),
        Kind::Literal(Literal::Bytes(bytes)) => format!("b{bytes:?}"),
        Kind::Literal(Literal::Int(n)) => n.to_string(),
        Kind::Literal(Literal::Uint(n)) => format!("{n}u"),
        Kind::Literal(Literal::Double(n)) => format!("{n:?}"),
        Kind::Literal(Literal::Bool(b)) => b.to_string(),
        Kind::Literal(Literal::Null) => "null".to_owned(),
        Kind::Ident(name) => name.to_string(),
        Kind::Select { operand, field, test } => {
            format!("{}.{field}{}", shown(ast, *operand), if *test { "~" } else { "" })
        }
        Kind::Call { function, target, args } => match target {
            Some(target) => format!("({function} on {} {})", shown(ast, *target), all(args)),
            None => format!("({function} {})", all(args)),
        },
        Kind::List { items, optional } => format!("[{}]{optional:?}", all(items)).replace("[]", ""),
        Kind::Map(entries) => {
            let one = |e: &super::super::ast::Entry<Id>| {
                format!("{}{}:{}", if e.optional { "?" } else { "" }, shown(ast, e.key), shown(ast, e.value))
            };
            format!("{{{}}}", entries.iter().map(one).collect::<Vec<_>>().join(" "))
        }
        Kind::Struct { name, fields } => {
            let one = |e: &super::super::ast::Entry<std::sync::Arc<str>>| format!("{}:{}", e.key, shown(ast, e.value));
            format!("{name}{{{}}}", fields.iter().map(one).collect::<Vec<_>>().join(" "))
        }
        Kind::Comprehension(of) => format!(
            "(for {}{} in {} {}={} while {} do {} -> {})",
            of.var,
            of.var2.as_deref().map(|v| format!(",{v}")).unwrap_or_default(),
            shown(ast, of.range),
            of.accu,
            shown(ast, of.init),
            shown(ast, of.condition),
            shown(ast, of.step),
            shown(ast, of.result)
        ),
    }
}

fn read(text: &str) -> String {
    let ast = parse(text, Syntax::default()).unwrap_or_else(|e| panic!("{text}: {}", printed(text, &e)));
    shown(&ast, ast.root)
}

#[test]
fn trees() {
    for (text, tree) in [
        ("a.b.c", "a.b.c"),
        ("1 + 2 * 3 - 4", "(_-_ (_+_ 1 (_*_ 2 3)) 4)"),
        ("-1", "-1"),
        ("a -1", "(_-_ a 1)"),
        ("--1", "1"),
        ("-a.b", "(-_ a.b)"),
        ("!!!a", "(!_ a)"),
        ("- -1.5", "1.5"),
        ("-1.foo", "-1.foo"),
        ("0x1F + 0x1Fu", "(_+_ 31 31u)"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("a ? b : c ? d : e", "(_?_:_ a b (_?_:_ c d e))"),
        ("a && b && c && d", "(_&&_ (_&&_ a b) (_&&_ c d))"),
        ("a && b && c", "(_&&_ (_&&_ a b) c)"),
        ("a || b && c || d", "(_||_ (_||_ a (_&&_ b c)) d)"),
        ("a < b == c", "(_==_ (_<_ a b) c)"),
        ("1 in [1, 2,]", "(@in 1 [1 2])"),
        ("{'a': 1, ?b: c}", "{\"a\":1 ?b:c}"),
        ("[?a, b]", "[?a b]".replace('?', "").replace("[a b]", "[a b][0]").as_str().to_owned().leak()),
        ("a.?b[?c].d", "(_[?_] (_?._ a \"b\") c).d"),
        (".a.b(c)", "(b on .a c)"),
        ("A.b{c: 1, d: 2}", "A.b{c:1 d:2}"),
        ("f(a, b).g", "(f a b).g"),
        ("has(a.b.c)", "a.b.c~"),
        ("self.for == ''", "(_==_ self.for \"\")"),
        ("'''a\nb''' + r'\\d' + '\\u00e9\\x41\\101'", "(_+_ (_+_ \"a\\nb\" \"\\\\d\") \"éAA\")"),
        ("b'\\xff\\101é'", "b[255, 65, 195, 169]"),
        ("a.all(x, x)", "(for x in a @result=true while (@not_strictly_false @result) do (_&&_ @result x) -> @result)"),
        (
            "a.exists(i, x, x)",
            "(for i,x in a @result=false while (@not_strictly_false (!_ @result)) do (_||_ @result x) -> @result)",
        ),
        (
            "a.exists_one(x, x)",
            "(for x in a @result=0 while true do (_?_:_ x (_+_ @result 1) @result) -> (_==_ @result 1))",
        ),
        ("a.filter(x, y)", "(for x in a @result= while true do (_?_:_ y (_+_ @result [x]) @result) -> @result)"),
        ("a.map(x, y, z)", "(for x in a @result= while true do (_?_:_ y (_+_ @result [z]) @result) -> @result)"),
        ("a.transformMap(k, v, w)", "(for k,v in a @result={} while true do (cel.@mapInsert @result k w) -> @result)"),
        (
            "a.optMap(x, y)",
            "(_?_:_ (hasValue on a ) (optional.of (for #unused in  x=(value on a ) while false do x -> y)) (optional.none ))",
        ),
        (
            "a.sortBy(x, y)",
            "(for #unused in  @__sortBy_input__=a while false do @__sortBy_input__ -> (@sortByAssociatedKeys on \
             @__sortBy_input__ (for x in @__sortBy_input__ @result= while true do (_+_ @result [y]) -> @result)))",
        ),
    ] {
        assert_eq!(read(text), tree, "{text}");
    }
}

#[test]
fn words_against() {
    const START: &str = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, \
                         BYTES, IDENTIFIER}";
    for (text, at, message) in [
        ("", 0, format!("Syntax error: mismatched input '<EOF>' expecting {START}")),
        ("1 + + 2", 4, format!("Syntax error: extraneous input '+' expecting {START}")),
        ("1 + +", 4, format!("Syntax error: mismatched input '+' expecting {START}")),
        ("self.true == 'v'", 5, "Syntax error: mismatched input 'true' expecting IDENTIFIER".to_owned()),
        ("self.in == 'v'", 5, "Syntax error: no viable alternative at input '.in'".to_owned()),
        ("a b", 2, "Syntax error: extraneous input 'b' expecting <EOF>".to_owned()),
        ("a b c", 2, "Syntax error: mismatched input 'b' expecting <EOF>".to_owned()),
        ("(a", 2, "Syntax error: missing ')' at '<EOF>'".to_owned()),
        ("(a b)", 3, "Syntax error: extraneous input 'b' expecting ')'".to_owned()),
        ("[a", 2, "Syntax error: mismatched input '<EOF>' expecting {']', ','}".to_owned()),
        ("[1 2]", 3, "Syntax error: extraneous input '2' expecting {']', ','}".to_owned()),
        ("[1, 2 3 4]", 6, "Syntax error: mismatched input '3' expecting {']', ','}".to_owned()),
        ("{'a': 1)", 7, "Syntax error: mismatched input ')' expecting {'}', ','}".to_owned()),
        ("{'a': 1,, 'b': 1}", 8, "Syntax error: mismatched input ',' expecting '}'".to_owned()),
        (
            "A{1}",
            2,
            "Syntax error: extraneous input '1' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}".to_owned(),
        ),
        ("[1][0", 5, "Syntax error: missing ']' at '<EOF>'".to_owned()),
        ("a.", 2, "Syntax error: no viable alternative at input '.'".to_owned()),
        ("-?1", 1, "Syntax error: no viable alternative at input '-?'".to_owned()),
        ("- -", 3, "Syntax error: no viable alternative at input '-'".to_owned()),
        ("for == 1", 0, "reserved identifier: for".to_owned()),
        ("self.`a-b`", 5, "unsupported syntax: '`'".to_owned()),
        ("99999999999999999999", 0, "invalid int literal".to_owned()),
        ("99999999999999999999u", 0, "invalid uint literal".to_owned()),
        ("1e999", 0, "invalid double literal".to_owned()),
        ("'\\ud800'", 0, "invalid unicode code point".to_owned()),
        ("has(a)", 4, "invalid argument to has() macro".to_owned()),
        ("a.all(x.y, true)", 7, "argument must be a simple name".to_owned()),
        ("a.map(1, true)", 6, "argument is not an identifier".to_owned()),
        ("a.all(__result__, true)", 6, "iteration variable overwrites accumulator variable".to_owned()),
        ("a.all(x, x, true)", 9, "duplicate variable name: x".to_owned()),
        ("1.optMap(x + 1, x)", 11, "optMap() variable name must be a simple identifier".to_owned()),
    ] {
        let issues = parse(text, Syntax::default()).expect_err(text);
        assert_eq!((issues[0].at, issues[0].message.as_str()), (Some(at), message.as_str()), "{text}");
    }
}

#[test]
fn what_is_said_after_the_first() {
    for (text, words) in [
        ("self.é == 1", "Syntax error: no viable alternative at input '. =='"),
        ("a.? 1", "unsupported ident kind"),
        ("[1, 2 3, 4]", "Syntax error: extraneous input '4' expecting ']'"),
    ] {
        let issues = parse(text, Syntax::default()).expect_err(text);
        assert_eq!(issues[1].message, words, "{text}");
    }
}

#[test]
fn macros_come_with_servers() {
    let plain = parse("a.existsOne(x, x)", Syntax::default()).expect("it is read");
    assert!(!shown(&plain, plain.root).contains("for "), "only the form of two variables has that name");
    for (text, since) in [("a.all(i, x, x)", 33), ("a.optMap(x, x)", 29), ("a.sortBy(x, x)", 35)] {
        let on = |minor| {
            let ast = parse(text, Syntax { server: Version::new(minor), ..Syntax::default() }).expect("it is read");
            shown(&ast, ast.root).contains("for ")
        };
        assert!(on(since) && !on(since - 1), "{text}");
    }
    let issues = parse("a.?b", Syntax { server: Version::new(28), ..Syntax::default() }).expect_err("no optionals");
    assert_eq!(issues[0].message, "unsupported syntax '.?'");
}

#[test]
fn depth_is_bounded() {
    let of = |text: String| parse(&text, Syntax::default()).map(|ast| ast.depth).map_err(|e| e[0].message.clone());
    let deep = |n: usize| of(format!("{}a{}", "(".repeat(n), ")".repeat(n)));
    assert_eq!(deep(249), Ok(1));
    assert_eq!(deep(250), Err("expression recursion limit exceeded: 250".to_owned()));
    let chain = |n: usize| of(format!("a{}", ".b".repeat(n)));
    assert_eq!((chain(250), chain(251)), (Ok(251), Err("max recursion depth exceeded".to_owned())));
    let sums = |n: usize| of(format!("1{}", "+1".repeat(n)));
    assert_eq!((sums(250), sums(251)), (Ok(251), Err("max recursion depth exceeded".to_owned())));
    // These are kept even, or counted by nobody.
    assert!(of(format!("a{}", "&&a".repeat(20_000))).is_ok_and(|depth| depth < 20));
    assert_eq!(of(format!("{}a", "!".repeat(20_001))), Ok(2));
    assert!(of(format!("a{}", ".optMap(x, x)".repeat(40))).is_err_and(|e| e.contains("too large")));
    assert!(of("(".repeat(99_000)).is_err());
    assert!(
        of("a".repeat(100_001)).is_err_and(|e| e.starts_with("expression code point size exceeds limit: size: 100001"))
    );
}

#[test]
fn parts_know_their_bytes() {
    let text = "(a + b).c(d)[0] && e";
    let ast = parse(text, Syntax::default()).expect("it is read");
    let mut spans: Vec<(&str, &str)> = Vec::new();
    for expr in &ast.exprs {
        spans.push((&text[expr.span.0 as usize..expr.span.1 as usize], &text[expr.at as usize..=expr.at as usize]));
    }
    let all = [
        ("a", "a"),
        ("b", "b"),
        ("a + b", "+"),
        ("d", "d"),
        ("(a + b).c(d)", "("),
        ("0", "0"),
        ("(a + b).c(d)[0]", "["),
        ("e", "e"),
        ("(a + b).c(d)[0] && e", "&"),
    ];
    assert_eq!(spans, all);
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "[a-c.()\\[\\]{}?:!&|<>=+*/%,'\"0-9 \\\\`-]{0,40}") {
        let _ = parse(&text, Syntax::default());
    }
}
