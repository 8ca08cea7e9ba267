//! What is given beside the manifests: the cluster, the scheduler's configuration, definitions. It is not held against the
//! rules, as it comes from a cluster; but where it was written by hand and misses its purpose by a slip, that is told.

use super::seen::Seen;
use super::{Part, Request, Run, Trees, configuration, cut_off, document, unreadable};
use crate::discover::{Role, SourceFile};
use crate::inventory::{INVENTORY_GROUP, bears_on_placement, is_by_shape};
use crate::lint::Opinions;
use crate::model::near::{self, Strictness};
use crate::model::{FileId, Finding, Layer, Rule, Scene, Severity, Span, Version};
use crate::policy::Policies;
use crate::repository::Survey;
use crate::resource::{Content, Resource, content};
use crate::schema::crd::Registry;
use crate::schema::{
    self, DEPRECATED_API, GATED_FIELD, MISSPELLED_KIND, NOT_SERVED, REMOVED_API, UNKNOWN_FIELD, UNKNOWN_KIND, own,
};
use crate::source::Document;
use crate::{api, cross};
use rayon::prelude::*;

/// `schedule/no-nodes`
pub(crate) static NO_NODES: Rule = Rule {
    id: "schedule/no-nodes",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "Files that should declare nodes, and declare none",
    explanation: "What `--nodes`, or `nodes` of the configuration, names holds neither a Node nor an Inventory with a node in it. \
              Nothing can be placed, so nothing was tried: the run says nothing about placement, although it was asked.",
    bad: "",
    good: "",
};

/// The kind of definitions.
const DEFINITION: &str = "CustomResourceDefinition";

/// What is wrong with the files that are given beside the manifests; where nodes are listed, with all of them.
pub(super) fn lint(files: &[SourceFile], trees: &Trees<'_>, survey: &Survey, request: &Request) -> Vec<Finding> {
    let (registry, looks) = (Registry::default(), cross::Looks::by(|_| false, |_| false));
    let opinions = Opinions::of(|_| false, &request.parameters);
    let policies = Policies::default();
    let one = |at: usize| {
        let (id, file) = (FileId(at as u32), &files[at]);
        let part = match file.role {
            Role::Manifest if request.list.is_none() => return Vec::new(),
            Role::Along | Role::Above | Role::Baseline | Role::Told => return Vec::new(),
            Role::Manifest | Role::Cluster => Part::Declared(cluster_object),
            Role::SchedulerConfig => Part::Declared(scheduler_config),
            Role::Definitions => Part::Declared(definition),
            Role::Configuration => Part::Own(configuration::check),
        };
        let run = Run {
            request,
            files,
            registry: &registry,
            policies: &policies,
            opinions: &opinions,
            looks: &looks,
            survey,
            part,
            completion: None,
        };
        let mut findings: Vec<Finding> = file.problem.iter().map(|problem| unreadable::tell(problem, id)).collect();
        let documents = trees[at].as_deref().unwrap_or_default();
        findings.extend(cut_off::in_text(id, file));
        if declares(file, request) {
            findings.extend(documents.iter().filter_map(|document| cut_off::list(id, document)));
        }
        let each = documents.iter().flat_map(|document| document::lint(document, id, run, &mut Seen::default()));
        findings.extend(each);
        findings
    };
    (0..files.len()).into_par_iter().flat_map_iter(one).collect()
}

/// Whether a file is given for the nodes in it.
pub(super) fn declares(file: &SourceFile, request: &Request) -> bool {
    file.role == Role::Cluster || request.list.is_some() && file.role.is_given() && file.role != Role::Told
}

/// What is wrong with an object of our own group, or of one that must be meant for it; `None` of all others.
pub(super) fn of_own_group(object: &Resource<'_>, version: Version) -> Option<Vec<Finding>> {
    (object.group() == INVENTORY_GROUP).then(|| own::INVENTORY.check_named(object, version))
}

/// An object that declares the cluster. What a server has handed out was accepted by one, and may have fields that are not
/// known here.
fn cluster_object(object: &Resource<'_>, version: Version) -> Vec<Finding> {
    if let Some(findings) = of_own_group(object, version) {
        return findings;
    }
    if is_by_shape(object.root) {
        return Vec::new();
    }
    if let Some(refused) = cut_off::refusal(object) {
        return vec![refused];
    }
    let from_server = object.root.get("metadata").is_some_and(|metadata| metadata.get("uid").is_some());
    let is_node = object.kind == "Node";
    if from_server && !is_node {
        return Vec::new();
    }
    let checked = schema::check(object, version);
    let mut findings = checked.findings;
    match checked.meaning.filter(|gvk| bears_on_placement(gvk.kind)) {
        Some(gvk) if is_node => {
            let refused = api::check(object, gvk, version).into_iter().filter(|f| f.severity == Severity::Error);
            findings.extend(refused);
        }
        Some(_) => {}
        None => findings.retain(is_misspelled),
    }
    // Which versions are served, and which fields are on, is the cluster's own business.
    let own_business = [&DEPRECATED_API, &GATED_FIELD, &NOT_SERVED, &REMOVED_API];
    findings.retain(|f| !own_business.iter().any(|rule| *f.rule == **rule));
    findings.retain_mut(|f| {
        let unknown = *f.rule == UNKNOWN_FIELD;
        if unknown && f.fixes.is_empty() {
            f.severity = Severity::Warning;
        }
        !(unknown && from_server)
    });
    if findings.is_empty() {
        findings.extend(meant_for_us(object));
    }
    findings
}

