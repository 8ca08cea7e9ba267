//! RuntimeClass: `pkg/apis/node/validation`.

use super::Cx;
use super::core::helpers::{Seen, duplicate_of, invalid_each, required_text, resource_list};
use super::core::node_selector::{deprecated_node_label, tolerations};
use super::core::resource_names::{Place, check_amount, check_name, huge_pages_divisible, is_huge_pages};
use super::format::is_dns1123_label;
use super::labels::labels;
use crate::resource::Field;

/// `ValidateRuntimeClass`, then `GetWarningsForRuntimeClass`.
pub(in crate::api) fn runtime_class(cx: &mut Cx<'_>) {
    let root = cx.root();
    let handler = root.at("handler");
    if required_text(cx, handler) {
        invalid_each(cx, handler, is_dns1123_label(handler.str()));
    }
    overhead(cx, root.at("overhead"));
    let scheduling = root.at("scheduling");
    labels(cx, scheduling.at("nodeSelector"));
    check_tolerations(cx, scheduling.at("tolerations"));
    for (key, value) in super::entries(scheduling.at("nodeSelector")) {
        if let Some(message) = deprecated_node_label(key.scalar_text()) {
            cx.warn(value, format!("scheduling.nodeSelector: {message}")).label_at(key.span());
        }
    }
}

/// `validateOverhead`, which sees the overhead as a container's limits and says so.
fn overhead<'a>(cx: &mut Cx<'a>, overhead: Field<'a>) {
    let entries = resource_list(overhead.at("podFixed"));
    for entry in &entries {
        let path = format!("overhead.limits[{}]", entry.name);
        check_name(cx, entry, Place::Container, Some(&path));
        check_amount(cx, entry, Some(&path));
        if is_huge_pages(entry.name) && !huge_pages_divisible(entry.name, entry.amount) {
            let detail = format!("{} is not positive integer multiple of {}", entry.amount, entry.name);
            cx.invalid(entry.field, detail).field(path);
        }
    }
    let huge = entries.iter().any(|e| is_huge_pages(e.name));
    if huge && !entries.iter().any(|e| ["cpu", "memory"].contains(&e.name)) {
        cx.forbidden(overhead, "HugePages require cpu or memory");
    }
}

/// `validateTolerations`: like a pod's, and each once.
fn check_tolerations<'a>(cx: &mut Cx<'a>, list: Field<'a>) {
    tolerations(cx, list);
    let mut seen = Seen::new();
    for toleration in list.items() {
        let key = ["key", "operator", "value", "effect"].map(|name| toleration.at(name).str());
        if let Some(first) = seen.note(key, toleration.span()) {
            duplicate_of(cx, toleration, first).say("this toleration is given twice");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::table;

    #[test]
    fn classes() {
        table(
            "apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata:\n  name: a\n",
            &[
                ("handler: A\n", &["Invalid handler"]),
                ("overhead: {podFixed: {cpu: '-1'}}\n", &["Invalid overhead.limits[cpu]", "Required handler"]),
                ("handler: a\noverhead: {podFixed: {hugepages-2Mi: 2Mi}}\n", &["Forbidden overhead"]),
                (
                    "handler: a\nscheduling: {tolerations: [{key: a, operator: Exists}, {key: a, operator: Exists}]}\n",
                    &["Duplicate scheduling.tolerations[1]"],
                ),
                (
                    "handler: a\nscheduling: {nodeSelector: {beta.kubernetes.io/os: linux}}\n",
                    &["scheduling.nodeSelector: deprecated since v1.14; use \"kubernetes.io/os\" instead"],
                ),
            ],
        );
    }
}
