//! How many pods a second the scheduler places: a mixed load made of templates in clusters of different sizes, and
//! pods that are all different. Then questions to a dry run, each as so many times the dry run itself.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Request, run};
use plimsoll::placement::Placing;
use plimsoll::placement::asked::{Ask, Losing, Wanted};
use plimsoll::scheduler::types::{
    Affinity, Cluster, Config, Container, LabelSelector, Labels, Node, Pod, PodAffinity, PodAffinityTerm, PodSpec,
    ResourceList, Service, Taint, TaintEffect, Toleration, TolerationOperator, TopologySpreadConstraint,
    WeightedPodAffinityTerm, WhenUnsatisfiable,
};
use plimsoll::scheduler::{Detail, schedule};
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";
const POOLS: [&str; 4] = ["general", "memory", "cpu", "gpu"];

fn labels(pairs: &[(&str, &str)]) -> Labels {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn resources(pairs: &[(&str, &str)]) -> ResourceList {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), v.parse().expect("a quantity of this file"))).collect()
}

fn node(i: usize) -> Node {
    let name = format!("node-{i:05}");
    let pool = POOLS[i % POOLS.len()];
    let taint = || Taint { key: "gpu".to_owned(), value: String::new(), effect: TaintEffect::NoSchedule };
    Node {
        labels: labels(&[(HOSTNAME, &name), (ZONE, ["a", "b", "c"][i % 3]), ("pool", pool)]).into(),
        allocatable: resources(&[("cpu", ["8", "16", "32"][i % 3]), ("memory", "128Gi"), ("pods", "110")]),
        taints: (pool == "gpu").then(taint).into_iter().collect(),
        name,
        ..Node::default()
    }
}

fn selector(app: &str) -> Option<LabelSelector> {
    Some(LabelSelector { match_labels: labels(&[("app", app)]), ..LabelSelector::default() })
}

/// The pods of one application; what they ask for depends on its number.
fn pod(app: usize, replica: usize) -> Pod {
    let name = format!("app-{app}");
    let term = |key: &str| PodAffinityTerm {
        label_selector: selector(&name),
        topology_key: key.to_owned(),
        ..PodAffinityTerm::default()
    };
    let spec = PodSpec {
        labels: labels(&[("app", &name)]),
        scheduler_name: "default-scheduler".to_owned(),
        containers: vec![Container {
            image: format!("registry.example.com/{name}:1"),
            requests: resources(&[
                ("cpu", ["100m", "250m", "500m"][app % 3]),
                ("memory", ["256Mi", "1Gi", "4Gi"][app % 3]),
            ]),
            ..Container::default()
        }],
        ..PodSpec::default()
    };
    let (namespace, own_name) = ("default".to_owned(), format!("{name}-{replica}"));
    let mut pod = Pod { namespace, name: own_name, spec: spec.into(), ..Pod::default() };
    match app % 10 {
        0 => pod.node_selector = labels(&[("pool", "memory")]),
        1 => {
            let anti = PodAffinity { required: vec![term(HOSTNAME)], ..PodAffinity::default() };
            pod.affinity = Affinity { pod_anti_affinity: Some(anti), ..Affinity::default() };
        }
        2 => {
            pod.topology_spread_constraints = vec![TopologySpreadConstraint {
                max_skew: 1,
                topology_key: ZONE.to_owned(),
                when_unsatisfiable: WhenUnsatisfiable::DoNotSchedule,
                label_selector: selector(&name),
                min_domains: None,
                node_affinity_honor: true,
                node_taints_honor: false,
            }];
        }
        3 => {
            let preferred = vec![WeightedPodAffinityTerm { weight: 50, term: term(ZONE) }];
            let near = PodAffinity { preferred, ..PodAffinity::default() };
            pod.affinity = Affinity { pod_affinity: Some(near), ..Affinity::default() };
        }
        4 => {
            pod.tolerations = vec![Toleration {
                key: "gpu".to_owned(),
                operator: TolerationOperator::Exists,
                value: String::new(),
                effect: None,
            }];
        }
        _ => {}
    }
    pod
}

