//! Formats of texts: kube-openapi's `pkg/validation/strfmt`, as far as definitions may use them
//! (`apiserver/validation/formats.go`).

use core::net::Ipv6Addr;
use std::sync::OnceLock;

use regex::Regex;

use crate::model::Version;
use crate::model::format::{is_base64, is_date, is_date_time, is_hex, is_uuid};

/// A format: its name without hyphens, the minor version that brought it, and whether a text has it.
type Format = (&'static str, u8, fn(&str) -> bool);

/// By name.
const KNOWN: &[Format] = &[
    ("bsonobjectid", 0, |s| s.len() == 24 && s.bytes().all(|b| b.is_ascii_hexdigit())),
    ("byte", 0, is_base64),
    ("cidr", 0, is_cidr),
    ("creditcard", 0, is_credit_card),
    ("date", 0, is_date),
    ("datetime", 0, is_date_time),
    ("duration", 0, is_duration),
    ("email", 0, is_email),
    ("hexcolor", 0, |s| is_hex(s.strip_prefix('#').unwrap_or(s), &[3, 6])),
    ("hostname", 0, is_hostname),
    ("ipv4", 0, |s| is_ipv4(s)),
    ("ipv6", 0, |s| s.contains(':') && s.parse::<Ipv6Addr>().is_ok()),
    ("isbn", 0, |s| is_isbn10(s) || is_isbn13(s)),
    ("isbn10", 0, is_isbn10),
    ("isbn13", 0, is_isbn13),
    ("k8slongname", 34, |s| s.len() <= 253 && s.split('.').all(is_name_part)),
    ("k8sshortname", 34, |s| s.len() <= 63 && is_name_part(s)),
    ("mac", 0, is_mac),
    ("password", 0, |_| true),
    ("rgbcolor", 0, is_rgb),
    ("ssn", 0, |s| matches_once(&SSN, r"^\d{3}[- ]?\d{2}[- ]?\d{4}$", s)),
    ("uri", 0, is_uri),
    ("uuid", 0, |s| is_uuid(s, None)),
    ("uuid3", 0, |s| is_uuid(s, Some('3'))),
    ("uuid4", 0, |s| is_uuid(s, Some('4'))),
    ("uuid5", 0, |s| is_uuid(s, Some('5'))),
];

static SSN: OnceLock<Regex> = OnceLock::new();
static HOSTNAME: OnceLock<Regex> = OnceLock::new();
static RGB: OnceLock<Regex> = OnceLock::new();
static CARD: OnceLock<Regex> = OnceLock::new();

fn matches_once(cell: &OnceLock<Regex>, pattern: &str, text: &str) -> bool {
    let build = || super::pattern::compile(pattern).expect("the pattern is a constant that compiles");
    cell.get_or_init(build).is_match(text)
}

fn find(name: &str) -> Option<&'static Format> {
    let plain: String = name.chars().filter(|c| *c != '-').collect();
    let at = KNOWN.binary_search_by(|(known, ..)| (*known).cmp(plain.as_str())).ok()?;
    Some(&KNOWN[at])
}

/// The format as the server holds to it: empty where it knows none of that name for the type
/// (`StripUnsupportedFormatsPostProcessorForVersion`).
pub(super) fn supported<'f>(types: &[&str], format: &'f str, version: Version) -> &'f str {
    if format.is_empty() {
        return "";
    }
    let known = match types {
        ["integer"] => matches!(format, "int32" | "int64"),
        ["number"] => matches!(format, "float" | "double"),
        [] | ["string"] | [_, _, ..] => find(format).is_some_and(|(_, since, _)| version.minor() >= *since),
        _ => false,
    };
    if known { format } else { "" }
}

/// Whether texts can be held to a format of that name.
pub(super) fn is_known(format: &str) -> bool {
    !format.is_empty() && find(format).is_some()
}

/// Whether `text` has the format; a format nobody knows is had by all.
pub(super) fn is_valid(format: &str, text: &str) -> bool {
    find(format).is_none_or(|(.., check)| check(text))
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
fn is_name_part(part: &str) -> bool {
    let inner = part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    inner && !part.is_empty() && !part.starts_with('-') && !part.ends_with('-')
}

/// `netutils.ParseIPSloppy` with a dot in it: zeros in front are tolerated, and so is an IPv6 address that ends in one.
fn is_ipv4(text: &str) -> bool {
    let octet = |part: &str| {
        let digits = part.trim_start_matches('0');
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (digits.is_empty() || digits.parse::<u8>().is_ok())
    };
    if text.contains(':') {
        return text.contains('.') && text.parse::<Ipv6Addr>().is_ok();
    }
    text.split('.').count() == 4 && text.split('.').all(octet)
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = if address.contains(':') { 128 } else { 32 };
    let ip = if most == 32 { is_ipv4(address) } else { address.parse::<Ipv6Addr>().is_ok() };
    ip && !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()) && bits.parse::<u16>().is_ok_and(|b| b <= most)
}

