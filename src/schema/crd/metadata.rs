//! Metadata of a custom resource, and of resources embedded in one: decoded strictly into `metav1.ObjectMeta`
//! (`apiserver/schema/objectmeta`, `GetObjectMetaWithOptions`).

use super::unknown::meant_is;
use crate::model::near::{Strictness, nearest};
use crate::model::{Finding, Version};
use crate::schema::decode::Decoder;
use crate::schema::{UNKNOWN_FIELD, path, tables, wrong};
use crate::source::Node;

/// The definition in OpenAPI.
const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// What of `metadata`, spelled `field`, cannot be decoded.
pub(super) fn decode(root: Node<'_>, metadata: Node<'_>, field: &str, version: Version) -> Vec<Finding> {
    let Some(definition) = tables::definition(OBJECT_META) else { return Vec::new() };
    let decoder = Decoder::run(metadata, definition, version);
    let spelled = |node: Node<'_>| {
        let below = path::strict(metadata, node);
        match below.as_str() {
            "" => field.to_owned(),
            _ if below.starts_with('[') => format!("{field}{below}"),
            _ => format!("{field}.{below}"),
        }
    };
    let mut findings = wrong::explain_all(root, None, &decoder.wrong, version, &spelled);
    for unknown in &decoder.unknown {
        let key = unknown.entry.key;
        let path = spelled(key);
        let message = format!("unknown field `{path}`");
        let mut finding = Finding::of(&UNKNOWN_FIELD, key.span(), message);
        finding.field(path);
        let fields = unknown.definition.fields(version).map(tables::FieldDef::name);
        let free = fields.filter(|name| unknown.map.get(name).is_none());
        match nearest(key.scalar_text(), Strictness::Name, free, |name| name) {
            Some((meant, _)) => meant_is(&mut finding, key, meant),
            None if root.get(key.scalar_text()).is_none() && unknown.map == metadata => {
                finding.help("metadata has fixed fields; what is your own belongs into `labels` or `annotations`");
            }
            None => {}
        }
        findings.push(finding);
    }
    findings
}
