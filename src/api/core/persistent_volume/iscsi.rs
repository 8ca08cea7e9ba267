//! `validateISCSIPersistentVolumeSource`

use std::sync::LazyLock;

use regex::Regex;

use crate::api::Cx;
use crate::api::core::helpers::{invalid_each_as, required_text, required_texts};
use crate::api::format::is_in_range;
use crate::resource::Field;

static NAMES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let pattern = |text| Regex::new(text).expect("the patterns are constants and sound");
    [
        pattern(r"iqn\.[0-9]{4}-[0-9]{2}\.([[:alnum:].-]+)(:[^,;*&$|\t\n\f\r ]+)$"),
        pattern(r"^eui.[[:alnum:]]{16}$"),
        pattern(r"^naa.[[:alnum:]]{32}$"),
    ]
});

/// Whether it is a qualified name, an EUI or an NAA of iSCSI.
fn is_name(text: &str) -> bool {
    let kinds = ["iqn", "eui", "naa"];
    kinds.iter().position(|kind| text.starts_with(kind)).is_some_and(|kind| NAMES[kind].is_match(text))
}

const HELP: &str = "iSCSI names look like iqn.2001-04.com.example:storage.disk1";

/// Checks the source of the volume called `volume`.
pub(super) fn check<'a>(cx: &mut Cx<'a>, iscsi: Field<'a>, volume: &str) {
    let (portal, iqn, initiator) = (iscsi.at("targetPortal"), iscsi.at("iqn"), iscsi.at("initiatorName"));
    let base = cx.path(iscsi);
    required_text(cx, portal);
    if initiator.exists() && volume.len() + 1 + portal.str().len() > 64 {
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";
        cx.invalid(portal, detail)
            .field(format!("{base}.targetportal"))
            .say("the volume's name and `targetPortal` together must stay under 64 characters");
    }
    if required_text(cx, iqn) && !is_name(iqn.str()) {
        cx.invalid(iqn, "must be valid format").say(format!("`{}` is no iSCSI name", iqn.str())).help(HELP);
    }
    let lun = iscsi.at("lun");
    invalid_each_as(cx, lun, &format!("{base}.lun"), is_in_range(lun.int(), 0, 255));
    let secret = iscsi.at("secretRef");
    if (iscsi.at("chapAuthDiscovery").bool() || iscsi.at("chapAuthSession").bool()) && !secret.exists() {
        cx.required(secret, "").say("CHAP authentication needs `secretRef`");
    }
    if secret.exists() {
        required_texts(cx, secret, &["name"]);
    }
    if let Some(name) = initiator.opt_str()
        && !is_name(name)
    {
        cx.invalid(initiator, "must be valid format")
            .field(format!("{base}.initiatorname"))
            .say(format!("`{name}` is no iSCSI name"))
            .help(HELP);
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names() {
        for good in ["iqn.2001-04.com.example:storage.disk1", "eui.0123456789abcdef"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "iqn.2001-04.com.example", "iqn.01-04.com.example:a", "eui.x", "naa.1", "disk1"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
