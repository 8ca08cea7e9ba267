//! The nodes of an inventory: a table as `kubectl get nodes` has it, and the same for programs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::View;
use super::rows::{Each, finish, row as finding_row};
use super::table::table;
use crate::inventory::{NodeRow, amount_text, taint_text};
use crate::scheduler::types::ResourceList;

/// The table: for cpu, memory and pods what there is, what is requested and what is free; of other resources that some node
/// has, such as GPUs, how much is requested of what there is. Age and version stand there where they are known.
pub(super) fn inventory_text(rows: &[NodeRow]) -> String {
    let dated = rows.iter().any(|row| row.age.is_some() || row.version.is_some());
    let more = more_resources(rows);
    let mut heads: Vec<&str> = vec!["NAME", "STATUS", "ROLES"];
    if dated {
        heads.extend(["AGE", "VERSION"]);
    }
    heads.extend(["PODS", "CPU", "REQUESTED", "FREE", "MEMORY", "REQUESTED", "FREE"]);
    let upper: Vec<String> = more.iter().map(|name| name.to_uppercase()).collect();
    heads.extend(upper.iter().map(String::as_str));
    heads.push("TAINTS");
    table(&heads, &rows.iter().map(|row| line(row, dated, &more)).collect::<Vec<_>>())
}

/// The resources beside cpu, memory and pods that programs of pods ask for, of which some node has some.
fn more_resources(rows: &[NodeRow]) -> BTreeSet<&str> {
    let own = |name: &str| name.contains('/') || name.starts_with("hugepages-");
    let all = rows.iter().flat_map(|row| row.node.allocatable.iter().chain(row.requested.iter()));
    all.filter(|(name, amount)| own(name) && !amount.is_zero()).map(|(name, _)| name.as_str()).collect()
}

fn line(row: &NodeRow, dated: bool, more: &BTreeSet<&str>) -> Vec<String> {
    let of = |list: &ResourceList, name: &str| list.get(name).copied().unwrap_or_default();
    let three = |name: &'static str| {
        [of(&row.node.allocatable, name), of(&row.requested, name), row.free(name)].map(|q| amount_text(name, q))
    };
    let taints: Vec<String> = row.node.taints.iter().map(taint_text).collect();
    let pods = format!("{}/{}", row.pods, of(&row.node.allocatable, "pods"));
    let mut cells = vec![row.node.name.clone(), row.status.clone(), row.roles.clone()];
    if dated {
        cells.extend([&row.age, &row.version].map(|cell| cell.clone().unwrap_or_else(|| "<unknown>".to_owned())));
    }
    cells.push(pods);
    cells.extend(three("cpu"));
    cells.extend(three("memory"));
    cells.extend(more.iter().map(|name| {
        let amount = |list: &ResourceList| amount_text(name, of(list, name));
        format!("{}/{}", amount(&row.requested), amount(&row.node.allocatable))
    }));
    cells.push(if taints.is_empty() { "<none>".to_owned() } else { taints.join(",") });
    cells
}

#[derive(Serialize)]
struct Report<N, F> {
    version: u32,
    nodes: N,
    findings: F,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'r> {
    name: &'r str,
    status: &'r str,
    roles: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kubelet_version: Option<&'r str>,
    labels: BTreeMap<&'r String, &'r String>,
    taints: Vec<String>,
    pods: usize,
    allocatable: Map<String, Value>,
    requested: Map<String, Value>,
    free: Map<String, Value>,
}

/// The same for programs, with every resource, and what is wrong with what declares the nodes.
pub(super) fn inventory_json(rows: &[NodeRow], view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let spell = |list: &ResourceList| list.iter().map(|(k, q)| (k.clone(), q.to_string().into())).collect();
    let row = |row| {
        let NodeRow { node, status, roles, age, version, pods, requested }: &NodeRow = row;
        Row {
            name: &node.name,
            status,
            roles,
            age: age.as_deref(),
            kubelet_version: version.as_deref(),
            labels: node.labels.iter().collect(),
            taints: node.taints.iter().map(taint_text).collect(),
            pods: *pods,
            allocatable: spell(&node.allocatable),
            requested: spell(requested),
            free: node.allocatable.keys().map(|name| (name.clone(), row.free(name).to_string().into())).collect(),
        }
    };
    let findings = Each::of(view.outcome.findings.iter().map(|f| finding_row(view.places, f, view.request)));
    finish(&Report { version: 1, nodes: Each::of(rows.iter().map(row)), findings }, out)
}
