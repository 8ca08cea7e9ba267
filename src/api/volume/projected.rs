//! Projected volumes: several sources in one folder.

use super::{files, non_reserved_path};
use crate::api::cx::{Cx, Spelling};
use crate::api::entries;
use crate::api::format::{is_domain_prefixed_key, name_is_dns_subdomain};
use crate::api::labels::label_selector;
use crate::api::signer;
use crate::api::unique::Firsts;
use crate::api::{gates, table};
use crate::resource::Field;
use table::{Check, Rule};

const SHORTEST_TOKEN: i64 = 10 * 60;
const LONGEST_TOKEN: i64 = 1 << 32;

/// `validateProjectedVolumeSource`
pub(super) fn projected<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    files::mode(cx, f.at("defaultMode"));
    let mut paths = Paths { of: f, seen: Firsts::default() };
    for source in f.at("sources").items() {
        let mut given = Vec::new();
        for kind in
            ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"]
        {
            let part = source.at(kind);
            // Sources behind a gate that is off are dropped before anything looks at them.
            let dropped = match kind {
                "clusterTrustBundle" => !gates::CLUSTER_TRUST_BUNDLE_PROJECTION.on(cx.version),
                "podCertificate" => !gates::POD_CERTIFICATE_REQUEST.on(cx.version),
                _ => false,
            };
            if !part.exists() || dropped {
                continue;
            }
            given.push(part);
            match kind {
                "secret" | "configMap" => keys(cx, &mut paths, part),
                "downwardAPI" => downward(cx, &mut paths, part),
                "serviceAccountToken" => token(cx, f, part),
                "clusterTrustBundle" => trust_bundle(cx, &mut paths, part),
                _ => certificate(cx, &mut paths, part),
            }
        }
        if let [first, second, ..] = given[..] {
            cx.forbidden(source, "may not specify more than 1 volume type per source")
                .say("one source is one thing; make it two list items")
                .label_at(second.span())
                .relate(first.span(), "the first");
        }
    }
}

/// The paths taken so far in one volume.
struct Paths<'a> {
    of: Field<'a>,
    seen: Firsts<'a>,
}

impl<'a> Paths<'a> {
    /// Takes a path; one that is taken already is reported at the volume.
    fn take(&mut self, cx: &mut Cx<'a>, path: Field<'a>) {
        if let Some(first) = self.seen.repeated(path) {
            let finding = cx.invalid(self.of, "conflicting duplicate paths");
            finding.say(format!("two sources of the volume write `{}`", path.str())).label_at(path.span());
            finding.relate(first.span(), "written here first");
        }
    }
}

fn keys<'a>(cx: &mut Cx<'a>, paths: &mut Paths<'a>, part: Field<'a>) {
    if part.at("name").is_empty() {
        cx.required(part.at("name"), "");
    }
    for item in part.at("items").items() {
        files::key_to_path(cx, item);
        if !item.at("path").is_empty() {
            paths.take(cx, item.at("path"));
        }
    }
}

fn downward<'a>(cx: &mut Cx<'a>, paths: &mut Paths<'a>, part: Field<'a>) {
    for item in part.at("items").items() {
        files::downward_file(cx, part, item);
        if !item.at("path").is_empty() {
            paths.take(cx, item.at("path"));
        }
    }
}

/// The server reports a token's path at the volume.
fn token<'a>(cx: &mut Cx<'a>, volume: Field<'a>, part: Field<'a>) {
    let (expiration, path) = (part.at("expirationSeconds"), part.at("path"));
    if let Some(seconds) = expiration.opt_int() {
        if seconds < SHORTEST_TOKEN {
            cx.invalid(expiration, "may not specify a duration less than 10 minutes")
                .say(format!("a token lives at least 10 minutes, not {seconds} seconds"))
                .fix("set it to 600", expiration.span(), SHORTEST_TOKEN.to_string());
        }
        if seconds > LONGEST_TOKEN {
            cx.invalid(expiration, "may not specify a duration larger than 2^32 seconds");
        }
    }
    cx.spelled(Spelling::All(volume, ".path"), |cx| {
        if path.is_empty() {
            cx.required(path, "");
        } else {
            non_reserved_path(cx, path);
        }
    });
}

fn trust_bundle<'a>(cx: &mut Cx<'a>, paths: &mut Paths<'a>, part: Field<'a>) {
    let (name, signer, selector) = (part.at("name"), part.at("signerName"), part.at("labelSelector"));
    match (name.exists(), signer.exists()) {
        (true, true) => {
            cx.invalid(part, "only one of name and signerName may be used");
        }
        (true, false) => {
            if name.is_empty() {
                cx.required(name, "must be a valid object name");
            }
            let own = name.str().rsplit_once(':').map_or(name.str(), |(_, own)| own);
            for detail in name_is_dns_subdomain(own, false) {
                cx.invalid(name, format!("not a valid clustertrustbundlename: {detail}"));
            }
            if selector.exists() {
                cx.invalid(selector, "labelSelector must be unset if name is specified");
            }
        }
        (false, true) => {
            if signer.is_empty() {
                cx.required(signer, "must be a valid signer name");
            }
            signer::signer_name(cx, signer);
            label_selector(cx, selector);
        }
        (false, false) => {
            cx.required(part, "either name or signerName must be specified");
        }
    }
    if part.at("path").is_empty() {
        cx.required(part.at("path"), "");
    }
    non_reserved_path(cx, part.at("path"));
    paths.take(cx, part.at("path"));
}

