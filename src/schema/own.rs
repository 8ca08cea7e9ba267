//! Kinds that no cluster serves, but that somebody reads as strictly as a cluster does: kustomize its kustomizations, Helm its
//! charts, we ourselves an inventory. Each is written down as a CustomResourceDefinition in `schemas/own`, so that what is
//! wrong is found, worded and mended as in any custom resource; but no API server has a word in it.

use std::sync::LazyLock;

use super::crd;
use crate::model::{Finding, Layer, Rule, Severity, Version};
use crate::resource::Resource;
use crate::source::{Document, Limits, parse};

/// One such kind.
#[derive(Debug)]
pub struct Own {
    definition: LazyLock<crd::Definition<'static>>,
    /// What is told of what does not fit.
    rule: &'static Rule,
    /// Whether a field that it does not have ends the reading; otherwise it is passed over.
    strict: bool,
    /// Whether fields are found whatever their case, as Go's `encoding/json` does it.
    any_case: bool,
    /// Values in words, where a pattern would have to be shown: the path of the field without positions (`*` stands for any
    /// key), and what the value is not.
    forms: &'static [(&'static str, &'static str)],
}

/// `schema/kustomization`
pub(crate) static KUSTOMIZATION_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/kustomization",
    "A kustomization that kustomize does not read",
    "kustomize reads its file strictly: a field that it does not have, a value of another type, and the build ends there. What \
     may stand in it is `Kustomization` of kustomize's `api/types`.",
    "",
    "",
);

/// `schema/chart`
pub(crate) static CHART_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/chart",
    "A Chart.yaml that Helm does not take",
    "Helm loads no chart whose Chart.yaml lacks `apiVersion`, `name` or a `version` in the form of SemVer, or has a value of \
     another type.",
    "",
    "",
);

/// `schema/inventory`
pub(crate) static INVENTORY_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/inventory",
    "An Inventory that does not hold what it should",
    "An object of `apiVersion: plimsoll.dev/v1, kind: Inventory` declares the nodes that pods are placed on. Something in it is not \
     as `schemas/inventory.schema.json` has it: a value of another type, a taint that kubectl would not read, an amount that is \
     none, a name that is missing. What is sound in it is used all the same.",
    "",
    "",
);

/// `schema/scheduler-configuration`
pub(crate) static SCHEDULER_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/scheduler-configuration",
    "A scheduler configuration that kube-scheduler does not read",
    "kube-scheduler reads the file of `--config` strictly: a field that it does not have, a value of another type, and it does not \
     start. What may stand in it is `KubeSchedulerConfiguration` of `kubescheduler.config.k8s.io/v1`.",
    "",
    "",
);

/// `schema/configuration`
pub(crate) static CONFIGURATION_RULE: Rule = Rule::error(
    Layer::Schema,
    "schema/configuration",
    "A configuration that does not hold what it should",
    "Something in `.plimsoll.yaml` is not as `schemas/configuration.schema.json` has it: a value of another type, a rule or a \
     version of Kubernetes that there is not, a glob that is none. A run with settings that nobody meant would say nothing to \
     be relied on, so it ends there.",
    "",
    "",
);

/// `.plimsoll.yaml`
pub static CONFIGURATION: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/configuration.yaml"))),
    rule: &CONFIGURATION_RULE,
    strict: true,
    any_case: false,
    forms: &[],
};

/// `kustomization.yaml`, of either kind.
pub static KUSTOMIZATION: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/kustomize.yaml"))),
    rule: &KUSTOMIZATION_RULE,
    strict: true,
    any_case: true,
    forms: &[],
};

/// `Chart.yaml`
pub static CHART: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/helm.yaml"))),
    rule: &CHART_RULE,
    strict: false,
    any_case: true,
    forms: &[],
};

/// Our own kind.
pub static INVENTORY: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/inventory.yaml"))),
    rule: &INVENTORY_RULE,
    strict: true,
    any_case: false,
    forms: &[
        ("nodes.name", "a node's name, which has lower-case letters, digits, `-` and `.`"),
        ("nodes.taints", "a taint such as `env=dev:NoSchedule`"),
        ("nodes.allocatable.*", "an amount such as `500m`, `4` or `16Gi`"),
        ("nodes.used.*", "an amount such as `500m`, `4` or `16Gi`"),
    ],
};

