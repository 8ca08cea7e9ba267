//! Values of the wrong type, said in words that a person knows, each with its mend where there is one.

use super::decode::Wrong;
use super::tables::Type;
use super::text::{self, edit};
use super::words::{shown, what};
use super::{base64, decode};
use crate::model::{Edit, Finding, Fix, Layer, Quantity, Rule, Span};
use crate::source::{Kind, Node, Style};

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
        Type::List(_) => list(node, &name),
        Type::Struct(_) | Type::Map(_) => map(node, &name, ty),
        Type::String(_) => string(node, &name),
        Type::Int32 | Type::Int64 => integer(node, &name, ty),
        Type::IntOrString => int_or_string(node, &name),
        Type::Double => number(node, &name),
        Type::Bool => boolean(node, &name),
        Type::Quantity => quantity(node, &name),
        Type::Time | Type::MicroTime => moment(node, &name, ty),
        Type::Bytes => bytes(node, &name, &field),
        Type::SchemaOrBool(_) => Said::new(format!("{name} must be a schema, `true` or `false`, not {}", what(node))),
        Type::Any | Type::SchemaOrArray(_) | Type::SchemaOrStrings(_) => {
            Said::new(format!("{name} has the wrong type"))
        }
    };
    let mut finding = Finding::of(&WRONG_TYPE, text::first_line(text, node.span()), said.message);
    finding.field = field;
    finding.help = said.help;
    if !node.is_aliased() {
        finding.fixes = said.fixes;
    }
    finding
}

/// A line that was meant to be a field of its own is read as part of the value above it.
fn swallowed(node: Node<'_>, line: Span, name: &str, field: String) -> Finding {
    let source = node.document().text();
    let written = source.get(line.range()).unwrap_or_default();
    let message = format!("this line is read as part of {name}, whose value is `{}`", shown(node));
    let mut finding = Finding::of(&WRONG_TYPE, line, message);
    finding.field = field;
    finding.relate(text::first_line(source, node.span()), "the value begins here");
    finding.help(format!("indent `{written}` as the lines around it"));
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
        Some((crate::source::Step::Key(key), _)) => format!("`{key}`"),
        Some((crate::source::Step::Index(_), _)) => {
            let short = field.rfind('.').map_or(field, |dot| &field[dot + 1..]);
            format!("`{short}`")
        }
        None => "the object".to_owned(),
    }
}

fn list(node: Node<'_>, name: &str) -> Said {
    let text = node.document().text();
    match node.kind() {
        Kind::Map if text::is_block(node) => {
            let said = Said::new(format!("{name} must be a list, but is a map"))
                .help("put `- ` before the first field, and indent the others by two");
            let (Some(first), Some(last)) = (node.entries().next(), node.entries().last()) else { return said };
            let Some(lines) = text::lines_of(text, first, last) else { return said };
            let Some(mut edits) = text::shift(text, lines, 2) else { return said };
            if let Some(dash) = edits.first_mut() {
                dash.span = Span::point(first.key.span().start);
                dash.text = "- ".to_owned();
            }
            said.fix("make it a list of one item", edits)
        }
        Kind::Map => Said::new(format!("{name} must be a list, but is a map")).replace(
            "put it into a list",
            node.span(),
            format!("[{}]", node.source()),
        ),
        _ => {
            let said = Said::new(format!("{name} must be a list, not {}", what(node)));
            let said = said.help("put `- ` before each item, or brackets around all: `[a, b]`");
            match node.style() {
                Style::Literal | Style::Folded => said,
                Style::Plain if node.source().contains([',', ']', '[', '{', '}']) => said.replace(
                    "make it a list of one item",
                    node.span(),
                    format!("[{}]", text::quoted(node.source())),
                ),
                _ => said.replace("make it a list of one item", node.span(), format!("[{}]", node.source())),
            }
        }
    }
}

