//! Values of the wrong type, said in words that a person knows, each with its mend where there is one.

mod data;
mod encoded;
mod measures;
mod scalars;
mod shapes;
mod too_deep;

pub(super) use too_deep::edits as without_level;

use super::decode::Wrong;
use super::idioms::{self, Idiom};
use super::path;
use super::tables::{Definition, Type};
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
    definition: Option<Definition>,
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
            None => findings.extend(of_list.iter().map(|w| explain(root, definition, *w, version, field(w.node)))),
        }
    }
    findings
}

/// The finding for one value. `field` is its path; the last part of it names it.
fn explain(
    root: Node<'_>,
    definition: Option<Definition>,
    wrong: Wrong<'_>,
    version: Version,
    field: String,
) -> Finding {
    let Wrong { node, ty } = wrong;
    let name = name_of(root, node, &field);
    let pairs = || matches!(ty, Type::Map(values) if matches!(values.ty(), Type::String(_)));
    if let Some(line) = text::swallowed(node) {
        if let Some(said) = data::pairs(node, &name).filter(|_| pairs()) {
            return said.finding(node, field);
        }
        return swallowed(node, line, &name, field);
    }
    if let Some(said) = definition.and_then(|of| twin(root, of, node, version)) {
        return said.finding(node, field);
    }
    let said = match ty {
        Type::List(items) => idiom_of_list(root, node, items.ty(), version)
            .map_or_else(|| shapes::list(node, &name), |idiom| not_a_list(node, &name).of(idiom)),
        Type::Struct(definition) => idiom_of_fields(root, node, definition, version)
            .map_or_else(|| shapes::map(node, &name, ty), |idiom| not_fields(node, &name).of(idiom)),
        Type::Map(_) => shapes::texts(root, node, ty).unwrap_or_else(|| shapes::map(node, &name, ty)),
        Type::String(_) => too_deep::unwrapped(root, node)
            .or_else(|| data::file(root, node, &name))
            .unwrap_or_else(|| scalars::string(node, &name)),
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
    said.finding(node, field)
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

/// A number in the field for a name, or the other way round, where its struct has a field for either.
fn twin(root: Node<'_>, definition: Definition, node: Node<'_>, version: Version) -> Option<Said> {
    let places = path::places(root, definition, node, version);
    let [.., around, _] = places[..] else { return None };
    let Type::Struct(of) = around.ty else { return None };
    let entry = around.node.entries().find(|e| e.value == node)?;
    let key = entry.key.scalar_text();
    let other = of.field(idioms::twin(of, key)?, version)?;
    let fits = match other.ty() {
        Type::String(_) => node.kind() == Kind::Str,
        _ => node.kind() == Kind::Int,
    };
    if !fits || around.node.entry(other.name()).is_some() || entry.key.is_aliased() {
        return None;
    }
    let written = text::written_like(entry.key, other.name());
    let said =
        Said::new(format!("`{key}` must not be {}", what(node))).help(format!("it is given as `{}`", other.name()));
    Some(said.replace(format!("rename to `{}`", other.name()), entry.key.span(), written))
}

/// What memory has in the place of a struct: its one value, or its one list.
fn idiom_of_fields(root: Node<'_>, node: Node<'_>, definition: Definition, version: Version) -> Option<Idiom> {
    let around = root.path_to(node).and_then(|way| way.into_iter().rev().nth(1)).map(|(step, node)| match step {
        Step::Index(_) => node,
        Step::Key(_) => node.entry_of_key().value,
    });
    let of_backend = || {
        let fix = around.filter(|_| definition.short_name() == "IngressServiceBackend").and_then(idioms::backend)?;
        Some(Idiom { help: idioms::BACKEND.to_owned(), fix: Some(fix) })
    };
    let single = || idioms::reference(root, node, definition);
    of_backend().or_else(single).or_else(|| idioms::listed(root, node, definition, version))
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

    /// The finding for that value.
    fn finding(self, node: Node<'_>, field: String) -> Finding {
        let span = text::first_line(node.document().text(), node.span());
        let mut finding = Finding::of(&WRONG_TYPE, span, self.message);
        finding.field(field);
        if let Some(help) = self.help {
            finding.help(help);
        }
        if !node.is_aliased() {
            finding.offer_all(self.fixes);
        }
        finding
    }

    fn help(mut self, help: impl Into<String>) -> Said {
        self.help = Some(help.into());
        self
    }

    fn replace(self, title: impl Into<String>, span: Span, with: impl Into<String>) -> Said {
        self.fix(title, vec![edit(span, with)])
    }

    /// Says that what was offered last may be made without a person looking, where that is so.
    fn safe_if(mut self, certain: bool) -> Said {
        if let Some(fix) = self.fixes.last_mut() {
            fix.safe = certain;
        }
        self
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
