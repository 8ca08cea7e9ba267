//! Group `policy`.

mod pod_disruption_budget;
#[cfg(test)]
mod tests;

pub(super) use pod_disruption_budget::pod_disruption_budget;
