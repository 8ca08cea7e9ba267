//! Expressions, compiled once and run.

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

use kube_cel::KubeCelExt as _;
use kube_cel::cel;

/// Longer or deeper expressions are not tried: their parser recurses.
const LENGTH: usize = 16 << 10;
const DEPTH: usize = 60;

/// What a rule came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Holds,
    Broken,
    /// It reads a field that is not there, which breaks it as well.
    Lacks(String),
    /// It could not be evaluated here.
    Unknown,
}

/// The programs of one rule, compiled when first needed.
#[derive(Debug, Default)]
pub(in crate::schema::crd) struct Programs {
    rule: OnceLock<Option<cel::Program>>,
    message: OnceLock<Option<cel::Program>>,
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
            Some(Some(Err(cel::ExecutionError::NoSuchKey(key)))) if is_plain(text) && text.contains(key.as_str()) => {
                Verdict::Lacks(key.to_string())
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

    fn compiled(&self, text: &str) -> Option<&cel::Program> {
        self.rule.get_or_init(|| compile(text)).as_ref()
    }
}

fn compile(text: &str) -> Option<cel::Program> {
    if text.len() > LENGTH || depth(text) > DEPTH {
        return None;
    }
    // The parser is not ours; what it cannot digest must not end the run.
    catch_unwind(AssertUnwindSafe(|| cel::Program::compile(text).ok())).ok().flatten()
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
    !OTHERWISE.iter().any(|word| text.contains(word))
}

/// The value or the failure; none where the library breaks down.
fn run(program: &cel::Program, this: &cel::Value) -> Option<Result<cel::Value, cel::ExecutionError>> {
    FUNCTIONS.with(|functions| {
        let functions = functions.get_or_init(|| cel::Context::default().with_all());
        let mut scope = functions.new_inner_scope();
        scope.add_variable_from_value("self", this.clone());
        if let Ok(none) = cel::Program::compile("optional.none()").ok()?.execute(functions) {
            scope.add_variable_from_value("oldSelf", none);
        }
        catch_unwind(AssertUnwindSafe(|| program.execute(&scope))).ok()
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
            ("{'a': 1}.b == 1", Verdict::Lacks("b".to_owned())),
            ("{'a': 1}.b == 1 || self.size() > 3", Verdict::Holds),
            ("self.size() > 3 || {'a': 1}.b == 1", Verdict::Holds),
            ("{'a': 1}.b == 1 && self.size() < 3", Verdict::Broken),
            ("[{'a': 1}, {'b': 1}].exists(x, x.b == 1)", Verdict::Unknown),
            ("[{'a': 1}, {'b': 2}].all(x, x.b == 1)", Verdict::Unknown),
            ("{'a': 1}[?'b'].orValue(1) == 1", Verdict::Unknown),
            ("self.(", Verdict::Unknown),
            ("oldSelf.hasValue()", Verdict::Broken),
        ] {
            assert_eq!(Programs::default().rule(rule, &this()), verdict, "{rule}");
        }
        assert!(Programs::default().uses_old_self("self == oldSelf"));
        assert!(!Programs::default().uses_old_self("self == 'oldSelf'"));
        assert_eq!(Programs::default().rule(&"(".repeat(100_000), &this()), Verdict::Unknown);
    }
}
