//! Tolerations that nobody writes: those of every pod, and those of daemon pods.

use crate::scheduler::types::{Pod, TaintEffect, Toleration, TolerationOperator};

const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNREACHABLE: &str = "node.kubernetes.io/unreachable";

fn exists(key: &str, effect: TaintEffect) -> Toleration {
    Toleration { key: key.to_owned(), operator: TolerationOperator::Exists, value: String::new(), effect: Some(effect) }
}

/// DefaultTolerationSeconds: pods stay five minutes on a node that is not ready or cannot be reached.
pub(super) fn default_tolerations(pod: &mut Pod) {
    let tolerated = |pod: &Pod, key: &str| {
        pod.tolerations.iter().any(|t| {
            (t.key == key || t.key.is_empty()) && t.effect.is_none_or(|effect| effect == TaintEffect::NoExecute)
        })
    };
    pod.tolerations.reserve_exact(2);
    for key in [NOT_READY, UNREACHABLE] {
        if !tolerated(pod, key) {
            pod.tolerations.push(exists(key, TaintEffect::NoExecute));
        }
    }
}

/// What the DaemonSet controller adds to its pods (`AddOrUpdateDaemonPodTolerations`).
pub(crate) fn daemon_tolerations(pod: &mut Pod) {
    let no_execute = [NOT_READY, UNREACHABLE].map(|key| exists(key, TaintEffect::NoExecute));
    let no_schedule = ["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"]
        .map(|name| exists(&format!("node.kubernetes.io/{name}"), TaintEffect::NoSchedule));
    let network = exists("node.kubernetes.io/network-unavailable", TaintEffect::NoSchedule);
    let network = pod.host_network.then_some(network);
    for toleration in no_execute.into_iter().chain(no_schedule).chain(network) {
        if !pod.tolerations.contains(&toleration) {
            pod.tolerations.push(toleration);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduler::types::PodSpec;

    #[test]
    fn every_pod_gets_two_tolerations_unless_it_has_its_own() {
        let mut pod = Pod::default();
        default_tolerations(&mut pod);
        assert_eq!(pod.tolerations.iter().map(|t| t.key.as_str()).collect::<Vec<_>>(), [NOT_READY, UNREACHABLE]);
        default_tolerations(&mut pod);
        assert_eq!(pod.tolerations.len(), 2);
        let all =
            Toleration { key: String::new(), operator: TolerationOperator::Exists, value: String::new(), effect: None };
        let spec = PodSpec { tolerations: vec![all], ..PodSpec::default() };
        let mut pod = Pod { spec: spec.into(), ..Pod::default() };
        default_tolerations(&mut pod);
        assert_eq!(pod.tolerations.len(), 1);
    }

    #[test]
    fn daemon_pods_tolerate_pressure_and_cordon() {
        let mut pod = Pod { host_network: true, ..Pod::default() };
        daemon_tolerations(&mut pod);
        assert_eq!(pod.tolerations.len(), 7);
        assert!(pod.tolerations.iter().any(|t| t.key == "node.kubernetes.io/unschedulable"));
    }
}