/// A kind that there is not, but nearly.
fn is_misspelled(finding: &Finding) -> bool {
    (*finding.rule == UNKNOWN_KIND || *finding.rule == MISSPELLED_KIND) && !finding.fixes.is_empty()
}

/// An Inventory whose group is missing or misspelled: it would be passed over as somebody else's.
fn meant_for_us(object: &Resource<'_>) -> Option<Finding> {
    let (group, kind) = (object.group(), "Inventory");
    let alike = !group.contains('.') || near::score(group, INVENTORY_GROUP, Strictness::Name).is_some();
    object.root.get("nodes").filter(|_| object.kind == kind && alike)?;
    let span = object.root.get("apiVersion")?.span();
    let mut finding = Finding::of(&UNKNOWN_KIND, span, format!("there is no kind `{kind}` in `{group}`"));
    let meant = format!("{INVENTORY_GROUP}/v1");
    finding.field("apiVersion").help(format!("did you mean `{meant}`?"));
    finding.fix(format!("change to `{meant}`"), span, meant);
    Some(finding)
}

fn scheduler_config(object: &Resource<'_>, version: Version) -> Vec<Finding> {
    if object.group() == own::SCHEDULER.group() { own::SCHEDULER.check_arguments(object, version) } else { Vec::new() }
}

/// A definition that a server would refuse describes nothing: its resources would go unchecked.
fn definition(object: &Resource<'_>, version: Version) -> Vec<Finding> {
    let checked = schema::check(object, version);
    let mut findings = checked.findings;
    match checked.meaning.filter(|gvk| gvk.kind == DEFINITION) {
        Some(gvk) => findings.extend(api::check(object, gvk, version)),
        None => findings.retain(is_misspelled),
    }
    findings.retain_mut(|f| {
        let refused = f.severity == Severity::Error;
        // Many a collection of definitions has those for old clusters beside those for new ones.
        if *f.rule == REMOVED_API {
            f.severity = Severity::Warning;
        }
        refused
    });
    findings
}

/// That no node comes of what should declare some; nothing where a mistake in it is told already.
pub(super) fn no_nodes(
    files: &[SourceFile],
    findings: &[Finding],
    place: Option<Span>,
    request: &Request,
) -> Option<Finding> {
    let declares = |file: &SourceFile| declares(file, request);
    let first = FileId(u32::try_from(files.iter().position(declares)?).ok()?);
    let broken = |f: &Finding| f.severity == Severity::Error && files.get(f.file.0 as usize).is_some_and(declares);
    if findings.iter().any(broken) {
        return None;
    }
    let others = files.iter().filter(|file| declares(file)).count() - 1;
    let message = match others {
        0 => "this file should declare nodes, but no node is in it".to_owned(),
        1 => "this file and another should declare nodes, but no node is in them".to_owned(),
        others => format!("this file and {others} others should declare nodes, but no node is in them"),
    };
    let mut finding = Finding::of(&NO_NODES, place.unwrap_or_default(), message);
    finding.help(
        "add Node objects, as `kubectl get nodes -o yaml` prints them, or an Inventory of plimsoll.dev/v1 with `nodes`",
    );
    Some(Scene::new(first, 0).set(finding))
}

