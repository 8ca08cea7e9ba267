//! Addresses and networks as Go's `net/netip` reads them.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::{quote, quote_bytes};

/// `netip.ParseAddr`: the address, and whether it names a zone. The error is Go's.
pub(in crate::cel) fn parse_addr(text: &[u8]) -> Result<(IpAddr, bool), String> {
    let wrong = |(message, at): Wrong<'_>| {
        let place = if at.is_empty() { String::new() } else { format!(" (at {})", quote_bytes(at)) };
        format!("ParseAddr({}): {message}{place}", quote_bytes(text))
    };
    match text.iter().find(|byte| b".:%".contains(byte)) {
        Some(b'.') => parse_v4(text).map(|ip| (IpAddr::V4(ip), false)).map_err(wrong),
        Some(b':') => parse_v6(text).map(|(ip, zone)| (IpAddr::V6(ip), zone)).map_err(wrong),
        Some(_) => Err(wrong(("missing IPv6 address", b""))),
        None => Err(wrong(("unable to parse IP", b""))),
    }
}

/// `netip.ParsePrefix`: the address as written, and the bits of the network. The error is Go's.
pub(in crate::cel) fn parse_prefix(text: &str) -> Result<(IpAddr, u8), String> {
    let wrong = |message: &str| format!("netip.ParsePrefix({}): {message}", quote(text));
    let (address, bits) = text.rsplit_once('/').ok_or_else(|| wrong("no '/'"))?;
    let (ip, zone) = parse_addr(address.as_bytes()).map_err(|message| wrong(&message))?;
    if zone {
        return Err(wrong("IPv6 zones cannot be present in a prefix"));
    }
    let zeros = bits.len() > 1 && !bits.starts_with(|c| matches!(c, '1'..='9'));
    let sound = !zeros && bits.bytes().all(|byte| byte.is_ascii_digit());
    let Some(number) = bits.parse::<i64>().ok().filter(|_| sound) else {
        return Err(wrong(&format!("bad bits after slash: {}", quote(bits))));
    };
    let most = if ip.is_ipv6() { 128 } else { 32 };
    match u8::try_from(number) {
        Ok(number) if number <= most => Ok((ip, number)),
        _ => Err(wrong("prefix length out of range")),
    }
}

/// What is wrong, and the part of the text at which it is.
type Wrong<'t> = (&'static str, &'t [u8]);

fn parse_v4(text: &[u8]) -> Result<Ipv4Addr, Wrong<'_>> {
    let mut octets = [0_u8; 4];
    let (mut at, mut value, mut digits) = (0, 0_u16, 0);
    for (i, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", b""));
                }
                value = value * 10 + u16::from(byte - b'0');
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", b""));
                }
            }
            b'.' => {
                if i == 0 || i == text.len() - 1 || text[i - 1] == b'.' {
                    return Err(("IPv4 field must have at least one digit", &text[i..]));
                }
                if at == 3 {
                    return Err(("IPv4 address too long", b""));
                }
                octets[at] = u8::try_from(value).unwrap_or(u8::MAX);
                (at, value, digits) = (at + 1, 0, 0);
            }
            _ => return Err(("unexpected character", &text[i..])),
        }
    }
    if at < 3 {
        return Err(("IPv4 address too short", b""));
    }
    octets[3] = u8::try_from(value).unwrap_or(u8::MAX);
    Ok(Ipv4Addr::from(octets))
}

/// The address, and whether a zone is named.
fn parse_v6(whole: &[u8]) -> Result<(Ipv6Addr, bool), Wrong<'_>> {
    let zone_at = whole.iter().position(|byte| *byte == b'%');
    let mut rest = &whole[..zone_at.unwrap_or(whole.len())];
    let zone = zone_at.is_some();
    if zone_at.is_some_and(|at| at + 1 == whole.len()) {
        return Err(("zone must be a non-empty string", b""));
    }
    let mut groups: Vec<u16> = Vec::with_capacity(8);
    let mut gap = None;
    if let Some(after) = rest.strip_prefix(b"::") {
        (gap, rest) = (Some(0), after);
        if rest.is_empty() {
            return Ok((Ipv6Addr::UNSPECIFIED, zone));
        }
    }
    while groups.len() < 8 {
        let digits = group_digits(rest)?;
        if rest.get(digits) == Some(&b'.') {
            embedded(rest, &mut groups, gap.is_some())?;
            rest = b"";
            break;
        }
        groups.push(rest[..digits].iter().fold(0, |sum, byte| sum << 4 | hex(*byte)));
        rest = &rest[digits..];
        match rest {
            [] => break,
            [b':'] => return Err(("colon must be followed by more characters", rest)),
            [b':', after @ ..] => rest = after,
            _ => return Err(("unexpected character, want colon", rest)),
        }
        if rest.first() == Some(&b':') {
            if gap.is_some() {
                return Err(("multiple :: in address", rest));
            }
            (gap, rest) = (Some(groups.len()), &rest[1..]);
            if rest.is_empty() {
                break;
            }
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    Ok((spread(&groups, gap)?, zone))
}

/// How many hexadecimal digits a group begins with.
fn group_digits(text: &[u8]) -> Result<usize, Wrong<'_>> {
    match text.iter().take_while(|byte| byte.is_ascii_hexdigit()).count() {
        0 => Err(("each colon-separated field must have at least one digit", text)),
        5.. => Err(("each group must have 4 or less digits", text)),
        digits => Ok(digits),
    }
}

