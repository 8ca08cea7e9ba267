//! `net/url.ParseRequestURI`: an absolute path, or a scheme with something behind it.

use super::address::v6;

/// What a part of a URL may hold besides what is escaped.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Path,
    User,
    Host,
    Zone,
}

/// Whether Go reads it.
pub(super) fn is_uri(text: &str) -> bool {
    if text.is_empty() || text.bytes().any(|b| b < b' ' || b == 0x7F) {
        return false;
    }
    if text == "*" {
        return true;
    }
    let Some((scheme, rest)) = scheme(text) else { return false };
    let rest = rest.split_once('?').map_or(rest, |(rest, _)| rest);
    if !rest.starts_with('/') {
        return !scheme.is_empty();
    }
    let Some(authority) = rest.strip_prefix("//").filter(|_| !scheme.is_empty()) else {
        return unescape(rest, Part::Path).is_some();
    };
    let (authority, path) = authority.find('/').map_or((authority, ""), |at| authority.split_at(at));
    is_authority(&scheme.to_ascii_lowercase(), authority) && unescape(path, Part::Path).is_some()
}

/// `getScheme`: the scheme, empty where there is none, and the rest.
fn scheme(text: &str) -> Option<(&str, &str)> {
    for (at, b) in text.bytes().enumerate() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return None,
            b':' => return Some((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Some(("", text))
}

/// `parseAuthority`
fn is_authority(scheme: &str, text: &str) -> bool {
    let Some((user, host)) = text.rsplit_once('@') else { return is_host(scheme, text) };
    let may_be = |b: u8| b.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&b);
    is_host(scheme, host)
        && user.bytes().all(may_be)
        && user.splitn(2, ':').all(|part| unescape(part, Part::User).is_some())
}

/// `parseHost`
fn is_host(scheme: &str, host: &str) -> bool {
    match (host.rfind('['), host.find(':')) {
        (Some(0), _) => {
            let Some((address, port)) = host[1..].rsplit_once(']') else { return false };
            let (address, zone) = address.find("%25").map_or((address, ""), |at| address.split_at(at));
            let (Some(mut address), Some(zone)) = (unescape(address, Part::Host), unescape(zone, Part::Zone)) else {
                return false;
            };
            address.extend(zone);
            is_port(port) && is_address(&address)
        }
        (Some(_), _) => false,
        (None, Some(first)) => {
            // Several hosts with a port each are what some databases want; those of the web want one.
            let strict = matches!(scheme, "http" | "https");
            let port = if strict { first } else { host.rfind(':').unwrap_or(first) };
            is_port(&host[port..]) && unescape(host, Part::Host).is_some()
        }
        (None, None) => unescape(host, Part::Host).is_some(),
    }
}

/// An IPv6 address, with or without a zone (`netip.ParseAddr`).
fn is_address(text: &[u8]) -> bool {
    let zone = text.iter().position(|b| *b == b'%');
    let (address, zone) = text.split_at(zone.unwrap_or(text.len()));
    let kind = text.iter().find(|b| matches!(b, b'.' | b':' | b'%'));
    kind == Some(&b':') && v6(address, false) && zone.len() != 1
}

/// `validOptionalPort`
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()))
}

/// What a host is spelled with.
fn in_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=:[]<>\"".contains(&b)
}

/// `unescape`: the bytes that are meant, or `None` where an escape is none or does not belong there.
fn unescape(text: &str, part: Part) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    let hex = |b: u8| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        if *first != b'%' {
            if matches!(part, Part::Host | Part::Zone) && first.is_ascii() && !in_host(*first) {
                return None;
            }
            out.push(*first);
            continue;
        }
        let [high, low, rest @ ..] = rest else { return None };
        let (high, low) = (hex(*high)?, hex(*low)?);
        let meant = high << 4 | low;
        match part {
            Part::Host if high < 8 && meant != b'%' => return None,
            Part::Zone if meant != b'%' && meant != b' ' && !in_host(meant) => return None,
            _ => {}
        }
        out.push(meant);
        bytes = rest;
    }
    Some(out)
}
