//! One rule alone under test.

use super::{Opinions, Parameters};
use crate::model::parameters::Value;
use crate::model::{Finding, Rule, Version};
use crate::resource::{Content, content};
use crate::schema;
use crate::source::{Limits, parse};

/// What `rule` finds in the objects of a text.
pub(super) fn found(rule: &Rule, text: &str) -> Vec<Finding> {
    found_with(rule, text, &[])
}

/// The same with parameters set.
pub(super) fn found_with(rule: &Rule, text: &str, set: &[(&str, Value)]) -> Vec<Finding> {
    let mut parameters = Parameters::default();
    set.iter().for_each(|(name, value)| parameters.set(rule, name, value.clone()));
    let opinions = Opinions::of(|other| other == rule, &parameters);
    let mut found = Vec::new();
    for document in &parse(text, &Limits::default()) {
        let Content::Objects(objects) = content(document) else { panic!("no object in {text}") };
        for object in &objects {
            let kind = schema::kind(object.group(), object.version(), object.kind, Version::NEWEST);
            let gvk = kind.unwrap_or_else(|| panic!("no kind in {text}")).gvk();
            found.extend(opinions.check(object, gvk));
        }
    }
    found
}
