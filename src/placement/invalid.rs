//! Pods that were placed as they are read, although the API server would refuse their manifest.

use std::collections::HashMap;
use std::sync::Arc;

use super::case::Case;
use crate::model::{FileId, Finding};

/// Notes with each pod why the API server would refuse the object that it is made from.
pub(super) fn mark<'f>(case: &mut Case<'_>, findings: impl Iterator<Item = &'f Finding>) {
    let mut faults: HashMap<Object<'_>, Fault<'_>> = HashMap::new();
    for finding in findings.filter(|f| f.is_refusal()) {
        let fault = faults.entry(Object::of(finding)).or_insert(Fault { first: finding, count: 0, told: None });
        fault.count += 1;
        if finding.span < fault.first.span {
            fault.first = finding;
        }
    }
    if faults.is_empty() {
        return;
    }
    let lists = [&mut case.pods, &mut case.bound, &mut case.refused];
    for pod in lists.into_iter().flatten() {
        let document = (pod.object.file, pod.object.document);
        let root = pod.object.field();
        let own = Some((root.at("kind").str(), root.at("metadata").at("name").str()));
        let (whole, own) = (Object { document, names: None }, Object { document, names: own });
        // What is wrong with the document holds for all objects of a list.
        pod.invalid = match (faults.get(&whole).map(|fault| (fault.first, fault.count)), faults.get_mut(&own)) {
            (None, None) => None,
            (Some((first, count)), None) => Some(note(first, count).into()),
            (None, Some(own)) => Some(own.note()),
            (Some((first, count)), Some(own)) => {
                Some(note(if own.first.span < first.span { own.first } else { first }, count + own.count).into())
            }
        };
    }
}

/// An object by its document, kind and name: lists hold several.
#[derive(PartialEq, Eq, Hash)]
struct Object<'f> {
    document: (FileId, u32),
    /// `None` for the document as a whole.
    names: Option<(&'f str, &'f str)>,
}

impl<'f> Object<'f> {
    /// What a finding is about.
    fn of(finding: &'f Finding) -> Self {
        let names = finding
            .object
            .as_deref()
            .map(|object| (object.kind.as_deref().unwrap_or_default(), object.name.as_deref().unwrap_or_default()));
        Object { document: (finding.file, finding.document), names }
    }
}

/// What is wrong with an object.
struct Fault<'f> {
    /// The finding that stands first.
    first: &'f Finding,
    count: usize,
    /// What is said of it: its pods share that.
    told: Option<Arc<str>>,
}

impl Fault<'_> {
    fn note(&mut self) -> Arc<str> {
        Arc::clone(self.told.get_or_insert_with(|| note(self.first, self.count).into()))
    }
}

fn note(first: &Finding, count: usize) -> String {
    let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
    format!(
        "the API server would refuse this manifest, so that nothing comes of it; it was placed as it is read: {}{more}",
        first.message
    )
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Outcome, Request, run};
    use crate::placement::Placing;
    use crate::placement::not_simulated::NOT_SIMULATED;
    use crate::scheduler::types::Verdict;

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '10'}}\n---\n";

    /// What comes of a manifest on that node.
    fn placed(manifest: &str) -> Outcome {
        let placing = Some(Placing::default());
        let files = [SourceFile::new("a.yaml", format!("{NODE}{manifest}"))];
        run(&files, &Request { placing, ..Request::default() }).unwrap()
    }

    fn messages(manifest: &str) -> Vec<String> {
        let own = placed(manifest).findings.into_iter().filter(|f| *f.rule == NOT_SIMULATED);
        own.map(|f| f.into_particulars().message).collect()
    }

    #[test]
    fn pods_of_refused_manifests_are_marked() {
        let pod = |name: &str, more: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers: [{{name: c, image: i}}]\n{more}---\n"
            )
        };
        let manifest = pod("fine", "") + &pod("odd", "  operater: x\n  restartPolicy: Maybe\n");
        let placement = placed(&manifest).placement.unwrap();
        assert!(placement.decisions.iter().all(|d| matches!(d.verdict, Verdict::Scheduled { .. })));
        assert_eq!(placement.pods[0].invalid, None);
        let note = placement.pods[1].invalid.as_deref().unwrap();
        assert!(note.contains("unknown field `spec.operater`") && note.ends_with("(and 1 more)"), "{note}");
    }

    #[test]
    fn devices_are_said_not_to_be_simulated() {
        let pod = |claim: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  resourceClaims: [{{name: gpu, {claim}}}]\n  containers: [{{name: c, image: i}}]\n"
            )
        };
        let template =
            "---\napiVersion: resource.k8s.io/v1\nkind: ResourceClaimTemplate\nmetadata: {name: t}\nspec: {spec: {}}\n";
        let made = pod("resourceClaimTemplateName: t") + template;
        let told = messages(&made);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("`default/p` was placed without its devices: devices are not simulated"),
            "{told:?}"
        );
        let told = messages(&pod("resourceClaimName: none"));
        assert!(told[0].ends_with("resourceclaim.resource.k8s.io \"none\" not found"), "{told:?}");
        let class = "---\napiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: g}\nspec: {extendedResourceName: x.example/gpu}\n";
        let extended = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: i, resources: {limits: {x.example/gpu: 1}}}]\n";
        let told = messages(&format!("{extended}{class}"));
        assert!(told[0].contains("`x.example/gpu` counts only where a node has it"), "{told:?}");
    }
}
