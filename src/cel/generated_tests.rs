//! Expressions thrown together by their types: what the checker takes, the evaluator has an overload for, and no run spends
//! more than it may.

use proptest::prelude::*;

use super::eval::{Limits, Program, Run, Variables};
use super::value::{Failure, Value};
use super::{Checked, Env, Kind, Type, compile, printed};
use crate::cases::cases;

/// What expressions of a type are made of; `@` stands for a part.
struct Row {
    makes: u8,
    text: &'static str,
    of: &'static [u8],
}

const BOOL: u8 = 0;
const INT: u8 = 1;
const UINT: u8 = 2;
const DOUBLE: u8 = 3;
const TEXT: u8 = 4;
const INTS: u8 = 5;
const TEXTS: u8 = 6;
const MAP: u8 = 7;
const SPAN: u8 = 8;
const TIME: u8 = 9;
const MAYBE: u8 = 10;
const BYTES: u8 = 11;
const TYPES: u8 = 12;

const fn row(makes: u8, text: &'static str, of: &'static [u8]) -> Row {
    Row { makes, text, of }
}

/// Expressions that need no others, by type.
const LEAVES: [&[&str]; TYPES as usize] = [
    &["true", "false", "self.b", "has(self.s)", "has(self.none)"],
    &["0", "1", "-1", "7", "9223372036854775807", "-9223372036854775808", "self.i"],
    &["0u", "1u", "18446744073709551615u"],
    &["0.0", "-1.5", "1e300", "self.d", "double('NaN')"],
    &["''", "'a'", "'é日'", "'a,b,c'", "'1'", "self.s", "'2020-01-01T00:00:00Z'", "'1h'", "'^a+$'", "'%d %s'"],
    &["[1, 2, 3]", "[3, 1, 1]", "self.n"],
    &["['a', 'b']", "['b', 'a', 'a']", "self.l"],
    &["{'a': 'b'}", "self.m"],
    &["duration('1h')", "duration('-2562047h47m')", "duration('3ns')"],
    &["timestamp('2020-02-29T23:59:59.5Z')", "timestamp('0001-01-01T00:00:00Z')", "timestamp('9999-12-31T23:59:59Z')"],
    &["optional.of(1)", "self.n[?0]", "self.n[?9]"],
    &["b'a'", "b'\\xff'"],
];

