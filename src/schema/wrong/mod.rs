//! Values of the wrong type, said in words that a person knows, each with its mend where there is one.

mod encoded;
mod measures;
mod scalars;
mod shapes;
mod too_deep;

use super::decode::Wrong;
use super::idioms::{self, Idiom};
use super::tables::Type;
use super::text::{self, edit};
use super::words::{shown, what};
use crate::model::{Edit, Finding, Fix, Layer, Rule, Span, Version};
use crate::source::{Kind, Node, Step};

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

/// The findings for wrong values, in document order: one for each, or for all plain values of a list. `field` tells a path.
pub(super) fn explain_all<'a>(
    root: Node<'a>,
    wrong: &[Wrong<'a>],
    version: Version,
    field: &dyn Fn(Node<'a>) -> String,
) -> Vec<Finding> {
    let list = |w: &Wrong<'a>| match root.path_to(w.node).and_then(|mut way| way.pop()) {
        Some((Step::Index(_), _)) => w.node.key_below(root).map(Node::id),
        _ => None,
    };
    let mut findings = Vec::new();
    for of_list in wrong.chunk_by(|a, b| a.ty == b.ty && list(a).is_some() && list(a) == list(b)) {
        match idioms::plain_items(root, of_list, field) {
            Some(told) => findings.extend(told),
            None => findings.extend(of_list.iter().map(|w| explain(root, *w, version, field(w.node)))),
        }
    }
    findings
}

/// The finding for one value. `field` is its path; the last part of it names it.
fn explain(root: Node<'_>, wrong: Wrong<'_>, version: Version, field: String) -> Finding {
    let Wrong { node, ty } = wrong;
    let text = node.document().text();
    let name = name_of(root, node, &field);
    if let Some(line) = text::swallowed(node) {
        return swallowed(node, line, &name, field);
    }
    let said = match ty {
        Type::List(items) => idiom_of_list(root, node, items.ty(), version)
            .map_or_else(|| shapes::list(node, &name), |idiom| not_a_list(node, &name).of(idiom)),
        Type::Struct(definition) => idioms::reference(root, node, definition)
            .map_or_else(|| shapes::map(node, &name, ty), |idiom| not_fields(node, &name).of(idiom)),
        Type::Map(_) => shapes::texts(root, node, ty).unwrap_or_else(|| shapes::map(node, &name, ty)),
        Type::String(_) => too_deep::unwrapped(root, node).unwrap_or_else(|| scalars::string(node, &name)),
        Type::Int32 | Type::Int64 => scalars::integer(node, &name, ty),
        Type::IntOrString => scalars::int_or_string(node, &name),
        Type::Double => scalars::number(node, &name),
        Type::Bool => scalars::boolean(node, &name),
        Type::Quantity => measures::quantity(node, &name),
        Type::Time | Type::MicroTime => measures::moment(node, &name, ty),
        Type::Bytes => encoded::bytes(node, &name, &field),
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

/// What Docker Compose or memory has in the place of a list.
fn idiom_of_list(root: Node<'_>, node: Node<'_>, items: Type, version: Version) -> Option<Idiom> {
    match (items, node.kind()) {
        (Type::Struct(definition), Kind::Map) => idioms::named_list(node, definition, version),
        (Type::Struct(definition), _) => idioms::plain_list(root, node, definition),
        (Type::String(_), kind) if kind != Kind::Map => idioms::words(root, node),
        _ => None,
    }
}

fn not_a_list(node: Node<'_>, name: &str) -> Said {
    match node.kind() {
        Kind::Map => Said::new(format!("{name} must be a list, but is a map")),
        _ => Said::new(format!("{name} must be a list, not {}", what(node))),
    }
}

fn not_fields(node: Node<'_>, name: &str) -> Said {
    Said::new(format!("{name} must hold fields, not {}", what(node)))
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

    fn of(mut self, idiom: Idiom) -> Said {
        self.help = Some(idiom.help);
        self.fixes.extend(idiom.fix);
        self
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
