//! What a plain value says in the place of a struct: `A=b`, `80`, `8080:80/udp`, `data:/data:ro`.

use super::facts;
use super::write::{Fields, Value};
use crate::model::Version;
use crate::schema::tables::Definition;
use crate::source::{Kind, Node};

/// The protocols of a port.
const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];

/// The fields that a plain value stands for; `None` where it does not say enough, or something that Kubernetes does not
/// have.
pub(super) fn fields(definition: Definition, value: Node<'_>) -> Option<Fields> {
    if !value.is_scalar() || value.is_null() || value.is_aliased() || value.source().contains('\n') {
        return None;
    }
    let text = value.scalar_text().trim();
    let is_text = value.kind() == Kind::Str;
    if let Some(field) = own_field(definition, text) {
        return Some(vec![field]);
    }
    match facts::short(definition) {
        "core.v1.EnvVar" | "core.v1.Sysctl" if is_text => pair(text, '='),
        "core.v1.HTTPHeader" if is_text => pair(text, ':').or_else(|| pair(text, '=')),
        "core.v1.PodDNSConfigOption" if is_text => {
            pair(text, ':').or_else(|| is_label(text).then(|| vec![("name", Value::Text(text.to_owned()))]))
        }
        "core.v1.HostAlias" if is_text => host(text),
        "core.v1.ContainerPort" => container_port(text),
        "core.v1.ServicePort" => service_port(text),
        "core.v1.VolumeMount" if is_text => mount(text),
        "core.v1.KeyToPath" if is_text && !text.contains([':', '=', '/']) => {
            Some(vec![("key", Value::Text(text.to_owned())), ("path", Value::Text(text.to_owned()))])
        }
        "networking.v1.ServiceBackendPort" => backend_port(text),
        "networking.v1.NetworkPolicyPort" => policy_port(text),
        _ => single(definition, value),
    }
}

/// `port 80`, `type:Recreate`: a field of the struct without its colon, or without the blank behind it.
fn own_field(definition: Definition, text: &str) -> Option<(&'static str, Value)> {
    let (name, value) = text.split_once([' ', ':'])?;
    let field = Version::all().find_map(|version| definition.field(name, version))?;
    let value = value.trim();
    (!value.is_empty()).then(|| (field.name(), Value::Bare(value.to_owned())))
}

fn single(definition: Definition, value: Node<'_>) -> Option<Fields> {
    let text = value.scalar_text().trim();
    let field = facts::single(definition)?;
    let number = field == "port" && text.parse::<u16>().is_ok();
    let word = !text.is_empty() && !text.contains(char::is_whitespace) && !text.contains("=");
    if number {
        return Some(vec![(field, Value::Bare(text.to_owned()))]);
    }
    (word && value.kind() == Kind::Str && (field == "path") == text.starts_with('/'))
        .then(|| vec![(field, Value::Text(text.to_owned()))])
}

/// `NAME=value`: the first such character parts the two.
fn pair(text: &str, at: char) -> Option<Fields> {
    let (name, value) = text.split_once(at)?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
    is_name.then(|| vec![("name", Value::Text(name.to_owned())), ("value", Value::Text(value.to_owned()))])
}

/// The ports and the protocol of `[ip:][8080:]80[/udp]`.
fn ports(text: &str) -> Option<(Vec<&str>, Option<&'static str>)> {
    let (numbers, protocol) = match text.rsplit_once('/') {
        Some((numbers, protocol)) => {
            (numbers, Some(*PROTOCOLS.iter().find(|known| known.eq_ignore_ascii_case(protocol))?))
        }
        None => (text, None),
    };
    let parts: Vec<&str> = numbers.split(':').map(str::trim).collect();
    let is_port = |part: &&str| part.parse::<u16>().is_ok_and(|port| port > 0 && !part.starts_with(['0', '+']));
    let from = usize::from(parts.len() == 3 && is_ipv4(parts[0]));
    let parts = parts[from..].to_vec();
    (matches!(parts.len(), 1 | 2) && parts.iter().all(is_port)).then_some((parts, protocol))
}

fn with_protocol(mut fields: Fields, protocol: Option<&str>) -> Fields {
    fields.extend(protocol.filter(|p| *p != "TCP").map(|p| ("protocol", Value::Text(p.to_owned()))));
    fields
}

/// What is published in front of a container is for a Service to say: of `8080:80` the container has 80.
fn container_port(text: &str) -> Option<Fields> {
    let (parts, protocol) = ports(text)?;
    let port = parts.last()?;
    Some(with_protocol(vec![("containerPort", Value::Bare((*port).to_owned()))], protocol))
}

