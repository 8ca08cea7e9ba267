//! A name that is written wrongly where something else asks for it: a mount whose volume is there, but called by what is no
//! name; a selector and labels of which one value cannot be. Of two mistakes it is one, and the other place says what was
//! meant.

use crate::model::{Edit, Finding, Severity, Span, Version};
use crate::schema::NOT_FOUND;
use crate::source::{Document, Kind, Node};

/// Proposals that are looked at.
const MOST: usize = 16;

/// Names that are asked for, each with the list of a pod that should have it.
const WANTED: &[(&str, &str)] = &[("volumeMounts", "volumes"), ("volumeDevices", "volumes")];

/// Each value that is wrong, written as another place wants it.
pub(super) fn slips(document: &Document<'_>, findings: &[Finding], _: Version) -> Vec<Finding> {
    let Some(root) = document.root() else { return Vec::new() };
    let wrong: Vec<&Finding> =
        findings.iter().filter(|f| f.severity == Severity::Error && *f.rule != NOT_FOUND).collect();
    let mut slips = Vec::new();
    for missing in findings.iter().filter(|f| *f.rule == NOT_FOUND && f.severity == Severity::Error) {
        if let Some((pod, list)) = asks(&missing.field) {
            let named = format!("{pod}{list}[");
            let is_name = |rest: &str| rest.split_once("].").is_some_and(|(_, field)| field == "name");
            let of_list = |f: &&&Finding| f.field.strip_prefix(&named).is_some_and(is_name);
            let Some(name) = document.text().get(missing.span.range()) else { continue };
            let why = format!("`{name}` is asked for, and nothing is called that");
            slips.extend(wrong.iter().filter(of_list).filter_map(|f| slip(document, f, f.span, name, &why)));
        }
    }
    for (one, other) in pairs(root) {
        for (value, meant) in [(one, other), (other, one)] {
            let about = |f: &&&Finding| f.span == value.span();
            let why = format!("the selector and the template's labels must agree: the other says `{}`", meant.source());
            slips.extend(
                wrong.iter().filter(about).filter_map(|f| slip(document, f, value.span(), meant.source(), &why)),
            );
        }
    }
    slips.truncate(MOST);
    slips
}

/// The pod's field and the list in it that should have the name, of the field of a name that is missing.
fn asks(field: &str) -> Option<(&str, &'static str)> {
    let (list, wanted) = WANTED.iter().find(|(asking, _)| field.contains(&format!(".{asking}[")))?;
    let before = &field[..field.find(&format!(".{list}["))?];
    // `spec.containers[0]` is a field of the pod.
    let pod = before.rfind('.').map_or(0, |dot| dot + 1);
    Some((&before[..pod], wanted))
}

/// Values of a selector and of the labels that it must match, of the same key and not the same.
fn pairs<'a>(root: Node<'a>) -> Vec<(Node<'a>, Node<'a>)> {
    let down = |keys: &[&str]| keys.iter().try_fold(root, |node, key| node.get(key));
    let Some(selector) = down(&["spec", "selector"]) else { return Vec::new() };
    let selector = selector.get("matchLabels").unwrap_or(selector);
    let Some(labels) = down(&["spec", "template", "metadata", "labels"]) else { return Vec::new() };
    if selector.kind() != Kind::Map || labels.kind() != Kind::Map {
        return Vec::new();
    }
    let both = selector.entries().filter_map(|e| Some((e.value, labels.get(e.key.scalar_text())?)));
    both.filter(|(one, other)| one.is_scalar() && other.is_scalar() && one.source() != other.source()).collect()
}

/// The finding with the value that is meant as its fix.
fn slip(document: &Document<'_>, wrong: &Finding, span: Span, meant: &str, why: &str) -> Option<Finding> {
    let written = document.text().get(span.range())?;
    if written.is_empty() || written.contains('\n') || written == meant {
        return None;
    }
    let mut finding = Finding::of(wrong.rule, span, wrong.message.clone());
    finding.field(wrong.field.clone());
    finding.help(format!("{why}: did you mean `{meant}`?"));
    finding.offer(format!("write `{meant}`"), vec![Edit::new(span, meant)]);
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_that_of_the_same_pod() {
        let field = "spec.template.spec.containers[0].volumeMounts[1].name";
        assert_eq!(asks(field), Some(("spec.template.spec.", "volumes")));
        assert_eq!(asks("spec.containers[0].volumeDevices[0].name"), Some(("spec.", "volumes")));
        assert_eq!(asks("spec.rules[0].backend"), None);
    }
}
