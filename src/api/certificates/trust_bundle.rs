//! `ClusterTrustBundle`.

use hashbrown::HashMap;

use super::is_sequence;
use crate::api::Cx;
use crate::api::core::secret::pem;
use crate::api::format::name_is_dns_subdomain;
use crate::api::signer::signer_name;
use crate::resource::Field;

const BUNDLE_MAX: usize = 1 << 20;

/// `ValidateClusterTrustBundle`
pub(in crate::api) fn cluster_trust_bundle(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let signer = spec.at("signerName");
    name(cx, signer);
    if !signer.str().is_empty() {
        signer_name(cx, signer);
    }
    bundle(cx, spec.at("trustBundle"));
}

/// `ValidateClusterTrustBundleName`: the signer's name, with a colon for the slash, is the name's prefix.
fn name<'a>(cx: &mut Cx<'a>, signer: Field<'a>) {
    let f = cx.root().at("metadata").at("name");
    if f.str().is_empty() {
        return;
    }
    let prefix = format!("{}:", signer.str().replace('/', ":"));
    let rest = if signer.str().is_empty() {
        if f.str().contains(':') {
            cx.invalid(f, "ClusterTrustBundle without signer name must not have \":\" in its name");
            return;
        }
        f.str()
    } else if let Some(rest) = f.str().strip_prefix(&prefix) {
        rest
    } else {
        cx.invalid(f, format!("ClusterTrustBundle for signerName {} must be named with prefix {prefix}", signer.str()))
            .say(format!("the name of a bundle for this signer begins with `{prefix}`"));
        return;
    };
    for detail in name_is_dns_subdomain(rest, false) {
        cx.invalid_format(f, &detail);
    }
}

/// `validateTrustBundle`
fn bundle<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if f.str().len() > BUNDLE_MAX {
        cx.too_long(f, BUNDLE_MAX);
        return;
    }
    let blocks = pem::blocks(f.str());
    let before = cx.errors();
    for (at, block) in blocks.iter().enumerate() {
        let wrong = match block {
            _ if block.label != "CERTIFICATE" => format!("entry {at} has bad block type: {}", block.label),
            _ if !is_sequence(&block.bytes) => format!("entry {at} does not parse as X.509"),
            _ => continue,
        };
        cx.invalid(f, &wrong).say(wrong);
    }
    if cx.errors() > before {
        return;
    }
    if blocks.is_empty() {
        cx.invalid(f, "at least one trust anchor must be provided").say("there is no certificate in this bundle");
    }
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, block) in blocks.iter().enumerate() {
        places.entry(&block.bytes).or_default().push(at);
    }
    for (at, block) in blocks.iter().enumerate() {
        let same = places.get(block.bytes.as_slice()).filter(|places| places.len() > 1 && places[0] == at);
        if let Some(same) = same {
            let indices: Vec<String> = same.iter().map(usize::to_string).collect();
            cx.invalid(f, format!("duplicate trust anchor (indices [{}])", indices.join(" ")))
                .say("the same certificate is in this bundle more than once");
        }
    }
}
