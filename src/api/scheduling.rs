//! The scheduling.k8s.io group: `pkg/apis/scheduling/validation`.

use super::Cx;

/// `HighestUserDefinablePriority`
const HIGHEST: i64 = 1_000_000_000;
/// `systemPriorityClasses`
const SYSTEM: &[(&str, i64)] = &[("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// `ValidatePriorityClass`
pub(in crate::api) fn priority_class(cx: &mut Cx<'_>) {
    let root = cx.root();
    let (name, value) = (root.at("metadata").at("name"), root.at("value"));
    if name.str().starts_with("system-") {
        if let Some(error) = not_a_system_class(name.str(), value.int(), root.at("globalDefault").bool()) {
            let detail =
                format!("priority class names with 'system-' prefix are reserved for system use only. error: {error}");
            cx.forbidden(name, &detail)
                .say("names that begin with `system-` belong to Kubernetes itself")
                .help("choose another name");
        }
    } else if value.int() > HIGHEST {
        cx.forbidden(value, "maximum allowed value of a user defined priority is 1000000000")
            .say(format!("{} is above the highest priority a class may have, 1000000000", value.int()));
    }
    let policy = root.at("preemptionPolicy");
    match policy.opt_str() {
        Some("") => {
            cx.required(policy, "");
        }
        Some(given) if !["Never", "PreemptLowerPriority"].contains(&given) => {
            cx.not_supported(policy, &["Never", "PreemptLowerPriority"]);
        }
        _ => {}
    }
}

/// `IsKnownSystemPriorityClass`
fn not_a_system_class(name: &str, value: i64, global: bool) -> Option<String> {
    let Some((_, expected)) = SYSTEM.iter().find(|(known, _)| *known == name) else {
        return Some(format!("{name} is not a known system priority class"));
    };
    if *expected != value {
        return Some(format!("value of {name} PriorityClass must be {expected}"));
    }
    global.then(|| format!("globalDefault of {name} PriorityClass must be false"))
}

#[cfg(test)]
mod tests {
    use super::not_a_system_class;

    #[test]
    fn system_classes() {
        assert!(not_a_system_class("system-node-critical", 2_000_001_000, false).is_none());
        assert!(not_a_system_class("system-node-critical", 1, false).unwrap().starts_with("value of"));
        assert!(not_a_system_class("system-node-critical", 2_000_001_000, true).unwrap().starts_with("globalDefault"));
        assert!(not_a_system_class("system-mine", 1, false).is_some());
    }
}
