//! The server's `library/ip.go` and `library/cidr.go`.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Entry;
use super::args::{made, opaque, text};
use super::go::netip::{parse_addr, parse_prefix};
use crate::cel::value::{Failure, Opaque, Value};
use crate::model::quote;

type Result<T> = std::result::Result<T, Failure>;

/// Functions on addresses and networks.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("ip", false, 1, |args| Ok(made(Opaque::Ip(parse_ip(text(args, 0)?)?)))),
    ("isIP", false, 1, |args| Ok(Value::Bool(parse_ip(text(args, 0)?).is_ok()))),
    ("ip.isCanonical", false, 1, |args| {
        let text = text(args, 0)?;
        Ok(Value::Bool(parse_ip(text)?.to_string() == text))
    }),
    ("family", true, 1, |args| Ok(Value::Int(if ip(args, 0)?.is_ipv4() { 4 } else { 6 }))),
    ("isUnspecified", true, 1, |args| Ok(Value::Bool(ip(args, 0)?.is_unspecified()))),
    ("isLoopback", true, 1, |args| Ok(Value::Bool(ip(args, 0)?.is_loopback()))),
    ("isLinkLocalMulticast", true, 1, |args| Ok(Value::Bool(is_link_local_multicast(ip(args, 0)?)))),
    ("isLinkLocalUnicast", true, 1, |args| Ok(Value::Bool(is_link_local_unicast(ip(args, 0)?)))),
    ("isGlobalUnicast", true, 1, |args| Ok(Value::Bool(is_global_unicast(ip(args, 0)?)))),
    ("cidr", false, 1, |args| parse_cidr(text(args, 0)?).map(made)),
    ("isCIDR", false, 1, |args| Ok(Value::Bool(parse_cidr(text(args, 0)?).is_ok()))),
    ("ip", true, 1, |args| Ok(made(Opaque::Ip(cidr(args, 0)?.0)))),
    ("prefixLength", true, 1, |args| Ok(Value::Int(i64::from(cidr(args, 0)?.1)))),
    ("masked", true, 1, |args| {
        let (ip, bits) = cidr(args, 0)?;
        Ok(made(Opaque::Cidr(masked(ip, bits), bits)))
    }),
    ("containsIP", true, 2, contains_ip),
    ("containsCIDR", true, 2, contains_cidr),
    ("string", false, 1, |args| match opaque(args, 0)? {
        Opaque::Ip(ip) => Ok(ip.to_string().into()),
        Opaque::Cidr(ip, bits) => Ok(format!("{ip}/{bits}").into()),
        _ => Err(Failure::no_such_overload()),
    }),
];

fn ip(args: &[Value<'_>], at: usize) -> Result<IpAddr> {
    match opaque(args, at)? {
        Opaque::Ip(ip) => Ok(*ip),
        _ => Err(Failure::no_such_overload()),
    }
}

fn cidr(args: &[Value<'_>], at: usize) -> Result<(IpAddr, u8)> {
    match opaque(args, at)? {
        Opaque::Cidr(ip, bits) => Ok((*ip, *bits)),
        _ => Err(Failure::no_such_overload()),
    }
}

fn is_mapped(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(ip) if ip.to_ipv4_mapped().is_some())
}

/// `parseIPAddr`
fn parse_ip(text: &str) -> Result<IpAddr> {
    let (ip, zone) = parse_addr(text.as_bytes()).map_err(|said| {
        Failure::new(format!("IP Address {} parse error during conversion from string: {said}", quote(text)))
    })?;
    if zone {
        return Err(Failure::new(format!("IP address {} with zone value is not allowed", quote(text))));
    }
    if is_mapped(ip) {
        return Err(Failure::new(format!("IPv4-mapped IPv6 address {} is not allowed", quote(text))));
    }
    Ok(ip)
}

/// `stringToCIDR`, which says twice what it was about.
fn parse_cidr(text: &str) -> Result<Opaque> {
    const ABOUT: &str = "network address parse error during conversion from string";
    let (ip, bits) = parse_prefix(text).map_err(|said| Failure::new(format!("{ABOUT}: {ABOUT}: {said}")))?;
    if is_mapped(ip) {
        return Err(Failure::new(format!("{ABOUT}: IPv4-mapped IPv6 address {} is not allowed", quote(text))));
    }
    Ok(Opaque::Cidr(ip, bits))
}

fn is_link_local_multicast(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.octets()[..3] == [224, 0, 0],
        IpAddr::V6(ip) => ip.segments()[0] & 0xff0f == 0xff02,
    }
}

fn is_link_local_unicast(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

/// Private addresses are among them.
fn is_global_unicast(ip: IpAddr) -> bool {
    let nobody = ip.is_unspecified() || ip == IpAddr::V4(Ipv4Addr::BROADCAST);
    !nobody && !ip.is_loopback() && !ip.is_multicast() && !is_link_local_unicast(ip)
}

/// The first address of a network.
fn masked(ip: IpAddr, bits: u8) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(ip) & mask))
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from(u128::from(ip) & mask))
        }
    }
}

fn is_within(ip: IpAddr, network: IpAddr, bits: u8) -> bool {
    ip.is_ipv4() == network.is_ipv4() && masked(ip, bits) == masked(network, bits)
}

/// A text that is no address has no better words than a value of another type.
fn contains_ip<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (network, bits) = cidr(args, 0)?;
    let address = match args.get(1) {
        Some(Value::String(text)) => parse_ip(text.as_str()).map_err(|_| Failure::no_such_overload())?,
        _ => ip(args, 1)?,
    };
    Ok(Value::Bool(is_within(address, network, bits)))
}

fn contains_cidr<'a>(args: &[Value<'a>]) -> Result<Value<'a>> {
    let (network, bits) = cidr(args, 0)?;
    let inner = match args.get(1) {
        Some(Value::String(text)) => parse_cidr(text.as_str())?,
        _ => opaque(args, 1)?.clone(),
    };
    let Opaque::Cidr(inner, inner_bits) = inner else { return Err(Failure::no_such_overload()) };
    Ok(Value::Bool(bits <= inner_bits && is_within(inner, network, bits)))
}