fn cluster(nodes: usize, pending: Vec<Pod>) -> Cluster {
    let service = |app: usize| {
        let name = format!("app-{app}");
        Service { namespace: "default".to_owned(), selector: Some(labels(&[("app", &name)])), name }
    };
    Cluster {
        nodes: (0..nodes).map(node).collect(),
        pending: pending.into_iter().map(Into::into).collect(),
        services: (0..50).step_by(2).map(service).collect(),
        ..Cluster::default()
    }
}

fn place(c: &mut Criterion) {
    let mut group = c.benchmark_group("place");
    group.sample_size(10);
    for nodes in [100, 1000, 5000] {
        let mixed = cluster(nodes, (0..2000).map(|i| pod(i / 40, i % 40)).collect());
        group.throughput(Throughput::Elements(2000));
        group.bench_with_input(BenchmarkId::new("mixed", nodes), &mixed, |b, cluster| {
            b.iter(|| black_box(schedule(cluster, &Config::default(), Detail::default())));
        });
        let different = cluster(nodes, (0..500).map(|i| pod(i, 0)).collect());
        group.throughput(Throughput::Elements(500));
        group.bench_with_input(BenchmarkId::new("different", nodes), &different, |b, cluster| {
            b.iter(|| black_box(schedule(cluster, &Config::default(), Detail::default())));
        });
    }
    group.finish();
}

/// A thousand nodes and ten thousand pods, of which every third workload is spread over zones.
fn manifests() -> String {
    let mut text = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: n, count: 1000, zones: [a, b, c], allocatable: {cpu: 16, memory: 64Gi, pods: 110}}\n".to_owned();
    for app in 0..500 {
        let spread = format!(
            "topologySpreadConstraints: [{{maxSkew: 1, topologyKey: {ZONE}, whenUnsatisfiable: DoNotSchedule, labelSelector: {{matchLabels: {{app: w{app}}}}}}}], "
        );
        let spread = if app % 3 == 2 { spread } else { String::new() };
        let _ = writeln!(
            text,
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{app}}}\nspec: {{replicas: 20, selector: {{matchLabels: {{app: w{app}}}}}, template: {{metadata: {{labels: {{app: w{app}}}}}, spec: {{{spread}containers: [{{name: c, image: 'i:1', resources: {{requests: {{cpu: {}m, memory: 512Mi}}}}}}]}}}}}}",
            100 * (1 + app % 12)
        );
    }
    text
}

/// The shortest of some runs.
fn took(files: &[SourceFile], ask: Option<Ask>) -> Duration {
    let placing = Placing { ask, scheduler_alone: true, without_nodes: true, ..Placing::default() };
    let request = Request { placing: Some(placing), ..Request::default() };
    let once = || {
        let begun = Instant::now();
        black_box(run(files, &request).is_ok());
        begun.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

/// Tells what each question takes, as so many times the dry run that it is asked of.
fn ask(_: &mut Criterion) {
    let files = [SourceFile::new("a.yaml", manifests())];
    let of = |name: &str| Wanted::parse(name, None).ok().map(Ask::Capacity);
    let alone = took(&files, None);
    println!("asked/schedule: {alone:?}");
    for (name, question) in [
        ("capacity", of("w0")),
        ("capacity, spread over zones", of("w2")),
        ("capacity --all", Some(Ask::Capacity(Wanted::All(None)))),
        ("survive 1", Some(Ask::Survive(Losing::Nodes(1)))),
        ("survive zone", Some(Ask::Survive(Losing::Topology(ZONE.to_owned())))),
    ] {
        let whole = took(&files, question);
        println!("asked/{name}: {:.2} times schedule ({whole:?})", whole.as_secs_f64() / alone.as_secs_f64());
    }
}

criterion_group!(benches, place, ask);
criterion_main!(benches);