const CERTIFICATE: &[Rule] =
    &[Rule::new("keyType", &[Check::OneOf(&["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"])])];

const SHORTEST_CERTIFICATE: i64 = 3600;
const LONGEST_CERTIFICATE: i64 = 91 * 24 * 3600;
const LONGEST_KUBERNETES_CERTIFICATE: i64 = 24 * 3600;

fn certificate<'a>(cx: &mut Cx<'a>, paths: &mut Paths<'a>, part: Field<'a>) {
    let signer = part.at("signerName");
    signer::signer_name(cx, signer);
    let annotations = part.at("userAnnotations");
    for (key, _) in entries(annotations) {
        for detail in is_domain_prefixed_key(&key.scalar_text().to_lowercase()) {
            cx.invalid_key(annotations, key, &detail);
        }
    }
    if part.at("keyType").is_empty() {
        cx.not_supported(part.at("keyType"), &["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"]);
    } else {
        cx.check(part, CERTIFICATE);
    }
    let expiration = part.at("maxExpirationSeconds");
    if let Some(seconds) = expiration.opt_int() {
        let most =
            if signer::is_kubernetes(signer.str()) { LONGEST_KUBERNETES_CERTIFICATE } else { LONGEST_CERTIFICATE };
        if seconds < SHORTEST_CERTIFICATE {
            cx.invalid(expiration, "if provided, maxExpirationSeconds must be >= 3600");
        }
        if seconds > most {
            cx.invalid(expiration, format!("if provided, maxExpirationSeconds must be <= {most}"));
        }
    }
    let mut written = 0;
    for field in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
        let path = part.at(field);
        if !path.is_empty() {
            written += 1;
            non_reserved_path(cx, path);
            paths.take(cx, path);
        }
    }
    if written == 0 {
        cx.required(part, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
    }
}

#[cfg(test)]
mod tests {
    use super::{Cx, Field, Firsts, Paths, certificate};
    use crate::model::{Gvk, Version};
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    /// How many mistakes are in a certificate: the gate that lets them be is off in all versions.
    fn mistakes(text: &str) -> usize {
        let documents = parse(text, &Limits::default());
        let root = documents[0].root().unwrap();
        let (resource, version) = (Resource::new(root), Version::new(36).unwrap());
        let mut cx = Cx::of_part(&resource, Gvk { group: "", version: "v1", kind: "Pod" }, version);
        let f = Field::root(root);
        certificate(&mut cx, &mut Paths { of: f, seen: Firsts::default() }, f);
        cx.errors()
    }

    #[test]
    fn certificates() {
        let with = |signer: &str, rest: &str| mistakes(&format!("{{signerName: {signer}, {rest}}}"));
        for kind in "RSA3072 RSA4096 ECDSAP256 ECDSAP384 ECDSAP521 ED25519".split(' ') {
            assert_eq!(with("a.io/b", &format!("keyPath: k, keyType: {kind}")), 0, "{kind}");
        }
        for kind in ["RSA2048", "''", "ed25519"] {
            assert_eq!(with("a.io/b", &format!("keyPath: k, keyType: {kind}")), 1, "{kind}");
        }
        for (signer, seconds, count) in [
            ("a.io/b", 3599, 1),
            ("a.io/b", 3600, 0),
            ("a.io/b", 7_862_400, 0),
            ("a.io/b", 7_862_401, 1),
            ("kubernetes.io/b", 86_400, 0),
            ("kubernetes.io/b", 86_401, 1),
        ] {
            let rest = format!("keyPath: k, keyType: ED25519, maxExpirationSeconds: {seconds}");
            assert_eq!(with(signer, &rest), count, "{seconds} by {signer}");
        }
        for path in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
            assert_eq!(with("a.io/b", &format!("keyType: ED25519, {path}: k")), 0, "{path}");
            assert_eq!(with("a.io/b", &format!("keyType: ED25519, {path}: /k")), 1, "{path}");
        }
        assert_eq!(with("a.io/b", "keyType: ED25519"), 1);
        assert_eq!(with("a.io/b", "keyType: ED25519, keyPath: k, certificateChainPath: k"), 1);
        assert_eq!(with("a.io/b", "keyType: ED25519, keyPath: k, userAnnotations: {a: b}"), 1);
    }
}
