//! What a rule is handed.

use crate::model::{Finding, Gvk, RuleMeta, Span, Version};
use crate::resource::{Field, PodParts, Resource, pod_parts};
use crate::schema::spell;

/// One object under a rule's eyes.
pub struct Cx<'a> {
    /// The object.
    pub resource: &'a Resource<'a>,
    /// What it is, or is meant to be.
    pub gvk: Gvk,
    rule: Option<&'static RuleMeta>,
    findings: Vec<Finding>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(resource: &'a Resource<'a>, gvk: Gvk) -> Self {
        Cx { resource, gvk, rule: None, findings: Vec::new() }
    }

    pub(super) fn begin(&mut self, rule: &'static RuleMeta) {
        self.rule = Some(rule);
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings
    }

    /// The pod that the object is or makes.
    pub fn pod(&self) -> Option<PodParts<'a>> {
        pod_parts(self.resource, self.gvk)
    }

    /// Init containers and containers of the pod that the object is or makes.
    pub fn containers(&self) -> impl Iterator<Item = Field<'a>> + use<'a> {
        let lists = self.pod().map(|pod| [pod.spec.at("initContainers"), pod.spec.at("containers")]);
        lists.into_iter().flatten().flat_map(Field::items)
    }

    /// Reports `f`, with the label on its value, or where it is absent on `or`.
    pub fn report(&mut self, f: Field<'a>, or: Option<Span>, message: impl Into<String>) -> &mut Finding {
        let rule = self.rule.expect("a rule has begun before it reports");
        let span = if f.exists() { f.span() } else { or.unwrap_or(f.span()) };
        let mut finding = Finding::new(rule.id, rule.layer, rule.severity, span, message);
        // Opinions do not depend on the version; neither does the spelling of the fields they speak of.
        finding.field = spell(self.resource.root, f.anchor(), f.missing(), self.gvk, Version::NEWEST);
        self.findings.push(finding);
        self.findings.last_mut().expect("just pushed")
    }
}