const ROWS: &[Row] = &[
    row(BOOL, "(@ && @)", &[BOOL, BOOL]),
    row(BOOL, "(@ || @)", &[BOOL, BOOL]),
    row(BOOL, "!@", &[BOOL]),
    row(BOOL, "(@ ? @ : @)", &[BOOL, BOOL, BOOL]),
    row(BOOL, "(@ == @)", &[INT, INT]),
    row(BOOL, "(@ != @)", &[TEXTS, TEXTS]),
    row(BOOL, "(@ == @)", &[MAP, MAP]),
    row(BOOL, "(@ < @)", &[INT, DOUBLE]),
    row(BOOL, "(@ >= @)", &[UINT, INT]),
    row(BOOL, "(@ <= @)", &[TEXT, TEXT]),
    row(BOOL, "(@ > @)", &[TIME, TIME]),
    row(BOOL, "(@ < @)", &[SPAN, SPAN]),
    row(BOOL, "(@ < @)", &[BYTES, BYTES]),
    row(BOOL, "(@ < @)", &[BOOL, BOOL]),
    row(BOOL, "(@ in @)", &[INT, INTS]),
    row(BOOL, "(@ in @)", &[TEXT, MAP]),
    row(BOOL, "@.all(x, x > @)", &[INTS, INT]),
    row(BOOL, "@.exists(x, x == @ || @)", &[TEXTS, TEXT, BOOL]),
    row(BOOL, "@.exists_one(x, x.startsWith(@))", &[TEXTS, TEXT]),
    row(BOOL, "@.all(k, v, k == v || @)", &[MAP, BOOL]),
    row(BOOL, "@.contains(@)", &[TEXT, TEXT]),
    row(BOOL, "@.matches(@)", &[TEXT, TEXT]),
    row(BOOL, "@.endsWith(@)", &[TEXT, TEXT]),
    row(BOOL, "@.isSorted()", &[INTS]),
    row(BOOL, "@.hasValue()", &[MAYBE]),
    row(BOOL, "sets.intersects(@, @)", &[INTS, INTS]),
    row(BOOL, "isQuantity(@)", &[TEXT]),
    row(INT, "(@ + @)", &[INT, INT]),
    row(INT, "(@ - @)", &[INT, INT]),
    row(INT, "(@ * @)", &[INT, INT]),
    row(INT, "(@ / @)", &[INT, INT]),
    row(INT, "(@ % @)", &[INT, INT]),
    row(INT, "(-@)", &[INT]),
    row(INT, "size(@)", &[TEXT]),
    row(INT, "@.size()", &[INTS]),
    row(INT, "size(@)", &[MAP]),
    row(INT, "size(@)", &[BYTES]),
    row(INT, "int(@)", &[TEXT]),
    row(INT, "int(@)", &[DOUBLE]),
    row(INT, "int(@)", &[TIME]),
    row(INT, "@[@]", &[INTS, INT]),
    row(INT, "@.sum()", &[INTS]),
    row(INT, "@.min()", &[INTS]),
    row(INT, "@.indexOf(@)", &[TEXT, TEXT]),
    row(INT, "@.lastIndexOf(@)", &[INTS, INT]),
    row(INT, "@.orValue(@)", &[MAYBE, INT]),
    row(INT, "@.value()", &[MAYBE]),
    row(INT, "@.getHours()", &[SPAN]),
    row(INT, "@.getDayOfYear()", &[TIME]),
    row(INT, "@.getHours(@)", &[TIME, TEXT]),
    row(INT, "(@ ? @ : @)", &[BOOL, INT, INT]),
    row(UINT, "(@ + @)", &[UINT, UINT]),
    row(UINT, "(@ - @)", &[UINT, UINT]),
    row(UINT, "(@ % @)", &[UINT, UINT]),
    row(UINT, "uint(@)", &[INT]),
    row(DOUBLE, "(@ * @)", &[DOUBLE, DOUBLE]),
    row(DOUBLE, "(@ / @)", &[DOUBLE, DOUBLE]),
    row(DOUBLE, "double(@)", &[INT]),
    row(DOUBLE, "double(@)", &[TEXT]),
    row(TEXT, "(@ + @)", &[TEXT, TEXT]),
    row(TEXT, "string(@)", &[INT]),
    row(TEXT, "string(@)", &[DOUBLE]),
    row(TEXT, "string(@)", &[TIME]),
    row(TEXT, "string(@)", &[SPAN]),
    row(TEXT, "string(@)", &[BYTES]),
    row(TEXT, "@.charAt(@)", &[TEXT, INT]),
    row(TEXT, "@.substring(@, @)", &[TEXT, INT, INT]),
    row(TEXT, "@.replace(@, @, @)", &[TEXT, TEXT, TEXT, INT]),
    row(TEXT, "@.find(@)", &[TEXT, TEXT]),
    row(TEXT, "@.join(@)", &[TEXTS, TEXT]),
    row(TEXT, "@.trim().lowerAscii()", &[TEXT]),
    row(TEXT, "@[@]", &[MAP, TEXT]),
    row(TEXT, "'%s|%d|%.2f|%x'.format([@, @, @, @])", &[MAP, INT, DOUBLE, BYTES]),
    row(INTS, "(@ + @)", &[INTS, INTS]),
    row(INTS, "[@, @]", &[INT, INT]),
    row(INTS, "[@, ?@]", &[INT, MAYBE]),
    row(INTS, "@.map(x, x + @)", &[INTS, INT]),
    row(INTS, "@.filter(x, x > @)", &[INTS, INT]),
    row(INTS, "@.map(x, size(x) > @, size(x))", &[TEXTS, INT]),
    row(TEXTS, "(@ + @)", &[TEXTS, TEXTS]),
    row(TEXTS, "@.split(@)", &[TEXT, TEXT]),
    row(TEXTS, "@.split(@, @)", &[TEXT, TEXT, INT]),
    row(TEXTS, "@.findAll(@)", &[TEXT, TEXT]),
    row(TEXTS, "@.map(k, k + @)", &[MAP, TEXT]),
    row(MAP, "{@: @}", &[TEXT, TEXT]),
    row(MAP, "{@: @, @: @}", &[TEXT, TEXT, TEXT, TEXT]),
    row(MAP, "@.transformMap(k, v, v + @)", &[MAP, TEXT]),
    row(SPAN, "duration(@)", &[TEXT]),
    row(SPAN, "(@ + @)", &[SPAN, SPAN]),
    row(SPAN, "(@ - @)", &[TIME, TIME]),
    row(TIME, "timestamp(@)", &[TEXT]),
    row(TIME, "(@ + @)", &[TIME, SPAN]),
    row(TIME, "(@ - @)", &[TIME, SPAN]),
    row(MAYBE, "optional.ofNonZeroValue(@)", &[INT]),
    row(MAYBE, "@[?@]", &[INTS, INT]),
    row(MAYBE, "@.or(@)", &[MAYBE, MAYBE]),
    row(MAYBE, "@.optMap(x, x + @)", &[MAYBE, INT]),
    row(BYTES, "bytes(@)", &[TEXT]),
    row(BYTES, "(@ + @)", &[BYTES, BYTES]),
];

