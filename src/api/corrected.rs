//! Text of the wrong form, put right: what a person would most likely have written.

/// The server's wording of a wrong form without its patterns and examples.
pub(super) fn plain(detail: &str) -> String {
    let short = without_example(detail);
    let short = short.trim_end_matches(',');
    const STARTS: &[(&str, &str)] = &[
        ("a lowercase RFC 1123 label must ", "must "),
        ("a lowercase RFC 1123 subdomain must ", "must "),
        ("an RFC 1123 subdomain must ", "must "),
        ("a DNS-1035 label must ", "must "),
        ("a valid label must ", "must "),
        ("a valid config key must ", "must "),
        ("a valid environment variable name must ", "must "),
        ("a valid C identifier must ", "must "),
        ("a valid HTTP header must ", "must "),
        ("name part must ", "must "),
        ("prefix part a lowercase RFC 1123 subdomain must ", "must have a domain before its slash, which must "),
        ("prefix part ", "has a domain before its slash that "),
    ];
    let found = STARTS.iter().find_map(|(from, to)| short.strip_prefix(from).map(|rest| format!("{to}{rest}")));
    found.unwrap_or_else(|| short.to_owned())
}

/// What a detail says before its pattern or around its example, to the end of the sentence.
fn without_example(detail: &str) -> String {
    let Some(at) = [" (e.g.", " (regex used"].iter().filter_map(|open| detail.find(open)).min() else {
        return detail.to_owned();
    };
    let (said, aside) = detail.split_at(at);
    match aside.split_once(')').filter(|_| !aside.contains("regex used")) {
        Some((_, rest)) => format!("{}{rest}", said.trim_end_matches(',')),
        None => said.to_owned(),
    }
}

/// An address of which a host is one part, as it is copied from a browser.
pub(super) struct Address<'t> {
    /// `https`; empty where there is none.
    pub(super) scheme: &'t str,
    /// The host alone.
    pub(super) host: &'t str,
    /// The digits behind its colon; empty where there are none.
    pub(super) port: &'t str,
    /// From its first slash on; empty where there is none.
    pub(super) path: &'t str,
}

impl Address<'_> {
    /// What of it is more than a host.
    pub(super) fn said(&self, whole: &str) -> Option<String> {
        let Address { scheme, port, path, .. } = self;
        let parts = [
            (!scheme.is_empty(), format!("`{scheme}://`")),
            (!port.is_empty(), format!("the port {port}")),
            (path.len() > 1, format!("the path `{path}`")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|(given, _)| *given).map(|(_, part)| part).collect();
        (!parts.is_empty()).then(|| format!("`{whole}` is more than a host: {} cannot stand here", parts.join(" and ")))
    }
}

/// The parts of an address where it is more than a host.
pub(super) fn address(text: &str) -> Option<Address<'_>> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let (rest, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let alone = scheme.is_empty() && path.is_empty() && host.len() == rest.len();
    let named = host.contains('.') || host == "localhost" || !scheme.is_empty();
    let sound = named && digits(port) && scheme.bytes().all(|b| b.is_ascii_alphabetic());
    (!alone && sound).then_some(Address { scheme, host, port, path })
}

