//! A pod under examination, and how the checks word what they found (`policy/helpers.go`, `policy/visitor.go`).

use crate::resource::Field;
use crate::schema::pod_security::since;

/// A pod, or the template of one.
pub(super) struct Subject<'a> {
    /// `metadata`.
    pub(super) meta: Field<'a>,
    /// `spec`.
    pub(super) spec: Field<'a>,
    /// The minor version of the standards that it is held against.
    pub(super) minor: u8,
    /// Its containers: init, ordinary and ephemeral ones.
    pub(super) containers: Vec<Field<'a>>,
    /// Whether its ports are those of its node where nothing else is said (`defaultHostNetworkPorts`).
    fills_ports: bool,
}

impl<'a> Subject<'a> {
    /// Of a pod, or of a template of which `fills_ports` says whether the server fills in ports of the node.
    pub(super) fn new((meta, spec): (Field<'a>, Field<'a>), fills_ports: bool, minor: u8) -> Self {
        let fills_ports = fills_ports && spec.at("hostNetwork").bool();
        let lists = ["initContainers", "containers", "ephemeralContainers"];
        let containers = lists.into_iter().flat_map(|list| spec.at(list).items()).collect();
        Subject { meta, spec, minor, containers, fills_ports }
    }

    /// The ports of the node that a container takes, with those that are filled in.
    pub(super) fn host_ports(&self, container: Field<'a>) -> Vec<i64> {
        let port = |port: Field<'_>| match port.at("hostPort").int() {
            0 if self.fills_ports => port.at("containerPort").int(),
            own => own,
        };
        container.at("ports").items().map(port).filter(|port| *port != 0).collect()
    }

    /// The pod's own security context.
    pub(super) fn security(&self) -> Field<'a> {
        self.spec.at("securityContext")
    }

    /// The names of the containers of which `is` holds for the security context.
    pub(super) fn containers_whose(&self, is: impl Fn(Field<'a>) -> bool) -> Vec<&'a str> {
        let bad = self.containers.iter().filter(|container| is(container.at("securityContext")));
        bad.map(|container| container.at("name").str()).collect()
    }

    /// Who sets something bad, in words, where anybody does: the pod, and the containers.
    pub(super) fn setters(&self, is: impl Fn(Field<'a>) -> bool) -> Option<String> {
        let containers = self.containers_whose(&is);
        let pod = is(self.security()).then(|| "pod".to_owned());
        let all: Vec<String> = pod.into_iter().chain((!containers.is_empty()).then(|| named(&containers))).collect();
        (!all.is_empty()).then(|| all.join(" and "))
    }

    /// Whether a check may say something else of it since that minor version, where it does of any pod.
    pub(super) fn may_turn(&self, minor: u8) -> bool {
        match minor {
            since::WINDOWS => self.is_for_windows(),
            since::OWN_USERS => self.is_apart_from_host(),
            _ => true,
        }
    }

    /// Whether it is a pod for Windows, which the standards since 1.25 spare what Windows does not know.
    pub(super) fn is_spared(&self) -> bool {
        self.minor >= since::WINDOWS && self.is_for_windows()
    }

    /// Whether it has user ids of its own, which the standards since 1.35 let be root's
    /// (`relaxPolicyForUserNamespacePod`).
    pub(super) fn has_own_users(&self) -> bool {
        self.minor >= since::OWN_USERS && self.is_apart_from_host()
    }

    fn is_for_windows(&self) -> bool {
        self.spec.at("os").at("name").str() == "windows"
    }

    fn is_apart_from_host(&self) -> bool {
        self.spec.at("hostUsers").opt_bool() == Some(false)
    }
}

/// `container "a"`, `containers "a", "b"`.
pub(super) fn named(containers: &[&str]) -> String {
    format!("{} {}", plural(containers.len(), "container", "containers"), quoted(containers))
}

/// `"a", "b"`.
pub(super) fn quoted<T: AsRef<str>>(items: &[T]) -> String {
    items.iter().map(|item| format!("\"{}\"", item.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The word for so many.
pub(super) fn plural(count: usize, one: &'static str, several: &'static str) -> &'static str {
    if count == 1 { one } else { several }
}

/// The distinct ones, sorted.
pub(super) fn set<'t>(all: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
}