/// Where a file's nodes should be: at `nodes` of an Inventory, or else at its first object.
pub(super) fn place(documents: &[Document<'_>]) -> Option<Span> {
    let objects = documents.iter().filter_map(|document| match content(document) {
        Content::Objects(objects) => Some(objects),
        _ => None,
    });
    let all: Vec<Resource<'_>> = objects.flatten().collect();
    let nodes = all.iter().filter(|o| o.group() == INVENTORY_GROUP).find_map(|o| o.root.entry("nodes"));
    nodes.map(|entry| entry.key.span()).or_else(|| all.first().map(|object| object.root.head()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::run;
    use crate::placement::Placing;

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'i:1'}]}\n";

    /// What is told of a file that is given in that role beside a pod.
    fn told(role: Role, text: &str) -> Vec<String> {
        let files = [SourceFile::new("a.yaml", POD), SourceFile { role, ..SourceFile::new("b.yaml", text) }];
        let placing = (role != Role::Definitions).then(Placing::default);
        let outcome = run(&files, &Request { placing, ..Request::default() }).unwrap();
        let told = outcome.findings.iter().filter(|f| f.file == FileId(1));
        told.map(|f| {
            format!("{} {}: {}", if f.severity == Severity::Error { "error" } else { "warning" }, f.rule.id, f.message)
        })
        .collect()
    }

    fn node(metadata: &str, rest: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Node\nmetadata: {{name: n1, {metadata}}}\nstatus: {{allocatable: {{cpu: 4, memory: 1Gi, pods: 110}}{rest}\n"
        )
    }

    #[test]
    fn a_dump_has_nothing_wrong_with_it() {
        let dump = node("uid: a", ", zzzz: 1, capacitie: {}}");
        assert!(told(Role::Cluster, &dump).is_empty(), "{:?}", told(Role::Cluster, &dump));
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: q, uid: b}\nspec: {nodeName: n1, containers: [{name: c, imagee: i}]}\n";
        let other = "---\napiVersion: example.com/v1\nkind: Ferry\nmetadata: {name: q}\n---\napiVersion: policy/v1beta1\nkind: \
                     PodDisruptionBudget\nmetadata: {name: q}\nspec: {}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: \
                     {name: q}\ndatas: {}\n";
        let all = format!("{dump}{pod}{other}");
        assert!(told(Role::Cluster, &all).is_empty(), "{:?}", told(Role::Cluster, &all));
    }

    #[test]
    fn slips_of_what_declares_the_cluster_are_told() {
        let inventory = |rest: &str| format!("apiVersion: plimsoll.dev/v1\nkind: Inventory\n{rest}");
        for (text, wanted) in [
            (node("", ", capacitie: {}}"), "error schema/unknown-field: unknown field `status.capacitie`"),
            (node("", ", zzzz: 1}"), "warning schema/unknown-field: unknown field `status.zzzz`"),
            (node("uid: a", ", capacity: {cpu: four}}"), "error schema/wrong-type: `four` is not a quantity"),
            (node("", "}").replace("Node", "Nod"), "error schema/misspelled-kind: `v1` has no kind `Nod`"),
            (inventory("nodez: []\n"), "error schema/unknown-field: unknown field `nodez`"),
            (inventory("nodes: []\n"), "error schedule/no-nodes: this file should declare nodes, but no node is in it"),
            ("# nothing\n".to_owned(), "error schedule/no-nodes: this file should declare nodes, but no node is in it"),
            (
                inventory("nodes: []\n").replace("Inventory", "Inventroy"),
                "error schema/unknown-kind: there is no kind `Inventroy` in `plimsoll.dev`",
            ),
            (
                inventory("nodes: []\n").replace("plimsoll", "plimsol"),
                "error schema/unknown-kind: there is no kind `Inventory` in `plimsol.dev`",
            ),
        ] {
            assert_eq!(told(Role::Cluster, &text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_a_dump_lacks_is_told() {
        let rules = |text: &str| told(Role::Cluster, text);
        let refusal = "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Failure\", \"message\": \"pods is forbidden\"}";
        let said = "error schedule/cut-off-dump: this is a refusal, and nothing of the cluster: pods is forbidden";
        assert_eq!(rules(refusal), [said]);
        let list = "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata: {name: n1}\n";
        let cut = rules(list);
        assert!(cut.len() == 1 && cut[0].starts_with("error schedule/cut-off-dump: this list is cut off"), "{cut:?}");
        assert_eq!(rules(&format!("{list}kind: List\n")), [] as [&str; 0]);
    }

    #[test]
    fn definitions_that_a_server_would_refuse_are_told() {
        let definition = |schema: &str| {
            format!(
                "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {{name: as.b.example}}\nspec:\n  \
                 group: b.example\n  scope: Cluster\n  names: {{kind: A, plural: as}}\n  versions:\n  - {{name: v1, served: true, \
                 storage: true, schema: {{{schema}: {{type: object}}}}}}\n"
            )
        };
        let sound = definition("openAPIV3Schema");
        assert!(told(Role::Definitions, &sound).is_empty(), "{:?}", told(Role::Definitions, &sound));
        for (text, rule) in [
            (definition("openAPIV3Schem"), "error schema/unknown-field"),
            (
                sound.replace("kind: CustomResourceDefinition", "kind: CustomResourceDefinitio"),
                "error schema/misspelled-kind",
            ),
            (sound.replace("apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1"), "warning schema/removed-api"),
            ("a: [1\nb: }\n".to_owned(), "error syntax/"),
        ] {
            let told = told(Role::Definitions, &text);
            assert!(told.iter().any(|line| line.starts_with(rule)), "{text}: {told:?}");
        }
        let values = "image: nginx\n---\napiVersion: apps/v1\nkind: Deployment\nspecc: {}\n";
        assert!(told(Role::Definitions, values).is_empty(), "{:?}", told(Role::Definitions, values));
    }
}
