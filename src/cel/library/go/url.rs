//! URLs as Go's `net/url` reads and prints them.

use super::netip::parse_addr;
use super::url_escape::{Part, escape, rewritten, unescape};
use crate::cel::value::Url;
use crate::model::quote;

/// `url.ParseRequestURI`, as a question: an absolute URL or path, which may not have a fragment but takes `#` for a letter.
/// The error is Go's, with the URL in front.
pub(in crate::cel) fn check_request_uri(text: &str) -> Result<(), String> {
    parts(text, true).map(drop).map_err(|message| format!("parse {}: {message}", quote(text)))
}

/// `url.Parse`. The error is Go's, with the URL in front.
pub(in crate::cel) fn parse(text: &str) -> Result<Url, String> {
    let (main, fragment) = text.split_once('#').unwrap_or((text, ""));
    let parts = parts(main, false).map_err(|message| format!("parse {}: {message}", quote(main)))?;
    let fragment = rewritten(fragment.as_bytes(), Part::Fragment)
        .map_err(|message| format!("parse {}: {message}", quote(text)))?;
    Ok(parts.url(&fragment))
}

/// A URL, taken apart. Bytes are such as are meant, not as they are escaped, but for the path and the query.
#[derive(Default)]
struct Parts<'t> {
    scheme: String,
    opaque: &'t str,
    user: Option<(Vec<u8>, Option<Vec<u8>>)>,
    host: Vec<u8>,
    no_host: bool,
    /// As `EscapedPath` writes it.
    path: Vec<u8>,
    /// Whether there is a question mark, and what stands behind it.
    query: Option<&'t str>,
}