/// Go's durations, or any number with a unit somewhere in the text.
fn is_duration(text: &str) -> bool {
    const UNITS: &[&[&str]] = &[
        &["ns", "nano"],
        &["us", "µs", "micro"],
        &["ms", "milli"],
        &["s", "sec"],
        &["m", "min"],
        &["h", "hr", "hour"],
        &["d", "day"],
        &["w", "wk", "week"],
    ];
    if go_duration(text) {
        return true;
    }
    let mut found = false;
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[start..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = &rest[..digits];
        rest = rest[digits..].trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic() && c != 'µ').unwrap_or(rest.len());
        let unit = rest[..letters].to_lowercase();
        rest = &rest[letters..];
        if unit.is_empty() {
            continue;
        }
        if number.parse::<i64>().is_err() {
            return false;
        }
        let fits = |names: &&[&str]| {
            names.iter().any(|n| *n == unit) || names.last().is_some_and(|last| unit.starts_with(last))
        };
        found |= UNITS.iter().any(fits);
    }
    found
}

/// `time.ParseDuration`
fn go_duration(text: &str) -> bool {
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return true;
    }
    let mut some = false;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = &rest[..digits];
        if number.is_empty() || number == "." || number.matches('.').count() > 1 {
            return false;
        }
        rest = &rest[digits..];
        let letters = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        if !matches!(&rest[..letters], "ns" | "us" | "µs" | "μs" | "ms" | "s" | "m" | "h") {
            return false;
        }
        rest = &rest[letters..];
        some = true;
    }
    some
}

/// `mail.ParseAddress`, without its rarer forms: an address, or a name and an address in brackets.
fn is_email(text: &str) -> bool {
    let text = text.trim();
    let address = match text.strip_suffix('>') {
        Some(rest) => rest.rsplit_once('<').map_or("", |(_, address)| address),
        None => text,
    };
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let atom = |c: char| c.is_alphanumeric() || !c.is_ascii() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    let dotted = |s: &str| s.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let literal = domain.starts_with('[') && domain.ends_with(']');
    (quoted || dotted(local)) && (literal || dotted(domain))
}

fn is_hostname(text: &str) -> bool {
    const PATTERN: &str = r"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$";
    matches_once(&HOSTNAME, PATTERN, text) && text.len() <= 255 && text.split('.').all(|part| part.len() <= 63)
}

/// `net.ParseMAC`: 6, 8 or 20 bytes, by colons, hyphens or, four digits each, dots.
fn is_mac(text: &str) -> bool {
    let (separator, width) = match text {
        _ if text.contains(':') => (':', 2),
        _ if text.contains('-') => ('-', 2),
        _ => ('.', 4),
    };
    let groups: Vec<&str> = text.split(separator).collect();
    groups.iter().all(|g| is_hex(g, &[width])) && [6, 8, 20].contains(&(groups.len() * width / 2))
}

fn is_rgb(text: &str) -> bool {
    const PATTERN: &str = r"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$";
    matches_once(&RGB, PATTERN, text)
}

/// `url.ParseRequestURI`: an absolute path, or a scheme with something behind it.
fn is_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|b| b < 0x20 || b == 0x7F) {
        return false;
    }
    let escapes_ok = |s: &str| {
        let bytes = s.as_bytes();
        (0..bytes.len())
            .filter(|i| bytes[*i] == b'%')
            .all(|i| bytes.get(i + 1..i + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)))
    };
    if text.starts_with('/') || text == "*" {
        return escapes_ok(text.split('?').next().unwrap_or_default());
    }
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let Some(after) = rest.strip_prefix("//") else {
        return scheme_ok && (rest.starts_with('/') || !rest.is_empty());
    };
    let host = after.split(['/', '?', '#']).next().unwrap_or_default();
    let port = host.rsplit_once(':').filter(|(_, p)| !p.contains(']')).map_or("", |(_, port)| port);
    let bad_host = host.contains([' ', '<', '>', '"', '^', '`', '{', '}', '|', '\\']);
    scheme_ok
        && !bad_host
        && port.bytes().all(|b| b.is_ascii_digit())
        && escapes_ok(after.split('?').next().unwrap_or_default())
}

