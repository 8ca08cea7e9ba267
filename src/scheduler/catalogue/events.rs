//! What happens in a cluster that makes the scheduler try a pod again (`kube-scheduler/framework/types.go`).

/// Things that happen to objects of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The kind, as upstream's events name it, without its group.
    pub resource: &'static str,
    /// Upstream's names of the actions.
    pub actions: &'static [&'static str],
}

/// What an action on a resource is in words.
pub fn phrase(resource: &str, action: &str) -> String {
    let said = match (resource, action) {
        ("Node", "Add") => "a node joins",
        ("Node", "Delete") => "a node goes",
        ("Node", "UpdateNodeAllocatable") => "what a node has to give changes",
        ("Node", "UpdateNodeLabel") => "the labels of a node change",
        ("Node", "UpdateNodeTaint") => "the taints of a node change, or it is cordoned or uncordoned",
        ("Node", "UpdateNodeDeclaredFeature") => "a node declares other features",
        ("Pod", "Add") => "another pod gets its node",
        ("Pod", "Delete") => "a pod goes",
        ("Pod", "Update") => "the pod itself is changed",
        ("Pod", "UpdatePodLabel") => "the labels of a pod change",
        ("Pod", "UpdatePodScaleDown") => "a pod asks for less than it did",
        ("Pod", "UpdatePodToleration") => "the pod tolerates more",
        ("Pod", "UpdatePodSchedulingGatesEliminated") => "the last gate of the pod is taken away",
        ("Pod", "UpdatePodGeneratedResourceClaim") => "a claim is made for the pod",
        (kind, "Add") => return format!("a {kind} is made"),
        (kind, "Delete") => return format!("a {kind} goes"),
        (kind, "Update") => return format!("a {kind} changes"),
        (kind, other) => return format!("{other} of a {kind}"),
    };
    said.to_owned()
}
