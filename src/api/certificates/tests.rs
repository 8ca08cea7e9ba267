//! What the server would answer to certificates and what asks for them.

use super::is_sequence;
use crate::api::testing::{answers, edge};

/// `MAoCAQECAQI=` and the like: the bytes of an ASN.1 sequence in a PEM block.
const REQUEST: &str = "-----BEGIN CERTIFICATE REQUEST-----\nMAMCAQE=\n-----END CERTIFICATE REQUEST-----\n";
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";

fn request(rest: &str) -> String {
    let text =
        "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUFNQ0FRRT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";
    assert_eq!(crate::source::base64::decode(text).unwrap(), REQUEST.as_bytes());
    format!(
        "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {{name: a}}\nspec: {{request: {text}, signerName: a.io/b, {rest}}}\n"
    )
}

#[test]
fn usages_of_keys() {
    // RFC 5280's usages of keys, then its extended ones and those of vendors.
    let usages = "signing, digital signature, content commitment, key encipherment, data encipherment, key agreement,
        cert sign, crl sign, encipher only, decipher only, any, server auth, client auth, code signing,
        email protection, s/mime, ipsec end system, ipsec tunnel, ipsec user, timestamping, ocsp signing,
        microsoft sgc, netscape sgc";
    let mut count = 0;
    for usage in usages.split(',').map(str::trim) {
        assert!(answers(&request(&format!("usages: [{usage}]"))).is_empty(), "{usage}");
        count += 1;
    }
    assert_eq!(count, 23);
    for usage in ["ipsec", "Any", "non repudiation", "''"] {
        assert_eq!(answers(&request(&format!("usages: [{usage}]"))), ["NotSupported spec.usages[0]"], "{usage}");
    }
    let seconds = |count: usize| request(&format!("usages: [any], expirationSeconds: {}", 1199 - count));
    edge(599, "Invalid spec.expirationSeconds", seconds);
}

#[test]
fn bundles_of_a_mebibyte() {
    let bundle = |length: usize| {
        let mut text = CERTIFICATE.to_owned();
        text.push_str(&" ".repeat(length - text.len()));
        format!(
            "apiVersion: certificates.k8s.io/v1beta1\nkind: ClusterTrustBundle\nmetadata: {{name: a}}\nspec: {{trustBundle: {text:?}}}\n"
        )
    };
    edge(1_048_576, "TooLong spec.trustBundle", bundle);
    assert!(answers(&bundle(100)).is_empty(), "{:?}", answers(&bundle(100)));
}

#[test]
fn sequences() {
    assert!(is_sequence(&[0x30, 3, 2, 1, 1]));
    assert!(is_sequence(&[&[0x30, 0x81, 0x80][..], &[0; 0x80]].concat()));
    for bytes in [&[][..], &[0x30], &[0x30, 4, 2, 1, 1], &[0x31, 0], &[0x30, 0x89], &[0x30, 0x82, 1]] {
        assert!(!is_sequence(bytes), "{bytes:?}");
    }
}