/// What `--scheduler-config` names.
pub static SCHEDULER: Own = Own {
    definition: LazyLock::new(|| read(include_str!("../../schemas/own/scheduler.yaml"))),
    rule: &SCHEDULER_RULE,
    strict: true,
    any_case: false,
    forms: &[],
};

/// kube-scheduler's plugins that take arguments (`apis/config/scheme`), sorted.
const PLUGINS_WITH_ARGUMENTS: [&str; 8] = [
    "DefaultPreemption",
    "DynamicResources",
    "InterPodAffinity",
    "NodeAffinity",
    "NodeResourcesBalancedAllocation",
    "NodeResourcesFit",
    "PodTopologySpread",
    "VolumeBinding",
];

/// All of them, for tests.
#[cfg(test)]
static ALL: [&Own; 5] = [&KUSTOMIZATION, &CHART, &CONFIGURATION, &INVENTORY, &SCHEDULER];

/// Whether a rule tells what the reader of such a kind does not take.
pub fn tells(rule: &Rule) -> bool {
    [&CHART_RULE, &CONFIGURATION_RULE, &INVENTORY_RULE, &KUSTOMIZATION_RULE, &SCHEDULER_RULE]
        .iter()
        .any(|own| **own == *rule)
}

/// A definition of ours. Its document lives as long as the program.
fn read(text: &'static str) -> crd::Definition<'static> {
    let documents: &'static [Document<'static>] = Vec::leak(parse(text, &Limits::default()));
    let root =
        documents.first().and_then(Document::root).expect("a definition in the binary is YAML, as a test sees to");
    crd::Definition::read(Resource::new(root)).expect("a definition in the binary is one, as a test sees to")
}

