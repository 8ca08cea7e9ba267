//! What is measured: trees of manifests and clusters, written anew for each run.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// A case: what it is called, what is asked of it, and what it is made of.
pub(super) struct Case {
    /// Its name, by which it is chosen.
    pub(super) name: &'static str,
    /// What it is, in words.
    pub(super) about: &'static str,
    /// The command, without the path.
    pub(super) ask: Ask,
    /// Writes it into a folder that is empty.
    pub(super) write: fn(&Path) -> io::Result<()>,
    /// So often it is run.
    pub(super) runs: usize,
}

/// What is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// `lint`: held against finding and reading the files, and against a peer.
    Lint,
    /// `schedule` of so many pods: held against `lint` of the same.
    Schedule(usize),
}

/// All of them.
pub(super) const CASES: [Case; 10] = [
    Case { name: "one", about: "one small file", ask: Ask::Lint, write: |to| files(to, 1, None), runs: 41 },
    Case { name: "small", about: "3,000 small files", ask: Ask::Lint, write: |to| files(to, 3_000, None), runs: 11 },
    Case {
        name: "findings",
        about: "the same, a third with mistakes",
        ask: Ask::Lint,
        write: |to| files(to, 3_000, Some(3)),
        runs: 11,
    },
    Case { name: "chart", about: "a chart's 500 templates", ask: Ask::Lint, write: chart, runs: 11 },
    Case { name: "many", about: "100,000 files", ask: Ask::Lint, write: |to| files(to, 100_000, None), runs: 3 },
    Case { name: "large", about: "one file of 100,000 documents", ask: Ask::Lint, write: large, runs: 3 },
    Case {
        name: "mixed",
        about: "5,000 nodes, 2,000 mixed pods",
        ask: Ask::Schedule(2_000),
        write: |to| cluster(to, 5_000, 200, 10, false),
        runs: 5,
    },
    Case {
        name: "alike",
        about: "5,000 nodes, 50,000 pods of 40 templates",
        ask: Ask::Schedule(50_000),
        write: |to| cluster(to, 5_000, 40, 1_250, false),
        runs: 3,
    },
    Case {
        name: "different",
        about: "1,000 nodes, 3,000 pods that all differ",
        ask: Ask::Schedule(3_000),
        write: |to| cluster(to, 1_000, 3_000, 1, true),
        runs: 5,
    },
    Case {
        name: "running",
        about: "15,000 nodes, 300,000 running pods, one new",
        ask: Ask::Schedule(1),
        write: running,
        runs: 1,
    },
];

/// A Deployment as a team writes it, of some 800 bytes; with mistakes where `wrong`.
fn deployment(number: usize, wrong: bool) -> String {
    let (replicas, policy) = if wrong { ("replcias", "Alway") } else { ("replicas", "Always") };
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-{number}\n  namespace: shop\n  labels:\n    app: web-{number}\nspec:\n  \
         {replicas}: 2\n  selector:\n    matchLabels:\n      app: web-{number}\n  template:\n    metadata:\n      labels:\n        app: \
         web-{number}\n    spec:\n      containers:\n      - name: web\n        image: registry.example.com/shop/web:1.4.2\n        \
         imagePullPolicy: {policy}\n        ports:\n        - name: http\n          containerPort: 8080\n        env:\n        - name: \
         LOG_LEVEL\n          value: info\n        readinessProbe:\n          httpGet:\n            path: /ready\n            port: \
         http\n        resources:\n          requests:\n            cpu: 100m\n            memory: 128Mi\n          limits:\n            \
         memory: 128Mi\n"
    )
}

fn service(number: usize, wrong: bool) -> String {
    let port = if wrong { "port: \"eighty\"" } else { "port: 80" };
    format!(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web-{number}\n  namespace: shop\n  labels:\n    app: web-{number}\nspec:\n  \
         selector:\n    app: web-{number}\n  ports:\n  - name: http\n    {port}\n    targetPort: http\n"
    )
}

fn config_map(number: usize, wrong: bool) -> String {
    let value = if wrong { "8080" } else { "\"8080\"" };
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-{number}\n  namespace: shop\n  labels:\n    app: web-{number}\ndata:\n  \
         PORT: {value}\n  application.properties: |\n    server.shutdown=graceful\n    logging.level.root=INFO\n"
    )
}

/// One object: of each workload its Deployment, its Service, its settings.
fn object(at: usize, wrong: bool) -> String {
    let number = at / 3;
    match at % 3 {
        0 => deployment(number, wrong),
        1 => service(number, wrong),
        _ => config_map(number, wrong),
    }
}

