//! Addresses and networks, as Go's old `net` package reads them (`k8s.io/utils/net`, `ParseIPSloppy`) and as
//! `apimachinery/pkg/util/validation/ip.go` judges them.

use ::core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The address; IPv4 where it is IPv4-mapped, as Go's `net.IP` prints it.
    pub ip: IpAddr,
    /// Whether a number was written with leading zeros that strict readers refuse.
    pub zeros: bool,
    /// Whether it is written as IPv6 but is an IPv4-mapped one.
    pub mapped: bool,
}

/// A network as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// The address part.
    pub address: Address,
    /// Bits of the prefix; for an IPv4-mapped address, of the 128.
    pub bits: u8,
    /// Whether address or prefix have leading zeros.
    pub zeros: bool,
}

impl Network {
    /// The network's first address, and its prefix length as it prints.
    fn canonical(self) -> (IpAddr, u8) {
        (masked(self.address.ip, self.shown_bits()), self.shown_bits())
    }

    /// The prefix length of the address as it prints: IPv4-mapped ones count without the mapping prefix.
    fn shown_bits(self) -> u8 {
        if self.address.mapped { self.bits.saturating_sub(96) } else { self.bits }
    }
}

impl Network {
    /// Whether `other` lies within, and is smaller.
    pub(crate) fn strictly_contains(self, other: Network) -> bool {
        let (mine, bits) = self.canonical();
        let (theirs, theirs_bits) = other.canonical();
        mine.is_ipv4() == theirs.is_ipv4() && masked(theirs, bits) == mine && bits < theirs_bits
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (ip, bits) = self.canonical();
        write!(f, "{ip}/{bits}")
    }
}

/// `ParseIPSloppy`
pub(crate) fn parse_ip(text: &str) -> Option<Address> {
    if text.contains(':') {
        let (ip, zeros) = parse_v6(text)?;
        return Some(match ip.to_ipv4_mapped() {
            Some(v4) => Address { ip: IpAddr::V4(v4), zeros, mapped: true },
            None => Address { ip: IpAddr::V6(ip), zeros, mapped: false },
        });
    }
    let (ip, zeros) = parse_v4(text)?;
    Some(Address { ip: IpAddr::V4(ip), zeros, mapped: false })
}

/// `ParseCIDRSloppy`
pub(crate) fn parse_cidr(text: &str) -> Option<Network> {
    let (ip, bits) = text.split_once('/')?;
    let address = parse_ip(ip)?;
    let (bits_value, rest) = decimal(bits)?;
    let most = if address.ip.is_ipv6() || address.mapped { 128 } else { 32 };
    if !rest.is_empty() || bits_value > most {
        return None;
    }
    let zeros = address.zeros || (bits.len() > 1 && bits.starts_with('0'));
    Some(Network { address, bits: bits_value as u8, zeros })
}

fn parse_v4(text: &str) -> Option<(Ipv4Addr, bool)> {
    let mut octets = [0; 4];
    let mut zeros = false;
    let mut parts = text.split('.');
    for octet in &mut octets {
        let part = parts.next()?;
        let (value, rest) = decimal(part)?;
        if !rest.is_empty() || value > 255 {
            return None;
        }
        zeros |= part.len() > 1 && part.starts_with('0');
        *octet = value as u8;
    }
    parts.next().is_none().then(|| (Ipv4Addr::from(octets), zeros))
}

