//! Group `certificates.k8s.io`: `pkg/apis/certificates/validation/validation.go`.
//!
//! Of certificates and requests it is checked that they are PEM blocks of the right type around something of ASN.1;
//! keys and signatures are not looked at.

mod pod_certificate_request;
mod signing_request;
#[cfg(test)]
mod tests;
mod trust_bundle;

pub(super) use pod_certificate_request::pod_certificate_request;
pub(super) use signing_request::certificate_signing_request;
pub(super) use trust_bundle::cluster_trust_bundle;

/// Whether bytes are one ASN.1 sequence from end to end, as certificates and requests are.
fn is_sequence(bytes: &[u8]) -> bool {
    let [0x30, first, rest @ ..] = bytes else { return false };
    if *first < 0x80 {
        return rest.len() == usize::from(*first);
    }
    let count = usize::from(first & 0x7f);
    let Some(length) = rest.get(..count).filter(|_| (1..=4).contains(&count)) else { return false };
    let length = length.iter().fold(0_usize, |n, b| n << 8 | usize::from(*b));
    rest.len() - count == length
}