/// A Service's port, and the container's behind it.
fn service_port(text: &str) -> Option<Fields> {
    let (parts, protocol) = ports(text)?;
    let bare = |port: &str| Value::Bare(port.to_owned());
    let mut fields = vec![("port", bare(parts[0]))];
    fields.extend(parts.get(1).filter(|target| **target != parts[0]).map(|target| ("targetPort", bare(target))));
    Some(with_protocol(fields, protocol))
}

/// The port of a Service behind an Ingress, by number or by name.
fn backend_port(text: &str) -> Option<Fields> {
    let word = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    word.then(|| vec![super::backend_port(text)])
}

fn policy_port(text: &str) -> Option<Fields> {
    let (parts, protocol) = ports(text)?;
    let [port] = parts[..] else { return None };
    Some(with_protocol(vec![("port", Value::Bare(port.to_owned()))], protocol))
}

/// `data:/data:ro`. What begins with a path or a dot is a directory of the host, which no volume's name is.
fn mount(text: &str) -> Option<Fields> {
    // `C:` is no part of its own.
    let drive = |path: &str| path.as_bytes().get(..3).is_some_and(|c| c[0].is_ascii_alphabetic() && &c[1..] == b":\\");
    if let Some((name, path)) = text.split_once(':').filter(|(name, path)| is_label(name) && drive(path)) {
        return Some(vec![("name", Value::Text(name.to_owned())), ("mountPath", Value::Text(path.to_owned()))]);
    }
    let mut parts = text.split(':').map(str::trim);
    let (name, path, mode) = (parts.next()?, parts.next()?, parts.next());
    if parts.next().is_some() || !is_label(name) || !path.starts_with('/') {
        return None;
    }
    let mut fields = vec![("name", Value::Text(name.to_owned())), ("mountPath", Value::Text(path.to_owned()))];
    match mode {
        None | Some("rw") => {}
        Some("ro") => fields.push(("readOnly", Value::Bare("true".to_owned()))),
        Some(_) => return None,
    }
    Some(fields)
}

/// `10.0.0.1 db db.local` as a hosts file has it, `db:10.0.0.1` as Docker Compose.
fn host(text: &str) -> Option<Fields> {
    let (ip, names): (&str, Vec<&str>) = match text.split_once(':') {
        Some((name, ip)) if !text.contains(' ') => (ip, vec![name]),
        _ => {
            let mut words = text.split_whitespace();
            (words.next()?, words.collect())
        }
    };
    let is_name = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
    if !is_ipv4(ip) || names.is_empty() || !names.iter().all(is_name) {
        return None;
    }
    let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let hostnames = Value::Bare(format!("[{}]", names.join(", ")));
    Some(vec![("ip", Value::Text(ip.to_owned())), ("hostnames", hostnames)])
}

/// Whether a text is an address of four numbers.
fn is_ipv4(text: &str) -> bool {
    let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok();
    text.split('.').count() == 4 && text.split('.').all(number)
}

/// Whether a text may be the name of a volume.
fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::super::write::Form;
    use super::*;

    #[test]
    fn what_docker_writes_in_one() {
        let said = |fields: Option<Fields>| fields.map_or("-".to_owned(), |f| Form::Flow.fields(&f));
        for (text, container, service) in [
            ("80", "{containerPort: 80}", "{port: 80}"),
            ("8080:80", "{containerPort: 80}", "{port: 8080, targetPort: 80}"),
            ("127.0.0.1:8080:80", "{containerPort: 80}", "{port: 8080, targetPort: 80}"),
            ("53:53/udp", "{containerPort: 53, protocol: UDP}", "{port: 53, protocol: UDP}"),
            ("80/tcp", "{containerPort: 80}", "{port: 80}"),
            ("8000-8010", "-", "-"),
            ("http", "-", "-"),
            ("0", "-", "-"),
            ("70000", "-", "-"),
        ] {
            assert_eq!((said(container_port(text)), said(service_port(text))), (container.into(), service.into()));
        }
        assert_eq!(said(mount("data:/data:ro")), "{name: data, mountPath: /data, readOnly: true}");
        for bind in ["./conf:/etc/app:ro", "/host:/x", "~/a:/x", "/data", "data", "data:/x:z"] {
            assert_eq!(said(mount(bind)), "-", "{bind}");
        }
        assert_eq!(said(pair("A=b=c", '=')), "{name: A, value: b=c}");
        assert_eq!(said(pair("A=80", '=')), "{name: A, value: \"80\"}");
        assert_eq!(said(pair("A", '=')), "-");
    }
}
