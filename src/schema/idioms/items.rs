//! Plain values in a list whose items have fields.

use super::write::{Fields, Form, Value};
use super::{Idiom, facts, plain};
use crate::model::{Edit, Finding, Fix};
use crate::schema::decode::Wrong;
use crate::schema::tables::{Definition, Type};
use crate::schema::text::{self, edit};
use crate::schema::words::what;
use crate::schema::wrong::WRONG_TYPE;
use crate::source::{Node, Step, Style};

/// The findings for wrong items of one list, `None` where they are no such plain values: one for all that say enough, and one
/// for each that does not. `field` tells an item's path.
pub(in crate::schema) fn explain<'a>(
    root: Node<'a>,
    items: &[Wrong<'a>],
    field: &dyn Fn(Node<'a>) -> String,
) -> Option<Vec<Finding>> {
    let Type::Struct(definition) = items.first()?.ty else { return None };
    let key = items[0].node.key_below(root)?;
    let scalar = |w: &Wrong<'_>| w.node.is_scalar() && text::swallowed(w.node).is_none();
    if !items.iter().all(scalar) || !knows(definition) {
        return None;
    }
    let list = root.path_to(items[0].node)?;
    if !matches!(list.last(), Some((Step::Index(_), _))) {
        return None;
    }
    let (mut said, mut rest) = (Vec::new(), Vec::new());
    for wrong in items {
        match plain::fields(definition, wrong.node) {
            Some(fields) => said.push((wrong.node, fields)),
            None => rest.push(wrong.node),
        }
    }
    let whole = said.len() == key.entry_of_key().value.len();
    let alone = |node| bare(definition, node, key, field(node));
    let mut findings: Vec<Finding> = rest.into_iter().map(alone).collect();
    name_ports(definition, &mut said, whole);
    findings.extend(together(&said, key, field));
    Some(findings)
}

/// Whether plain values say something in the place of such a struct.
fn knows(definition: Definition) -> bool {
    facts::single(definition).is_some()
        || facts::example(definition).is_some()
        || facts::named_by(definition).is_some_and(|named| named.value.is_some())
}

/// Of several ports of a Service each needs a name.
fn name_ports(definition: Definition, said: &mut [(Node<'_>, Fields)], whole: bool) {
    if facts::short(definition) != "core.v1.ServicePort" || (whole && said.len() == 1) {
        return;
    }
    for (_, fields) in said {
        if let Some((_, Value::Bare(port))) = fields.first() {
            let name = format!("port-{port}");
            fields.insert(0, ("name", Value::Text(name)));
        }
    }
}

/// The finding for a value that says too little, or nothing that there is.
fn bare(definition: Definition, node: Node<'_>, key: Node<'_>, field: String) -> Finding {
    let message = format!("an item of `{}` must hold fields, not {}", key.scalar_text(), what(node));
    let mut finding = Finding::of(&WRONG_TYPE, node.span(), message);
    finding.field(field);
    let is_path = node.scalar_text().starts_with(['.', '/', '~', '$']);
    match facts::example(definition) {
        Some(example) if is_path && facts::short(definition) == "core.v1.VolumeMount" => {
            finding.help(format!(
                "a mount has `{example}`, and names a volume of the pod; a directory of the host would be a volume with `hostPath`"
            ));
        }
        Some(example) => {
            finding.help(format!("an item is written with its fields: `{example}`"));
        }
        None => {}
    }
    finding
}

/// The finding for all values that say enough.
fn together<'a>(said: &[(Node<'a>, Fields)], key: Node<'_>, field: &dyn Fn(Node<'a>) -> String) -> Option<Finding> {
    let (first, fields) = said.first()?;
    let name = key.scalar_text();
    let message = match said.len() {
        1 => format!("an item of `{name}` must hold fields, not {}", what(*first)),
        count => {
            format!("{count} items of `{name}` are plain values, but must hold fields: the first is {}", what(*first))
        }
    };
    let shown: Vec<_> = fields.iter().map(|(n, v)| format!("`{}`", Form::Block(0).field(n, v))).collect();
    let mut finding = Finding::of(&WRONG_TYPE, first.span(), message);
    finding.field(field(*first)).help(format!("write it with its fields: {}", shown.join(" and ")));
    let edits: Vec<Edit> = said.iter().map(|(node, fields)| edit(node.span(), written(*node, key, fields))).collect();
    let names: Vec<_> = fields.iter().map(|(name, _)| format!("`{name}`")).collect();
    finding.offer(format!("write {}", names.join(" and ")), edits);
    Some(finding)
}

fn written(node: Node<'_>, key: Node<'_>, fields: &Fields) -> String {
    let list = key.entry_of_key().value;
    Form::of(list, text::column(node.document().text(), node.span().start)).fields(fields)
}

/// What to say of a plain value in the place of the whole list: `ports: 80`.
pub(in crate::schema) fn list(root: Node<'_>, node: Node<'_>, definition: Definition) -> Option<Idiom> {
    if !knows(definition) || text::swallowed(node).is_some() {
        return None;
    }
    let Some(fields) = plain::fields(definition, node) else {
        let example = facts::example(definition)?;
        return Some(Idiom { help: format!("each item begins with `- ` and has its fields: `{example}`"), fix: None });
    };
    let source = node.document().text();
    let key = node.key_below(root)?;
    let shown: Vec<_> = fields.iter().map(|(n, v)| format!("`{}`", Form::Block(0).field(n, v))).collect();
    let help = format!("write a list whose items have their fields: {}", shown.join(" and "));
    let colon = key.span().end + 1;
    let around = key_map_style(root, key);
    let edit = if around == Style::Flow {
        let form = if key.source().starts_with('"') { Form::Json } else { Form::Flow };
        edit(node.span(), format!("[{}]", form.fields(&fields)))
    } else {
        let column = text::column(source, key.span().start);
        let lead = source.get(colon as usize..node.span().start as usize)?;
        if !lead.trim().is_empty() {
            return Some(Idiom { help, fix: None });
        }
        let item = Form::Block(column + 4).fields(&fields);
        edit(crate::model::Span::new(colon, node.span().end), format!("\n{:1$}- {item}", "", column + 2))
    };
    Some(Idiom { help, fix: Some(Fix::new("make it a list of one item", vec![edit])) })
}

/// How the map is written that has the key.
pub(super) fn key_map_style(root: Node<'_>, key: Node<'_>) -> Style {
    let mut here = root;
    let mut style = root.style();
    for (step, node) in root.path_to(key).unwrap_or_default() {
        style = here.style();
        here = match step {
            Step::Index(_) => node,
            Step::Key(_) => node.entry_of_key().value,
        };
    }
    style
}