fn hex(byte: u8) -> u16 {
    char::from(byte).to_digit(16).and_then(|digit| u16::try_from(digit).ok()).unwrap_or(0)
}

/// Takes an IPv4 address for the last two groups.
fn embedded<'t>(text: &'t [u8], groups: &mut Vec<u16>, gap: bool) -> Result<(), Wrong<'t>> {
    if !gap && groups.len() != 6 {
        return Err(("embedded IPv4 address must replace the final 2 fields of the address", text));
    }
    if groups.len() > 6 {
        return Err(("too many hex fields to fit an embedded IPv4 at the end of the address", text));
    }
    let [a, b, c, d] = parse_v4(text)?.octets().map(u16::from);
    groups.extend([a << 8 | b, c << 8 | d]);
    Ok(())
}

/// The address of groups, with nothing but zeros where the gap is.
fn spread<'t>(groups: &[u16], gap: Option<usize>) -> Result<Ipv6Addr, Wrong<'t>> {
    let mut all = [0_u16; 8];
    match (groups.len(), gap) {
        (8, None) => all.copy_from_slice(groups),
        (8, Some(_)) => return Err(("the :: must expand to at least one field of zeros", b"")),
        (_, None) => return Err(("address string too short", b"")),
        (count, Some(gap)) => {
            all[..gap].copy_from_slice(&groups[..gap]);
            all[8 - (count - gap)..].copy_from_slice(&groups[gap..]);
        }
    }
    Ok(Ipv6Addr::from(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        for (text, read) in [
            ("1.2.3.4", "1.2.3.4"),
            ("::", "::"),
            ("2001:DB8::0", "2001:db8::"),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
            ("::1.2.3.4", "::102:304"),
            ("1::8", "1::8"),
        ] {
            assert_eq!(parse_addr(text.as_bytes()).map(|(ip, _)| ip.to_string()).as_deref(), Ok(read), "{text}");
        }
        assert_eq!(parse_addr(b"fe80::1%eth0").map(|(_, zone)| zone), Ok(true));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, said) in [
            ("", "unable to parse IP"),
            ("1", "unable to parse IP"),
            ("%eth0", "missing IPv6 address"),
            ("1.2.3", "IPv4 address too short"),
            ("1.2.3.4.5", "IPv4 address too long"),
            ("1.2.3.04", "IPv4 field has octet with leading zero"),
            ("1.2.3.256", "IPv4 field has value >255"),
            ("1.2..4", "IPv4 field must have at least one digit (at \".4\")"),
            ("1.2.3.a", "unexpected character (at \"a\")"),
            ("fe80::1%", "zone must be a non-empty string"),
            ("12345::", "each group must have 4 or less digits (at \"12345::\")"),
            ("1:2:3:4:5:6:7:8:9", "trailing garbage after address (at \"9\")"),
            ("1:2:3:4:5:6:7::8", "the :: must expand to at least one field of zeros"),
            ("1:2", "address string too short"),
            ("1:", "colon must be followed by more characters (at \":\")"),
            ("1::2::3", "multiple :: in address (at \":3\")"),
            (":1", "each colon-separated field must have at least one digit (at \":1\")"),
            ("1:2:1.2.3.4", "embedded IPv4 address must replace the final 2 fields of the address (at \"1.2.3.4\")"),
        ] {
            let said = format!("ParseAddr({}): {said}", quote(text));
            assert_eq!(parse_addr(text.as_bytes()), Err(said));
        }
    }

    #[test]
    fn reads_networks() {
        assert_eq!(parse_prefix("10.1.2.3/8"), Ok((IpAddr::from([10, 1, 2, 3]), 8)));
        for (text, said) in [
            ("10.0.0.0", "no '/'"),
            ("10.0.0.0/33", "prefix length out of range"),
            ("10.0.0.0/08", "bad bits after slash: \"08\""),
            ("10.0.0.0/", "bad bits after slash: \"\""),
            ("10.0.0.0/-1", "bad bits after slash: \"-1\""),
            ("fe80::1%a/64", "IPv6 zones cannot be present in a prefix"),
        ] {
            assert_eq!(parse_prefix(text), Err(format!("netip.ParsePrefix({}): {said}", quote(text))));
        }
    }
}