fn parts(text: &str, request: bool) -> Result<Parts<'_>, String> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text.is_empty() && request {
        return Err("empty url".to_owned());
    }
    if text == "*" {
        return Ok(Parts { path: b"*".to_vec(), ..Parts::default() });
    }
    let (scheme, rest) = scheme(text)?;
    let mut parts = Parts { scheme: scheme.to_ascii_lowercase(), ..Parts::default() };
    let (mut rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
    parts.query = query;
    let with_scheme = !parts.scheme.is_empty();
    if !rest.starts_with('/') {
        if with_scheme {
            parts.opaque = rest;
            return Ok(parts);
        }
        if request {
            return Err("invalid URI for request".to_owned());
        }
        if rest.split('/').next().is_some_and(|first| first.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    if rest.starts_with("//") && (with_scheme || !request && !rest.starts_with("///")) {
        let (authority, path) = rest[2..].find('/').map_or((&rest[2..], ""), |at| rest[2..].split_at(at));
        rest = path;
        (parts.user, parts.host) = read_authority(&parts.scheme, authority)?;
    } else if with_scheme && rest.starts_with('/') {
        parts.no_host = true;
    }
    parts.path = rewritten(rest.as_bytes(), Part::Path)?;
    Ok(parts)
}

/// `getScheme`: the scheme, and what stands behind its colon.
fn scheme(text: &str) -> Result<(&str, &str), String> {
    let within =
        |(at, c): (usize, char)| c.is_ascii_alphabetic() || at > 0 && (c.is_ascii_digit() || "+-.".contains(c));
    match text.char_indices().find(|found| !within(*found)) {
        Some((0, ':')) => Err("missing protocol scheme".to_owned()),
        Some((at, ':')) => Ok((&text[..at], &text[at + 1..])),
        _ => Ok(("", text)),
    }
}

/// A user with the password, where there are any, and the host with its port.
type Authority = (Option<(Vec<u8>, Option<Vec<u8>>)>, Vec<u8>);

/// `parseAuthority`
fn read_authority(scheme: &str, text: &str) -> Result<Authority, String> {
    let Some((user, host)) = text.rsplit_once('@') else { return Ok((None, read_host(scheme, text)?)) };
    let host = read_host(scheme, host)?;
    if !user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let (name, password) = user.split_once(':').map_or((user, None), |(name, password)| (name, Some(password)));
    let meant = |text: &str| unescape(text.as_bytes(), Part::User).map(std::borrow::Cow::into_owned);
    Ok((Some((meant(name)?, password.map(meant).transpose()?)), host))
}

/// `parseHost`
fn read_host(scheme: &str, host: &str) -> Result<Vec<u8>, String> {
    match host.rfind('[') {
        Some(0) => return read_bracketed(host),
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {}
    }
    if let (Some(first), Some(last)) = (host.find(':'), host.rfind(':')) {
        let port = if matches!(scheme, "http" | "https") { &host[first..] } else { &host[last..] };
        check_port(port)?;
    }
    unescape(host.as_bytes(), Part::Host).map(std::borrow::Cow::into_owned)
}

/// The host of brackets: an IPv6 address, maybe with a zone.
fn read_bracketed(host: &str) -> Result<Vec<u8>, String> {
    let Some(end) = host.rfind(']') else { return Err("missing ']' in host".to_owned()) };
    let (name, port) = (&host[1..end], &host[end + 1..]);
    check_port(port)?;
    let mut address = match name.find("%25") {
        Some(at) => {
            let mut bytes = unescape(&name.as_bytes()[..at], Part::Host)?.into_owned();
            bytes.extend_from_slice(&unescape(&name.as_bytes()[at..], Part::Zone)?);
            bytes
        }
        None => unescape(name.as_bytes(), Part::Host)?.into_owned(),
    };
    let (ip, _) = parse_addr(&address).map_err(|message| format!("invalid host: {message}"))?;
    if ip.is_ipv4() {
        return Err("invalid IP-literal".to_owned());
    }
    address.insert(0, b'[');
    address.push(b']');
    address.extend_from_slice(port.as_bytes());
    Ok(address)
}

fn check_port(port: &str) -> Result<(), String> {
    if is_port(port) { Ok(()) } else { Err(format!("invalid port {} after host", quote(port))) }
}

/// `validOptionalPort`
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Parts<'_> {
    fn url(self, fragment: &[u8]) -> Url {
        let text = String::from_utf8_lossy(&self.print(fragment)).into_owned();
        let host = String::from_utf8_lossy(&self.host).into_owned();
        let (name, port) = match host.rfind(':') {
            Some(colon) if is_port(&host[colon..]) => (&host[..colon], &host[colon + 1..]),
            _ => (host.as_str(), ""),
        };
        let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        Url {
            hostname: bare.to_owned(),
            port: port.to_owned(),
            path: String::from_utf8_lossy(&self.path).into_owned(),
            query: read_query(self.query.unwrap_or_default()),
            scheme: self.scheme,
            host,
            text,
        }
    }

    /// `URL.String`
    fn print(&self, fragment: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        if !self.scheme.is_empty() {
            text.extend_from_slice(self.scheme.as_bytes());
            text.push(b':');
        }
        if self.opaque.is_empty() {
            self.print_place(&mut text);
        } else {
            text.extend_from_slice(self.opaque.as_bytes());
        }
        if let Some(query) = self.query {
            text.push(b'?');
            text.extend_from_slice(query.as_bytes());
        }
        if !fragment.is_empty() {
            text.push(b'#');
            text.extend_from_slice(fragment);
        }
        text
    }

    /// User, host and path.
    fn print_place(&self, text: &mut Vec<u8>) {
        let nobody = self.host.is_empty() && self.user.is_none();
        if !nobody || !self.scheme.is_empty() && !self.no_host {
            if !nobody || !self.path.is_empty() {
                text.extend_from_slice(b"//");
            }
            if let Some((name, password)) = &self.user {
                text.extend(escape(name, Part::User));
                if let Some(password) = password {
                    text.push(b':');
                    text.extend(escape(password, Part::User));
                }
                text.push(b'@');
            }
            text.extend(escape(&self.host, Part::Host));
        }
        if !self.path.is_empty() && !self.path.starts_with(b"/") && !self.host.is_empty() {
            text.push(b'/');
        }
        let first = self.path.split(|byte| *byte == b'/').next().unwrap_or_default();
        if text.is_empty() && first.contains(&b':') {
            text.extend_from_slice(b"./");
        }
        text.extend_from_slice(&self.path);
    }
}

/// Parameters that a query may have (`defaultMaxParams`).
const PARAMETERS_MAX: usize = 10_000;

/// `URL.Query`: what is no sound parameter is left out.
fn read_query(text: &str) -> Vec<(String, Vec<String>)> {
    let mut query: Vec<(String, Vec<String>)> = Vec::new();
    if text.split('&').count() > PARAMETERS_MAX {
        return query;
    }
    let mut places = hashbrown::HashMap::new();
    for parameter in text.split('&').filter(|parameter| !parameter.is_empty() && !parameter.contains(';')) {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let meant = |text: &str| {
            let bytes = unescape(text.as_bytes(), Part::Query).ok()?;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let (Some(key), Some(value)) = (meant(key), meant(value)) else { continue };
        let at = *places.entry(key.clone()).or_insert(query.len());
        match query.get_mut(at) {
            Some((_, values)) => values.push(value),
            None => query.push((key, vec![value])),
        }
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_urls_apart() {
        // Scheme, host, hostname, port, path.
        for (text, parts) in [
            ("HTTPS://me:pw@Example.com:80/a b?c#d", ["https", "Example.com:80", "Example.com", "80", "/a%20b"]),
            ("https://[::1]:80", ["https", "[::1]:80", "::1", "80", ""]),
            ("https://[fe80::1%25en%20o]/", ["https", "[fe80::1%en o]", "fe80::1%en o", "", "/"]),
            ("mailto:me@example.com", ["mailto", "", "", "", ""]),
            ("/a/%2F/'", ["", "", "", "", "/a/%2F/'"]),
            ("x://a:b:1/", ["x", "a:b:1", "a:b", "1", "/"]),
            ("file:///etc", ["file", "", "", "", "/etc"]),
            ("http://h%C3%A9/", ["http", "hé", "hé", "", "/"]),
            ("*", ["", "", "", "", "*"]),
        ] {
            let url = parse(text).unwrap();
            assert_eq!([url.scheme, url.host, url.hostname, url.port, url.path], parts, "{text}");
        }
    }

    #[test]
    fn prints_urls() {
        for (text, printed) in [
            ("HTTPS://me:p%40w@h/a b?c d#e f", "https://me:p%40w@h/a%20b?c d#e%20f"),
            ("http://h?", "http://h?"),
            ("http://h#", "http://h"),
            ("x:/a", "x:/a"),
            ("x:///a", "x:///a"),
            ("x:a?b", "x:a?b"),
            ("//h/a", "//h/a"),
            ("./a:b", "./a:b"),
        ] {
            assert_eq!(parse(text).unwrap().text, printed);
        }
    }

    #[test]
    fn reads_queries() {
        let url = parse("/?k=a&q=b+c&k=%26&=&x;y&bad=%zz&alone").unwrap();
        let query: Vec<(&str, Vec<&str>)> =
            url.query.iter().map(|(key, values)| (&**key, values.iter().map(|v| &**v).collect())).collect();
        let row: &[(&str, Vec<&str>)] =
            &[("k", vec!["a", "&"]), ("q", vec!["b c"]), ("", vec![""]), ("alone", vec![""])];
        assert_eq!(query, row);
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, said) in [
            ("", "empty url"),
            ("../a", "invalid URI for request"),
            (":a", "missing protocol scheme"),
            ("https://a:b:c/", "invalid port \":b:c\" after host"),
            ("x://a:1:c/", "invalid port \":c\" after host"),
            ("https://a b/", "invalid character \" \" in host name"),
            ("https://a/%zz", "invalid URL escape \"%zz\""),
            ("https://a/%é", "invalid URL escape \"%é\""),
            ("https://%41/", "invalid URL escape \"%41\""),
            ("https://[::1/", "missing ']' in host"),
            ("https://[1.2.3.4]/", "invalid IP-literal"),
            ("https://a[::1]/", "invalid IP-literal"),
            ("https://[a]/", "invalid host: ParseAddr(\"a\"): unable to parse IP"),
            ("https://a%@b/", "invalid URL escape \"%\""),
            ("https://a b@c/", "net/url: invalid userinfo"),
            ("a\tb", "net/url: invalid control character in URL"),
        ] {
            assert_eq!(check_request_uri(text), Err(format!("parse {}: {said}", quote(text))));
        }
        assert_eq!(check_request_uri("/a:b#%zz").unwrap_err(), "parse \"/a:b#%zz\": invalid URL escape \"%zz\"");
        assert_eq!(parse("/a#%z").unwrap_err(), "parse \"/a#%z\": invalid URL escape \"%z\"");
    }
}
