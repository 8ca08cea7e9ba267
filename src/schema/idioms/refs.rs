//! A plain value where a struct is wanted of which it is the one field that matters: `secretRef: creds`.

use super::items::key_map_style;
use super::write::Form;
use super::{Idiom, facts, plain};
use crate::model::{Fix, Span};
use crate::schema::tables::Definition;
use crate::schema::text::{self, edit};
use crate::source::{Node, Step, Style};

/// What to say of such a value under a key.
pub(in crate::schema) fn reference(root: Node<'_>, node: Node<'_>, definition: Definition) -> Option<Idiom> {
    facts::single(definition)?;
    let fields = plain::fields(definition, node).filter(|_| text::swallowed(node).is_none())?;
    let way = root.path_to(node)?;
    let Some((Step::Key(_), key)) = way.last() else { return None };
    let shown: Vec<_> = fields.iter().map(|(n, v)| format!("`{}`", Form::Block(0).field(n, v))).collect();
    let help = format!("write {} below it", shown.join(" and "));
    let source = node.document().text();
    let fix = if key_map_style(root, *key) == Style::Flow {
        let form = if key.source().starts_with('"') { Form::Json } else { Form::Flow };
        edit(node.span(), form.fields(&fields))
    } else {
        let column = text::column(source, key.span().start) + 2;
        let colon = key.span().end + 1;
        let lead = source.get(colon as usize..node.span().start as usize)?;
        if !lead.trim().is_empty() {
            return Some(Idiom { help, fix: None });
        }
        let below = Form::Block(column).fields(&fields);
        edit(Span::new(colon, node.span().end), format!("\n{:column$}{below}", ""))
    };
    let name = fields.first().map_or("", |(name, _)| *name);
    Some(Idiom { help, fix: Some(Fix::new(format!("write `{name}` below it"), vec![fix])) })
}
