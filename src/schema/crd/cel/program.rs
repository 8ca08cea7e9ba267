//! Expressions, compiled once and run.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, OnceLock};

use kube_cel::KubeCelExt as _;
use kube_cel::cel;
use regex::Regex;

use super::{helpers, rewrite};

/// Longer or deeper expressions are not tried: their parser recurses.
const LENGTH: usize = 16 << 10;
const DEPTH: usize = 60;

/// What a rule came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Broken,
    /// It fails while it is evaluated, which breaks it as well: what the server says of that.
    Fails(String),
    /// It could not be evaluated here.
    Unknown,
}

/// The programs of one rule, compiled when first needed.
#[derive(Debug, Default)]
pub(in crate::schema::crd) struct Programs {
    rule: OnceLock<Option<cel::IdedExpr>>,
    message: OnceLock<Option<cel::IdedExpr>>,
}

impl Programs {
    /// Whether the rule compares with what was stored before.
    pub(super) fn uses_old_self(&self, text: &str) -> bool {
        match self.compiled(text) {
            Some(program) => program.references().has_variable("oldSelf"),
            None => text.contains("oldSelf"),
        }
    }

    /// Evaluates the rule for `this`.
    pub(super) fn rule(&self, text: &str, this: &cel::Value) -> Verdict {
        match self.compiled(text).map(|program| run(program, this)) {
            Some(Some(Ok(cel::Value::Bool(true)))) => Verdict::Holds,
            Some(Some(Ok(cel::Value::Bool(false)))) => Verdict::Broken,
            // Only where the rule is plain enough that the server cannot come to anything else.
            Some(Some(Err(error))) if is_plain(text) => {
                failure(text, error, this).map_or(Verdict::Unknown, Verdict::Fails)
            }
            _ => Verdict::Unknown,
        }
    }

    /// What the message expression says, where it comes to a line of text (`evalMessageExpression`).
    pub(super) fn message(&self, text: &str, this: &cel::Value) -> Option<String> {
        if text.is_empty() {
            return None;
        }
        let program = self.message.get_or_init(|| compile(text)).as_ref()?;
        let Ok(cel::Value::String(said)) = run(program, this)? else { return None };
        let said = said.trim();
        (!said.is_empty() && !said.contains('\n') && said.len() <= 5 * 1024).then(|| said.to_owned())
    }

    fn compiled(&self, text: &str) -> Option<&cel::IdedExpr> {
        self.rule.get_or_init(|| compile(text)).as_ref()
    }
}

fn compile(text: &str) -> Option<cel::IdedExpr> {
    if text.len() > LENGTH || depth(text) > DEPTH {
        return None;
    }
    // The parser is not ours; what it cannot digest must not end the run.
    let parser = cel::parser::Parser::new().enable_optional_syntax(true);
    let mut expression = catch_unwind(AssertUnwindSafe(|| parser.parse(text).ok())).ok().flatten()?;
    rewrite::rewrite(&mut expression, text);
    Some(expression)
}

