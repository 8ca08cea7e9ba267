//! Policies: expressions that are held against whole objects. Those of ValidatingAdmissionPolicies that the tree brings, as the
//! API server would apply them, and those that users write into the configuration.

mod admission;
mod apply;
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

pub use admission::{ADMISSION_POLICY, Policies, mentions};
pub use own::{OwnRule, PREFIX, Written, mistakes};
pub use subject::Subject;
