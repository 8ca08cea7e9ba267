//! What `kubectl describe nodes` prints, read back (`kubectl/pkg/describe/describe.go`, `describeNode`).
//!
//! It tells what a node has, its labels and taints, and what each of its pods requests; of a pod's labels, ports, volumes and
//! priority it tells nothing.

use serde_json::{Map, Value, json};

use super::Plain;

/// No pod that asks for a node drives out one of which the priority is not known.
const PRIORITY: i64 = 2_000_001_000;

/// Nodes and their pods in JSON, each on its own line; `None` where the text is no description of nodes.
pub(super) fn plain(text: &str) -> Option<Plain> {
    if !is_description(text) {
        return None;
    }
    let mut nodes: Vec<Described<'_>> = Vec::new();
    let mut section = "";
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end();
        if let Some((key, value)) = heading(line) {
            section = key;
            if key == "Name" {
                nodes.push(Described::new(at, value));
            } else if let Some(node) = nodes.last_mut() {
                node.head(key, value);
            }
        } else if let Some(node) = nodes.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            node.row(section, at, line.trim());
        }
    }
    let mut plain = Plain::default();
    if let Some(at) = text.lines().position(|line| line.starts_with("apiVersion:")) {
        plain.missing.push((
            at,
            "this stands beside what kubectl describes, and is not read: give it in a file of its own".to_owned(),
        ));
    }
    let mut lines: Vec<String> = vec![String::new(); text.lines().count()];
    for node in nodes.iter().filter(|node| node.is_node) {
        node.write(&mut lines, &mut plain.missing);
    }
    plain.text = lines.join("\n");
    plain.text.push('\n');
    Some(plain)
}

/// Whether lines at the margin begin what is said of a node and of what it has.
fn is_description(text: &str) -> bool {
    let begins = |words: &[&str]| text.lines().any(|line| words.iter().any(|word| line.starts_with(word)));
    memchr::memmem::find(text.as_bytes(), b"Name:").is_some()
        && begins(&["Name:"])
        && begins(&["Capacity:", "Allocatable:"])
        && begins(&["Conditions:", "System Info:", "Non-terminated Pods:", "Addresses:", "Labels:"])
}

/// A key at the margin and what stands behind it.
fn heading(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let own = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-');
    (line.starts_with(|c: char| c.is_ascii_uppercase()) && key.chars().all(own)).then(|| (key, value.trim()))
}

/// A node, as far as it was described.
#[derive(Default)]
struct Described<'t> {
    /// Its line.
    at: usize,
    name: &'t str,
    /// Something is said of it that is said of nodes alone.
    is_node: bool,
    labels: Vec<(&'t str, &'t str)>,
    taints: Vec<&'t str>,
    unschedulable: bool,
    created: Option<String>,
    capacity: Vec<(&'t str, &'t str)>,
    allocatable: Vec<(&'t str, &'t str)>,
    conditions: Vec<Value>,
    version: &'t str,
    /// The pods that run there, where it is told how many.
    total: Option<usize>,
    pods: Vec<Row<'t>>,
    /// What they request in all.
    allocated: Vec<(&'t str, &'t str)>,
}

/// A pod of the table.
struct Row<'t> {
    at: usize,
    namespace: &'t str,
    name: &'t str,
    cpu: &'t str,
    memory: &'t str,
}

impl<'t> Described<'t> {
    fn new(at: usize, name: &'t str) -> Self {
        Described { at, name, ..Described::default() }
    }

    /// A line at the margin.
    fn head(&mut self, key: &str, value: &'t str) {
        match key {
            "Labels" => self.label(value),
            "Taints" => self.taint(value),
            "Unschedulable" => self.unschedulable = value == "true",
            "CreationTimestamp" => self.created = time(value),
            "Capacity" | "Allocatable" => self.is_node = true,
            "Non-terminated Pods" => {
                self.is_node = true;
                let number = value.trim_start_matches('(').split(' ').next();
                self.total = number.and_then(|number| number.parse().ok());
            }
            _ => {}
        }
    }

    /// A line below a key.
    fn row(&mut self, section: &str, at: usize, line: &'t str) {
        let mut words = line.split_whitespace();
        match section {
            "Labels" => self.label(line),
            "Taints" => self.taint(line),
            "Capacity" => self.capacity.extend(amount(line)),
            "Allocatable" => self.allocatable.extend(amount(line)),
            "System Info" => {
                if let Some(version) = line.strip_prefix("Kubelet Version:") {
                    self.version = version.trim();
                }
            }
            "Conditions" => self.conditions.extend(condition(line)),
            "Non-terminated Pods" => self.pods.extend(pod(at, line)),
            "Allocated resources" => {
                let named = words.next().filter(|name| self.has(name));
                self.allocated.extend(named.zip(words.next()));
            }
            _ => {}
        }
    }

    /// Labels, one a line, or of old versions all in one.
    fn label(&mut self, text: &'t str) {
        let pair = |one: &'t str| one.trim().split_once('=');
        self.labels.extend(text.split(',').filter_map(pair));
    }

    fn taint(&mut self, text: &'t str) {
        self.taints.extend(text.split(',').map(str::trim).filter(|one| one.contains(':')));
    }