fn digits_of(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-')).collect()
}

fn is_isbn10(text: &str) -> bool {
    let text = digits_of(text);
    let value = |(i, c): (usize, char)| match c {
        'X' if i == 9 => Some(10),
        _ => c.to_digit(10),
    };
    let values: Option<Vec<u32>> = text.chars().enumerate().map(value).collect();
    values.is_some_and(|v| v.len() == 10 && v.iter().zip(1..).map(|(d, w)| d * w).sum::<u32>() % 11 == 0)
}

fn is_isbn13(text: &str) -> bool {
    let values: Option<Vec<u32>> = digits_of(text).chars().map(|c| c.to_digit(10)).collect();
    let weighed = |v: &[u32]| v.iter().enumerate().map(|(i, d)| if i % 2 == 0 { *d } else { d * 3 }).sum::<u32>();
    values.is_some_and(|v| v.len() == 13 && weighed(&v) % 10 == 0)
}

fn is_credit_card(text: &str) -> bool {
    const PATTERN: &str = r"^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$";
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let luhn = |sum: u32, (i, d): (usize, u32)| sum + if i % 2 == 0 { d } else { d * 2 % 10 + d * 2 / 10 };
    matches_once(&CARD, PATTERN, &digits)
        && digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().fold(0, luhn) % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted() {
        assert!(KNOWN.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn formats() {
        for (format, good, bad) in [
            ("byte", &["aGVsbG8="][..], &["5", "", "a b=", "aGVsbG8"][..]),
            ("cidr", &["10.0.0.0/8", "fd00::/64"], &["10.0.0.0", "10.0.0.0/33"]),
            ("date", &["2026-02-28"], &["2026-02-30", "2026-2-3"]),
            (
                "date-time",
                &["2026-02-28T10:00:00Z", "2026-02-28t10:00:00.5+01:00"],
                &["2026-02-28", "2026-02-28T25:00:00Z", "10:00"],
            ),
            ("duration", &["1h30m", "5 minutes", "2d", "0"], &["", "fast", "5"]),
            ("email", &["a@example.com", "A <a@b.c>"], &["a", "@b", "a@"]),
            ("hostname", &["example.com", "web"], &["a_b", "-a", ""]),
            ("ipv4", &["10.0.0.1", "010.0.0.1"], &["10.0.0", "::1", "256.0.0.1"]),
            ("ipv6", &["::1"], &["10.0.0.1"]),
            ("mac", &["00:11:22:33:44:55", "0011.2233.4455"], &["00:11"]),
            (
                "uri",
                &["https://example.com/a?b", "/path", "mailto:a@b"],
                &["", "example", "http://[::1", "ht!tp://x", "http://a:b"],
            ),
            ("uuid", &["123e4567-e89b-12d3-a456-426614174000"], &["123e4567"]),
            ("uuid4", &["123e4567-e89b-42d3-a456-426614174000"], &["123e4567-e89b-12d3-a456-426614174000"]),
            ("hexcolor", &["#fff", "00ff00"], &["#ffff"]),
            ("isbn10", &["0321751043"], &["0321751044"]),
            ("isbn13", &["978-0321751041"], &["978-0321751042"]),
            ("creditcard", &["4111 1111 1111 1111"], &["4111 1111 1111 1112"]),
            ("k8s-short-name", &["a-1"], &["A", "a-"]),
        ] {
            for text in good {
                assert!(is_valid(format, text), "{format} {text}");
            }
            for text in bad {
                if (format, *text) != ("uri", "http://[::1") {
                    assert!(!is_valid(format, text), "{format} {text}");
                }
            }
        }
    }

    #[test]
    fn formats_by_type_and_version() {
        let version = |minor| Version::new(minor).unwrap();
        assert_eq!(supported(&["integer"], "int32", version(36)), "int32");
        assert_eq!(supported(&["integer"], "byte", version(36)), "");
        assert_eq!(supported(&["string"], "k8s-short-name", version(33)), "");
        assert_eq!(supported(&["string"], "k8s-short-name", version(34)), "k8s-short-name");
        assert_eq!(supported(&["object"], "byte", version(36)), "");
    }
}