fn map(node: Node<'_>, name: &str, ty: Type) -> Said {
    let fields = if matches!(ty, Type::Struct(_)) { "fields" } else { "`key: value` pairs" };
    match node.kind() {
        Kind::Seq => {
            let said = Said::new(format!("{name} must hold {fields}, but is a list"));
            if !text::is_block(node) {
                return unbracketed(node, said);
            }
            let mut items = node.items();
            let (Some(only), None) = (items.next(), items.next()) else {
                return said.help("remove the `- ` before each line");
            };
            let dash = dash_before(node.document().text(), only);
            if let Some(dash) = dash.filter(|_| only.kind() == Kind::Map) {
                let blank = " ".repeat(dash.len());
                return said.help("remove the `- `").replace("remove the `- `", dash, blank);
            }
            said.help("remove the `- `")
        }
        Kind::Str if node.scalar_text().contains(':') && node.style() == Style::Plain => {
            let said = Said::new(format!("{name} must hold {fields}, but `{}` is read as text", shown(node)));
            match node.source().split_once(':') {
                Some((_, after)) if !after.starts_with(' ') => {
                    let colon = node.span().start + (node.source().len() - after.len()) as u32;
                    said.help("a space is missing after the colon").replace("add the space", Span::point(colon), " ")
                }
                _ => said,
            }
        }
        _ => Said::new(format!("{name} must hold {fields}, not {}", what(node))),
    }
}

/// A list in brackets where a map should be: a single map in it is likely all that was meant.
fn unbracketed(node: Node<'_>, said: Said) -> Said {
    let mut items = node.items();
    match (items.next(), items.next()) {
        (None, _) => said.replace("make it an empty map", node.span(), "{}"),
        (Some(only), None) if only.kind() == Kind::Map && only.source().starts_with('{') => {
            said.help("remove the brackets around it").replace("remove the brackets", node.span(), only.source())
        }
        // `[a: 1]`: a map of one entry needs no braces within brackets, but does without them.
        (Some(only), None) if only.kind() == Kind::Map => said.help("write braces instead of the brackets").replace(
            "write braces instead of the brackets",
            node.span(),
            format!("{{{}}}", only.source()),
        ),
        _ => said.help("write its fields in braces, `{a: 1, b: 2}`, or on lines of their own"),
    }
}

/// The dash of a list's item and the blanks behind it, on the item's own line.
fn dash_before(source: &str, item: Node<'_>) -> Option<Span> {
    let start = text::line_start(source, item.span().start);
    let lead = source.get(start as usize..item.span().start as usize)?;
    let dash = lead.find('-').filter(|at| lead[at + 1..].trim().is_empty())?;
    Some(Span::new(start + dash as u32, item.span().start))
}

fn string(node: Node<'_>, name: &str) -> Said {
    match node.kind() {
        Kind::Map | Kind::Seq => {
            let said = Said::new(format!("{name} must be text, not {}", what(node)));
            if node.style() == Style::Flow && node.source().starts_with("{{") {
                return said.help("a template in braces is YAML's notation of a map: put quotes around it");
            }
            let mut items = node.items();
            match (items.next(), items.next()) {
                (Some(only), None) if !matches!(only.kind(), Kind::Map | Kind::Seq | Kind::Null) => {
                    said.replace("take the text out of the list", node.span(), text::quoted(only.scalar_text()))
                }
                _ => said,
            }
        }
        kind => {
            let read = if kind == Kind::Bool { "a boolean" } else { "a number" };
            let written = node.source();
            Said::new(format!("{name} must be text, but `{}` is read as {read}", shown(node)))
                .help(format!("put quotes around it: {}", text::quoted(written)))
                .replace("put quotes around it", node.span(), text::quoted(written))
        }
    }
}