/// Parts within parts that are made.
const LEVELS: usize = 4;

/// Expressions of each type; where they are `loose`, a part of another type stands where it does not belong now and then.
fn expressions(loose: bool) -> BoxedStrategy<String> {
    let leaves = |makes: u8| prop::sample::select(LEAVES[usize::from(makes)]).prop_map(str::to_owned).boxed();
    let mut all: Vec<BoxedStrategy<String>> = (0..TYPES).map(leaves).collect();
    for _ in 0..LEVELS {
        let any = prop::strategy::Union::new(all.clone()).boxed();
        let part = |of: &u8| {
            let right = all[usize::from(*of)].clone();
            if loose { prop_oneof![9 => right, 1 => any.clone()].boxed() } else { right }
        };
        let made = |row: &'static Row| {
            let parts: Vec<_> = row.of.iter().map(part).collect();
            parts.prop_map(|parts| {
                let mut parts = parts.into_iter();
                row.text
                    .split_inclusive('@')
                    .map(|piece| match piece.strip_suffix('@') {
                        Some(before) => format!("{before}{}", parts.next().unwrap_or_default()),
                        None => piece.to_owned(),
                    })
                    .collect::<String>()
            })
        };
        let next = |makes: u8| {
            let rows = ROWS.iter().filter(|row| row.makes == makes).map(|row| made(row).boxed());
            prop::strategy::Union::new([leaves(makes)].into_iter().chain(rows)).boxed()
        };
        all = (0..TYPES).map(next).collect();
    }
    prop::strategy::Union::new(all).boxed()
}

fn env() -> Env {
    let fields = [
        ("b", Type::Bool),
        ("i", Type::Int),
        ("d", Type::Double),
        ("s", Type::String),
        ("none", Type::String),
        ("n", Type::list(Type::Int)),
        ("l", Type::list(Type::String)),
        ("m", Type::string_map(Type::String)),
    ];
    Env { variables: [("self".to_owned(), Type::object_of("Self", fields))].into(), ..Env::default() }
}

struct Given<'a>(Value<'a>);

impl<'a> Variables<'a> for Given<'a> {
    fn get(&self, name: &str) -> Result<Option<Value<'a>>, Failure> {
        Ok((name == "self").then(|| self.0.clone()))
    }
}

