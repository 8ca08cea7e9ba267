//! A list in the place of a struct of which it is the one field that matters: `capabilities: [NET_ADMIN]`.

use super::Idiom;
use super::facts;
use super::items::key_map_style;
use super::write::Form;
use crate::model::{Edit, Fix, Span, Version};
use crate::schema::tables::{Definition, Type};
use crate::schema::text::{self, edit};
use crate::schema::unknown::takes;
use crate::source::{Kind, Node, Style};

/// What to say of such a list under a key.
pub(in crate::schema) fn list(
    root: Node<'_>,
    node: Node<'_>,
    definition: Definition,
    version: Version,
) -> Option<Idiom> {
    let name = facts::listed(definition)?;
    let Type::List(items) = definition.field(name, version)?.ty() else { return None };
    if node.kind() != Kind::Seq || node.is_empty() || !node.items().all(|item| fits(items.ty(), item, version)) {
        return None;
    }
    let help = format!("the list belongs under `{name}`");
    let edits = edits(root, node, name).filter(|_| !node.is_aliased());
    Some(Idiom { help, fix: edits.map(|edits| Fix::new(format!("put it under `{name}`"), edits)) })
}

/// Whether an item is what the list has.
fn fits(ty: Type, item: Node<'_>, version: Version) -> bool {
    let own = |of: Definition| item.entries().all(|e| of.field(e.key.scalar_text(), version).is_some());
    match ty {
        Type::Struct(of) => item.kind() == Kind::Map && !item.is_empty() && own(of),
        ty => takes(ty, item) && !item.is_null(),
    }
}

fn edits(root: Node<'_>, node: Node<'_>, name: &str) -> Option<Vec<Edit>> {
    let source = node.document().text();
    let key = node.key_below(root)?;
    if node.style() == Style::Flow {
        let json = key.source().starts_with('"') && key_map_style(root, key) == Style::Flow;
        let name = if json { Form::Json.name(name) } else { name.to_owned() };
        let span = node.span();
        return Some(vec![edit(Span::point(span.start), format!("{{{name}: ")), edit(Span::point(span.end), "}")]);
    }
    let column = text::column(source, key.span().start);
    let first = text::line_start(source, node.items().next()?.span().start);
    let lead = source.get(first as usize..node.items().next()?.span().start as usize)?;
    let dash = lead.len() - lead.trim_start_matches(' ').len();
    let colon = source.get(key.span().end as usize..first as usize)?.strip_prefix(':')?;
    // Nothing but a comment may stand behind the colon.
    if !lead.trim_start().starts_with('-') || colon.lines().any(|l| !l.trim().is_empty() && !l.trim().starts_with('#'))
    {
        return None;
    }
    if dash > column {
        return Some(vec![edit(Span::point(first), format!("{:dash$}{name}:\n", ""))]);
    }
    let end = node.span().end;
    let end = if source.as_bytes().get(end as usize - 1) == Some(&b'\n') { end - 1 } else { end };
    let mut edits = text::shift(source, Span::new(first, text::line_end(source, end)), 2)?;
    edits.first_mut()?.text.insert_str(0, &format!("{:1$}{name}:\n", "", column + 2));
    Some(edits)
}
