//! URLs as Go's `net/url` reads them, as far as the server asks: what is wrong with one, or its parts.

/// The parts of a URL that someone looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Url {
    /// In lower case; empty where there is none.
    pub scheme: String,
    /// With its port.
    pub host: String,
    /// What stands before `@`.
    pub user: Option<String>,
    /// What stands after `?`.
    pub query: String,
    /// What stands after `#`.
    pub fragment: String,
    /// The path as written.
    pub path: String,
}

impl Url {
    /// `url.Parse`; the error is Go's text without the URL in front.
    pub(super) fn parse(text: &str) -> Result<Url, String> {
        let (main, fragment) = text.split_once('#').unwrap_or((text, ""));
        if main.bytes().any(|b| b < b' ' || b == 0x7f) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let mut url = Url { fragment: fragment.to_owned(), ..Url::default() };
        let rest = url.take_scheme(main)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        query.clone_into(&mut url.query);
        if !rest.starts_with('/') {
            if !url.scheme.is_empty() {
                return Ok(url);
            }
            if rest.split('/').next().is_some_and(|first| first.contains(':')) {
                return Err("first path segment in URL cannot contain colon".to_owned());
            }
        }
        let with_authority = rest.starts_with("//") && (!url.scheme.is_empty() || !rest.starts_with("///"));
        let path = if with_authority { url.take_authority(&rest[2..])? } else { rest };
        for part in [path, fragment] {
            sound_escapes(part)?;
        }
        path.clone_into(&mut url.path);
        Ok(url)
    }

    /// `getScheme`
    fn take_scheme<'t>(&mut self, text: &'t str) -> Result<&'t str, String> {
        for (i, c) in text.char_indices() {
            match c {
                'a'..='z' | 'A'..='Z' => {}
                '0'..='9' | '+' | '-' | '.' if i > 0 => {}
                ':' if i == 0 => return Err("missing protocol scheme".to_owned()),
                ':' => {
                    self.scheme = text[..i].to_lowercase();
                    return Ok(&text[i + 1..]);
                }
                _ => break,
            }
        }
        Ok(text)
    }

    /// `parseAuthority` and `parseHost`; returns the path that follows.
    fn take_authority<'t>(&mut self, text: &'t str) -> Result<&'t str, String> {
        let (authority, path) = text.find('/').map_or((text, ""), |at| text.split_at(at));
        let host = match authority.rsplit_once('@') {
            Some((user, host)) => {
                if !user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) {
                    return Err("net/url: invalid userinfo".to_owned());
                }
                self.user = Some(user.to_owned());
                host
            }
            None => authority,
        };
        let port = if host.starts_with('[') {
            let Some(end) = host.rfind(']') else { return Err("missing ']' in host".to_owned()) };
            &host[end + 1..]
        } else {
            host.rfind(':').map_or("", |at| &host[at..])
        };
        let sound = port.is_empty() || port.strip_prefix(':').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if !sound {
            return Err(format!("invalid port {port:?} after host"));
        }
        const ALLOWED: &str = "-_.~!$&'()*+,;=:[]<>\"%";
        if let Some(bad) = host.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !ALLOWED.contains(*c)) {
            return Err(format!("invalid character {:?} in host name", bad.to_string()));
        }
        sound_escapes(host)?;
        host.clone_into(&mut self.host);
        Ok(path)
    }
}

/// Every `%` must be followed by two hexadecimal digits.
fn sound_escapes(text: &str) -> Result<(), String> {
    let bytes = text.as_bytes();
    for (i, _) in text.match_indices('%') {
        let digits = bytes.get(i + 1..i + 3);
        if !digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)) {
            let shown = String::from_utf8_lossy(&bytes[i..bytes.len().min(i + 3)]).into_owned();
            return Err(format!("invalid URL escape {shown:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let url = Url::parse("HTTPS://me@example.com:8443/a/b?c=d#e").unwrap();
        assert_eq!(
            (&*url.scheme, &*url.host, url.user.as_deref(), &*url.query, &*url.fragment, &*url.path),
            ("https", "example.com:8443", Some("me"), "c=d", "e", "/a/b")
        );
        assert_eq!(Url::parse("").unwrap(), Url::default());
        assert_eq!(Url::parse("example.com/x").unwrap().host, "");
    }

    #[test]
    fn refused() {
        for (text, part) in [
            (":x", "missing protocol scheme"),
            ("1a:b", "first path segment"),
            ("https://a b/", "in host name"),
            ("https://a:b/", "invalid port"),
            ("https://[::1/", "missing ']'"),
            ("https://a/%zz", "invalid URL escape"),
            ("a\tb", "control character"),
        ] {
            let problem = Url::parse(text).unwrap_err();
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }
}
