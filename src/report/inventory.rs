//! The nodes of an inventory: a table as `kubectl get nodes` has it, and the same for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::View;
use super::rows::{Each, finish, row as finding_row};
use super::table::table;
use crate::inventory::{NodeRow, amount_text, taint_text};
use crate::scheduler::types::ResourceList;

const HEADS: [&str; 11] =
    ["NAME", "STATUS", "ROLES", "PODS", "CPU", "REQUESTED", "FREE", "MEMORY", "REQUESTED", "FREE", "TAINTS"];

/// The table: for cpu, memory and pods what there is, what is requested and what is free.
pub(super) fn inventory_text(rows: &[NodeRow]) -> String {
    table(&HEADS, &rows.iter().map(line).collect::<Vec<_>>())
}

fn line(row: &NodeRow) -> Vec<String> {
    let of = |list: &ResourceList, name: &str| list.get(name).copied().unwrap_or_default();
    let three = |name: &'static str| {
        [of(&row.node.allocatable, name), of(&row.requested, name), row.free(name)].map(|q| amount_text(name, q))
    };
    let taints: Vec<String> = row.node.taints.iter().map(taint_text).collect();
    let pods = format!("{}/{}", row.pods, of(&row.node.allocatable, "pods"));
    let mut cells = vec![row.node.name.clone(), row.status.clone(), row.roles.clone(), pods];
    cells.extend(three("cpu"));
    cells.extend(three("memory"));
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
struct Row<'r> {
    name: &'r str,
    status: &'r str,
    roles: &'r str,
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
        let NodeRow { node, status, roles, pods, requested }: &NodeRow = row;
        Row {
            name: &node.name,
            status,
            roles,
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
