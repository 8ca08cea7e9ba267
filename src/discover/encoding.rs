//! In which letters a file is written.

/// How a text becomes the bytes of its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    #[default]
    Utf8,
    /// UTF-16 behind a byte order mark, the lower byte first.
    Utf16Little,
    /// The same with the higher byte first.
    Utf16Big,
}

impl Encoding {
    /// The bytes that a file with this text has.
    pub fn bytes(self, text: &str) -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf16Little => units.flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Big => units.flat_map(u16::to_be_bytes).collect(),
        }
    }
}

/// The text of a file in UTF-16. libyaml reads that where a byte order mark announces it, so the cluster does, too. Places
/// are then those of the text as UTF-8.
pub(super) fn utf16(bytes: &[u8]) -> Option<(String, Encoding)> {
    let (encoding, rest) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (Encoding::Utf16Little, rest),
        [0xFE, 0xFF, rest @ ..] => (Encoding::Utf16Big, rest),
        _ => return None,
    };
    if rest.len() % 2 != 0 {
        return None;
    }
    let unit = |pair: &[u8]| match encoding {
        Encoding::Utf16Big => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    };
    let text = String::from_utf16(&rest.chunks_exact(2).map(unit).collect::<Vec<_>>()).ok()?;
    Some((text, encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_as_libyaml_reads_it_and_written_back() {
        for (bytes, text) in [(&b"\xFF\xFEa\0:\0"[..], "a:"), (b"\xFE\xFF\0a\0:", "a:"), (b"\xFF\xFE=\xD8\0\xDE", "😀")]
        {
            let (read, encoding) = utf16(bytes).unwrap();
            assert_eq!(read, text);
            assert_eq!(encoding.bytes(&read), bytes);
        }
        assert_eq!(utf16(b"\xFF\xFEa"), None);
        assert_eq!(utf16(b"a\xFF"), None);
        assert_eq!(Encoding::Utf8.bytes("\u{feff}a"), "\u{feff}a".as_bytes());
    }
}
