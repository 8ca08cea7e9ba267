//! `KubeSchedulerConfiguration`: profiles, their plugins and the plugins' arguments.

use super::read::{int32, node_affinity_parts, spread_constraint, strings};
use super::{Found, Origin};
use crate::model::{Finding, Layer, Rule, Severity, Span};
use crate::resource::Field;
use crate::scheduler::plugin_names;
use crate::scheduler::plugins::{
    default_preemption, inter_pod_affinity, node_affinity, node_resources_balanced_allocation, node_resources_fit,
    pod_topology_spread,
};
use crate::scheduler::types::{
    AddedAffinity, Config, DefaultConstraints, PluginSet, PluginWeight, Profile, ScoringResource, ScoringStrategy,
    ShapePoint, StrategyKind,
};

/// `schedule/configuration`
pub(crate) static CONFIGURATION: Rule = Rule {
    id: "schedule/configuration",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A scheduler configuration that is not followed to the letter",
    explanation: "A `KubeSchedulerConfiguration` names a plugin, an extender or a strategy that is not part of \
              kube-scheduler. Placement goes on without it, so a cluster that has it may place pods otherwise.",
    bad: "",
    good: "",
};

/// The kind that is read here.
const KIND: &str = "KubeSchedulerConfiguration";
/// Its group.
const GROUP: &str = "kubescheduler.config.k8s.io";
/// The default profile's name.
const DEFAULT: &str = "default-scheduler";

/// Plugins that have no say in where a pod goes, and the name that stands for all (`plugins/registry.go`).
const NOT_SIMULATED: [&str; 5] = ["*", "DefaultBinder", "GangScheduling", "PrioritySort", "SchedulingGates"];

/// Whether kube-scheduler has the plugin; one that it does not have is a mistake.
fn is_plugin(name: &str) -> bool {
    NOT_SIMULATED.contains(&name) || plugin_names().any(|plugin| plugin == name)
}

/// Reads a scheduler configuration, and says what in it is not understood. `None` where none of the objects is one.
pub fn scheduler_config(objects: &[Found<'_>]) -> Option<(Config, Vec<Finding>)> {
    let found = objects.iter().find(|o| o.resource.kind == KIND && o.resource.group() == GROUP)?;
    let f = found.resource.field();
    let mut reader = Reader { origin: found.origin(), findings: Vec::new() };
    let mut profiles: Vec<Profile> = f.at("profiles").items().map(|p| reader.profile(p)).collect();
    if profiles.is_empty() {
        profiles.push(Profile::default());
    }
    if f.at("extenders").items().next().is_some() {
        let message = "extenders are other programs and are not asked here: placement goes on without them";
        reader.report(f.at("extenders"), Severity::Warning, message);
    }
    let config =
        Config { profiles, percentage_of_nodes_to_score: int32(f.at("percentageOfNodesToScore")), ..Config::default() };
    Some((config, reader.findings))
}

struct Reader<'a> {
    origin: Origin<'a>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn report(&mut self, at: Field<'a>, severity: Severity, message: impl Into<String>) {
        let span: Span = at.span();
        let finding = Finding::of(&CONFIGURATION, span, message).at(severity);
        self.findings.push(self.origin.scene().set(finding));
    }

    fn profile(&mut self, f: Field<'a>) -> Profile {
        let plugins = f.at("plugins");
        let mut profile = Profile {
            scheduler_name: match f.at("schedulerName").str() {
                "" => DEFAULT.to_owned(),
                name => name.to_owned(),
            },
            multi_point: self.plugin_set(plugins.at("multiPoint")),
            pre_filter: self.plugin_set(plugins.at("preFilter")),
            filter: self.plugin_set(plugins.at("filter")),
            post_filter: self.plugin_set(plugins.at("postFilter")),
            pre_score: self.plugin_set(plugins.at("preScore")),
            score: self.plugin_set(plugins.at("score")),
            percentage_of_nodes_to_score: f
                .at("percentageOfNodesToScore")
                .opt_int()
                .and_then(|n| i32::try_from(n).ok()),
            ..Profile::default()
        };
        for config in f.at("pluginConfig").items() {
            self.arguments(&mut profile, config);
        }
        profile
    }

    fn plugin_set(&mut self, f: Field<'a>) -> PluginSet {
        let mut known = |p: Field<'a>| {
            let name = p.at("name");
            if !name.str().is_empty() && !is_plugin(name.str()) {
                let message = format!("kube-scheduler has no plugin `{}` of its own; it is passed over", name.str());
                self.report(name, Severity::Warning, message);
            }
            name.str().to_owned()
        };
        let enabled =
            f.at("enabled").items().map(|p| PluginWeight { name: known(p), weight: int32(p.at("weight")) }).collect();
        PluginSet { enabled, disabled: f.at("disabled").items().map(known).collect() }
    }

    fn arguments(&mut self, profile: &mut Profile, config: Field<'a>) {
        let args = config.at("args");
        let number =
            |name, default: i32| args.at(name).opt_int().and_then(|n| i32::try_from(n).ok()).unwrap_or(default);
        match config.at("name").str() {
            node_resources_fit::NAME => {
                profile.ignored_resources = strings(args.at("ignoredResources"));
                profile.ignored_resource_groups = strings(args.at("ignoredResourceGroups"));
                if args.at("scoringStrategy").exists() {
                    profile.scoring_strategy = self.strategy(args.at("scoringStrategy"));
                }
            }
            node_resources_balanced_allocation::NAME if args.at("resources").exists() => {
                profile.balanced_resources = scoring_resources(args.at("resources"));
            }
            pod_topology_spread::NAME => {
                let list = args.at("defaultConstraints").items().filter_map(spread_constraint).collect::<Vec<_>>();
                // `List` is the default where constraints are given (`SetDefaults_PodTopologySpreadArgs`).
                let listed = args.at("defaultingType").str() == "List" || !list.is_empty();
                if listed {
                    profile.default_constraints = DefaultConstraints::List(list);
                }
            }
            inter_pod_affinity::NAME => {
                profile.hard_pod_affinity_weight = number("hardPodAffinityWeight", 1);
                profile.ignore_preferred_terms_of_existing_pods = args.at("ignorePreferredTermsOfExistingPods").bool();
            }
            node_affinity::NAME => {
                let added =
                    node_affinity_parts(args.at("addedAffinity"), "requiredDuringSchedulingIgnoredDuringExecution");
                profile.added_affinity = added.map(|a| AddedAffinity { required: a.required, preferred: a.preferred });
            }
            default_preemption::NAME => {
                profile.min_candidate_nodes_percentage = number("minCandidateNodesPercentage", 10);
                profile.min_candidate_nodes_absolute = number("minCandidateNodesAbsolute", 100);
            }
            name if is_plugin(name) => {}
            name => {
                let message = format!("arguments for `{name}`, which kube-scheduler does not have, are passed over");
                self.report(config.at("name"), Severity::Warning, message);
            }
        }
    }

    fn strategy(&mut self, f: Field<'a>) -> ScoringStrategy {
        let kind = match f.at("type").str() {
            "" | "LeastAllocated" => StrategyKind::LeastAllocated,
            "MostAllocated" => StrategyKind::MostAllocated,
            "RequestedToCapacityRatio" => StrategyKind::RequestedToCapacityRatio,
            other => {
                let message = format!(
                    "`{other}` is no scoring strategy; those are LeastAllocated, MostAllocated and \
                     RequestedToCapacityRatio"
                );
                self.report(f.at("type"), Severity::Error, message);
                StrategyKind::LeastAllocated
            }
        };
        let mut strategy = ScoringStrategy { kind, ..ScoringStrategy::default() };
        if f.at("resources").items().next().is_some() {
            strategy.resources = scoring_resources(f.at("resources"));
        }
        let point = |p: Field<'_>| ShapePoint { utilization: p.at("utilization").int(), score: p.at("score").int() };
        strategy.shape = f.at("requestedToCapacityRatio").at("shape").items().map(point).collect();
        strategy
    }
}