/// How deep brackets are nested at the most.
fn depth(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

thread_local! {
    /// The functions are many, and the same for all.
    static FUNCTIONS: OnceCell<cel::Context<'static>> = const { OnceCell::new() };
}

/// What the server says where an evaluation fails, of the failures that it surely has as well.
fn failure(text: &str, error: cel::ExecutionError, this: &cel::Value) -> Option<String> {
    use cel::ExecutionError as E;
    let conversion = |to: &str| Some(format!("type conversion error from 'string' to '{to}'"));
    match error {
        E::NoSuchKey(key) if text.contains(key.as_str()) => Some(format!("no such key: {key}")),
        E::FunctionError { function, .. } => match function.as_str() {
            "duration" => conversion("google.protobuf.Duration"),
            "timestamp" => conversion("google.protobuf.Timestamp"),
            "int" | "uint" | "double" => conversion(&function),
            _ => None,
        },
        E::DivisionByZero(_) => Some("division by zero".to_owned()),
        E::RemainderByZero(_) => Some("modulus by zero".to_owned()),
        // The library loses what fails in the argument of a function, not what fails in a method's target.
        E::MissingArgumentOrTarget => {
            let methods = SIZE.replace_all(text, "$1.size()");
            match run(&compile(&methods)?, this)? {
                Err(E::MissingArgumentOrTarget) | Ok(_) => None,
                Err(error) => failure(text, error, this),
            }
        }
        _ => None,
    }
}

/// `size(a.b)`, which is `a.b.size()`.
static SIZE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bsize\(([A-Za-z_][A-Za-z0-9_.]*)\)").expect("the pattern is a constant and sound"));

/// The condition of a rule that is `path.all(…)` and no more: a failure for one item leaves such a rule nothing but
/// to fail, or not to hold for another item.
fn for_all(text: &str) -> Option<&str> {
    let (path, rest) = text.trim().split_once(".all(")?;
    let inner = rest.strip_suffix(')')?;
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
    let mut open = 0_i32;
    let balanced = inner.bytes().all(|byte| {
        open += i32::from(byte == b'(') - i32::from(byte == b')');
        open >= 0
    });
    (plain && balanced).then_some(inner)
}

/// Whether a rule uses nothing by which it could do without a field that is not there. (A list of which one item
/// passes `exists` may have others that lack the field; the library fails at the first of those.)
fn is_plain(text: &str) -> bool {
    const OTHERWISE: &[&str] = &[
        "?.",
        "[?",
        ".?",
        "optional",
        "cel.",
        "transform",
        "oldSelf",
        ".all(",
        ".exists",
        ".filter(",
        ".map(",
        "sortBy",
    ];
    let text = for_all(text).unwrap_or(text);
    !OTHERWISE.iter().any(|word| text.contains(word))
}

/// The value or the failure; none where the library breaks down.
fn run(program: &cel::IdedExpr, this: &cel::Value) -> Option<Result<cel::Value, cel::ExecutionError>> {
    FUNCTIONS.with(|functions| {
        let functions = functions.get_or_init(|| {
            let mut functions = cel::Context::default().with_all();
            helpers::register(&mut functions);
            functions
        });
        let mut scope = functions.new_inner_scope();
        scope.add_variable_from_value("self", this.clone());
        if let Ok(none) = cel::Program::compile("optional.none()").ok()?.execute(functions) {
            scope.add_variable_from_value("oldSelf", none);
        }
        catch_unwind(AssertUnwindSafe(|| cel::Value::resolve(program, &scope))).ok()
    })
}

/// `name('text')`, for types that only the library makes: `duration`, `timestamp`.
pub(super) fn made(name: &str, text: &str) -> Option<cel::Value> {
    let program = compile(&format!("{name}(self)"))?;
    run(&program, &cel::Value::String(Arc::new(text.to_owned())))?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::too_many_lines, reason = "a table")]
    fn rules() {
        let this = || cel::Value::String(Arc::new("10.0.0.0/8".to_owned()));
        for (rule, verdict) in [
            ("self.size() > 3", Verdict::Holds),
            ("self == 'x'", Verdict::Broken),
            ("self.startsWith('10.')", Verdict::Holds),
            ("isCIDR(self)", Verdict::Holds),
            ("self.matches('^[0-9./]+$')", Verdict::Holds),
            ("quantity('1Gi').isGreaterThan(quantity('1M'))", Verdict::Holds),
            ("['a', 'b'].isSorted()", Verdict::Holds),
            ("url('https://a.b:80').getPort() == '80'", Verdict::Holds),
            ("{'a': 1}.b == 1", Verdict::Fails("no such key: b".to_owned())),
            ("{'a': 1}.b == 1 || self.size() > 3", Verdict::Holds),
            ("self.size() > 3 || {'a': 1}.b == 1", Verdict::Holds),
            ("{'a': 1}.b == 1 && self.size() < 3", Verdict::Broken),
            ("size({'a': 1}.b) > 0 || size(self) > 30", Verdict::Unknown),
            (
                "duration(self) > duration('1s')",
                Verdict::Fails("type conversion error from 'string' to 'google.protobuf.Duration'".to_owned()),
            ),
            ("int(self) > 1", Verdict::Fails("type conversion error from 'string' to 'int'".to_owned())),
            ("url(self).getHost() == 'a'", Verdict::Unknown),
            ("[{'a': 1}, {'b': 1}].exists(x, x.b == 1)", Verdict::Unknown),
            ("[{'a': 1}, {'b': 2}].all(x, x.b == 1)", Verdict::Unknown),
            // Optionals.
            ("{'a': 1}[?'b'].orValue(1) == 1", Verdict::Holds),
            ("{'a': 1}.?b.orValue(2) == 2", Verdict::Holds),
            ("{'a': 1}.?a.orValue(2) == 2", Verdict::Broken),
            ("{'a': {'b': 1}}.?a.b.value() == 1", Verdict::Holds),
            ("{'a': {'b': 1}}.?a.?c.hasValue()", Verdict::Broken),
            ("{'a': {'b': 1}}.?c.b.hasValue()", Verdict::Broken),
            ("has({'a': {'b': 1}}.?a.c)", Verdict::Broken),
            ("has({'a': {'b': 1}}.?a.b)", Verdict::Holds),
            ("[1, 2][?2].hasValue() || [1, 2][?1].value() != 2", Verdict::Broken),
            ("{'a': [5]}.?a[0].orValue(1) == 5", Verdict::Holds),
            ("{'a': 1}.?a == optional.of(1)", Verdict::Holds),
            ("{'a': 1}.?b == optional.none()", Verdict::Holds),
            ("{'a': 1}.?a != optional.of(1)", Verdict::Broken),
            ("{'a': 1}.?a == optional.none()", Verdict::Broken),
            ("{'a': 1}.?a == optional.of(2)", Verdict::Broken),
            ("{'a': [1]}.?a.orValue([]) == [1] && {'a': 1}.?a.value() != 2", Verdict::Holds),
            ("{'a': 1}.?a.optMap(x, x + 1).orValue(0) == 2", Verdict::Holds),
            ("{'a': 1}.?b.optMap(x, x + 1).hasValue()", Verdict::Broken),
            ("{'a': {'b': 1}}.?a.optFlatMap(x, x.?b).value() == 1", Verdict::Holds),
            ("{'a': 1}.?b.or({'a': 1}.?a).value() == 1", Verdict::Holds),
            ("[?optional.none(), ?optional.of(1)] == [1]", Verdict::Holds),
            ("{?'a': optional.none(), 'b': 1} == {'b': 1}", Verdict::Holds),
            ("optional.ofNonZeroValue('').hasValue()", Verdict::Broken),
            ("optional.none().value() == 1", Verdict::Unknown),
            // Macros of two variables.
            ("[1, 2, 3].all(i, v, v == i + 1)", Verdict::Holds),
            ("[1, 2, 4].all(i, v, v == i + 1)", Verdict::Broken),
            ("{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)", Verdict::Holds),
            ("{'a': 1, 'b': 2}.exists(k, v, k == 'a' && v == 2)", Verdict::Broken),
            ("[7, 7].existsOne(i, v, v == 7)", Verdict::Broken),
            ("[7, 8].exists_one(i, v, v == 7 && i == 0)", Verdict::Holds),
            ("[1, 2].transformList(i, v, v * i) == [0, 2]", Verdict::Holds),
            ("[1, 2, 3].transformList(i, v, i > 0, v) == [2, 3]", Verdict::Holds),
            ("{'a': 1}.transformList(k, v, k) == ['a']", Verdict::Holds),
            ("{'a': 1, 'b': 2}.transformMap(k, v, v + 1) == {'a': 2, 'b': 3}", Verdict::Holds),
            ("{'a': 1, 'b': 2}.transformMap(k, v, k != 'a', v) == {'b': 2}", Verdict::Holds),
            ("{'a': 'x'}.transformMapEntry(k, v, {v: k}) == {'x': 'a'}", Verdict::Holds),
            ("{'a': 'x', 'b': 'x'}.transformMapEntry(k, v, {v: k}) == {'x': 'a'}", Verdict::Unknown),
            ("[[1, 2], [3]].all(i, list, list.exists(j, v, v == i + j + 1) || i == 1)", Verdict::Holds),
            ("{'a': {'b': 1}}.?x.y.z.hasValue()", Verdict::Broken),
            ("{'a': {'b': 1}}.?a.c.optMap(x, x > 1).orValue(true)", Verdict::Holds),
            ("{'l': [5]}.?l.orValue([]).all(x, x == 5)", Verdict::Holds),
            ("optional.of({'b': 1}).?b.value() == 1", Verdict::Holds),
            ("[5].first().value() == 5 && [5].last() == optional.of(5)", Verdict::Holds),
            ("optional.unwrap([optional.of(1), optional.none()]) == [1]", Verdict::Holds),
            ("[optional.of(1), optional.none()].unwrapOpt() == [1]", Verdict::Holds),
            ("{1: 'a'}[?2].hasValue()", Verdict::Broken),
            ("{'a': null}.?a.hasValue()", Verdict::Holds),
            // The server would go on after the failure; the library does not.
            ("[1, 2, 3].exists(i, v, v / (i - 1) == 3)", Verdict::Unknown),
            ("[1, 0].all(i, v, 1 / v == 1)", Verdict::Unknown),
            // Order.
            ("cel.bind(x, self.size(), x > 3 && x < 12)", Verdict::Unknown),
            ("[{'n': 3}, {'n': 1}].sortBy(e, e.n) == [{'n': 1}, {'n': 3}]", Verdict::Holds),
            ("[3, 1, 2].sortBy(e, -e) == [3, 2, 1]", Verdict::Holds),
            ("[3, 1].sortBy(e, [e]) == [3, 1]", Verdict::Unknown),
            ("self.(", Verdict::Unknown),
            ("oldSelf.hasValue()", Verdict::Broken),
        ] {
            assert_eq!(Programs::default().rule(rule, &this()), verdict, "{rule}");
        }
        let map = compile("{'a': [{'b': 1}, {'c': 1}], 'd': {'e': 1}}").and_then(|map| run(&map, &this()));
        let map = map.and_then(Result::ok).expect("a map");
        for (rule, verdict) in [
            ("self.a.all(x, x.b == 1)", Verdict::Fails("no such key: b".to_owned())),
            ("!self.a.all(x, x.b == 1)", Verdict::Unknown),
            ("self.a.all(x, x.b == 1) || self.a.all(x, true)", Verdict::Holds),
            ("self.d.all(k, int(k) > 1)", Verdict::Fails("type conversion error from 'string' to 'int'".to_owned())),
            ("size(self.x) > 0 || size(self.x.y) > 0", Verdict::Fails("no such key: x".to_owned())),
            ("size(self.x) > 0 || size(self.d) > 0", Verdict::Holds),
        ] {
            assert_eq!(Programs::default().rule(rule, &map), verdict, "{rule}");
        }
        assert!(Programs::default().uses_old_self("self == oldSelf"));
        assert!(!Programs::default().uses_old_self("self == 'oldSelf'"));
        assert_eq!(Programs::default().rule(&"(".repeat(100_000), &this()), Verdict::Unknown);
    }
}
