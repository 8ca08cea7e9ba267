//! Secret: `ValidateSecret` of `data` into which the conversion has merged `stringData`.

pub(in crate::api) mod pem;
mod tls;

use hashbrown::HashSet;

use super::config_map::{MAX_DATA, data_key};
use super::helpers::{annotation, follows, key_span};
use crate::api::Cx;
use crate::model::{Finding, Reason};
use crate::resource::Field;
use crate::source::Node;
use crate::source::base64;

/// One entry of the merged data.
#[derive(Clone, Copy)]
struct Datum<'a> {
    key: Node<'a>,
    value: Node<'a>,
    /// It stands under `stringData`, as it is.
    plain: bool,
}

impl Datum<'_> {
    /// Its bytes. Values that are no base64 were refused before.
    fn bytes(self) -> Vec<u8> {
        let text = Field::root(self.value).str();
        if self.plain { text.as_bytes().to_vec() } else { base64::decode(text).unwrap_or_default() }
    }
}

/// `ValidateSecret`, then `warningsForSecret`.
pub(in crate::api) fn secret(cx: &mut Cx<'_>) {
    let data = merged(cx.root());
    let mut size = 0;
    for datum in &data {
        data_key(cx, datum.key, &format!("data[{}]", datum.key.scalar_text()));
        size += datum.bytes().len();
    }
    if size > MAX_DATA {
        let place = cx.root().at("data");
        cx.too_long(place, MAX_DATA)
            .field("data")
            .say(format!("the Secret holds {size} bytes, {MAX_DATA} are allowed"));
    }
    match cx.root().at("type").str() {
        "kubernetes.io/service-account-token" => service_account_token(cx),
        "kubernetes.io/dockercfg" => json(cx, &data, ".dockercfg"),
        "kubernetes.io/dockerconfigjson" => json(cx, &data, ".dockerconfigjson"),
        "kubernetes.io/basic-auth" if find(&data, "username").or(find(&data, "password")).is_none() => {
            let finding = missing(cx, "username");
            finding.say("a basic-auth Secret needs `username` or `password`").help("give one of them, or both");
            follows(finding, Reason::Required, "data[password]", "Required value");
        }
        "kubernetes.io/ssh-auth" if find(&data, "ssh-privatekey").is_none_or(|d| d.bytes().is_empty()) => {
            missing(cx, "ssh-privatekey");
        }
        "kubernetes.io/tls" => certificate(cx, &data),
        _ => {}
    }
}

/// `data` with `stringData` laid over it.
fn merged<'a>(root: Field<'a>) -> Vec<Datum<'a>> {
    let of = |map: &'static str, plain: bool| {
        crate::api::entries(root.at(map)).map(move |(key, value)| Datum { key, value: value.anchor(), plain })
    };
    let names: HashSet<&str> = of("stringData", true).map(|datum| datum.key.scalar_text()).collect();
    let own = of("data", false).filter(|datum| !names.contains(datum.key.scalar_text()));
    own.chain(of("stringData", true)).collect()
}

fn find<'d, 'a>(data: &'d [Datum<'a>], key: &str) -> Option<&'d Datum<'a>> {
    data.iter().find(|d| d.key.scalar_text() == key)
}

/// `field.Required` for a key of the data; the label is on the key of the map where it belongs.
fn missing<'c, 'a>(cx: &'c mut Cx<'a>, key: &str) -> &'c mut Finding {
    let (root, kind) = (cx.root(), cx.root().at("type").str());
    let place = ["data", "stringData"].into_iter().find(|map| root.at(map).exists());
    let span = place.and_then(|map| key_span(root, map));
    let finding = cx.required(root.at("data"), "");
    finding
        .field(format!("data[{key}]"))
        .say(format!("a Secret of type `{kind}` needs the key `{key}`"))
        .help(format!("add `{key}` under `{}`", place.unwrap_or("stringData")));
    if let Some(span) = span {
        finding.label_at(span);
    }
    finding
}

fn service_account_token(cx: &mut Cx<'_>) {
    const NAME: &str = "kubernetes.io/service-account.name";
    if annotation(cx, NAME).is_some_and(|f| !f.str().is_empty()) {
        return;
    }
    let annotations = cx.root().at("metadata").at("annotations");
    let span = annotations.exists().then(|| key_span(cx.root().at("metadata"), "annotations")).flatten();
    let finding = cx.required(annotations, "");
    finding
        .field(format!("metadata.annotations[{NAME}]"))
        .say(format!("a token Secret needs the annotation `{NAME}`"))
        .help("give it the name of the ServiceAccount that the token is for");
    if let Some(span) = span {
        finding.label_at(span);
    }
}

/// The content of a Docker configuration must be a JSON object (or `null`).
fn json<'a>(cx: &mut Cx<'a>, data: &[Datum<'a>], key: &str) {
    let Some(datum) = find(data, key) else {
        missing(cx, key);
        return;
    };
    let problem = match serde_json::from_slice::<serde_json::Value>(&datum.bytes()) {
        Ok(value) if value.is_object() || value.is_null() => return,
        Ok(_) => "json: cannot unmarshal into Go value of type map[string]interface {}".to_owned(),
        Err(error) => error.to_string(),
    };
    cx.invalid(Field::root(datum.value), &problem)
        .field(format!("data[{key}]"))
        .say(format!("`{key}` does not hold a JSON object: {problem}"))
        .help("`kubectl create secret docker-registry` writes one");
}

/// Both parts must be there; what is wrong with them is a warning only.
fn certificate<'a>(cx: &mut Cx<'a>, data: &[Datum<'a>]) {
    let (cert, key) = (find(data, "tls.crt"), find(data, "tls.key"));
    for (name, part) in [("tls.crt", cert), ("tls.key", key)] {
        if part.is_none() {
            missing(cx, name);
        }
    }
    let (Some(cert), Some(key)) = (cert, key) else { return };
    let (cert_bytes, key_bytes) = (cert.bytes(), key.bytes());
    let (cert_text, key_text) = (String::from_utf8_lossy(&cert_bytes), String::from_utf8_lossy(&key_bytes));
    if let Some((text, in_key)) = tls::key_pair(&cert_text, &key_text) {
        let at = if in_key { key } else { cert };
        let said = text.split_once(": ").map_or(text.as_str(), |(_, said)| said).to_owned();
        cx.warn(Field::root(at.value), text)
            .say(format!("`{}` is not usable: {said}", at.key.scalar_text()))
            .label_at(at.key.span());
    }
}
