//! The rules of this room.

use crate::model::{Layer, RuleMeta, Severity};

/// Sorted by id.
pub static RULES: &[RuleMeta] = &[
    RuleMeta {
        id: "schedule/configuration",
        layer: Layer::Schedule,
        severity: Severity::Warning,
        summary: "A scheduler configuration that is not followed to the letter",
        explanation: "A `KubeSchedulerConfiguration` names a plugin, an extender or a strategy that is not part of \
                  kube-scheduler. Placement goes on without it, so a cluster that has it may place pods otherwise.",
        bad: "",
        good: "",
    },
    RuleMeta {
        id: "schedule/inventory",
        layer: Layer::Schedule,
        severity: Severity::Error,
        summary: "A compact inventory that does not hold what it should",
        explanation: "An object of `apiVersion: plimsoll.dev/v1, kind: Inventory` declares the nodes that pods are placed on. \
                  Something in it is not as its schema, `schemas/inventory.schema.json`, has it: a field that there is \
                  not, a taint that kubectl would not read, an amount that is none. What is sound in it is used all the \
                  same.",
        bad: "",
        good: "",
    },
];
