//! Every refusal of every node.

use super::build::{but, labels, node, on, pod};
use crate::scheduler::types::{Cluster, Config, PodVolume, Refusal, Taint, TaintEffect, VolumeSource};
use crate::scheduler::{Detail, Scheduler};

#[test]
fn all_that_refuse_are_told() {
    let mut nodes = vec![node("a", "x"), node("b", "y")];
    nodes[0].unschedulable = true;
    nodes[0].taints = vec![Taint { key: "k".to_owned(), value: String::new(), effect: TaintEffect::NoExecute }];
    let volume = PodVolume { name: "v".to_owned(), source: VolumeSource::Claim { claim_name: "gone".to_owned() } };
    let asks = but(pod("p", "web", "3"), |spec| {
        spec.node_selector = labels(&[("disk", "ssd")]);
        spec.volumes = vec![volume];
    });
    let cluster = Cluster {
        nodes,
        pods: vec![on("b", pod("r", "db", "2")).into()],
        pending: vec![asks.into()],
        ..Cluster::default()
    };
    let mut scheduler = Scheduler::new(&cluster, &Config::default());
    scheduler.run(Detail::default());
    let told: Vec<Vec<&str>> = scheduler.refusals(0).iter().map(|r| r.iter().map(plugin).collect()).collect();
    assert_eq!(
        told,
        [
            vec!["NodeUnschedulable", "TaintToleration", "NodeAffinity", "VolumeRestrictions"],
            vec!["NodeAffinity", "NodeResourcesFit", "VolumeRestrictions"],
        ]
    );
}

fn plugin(refusal: &Refusal) -> &'static str {
    refusal.plugin
}
