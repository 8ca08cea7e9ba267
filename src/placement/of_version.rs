//! What the version asked for has not, or has otherwise, and is simulated as later versions have it: told, never taken in silence.

use crate::inventory::PodInstance;
use crate::resource::Field;

/// Something of pods that versions treat differently: up to (or from) which minor version, whether a pod has it, and what
/// is said then.
struct Unlike {
    from: u8,
    to: u8,
    has: fn(&PodInstance<'_>) -> bool,
    said: &'static str,
}

/// By the stages of upstream's feature gates (`pkg/features/kube_features.go`).
const UNLIKE: [Unlike; 5] = [
    Unlike {
        from: 0,
        to: 26,
        has: |pod| !pod.pod.rare().scheduling_gates.is_empty(),
        said: "`schedulingGates` hold no pod back before 1.27",
    },
    Unlike {
        from: 0,
        to: 26,
        has: |pod| pod.pod.topology_spread_constraints.iter().any(|one| one.min_domains.is_some()),
        said: "`minDomains` counts for nothing before 1.27",
    },
    Unlike {
        from: 0,
        to: 26,
        has: |pod| spec(pod).at("topologySpreadConstraints").items().any(|one| one.at("matchLabelKeys").exists()),
        said: "`matchLabelKeys` of a spread constraint count for nothing before 1.27",
    },
    Unlike {
        from: 0,
        to: 28,
        has: |pod| pod.pod.init_containers.iter().any(|one| one.sidecar),
        said: "init containers with `restartPolicy: Always` are no sidecars before 1.29",
    },
    Unlike {
        from: 0,
        to: 33,
        has: |pod| !pod.pod.pod_requests.is_empty(),
        said: "`resources` of the pod as a whole count for nothing before 1.34",
    },
];

fn spec<'a>(pod: &PodInstance<'a>) -> Field<'a> {
    pod.template.field().at("spec")
}

/// What of those pods is placed as another version would.
pub(super) fn unlike(minor: u8, pods: &[PodInstance<'_>]) -> Vec<&'static str> {
    let concerns = |one: &&Unlike| (one.from..=one.to).contains(&minor);
    UNLIKE.iter().filter(concerns).filter(|one| pods.iter().any(one.has)).map(|one| one.said).collect()
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::model::Version;
    use crate::pipeline::{Request, run};
    use crate::placement::Placing;

    fn told(version: &str, spec: &str) -> Vec<&'static str> {
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{spec}  containers: [{{name: c, image: i}}]\n"
        );
        let versions: Vec<Version> = vec![version.parse().unwrap()];
        let request = Request { versions, placing: Some(Placing::default()), ..Request::default() };
        run(&[SourceFile::new("a.yaml", pod)], &request).unwrap().placement.unwrap().unlike
    }

    #[test]
    fn what_a_version_has_otherwise_is_said_of_pods_that_have_it() {
        let spread = "  topologySpreadConstraints:\n  - {maxSkew: 1, minDomains: 2, topologyKey: z, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}\n";
        assert_eq!(told("1.26", spread), ["`minDomains` counts for nothing before 1.27"]);
        assert!(told("1.27", spread).is_empty() && told("1.26", "").is_empty());
        let whole = "  resources: {requests: {cpu: 1}}\n";
        assert_eq!(told("1.33", whole).len(), 1);
        assert!(told("1.34", whole).is_empty());
    }
}