fn integer(node: Node<'_>, name: &str, ty: Type) -> Said {
    let bounds = if ty == Type::Int32 { (i64::from(i32::MIN), i64::from(i32::MAX)) } else { (i64::MIN, i64::MAX) };
    match node.kind() {
        Kind::Int => range(node, name, bounds),
        Kind::Float => match decode::whole(node) {
            Some(_) => range(node, name, bounds),
            None => {
                let said = Said::new(format!("{name} must be a whole number, not `{}`", shown(node)));
                match node.as_f64() {
                    Some(value) if value.is_finite() && value.abs() < 1e15 => {
                        let rounded = value.round() as i64;
                        said.replace(format!("round to {rounded}"), node.span(), rounded.to_string())
                    }
                    _ => said,
                }
            }
        },
        Kind::Str => {
            let bare = node.scalar_text().trim();
            let said = Said::new(format!("{name} must be a whole number, not {}", what(node)));
            if bare.parse::<i64>().is_ok_and(|n| (bounds.0..=bounds.1).contains(&n)) {
                let plain = bare.parse::<i64>().unwrap_or_default().to_string();
                return said.help("remove the quotes").replace("remove the quotes", node.span(), plain);
            }
            said
        }
        _ => Said::new(format!("{name} must be a whole number, not {}", what(node))),
    }
}

fn range(node: Node<'_>, name: &str, (low, high): (i64, i64)) -> Said {
    let small = node.source().trim_start().starts_with('-');
    let message = if small {
        format!("`{}` is too small for {name}: at least {low}", shown(node))
    } else {
        format!("`{}` is too large for {name}: at most {high}", shown(node))
    };
    Said::new(message)
}

fn int_or_string(node: Node<'_>, name: &str) -> Said {
    match node.kind() {
        Kind::Int => range(node, name, (i64::from(i32::MIN), i64::from(i32::MAX))),
        Kind::Float if decode::whole(node).is_some() => range(node, name, (i64::from(i32::MIN), i64::from(i32::MAX))),
        _ => Said::new(format!("{name} must be a whole number or text, not {}", what(node))),
    }
}

fn number(node: Node<'_>, name: &str) -> Said {
    let said = Said::new(format!("{name} must be a number, not {}", what(node)));
    match node.scalar_text().parse::<f64>() {
        Ok(value) if node.kind() == Kind::Str && value.is_finite() => {
            said.help("remove the quotes").replace("remove the quotes", node.span(), node.scalar_text())
        }
        _ => said,
    }
}

fn boolean(node: Node<'_>, name: &str) -> Said {
    let said = Said::new(format!("{name} must be `true` or `false`, not {}", what(node)));
    let meant = match node.scalar_text().trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" | "enabled" => "true",
        "false" | "no" | "off" | "n" | "0" | "disabled" => "false",
        _ => return said,
    };
    match node.kind() {
        Kind::Str if node.scalar_text() == meant => {
            said.help("remove the quotes").replace("remove the quotes", node.span(), meant)
        }
        Kind::Map | Kind::Seq => said,
        _ => said.replace(format!("write `{meant}`"), node.span(), meant),
    }
}

/// Endings that people write, and those that Kubernetes has.
const UNITS: &[(&str, &[&str])] = &[
    ("kb", &["k"]),
    ("kib", &["Ki"]),
    ("ki", &["Ki"]),
    ("mb", &["M"]),
    ("mib", &["Mi"]),
    ("mi", &["Mi"]),
    ("gb", &["G"]),
    ("gib", &["Gi"]),
    ("gi", &["Gi"]),
    ("g", &["G", "Gi"]),
    ("tb", &["T"]),
    ("tib", &["Ti"]),
    ("ti", &["Ti"]),
    ("t", &["T", "Ti"]),
    ("pb", &["P"]),
    ("pib", &["Pi"]),
    ("pi", &["Pi"]),
    ("k", &["k", "Ki"]),
    ("m", &["m", "M", "Mi"]),
    ("b", &[""]),
    ("bytes", &[""]),
    ("cores", &[""]),
    ("core", &[""]),
    ("cpu", &[""]),
    ("cpus", &[""]),
    ("millicores", &["m"]),
];

