//! Group `networking.k8s.io`.

mod ingress;
mod ingress_class;
mod ip_address;
mod network_policy;
mod service_cidr;
#[cfg(test)]
mod tests;

pub(super) use ingress::ingress;
pub(super) use ingress_class::ingress_class;
pub(super) use ip_address::ip_address;
pub(super) use network_policy::network_policy;
pub(super) use service_cidr::service_cidr;
