//! Opinions on one object: what the cluster accepts and people regret. One file for each rule.

mod cx;
mod latest_tag;
mod missing_probes;
mod missing_requests;
mod plaintext_secret;
mod priority_without_class;

pub use cx::Cx;

use crate::model::{Finding, Gvk, RuleMeta};
use crate::resource::Resource;

/// A rule: what it says of itself, and the function that looks.
pub struct Rule {
    /// Id and documentation.
    pub meta: &'static RuleMeta,
    /// Reports into the context.
    pub check: for<'a> fn(&mut Cx<'a>),
}

/// Every rule, sorted by id.
pub static RULES: &[Rule] = &[
    latest_tag::RULE,
    missing_probes::RULE,
    missing_requests::RULE,
    plaintext_secret::RULE,
    priority_without_class::RULE,
];

/// Every finding of every rule about `resource`, read as `gvk`.
pub fn check<'a>(resource: &'a Resource<'a>, gvk: Gvk) -> Vec<Finding> {
    let mut cx = Cx::new(resource, gvk);
    for rule in RULES {
        cx.begin(rule.meta);
        (rule.check)(&mut cx);
    }
    cx.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_named_like_its_files() {
        assert!(RULES.is_sorted_by(|a, b| a.meta.id < b.meta.id));
        for file in std::fs::read_dir("src/lint").unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if !matches!(name.as_str(), "mod.rs" | "cx.rs") {
                let id = format!("lint/{}", name.trim_end_matches(".rs").replace('_', "-"));
                assert!(RULES.iter().any(|r| r.meta.id == id), "{name} is not in the table");
            }
        }
    }
}
