//! Values of the wrong type, said in words that a person knows, each with its mend where there is one.

mod measures;
mod scalars;
mod shapes;
mod too_deep;

use super::decode::Wrong;
use super::tables::Type;
use super::text::{self, edit};
use super::words::{shown, what};
use crate::model::{Edit, Finding, Fix, Layer, Rule, Span};
use crate::source::{Node, Step};

/// `schema/wrong-type`
pub(crate) static WRONG_TYPE: Rule = Rule::error(
    Layer::Schema,
    "schema/wrong-type",
    "A value of the wrong type",
    "The API server cannot decode the value: a list where a map should be, a number where text is needed, a quantity \
     or a point in time that cannot be read. Mind YAML's booleans: `yes`, `no`, `on`, `off` and `y` must be quoted to be \
     text.",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    env:\n    - name: DEBUG\n      value: yes\n",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    env:\n    - name: DEBUG\n      value: \"yes\"\n",
);

/// The finding for one value. `field` is its path; the last part of it names it.
pub(super) fn explain(root: Node<'_>, wrong: Wrong<'_>, field: String) -> Finding {
    let Wrong { node, ty } = wrong;
    let text = node.document().text();
    let name = name_of(root, node, &field);
    if let Some(line) = text::swallowed(node) {
        return swallowed(node, line, &name, field);
    }
    let said = match ty {
        Type::List(_) => shapes::list(node, &name),
        Type::Struct(_) | Type::Map(_) => shapes::map(node, &name, ty),
        Type::String(_) => too_deep::unwrapped(root, node).unwrap_or_else(|| scalars::string(node, &name)),
        Type::Int32 | Type::Int64 => scalars::integer(node, &name, ty),
        Type::IntOrString => scalars::int_or_string(node, &name),
        Type::Double => scalars::number(node, &name),
        Type::Bool => scalars::boolean(node, &name),
        Type::Quantity => measures::quantity(node, &name),
        Type::Time | Type::MicroTime => measures::moment(node, &name, ty),
        Type::Bytes => scalars::bytes(node, &name, &field),
        Type::SchemaOrBool(_) => Said::new(format!("{name} must be a schema, `true` or `false`, not {}", what(node))),
        Type::Any | Type::SchemaOrArray(_) | Type::SchemaOrStrings(_) => {
            Said::new(format!("{name} has the wrong type"))
        }
    };
    let mut finding = Finding::of(&WRONG_TYPE, text::first_line(text, node.span()), said.message);
    finding.field(field);
    if let Some(help) = said.help {
        finding.help(help);
    }
    if !node.is_aliased() {
        finding.offer_all(said.fixes);
    }
    finding
}

/// A line that was meant to be a field of its own is read as part of the value above it.
fn swallowed(node: Node<'_>, line: Span, name: &str, field: String) -> Finding {
    let source = node.document().text();
    let written = source.get(line.range()).unwrap_or_default();
    let message = format!("this line is read as part of {name}, whose value is `{}`", shown(node));
    let mut finding = Finding::of(&WRONG_TYPE, line, message);
    finding
        .field(field)
        .relate(text::first_line(source, node.span()), "the value begins here")
        .help(format!("indent `{written}` as the lines around it"));
    finding
}

/// What there is to say.
struct Said {
    message: String,
    help: Option<String>,
    fixes: Vec<Fix>,
}

impl Said {
    fn new(message: String) -> Said {
        Said { message, help: None, fixes: Vec::new() }
    }

    fn help(mut self, help: impl Into<String>) -> Said {
        self.help = Some(help.into());
        self
    }

    fn replace(self, title: impl Into<String>, span: Span, with: impl Into<String>) -> Said {
        self.fix(title, vec![edit(span, with)])
    }

    fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Said {
        self.fixes.push(Fix::new(title, edits));
        self
    }
}

/// The value's name as its line shows it: its key, or its place in a list.
fn name_of(root: Node<'_>, node: Node<'_>, field: &str) -> String {
    match root.path_to(node).and_then(|mut path| path.pop()) {
        Some((Step::Key(key), _)) => format!("`{key}`"),
        Some((Step::Index(_), _)) => {
            let short = field.rfind('.').map_or(field, |dot| &field[dot + 1..]);
            format!("`{short}`")
        }
        None => "the object".to_owned(),
    }
}
