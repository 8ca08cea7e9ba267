//! Paths as URI references (RFC 3986).

/// What an artifact is named by: a reference below the repository, or one that stands alone.
pub(super) enum Reference {
    /// Relative to the repository.
    Below(String),
    /// To be taken as it is.
    Alone(String),
}

/// The reference of a path that is seen from the repository, or that lies outside of it.
pub(super) fn reference(path: &str) -> Reference {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    match path {
        _ if drive => Reference::Alone(format!("file:///{}:{}", &path[..1], encoded(&path[2..]))),
        _ if path.starts_with('/') => Reference::Alone(format!("file://{}", encoded(path))),
        _ if path.starts_with("../") => Reference::Alone(encoded(path)),
        _ => Reference::Below(encoded(path)),
    }
}

/// A path with what a reference keeps for itself in percents; `/` parts as before. The colon among it: before the first
/// `/` it would end a scheme.
pub(in crate::report) fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        let told = |path: &str| match reference(path) {
            Reference::Below(uri) => format!("below {uri}"),
            Reference::Alone(uri) => format!("alone {uri}"),
        };
        assert_eq!(told("a b/50%,c:d#e?\nü.yaml"), "below a%20b/50%25%2Cc%3Ad%23e%3F%0A%C3%BC.yaml");
        assert_eq!(told("/etc/a b"), "alone file:///etc/a%20b");
        assert_eq!(told("C:/a b"), "alone file:///C:/a%20b");
        assert_eq!(told("../a"), "alone ../a");
        assert_eq!(told("<stdin>"), "below %3Cstdin%3E");
        assert_eq!(told("ü"), "below %C3%BC");
    }
}
