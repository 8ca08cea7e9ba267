//! What is wrong with a certificate and its key: Go's `tls.X509KeyPair`, as far as it looks at their form.
//!
//! Whether the key belongs to the certificate is not looked at.

use super::pem::{Block, blocks};

/// The first thing wrong, in Go's words, and whether it is in the key.
pub(super) fn key_pair(cert: &str, key: &str) -> Option<(String, bool)> {
    let (certificates, skipped) = split(blocks(cert), |label| label == "CERTIFICATE");
    let Some(certificate) = certificates.first() else {
        let text = match &skipped[..] {
            [] => "tls: failed to find any PEM data in certificate input".to_owned(),
            [only] if only.ends_with("PRIVATE KEY") => "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched".to_owned(),
            types => format!(
                "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{}]",
                types.join(" ")
            ),
        };
        return Some((text, false));
    };
    let is_key = |label: &str| label == "PRIVATE KEY" || label.ends_with(" PRIVATE KEY");
    let (keys, skipped) = split(blocks(key), is_key);
    let Some(private) = keys.first() else {
        let text = match &skipped[..] {
            [] => "tls: failed to find any PEM data in key input".to_owned(),
            [only] if only == "CERTIFICATE" => {
                "tls: found a certificate rather than a key in the PEM for the private key".to_owned()
            }
            types => format!(
                "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{}]",
                types.join(" ")
            ),
        };
        return Some((text, true));
    };
    if !is_sequence(&certificate.bytes) {
        return Some(("x509: malformed certificate".to_owned(), false));
    }
    (!is_sequence(&private.bytes)).then(|| ("tls: failed to parse private key".to_owned(), true))
}

/// Blocks of a kind, and the labels of the others.
fn split(blocks: Vec<Block>, wanted: impl Fn(&str) -> bool) -> (Vec<Block>, Vec<String>) {
    let (kept, skipped): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|b| wanted(&b.label));
    (kept, skipped.into_iter().map(|b| b.label).collect())
}

/// Whether the bytes are one DER sequence from end to end.
fn is_sequence(der: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = der else { return false };
    if *first < 0x80 {
        return rest.len() == usize::from(*first);
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 || rest.len() < count {
        return false;
    }
    let length = rest[..count].iter().fold(0_usize, |n, b| n << 8 | usize::from(*b));
    rest.len() - count == length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let block = |label: &str| format!("-----BEGIN {label}-----\nMAA=\n-----END {label}-----\n");
        let (cert, key) = (block("CERTIFICATE"), block("EC PRIVATE KEY"));
        assert_eq!(key_pair(&cert, &key), None);
        for (cert, key, start, in_key) in [
            ("x", key.as_str(), "tls: failed to find any PEM data in certificate", false),
            (&key, &key, "tls: failed to find certificate PEM data in certificate input, but did", false),
            (&cert, "", "tls: failed to find any PEM data in key", true),
            (&cert, &cert, "tls: found a certificate rather than a key", true),
            (&block("A"), &key, "tls: failed to find \"CERTIFICATE\" PEM block", false),
            (&cert, &block("A"), "tls: failed to find PEM block with type ending", true),
        ] {
            let (text, at_key) = key_pair(cert, key).unwrap();
            assert!(text.starts_with(start), "{text}");
            assert_eq!(at_key, in_key, "{text}");
        }
        assert!(!is_sequence(&[0x30, 1]) && is_sequence(&[0x30, 0x81, 1, 0]) && !is_sequence(&[]));
    }
}