fn parse_v6(text: &str) -> Option<(Ipv6Addr, bool)> {
    let mut zeros = false;
    let mut groups: Vec<u16> = Vec::with_capacity(8);
    let mut gap = None;
    let mut rest = text;
    if let Some(after) = rest.strip_prefix("::") {
        gap = Some(0);
        rest = after;
    }
    while !rest.is_empty() {
        if groups.len() >= 8 {
            return None;
        }
        let (value, after) = hexadecimal(rest)?;
        if after.starts_with('.') {
            if (gap.is_none() && groups.len() != 6) || groups.len() + 2 > 8 {
                return None;
            }
            let (v4, leading) = parse_v4(rest)?;
            zeros |= leading;
            let [a, b, c, d] = v4.octets();
            groups.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
            rest = "";
            break;
        }
        zeros |= rest.len() - after.len() > 4;
        groups.push(value);
        rest = after;
        if rest.is_empty() {
            break;
        }
        rest = rest.strip_prefix(':').filter(|more| !more.is_empty())?;
        if let Some(after) = rest.strip_prefix(':') {
            if gap.is_some() {
                return None;
            }
            gap = Some(groups.len());
            rest = after;
        }
    }
    if !rest.is_empty() {
        return None;
    }
    if groups.len() < 8 {
        let at = gap?;
        let tail = groups.split_off(at);
        groups.resize(8 - tail.len(), 0);
        groups.extend(tail);
    } else if gap.is_some() {
        return None;
    }
    let parts: [u16; 8] = groups.try_into().ok()?;
    Some((Ipv6Addr::from(parts), zeros))
}

/// `dtoi`: a number and what follows it.
fn decimal(text: &str) -> Option<(u32, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    let digits = &text[..end];
    let value = digits.bytes().try_fold(0u32, |n, b| {
        let next = n * 10 + u32::from(b - b'0');
        (next < 0x00FF_FFFF).then_some(next)
    })?;
    (!digits.is_empty()).then(|| (value, &text[end..]))
}

/// `xtoi` for one group.
fn hexadecimal(text: &str) -> Option<(u16, &str)> {
    let end = text.bytes().position(|b| !b.is_ascii_hexdigit()).unwrap_or(text.len());
    let digits = &text[..end];
    let significant = digits.trim_start_matches('0');
    if digits.is_empty() || significant.len() > 4 {
        return None;
    }
    let value = if significant.is_empty() { 0 } else { u16::from_str_radix(significant, 16).ok()? };
    Some((value, &text[end..]))
}

fn masked(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(v4) & mask))
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(v6) & mask))
        }
    }
}

/// `IsValidIPForLegacyField`; `strict` stands for the gate StrictIPCIDRValidation, on since 1.36.
pub(crate) fn is_valid_ip_legacy(value: &str, strict: bool) -> Vec<String> {
    let Some(address) = parse_ip(value) else {
        return vec!["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".to_owned()];
    };
    let mut wrong = Vec::new();
    if strict && address.zeros {
        wrong.push("must not have leading 0s".to_owned());
    } else if strict && address.mapped {
        wrong.push("must not be an IPv4-mapped IPv6 address".to_owned());
    }
    wrong
}

/// `IsValidIP`: strict, and in canonical form.
pub(crate) fn is_valid_ip(value: &str) -> Vec<String> {
    let wrong = is_valid_ip_legacy(value, true);
    match parse_ip(value) {
        Some(address) if wrong.is_empty() && address.ip.to_string() != value => {
            vec![format!("must be in canonical form (\"{}\")", address.ip)]
        }
        _ => wrong,
    }
}

/// `IsValidCIDRForLegacyField`; `strict` stands for the gate StrictIPCIDRValidation, on since 1.36.
pub(crate) fn is_valid_cidr_legacy(value: &str, strict: bool) -> Vec<String> {
    let Some(network) = parse_cidr(value) else {
        return vec!["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)".to_owned()];
    };
    if !strict {
        return Vec::new();
    }
    let wrong = if network.zeros {
        "must not have leading 0s in IP or prefix length"
    } else if network.address.mapped {
        "must not have an IPv4-mapped IPv6 address"
    } else if network.canonical().0 != network.address.ip {
        "must not have bits set beyond the prefix length"
    } else {
        return Vec::new();
    };
    vec![wrong.to_owned()]
}

