//! What is not there, for all that the files tell: a thing that a pod names and that no file declares may well be in the
//! cluster. Only where the files tell all of its kind is it known to be absent.

use std::collections::HashSet;

use crate::model::FileId;
use crate::resource::Field;

/// How sure it is that something is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// The files are said to be whole, or they list all of the kind as a cluster has them.
    Known,
    /// The file makes up its nodes as well: it tells of a cluster that is nowhere else.
    Supposed,
}

/// The kinds that pods name and cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Needed<'n> {
    PriorityClass,
    RuntimeClass,
    /// Of a namespace.
    ServiceAccount(&'n str),
}

/// What is known of the whole.
#[derive(Clone, Debug, Default)]
pub struct Absent {
    /// Everything that there is stands in the files.
    pub(crate) complete: bool,
    /// Files with nodes that no cluster ever had.
    made_up: HashSet<FileId>,
    /// Whether a cluster's priority classes are listed: those that every cluster has are among them.
    priority_classes: bool,
    /// Whether a cluster's runtime classes are listed.
    runtime_classes: bool,
    /// Namespaces whose accounts are listed: the one that each has is among them.
    listed: HashSet<String>,
    /// Namespaces that are declared, or that an object of a cluster is in.
    namespaces: HashSet<String>,
    /// The accounts that are declared, by namespace and name.
    accounts: HashSet<(String, String)>,
}

/// Whether the object came out of a cluster.
fn is_dumped(f: Field<'_>) -> bool {
    let meta = f.at("metadata");
    ["uid", "resourceVersion", "creationTimestamp"].iter().any(|name| meta.at(name).exists())
}

impl Absent {
    /// Looks at an object of a file.
    pub(crate) fn look(&mut self, kind: &str, file: FileId, f: Field<'_>) {
        let name = f.at("metadata").at("name").str();
        let namespace = if kind == "Namespace" { name } else { f.at("metadata").at("namespace").str() };
        if !self.namespaces.contains(namespace) && (kind == "Namespace" || is_dumped(f)) {
            self.namespaces.insert(namespace.to_owned());
        }
        match kind {
            "Node" => {
                let described = f.at("status").at("allocatable").exists() || f.at("status").at("capacity").exists();
                if described && !is_dumped(f) && !f.at("status").at("nodeInfo").exists() {
                    self.made_up.insert(file);
                }
            }
            "PriorityClass" if name == "system-node-critical" => self.priority_classes |= is_dumped(f),
            "RuntimeClass" => self.runtime_classes |= is_dumped(f),
            "ServiceAccount" => {
                let mut namespace = f.at("metadata").at("namespace").str().to_owned();
                crate::inventory::namespaced(&mut namespace);
                if name == DEFAULT_ACCOUNT && is_dumped(f) {
                    self.listed.insert(namespace.clone());
                }
                self.accounts.insert((namespace, name.to_owned()));
            }
            _ => {}
        }
    }

    /// Whether what neither that file nor another declares is not there.
    pub fn of(&self, file: FileId) -> Option<Ground> {
        if self.complete { Some(Ground::Known) } else { self.is_made_up(file).then_some(Ground::Supposed) }
    }

    /// Whether a file makes up the nodes of its cluster.
    pub fn is_made_up(&self, file: FileId) -> bool {
        self.made_up.contains(&file)
    }

    /// Whether something of that kind, which no file declares and an object of `file` names, is not there.
    pub(crate) fn ground(&self, needed: Needed<'_>, file: FileId) -> Option<Ground> {
        let listed = match needed {
            Needed::PriorityClass => self.priority_classes,
            Needed::RuntimeClass => self.runtime_classes,
            Needed::ServiceAccount(namespace) => self.listed.contains(namespace),
        };
        if listed { Some(Ground::Known) } else { self.of(file) }
    }

    /// Whether everything is told, and a namespace is not there.
    pub(in crate::inventory) fn lacks_namespace(&self, namespace: &str) -> bool {
        self.complete && !EVERYWHERE.contains(&namespace) && !self.namespaces.contains(namespace)
    }

    /// Whether the account is declared, or is the one that each namespace has.
    pub(super) fn has_account(&self, namespace: &str, name: &str) -> bool {
        name == DEFAULT_ACCOUNT || self.accounts.contains(&(namespace.to_owned(), name.to_owned()))
    }
}

/// The namespaces of every cluster (`pkg/controlplane/controller/systemnamespaces`, and `default`).
const EVERYWHERE: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// The account of pods that name none; every namespace has it.
pub(super) const DEFAULT_ACCOUNT: &str = "default";