    /// Whether it has a resource of that name.
    fn has(&self, name: &str) -> bool {
        self.capacity.iter().chain(&self.allocatable).any(|(own, _)| *own == name)
    }

    /// Writes the node and its pods where they are told of.
    fn write(&self, lines: &mut [String], missing: &mut Vec<(usize, String)>) {
        let Described { at, name, .. } = self;
        if self.capacity.is_empty() && self.allocatable.is_empty() {
            missing.push((*at, format!("what is said of node `{name}` is cut off before what it has")));
            return;
        }
        let said = match self.total {
            None if self.allocated.is_empty() => {
                format!("what is said of node `{name}` is cut off before the pods that run there")
            }
            Some(total) if total != self.pods.len() => {
                format!("{total} pods run on node `{name}`, and {} of them are told of", self.pods.len())
            }
            _ => String::new(),
        };
        if !said.is_empty() {
            missing.push((*at, said));
        }
        lines[*at] = self.node().to_string();
        let mut rest = self.rest();
        for pod in &self.pods {
            // Of which pod the others are is not told: that one has them is what counts.
            let mut requests = std::mem::take(&mut rest);
            requests.insert("cpu".to_owned(), pod.cpu.into());
            requests.insert("memory".to_owned(), pod.memory.into());
            lines[pod.at] = self.running(pod.namespace, pod.name, requests).to_string();
        }
        if !rest.is_empty() && self.total != Some(0) {
            lines[*at].push(' ');
            let name = format!("used-on-{name}");
            lines[*at].push_str(&self.running("kube-system", &name, rest).to_string());
        }
    }

    fn node(&self) -> Value {
        let map = |rows: &[(&str, &str)]| -> Map<String, Value> {
            rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect()
        };
        let taint = |text: &&str| {
            let (pair, effect) = text.rsplit_once(':').unwrap_or((text, ""));
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({"key": key, "value": value, "effect": effect})
        };
        let taints: Vec<Value> = self.taints.iter().map(taint).collect();
        let mut spec = Map::new();
        if !taints.is_empty() {
            spec.insert("taints".to_owned(), taints.into());
        }
        if self.unschedulable {
            spec.insert("unschedulable".to_owned(), true.into());
        }
        let mut metadata = Map::new();
        metadata.insert("name".to_owned(), self.name.into());
        metadata.extend(self.created.clone().map(|time| ("creationTimestamp".to_owned(), time.into())));
        metadata.insert("labels".to_owned(), map(&self.labels).into());
        let mut status = Map::new();
        for (key, rows) in [("capacity", &self.capacity), ("allocatable", &self.allocatable)] {
            if !rows.is_empty() {
                status.insert(key.to_owned(), map(rows).into());
            }
        }
        if !self.conditions.is_empty() {
            status.insert("conditions".to_owned(), self.conditions.clone().into());
        }
        if !self.version.is_empty() {
            status.insert("nodeInfo".to_owned(), json!({"kubeletVersion": self.version}));
        }
        json!({"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec, "status": status})
    }

    fn running(&self, namespace: &str, name: &str, requests: Map<String, Value>) -> Value {
        let container = json!({"name": "all", "resources": {"requests": requests}});
        json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace},
            "spec": {"nodeName": self.name, "priority": PRIORITY, "containers": [container]},
            "status": {"phase": "Running"},
        })
    }

    /// What is requested there and stands in no row of a pod: the table has cpu and memory.
    fn rest(&self) -> Map<String, Value> {
        let in_rows = |name: &str| !self.pods.is_empty() && matches!(name, "cpu" | "memory");
        let rows = self.allocated.iter().filter(|(name, amount)| !in_rows(name) && *amount != "0");
        rows.map(|(name, amount)| ((*name).to_owned(), (*amount).into())).collect()
    }
}

/// `cpu:  4`
fn amount(line: &str) -> Option<(&str, &str)> {
    // A resource's name may hold no colon.
    let (name, amount) = line.split_once(':')?;
    let amount = amount.trim();
    (!amount.is_empty() && !amount.contains(' ')).then_some((name.trim(), amount))
}

/// `Ready  True  Mon, 18 Nov 2024 11:27:57 +0100  …`
fn condition(line: &str) -> Option<Value> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (kind, status) = (words.first()?, words.get(1)?);
    let heartbeat = words.get(2..8).and_then(|words| time(&words.join(" ")));
    let known = matches!(*status, "True" | "False" | "Unknown");
    known.then(|| json!({"type": kind, "status": status, "lastHeartbeatTime": heartbeat}))
}

/// `shop  web-0  250m (12%)  0 (0%)  1Gi (30%)  1Gi (30%)  6d`
fn pod(at: usize, line: &str) -> Option<Row<'_>> {
    let mut words = line.split_whitespace().filter(|word| !word.starts_with('('));
    let (namespace, name, cpu) = (words.next()?, words.next()?, words.next()?);
    let memory = words.nth(1)?;
    let is_amount = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    (is_amount(cpu) && is_amount(memory)).then_some(Row { at, namespace, name, cpu, memory })
}

/// A time as kubectl prints it for people, as the API writes it.
fn time(text: &str) -> Option<String> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(zoned.timestamp().to_string())
}

#[cfg(test)]
mod tests;
