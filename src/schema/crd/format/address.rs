//! Addresses: `net.ParseIP`, `net.ParseMAC`, and the readers of Go 1.16 that Kubernetes keeps for zeros in front
//! (`k8s.io/utils/net`).

/// Digits that are read at most: numbers of this size are none.
const BIG: u32 = 0xFF_FFFF;

/// `ParseIPSloppy` of something with a dot in it: an IPv6 address may end in one.
pub(super) fn is_ipv4(text: &str) -> bool {
    text.contains('.') && is_ip(text, true)
}

/// `net.ParseIP` of something with a colon in it.
pub(super) fn is_ipv6(text: &str) -> bool {
    text.contains(':') && is_ip(text, false)
}

/// `net.ParseIP`; `lax` as Go 1.16 was.
pub(super) fn is_ip(text: &str, lax: bool) -> bool {
    match text.find(['.', ':', '%']).map(|at| text.as_bytes()[at]) {
        Some(b'.') => v4(text.as_bytes(), lax),
        Some(b':') => v6(text.as_bytes(), lax),
        _ => false,
    }
}

/// `ParseCIDRSloppy`
pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let most = match (v4(address.as_bytes(), true), v6(address.as_bytes(), true)) {
        (true, _) => 32,
        (_, true) => 128,
        _ => return false,
    };
    number(bits.as_bytes(), 10).is_some_and(|(bits_, read)| read == bits.len() && bits_ <= most)
}

/// A number in front of something, and its digits.
fn number(text: &[u8], radix: u32) -> Option<(u32, usize)> {
    let mut value = 0;
    let mut read = 0;
    while let Some(digit) = text.get(read).and_then(|b| char::from(*b).to_digit(radix)) {
        value = value * radix + digit;
        read += 1;
        if value >= BIG {
            return None;
        }
    }
    (read > 0).then_some((value, read))
}

fn v4(mut text: &[u8], lax: bool) -> bool {
    for octet in 0..4 {
        if octet > 0 {
            let Some(rest) = text.strip_prefix(b".") else { return false };
            text = rest;
        }
        let Some((value, read)) = number(text, 10) else { return false };
        if value > 0xFF || (!lax && read > 1 && text[0] == b'0') {
            return false;
        }
        text = &text[read..];
    }
    text.is_empty()
}

/// An IPv6 address without a zone.
fn v6(mut text: &[u8], lax: bool) -> bool {
    let mut shortened = false;
    if let Some(rest) = text.strip_prefix(b"::") {
        (shortened, text) = (true, rest);
        if text.is_empty() {
            return true;
        }
    }
    let mut groups = 0;
    while groups < 8 {
        let Some((value, read)) = number(text, 16) else { return false };
        if value > 0xFFFF || (!lax && read > 4) {
            return false;
        }
        if text.get(read) == Some(&b'.') {
            if (!shortened && groups != 6) || groups > 6 || !v4(text, lax) {
                return false;
            }
            (groups, text) = (groups + 2, &[]);
            break;
        }
        (groups, text) = (groups + 1, &text[read..]);
        if text.is_empty() {
            break;
        }
        let Some(rest) = text.strip_prefix(b":").filter(|rest| !rest.is_empty()) else { return false };
        text = rest;
        if let Some(rest) = text.strip_prefix(b":") {
            if shortened {
                return false;
            }
            (shortened, text) = (true, rest);
            if text.is_empty() {
                break;
            }
        }
    }
    // What is left out stands for at least one group.
    text.is_empty() && (groups < 8) == shortened
}

/// `net.ParseMAC`: 6, 8 or 20 bytes, by colons, hyphens, in fours by dots, or by nothing.
pub(super) fn is_mac(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 12 {
        return false;
    }
    let (separator, width) = match (bytes[2], bytes[4]) {
        (separator @ (b':' | b'-'), _) => (Some(separator), 2),
        (_, b'.') => (Some(b'.'), 4),
        _ => (None, bytes.len()),
    };
    let groups: Vec<&[u8]> = match separator {
        Some(separator) => bytes.split(|b| *b == separator).collect(),
        None => vec![bytes],
    };
    groups.iter().all(|group| group.len() == width && group.iter().all(u8::is_ascii_hexdigit))
        && [12, 16, 40].contains(&(groups.len() * width))
}
