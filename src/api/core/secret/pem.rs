//! PEM blocks as Go's `encoding/pem` finds them.

use crate::source::base64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "\n-----END ";
const DASHES: &str = "-----";

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::api) struct Block {
    /// `CERTIFICATE` and so on.
    pub(in crate::api) label: String,
    /// What it holds.
    pub(in crate::api) bytes: Vec<u8>,
}

/// All blocks of a text. What is no block is skipped.
pub(in crate::api) fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut rest = text;
    // Every turn leaves less of the text.
    while let Some((block, after)) = next(rest) {
        found.extend(block);
        rest = after;
    }
    found
}

/// Goes past the next end line; the block, where it is a sound one.
fn next(text: &str) -> Option<(Option<Block>, &str)> {
    let end = text.find(END)?;
    let after = &text[end + END.len()..];
    let at_line_start = |at: &usize| *at == 0 || text.as_bytes()[at - 1] == b'\n';
    let Some(begin) = text[..end].rfind(BEGIN).filter(at_line_start) else { return Some((None, after)) };
    let (first, body) = line(&text[begin + BEGIN.len()..]);
    let Some(label) = first.strip_suffix(DASHES) else { return Some((None, after)) };
    let tail = after.strip_prefix(label).and_then(|tail| tail.strip_prefix(DASHES));
    let Some(tail) = tail.filter(|tail| line(tail).0.is_empty()) else { return Some((None, after)) };
    // Nothing at all where the end line follows at once.
    let mut body = text.get(text.len() - body.len()..end).unwrap_or_default();
    while let (header, rest) = line(body)
        && header.contains(':')
    {
        body = rest;
    }
    let data: String = body.chars().filter(|c| !matches!(c, ' ' | '\t')).collect();
    let block = base64::decode(&data).map(|bytes| Block { label: label.to_owned(), bytes });
    Some((block, line(tail).1))
}

/// The first line without its end and trailing blanks, and what follows.
fn line(text: &str) -> (&str, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    (line.trim_end_matches(['\r', ' ', '\t']), rest)
}

#[cfg(test)]
mod tests {
    use super::blocks;

    fn labels(text: &str) -> Vec<String> {
        blocks(text).into_iter().map(|b| b.label).collect()
    }

    #[test]
    fn finds_blocks() {
        let cert = "-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n";
        let key = "-----BEGIN RSA PRIVATE KEY-----\nA: b\n\nZm9v\n-----END RSA PRIVATE KEY-----";
        assert_eq!(labels(&format!("text\n{cert}{key}")), ["CERTIFICATE", "RSA PRIVATE KEY"]);
        assert_eq!(blocks(cert)[0].bytes, b"foo");
        for broken in [
            "",
            "foo",
            "-----BEGIN A-----\nZm9v\n",
            "-----BEGIN A-----\nZm9v\n-----END B-----\n",
            "-----BEGIN A-----\nZ*9v\n-----END A-----\n",
            "x-----BEGIN A-----\nZm9v\n-----END A-----\n",
            "-----BEGIN A-----\n-----END ",
        ] {
            assert_eq!(labels(broken), Vec::<String>::new(), "{broken:?}");
        }
        assert_eq!(labels(&format!("-----BEGIN A-----\nZ*\n-----END A-----\n{cert}")), ["CERTIFICATE"]);
    }
}
