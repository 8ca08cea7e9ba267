//! Expressions in CEL, checked as the API server compiles them: their syntax by the `cel` crate's parser, names and
//! types by a checker after cel-go's (`checker/checker.go`), as the crate has none.

mod check;
mod functions;
mod literals;
mod types;

use std::collections::BTreeMap;

pub(in crate::api) use types::{Struct, Type};

use crate::model::Version;

/// What an expression may name.
#[derive(Clone, Debug, Default)]
pub(in crate::api) struct Env {
    /// Variables by name; names may have dots in them.
    pub(in crate::api) variables: BTreeMap<String, Type>,
    /// The server that compiles; the newest where it does not matter.
    pub(in crate::api) server: Option<Version>,
    /// Whether objects of the types `Object…` and `JSONPatch` may be made.
    pub(in crate::api) patches: bool,
}

/// Something wrong in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::api) struct Issue {
    /// Byte of the expression.
    pub(in crate::api) offset: usize,
    /// In cel-go's words.
    pub(in crate::api) message: String,
}

/// An expression that compiles.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::api) struct Checked {
    /// What it evaluates to.
    pub(in crate::api) ty: Type,
    /// The variables it names.
    pub(in crate::api) used: Vec<String>,
}

/// Words that are no identifiers in CEL.
pub(in crate::api) const RESERVED: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// The first minor version whose server lets new expressions select fields of those names as they are
/// (`SetRecognizeKeywordAsFieldName`, which upstream has as of the version before); others want them escaped.
const RESERVED_FIELDS: u8 = 32;

impl Env {
    /// Whether a field is selected by a reserved word as it is.
    fn reserved_fields(&self) -> bool {
        self.server.is_none_or(|server| server.at_least(RESERVED_FIELDS))
    }
}

/// Nesting that the server's parser allows at most; the crate's is given the same.
const DEPTH: u16 = 250;

/// Operators, brackets and dots beyond which an expression is not looked at: a bound for the parser's recursion, far
/// above what people write.
const OPERATORS_MAX: usize = 600;

/// Up to so many of them, no stack is too small for the parser.
const OPERATORS_FEW: usize = 30;

/// What the parser's recursion takes at [`OPERATORS_MAX`], several times over.
const STACK: usize = 128 << 20;

/// Compiles an expression, or says what is wrong with it. An expression too long to look at passes as `dyn`.
pub(in crate::api) fn compile(expression: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let operators = expression.bytes().filter(|b| b"+-*/%.([{?!&|<>=".contains(b)).count();
    let unknown = || Ok(Checked { ty: Type::Dyn, used: Vec::new() });
    if operators <= OPERATORS_FEW {
        return parse_and_check(expression, env);
    }
    if operators > OPERATORS_MAX {
        return unknown();
    }
    std::thread::scope(|scope| {
        let deep = std::thread::Builder::new().stack_size(STACK);
        let handle = deep.spawn_scoped(scope, || parse_and_check(expression, env));
        handle.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(unknown)
    })
}

fn parse_and_check(expression: &str, env: &Env) -> Result<Checked, Vec<Issue>> {
    let optionals = functions::has(env.server, "optional.of");
    let parser = kube_cel::cel::parser::Parser::new().max_recursion_depth(DEPTH).enable_optional_syntax(optionals);
    match parser.parse(expression) {
        Ok(tree) => check::check(&tree, expression, env),
        Err(problems) => Err(problems.errors.iter().map(|error| syntax_issue(expression, error)).collect()),
    }
}

fn syntax_issue(expression: &str, error: &kube_cel::cel::ParseError) -> Issue {
    let text = error.msg.strip_prefix("Syntax error: ").unwrap_or(&error.msg);
    // Where the parser gives up it prints its own insides.
    let text = if text.contains("OtherError") { "expression recursion limit exceeded" } else { text };
    Issue { offset: offset(expression, error.pos), message: format!("Syntax error: {text}") }
}

/// The byte at a line and column, both from 1.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or_default();
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    (before + usize::try_from(column - 1).unwrap_or_default()).min(text.len())
}

