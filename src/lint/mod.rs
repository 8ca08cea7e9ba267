//! Opinions on one object: what the cluster accepts and people regret. One file for each rule.

mod automount_token;
mod capabilities_not_dropped;
mod container_socket;
mod cx;
mod dangerous_capability;
mod decimal_mode;
mod default_service_account;
mod deprecated_field;
mod host_ipc;
mod host_network;
mod host_path;
mod host_pid;
mod host_port;
mod image_name;
mod latest_tag;
mod limit_far_above_request;
mod missing_cpu_limit;
mod missing_cpu_request;
mod missing_memory_limit;
mod missing_memory_request;
mod missing_readiness_probe;
mod needs;
mod no_security_context;
mod no_spread;
mod node_port_range;
mod odd_text;
mod parameters;
mod plaintext_secret;
mod priority_without_class;
mod privilege_escalation;
mod privileged_container;
mod probe_port;
mod probe_timeout;
mod proc_mount;
mod run_as_root;
mod seccomp_profile;
mod secret_as_env;
mod secret_in_configmap;
mod secret_type;
mod secrets;
mod security;
mod swallowed_value;
mod unlikely_amount;
mod unsafe_sysctls;
mod windows_host_process;
mod writable_root_filesystem;

use std::collections::HashMap;

pub use cx::Cx;
pub use parameters::{Default, Parameter, Parameters, Value};

use crate::model::{Finding, Gvk, Rule};
use crate::resource::{Resource, pod_parts};

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
    automount_token::CHECK,
    capabilities_not_dropped::CHECK,
    container_socket::CHECK,
    dangerous_capability::CHECK,
    decimal_mode::CHECK,
    default_service_account::CHECK,
    deprecated_field::CHECK,
    host_ipc::CHECK,
    host_network::CHECK,
    host_path::CHECK,
    host_pid::CHECK,
    host_port::CHECK,
    image_name::CHECK,
    latest_tag::CHECK,
    limit_far_above_request::CHECK,
    missing_cpu_limit::CHECK,
    missing_cpu_request::CHECK,
    missing_memory_limit::CHECK,
    missing_memory_request::CHECK,
    missing_readiness_probe::CHECK,
    no_security_context::CHECK,
    no_spread::CHECK,
    node_port_range::CHECK,
    odd_text::CHECK,
    plaintext_secret::CHECK,
    priority_without_class::CHECK,
    privilege_escalation::CHECK,
    privileged_container::CHECK,
    probe_port::CHECK,
    probe_timeout::CHECK,
    proc_mount::CHECK,
    run_as_root::CHECK,
    seccomp_profile::CHECK,
    secret_as_env::CHECK,
    secret_in_configmap::CHECK,
    secret_type::CHECK,
    swallowed_value::CHECK,
    unlikely_amount::CHECK,
    unsafe_sysctls::CHECK,
    windows_host_process::CHECK,
    writable_root_filesystem::CHECK,
];

/// What may be set of a rule.
pub fn parameters(rule: &Rule) -> &'static [Parameter] {
    CHECKS.iter().find(|check| check.rule == rule).map_or(&[], |check| check.parameters)
}

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
        cx.finish()
    }
}

#[cfg(test)]
pub(crate) fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk) -> Vec<Finding> {
    let parameters = Parameters::default();
    Opinions::of(|rule| !rule.asked, &parameters).check(resource, gvk)
}

/// What one rule tells of a Pod with this spec, with what is set of it.
#[cfg(test)]
pub(crate) fn told(check: &Check, spec: &str, set: &[(&str, Value)]) -> Vec<Finding> {
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

    #[test]
    fn the_table_is_sorted_and_named_like_its_files() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        for file in std::fs::read_dir("src/lint").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if !matches!(
                name.as_str(),
                "mod.rs" | "cx.rs" | "needs.rs" | "parameters.rs" | "secrets.rs" | "security.rs"
            ) {
                let id = format!("lint/{}", name.trim_end_matches(".rs").replace('_', "-"));
                assert!(CHECKS.iter().any(|c| c.rule.id == id), "{name} is not in the table");
            }
        }
    }
}
