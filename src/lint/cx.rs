//! What a rule is handed.

use super::{Parameter, Parameters};
use crate::model::{Finding, Gvk, MOST_TOLD, Rule, Span, Told, Version};
use crate::resource::{Field, PodParts, Resource};
use crate::schema::Spells;

/// One object under a rule's eyes.
pub struct Cx<'a> {
    /// The object.
    pub resource: &'a Resource<'a>,
    /// What it is, or is meant to be.
    pub gvk: Gvk,
    rule: Option<&'static Rule>,
    pod: Option<PodParts<'a>>,
    /// Its lists of containers, which nearly every rule asks for: init containers, containers, those for debugging.
    lists: Option<[Field<'a>; 3]>,
    parameters: &'a Parameters,
    /// Opinions do not depend on the version; neither does the spelling of the fields they speak of.
    spells: Spells<'a>,
    findings: Vec<Finding>,
    /// Of each rule so many are told.
    told: Told,
    /// What is not told is written into this.
    spare: Option<Box<Finding>>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        resource: &'a Resource<'a>,
        gvk: Gvk,
        pod: Option<PodParts<'a>>,
        parameters: &'a Parameters,
    ) -> Self {
        Cx {
            resource,
            gvk,
            rule: None,
            pod,
            lists: pod.map(|pod| ["initContainers", "containers", "ephemeralContainers"].map(|list| pod.spec.at(list))),
            parameters,
            spells: Spells::new(resource.root, gvk, Version::NEWEST),
            findings: Vec::new(),
            told: Told::up_to(MOST_TOLD),
            spare: None,
        }
    }

    pub(super) fn begin(&mut self, rule: &'static Rule) {
        self.rule = Some(rule);
        self.told.anew();
    }

    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.findings.extend(self.told.rest(self.resource.root.head()));
        self.findings
    }

    /// The pod that the object is or makes.
    pub fn pod(&self) -> Option<PodParts<'a>> {
        self.pod
    }

    /// The fields of the pod that the object is or makes.
    pub fn pod_spec(&self) -> Field<'a> {
        self.pod.map_or(self.resource.field().at("spec"), |pod| pod.spec)
    }

    /// What a number is set to.
    pub fn number(&self, parameter: &Parameter) -> i64 {
        self.rule.map_or(0, |rule| self.parameters.number(rule, parameter))
    }

    /// What texts are set.
    pub fn texts(&self, parameter: &Parameter) -> Vec<&'a str> {
        self.rule.map_or_else(Vec::new, |rule| self.parameters.texts(rule, parameter))
    }

    /// The containers that run all the time.
    pub fn main_containers(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        self.lists.map(|[_, main, _]| main).into_iter().flat_map(Field::items)
    }

    /// All containers, those for debugging among them.
    pub fn all_containers(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        self.lists.into_iter().flatten().flat_map(Field::items)
    }

    /// Init containers and containers of the pod that the object is or makes.
    pub fn containers(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        self.lists.map(|[first, main, _]| [first, main]).into_iter().flatten().flat_map(Field::items)
    }

    /// Whether `f` stands under a key in quotes, as all do in JSON.
    pub fn is_json(&self, f: Field<'a>) -> bool {
        let key = f.node().and_then(|node| node.key_below(self.resource.root));
        key.is_some_and(|key| key.source().starts_with('"'))
    }

    /// A text as it is written in the place of `f`: in quotes where that is, or where JSON wants them.
    pub fn written(&self, f: Field<'a>, text: &str) -> String {
        let quoted = f.node().is_some_and(|node| node.source().starts_with(['"', '\'']));
        if quoted || self.is_json(f) { format!("\"{text}\"") } else { text.to_owned() }
    }

    /// Reports `f`, with the label on its value, or where it is absent on `or`.
    pub fn report(&mut self, f: Field<'a>, or: Option<Span>, message: impl Into<String>) -> &mut Finding {
        let rule = self.rule.expect("a rule has begun before it reports");
        let span = if f.exists() { f.span() } else { or.unwrap_or(f.span()) };
        let mut finding = Finding::of(rule, span, message);
        if !self.told.takes(rule.severity) {
            return self.spare.insert(Box::new(finding));
        }
        finding.field(self.spells.spell(f.anchor(), f.missing()));
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{missing_cpu_request, testing};
    use super::*;
    use crate::model::{Severity, TOO_MANY_MISTAKES};

    #[test]
    fn of_one_rule_so_many_are_told_and_the_rest_is_counted() {
        let containers = "  - {name: a, image: 'b:1'}\n".repeat(MOST_TOLD + 3);
        let text = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n{containers}");
        let findings = testing::found(&missing_cpu_request::RULE, &text);
        assert_eq!(findings.iter().filter(|f| *f.rule == missing_cpu_request::RULE).count(), MOST_TOLD);
        let untold = findings.iter().find(|f| *f.rule == TOO_MANY_MISTAKES).unwrap();
        assert_eq!(untold.severity, Severity::Info);
        assert_eq!(untold.message, "3 more suggestions are not told one by one");
    }
}
