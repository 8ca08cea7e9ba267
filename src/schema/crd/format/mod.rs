//! Formats of texts: kube-openapi's `pkg/validation/strfmt`, as far as definitions may use them
//! (`apiserver/validation/formats.go`).

mod address;
mod codes;
mod mail;
mod time;

use address::{is_cidr, is_ipv4, is_ipv6, is_mac};
use codes::{is_credit_card, is_hostname, is_isbn10, is_isbn13, is_rgb, is_ssn};
use mail::is_email;
pub(super) use time::duration;

use crate::cel::is_request_uri;
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
    ("duration", 0, |s| duration(s).is_some()),
    ("email", 0, is_email),
    ("hexcolor", 0, |s| is_hex(s.strip_prefix('#').unwrap_or(s), &[3, 6])),
    ("hostname", 0, is_hostname),
    ("ipv4", 0, is_ipv4),
    ("ipv6", 0, is_ipv6),
    ("isbn", 0, |s| is_isbn10(s) || is_isbn13(s)),
    ("isbn10", 0, is_isbn10),
    ("isbn13", 0, is_isbn13),
    ("k8slongname", 34, |s| s.len() <= 253 && s.split('.').all(is_name_part)),
    ("k8sshortname", 34, |s| s.len() <= 63 && is_name_part(s)),
    ("mac", 0, is_mac),
    ("password", 0, |_| true),
    ("rgbcolor", 0, is_rgb),
    ("ssn", 0, is_ssn),
    ("uri", 0, is_request_uri),
    ("uuid", 0, |s| is_uuid(s, None)),
    ("uuid3", 0, |s| is_uuid(s, Some('3'))),
    ("uuid4", 0, |s| is_uuid(s, Some('4'))),
    ("uuid5", 0, |s| is_uuid(s, Some('5'))),
];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted() {
        assert!(KNOWN.is_sorted_by(|a, b| a.0 < b.0));
    }

    /// A format, texts that have it, and texts that have not.
    type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

    /// What the server's own functions say of each.
    const ROWS: &[Row] = &[
        ("bsonobjectid", &["507f1f77bcf86cd799439011"], &["507f1f77bcf86cd79943901", ""]),
        ("byte", &["aGVsbG8=", "YQ==", "ab+/"], &["5", "", "a b=", "aGVsbG8", "===="]),
        (
            "cidr",
            &["10.0.0.0/8", "fd00::/64", "010.0.0.0/08", "::ffff:01.2.3.4/96", "00001::/3"],
            &["10.0.0.0", "10.0.0.0/33", "1.2.3.4/+8", "::/129", "fe80::1%eth0/64"],
        ),
        ("creditcard", &["4111 1111 1111 1111", "a4111111111111111b"], &["4111 1111 1111 1112"]),
        ("date", &["2026-02-28", "0000-01-01"], &["2026-02-30", "2026-2-3", "+2026-01-01"]),
        (
            "date-time",
            &["2026-02-28T10:00:00Z", "2026-02-28t10:00:00.5+99:99", "2026-02-28T10:00:00x5zT"],
            &["2026-02-28", "2026-02-28T25:00:00Z", "10:00", "2026-02-28T10:00:60Z", "2026-02-28T10:00:00"],
        ),
        (
            "duration",
            &["1h30m", "5 minutes", "2d", "0", ".5s", "-9223372036854775808ns", "5 x 3 days", "9999999h"],
            &["", "fast", "5", ".s", "9223372036854775808ns", "99999999999999999999s", "1\u{b}d"],
        ),
        (
            "email",
            &["a@example.com", "A <a@b.c>", "\"a b\"@c", "a@[1.2.3.4]", "g: a@b;", "a@b (c)", "é@b"],
            &[
                "a",
                "@b",
                "a@",
                "(c) <a@b>",
                "a..b@c",
                "a@[x]",
                "a@b, c@d",
                "g:;",
                "a b@c",
                "\"\"@b",
                "=?utf-8?q??= <a@b>",
            ],
        ),
        ("hexcolor", &["#fff", "00ff00"], &["#ffff", "##fff"]),
        ("hostname", &["example.com", "web", "é.com", "😀.com"], &["a_b", "-a", "", "a.b", "1.2.3.4", "a.com."]),
        ("ipv4", &["10.0.0.1", "010.0.0.1", "::ffff:1.2.3.4"], &["10.0.0", "::1", "256.0.0.1", "1.2.3.4%e"]),
        (
            "ipv6",
            &["::1", "1:2:3:4:5:6:7::", "::1.2.3.4"],
            &["10.0.0.1", "fe80::1%eth0", "00001::", "::01.2.3.4", "::1:2:3:4:5:6:7:8", ":1"],
        ),
        ("isbn10", &["0321751043", "0-8044-2957-X"], &["0321751044", "0\u{b}321751043"]),
        ("isbn13", &["978-0321751041"], &["978-0321751042"]),
        ("k8s-long-name", &["a.b", "a"], &["a..b", "A.b", "a-.b"]),
        ("k8s-short-name", &["a-1"], &["A", "a-"]),
        (
            "mac",
            &["00:11:22:33:44:55", "0011.2233.4455", "00005e005301", "0011223344556677"],
            &["00:11", "00:11-22:33:44:55", "0011.2233.445", "00005e00530g"],
        ),
        ("rgbcolor", &["rgb(255, 0 ,19)"], &["rgb(256,0,0)", "RGB(1,2,3)", "rgb(1,\u{a0}2,3)"]),
        ("ssn", &["111-22-3333", "111 22-3333"], &["111223333", "111-223333"]),
        (
            "uri",
            &[
                "https://example.com/a?b",
                "/path",
                "mailto:a@b",
                "a:%zz",
                "//a",
                "http://[fe80::1%25en0]:80",
                "x://a:1:2",
            ],
            &["", "example", "http://[::1", "ht!tp://x", "http://a:b", "/%zz", "http://[1.2.3.4]", "http://a:1:2"],
        ),
        ("uuid", &["123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"], &["123e4567"]),
        ("uuid4", &["123e4567-e89b-42d3-a456-426614174000"], &["123e4567-e89b-42d3-f456-426614174000"]),
    ];

    #[test]
    fn formats() {
        for (format, good, bad) in ROWS {
            for text in *good {
                assert!(is_valid(format, text), "{format} {text}");
            }
            for text in *bad {
                assert!(!is_valid(format, text), "{format} {text}");
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
