//! What is wrong with our own configuration, beyond what its fields and their types say: rules, levels, versions, globs.

use super::levels::{Level, named_by};
use super::{configured, custom_rules, rules};
use crate::discover::Globs;
use crate::model::parameters::{Default, Parameters, Value};
use crate::model::{Finding, Root, Rule, Version};
use crate::policy::PREFIX;
use crate::resource::Resource;
use crate::schema::own::{CONFIGURATION, CONFIGURATION_RULE};
use crate::schema::{self, UNKNOWN_FIELD};
use crate::source::{Kind, Node};

/// Everything that is wrong with the values of a configuration.
pub(super) fn check(object: &Resource<'_>, target: Version) -> Vec<Finding> {
    let mut findings = CONFIGURATION.check(object, target);
    for finding in findings.iter_mut().filter(|f| *f.rule == UNKNOWN_FIELD && f.fixes.is_empty()) {
        finding.help("a configuration has no such field; `plimsoll config` shows those that there are");
    }
    let root = object.root;
    let document = root.document();
    for (first, second) in document.duplicates.iter().map(|two| (document.node(two.first), document.node(two.second))) {
        let name = second.scalar_text();
        let mut finding = wrong(second, name, format!("`{name}` is given twice"));
        finding.relate(first.span(), "given here first");
        findings.push(finding);
    }
    if document.index > 0 && !root.is_null() {
        let mut finding = wrong(root, "", "a configuration is one document");
        finding.label_at(root.head());
        return vec![finding];
    }
    for key in ["skip", "reject"] {
        for (at, item) in root.get(key).into_iter().flat_map(Node::items).enumerate() {
            findings.extend(no_kind(item, &format!("{key}[{at}]")));
        }
    }
    for node in versions(root) {
        if let Err(why) = version(node) {
            findings.push(wrong(node, "kubernetes-version", why));
        }
    }
    let own = custom_rules::ids(root);
    rules_of(root, "rules", &own, &mut findings);
    custom_rules::check(root, target, &mut findings);
    each_parameter(root, &mut findings, &mut |_, _, _| ());
    globs(root.get("exclude"), "exclude", &mut findings);
    let overrides = root.get("overrides").into_iter().flat_map(Node::items);
    for (at, one) in overrides.enumerate() {
        rules_of(one, &format!("overrides[{at}].rules"), &own, &mut findings);
        globs(one.get("paths"), &format!("overrides[{at}].paths"), &mut findings);
    }
    findings
}

/// Says that no kind goes by the name, where another was meant.
pub(super) fn no_kind(item: Node<'_>, field: &str) -> Option<Finding> {
    let near = configured::slip_of_kind(item.scalar_text())?;
    let mut finding = wrong(item, field, format!("there is no kind `{}`", item.scalar_text()));
    finding.help(format!("did you mean `{near}`?"));
    Some(finding)
}

/// The kind of Kubernetes' own that a name means, where it has it in other case: `cronjob`.
pub fn kind_in_other_case(name: &str) -> Option<&'static str> {
    let mut kinds = schema::kinds().map(|kind| kind.gvk().kind);
    let alike = kinds.clone().find(|kind| kind.eq_ignore_ascii_case(name))?;
    (!kinds.any(|kind| kind == name)).then_some(alike)
}

/// The values that name versions: one, or a list of them.
pub fn versions(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let named = root.get("kubernetes-version").filter(|node| !node.is_null());
    let one = named.filter(|node| node.kind() != Kind::Seq);
    one.into_iter().chain(named.into_iter().flat_map(Node::items))
}

/// The versions that one value names, several with commas between them. `1.30` is read as it is written, although to YAML it
/// is the number 1.3.
///
/// # Errors
/// In words, where it names none.
pub fn version(node: Node<'_>) -> Result<Vec<Version>, String> {
    if !node.is_scalar() {
        return Err("a version such as `1.30`, or a list of them, should stand here".to_owned());
    }
    let written = if node.kind() == Kind::Str { node.scalar_text() } else { node.source().trim() };
    written.split(',').map(|part| part.trim().parse()).collect()
}

/// How the value of a rule has it treated. Unquoted, `off` and `on` are truth values to YAML.
pub fn level(node: Node<'_>) -> Option<Level> {
    match node.as_bool() {
        Some(true) => Some(Level::On),
        Some(false) => Some(Level::Off),
        None => node.as_str().and_then(Level::named),
    }
}

/// What is set of rules; what is wrong with it is passed over.
pub fn parameters(root: Node<'_>) -> Parameters {
    let mut all = Parameters::default();
    let mut nobody = Vec::new();
    each_parameter(root, &mut nobody, &mut |rule, name, value| all.set(rule, name, value));
    all
}

