//! Pods that were placed as they are read, although the API server would refuse their manifest; and pods whose devices
//! nobody placed.

use std::collections::HashMap;

use super::Placement;
use crate::inventory::{PodInstance, bears_on_placement};
use crate::model::{FileId, Finding, Layer, Severity};

/// The refusals among `findings` of objects that bear on placement.
pub fn refusals(findings: Vec<Finding>) -> Vec<Finding> {
    let bears = |f: &Finding| {
        let kind = f.object.as_ref().map(|o| o.kind.as_deref().unwrap_or_default());
        is_refusal(f) && kind.is_none_or(bears_on_placement)
    };
    findings.into_iter().filter(bears).collect()
}

fn is_refusal(finding: &Finding) -> bool {
    finding.severity == Severity::Error && matches!(finding.layer, Layer::Syntax | Layer::Schema | Layer::Api)
}

/// Notes with each pod why the API server would refuse the object that it is made from.
pub fn mark_invalid(placement: &mut Placement<'_>, findings: &[Finding]) {
    let mut by_document: HashMap<(FileId, u32), Vec<&Finding>> = HashMap::new();
    for finding in findings.iter().filter(|f| is_refusal(f)) {
        by_document.entry((finding.file, finding.document)).or_default().push(finding);
    }
    if by_document.is_empty() {
        return;
    }
    let lists = [&mut placement.pods, &mut placement.bound, &mut placement.refused];
    for pod in lists.into_iter().flatten() {
        let Some(found) = by_document.get(&(pod.object.file, pod.object.document)) else { continue };
        let own: Vec<&&Finding> = found.iter().filter(|f| is_of(f, pod)).collect();
        let Some(first) = own.first() else { continue };
        let more = if own.len() > 1 { format!(" (and {} more)", own.len() - 1) } else { String::new() };
        pod.invalid = Some(format!(
            "the API server would refuse this manifest, so that nothing comes of it; it was placed as it is read: {}{more}",
            first.message
        ));
    }
}

/// Whether a finding of the same document is about the pod's own object: lists hold several.
fn is_of(finding: &Finding, pod: &PodInstance<'_>) -> bool {
    let Some(object) = &finding.object else { return true };
    let root = pod.object.field();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    text(&object.kind) == root.at("kind").str() && text(&object.name) == root.at("metadata").at("name").str()
}

/// What is said of a pod that asks for devices: they are not simulated.
pub fn not_simulated(placement: &Placement<'_>, pod: &PodInstance<'_>) -> Option<String> {
    if !pod.pod.resource_claims.is_empty() {
        let names: Vec<String> = pod.pod.resource_claims.iter().map(|c| format!("`{}`", c.name)).collect();
        return Some(format!(
            "devices are not simulated (DynamicResources): {} counts as served on every node",
            names.join(", ")
        ));
    }
    let containers = pod.pod.containers.iter().chain(&pod.pod.init_containers);
    let asked = containers.flat_map(|c| c.requests.keys()).find(|name| placement.inventory.is_device(name))?;
    Some(format!(
        "devices are not simulated (DynamicResources): `{asked}` counts only where a node has it in `allocatable`, not \
         where its DeviceClass would serve it"
    ))
}

/// One finding for each template whose pods ask for devices.
pub(super) fn findings(placement: &Placement<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut add = |pod: &PodInstance<'_>, message: String| {
        let claims = pod.template.field().at("spec").at("resourceClaims");
        let span = if claims.exists() { claims.span() } else { pod.template.head() };
        let mut finding = Finding::new("schedule/not-simulated", Layer::Schedule, Severity::Warning, span, message);
        finding.file = pod.object.file;
        finding.document = pod.object.document;
        if !findings.iter().any(|f| (f.file, f.span) == (finding.file, finding.span)) {
            findings.push(finding);
        }
    };
    for decision in &placement.decisions {
        let pod = &placement.pods[decision.pod];
        let key = pod.pod.key();
        if let Some(held) = &decision.held {
            add(pod, format!("the scheduler does not try `{key}` until its claim for devices is there: {held}"));
        } else if let Some(note) = not_simulated(placement, pod) {
            add(pod, format!("`{key}` was placed without its devices: {note}"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::model::Version;
    use crate::pipeline::{Placement, Placing, Settings, lint_parsed, parse_all, pending, place, unsound};
    use crate::scheduler::types::{Config, Verdict};

    const NODE: &str = "apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: '1', memory: 1Gi, pods: '10'}}\n---\n";

    fn placed<R>(manifest: &str, look: impl FnOnce(&Placement<'_>) -> R) -> R {
        let files = [SourceFile { path: "a.yaml".to_owned(), text: format!("{NODE}{manifest}"), problem: None }];
        let settings = Settings::default();
        let trees = parse_all(&files, &settings);
        let (config, what_if, version) = (Config::default(), Vec::new(), Version::NEWEST);
        let placing =
            Placing { config, what_if, version, config_file: None, scores: false, detailed: false, explain: false };
        let mut placement = place(&files, &trees, &placing).unwrap();
        let refused = unsound::refusals(lint_parsed(&files, &trees, &settings).findings);
        unsound::mark_invalid(&mut placement, &refused);
        look(&placement)
    }

    fn messages(placement: &Placement<'_>) -> Vec<String> {
        let own = pending::findings(placement, &[]).into_iter().filter(|f| f.rule == "schedule/not-simulated");
        own.map(|f| f.message).collect()
    }

    #[test]
    fn pods_of_refused_manifests_are_marked() {
        let pod = |name: &str, more: &str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers: [{{name: c, image: i}}]\n{more}---\n"
            )
        };
        let manifest = pod("fine", "") + &pod("odd", "  operater: x\n  restartPolicy: Maybe\n");
        placed(&manifest, |placement| {
            assert!(placement.decisions.iter().all(|d| matches!(d.verdict, Verdict::Scheduled { .. })));
            assert_eq!(placement.pods[0].invalid, None);
            let note = placement.pods[1].invalid.as_deref().unwrap();
            assert!(note.contains("unknown field `spec.operater`") && note.ends_with("(and 1 more)"), "{note}");
        });
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
        let told = placed(&made, messages);
        assert_eq!(told.len(), 1);
        assert!(
            told[0].starts_with("`default/p` was placed without its devices: devices are not simulated"),
            "{told:?}"
        );
        let told = placed(&pod("resourceClaimName: none"), messages);
        assert!(told[0].ends_with("resourceclaim.resource.k8s.io \"none\" not found"), "{told:?}");
        let class = "---\napiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: g}\nspec: {extendedResourceName: x.example/gpu}\n";
        let extended = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: c, image: i, resources: {limits: {x.example/gpu: 1}}}]\n";
        let told = placed(&format!("{extended}{class}"), messages);
        assert!(told[0].contains("`x.example/gpu` counts only where a node has it"), "{told:?}");
    }
}