fn quantity(node: Node<'_>, name: &str) -> Said {
    if node.kind() != Kind::Str {
        return Said::new(format!("{name} must be a quantity such as `500m`, `2` or `1.5Gi`, not {}", what(node)));
    }
    let said = Said::new(format!("`{}` is not a quantity", shown(node)));
    let bare: String = node.scalar_text().chars().filter(|c| !c.is_whitespace()).collect();
    let digits = bare.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(bare.len());
    let (amount, unit) = bare.split_at(digits);
    let known = |text: &String| text.parse::<Quantity>().is_ok();
    let mut meant: Vec<String> = Vec::new();
    if known(&bare) {
        meant.push(bare.clone());
    }
    let endings = UNITS.iter().find(|(written, _)| *written == unit.to_lowercase()).map_or(&[][..], |(_, e)| e);
    meant.extend(endings.iter().map(|ending| format!("{amount}{ending}")).filter(known));
    meant.extend(in_binary(amount, unit));
    if meant.is_empty() && amount.contains(',') {
        meant.push(bare.replace(',', "."));
    }
    if meant.is_empty() {
        return said.help("write a number with an ending such as `m`, `k`, `M`, `Mi`, `Gi`: `500m`, `2`, `1.5Gi`");
    }
    let listed = meant.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" or ");
    let mut said = said.help(format!("did you mean {listed}?"));
    for quantity in meant {
        said = said.replace(format!("write `{quantity}`"), node.span(), quantity);
    }
    said
}

/// `64MB` is 61.04 times 1024²: about `61Mi`.
fn in_binary(amount: &str, unit: &str) -> Option<String> {
    let power = ["kb", "mb", "gb", "tb", "pb"].iter().position(|u| *u == unit.to_lowercase())?;
    let amount: f64 = amount.parse().ok()?;
    let ratio = (1000_f64 / 1024_f64).powi(power as i32 + 1);
    let rounded = (amount * ratio).floor();
    (1.0..1e9).contains(&rounded).then(|| format!("{rounded}{}", ["Ki", "Mi", "Gi", "Ti", "Pi"][power]))
}

fn moment(node: Node<'_>, name: &str, ty: Type) -> Said {
    let example = if ty == Type::Time { "2026-01-31T08:30:00Z" } else { "2026-01-31T08:30:00.000000Z" };
    let said = match node.kind() {
        Kind::Str => Said::new(format!("`{}` is not a point in time as {name} needs one", shown(node))),
        _ => Said::new(format!("{name} must be a point in time, not {}", what(node))),
    };
    let mut said = said.help(format!("write date, time and zone: `{example}`"));
    let mut offer = |meant: String| {
        let fits =
            if ty == Type::Time { super::time::is_rfc3339(&meant) } else { super::time::is_rfc3339_micro(&meant) };
        if fits && said.fixes.is_empty() {
            let fix = Fix::new(format!("write `{meant}`"), vec![edit(node.span(), text::quoted(&meant))]);
            said.fixes.push(fix);
        }
    };
    if node.kind() == Kind::Str {
        let written = node.scalar_text().trim();
        let joined = written.replacen(' ', "T", 1).to_uppercase();
        for zone in ["", "Z", "T00:00:00Z", ".000000Z"] {
            offer(format!("{joined}{zone}"));
        }
        if let Some(bare) = joined.strip_suffix('Z') {
            offer(format!("{bare}.000000Z"));
        }
    }
    said
}

fn bytes(node: Node<'_>, name: &str, field: &str) -> Said {
    if node.kind() != Kind::Str {
        return Said::new(format!("{name} must be text in base64, not {}", what(node)));
    }
    let written = node.scalar_text();
    let at = base64::problem(written).unwrap_or_default();
    let message = match written.get(at..).and_then(|rest| rest.chars().next()) {
        Some(c) => format!("{name} must be in base64, which has no {c:?} at byte {at}"),
        None => format!("{name} must be in base64, which ends in `=` to a multiple of four characters"),
    };
    let said = Said::new(message);
    let said = if field.starts_with("data[") {
        said.help("under `stringData` it may stand as it is; under `data` it must be encoded (`base64`)")
    } else {
        said.help("encode it: `printf %s 'the text' | base64`")
    };
    match node.style() {
        Style::Literal | Style::Folded => said,
        _ => said.replace("encode it", node.span(), base64::encode(written.as_bytes())),
    }
}
