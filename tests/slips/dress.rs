//! Containers with more to slip in: those that have no `env`, `command`, `ports` or mounts get them, and their pod the volume
//! and the secret that go with it, as few manifests have all of that written as plainly as other tools' idioms need it.

use plimsoll::source::Style;

use super::lines::{all_replaced, column, stands_first, whole};
use super::walk::gather;

/// What a container gets: the key that it must not have yet, and the lines.
const CONTAINER: &[(&str, &str)] = &[
    ("command", "command: [\"node\", \"server.js\", \"--verbose\"]\n"),
    (
        "env",
        "env:\n- name: LOG_LEVEL\n  value: info\n- name: PORT\n  value: \"8080\"\n- name: DEBUG\n  value: \"true\"\n- name: HOME_PAGE\n  value: https://example.com/\n",
    ),
    ("ports", "ports:\n- containerPort: 8080\n"),
    ("volumeMounts", "volumeMounts:\n- name: scratch\n  mountPath: /scratch\n"),
];

/// What a pod gets.
const POD: &[(&str, &str)] = &[
    ("imagePullSecrets", "imagePullSecrets:\n- name: registry\n"),
    ("volumes", "volumes:\n- name: scratch\n  emptyDir:\n    sizeLimit: 1Gi\n"),
];

/// The text with all of that; the same where there is nothing to add to.
pub(crate) fn dressed(text: &str) -> String {
    let changes = gather(text, |spot| {
        let missing = if spot.path.ends_with("containers[]") {
            CONTAINER
        } else if spot.path.ends_with("spec") && spot.node.get("containers").is_some() {
            POD
        } else {
            return None;
        };
        // A container that mounts what its pod does not have would be wrong: pods with volumes keep their mounts.
        let has_volumes = text.contains("volumes:");
        let wanted = missing.iter().filter(|(key, _)| !(has_volumes && key.starts_with("volume")));
        let first = spot.node.entries().find(|e| stands_first(text, e.key.span().range().start))?;
        let at = whole(text, first.key.span().range()).start;
        let indent = column(text, first.key.span().range().start);
        let block = spot.node.style() != Style::Flow;
        let lines = wanted.filter(|(key, _)| spot.node.get(key).is_none()).flat_map(|(_, lines)| lines.lines());
        let new: String = lines.map(|line| format!("{:indent$}{line}\n", "")).collect();
        block.then_some((at..at, new))
    });
    all_replaced(text, changes)
}