impl Own {
    /// Its group.
    pub fn group(&'static self) -> &'static str {
        self.definition.group
    }

    /// What is wrong with a scheduler's configuration; what arguments a plugin of somebody else's takes is unknown.
    pub fn check_arguments(&'static self, object: &Resource<'_>, target: Version) -> Vec<Finding> {
        let profiles = object.root.get("profiles").into_iter().flat_map(|profiles| profiles.items());
        let configs = profiles.filter_map(|profile| profile.get("pluginConfig")).flat_map(|configs| configs.items());
        let others = configs.filter(|config| {
            config.get("name").is_none_or(|name| PLUGINS_WITH_ARGUMENTS.binary_search(&name.scalar_text()).is_err())
        });
        let free: Vec<_> = others.filter_map(|config| config.get("args")).map(|args| args.span()).collect();
        // Versions before this one are other kinds, which are no longer served.
        let minor = target.minor();
        if matches!((object.version(), minor), ("v1beta1", ..25) | ("v1beta2", ..28) | ("v1beta3", ..29)) {
            return Vec::new();
        }
        let mut findings = self.check_named(object, target);
        findings.retain(|f| !free.iter().any(|args| args.start <= f.span.start && f.span.end <= args.end));
        findings
    }

    /// What is wrong with an object of that kind: unknown fields, wrong types, what is missing or has not the form that is
    /// asked for.
    pub fn check(&'static self, object: &Resource<'_>, target: Version) -> Vec<Finding> {
        let Some(version) = self.definition.versions.first() else { return Vec::new() };
        let checked = crd::check(object, &self.definition, version, target, Vec::new(), &|_, _| Vec::new());
        let recased = |finding: &Finding| *finding.rule == super::UNKNOWN_FIELD && is_recased(finding);
        let known = |finding: &Finding| self.any_case && recased(finding);
        let mut findings: Vec<Finding> =
            checked.findings.into_iter().filter(|f| !known(f)).map(|f| self.told(f)).collect();
        // Beneath what should be no map at all no field is a mistake of its own.
        let other_type = |f: &&Finding| tells(f.rule) && f.message.contains(" must be a list");
        let lists: Vec<String> = findings.iter().filter(other_type).map(|f| format!("{}.", f.field)).collect();
        findings.retain(|f| *f.rule != super::UNKNOWN_FIELD || !lists.iter().any(|list| f.field.starts_with(list)));
        findings
    }

    /// What is wrong with an object of the kind's group: that it is of no kind or version that there is, or what is wrong in it.
    pub fn check_named(&'static self, object: &Resource<'_>, target: Version) -> Vec<Finding> {
        let definition = &*self.definition;
        if object.kind != definition.kind {
            return vec![crd::unknown_kind(object, definition)];
        }
        let named = definition.version(object.version()).is_some();
        let other = (!named).then(|| crd::not_served(object, definition, definition.versions.first()));
        other.into_iter().chain(self.check(object, target)).collect()
    }

    /// The finding as the reader of the kind would have it: no server refuses anything here.
    fn told(&self, mut finding: Finding) -> Finding {
        if finding.api.take().is_some() {
            finding.rule = self.rule;
            finding.severity = self.rule.severity;
        } else if !self.strict && *finding.rule == super::UNKNOWN_FIELD {
            finding.severity = Severity::Warning;
        }
        finding.also.clear();
        self.put_into_words(&mut finding);
        finding
    }

    /// Says of a value what it is not, rather than which pattern it does not match.
    fn put_into_words(&self, finding: &mut Finding) {
        let other = [" must be ", " is required "].iter().any(|words| finding.message.contains(words));
        let judged = *finding.rule == *self.rule && !other;
        let form = self.forms.iter().find(|(path, _)| judged && is_path(&finding.field, path));
        if let Some((_, form)) = form {
            let name = finding.field.clone();
            finding.say(format!("`{name}` is not {form}"));
            finding.help = None;
        }
    }
}

/// Whether a field with positions (`nodes[0].used.cpu`) is one of that path (`nodes.used.*`).
fn is_path(field: &str, path: &str) -> bool {
    let bare = |part: &str| part.split('[').next().unwrap_or_default().to_owned();
    let (parts, path): (Vec<String>, Vec<&str>) = (field.split('.').map(bare).collect(), path.split('.').collect());
    // A key may have dots of its own.
    let long_enough = if path.last() == Some(&"*") { parts.len() >= path.len() } else { parts.len() == path.len() };
    long_enough && path.iter().zip(&parts).all(|(wanted, part)| *wanted == "*" || wanted == part)
}

/// Whether an unknown field is a known one in other case: its only fix writes the same letters.
fn is_recased(finding: &Finding) -> bool {
    let name = finding.field.rsplit('.').next().unwrap_or_default();
    let fix = finding.fixes.first().and_then(|fix| fix.edits.first());
    fix.is_some_and(|edit| edit.text.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(own: &'static Own, text: &str) -> Vec<String> {
        let documents = parse(text, &Limits::default());
        let findings = own.check(&Resource::new(documents[0].root().unwrap()), Version::NEWEST);
        findings.iter().map(|f| format!("{}: {}", f.rule.id, f.message)).collect()
    }

    #[test]
    fn definitions_are_read() {
        for own in ALL {
            let version = &own.definition.versions[0];
            assert!(version.served, "{own:?}");
            assert!(found(own, "zzzzz: 1\n").iter().any(|f| f.contains("zzzzz")), "{own:?}");
        }
    }

    #[test]
    fn a_kustomization_is_held_against_what_kustomize_reads() {
        let sound = "resources: [a.yaml]\nNamePrefix: x-\npatches:\n- path: b.yaml\n  target: {kind: Deployment}\nreplicas:\n- name: \
                     a\n  count: 3\n";
        assert!(found(&KUSTOMIZATION, sound).is_empty(), "{:?}", found(&KUSTOMIZATION, sound));
        let told = found(&KUSTOMIZATION, "resource: [a.yaml]\nreplicas:\n- {name: a, count: many}\n");
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("schema/unknown-field") && told[1].starts_with("schema/kustomization"), "{told:?}");
    }

    #[test]
    fn a_chart_is_held_against_what_helm_reads() {
        let with = |version: &str| found(&CHART, &format!("apiVersion: v2\nname: shop\nversion: {version}\n"));
        for version in ["1.2.3", "v1.2.3-rc.1+b.5", "\"1.0\"", "\"1\""] {
            assert!(with(version).is_empty(), "{version}: {:?}", with(version));
        }
        for version in ["1.0", "one", "1.2.3.4", "\"\""] {
            assert_eq!(with(version).len(), 1, "{version}: {:?}", with(version));
        }
        assert_eq!(found(&CHART, "apiVersion: v2\nname: a/b\n").len(), 2);
    }

    #[test]
    fn an_inventory_is_told_of_in_words() {
        let head = "apiVersion: plimsoll.dev/v1\nkind: Inventory\n";
        let shape = "nodes:\n- name: a\n  allocatable: {cpu: 4, memory: 1.5Gi, nvidia.com/gpu: 2}\n";
        let told = |text: &str| found(&INVENTORY, &format!("{head}{text}")).join("\n");
        assert_eq!(told(&format!("{shape}  zones: [a, \"y\"]\n  used: {{cpu: 0.5}}\n  count: 0\n")), "");
        for (more, words) in [
            ("  taints: [env=dev]\n", "`nodes[0].taints[0]` is not a taint such as"),
            ("  zones: [x, y, z]\n", "must be text, not"),
            ("  used: {nvidia.com/gpu: lots}\n", "is not an amount such as"),
            ("  used: {cpu: -1}\n", "at least 0"),
            ("  count: -1\n", "at least 0"),
            ("  count: many\n", "a whole number"),
            ("  colour: red\n", "unknown field `nodes[0].colour`"),
            ("- name: b\n", "`allocatable` is required here"),
            ("- allocatable: {cpu: 1, memory: 1}\n", "`name` is required here"),
            ("- name: B_1\n  allocatable: {cpu: 1, memory: 1}\n", "is not a node's name"),
        ] {
            let told = told(&format!("{shape}{more}"));
            assert!(told.contains(words) && !told.contains('\n'), "{more}: {told}");
        }
        assert_eq!(told("nodes:\n  w: {cpu: 4}\n"), "schema/inventory: `nodes` must be a list, not a map");
        assert!(told("nodez: []\n").contains("`nodez`"));
    }

    /// The names of an object's properties, sorted.
    fn names(of: &serde_json::Value) -> Vec<String> {
        let mut names: Vec<String> = of["properties"].as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    }

    /// A kind as its definition has it and as editors do, which know the same fields.
    fn said_twice(definition: &str, schema: &str) -> (serde_json::Value, serde_json::Value) {
        let definition: serde_json::Value = serde_yaml::from_str(definition).unwrap();
        let whole = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"].clone();
        let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
        assert_eq!(names(&whole), names(&schema));
        (whole, schema)
    }

    #[test]
    fn editors_know_the_fields_of_an_inventory() {
        let (whole, schema) = said_twice(
            include_str!("../../schemas/own/inventory.yaml"),
            include_str!("../../schemas/inventory.schema.json"),
        );
        let shape = &whole["properties"]["nodes"]["items"];
        assert_eq!(names(shape), names(&schema["$defs"]["shape"]));
        assert_eq!(shape["required"], schema["$defs"]["shape"]["required"]);
    }

    #[test]
    fn editors_know_the_fields_of_a_configuration() {
        let (whole, schema) = said_twice(
            include_str!("../../schemas/own/configuration.yaml"),
            include_str!("../../schemas/configuration.schema.json"),
        );
        let part = |of: &serde_json::Value| names(&of["properties"]["overrides"]["items"]);
        assert_eq!(part(&whole), part(&schema));
    }

    #[test]
    fn a_scheduler_configuration_is_held_against_what_kube_scheduler_reads() {
        let head = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";
        let told = |text: &str| found(&SCHEDULER, &format!("{head}{text}"));
        let sound = "profiles:\n- schedulerName: a\n  plugins: {score: {enabled: [{name: ImageLocality, weight: 5}]}}\n  \
                     pluginConfig:\n  - name: NodeResourcesFit\n    args: {scoringStrategy: {type: MostAllocated}}\n";
        assert!(told(sound).is_empty(), "{:?}", told(sound));
        assert!(told("profilez: []\n")[0].contains("`profilez`"));
        assert!(told("Profiles: []\n")[0].contains("`Profiles`"));
        assert!(told("percentageOfNodesToScore: 200\n")[0].contains("at most 100"));
        assert_eq!(told(&sound.replace("scoringStrategy", "scoringStrateg")).len(), 1);
    }
}
