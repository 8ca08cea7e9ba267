//! Rules between objects: one file for each.

mod automount_token;
mod autoscaler_without_requests;
mod cluster_admin_binding;
mod dangling_autoscaler;
mod dangling_binding;
mod dangling_disruption_budget;
mod dangling_ingress;
mod dangling_network_policy;
mod dangling_route;
mod dangling_service;
mod dangling_service_monitor;
mod dangling_webhook;
mod duplicate_object;
mod environments;
mod hpa_fixed_replicas;
mod limit_range;
mod look;
mod no_disruption_budget;
mod no_network_policy;
mod object;
mod object_quota;
mod pdb_blocks_eviction;
mod pod_security;
mod rbac_pod_exec;
mod rights;
mod rollout_strategy;
mod served_before_ready;
mod statefulset_service;
mod together;
mod two_definitions;
mod unknown_class;
mod unknown_env_reference;
mod unknown_service_account;
mod unused_object;
mod world;

pub(crate) use duplicate_object::RULE as DUPLICATE_OBJECT;
pub(crate) use limit_range::RULE as LIMIT_RANGE;
pub use look::{Check, Known, Looks};
pub use object::Object;
pub(crate) use object_quota::RULE as OBJECT_QUOTA;
pub(crate) use pod_security::RULE as POD_SECURITY;
pub use together::Together;
pub use world::{Edge, References, Referred};

use crate::model::{Gvk, Rule};
use crate::resource::Resource;
use world::{Facts, Names};

/// Every rule, sorted by id.
pub static CHECKS: &[Check] = &[
    automount_token::CHECK,
    autoscaler_without_requests::CHECK,
    cluster_admin_binding::CHECK,
    dangling_autoscaler::CHECK,
    dangling_binding::CHECK,
    dangling_disruption_budget::CHECK,
    dangling_ingress::CHECK,
    dangling_network_policy::CHECK,
    dangling_route::CHECK,
    dangling_service::CHECK,
    dangling_service_monitor::CHECK,
    dangling_webhook::CHECK,
    duplicate_object::CHECK,
    hpa_fixed_replicas::CHECK,
    limit_range::CHECK,
    no_disruption_budget::CHECK,
    no_network_policy::CHECK,
    object_quota::CHECK,
    pdb_blocks_eviction::CHECK,
    pod_security::CHECK,
    rbac_pod_exec::CHECK,
    rollout_strategy::CHECK,
    served_before_ready::CHECK,
    statefulset_service::CHECK,
    two_definitions::CHECK,
    unknown_class::CHECK,
    unknown_env_reference::CHECK,
    unknown_service_account::CHECK,
    unused_object::CHECK,
];

/// What the rules of references read of an object.
fn facts(resource: &Resource<'_>, gvk: Gvk) -> Facts {
    let mut facts = Facts::default();
    world::offers(resource, gvk, &mut facts);
    for read in [
        dangling_autoscaler::read,
        dangling_disruption_budget::read,
        dangling_network_policy::read,
        dangling_service::read,
        dangling_service_monitor::read,
        pdb_blocks_eviction::read,
    ] {
        read(resource, gvk, &mut facts);
    }
    for read in [
        dangling_binding::read,
        dangling_ingress::read,
        dangling_route::read,
        dangling_webhook::read,
        statefulset_service::read,
        unknown_class::read,
        unknown_env_reference::read,
        unknown_service_account::read,
        unused_object::read,
    ] {
        read(resource, gvk, &mut Names(&mut facts.names));
    }
    facts.names.shrink_to_fit();
    facts
}

impl Looks {
    /// The rules that look: `has` tells which words stand in the files,
    /// and `asked` which rules look at all.
    pub fn by(asked: impl Fn(&Rule) -> bool, has: impl Fn(&str) -> bool) -> Self {
        Looks::of(CHECKS, asked, has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        let names =
            std::fs::read_dir("src/cross").unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let files: Vec<_> = names
            .filter(|name| {
                !matches!(
                    name.as_str(),
                    "mod.rs" | "environments.rs" | "look.rs" | "object.rs" | "rights.rs" | "together.rs" | "world"
                )
            })
            .collect();
        for name in &files {
            let id = format!("cross/{}", name.trim_end_matches(".rs").replace('_', "-"));
            assert!(CHECKS.iter().any(|check| check.rule.id == id), "{name} is not in the table");
        }
        assert_eq!(files.len(), CHECKS.len(), "each file but those of what the rules share is a rule in the table");
    }
}
