//! The values of a configuration that would be without effect: kinds that nobody has, words that a parameter does not know, numbers
//! below what is counted.

use super::configuration::kind_in_other_case;
use crate::model::near::is_near_miss;
use crate::model::parameters::Value;
use crate::schema;

/// What may stand in a list, by the name of the parameter.
const WORDS: &[(&str, &[&str])] = &[
    ("containers", &["containers", "initContainers", "ephemeralContainers"]),
    ("directions", &["Ingress", "Egress"]),
    ("instead", &["apparmor", "selinux", "capabilities"]),
    ("wanted", &["pod", "container"]),
];

/// Names of fewer letters are near others by chance.
const LONG: usize = 6;

/// The kind of Kubernetes' own that was meant by a name that none of them has: `cronjob`, `Deploymnt`. Others may be custom kinds.
pub(super) fn slip_of_kind(name: &str) -> Option<&'static str> {
    let known = || schema::kinds().map(|kind| kind.gvk().kind);
    let near = || {
        let is_long = name.chars().count() >= LONG && !known().any(|kind| kind == name);
        known().filter(|_| is_long).find(|kind| is_near_miss(name, kind))
    };
    kind_in_other_case(name).or_else(near)
}

/// What is wrong with the value of a parameter of that name, in words, and what may be meant.
pub(super) fn wrong_value(parameter: &str, value: &Value) -> Option<(String, String)> {
    match value {
        Value::Number(number) if *number < 0 => Some((
            format!("`{parameter}` is {number}, and nothing is less than 0"),
            "give a number from 0 on".to_owned(),
        )),
        Value::Number(_) => None,
        Value::Texts(texts) if parameter == "kinds" => {
            let (text, meant) = texts.iter().find_map(|text| Some((text, slip_of_kind(text)?)))?;
            Some((format!("there is no kind `{text}`"), format!("did you mean `{meant}`?")))
        }
        Value::Texts(texts) if parameter == "values" => {
            let text = texts.iter().find(|text| regex::Regex::new(text).is_err())?;
            Some((format!("`{text}` is no pattern"), "it would let every value pass: mend it".to_owned()))
        }
        Value::Texts(texts) => {
            let (_, words) = WORDS.iter().find(|(name, _)| *name == parameter)?;
            let text = texts.iter().find(|text| !words.contains(&text.as_str()))?;
            Some((format!("`{parameter}` knows no `{text}`"), format!("it knows: {}", words.join(", "))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_without_effect_are_found() {
        let texts = |text: &str| Value::Texts(vec![text.to_owned()]);
        for (parameter, value, wrong) in [
            ("replicas", Value::Number(-3), true),
            ("replicas", Value::Number(0), false),
            ("kinds", texts("Deploymnt"), true),
            ("kinds", texts("deployment"), true),
            ("kinds", texts("Deployment"), false),
            ("kinds", texts("Rollout"), false),
            ("kinds", texts("Rule"), false),
            ("directions", texts("ingres"), true),
            ("directions", texts("Ingress"), false),
            ("containers", texts("container"), true),
            ("keys", texts("anything"), false),
            ("values", texts("(["), true),
            ("values", texts("^a+$"), false),
        ] {
            assert_eq!(wrong_value(parameter, &value).is_some(), wrong, "{parameter} {value:?}");
        }
    }
}
