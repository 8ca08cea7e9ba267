//! Rules between objects: one file for each.

mod duplicate_object;
mod limit_range;
mod look;
mod object;
mod pod_security;
mod together;
mod two_definitions;

pub(crate) use duplicate_object::RULE as DUPLICATE_OBJECT;
pub(crate) use limit_range::RULE as LIMIT_RANGE;
pub use look::{Check, Known, Looks};
pub use object::Object;
pub use together::Together;

/// Every rule, sorted by id.
pub static CHECKS: &[Check] =
    &[duplicate_object::CHECK, limit_range::CHECK, pod_security::CHECK, two_definitions::CHECK];

impl Looks {
    /// The rules that look where `has` tells which words stand in the files.
    pub fn by(has: impl Fn(&str) -> bool) -> Self {
        Looks::of(CHECKS, has)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(CHECKS.is_sorted_by(|a, b| a.rule.id < b.rule.id));
        let names =
            std::fs::read_dir("src/cross").unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let files: Vec<_> =
            names.filter(|name| !matches!(name.as_str(), "mod.rs" | "look.rs" | "object.rs" | "together.rs")).collect();
        for name in &files {
            let id = format!("cross/{}", name.trim_end_matches(".rs").replace('_', "-"));
            assert!(CHECKS.iter().any(|check| check.rule.id == id), "{name} is not in the table");
        }
        assert_eq!(
            files.len(),
            CHECKS.len(),
            "each file but mod.rs, look.rs, object.rs and together.rs is a rule in the table"
        );
    }
}
