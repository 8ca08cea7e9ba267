//! What commands change of containers.

use crate::source::Draft;

/// Whether a container of that name is meant (`selectString`: a star at either end or between).
pub(super) fn is_of(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
}

/// Sets images of containers (`setImage`).
pub(super) fn set_images(spec: &mut Draft, images: &[(String, String)]) -> Result<(), String> {
    for (name, image) in images {
        let mut found = false;
        for list in ["initContainers", "containers"] {
            for container in spec.get_mut(list).and_then(Draft::items_mut).into_iter().flatten() {
                if name == "*" || container.get("name").and_then(Draft::as_text) == Some(name) {
                    container.set("image", Draft::text(&**image));
                    found = true;
                }
            }
        }
        if !found {
            return Err(format!("unable to find container named \"{name}\""));
        }
    }
    Ok(())
}

/// Sets what containers ask for (`selectContainers`).
pub(super) fn set_resources(
    spec: &mut Draft,
    containers: &str,
    amounts: &[(&str, &[(String, String)])],
) -> Result<(), String> {
    let mut found = false;
    for list in ["containers", "initContainers"] {
        for container in spec.get_mut(list).and_then(Draft::items_mut).into_iter().flatten() {
            if !is_of(containers, container.get("name").and_then(Draft::as_text).unwrap_or_default()) {
                continue;
            }
            found = true;
            for (what, amounts) in amounts.iter().filter(|(_, amounts)| !amounts.is_empty()) {
                let own = container.at_mut(&["resources", what]);
                amounts.iter().for_each(|(resource, amount)| own.set(resource, Draft::text(&**amount)));
            }
        }
    }
    if found { Ok(()) } else { Err(format!("unable to find container named {containers}")) }
}
