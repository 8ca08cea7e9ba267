//! Group `rbac.authorization.k8s.io`.

mod binding;
mod role;
#[cfg(test)]
mod tests;

pub(super) use binding::{cluster_role_binding, role_binding};
pub(super) use role::{cluster_role, role};
