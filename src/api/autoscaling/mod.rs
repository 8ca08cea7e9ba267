//! Group `autoscaling`.

mod behavior;
mod horizontal_pod_autoscaler;
mod metrics;
mod object_reference;
#[cfg(test)]
mod tests;
mod v1;

pub(super) use horizontal_pod_autoscaler::horizontal_pod_autoscaler;
