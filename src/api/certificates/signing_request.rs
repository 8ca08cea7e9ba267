//! `CertificateSigningRequest`.

use super::is_sequence;
use crate::api::Cx;
use crate::api::core::secret::pem;
use crate::api::signer::signer_name;
use crate::api::unique::Firsts;
use crate::resource::Field;
use crate::source::base64;

/// Sorted.
const USAGES: &[&str] = &[
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
];

/// `ValidateCertificateSigningRequestCreate`; its status is dropped before
pub(in crate::api) fn certificate_signing_request(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    request(cx, spec.at("request"));
    let usages = spec.at("usages");
    if usages.is_empty() {
        cx.required(usages, "").help("list what the certificate is for, such as `client auth`");
    }
    for usage in usages.items().filter(|usage| !USAGES.contains(&usage.str())) {
        cx.not_supported(usage, USAGES);
    }
    let mut seen = Firsts::default();
    for usage in usages.items() {
        if let Some(first) = seen.repeated(usage) {
            cx.duplicate(usage).relate(first.span(), "it is here already");
        }
    }
    let signer = spec.at("signerName");
    if signer.str() == "kubernetes.io/legacy-unknown" {
        cx.invalid(signer, "the legacy signerName is not allowed via this API version");
    } else {
        signer_name(cx, signer);
    }
    let seconds = spec.at("expirationSeconds");
    if seconds.exists() && seconds.int() < 600 {
        cx.invalid(seconds, "may not specify a duration less than 600 seconds (10 minutes)");
    }
}

/// `validateCSR`, as far as it goes without reading keys
fn request<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    const KIND: &str = "CERTIFICATE REQUEST";
    let bytes = base64::decode(f.str()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    match pem::blocks(&text).first() {
        Some(block) if block.label == KIND => {
            if !is_sequence(&block.bytes) {
                cx.invalid(f, "asn1: structure error: malformed request")
                    .say("the PEM block holds no certificate request");
            }
        }
        _ => {
            cx.invalid(f, format!("PEM block type must be {KIND}"))
                .say("this is no certificate request")
                .help("write the request's PEM text in base64: `base64 -w0 < my.csr`");
        }
    }
}