fn given<'a>() -> Given<'a> {
    let numbers = vec![Value::Int(1), Value::Int(5)];
    let fields: Vec<(Value<'_>, Value<'_>)> = vec![
        (Value::from("b"), Value::Bool(true)),
        (Value::from("i"), Value::Int(3)),
        (Value::from("d"), Value::Double(0.5)),
        (Value::from("s"), Value::from("some text")),
        (Value::from("n"), Value::from(numbers)),
        (Value::from("l"), Value::from(vec![Value::from("x"), Value::from("y")])),
        (Value::from("m"), Value::from(vec![(Value::from("k"), Value::from("v"))])),
    ];
    Given(Value::from(fields))
}

fn spent(run: &Run<'_>) -> bool {
    run.value.as_ref().is_err_and(|failed| failed.failure == Failure::cost_limit())
}

/// Runs with all that it may spend, with just enough, and with too little; what it fails with.
fn run(program: &Program) -> Result<Option<String>, TestCaseError> {
    let given = given();
    let whole = program.run(&given, Limits::default());
    prop_assert!(spent(&whole) || whole.cost <= Limits::default().cost);
    let enough = program.run(&given, Limits { cost: whole.cost });
    prop_assert_eq!(format!("{:?}", enough.value), format!("{:?}", whole.value));
    for cost in [0, whole.cost / 2, whole.cost.saturating_sub(1)] {
        let less = program.run(&given, Limits { cost });
        prop_assert!(spent(&less) || cost >= whole.cost, "{} of {}", cost, whole.cost);
        prop_assert!(less.cost <= whole.cost, "no more is done once it is spent");
    }
    Ok(whole.value.err().map(|failed| failed.failure.0))
}

/// Whether nothing is judged only when it runs.
fn is_known(checked: &Checked) -> bool {
    let known = |ty: &Type| !["dyn", "any", "!error!"].iter().any(|word| ty.to_string().contains(word));
    let called = |kind: &Kind| matches!(kind, Kind::Call { function, .. } if &**function == "dyn");
    checked.types.iter().all(known) && !checked.ast.exprs.iter().any(|expr| called(&expr.kind))
}

/// Plans and runs what was taken.
fn hold(checked: &Checked) -> Result<(), TestCaseError> {
    let Some(planned) = checked.plan() else { return Ok(()) };
    let failure = match planned {
        Ok(program) => run(&program)?,
        Err(Failure(why)) => Some(why),
    };
    let unmatched = failure.is_some_and(|why| why.starts_with("no such overload"));
    prop_assert!(!(unmatched && is_known(checked)), "the checker took what no overload takes");
    Ok(())
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn what_fits_is_taken_and_finds_its_overloads(text in expressions(false)) {
        match compile(&text, &env()) {
            Ok(checked) => hold(&checked)?,
            // Constants are read before anything runs, and may be no durations, times or patterns.
            Err(issues) => prop_assert!(!printed(&text, &issues).contains("overload"), "{}", printed(&text, &issues)),
        }
    }

    #[test]
    fn what_is_taken_finds_its_overloads(text in expressions(true)) {
        match compile(&text, &env()) {
            Ok(checked) => hold(&checked)?,
            Err(issues) => for issue in &issues {
                prop_assert!(text.get(issue.span.0 as usize..issue.span.1 as usize).is_some(), "{:?}", issue);
            },
        }
    }
}

#[test]
fn most_of_what_fits_comes_to_something() {
    let (strategy, mut runner) = (expressions(false), proptest::test_runner::TestRunner::deterministic());
    let (mut compiled, mut come) = (0, 0);
    for _ in 0..200 {
        let text = strategy.new_tree(&mut runner).map(|tree| tree.current()).expect("a text is made");
        let Ok(checked) = compile(&text, &env()) else { continue };
        compiled += 1;
        let run = |program: Program| program.run(&given(), Limits::default()).value.is_ok();
        come += usize::from(checked.plan().and_then(Result::ok).is_some_and(run));
    }
    assert!(compiled > 120 && come > 60, "{compiled} compile, {come} come to a value");
}
