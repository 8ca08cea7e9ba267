//! Base64 as Go's `base64.StdEncoding` reads it: padded, line breaks ignored.

/// Where the first byte is that does not belong, if any.
pub(super) fn problem(text: &str) -> Option<usize> {
    let mut symbols = 0_usize;
    let mut padding = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\r' | b'\n' => {}
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => symbols += 1,
            // Only the third and the fourth of four symbols may be padding, and nothing follows it.
            b'=' if (symbols + padding) % 4 >= 2 => padding += 1,
            _ => return Some(at),
        }
    }
    (!(symbols + padding).is_multiple_of(4)).then_some(text.len())
}

/// The text in base64.
pub(super) fn encode(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let symbol = SYMBOLS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(symbol) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::base64::decode;

    #[test]
    fn as_go_reads_it() {
        for (text, expected) in [
            ("", None),
            ("YWRtaW4=", None),
            ("YWRt\naW4=\n", None),
            ("YQ==", None),
            ("YR==", None),
            ("YQ=", Some(3)),
            ("YQ", Some(2)),
            ("Y===", Some(1)),
            ("YWRtaW4=YQ==", Some(8)),
            ("YW Rt", Some(2)),
            ("not base64!", Some(3)),
            ("_-==", Some(0)),
        ] {
            assert_eq!(problem(text), expected, "{text:?}");
        }
    }

    #[test]
    fn encodes() {
        for (text, expected) in [("", ""), ("a", "YQ=="), ("ad", "YWQ="), ("adm", "YWRt"), ("admin", "YWRtaW4=")] {
            assert_eq!(encode(text.as_bytes()), expected);
            assert_eq!(problem(expected), None);
            assert_eq!(decode(expected).as_deref(), Some(text.as_bytes()));
        }
    }
}