/// Issues as cel-go prints them: place, message, the line, and a pointer below it.
pub(in crate::api) fn printed(expression: &str, issues: &[Issue]) -> String {
    let one = |issue: &Issue| {
        let at = issue.offset.min(expression.len());
        let before = expression.get(..at).unwrap_or(expression);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let number = before.matches('\n').count() + 1;
        let column = before[start..].chars().count();
        let line = expression[start..].split('\n').next().unwrap_or_default();
        let Issue { message, .. } = issue;
        format!("ERROR: <input>:{number}:{}: {message}\n | {line}\n | {}^", column + 1, ".".repeat(column))
    };
    issues.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env() -> Env {
        let spec = Type::object_of("Spec", [("replicas", Type::Int), ("names", Type::list(Type::String))]);
        let variables = [
            ("object".to_owned(), Type::Dyn),
            ("self".to_owned(), spec),
            ("authorizer.requestResource".to_owned(), Type::Opaque("kubernetes.authorization.ResourceCheck")),
        ];
        Env { variables: variables.into(), server: None, patches: false }
    }

    #[test]
    fn libraries_come_with_servers() {
        for (expression, since) in [
            ("[1].isSorted()", 25),
            ("'a b'.split(' ').join('-')", 25),
            ("quantity('1').isInteger()", 29),
            ("object.?a.hasValue()", 29),
            ("[1].first().optMap(x, x).hasValue()", 29),
            ("'%d'.format([1])", 30),
            ("sets.contains([1], [1])", 30),
            ("isIP('10.0.0.1')", 31),
            ("format.dns1123Label().validate('a').hasValue()", 31),
            ("[1].all(x, x > 0)", 25),
            ("[1].all(i, x, x > i)", 33),
            ("[1].transformList(i, x, x)", 33),
            ("semver('1.0.0').major()", 34),
            ("[2, 1].sortBy(x, x)", 35),
            ("[2, 1].sort()", 35),
        ] {
            let on = |minor| {
                let env = Env { server: Version::new(minor), ..env() };
                compile(expression, &env)
            };
            assert!(on(since).is_ok(), "{expression} {:?}", on(since));
            assert!(since == 25 || on(since - 1).is_err(), "{expression}");
        }
        let env = Env { server: Version::new(30), ..env() };
        let issues = compile("isIP('a')", &env).unwrap_err();
        assert_eq!(issues[0].message, "undeclared reference to 'isIP' (in container '')");
    }

    #[test]
    fn reserved_words_are_names_of_fields() {
        let of = Type::object_of("Ref", [("__namespace__", Type::String)]);
        let on = |expression: &str, minor| {
            let variables = [("self".to_owned(), of.clone())].into();
            compile(expression, &Env { variables, server: Version::new(minor), patches: false }).is_ok()
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
            ("self.names.all(i, n, i < 2 && n != '')", "bool"),
            ("optional.of(1).orValue(2)", "int"),
            ("self.?replicas.orValue(1)", "int"),
            ("type(1) == int", "bool"),
            ("authorizer.requestResource.check('get').allowed()", "bool"),
            ("quantity('1Gi').isLessThan(quantity('2Gi'))", "bool"),
            ("ip('1.2.3.4').family() == 4", "bool"),
            ("ip.isCanonical('1.2.3.4')", "bool"),
            ("format.dns1123Label().validate('a').hasValue()", "bool"),
            ("duration('1h') > duration('30m')", "bool"),
            ("'%s'.format([self.replicas])", "string"),
            ("optional.of('a').optMap(v, size(v))", "optional_type(int)"),
            ("!('x' in object.groups)", "bool"),
            ("[]", "list(dyn)"),
            ("cidr('10.0.0.0/8').containsIP('10.1.1.1')", "bool"),
        ] {
            let checked = compile(expression, &env()).unwrap_or_else(|e| panic!("{expression}: {e:?}"));
            assert_eq!(checked.ty.to_string(), ty, "{expression}");
        }
    }

    #[test]
    fn refuses() {
        for (expression, message) in [
            ("1Gi", "Syntax error"),
            ("noschedule", "undeclared reference to 'noschedule' (in container '')"),
            ("self.replica", "undefined field 'replica'"),
            ("self.replicas + 'a'", "found no matching overload for '_+_' applied to '(int, string)'"),
            ("self.nope()", "undeclared reference to 'nope' (in container '')"),
            ("1.all(x, true)", "cannot be range of a comprehension"),
            ("self.replicas.x", "does not support field selection"),
            ("[1, 'a']", "expected type 'int' but found 'string'"),
            ("'a'.matches('[')", "invalid matches argument"),
            ("duration('x')", "invalid duration argument"),
            ("self.names.map(n, m)", "undeclared reference to 'm'"),
        ] {
            let issues = compile(expression, &env()).expect_err(expression);
            assert!(issues[0].message.contains(message), "{expression}: {issues:?}");
        }
    }

    #[test]
    fn deep_nesting_is_no_danger() {
        for part in ["[", "(", "1+", "!", "true?1:", "a.", "size("] {
            for count in [200, 900, 100_000] {
                let _ = compile(&part.repeat(count), &env());
            }
        }
    }

    #[test]
    fn prints_as_cel_go() {
        let issues = [Issue { offset: 9, message: "undefined field 'replicas'".to_owned() }];
        assert_eq!(
            printed("variables.replicas", &issues),
            "ERROR: <input>:1:10: undefined field 'replicas'\n | variables.replicas\n | .........^"
        );
    }
}