/// Reads what is set of rules, and says what is wrong with it.
fn each_parameter(root: Node<'_>, findings: &mut Vec<Finding>, set: &mut dyn FnMut(&'static Rule, &str, Value)) {
    for entry in root.get("parameters").into_iter().flat_map(Node::entries) {
        let name = entry.key.scalar_text();
        let field = format!("parameters[{name}]");
        let Some(rule) = rules::find(name) else {
            findings.push(wrong(entry.key, &field, rules::unknown(name)));
            continue;
        };
        if entry.value.kind() != Kind::Map {
            let mut finding =
                wrong(entry.value, &field, "the parameters of a rule are a map from their names to values");
            finding.label_at(if entry.value.is_null() { entry.key.span() } else { entry.value.span() });
            findings.push(finding);
            continue;
        }
        let known = rules::parameters(rule);
        for own in entry.value.entries() {
            let name = own.key.scalar_text();
            let field = format!("{field}[{name}]");
            let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
                let mut finding = wrong(own.key, &field, format!("`{}` has no parameter `{name}`", rule.id));
                let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
                finding.help(if names.is_empty() {
                    "it has none".to_owned()
                } else {
                    format!("it has: {}", names.join(", "))
                });
                findings.push(finding);
                continue;
            };
            match reads(parameter.default, own.value) {
                Some(value) => {
                    if let Some((what, help)) = configured::wrong_value(name, &value) {
                        let mut finding = wrong(own.value, &field, what);
                        finding.help(help);
                        findings.push(finding);
                    }
                    set(rule, name, value);
                }
                None => findings.push(wrong(own.value, &field, format!("`{name}` is {}", parameter.default.noun()))),
            }
        }
    }
}

/// What a value sets, where it has the form.
fn reads(form: Default, node: Node<'_>) -> Option<Value> {
    match form {
        Default::Number(_) => node.as_i64().map(Value::Number),
        Default::Texts(_) if node.kind() == Kind::Seq => {
            let texts: Option<Vec<String>> = node.items().map(|item| item.as_str().map(str::to_owned)).collect();
            texts.map(Value::Texts)
        }
        Default::Texts(_) => node.as_str().map(|text| Value::Texts(vec![text.to_owned()])),
    }
}

pub(super) fn wrong(node: Node<'_>, field: &str, message: impl Into<String>) -> Finding {
    let mut finding = Finding::of(&CONFIGURATION_RULE, node.span(), message);
    finding.field(field);
    finding
}

/// For so many names that no rule has the nearest one is looked for.
const MOST_NEAREST: usize = 200;

/// What is wrong with the rules that are named; `own` are the ids of those that the configuration brings along.
fn rules_of(of: Node<'_>, field: &str, own: &[&str], findings: &mut Vec<Finding>) {
    let entries = of.get("rules").filter(|rules| rules.kind() == Kind::Map).into_iter().flat_map(Node::entries);
    for entry in entries {
        let name = entry.key.scalar_text();
        if let Some(id) = name.strip_prefix(PREFIX) {
            findings.extend(custom_rules::unknown(entry.key, id, own, &format!("{field}[{name}]")));
        } else if named_by(name).is_none() {
            let mut finding = wrong(entry.key, &format!("{field}[{name}]"), rules::unknown(name));
            if findings.len() < MOST_NEAREST
                && let Some(near) = rules::nearest(name)
            {
                finding.fix(format!("change to `{near}`"), entry.key.span(), near);
            }
            findings.push(finding);
        }
        if level(entry.value).is_none() {
            let mut finding = wrong(entry.value, &format!("{field}[{name}]"), "this is no way to treat a rule");
            finding.help(format!("write one of: {}", Level::WORDS.join(", ")));
            findings.push(finding);
        }
    }
}

fn globs(list: Option<Node<'_>>, field: &str, findings: &mut Vec<Finding>) {
    for (at, item) in list.into_iter().flat_map(Node::items).enumerate() {
        if at == Globs::MOST {
            let what = format!("a list has {} globs at most, and this one stands behind them", Globs::MOST);
            findings.push(wrong(item, &format!("{field}[{at}]"), what));
            return;
        }
        let glob = item.scalar_text().to_owned();
        if let Err(why) = Globs::new(&[glob], Root::default()) {
            findings.push(wrong(item, &format!("{field}[{at}]"), why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn the_first_glob_behind_those_that_are_obeyed_is_told_of() {
        for (count, told) in [(Globs::MOST, 0), (Globs::MOST + 5, 1)] {
            let text = "- a.yaml\n".repeat(count);
            let documents = parse(&text, &Limits::default());
            let mut findings = Vec::new();
            globs(documents[0].root(), "exclude", &mut findings);
            assert_eq!(findings.len(), told);
            let fields = findings.iter().map(|finding| finding.field.as_str());
            assert!(fields.eq(["exclude[1000]"].into_iter().take(told)));
        }
    }
}
