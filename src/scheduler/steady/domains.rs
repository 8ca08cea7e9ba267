//! How many copies of a pod fit where one constraint alone has them spread over domains.
//!
//! A copy in one domain never keeps another domain from taking one: it can only make the emptiest fuller. So however the
//! copies are placed, they end with the same number in each domain, and that is counted without placing them.

use super::MOST_ON_NODE;
use crate::scheduler::Scheduler;
use crate::scheduler::attempt::State;
use crate::scheduler::engine::Engine;
use crate::scheduler::plugins::{node_resources_fit, pod_topology_spread};
use crate::scheduler::snapshot::nodes::NO_DOMAIN;
use crate::scheduler::snapshot::usage::PodId;
use crate::scheduler::template::TemplateId;

impl<'c> Engine<'c> {
    /// Copies that each domain takes for all that is there but the constraint itself; `None` where that cannot be said.
    fn room_by_domain(&self, id: PodId, template: TemplateId, state: &State<'c>) -> Option<Vec<i64>> {
        let own = self.templates.get(template);
        let (topology, counter) = own.spread.only()?;
        let topology = self.build.nodes.topology(topology);
        let mut room = vec![0_i64; topology.members.len()];
        for at in (0..self.build.nodes.len()).filter(|&at| topology.domain[at] != NO_DOMAIN) {
            if !self.passes_but(id, state, at, pod_topology_spread::NAME) {
                continue;
            }
            let fits = node_resources_fit::copies(&self.usage, &own.burden.demand, &own.ignored, at).max(1);
            if fits >= MOST_ON_NODE || !self.build.index.is_counted(counter, at) {
                return None;
            }
            room[topology.domain[at] as usize] += fits;
        }
        Some(room)
    }
}

impl Scheduler<'_> {
    /// How many copies of a pending pod find a place, one after the other; `None` where something else than one constraint
    /// has a say in where the next one goes.
    pub fn room_in_domains(&mut self, pod: usize) -> Option<i64> {
        let engine = &mut self.engine;
        let template = engine.template_id(pod).filter(|&template| engine.is_apart(pod, template))?;
        let state = engine.prepare(pod, template).ok().filter(|state| !state.is_named())?;
        let room = engine.room_by_domain(pod, template, &state)?;
        let own = engine.templates.get(template);
        own.spread.filled(&engine.build.index, own.burden.group, &room)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tried;
    use crate::scheduler::Scheduler;
    use crate::scheduler::types::{
        Cluster, Config, Container, LabelSelector, Labels, Node, Pod, PodSpec, ResourceList, TopologySpreadConstraint,
        WhenUnsatisfiable,
    };

    struct Dice(u64);

    impl Dice {
        fn below(&mut self, most: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
    }

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn node(at: u64, dice: &mut Dice) -> Node {
        let zone = ["a", "b", "c", "d"][usize::try_from(dice.below(4)).unwrap()];
        let mut own = labels(&[("zone", zone), ("pool", if dice.below(3) == 0 { "x" } else { "y" })]);
        if dice.below(9) == 0 {
            own.remove("zone");
        }
        let list: ResourceList = [("cpu", dice.below(9)), ("pods", 1 + dice.below(7))]
            .into_iter()
            .map(|(key, amount)| (key.to_owned(), amount.to_string().parse().unwrap()))
            .collect();
        Node { name: format!("n{at}"), labels: own.into(), allocatable: list, ..Node::default() }
    }

    fn pod(name: &str, constraint: TopologySpreadConstraint, selected: bool) -> Pod {
        let requests: ResourceList = [("cpu".to_owned(), "1".parse().unwrap())].into_iter().collect();
        let spec = PodSpec {
            labels: labels(&[("app", "web")]),
            scheduler_name: "default-scheduler".to_owned(),
            containers: vec![Container { requests, ..Container::default() }],
            topology_spread_constraints: vec![constraint],
            node_selector: if selected { labels(&[("pool", "y")]) } else { Labels::default() },
            ..PodSpec::default()
        };
        Pod { namespace: "default".to_owned(), name: name.to_owned(), spec: spec.into(), ..Pod::default() }
    }

    #[test]
    fn as_many_fit_as_find_a_place_one_after_the_other() {
        let (mut dice, mut all, mut counted) = (Dice(3), 0, 0);
        for round in 0..3000 {
            let nodes: Vec<Node> = (0..1 + dice.below(7)).map(|at| node(at, &mut dice)).collect();
            let own = ["web", "web", "web", "other", ""][usize::try_from(dice.below(5)).unwrap()];
            let selector = LabelSelector {
                match_labels: if own.is_empty() { Labels::default() } else { labels(&[("app", own)]) },
                ..LabelSelector::default()
            };
            let constraint = TopologySpreadConstraint {
                max_skew: 1 + i32::try_from(dice.below(3)).unwrap(),
                topology_key: "zone".to_owned(),
                when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
                label_selector: Some(selector),
                min_domains: (dice.below(4) == 0).then(|| 1 + i32::try_from(dice.below(4)).unwrap()),
                node_affinity_honor: dice.below(3) > 0,
                node_taints_honor: false,
            };
            let selected = dice.below(2) == 0;
            let of = |name: &str| pod(name, constraint.clone(), selected);
            let there = |at: usize| {
                let mut pod = of(&format!("there-{at}"));
                pod.node_name = format!("n{}", at / 2);
                pod.into()
            };
            let pods = (0..usize::try_from(dice.below(4)).unwrap()).map(there).collect();
            let cluster = Cluster { nodes, pods, pending: vec![of("more").into()], ..Cluster::default() };
            let config = Config::default();
            let mut scheduler = Scheduler::new(&cluster, &config);
            let Some(room) = scheduler.room_in_domains(0) else { continue };
            let mut one_by_one = 0;
            while let Tried::Node(_) = scheduler.add_one(0) {
                one_by_one += 1;
            }
            assert_eq!(room, one_by_one, "{round} {cluster:?}");
            (all, counted) = (all + room, counted + 1);
        }
        assert!(counted > 2000 && all > 4000, "{counted} {all}");
    }
}
