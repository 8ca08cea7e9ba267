//! The shapes: what is repeated, behind what, and how the tool is asked about it. Nothing of it is kept as a file.

mod texts;
mod values;
mod worlds;

/// A file of a shape: `head`, then `unit` again and again up to the size, then `tail`. In a unit `#` is its number.
pub(crate) struct Part {
    pub name: &'static str,
    pub head: String,
    pub unit: String,
    pub tail: String,
}

impl Part {
    /// Its size with two units.
    pub(crate) fn beginning(&self) -> usize {
        self.head.len() + self.tail.len() + self.unit.len() + 1
    }
}

/// Files, of which the first grows, and what is asked of them.
pub(crate) struct Shape {
    pub name: String,
    /// The words behind `plimsoll`, which runs in the folder of the files.
    pub ask: String,
    pub grows: Part,
    pub beside: Vec<Part>,
}

/// A file.
fn part(name: &'static str, head: impl Into<String>, unit: impl Into<String>, tail: impl Into<String>) -> Part {
    Part { name, head: head.into(), unit: unit.into(), tail: tail.into() }
}

/// A file that does not grow.
fn small(name: &'static str, text: impl Into<String>) -> Part {
    part(name, text, "", "")
}

/// A single file that `check` is asked about.
fn one(name: &str, head: impl Into<String>, unit: impl Into<String>, tail: impl Into<String>) -> Shape {
    asked(name, "check a.yaml", part("a.yaml", head, unit, tail), Vec::new())
}

/// A file that grows, others beside it, and a question about them.
fn asked(name: &str, ask: &str, grows: Part, beside: Vec<Part>) -> Shape {
    Shape { name: name.to_owned(), ask: ask.to_owned(), grows, beside }
}

/// The head of an object.
fn object(api: &str, kind: &str, rest: &str) -> String {
    format!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\n{rest}")
}

/// A pod with one container, to which something is added.
fn pod(rest: &str) -> String {
    object("v1", "Pod", &format!("spec:\n  containers:\n  - name: a\n    image: b:1\n{rest}"))
}

/// The formats of reports.
pub(crate) const FORMATS: [&str; 9] =
    ["pretty", "compact", "json", "sarif", "github", "gitlab", "junit", "tap", "markdown"];

/// Shapes that are told in every format, with all that there is to tell.
const IN_EACH: [&str; 4] = ["unknown fields", "long unknown key", "services", "pods that fit nowhere"];

/// Every shape.
pub(crate) fn all() -> Vec<Shape> {
    let mut all = texts::shapes();
    all.extend(values::shapes());
    all.extend(worlds::shapes());
    all
}

/// Every shape that is to be asked about in each format, in each.
pub(crate) fn in_each_format() -> Vec<Shape> {
    let mut shapes = Vec::new();
    for format in FORMATS {
        for mut shape in all().into_iter().filter(|shape| IN_EACH.contains(&shape.name.as_str())) {
            shape.name = format!("{} in {format}", shape.name);
            shape.ask = format!("{} --format {format} --suggestions", shape.ask);
            shapes.push(shape);
        }
    }
    shapes
}