/// `text` changed so that it has the form that `detail` asks for; none where that is not plain to see.
pub(super) fn corrected(given: &str, detail: &str) -> Option<String> {
    let dots = detail.contains("subdomain") || detail.starts_with("a valid label") || detail.starts_with("name part");
    let cased = detail.starts_with("a valid label") || detail.starts_with("name part");
    let known =
        dots || detail.contains("RFC 1123 label") || detail.contains("DNS-1035") || detail.contains("contain dots");
    // A host with its port is no longer name.
    let host = address(given).filter(|address| dots && address.path.len() <= 1);
    let text = host.map_or(given, |address| address.host);
    // What a template fills in later is no name yet.
    let template = text.contains(['{', '}', '$', '<', '>', '%']);
    if !known || template || text.trim().is_empty() || text.contains('/') || text.len() > 63 {
        return None;
    }
    let (wild, text) = match text.trim().strip_prefix("*.") {
        Some(rest) if detail.contains("wildcard") => ("*.", rest),
        _ => ("", text.trim()),
    };
    // Another star stands for something that nobody can fill in.
    if text.contains('*') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if cased { c } else { c.to_ascii_lowercase() };
        let kept = c.is_ascii_alphanumeric() || c == '-' || (c == '.' && dots) || (c == '_' && cased);
        out.push(if kept { c } else { '-' });
    }
    while out.contains("..") {
        out = out.replace("..", ".");
    }
    let first = |c: char| !c.is_ascii_alphanumeric() || (detail.contains("DNS-1035") && c.is_ascii_digit());
    let given = given.trim();
    let out = out.trim_start_matches(first).trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let parts_sound = out.split('.').all(|part| !part.starts_with('-') && !part.ends_with('-'));
    let whole = format!("{wild}{out}");
    (!out.is_empty() && whole != given && parts_sound).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::super::format::{
        is_dns1035_label, is_dns1123_label, is_dns1123_subdomain, is_label_value, is_wildcard_dns1123_subdomain,
    };
    use super::*;

    #[test]
    fn no_comma_stays_behind() {
        let detail = &super::super::format::is_valid_ip("10.0.0")[0];
        assert_eq!(plain(detail), "must be a valid IP address");
        assert_eq!(plain("must be a, b (e.g. 'c')"), "must be a, b");
        assert_eq!(plain("must be a (e.g., b or c), and no d"), "must be a, and no d");
        assert_eq!(plain("a valid label must be a (e.g. 'b', regex used for validation is '(c)')"), "must be a");
    }

    /// All that is said of a wrong form says what it must be, not what it is called.
    #[test]
    fn what_it_is_called_is_left_out() {
        use super::super::format::{is_config_map_key, is_env_var_name, is_http_header_name, is_qualified_name};
        type Format = fn(&str) -> Vec<String>;
        for (format, text) in [
            (is_dns1123_label as Format, "A_b"),
            (is_dns1123_subdomain, "A_b"),
            (is_dns1035_label, "A_b"),
            (is_label_value, "a b"),
            (is_config_map_key, "a b"),
            (is_env_var_name, "a b"),
            (is_http_header_name, "a b"),
            (is_qualified_name, "a b"),
            (super::super::format::is_c_identifier, "a b"),
        ] {
            for detail in format(text) {
                let said = plain(&detail);
                assert!(said.starts_with("must ") || said.starts_with("a "), "{text}: {said}");
                assert!(!said.contains("RFC") && !said.contains("valid "), "{text}: {said}");
            }
        }
        for (given, said) in [
            ("an RFC 1123 subdomain must be short", "must be short"),
            ("name part must be short", "must be short"),
            (
                "prefix part a lowercase RFC 1123 subdomain must be short",
                "must have a domain before its slash, which must be short",
            ),
            ("prefix part must be short", "has a domain before its slash that must be short"),
        ] {
            assert_eq!(plain(given), said);
        }
    }

    #[test]
    fn mends() {
        type Format = fn(&str) -> Vec<String>;
        for (format, text, mended_text) in [
            (is_dns1123_label as Format, "My_App", Some("my-app")),
            (is_dns1123_label, "a.b", Some("a-b")),
            (is_dns1123_subdomain, "Web.Example", Some("web.example")),
            (is_dns1123_subdomain, "web.example:8080", Some("web.example")),
            (is_dns1123_subdomain, "https://Web.example/", Some("web.example")),
            (is_dns1123_subdomain, "web.example/cart", None),
            (is_dns1035_label, "1st", Some("st")),
            (is_label_value, "a b", Some("a-b")),
            (is_label_value, "--", None),
            (is_dns1123_subdomain, "{{ .Name }}-x", None),
            (is_dns1123_subdomain, "${NAME}", None),
            (is_wildcard_dns1123_subdomain, "*.Web.Example", Some("*.web.example")),
            (is_wildcard_dns1123_subdomain, "*.*.web.example", None),
            (is_wildcard_dns1123_subdomain, "web.*.example", None),
            (is_wildcard_dns1123_subdomain, "*", None),
            (is_dns1123_subdomain, "*.web.example", None),
        ] {
            let detail = &format(text)[0];
            let made = corrected(text, detail);
            assert_eq!(made.as_deref(), mended_text, "{text}");
            if let Some(made) = made {
                assert!(format(&made).is_empty(), "{made}");
            }
        }
    }
}