/// So many files, a hundred in a folder; every `wrong`th with mistakes.
fn files(to: &Path, count: usize, wrong: Option<usize>) -> io::Result<()> {
    for at in 0..count {
        let folder = to.join(format!("team-{}", at / 100));
        if at % 100 == 0 {
            fs::create_dir_all(&folder)?;
        }
        // Each kind has its share of mistakes.
        let is_wrong = wrong.is_some_and(|each| (at / 3 + at) % each == 0);
        fs::write(folder.join(format!("{at}.yaml")), object(at, is_wrong))?;
    }
    Ok(())
}

fn large(to: &Path) -> io::Result<()> {
    let mut text = String::new();
    for at in 0..100_000 {
        text.push_str(&deployment(at, false));
        text.push_str("---\n");
    }
    fs::write(to.join("all.yaml"), text)
}

fn chart(to: &Path) -> io::Result<()> {
    fs::create_dir_all(to.join("templates"))?;
    fs::write(to.join("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 1.0.0\n")?;
    fs::write(to.join("values.yaml"), "image:\n  tag: 1.4.2\nreplicas: 2\n")?;
    for at in 0..500 {
        let text = object(at, false).replace("replicas: 2", "replicas: {{ .Values.replicas }}");
        let text = text.replace("namespace: shop", "namespace: {{ .Release.Namespace }}");
        fs::write(to.join(format!("templates/{at}.yaml")), text)?;
    }
    Ok(())
}

fn node(all: &mut String, at: usize) {
    let (zone, cpu, pool) = (["a", "b", "c"][at % 3], [8, 16, 32][at % 3], ["general", "memory", "cpu", "gpu"][at % 4]);
    let taints = if pool == "gpu" { "{taints: [{key: gpu, effect: NoSchedule}]}" } else { "{}" };
    let _ = write!(
        all,
        "apiVersion: v1\nkind: Node\nmetadata:\n  name: node-{at:05}\n  labels: {{kubernetes.io/hostname: node-{at:05}, \
         topology.kubernetes.io/zone: {zone}, pool: {pool}}}\nspec: {taints}\nstatus:\n  allocatable: {{cpu: \"{cpu}\", memory: 128Gi, pods: \
         \"110\"}}\n---\n"
    );
}

/// What a workload asks for beside cpu and memory; of ten each asks in its own way.
fn wishes(app: usize) -> String {
    let of_itself = format!("labelSelector: {{matchLabels: {{app: app-{app}}}}}");
    match app % 10 {
        0 => "nodeSelector: {pool: memory}".to_owned(),
        1 => format!(
            "affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{{topologyKey: kubernetes.io/hostname, \
             {of_itself}}}]}}}}"
        ),
        2 => format!(
            "topologySpreadConstraints: [{{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, \
             {of_itself}}}]"
        ),
        3 => "tolerations: [{key: gpu, operator: Exists}]".to_owned(),
        4 => format!(
            "affinity: {{podAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: [{{weight: 10, podAffinityTerm: {{topologyKey: \
             topology.kubernetes.io/zone, {of_itself}}}}}]}}}}"
        ),
        _ => "terminationGracePeriodSeconds: 30".to_owned(),
    }
}

/// So many nodes, and so many workloads of so many pods; where `differ`, no two ask for the same.
fn cluster(to: &Path, nodes: usize, apps: usize, replicas: usize, differ: bool) -> io::Result<()> {
    let mut all = String::new();
    (0..nodes).for_each(|at| node(&mut all, at));
    for app in 0..apps {
        let cpu = if differ { 50 + app % 997 } else { [100, 250, 500][app % 3] };
        // Anti-affinity on the host name cannot have more pods than there are nodes; nothing here has.
        let _ = write!(
            all,
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: app-{app}, namespace: default}}\nspec:\n  replicas: {replicas}\n  \
             selector: {{matchLabels: {{app: app-{app}}}}}\n  template:\n    metadata: {{labels: {{app: app-{app}}}}}\n    spec:\n      {}\n      \
             containers:\n      - name: c\n        image: registry.example.com/app-{app}:1.0.0\n        resources: {{requests: {{cpu: {cpu}m, \
             memory: 256Mi}}}}\n---\n",
            wishes(app)
        );
    }
    fs::write(to.join("cluster.yaml"), all)
}

fn running(to: &Path) -> io::Result<()> {
    let mut all = String::new();
    (0..15_000).for_each(|at| node(&mut all, at));
    for at in 0..300_000_usize {
        let _ = write!(
            all,
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: run-{at}, namespace: default, labels: {{app: app-{}}}}}\nspec:\n  nodeName: \
             node-{:05}\n  containers: [{{name: c, image: \"registry.example.com/app:1.0.0\", resources: {{requests: {{cpu: 100m, memory: \
             256Mi}}}}}}]\nstatus: {{phase: Running}}\n---\n",
            at % 40,
            at % 15_000
        );
    }
    all.push_str("apiVersion: v1\nkind: Pod\nmetadata: {name: new, namespace: default}\nspec: {containers: [{name: c, image: \"c:1.0.0\"}]}\n");
    fs::write(to.join("cluster.yaml"), all)
}
