//! Bytes in base64: what is nearly that is put right before it is encoded once more.

use super::Said;
use crate::schema::base64;
use crate::schema::text;
use crate::schema::words::what;
use crate::source::{Kind, Node, Style};

/// So many letters in a row were hardly typed: they came out of an encoder.
const LONG: usize = 16;

/// Fewer letters than these say nothing: too many words would decode to some text.
const LEAST: usize = 6;

pub(super) fn bytes(node: Node<'_>, name: &str, field: &str) -> Said {
    if node.kind() != Kind::Str {
        return Said::new(format!("{name} must be text in base64, not {}", what(node)));
    }
    let written = node.scalar_text();
    let at = base64::problem(written).unwrap_or_default();
    let message = match written.get(at..).and_then(|rest| rest.chars().next()) {
        Some(c) => format!("{name} must be in base64, which has no {c:?} at byte {at}"),
        None => format!("{name} must be in base64, which ends in `=` to a multiple of four characters"),
    };
    let said = Said::new(message);
    let said = if field.starts_with("data[") {
        said.help("under `stringData` it may stand as it is; under `data` it must be encoded (`base64`)")
    } else {
        said.help("encode it: `printf %s 'the text' | base64`")
    };
    match node.style() {
        Style::Literal | Style::Folded => said,
        _ => {
            let said = match repaired(written) {
                Some((does, meant)) => said.help(does).replace(does, node.span(), text::written_like(node, &meant)),
                None => said,
            };
            said.replace("encode it", node.span(), base64::encode(written.as_bytes()))
        }
    }
}

/// What mends a text that was encoded already and lost a little since, and the text as the encoder wrote it.
fn repaired(written: &str) -> Option<(&'static str, String)> {
    let closed: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    let bare = closed.trim_end_matches('=');
    let letters: String = bare
        .chars()
        .map(|c| {
            if c == '-' {
                '+'
            } else if c == '_' {
                '/'
            } else {
                c
            }
        })
        .collect();
    // One letter alone behind the last four holds no byte.
    let padding = match letters.len() % 4 {
        0 => "",
        2 => "==",
        3 => "=",
        _ => return None,
    };
    let meant = format!("{letters}{padding}");
    let bytes = crate::source::base64::decode(&meant)?;
    // An encoder leaves no bits behind the last byte, and pads to a multiple of four.
    let sound = base64::encode(&bytes) == meant;
    let url = letters != bare;
    let padded = bare.len() < closed.len() && closed.len().is_multiple_of(4);
    let by_encoder = is_text(&bytes) || padded || (!url && bare.len() > LONG && is_mixed(bare));
    if !sound || !by_encoder || (bare.len() < LEAST && bare.len() == closed.len()) {
        return None;
    }
    let does = if url {
        "write `+` and `/` for `-` and `_`"
    } else if closed.len() != meant.len() {
        "pad it with `=` to a multiple of four"
    } else {
        "remove the blanks"
    };
    Some((does, meant))
}

/// Whether bytes are a text that somebody may have encoded.
fn is_text(bytes: &[u8]) -> bool {
    let shown = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.is_empty() && text.chars().all(shown))
}

/// Whether small letters, capitals and digits are in it, as chance has it and words have not.
fn is_mixed(text: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nearly_encoded_is_repaired() {
        for (written, expected) in [
            ("aHVudGVyMg", Some("aHVudGVyMg==")),
            ("aHVudGVyMjI1NA=", Some("aHVudGVyMjI1NA==")),
            ("aHVudGVyMg===", Some("aHVudGVyMg==")),
            ("aHVudGVyMg== ", Some("aHVudGVyMg==")),
            ("aHVudGVy Mg==", Some("aHVudGVyMg==")),
            ("-_-_-_8=", Some("+/+/+/8=")),
            ("Yp3xQ0v8mT5rW2kZ9cLd7A", Some("Yp3xQ0v8mT5rW2kZ9cLd7A==")),
            ("hunter2", None),
            ("hunter2!", None),
            ("changeme-now", None),
            ("correct-horse-battery-staple", None),
            ("supersecretpassword", None),
            ("s3cr3t", None),
            ("abc", None),
            ("", None),
        ] {
            assert_eq!(repaired(written).map(|(_, meant)| meant).as_deref(), expected, "{written}");
        }
    }
}
