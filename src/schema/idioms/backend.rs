//! A backend of an Ingress as people write it in short: `service: api` and `port: 80` beside it.

use super::write::{Form, Value};
use crate::model::{Edit, Finding, Fix, Span};
use crate::schema::decode::Unknown;
use crate::schema::text::{self, edit};
use crate::schema::unknown::{Object, bare};
use crate::source::{Entry, Node, Style};

use super::facts;

/// The finding for a `port` beside the name of a service.
pub(in crate::schema) fn port<'a>(object: Object<'a>, unknown: Unknown<'a>) -> Option<Finding> {
    if facts::short(unknown.definition) != "networking.v1.IngressBackend" {
        return None;
    }
    let fix = fix(unknown.map)?;
    let mut finding = bare(object, unknown);
    finding.help(HELP).offer_all(Some(fix));
    Some(finding)
}

/// How it is written.
pub(in crate::schema) const HELP: &str =
    "a backend has `service.name`, and `service.port.number` or `service.port.name`";

/// A port by its number, or by its name.
pub(super) fn field(port: &str) -> (&'static str, Value) {
    match port.parse::<u16>() {
        Ok(_) => ("number", Value::Bare(port.to_owned())),
        Err(_) => ("name", Value::Text(port.to_owned())),
    }
}

/// Writes the two as they are meant.
pub(in crate::schema) fn fix(backend: Node<'_>) -> Option<Fix> {
    let (service, port) = (backend.entry("service")?, backend.entry("port")?);
    let plain = |e: Entry<'_>| {
        let value = e.value;
        value.is_scalar()
            && !value.is_null()
            && !value.is_aliased()
            && !e.key.is_aliased()
            && !value.source().contains('\n')
    };
    if backend.entries().count() != 2 || !plain(service) || !plain(port) {
        return None;
    }
    let edits =
        if backend.style() == Style::Flow { in_braces(backend, service, port) } else { on_lines(service, port) };
    Some(Fix::new("write `name` and `port` below `service`", edits?))
}

fn in_braces(backend: Node<'_>, service: Entry<'_>, port: Entry<'_>) -> Option<Vec<Edit>> {
    let source = backend.document().text();
    let form = Form::of_braces(backend);
    let (first, last) = if service.key.id() < port.key.id() { (service, port) } else { (port, service) };
    let whole = Span::new(first.key.span().start, last.value.span().end);
    if source.get(whole.range())?.contains('#') {
        return None;
    }
    let (name, value) = field(port.value.scalar_text());
    let written = format!(
        "{}: {{{}, {}: {{{}}}}}",
        form.name("service"),
        form.field("name", &Value::Text(service.value.scalar_text().to_owned())),
        form.name("port"),
        form.field(name, &value)
    );
    Some(vec![edit(whole, written)])
}

fn on_lines(service: Entry<'_>, port: Entry<'_>) -> Option<Vec<Edit>> {
    let source = service.key.document().text();
    let (first, second) = if service.key.id() < port.key.id() { (service, port) } else { (port, service) };
    text::lines_of(source, first, first)?;
    text::lines_of(source, second, second)?;
    let column = text::column(source, service.key.span().start);
    let form = Form::Block(0);
    let name = form.field("name", &Value::Text(service.value.scalar_text().to_owned()));
    let (field, value) = field(port.value.scalar_text());
    let port = form.field(field, &value);
    let span = |e: Entry<'_>| e.key.span().to(e.value.span());
    Some(vec![
        edit(span(first), format!("service:\n{:1$}{name}", "", column + 2)),
        edit(span(second), format!("  port:\n{:1$}{port}", "", column + 4)),
    ])
}
