//! Opinions on one object: what the cluster accepts and people regret. One file for each rule.

mod cx;
mod latest_tag;
mod missing_probes;
mod missing_requests;
mod plaintext_secret;
mod priority_without_class;

pub use cx::Cx;

use crate::model::{Finding, Gvk, Rule};
use crate::resource::Resource;

/// A rule: what it says of itself, and the function that looks.
pub struct Check {
    /// Id, severity and documentation.
    pub rule: &'static Rule,
    /// Reports into the context.
    pub find: for<'a> fn(&mut Cx<'a>),
}

/// Every rule with its function, sorted by id.
pub static CHECKS: &[Check] = &[
    latest_tag::CHECK,
    missing_probes::CHECK,
    missing_requests::CHECK,
    plaintext_secret::CHECK,
    priority_without_class::CHECK,
];

/// Every finding of every rule about `resource`, read as `gvk`.
pub fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk) -> Vec<Finding> {
    let mut cx = Cx::new(resource, gvk);
    for check in CHECKS {
        cx.begin(check.rule);
        (check.find)(&mut cx);
    }
    cx.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_named_like_its_files() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        for file in std::fs::read_dir("src/lint").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if !matches!(name.as_str(), "mod.rs" | "cx.rs") {
                let id = format!("lint/{}", name.trim_end_matches(".rs").replace('_', "-"));
                assert!(CHECKS.iter().any(|c| c.rule.id == id), "{name} is not in the table");
            }
        }
    }
}
