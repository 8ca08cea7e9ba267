//! The server's `library/urls.go`.

use super::Entry;
use super::args::{made, opaque, text, texts};
use super::go::url::{check_request_uri, parse};
use crate::cel::value::{Failure, Opaque, Url, Value};

/// Functions on URLs.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("url", false, 1, |args| {
        let text = text(args, 0)?;
        let wrong = |said| Failure::new(format!("URL parse error during conversion from string: {said}"));
        // Asked as a request's, which has no fragment, and read as any other.
        check_request_uri(text).map_err(wrong)?;
        Ok(made(Opaque::Url(Box::new(parse(text).map_err(wrong)?))))
    }),
    ("isURL", false, 1, |args| Ok(Value::Bool(check_request_uri(text(args, 0)?).is_ok()))),
    ("getScheme", true, 1, |args| Ok(url(args)?.scheme.clone().into())),
    ("getHost", true, 1, |args| Ok(url(args)?.host.clone().into())),
    ("getHostname", true, 1, |args| Ok(url(args)?.hostname.clone().into())),
    ("getPort", true, 1, |args| Ok(url(args)?.port.clone().into())),
    ("getEscapedPath", true, 1, |args| Ok(url(args)?.path.clone().into())),
    ("getQuery", true, 1, |args| {
        let query = url(args)?.query.iter();
        Ok(query.map(|(key, values)| (key.clone().into(), texts(values.iter().cloned()))).collect::<Vec<_>>().into())
    }),
];

fn url<'v>(args: &'v [Value<'_>]) -> Result<&'v Url, Failure> {
    match opaque(args, 0)? {
        Opaque::Url(url) => Ok(url),
        _ => Err(Failure::no_such_overload()),
    }
}
