//! Host names and their parts.

use super::{all, framed, max_bytes, max_len, pattern};

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const LABEL_TEXT: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const SUBDOMAIN_TEXT: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const UNDERSCORE: &str = r"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";
const UNDERSCORE_TEXT: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character";
const DNS1035: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const DNS1035_TEXT: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const WILDCARD: &str = r"\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const WILDCARD_TEXT: &str = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

/// Longest label of a host name, in bytes.
pub(crate) const LABEL_MAX: usize = 63;
/// Longest host name, in bytes.
pub(crate) const SUBDOMAIN_MAX: usize = 253;

fn low(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit()
}

fn label(text: &str) -> bool {
    framed(text, low, |b| low(b) || b == b'-')
}

fn subdomain(text: &str) -> bool {
    text.split('.').all(label)
}

/// `IsDNS1123Label`
pub(crate) fn is_dns1123_label(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > LABEL_MAX {
        wrong.push(max_len(LABEL_MAX));
    }
    if !label(value) {
        wrong.push(if subdomain(value) {
            "must not contain dots".to_owned()
        } else {
            pattern(LABEL_TEXT, LABEL, &["my-name", "123-abc"])
        });
    }
    wrong
}

/// `IsDNS1123Subdomain`
pub(crate) fn is_dns1123_subdomain(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > SUBDOMAIN_MAX {
        wrong.push(max_len(SUBDOMAIN_MAX));
    }
    if !subdomain(value) {
        wrong.push(pattern(SUBDOMAIN_TEXT, SUBDOMAIN, &["example.com"]));
    }
    wrong
}

/// `content.IsDNS1123Subdomain`, which counts bytes where the other counts characters.
pub(super) fn content_subdomain(value: &str) -> Vec<String> {
    let mut wrong = is_dns1123_subdomain(value);
    if value.len() > SUBDOMAIN_MAX {
        wrong[0] = max_bytes(SUBDOMAIN_MAX);
    }
    wrong
}

/// `IsDNS1123SubdomainWithUnderscore`
pub(crate) fn is_dns1123_subdomain_with_underscore(value: &str) -> Vec<String> {
    let part = |text: &str| framed(text.strip_prefix('_').unwrap_or(text), low, |b| low(b) || matches!(b, b'-' | b'_'));
    let mut wrong = Vec::new();
    if value.len() > SUBDOMAIN_MAX {
        wrong.push(max_len(SUBDOMAIN_MAX));
    }
    if !value.split('.').all(part) {
        wrong.push(pattern(UNDERSCORE_TEXT, UNDERSCORE, &["example.com"]));
    }
    wrong
}

/// `IsDNS1035Label`
pub(crate) fn is_dns1035_label(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > LABEL_MAX {
        wrong.push(max_len(LABEL_MAX));
    }
    if !label(value) || !value.starts_with(|c: char| c.is_ascii_lowercase()) {
        wrong.push(pattern(DNS1035_TEXT, DNS1035, &["my-name", "abc-123"]));
    }
    wrong
}

/// `IsWildcardDNS1123Subdomain`
pub(crate) fn is_wildcard_dns1123_subdomain(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > SUBDOMAIN_MAX {
        wrong.push(max_len(SUBDOMAIN_MAX));
    }
    if !value.strip_prefix("*.").is_some_and(subdomain) {
        wrong.push(pattern(WILDCARD_TEXT, WILDCARD, &["*.example.com"]));
    }
    wrong
}

/// `IsFullyQualifiedName`; an empty value, which the server calls required, passes here.
pub(crate) fn is_fully_qualified_name(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let wrong = is_dns1123_subdomain(value);
    if !wrong.is_empty() {
        return vec![wrong.join(",")];
    }
    if value.split('.').count() < 3 {
        return vec!["should be a domain with at least three segments separated by dots".to_owned()];
    }
    Vec::new()
}

/// `IsFullyQualifiedDomainName`; an empty value, which the server calls required, passes here.
pub(crate) fn is_fully_qualified_domain_name(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let name = value.strip_suffix('.').unwrap_or(value);
    let wrong = is_dns1123_subdomain(name);
    if !wrong.is_empty() {
        return vec![wrong.join(",")];
    }
    if name.split('.').count() < 2 {
        return vec!["should be a domain with at least two segments separated by dots".to_owned()];
    }
    let bad = name.split('.').map(is_dns1123_label).find(|wrong| !wrong.is_empty());
    bad.map(|wrong| vec![wrong.join(",")]).unwrap_or_default()
}

const PATH: &str = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";

/// `IsDomainPrefixedPath`; an empty value, which the server calls required, passes here.
pub(crate) fn is_domain_prefixed_path(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let Some((host, path)) = value.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty()) else {
        return vec!["must be a domain-prefixed path (such as \"acme.io/foo\")".to_owned()];
    };
    let mut wrong = is_dns1123_subdomain(host);
    if !all(path, |b| b.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&b)) {
        wrong.push(pattern("Invalid path", PATH, &[]));
    }
    wrong
}
