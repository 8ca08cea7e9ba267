//! Opinions on one object: what the cluster accepts and people regret. One file for each rule.

mod capabilities_not_dropped;
mod container_socket;
mod cronjob_deadline;
mod cx;
mod dangerous_capability;
mod decimal_mode;
mod default_namespace;
mod default_service_account;
mod deprecated_field;
mod dns_options;
mod ephemeral_storage;
mod host_ipc;
mod host_network;
mod host_path;
mod host_pid;
mod host_port;
mod hpa_min_replicas;
mod identical_probes;
mod image_digest;
mod image_name;
mod image_pull_policy;
mod ingress_without_tls;
mod job_ttl;
mod latest_tag;
mod limit_far_above_request;
mod missing_cpu_limit;
mod missing_cpu_request;
mod missing_liveness_probe;
mod missing_memory_limit;
mod missing_memory_request;
mod missing_readiness_probe;
mod name_label_mismatch;
mod needs;
mod nginx_snippets;
mod no_security_context;
mod no_spread;
mod node_affinity;
mod node_port_range;
mod odd_text;
mod pdb_unhealthy_eviction;
mod plaintext_secret;
mod priority_class;
mod priority_without_class;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
mod probe_port;
mod probe_timeout;
mod probes;
mod proc_mount;
mod rbac_create_pods;
mod rbac_escalation;
mod rbac_secrets;
mod rbac_wildcard;
mod requests_equal_limits;
mod required;
mod required_annotation;
mod required_label;
mod restart_policy;
mod run_as_root;
mod seccomp_profile;
mod secret_as_env;
mod secret_in_configmap;
mod secret_type;
mod secrets;
mod security;
mod service_type;
mod single_replica;
mod ssh_port;
mod swallowed_value;
#[cfg(test)]
mod testing;
mod unlikely_amount;
mod unsafe_sysctls;
mod whole;
mod windows_host_process;
mod writable_root_filesystem;

use hashbrown::{HashMap, HashSet};

use crate::model::parameters::{Default, Parameter, Parameters};
use crate::model::{Finding, Gvk, Rule, Span};
use crate::resource::{Resource, pod_parts};
pub use cx::Cx;

/// A rule: what it says of itself, what it looks at, and the function that looks.
pub struct Check {
    /// Id, severity and documentation.
    pub rule: &'static Rule,
    /// Which objects it looks at.
    pub of: Of,
    /// What users may set.
    pub parameters: &'static [Parameter],
    /// Reports into the context.
    pub find: for<'a> fn(&mut Cx<'a>),
}

/// Which objects a rule looks at.
#[derive(Clone, Copy)]
pub enum Of {
    /// Every object.
    All,
    /// Pods, and what makes pods.
    Pods,
    /// Objects of these groups and kinds.
    Kinds(&'static [(&'static str, &'static str)]),
}

/// Every rule with its function, sorted by id.
pub static CHECKS: &[Check] = &[
    capabilities_not_dropped::CHECK,
    container_socket::CHECK,
    cronjob_deadline::CHECK,
    dangerous_capability::CHECK,
    decimal_mode::CHECK,
    default_namespace::CHECK,
    default_service_account::CHECK,
    deprecated_field::CHECK,
    dns_options::CHECK,
    ephemeral_storage::CHECK,
    host_ipc::CHECK,
    host_network::CHECK,
    host_path::CHECK,
    host_pid::CHECK,
    host_port::CHECK,
    hpa_min_replicas::CHECK,
    identical_probes::CHECK,
    image_digest::CHECK,
    image_name::CHECK,
    image_pull_policy::CHECK,
    ingress_without_tls::CHECK,
    job_ttl::CHECK,
    latest_tag::CHECK,
    limit_far_above_request::CHECK,
    missing_cpu_limit::CHECK,
    missing_cpu_request::CHECK,
    missing_liveness_probe::CHECK,
    missing_memory_limit::CHECK,
    missing_memory_request::CHECK,
    missing_readiness_probe::CHECK,
    name_label_mismatch::CHECK,
    nginx_snippets::CHECK,
    no_security_context::CHECK,
    no_spread::CHECK,
    node_affinity::CHECK,
    node_port_range::CHECK,
    odd_text::CHECK,
    pdb_unhealthy_eviction::CHECK,
    plaintext_secret::CHECK,
    priority_class::CHECK,
    priority_without_class::CHECK,
    privilege_escalation::CHECK,
    privileged_container::CHECK,
    privileged_port::CHECK,
    probe_port::CHECK,
    probe_timeout::CHECK,
    proc_mount::CHECK,
    rbac_create_pods::CHECK,
    rbac_escalation::CHECK,
    rbac_secrets::CHECK,
    rbac_wildcard::CHECK,
    requests_equal_limits::CHECK,
    required_annotation::CHECK,
    required_label::CHECK,
    restart_policy::CHECK,
    run_as_root::CHECK,
    seccomp_profile::CHECK,
    secret_as_env::CHECK,
    secret_in_configmap::CHECK,
    secret_type::CHECK,
    service_type::CHECK,
    single_replica::CHECK,
    ssh_port::CHECK,
    swallowed_value::CHECK,
    unlikely_amount::CHECK,
    unsafe_sysctls::CHECK,
    windows_host_process::CHECK,
    writable_root_filesystem::CHECK,
];

/// The rules that look in a run, and what users have set for them.
pub struct Opinions<'p> {
    all: Vec<&'static Check>,
    pods: Vec<&'static Check>,
    kinds: HashMap<(&'static str, &'static str), Vec<&'static Check>>,
    parameters: &'p Parameters,
}

