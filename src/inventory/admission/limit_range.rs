//! LimitRanger: what containers ask for where they say nothing.

use crate::inventory::read::resources;
use crate::resource::Field;
use crate::scheduler::types::{Pod, ResourceList};

/// The defaults that one LimitRange gives to containers of its namespace.
#[derive(Clone, Debug, Default)]
pub struct LimitRange {
    /// Its namespace.
    pub namespace: String,
    /// Limits where a container has none.
    pub default: ResourceList,
    /// Requests where a container has none.
    pub default_request: ResourceList,
}

/// Reads a LimitRange, its items defaulted (`SetDefaults_LimitRangeItem`); later items win.
pub(crate) fn limit_range(f: Field<'_>) -> LimitRange {
    let mut range =
        LimitRange { namespace: f.at("metadata").at("namespace").str().to_owned(), ..LimitRange::default() };
    for item in f.at("spec").at("limits").items().filter(|i| i.at("type").str() == "Container") {
        let mut limit = resources(item.at("default"));
        let mut request = resources(item.at("defaultRequest"));
        fill(&mut limit, &resources(item.at("max")));
        fill(&mut request, &limit);
        fill(&mut request, &resources(item.at("min")));
        range.default.extend(limit);
        range.default_request.extend(request);
    }
    range
}

fn fill(into: &mut ResourceList, from: &ResourceList) {
    for (name, amount) in from {
        into.entry(name.clone()).or_insert(*amount);
    }
}

impl LimitRange {
    /// Fills in what the pod's containers leave open (`mergePodResourceRequirements`).
    pub(super) fn apply(&self, pod: &mut Pod) {
        for container in pod.containers.iter_mut().chain(&mut pod.init_containers) {
            fill(&mut container.limits, &self.default);
            fill(&mut container.requests, &self.default_request);
        }
    }
}
