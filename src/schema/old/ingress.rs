//! Ingress: how backends were written before `networking.k8s.io/v1`, and paths without a type.

use super::Rewrite;
use super::draft::{Map, Member, Value};

const OLD: &str = "networking.k8s.io/v1beta1";
const NAME: &str = "is now `service.name`";
const PORT: &str = "is now `service.port.number` or `service.port.name`";

/// Brings an Ingress into the form of `networking.k8s.io/v1`.
pub(super) fn rewrite<'a>(rewrite: &mut Rewrite<'a>, object: &mut Map<'a>) {
    let Some(spec) = object.map("spec") else { return };
    rewrite.rename(OLD, spec, "backend", "defaultBackend", "is now `defaultBackend`");
    if let Some(default) = spec.map("defaultBackend") {
        backend(rewrite, default);
    }
    for rule in spec.maps("rules") {
        let Some(http) = rule.map("http") else { continue };
        for path in http.maps("paths") {
            if let Some(own) = path.map("backend") {
                backend(rewrite, own);
            }
            path_type(rewrite, path);
        }
    }
}

/// What the older version took a path without a type for.
fn path_type<'a>(rewrite: &mut Rewrite<'a>, path: &mut Map<'a>) {
    if !rewrite.whole || path.members.is_empty() || path.has("pathType") {
        return;
    }
    let at = path.at("path").map_or(0, |at| at + 1);
    path.put(at, Member::text("pathType", "ImplementationSpecific"));
    rewrite.add("pathType", "every path needs a `pathType`, which was `ImplementationSpecific` where none was given");
}

fn backend<'a>(rewrite: &mut Rewrite<'a>, backend: &mut Map<'a>) {
    let old = |map: &Map<'_>| ["serviceName", "servicePort"].into_iter().filter_map(|name| map.at(name)).min();
    if let Some(service) = backend.map("service") {
        // Half of it is new already.
        if let Some(at) = old(service) {
            let members = service_of(rewrite, service);
            put_all(rewrite, service, at, members);
        }
    }
    let Some(at) = old(backend) else { return };
    let members = service_of(rewrite, backend);
    match backend.get("service") {
        None => backend.put(at, Member::new("service", Value::of(members))),
        Some(value) => match value.map() {
            Some(service) => {
                let at = service.members.len();
                put_all(rewrite, service, at, members);
            }
            None => rewrite.stuck = true,
        },
    }
}

fn put_all<'a>(rewrite: &mut Rewrite<'a>, map: &mut Map<'a>, at: usize, members: Vec<Member<'a>>) {
    for (index, member) in members.into_iter().enumerate() {
        rewrite.stuck |= map.has(&member.name);
        map.put(at + index, member);
    }
}

/// Takes the old fields out of a map: what they are in `service`.
fn service_of<'a>(rewrite: &mut Rewrite<'a>, map: &mut Map<'a>) -> Vec<Member<'a>> {
    let name = rewrite.take(OLD, map, "serviceName", NAME).map(|name| name.called("name"));
    let port = rewrite.take(OLD, map, "servicePort", PORT).map(port);
    name.into_iter().chain(port).collect()
}

/// A port, by its number or its name. A number in quotes is no name: those have a letter.
fn port(old: Member<'_>) -> Member<'_> {
    let text = old.value.text().unwrap_or_default().to_owned();
    let number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let quoted = old.value.kept().is_some_and(|node| node.as_str().is_some());
    let port = match (number, quoted) {
        (true, true) => Member { value: Value::Text(text), ..old.called("number") },
        (true, false) => old.called("number"),
        (false, _) => old.called("name"),
    };
    Member::new("port", Value::of(vec![port]))
}