impl<'p> Opinions<'p> {
    /// Those that `looks` tells to.
    pub fn of(looks: impl Fn(&Rule) -> bool, parameters: &'p Parameters) -> Self {
        let (mut all, mut pods, mut kinds) = (Vec::new(), Vec::new(), HashMap::new());
        for check in CHECKS.iter().filter(|check| looks(check.rule)) {
            match check.of {
                Of::All => all.push(check),
                Of::Pods => pods.push(check),
                Of::Kinds(own) => own.iter().for_each(|kind| kinds.entry(*kind).or_insert_with(Vec::new).push(check)),
            }
        }
        Opinions { all, pods, kinds, parameters }
    }

    /// Every finding of every rule about `resource`, read as `gvk`.
    pub fn check<'a>(&'a self, resource: &'a Resource<'a>, gvk: Gvk) -> Vec<Finding> {
        let pod = pod_parts(resource, gvk);
        let own = self.kinds.get(&(gvk.group, gvk.kind)).map_or(&[][..], Vec::as_slice);
        let of_pods = if pod.is_some() { &self.pods[..] } else { &[] };
        let mut cx = Cx::new(resource, gvk, pod, self.parameters);
        for check in self.all.iter().chain(of_pods).chain(own) {
            cx.begin(check.rule);
            (check.find)(&mut cx);
        }
        without_doubles(cx.finish())
    }
}

/// Two rules that may be about one value: the first says all that the second would.
const DOUBLES: [(&str, &str); 4] = [
    ("lint/container-socket", "lint/host-path"),
    ("lint/dangerous-capability", "lint/privilege-escalation"),
    ("lint/privileged-container", "lint/privilege-escalation"),
    ("lint/dangerous-capability", "lint/capabilities-not-dropped"),
];

fn without_doubles(mut findings: Vec<Finding>) -> Vec<Finding> {
    let first = |finding: &&Finding| DOUBLES.iter().any(|(first, _)| *first == finding.rule.id);
    let said: HashSet<(&str, Span)> = findings.iter().filter(first).map(|f| (f.rule.id, f.span)).collect();
    if !said.is_empty() {
        let double = |finding: &Finding| {
            let mut over = DOUBLES.iter().filter(|(_, second)| *second == finding.rule.id);
            over.any(|(first, _)| said.contains(&(*first, finding.span)))
        };
        findings.retain(|finding| !double(finding));
    }
    findings
}

#[cfg(test)]
pub(crate) fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk) -> Vec<Finding> {
    let parameters = Parameters::default();
    Opinions::of(|rule| !rule.asked, &parameters).check(resource, gvk)
}

/// What one rule tells of a Pod with this spec, with what is set of it.
#[cfg(test)]
pub(crate) fn told(check: &Check, spec: &str, set: &[(&str, crate::model::parameters::Value)]) -> Vec<Finding> {
    use crate::resource::{Content, content};
    use crate::source::{Limits, parse};

    let text = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n{spec}");
    let documents = parse(&text, &Limits::default());
    let Content::Objects(objects) = content(&documents[0]) else { panic!("no object in {text}") };
    let mut parameters = Parameters::default();
    for (name, value) in set {
        assert!(check.parameters.iter().any(|parameter| parameter.name == *name), "{name}");
        parameters.set(check.rule, name, value.clone());
    }
    let opinions = Opinions::of(|rule| rule == check.rule, &parameters);
    opinions.check(&objects[0], Gvk { group: "", version: "v1", kind: "Pod" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is no rule, but what rules share.
    const SHARED: [&str; 9] = [
        "mod.rs",
        "cx.rs",
        "needs.rs",
        "probes.rs",
        "required.rs",
        "secrets.rs",
        "security.rs",
        "testing.rs",
        "whole.rs",
    ];

    #[test]
    fn the_table_is_sorted_and_named_like_its_files() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        for file in std::fs::read_dir("src/lint").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if !SHARED.contains(&name.as_str()) {
                let id = format!("lint/{}", name.trim_end_matches(".rs").replace('_', "-"));
                assert!(CHECKS.iter().any(|c| c.rule.id == id), "{name} is not in the table");
            }
        }
    }
}
