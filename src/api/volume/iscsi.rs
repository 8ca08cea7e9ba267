//! iSCSI volumes.

use crate::api::cx::{Cx, Spelling};
use crate::resource::Field;

/// `validateISCSIVolumeSource`
pub(super) fn iscsi<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    source(cx, f, "must be valid format starting with iqn, eui, or naa");
}

/// `validateISCSIPersistentVolumeSource` without what it adds for the volume's name.
pub(in crate::api) fn persistent<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    source(cx, f, "must be valid format");
    let secret = f.at("secretRef");
    if secret.exists() && secret.at("name").is_empty() {
        cx.required(secret.at("name"), "");
    }
}

fn source<'a>(cx: &mut Cx<'a>, f: Field<'a>, no_prefix: &str) {
    if f.at("targetPortal").is_empty() {
        cx.required(f.at("targetPortal"), "");
    }
    let iqn = f.at("iqn");
    if iqn.is_empty() {
        cx.required(iqn, "");
    } else {
        name(cx, iqn, no_prefix);
    }
    let lun = f.at("lun");
    if !(0..=255).contains(&lun.int()) {
        cx.invalid(lun, "must be between 0 and 255, inclusive");
    }
    if (f.at("chapAuthDiscovery").bool() || f.at("chapAuthSession").bool()) && !f.at("secretRef").exists() {
        cx.required(f.at("secretRef"), "");
    }
    let initiator = f.at("initiatorName");
    if initiator.exists() {
        cx.spelled(Spelling::Instead("initiatorName", "initiatorname"), |cx| name(cx, initiator, no_prefix));
    }
}

/// A qualified name as iSCSI has three kinds of.
fn name<'a>(cx: &mut Cx<'a>, f: Field<'a>, no_prefix: &str) {
    let text = f.str();
    let sound = match text.get(..3) {
        Some("iqn") => is_iqn(text),
        Some("eui") => is_hex_name(text, 16),
        Some("naa") => is_hex_name(text, 32),
        _ => {
            cx.invalid(f, no_prefix);
            return;
        }
    };
    if !sound {
        cx.invalid(f, "must be valid format");
    }
}

/// `iqn.2001-04.com.example:storage`, anywhere in the text up to its end.
fn is_iqn(text: &str) -> bool {
    text.match_indices("iqn.").any(|(at, _)| {
        let rest = &text[at + 4..];
        let Some((date, rest)) = rest.split_at_checked(7) else { return false };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let dated = date.split_once('-').is_some_and(|(year, month)| year.len() == 4 && digits(year) && digits(month));
        let Some(rest) = rest.strip_prefix('.').filter(|_| dated) else { return false };
        rest.match_indices(':').any(|(colon, _)| {
            let (domain, own) = (&rest[..colon], &rest[colon + 1..]);
            !domain.is_empty()
                && domain.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')
                && !own.is_empty()
                && !own.contains(|c: char| ",;*&$|".contains(c) || c.is_ascii_whitespace())
        })
    })
}

/// A kind, any one character, and so many letters and digits.
fn is_hex_name(text: &str, digits: usize) -> bool {
    let mut rest = text.chars().skip(3);
    rest.next().is_some() && {
        let rest: Vec<char> = rest.collect();
        rest.len() == digits && rest.iter().all(char::is_ascii_alphanumeric)
    }
}

/// With a name of its own for the initiator, volume and portal together must stay short.
pub(super) fn portal_length<'a>(cx: &mut Cx<'a>, volume: Field<'a>) {
    let (name, iscsi) = (volume.at("name"), volume.at("iscsi"));
    let length = name.str().len() + 1 + iscsi.at("targetPortal").str().len();
    if iscsi.at("initiatorName").exists() && length > 64 {
        cx.invalid(
            name,
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_iqn("iqn.2001-04.com.example:storage.kube.sys1.xyz"));
        assert!(!is_iqn("iqn.2001-04.com.example"));
        assert!(!is_iqn("iqn.2001-4.com.example:a"));
        assert!(!is_iqn("iqn.2001-04.com.example:a b"));
        assert!(!is_iqn("iqn.日本x.com.example:a"));
        assert!(is_hex_name("eui.0123456789ABCDEF", 16));
        assert!(!is_hex_name("eui.0123", 16));
    }
}
