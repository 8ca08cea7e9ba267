//! Constraints that belong to one field, declared.
//!
//! A struct's constraints are a constant beside the code that knows the struct:
//!
//! ```text
//! const LEASE_SPEC: &[Rule] = &[
//!     Rule::new("leaseDurationSeconds", &[Check::Min(1)]),
//!     Rule::new("strategy", &[Check::OneOf(&["OldestEmulationVersion"])]),
//! ];
//! cx.check(spec, LEASE_SPEC);
//! ```

use super::cx::Cx;
use crate::resource::Field;

/// The constraints of one field.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The field's name.
    pub field: &'static str,
    /// All that must hold, in the order in which the server reports.
    pub checks: &'static [Check],
}

/// One constraint. All but [`Check::Required`] hold for absent fields.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Must be there and not empty; the server's detail.
    Required(&'static str),
    /// Must not be empty, if given at all.
    RequiredIfGiven,
    /// A string among these, which the server lists in this order. Empty strings are refused, too, if given.
    OneOf(&'static [&'static str]),
    /// The same, but an empty string passes as "not given".
    OneOfOrEmpty(&'static [&'static str]),
    /// A whole number within both, `must be between {} and {}, inclusive`.
    Range(i64, i64),
    /// A number of at least 0, `must be greater than or equal to 0`.
    NonNegative,
    /// A number of at least this, `must be greater than or equal to {}`.
    Min(i64),
    /// A number greater than 0, `must be greater than 0`.
    Positive,
    /// A non-empty string of a format: what is wrong with it, in the server's words (one finding each).
    Format(fn(&str) -> Vec<String>),
    /// At most so many bytes of text.
    MaxBytes(usize),
    /// At most so many items.
    MaxItems(usize),
}

impl Rule {
    /// The constraints of `field`.
    pub const fn new(field: &'static str, checks: &'static [Check]) -> Self {
        Rule { field, checks }
    }
}

impl<'a> Cx<'a> {
    /// Holds the fields of `of` against their constraints.
    pub fn check(&mut self, of: Field<'a>, rules: &'static [Rule]) {
        for rule in rules {
            let f = of.at(rule.field);
            for check in rule.checks {
                self.check_one(f, check);
            }
        }
    }

    fn check_one(&mut self, f: Field<'a>, check: &'static Check) {
        match *check {
            Check::Required(detail) => {
                if f.is_empty() {
                    self.required(f, detail);
                }
            }
            _ if !f.exists() => {}
            Check::RequiredIfGiven => {
                if f.is_empty() {
                    self.required(f, "");
                }
            }
            Check::OneOf(allowed) => {
                if f.opt_str().is_some_and(|v| !allowed.contains(&v)) {
                    self.not_supported(f, allowed);
                }
            }
            Check::OneOfOrEmpty(allowed) => {
                if !f.str().is_empty() && !allowed.contains(&f.str()) {
                    self.not_supported(f, allowed);
                }
            }
            Check::Range(low, high) => {
                if f.opt_int().is_some_and(|v| v < low || v > high) {
                    self.invalid(f, format!("must be between {low} and {high}, inclusive"));
                }
            }
            Check::NonNegative => self.check_one(f, &Check::Min(0)),
            Check::Min(low) => {
                if f.opt_int().is_some_and(|v| v < low) {
                    self.invalid(f, format!("must be greater than or equal to {low}"));
                }
            }
            Check::Positive => {
                if f.opt_int().is_some_and(|v| v <= 0) {
                    self.invalid(f, "must be greater than 0");
                }
            }
            Check::Format(problems) => {
                if !f.str().is_empty() {
                    for problem in problems(f.str()) {
                        self.invalid_format(f, &problem);
                    }
                }
            }
            Check::MaxBytes(max) => {
                if f.str().len() > max {
                    self.too_long(f, max);
                }
            }
            Check::MaxItems(max) => {
                if f.len() > max {
                    self.too_many(f, f.len(), max);
                }
            }
        }
    }
}