/// `IsValidCIDR`: strict, and in canonical form.
pub(crate) fn is_valid_cidr(value: &str) -> Vec<String> {
    let wrong = is_valid_cidr_legacy(value, true);
    match parse_cidr(value) {
        Some(network) if wrong.is_empty() && network.to_string() != value => {
            vec![format!("must be in canonical form (\"{network}\")")]
        }
        _ => wrong,
    }
}

/// `GetWarningsForIP`, without the field's path in front.
pub(crate) fn ip_warning(value: &str) -> Option<String> {
    let address = parse_ip(value)?;
    if address.zeros || address.mapped {
        return Some(format!("non-standard IP address {value:?} is invalid: use \"{}\"", address.ip));
    }
    let canonical = address.ip.to_string();
    (address.ip.is_ipv6() && canonical != value)
        .then(|| format!("IPv6 address {value:?} should be in RFC 5952 canonical format ({canonical:?})"))
}

/// `GetWarningsForCIDR`, without the field's path in front.
pub(crate) fn cidr_warnings(value: &str) -> Vec<String> {
    let Some(network) = parse_cidr(value) else { return Vec::new() };
    let mut warnings = Vec::new();
    let (first, _) = network.canonical();
    if first != network.address.ip {
        let most = if network.address.mapped || network.address.ip.is_ipv6() { 128 } else { 32 };
        warnings.push(format!(
            "CIDR value {value:?} is ambiguous in this context (should be \"{network}\" or \"{}/{most}\"?)",
            network.address.ip
        ));
    }
    if network.zeros || network.address.mapped {
        warnings.push(format!("non-standard CIDR value {value:?} is invalid: use \"{network}\""));
    }
    let canonical = format!("{}/{}", network.address.ip, network.bits);
    if warnings.is_empty() && network.address.ip.is_ipv6() && canonical != value {
        warnings.push(format!("IPv6 CIDR value {value:?} should be in RFC 5952 canonical format ({canonical:?})"));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, ip, zeros, mapped) in [
            ("10.1.2.3", "10.1.2.3", false, false),
            ("010.001.2.3", "10.1.2.3", true, false),
            ("::1", "::1", false, false),
            ("::", "::", false, false),
            ("2001:DB8::0", "2001:db8::", false, false),
            ("::ffff:1.2.3.4", "1.2.3.4", false, true),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", false, false),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", false, false),
            ("00001::", "1::", true, false),
        ] {
            let read = parse_ip(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((read.ip.to_string().as_str(), read.zeros, read.mapped), (ip, zeros, mapped), "{text}");
        }
        for text in [
            "",
            "1.2.3",
            "1.2.3.4.5",
            "256.1.1.1",
            "1.2.3.x",
            ":1",
            "1:",
            "1::2::3",
            ":::",
            "1:2:3:4:5:6:7:8:9",
            "1::2:3:4:5:6:7:8",
            "fe80::1%eth0",
            "12345::",
            "g::",
            "1.2.3.4:",
            "999999999999.1.1.1",
        ] {
            assert_eq!(parse_ip(text), None, "{text}");
        }
    }

    #[test]
    fn networks() {
        assert!(is_valid_cidr_legacy("10.0.0.0/8", true).is_empty());
        assert_eq!(is_valid_cidr_legacy("10.0.0.1/8", true), ["must not have bits set beyond the prefix length"]);
        assert!(is_valid_cidr_legacy("10.0.0.1/8", false).is_empty());
        assert_eq!(is_valid_cidr_legacy("10.0.0.0/08", true), ["must not have leading 0s in IP or prefix length"]);
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "/8", "::/129", "10.0.0.0/-1"] {
            assert_eq!(is_valid_cidr_legacy(text, false).len(), 1, "{text}");
        }
        assert_eq!(
            cidr_warnings("10.0.0.1/8"),
            [r#"CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)"#]
        );
        assert_eq!(is_valid_cidr("2001:DB8::/32"), [r#"must be in canonical form ("2001:db8::/32")"#]);
    }
}
