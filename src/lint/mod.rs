//! Opinions on one object: what the cluster accepts and people regret. One file for each rule.

mod cx;
mod decimal_mode;
mod deprecated_field;
mod image_name;
mod latest_tag;
mod limit_far_above_request;
mod missing_probes;
mod missing_requests;
mod node_port_range;
mod odd_text;
mod plaintext_secret;
mod priority_without_class;
mod probe_port;
mod probe_timeout;
mod secret_type;
mod swallowed_value;
mod unlikely_amount;

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
    decimal_mode::CHECK,
    deprecated_field::CHECK,
    image_name::CHECK,
    latest_tag::CHECK,
    limit_far_above_request::CHECK,
    missing_probes::CHECK,
    missing_requests::CHECK,
    node_port_range::CHECK,
    odd_text::CHECK,
    plaintext_secret::CHECK,
    priority_without_class::CHECK,
    probe_port::CHECK,
    probe_timeout::CHECK,
    secret_type::CHECK,
    swallowed_value::CHECK,
    unlikely_amount::CHECK,
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
