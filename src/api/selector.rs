//! Label selectors put to use: does a selector match a set of labels (`metav1.LabelSelectorAsSelector`)?

use hashbrown::HashMap;

use super::format::{is_label_value, is_qualified_name};
use crate::resource::Field;

/// Whether the server could make a selector of it at all; elsewhere it answers "invalid label selector".
pub(crate) fn convertible(selector: Field<'_>) -> bool {
    let mut pairs = super::entries(selector.at("matchLabels"));
    let sound = |key: &str| is_qualified_name(key).is_empty();
    pairs.all(|(key, value)| sound(key.scalar_text()) && is_label_value(value.str()).is_empty())
        && selector.at("matchExpressions").items().all(|requirement| {
            let values = requirement.at("values");
            let counted = match requirement.at("operator").str() {
                "In" | "NotIn" => !values.is_empty(),
                "Exists" | "DoesNotExist" => values.is_empty(),
                _ => false,
            };
            counted && sound(requirement.at("key").str()) && values.items().all(|v| is_label_value(v.str()).is_empty())
        })
}

/// Whether the selector has neither labels nor expressions, and so matches everything.
pub(crate) fn is_everything(selector: Field<'_>) -> bool {
    selector.at("matchLabels").is_empty() && selector.at("matchExpressions").is_empty()
}

/// The first part of the selector that `labels` do not satisfy, as the field that states it; none where it matches.
pub(crate) fn first_mismatch<'a>(selector: Field<'a>, labels: Field<'a>) -> Option<Field<'a>> {
    let labels: HashMap<&str, &str> =
        super::entries(labels).map(|(key, value)| (key.scalar_text(), value.str())).collect();
    let have = |key: &str| labels.get(key).copied();
    for (key, value) in super::entries(selector.at("matchLabels")) {
        if have(key.scalar_text()) != Some(value.str()) {
            return Some(value);
        }
    }
    selector.at("matchExpressions").items().find(|requirement| {
        let value = have(requirement.at("key").str());
        let among = requirement.at("values").items().any(|v| Some(v.str()) == value);
        !match requirement.at("operator").str() {
            "In" => among,
            "NotIn" => !among,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    })
}
