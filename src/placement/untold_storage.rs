//! Nodes of which nobody says how much ephemeral storage they have, where pods ask for some: what they ask for counts as there.

use super::DryRun;
use crate::inventory::{INVENTORY_READ, PodInstance, pod_requests};
use crate::model::{Finding, count};

/// The resource that an Inventory need not tell of.
const STORAGE: &str = "ephemeral-storage";

/// One finding, at the first shape that does not tell it.
pub(super) fn finding(dry: &DryRun<'_>) -> Option<Finding> {
    let case = &dry.case;
    let node = case.inventory.nodes.iter().find(|node| node.value.untold_storage)?;
    let asks = |pod: &&PodInstance<'_>| {
        !pod.is_there() && pod_requests(&pod.pod).get(STORAGE).is_some_and(|amount| !amount.is_zero())
    };
    let pods = case.pods.iter().chain(&case.bound).filter(asks).count();
    if pods == 0 {
        return None;
    }
    let (ask, them) = if pods == 1 { ("asks", "it") } else { ("ask", "them") };
    let message = format!(
        "the inventory does not tell how much {STORAGE} there is: what {} {ask} of it is not held against {them}",
        count(pods, "pod")
    );
    let name = node.origin.field().at("name");
    let span = if name.exists() { name.span() } else { node.origin.head() };
    let mut finding = Finding::of(&INVENTORY_READ, span, message);
    finding.help(format!("say it under `allocatable`: `{STORAGE}: 100Gi`"));
    Some(node.origin.scene().set(finding))
}

#[cfg(test)]
mod tests {
    use crate::discover::{Role, SourceFile};
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    /// What is said of pods and of the inventory where a pod asks for 1Gi.
    fn told(allocatable: &str) -> Vec<String> {
        let inventory = format!(
            "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes: [{{name: general, count: 2, allocatable: {{cpu: 4, memory: 8Gi{allocatable}}}}}]\n"
        );
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'a:1', resources: {requests: {ephemeral-storage: 1Gi}}}]}\n";
        let cluster = SourceFile { role: Role::Cluster, ..SourceFile::new("n.yaml", inventory) };
        let request = Request { placing: Some(Placing { explain: true, ..Placing::default() }), ..Request::default() };
        let outcome = run(&[SourceFile::new("p.yaml", pod), cluster], &request).unwrap();
        let own = outcome.findings.iter().filter(|finding| finding.rule.id.starts_with("schedule/"));
        own.map(|finding| format!("{:?} {}", finding.severity, finding.message)).collect()
    }

    #[test]
    fn what_an_inventory_does_not_tell_is_not_held_against_pods() {
        let said = "Info the inventory does not tell how much ephemeral-storage there is: what 1 pod asks of it is not held against it";
        assert_eq!(told(""), [said]);
        assert_eq!(told(", ephemeral-storage: 2Gi"), [""; 0]);
        let said = told(", ephemeral-storage: 1Mi");
        assert!(said.len() == 1 && said[0].starts_with("Error"), "{said:?}");
    }
}
