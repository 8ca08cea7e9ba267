//! Small ways of reading and reporting that many kinds share.

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use std::hash::Hash;

use crate::api::{Cx, format};
use crate::model::{ApiCause, Finding, Quantity, Reason, Span};
use crate::resource::Field;
use crate::source::Kind;

/// `field.Invalid` for each problem that a format function named. It is one mistake, and so one finding.
pub(in crate::api) fn invalid_each<'c, 'a>(
    cx: &'c mut Cx<'a>,
    f: Field<'a>,
    problems: Vec<String>,
) -> Option<&'c mut Finding> {
    if problems.is_empty() {
        return None;
    }
    let path = cx.path(f);
    invalid_each_as(cx, f, &path, problems)
}

/// The same under the path that the server prints, where it is not the path at which the value stands.
pub(in crate::api) fn invalid_each_as<'c, 'a>(
    cx: &'c mut Cx<'a>,
    f: Field<'a>,
    path: &str,
    problems: Vec<String>,
) -> Option<&'c mut Finding> {
    let mut problems = problems.into_iter();
    let first = problems.next()?;
    let text = f.str();
    let finding = cx.invalid_format(f, &first).field(path);
    for problem in problems {
        follows(finding, Reason::Invalid, path, format!("Invalid value: {text:?}: {problem}"));
    }
    if text.is_empty() && f.opt_int().is_none() {
        let name = path.rsplit('.').next().unwrap_or(path);
        finding.say(format!("`{name}` must not be empty"));
    }
    Some(finding)
}

/// The `kind` and the `name` of a reference to an object: both are needed, and both may become a segment of a path.
pub(in crate::api) fn kind_and_name<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    for name in ["kind", "name"] {
        let f = of.at(name);
        if f.str().is_empty() {
            cx.required(f, "");
        } else {
            invalid_each(cx, f, format::is_path_segment_name(f.str()));
        }
    }
}

/// Adds a cause that the server lists besides, and that goes away with this one.
pub(in crate::api) fn follows(
    finding: &mut Finding,
    reason: Reason,
    field: impl Into<String>,
    detail: impl Into<String>,
) {
    finding.follows([ApiCause::refusal(reason, field, detail)]);
}

/// `field.Required` for a text that must not be empty; whether it was given.
pub(in crate::api) fn required_text<'a>(cx: &mut Cx<'a>, f: Field<'a>) -> bool {
    let given = !f.str().is_empty();
    if !given {
        cx.required(f, "");
    }
    given
}

/// `field.Required` for each of the texts that is empty.
pub(in crate::api) fn required_texts<'a>(cx: &mut Cx<'a>, of: Field<'a>, names: &[&'static str]) {
    for name in names {
        required_text(cx, of.at(name));
    }
}

/// An amount as the server reads it; none where the field is absent or no amount, which decoding has refused.
pub(in crate::api) fn quantity(f: Field<'_>) -> Option<Quantity> {
    let node = f.node()?;
    match node.kind() {
        Kind::Str => Quantity::parse(bare(node.scalar_text())).ok(),
        Kind::Int => {
            Quantity::parse(&node.as_i64().map_or_else(|| node.scalar_text().to_owned(), |n| n.to_string())).ok()
        }
        Kind::Float => Quantity::parse(&json_float(node.as_f64()?)).ok(),
        _ => None,
    }
}

/// A float as it is sent: with an exponent where it is very large or very small. It decides how the server keeps it.
fn json_float(value: f64) -> String {
    if value == 0.0 || (1e-6..1e21).contains(&value.abs()) { value.to_string() } else { format!("{value:e}") }
}

/// An amount's text without the spaces that `Quantity.UnmarshalJSON` drops. Line breaks arrive as `\n` in JSON, and
/// are no spaces there.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() && !c.is_ascii_control())
}

/// How the server prints the amount that it read from `f`, which is not always the canonical spelling; `amount` is what
/// became of it, rounded perhaps.
pub(in crate::api) fn printed_quantity(f: Field<'_>, amount: Quantity) -> String {
    let text = f.node().filter(|node| node.kind() == Kind::Str).map(|node| bare(node.scalar_text()));
    let text = text.filter(|text| Quantity::parse(text) == Ok(amount));
    text.and_then(Quantity::printed).unwrap_or_else(|| amount.to_string())
}

/// The amounts of a `ResourceList`, each with its name and its field, rounded up to thousandths as
/// `SetDefaults_ResourceList` does. `null` is nothing.
pub(in crate::api) fn resource_list<'a>(list: Field<'a>) -> Vec<Resource<'a>> {
    let read = |(key, field): (crate::source::Node<'a>, Field<'a>)| {
        let amount = if field.exists() { quantity(field)? } else { Quantity::ZERO };
        let fine = amount.nanos() % 1_000_000 != 0;
        let amount =
            if fine { Quantity::from_milli(amount.milli_value()).with_format(amount.format()) } else { amount };
        Some(Resource { name: key.scalar_text(), key: Field::root(key), field, amount })
    };
    crate::api::entries(list).filter_map(read).collect()
}

/// One entry of a `ResourceList`.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Resource<'a> {
    /// The resource's name.
    pub(in crate::api) name: &'a str,
    /// The name, as a place.
    pub(in crate::api) key: Field<'a>,
    /// The amount, as a place.
    pub(in crate::api) field: Field<'a>,
    /// The amount.
    pub(in crate::api) amount: Quantity,
}

impl<'a> Resource<'a> {
    /// Where to report: the amount, or where that is `null` the name.
    pub(in crate::api) fn place(&self) -> Field<'a> {
        if self.field.exists() { self.field } else { self.key }
    }
}

/// The annotation of that name. Where it is empty or `null`, its text is empty.
pub(in crate::api) fn annotation<'a>(cx: &Cx<'a>, key: &str) -> Option<Field<'a>> {
    cx.root().at("metadata").at("annotations").key(key)
}

/// The bytes of the key under which `name` stands in `of`, for labels that should not cover a whole block.
pub(in crate::api) fn key_span<'a>(of: Field<'a>, name: &str) -> Option<Span> {
    of.node()?.entry(name).map(|e| e.key.span())
}

/// What was met before, and where.
#[derive(Debug)]
pub(in crate::api) struct Seen<K> {
    keys: HashMap<K, Span>,
}

impl<K: Eq + Hash> Seen<K> {
    /// Nothing so far.
    pub(in crate::api) fn new() -> Self {
        Seen { keys: HashMap::new() }
    }

    /// The place of an equal key noted before; notes this one where there is none.
    pub(in crate::api) fn note(&mut self, key: K, span: Span) -> Option<Span> {
        match self.keys.entry(key) {
            Entry::Occupied(before) => Some(*before.get()),
            Entry::Vacant(free) => {
                free.insert(span);
                None
            }
        }
    }
}

/// `field.Duplicate` with a pointer to the first use.
pub(in crate::api) fn duplicate_of<'a, 'c>(cx: &'c mut Cx<'a>, f: Field<'a>, first: Span) -> &'c mut Finding {
    cx.duplicate(f).relate(first, "first given here")
}