fn scoring_resources(f: Field<'_>) -> Vec<ScoringResource> {
    let one = |r: Field<'_>| ScoringResource {
        name: r.at("name").str().to_owned(),
        // 0 means the default (`SetDefaults_NodeResourcesFitArgs`).
        weight: match r.at("weight").int() {
            0 => 1,
            weight => weight,
        },
    };
    f.items().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileId;
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    fn read(text: &str) -> (Config, Vec<Finding>) {
        let documents = parse(text, &Limits::default());
        let resource = Resource::new(documents[0].root().unwrap());
        scheduler_config(&[Found { file: FileId(0), resource }]).unwrap()
    }

    const HEAD: &str = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    #[test]
    fn profiles_plugins_and_arguments_are_read() {
        let (config, findings) = read(&format!(
            "{HEAD}percentageOfNodesToScore: 30\nprofiles:\n- schedulerName: packer\n  plugins:\n    score:\n      \
             disabled: [{{name: NodeAffinity}}]\n      enabled: [{{name: ImageLocality, weight: 5}}]\n  pluginConfig:\n  \
             - name: NodeResourcesFit\n    args:\n      scoringStrategy:\n        type: MostAllocated\n        resources: \
             [{{name: cpu, weight: 3}}]\n  - name: PodTopologySpread\n    args:\n      defaultingType: List\n"
        ));
        assert_eq!(findings, []);
        assert_eq!(config.percentage_of_nodes_to_score, 30);
        let profile = &config.profiles[0];
        assert_eq!(profile.scheduler_name, "packer");
        assert_eq!(profile.score.disabled, ["NodeAffinity"]);
        assert_eq!(profile.score.enabled[0].weight, 5);
        assert_eq!(profile.scoring_strategy.kind, StrategyKind::MostAllocated);
        assert_eq!(profile.scoring_strategy.resources[0].weight, 3);
        assert_eq!(profile.default_constraints, DefaultConstraints::List(vec![]));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let (config, findings) =
            read(&format!("{HEAD}profiles:\n- plugins:\n    multiPoint:\n      enabled: [{{name: Coscheduling}}]\n"));
        assert_eq!(config.profiles[0].scheduler_name, "default-scheduler");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("`Coscheduling`"));
        assert_eq!(read(HEAD).0, Config::default());
    }

    #[test]
    fn every_plugin_may_be_set_up() {
        let names = plugin_names().chain(NOT_SIMULATED).map(|name| format!("{{name: '{name}'}}"));
        let names = names.collect::<Vec<_>>().join(", ");
        let (config, findings) = read(&format!(
            "{HEAD}profiles:\n- plugins:\n    multiPoint:\n      enabled: [{names}]\n  pluginConfig: [{names}, {{name: Other}}]\n"
        ));
        assert_eq!(config.profiles[0].multi_point.enabled.len(), plugin_names().count() + NOT_SIMULATED.len());
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("`Other`"));
    }
}
