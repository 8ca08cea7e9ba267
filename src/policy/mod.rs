//! Policies: expressions that are held against whole objects. Those of ValidatingAdmissionPolicies that the tree brings, as the
//! API server would apply them, and those that users write into the configuration.

mod admission;
mod apply;
mod asks;
mod defaults;
mod eyes;
mod fill;
mod matching;
mod own;
mod place;
mod run;
mod subject;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_server;
mod value;

pub use admission::{ADMISSION_POLICY, Policies, is_policy, mentions};
pub use asks::asks_a_cluster;
pub use own::{OwnRule, PREFIX, Written, mistakes};
pub use subject::Subject;
