//! Which objects a command means, as kubectl's words name them (`cli-runtime/pkg/resource/builder.go`).

use super::flags::Args;
use crate::inventory::{DEFAULT_NAMESPACE, parse_selector};
use crate::scheduler::types::LabelSelector;

/// A kind as kubectl knows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    /// `Deployment`
    pub(super) kind: &'static str,
    /// `deployments`
    plural: &'static str,
    /// `apps`; empty for the core group.
    group: &'static str,
    /// Short names.
    short: &'static [&'static str],
}

/// The kinds that a command may name.
const KINDS: &[Kind] = &[
    Kind { kind: "Node", plural: "nodes", group: "", short: &["no"] },
    Kind { kind: "Pod", plural: "pods", group: "", short: &["po"] },
    Kind { kind: "ReplicationController", plural: "replicationcontrollers", group: "", short: &["rc"] },
    Kind { kind: "DaemonSet", plural: "daemonsets", group: "apps", short: &["ds"] },
    Kind { kind: "Deployment", plural: "deployments", group: "apps", short: &["deploy"] },
    Kind { kind: "ReplicaSet", plural: "replicasets", group: "apps", short: &["rs"] },
    Kind { kind: "StatefulSet", plural: "statefulsets", group: "apps", short: &["sts"] },
    Kind { kind: "CronJob", plural: "cronjobs", group: "batch", short: &["cj"] },
    Kind { kind: "Job", plural: "jobs", group: "batch", short: &[] },
    Kind { kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", group: "policy", short: &["pdb"] },
    Kind { kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers", group: "autoscaling", short: &["hpa"] },
    Kind { kind: "LimitRange", plural: "limitranges", group: "", short: &["limits"] },
    Kind { kind: "Namespace", plural: "namespaces", group: "", short: &["ns"] },
    Kind { kind: "PersistentVolume", plural: "persistentvolumes", group: "", short: &["pv"] },
    Kind { kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", group: "", short: &["pvc"] },
    Kind { kind: "PriorityClass", plural: "priorityclasses", group: "scheduling.k8s.io", short: &["pc"] },
    Kind { kind: "ResourceQuota", plural: "resourcequotas", group: "", short: &["quota"] },
    Kind { kind: "Service", plural: "services", group: "", short: &["svc"] },
    Kind { kind: "ServiceAccount", plural: "serviceaccounts", group: "", short: &["sa"] },
    Kind { kind: "StorageClass", plural: "storageclasses", group: "storage.k8s.io", short: &["sc"] },
];

/// Whether objects of a kind are in no namespace.
pub(super) fn is_global(kind: &str) -> bool {
    matches!(kind, "Node" | "Namespace" | "PersistentVolume" | "PriorityClass" | "StorageClass" | "RuntimeClass")
}

/// Objects by kind, name and namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objects {
    /// Which of them.
    pub which: Which,
    /// Their namespace; nodes have none.
    pub namespace: Namespaces,
}

/// Where objects are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Namespaces {
    /// In one.
    One(String),
    /// `--all-namespaces`
    All,
}

/// Which objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// By kind and name.
    Named(Vec<(&'static str, String)>),
    /// All of these kinds.
    All(Vec<&'static str>),
    /// Those of these files.
    Declared(Vec<String>),
    /// Those of these kinds whose labels are so.
    Selected(Vec<&'static str>, LabelSelector),
}

impl Objects {
    /// The kinds that are named, in order.
    pub fn kinds(&self) -> Vec<&'static str> {
        match &self.which {
            Which::Named(named) => named.iter().map(|(kind, _)| *kind).collect(),
            Which::Declared(_) => Vec::new(),
            Which::All(kinds) | Which::Selected(kinds, _) => kinds.clone(),
        }
    }

    /// Those that are named.
    pub(super) fn named(&self) -> &[(&'static str, String)] {
        if let Which::Named(named) = &self.which { named } else { &[] }
    }

    /// The first object of a kind, as kubectl tells of it: `pods "x"`, `nodes/x`.
    pub(super) fn first(&self, kind: &str, between: &str) -> String {
        let name = self.named().iter().find(|(of, _)| *of == kind).map(|(_, name)| name.as_str()).unwrap_or_default();
        let quote = if between == "/" { "" } else { "\"" };
        format!("{}{between}{quote}{name}{quote}", resource(kind))
    }

    /// Whether objects of that namespace are looked at.
    pub fn is_in(&self, namespace: &str) -> bool {
        match &self.namespace {
            Namespaces::One(own) => own == namespace,
            Namespaces::All => true,
        }
    }
}

/// What the server says of an object that is not there.
pub(crate) fn not_found(kind: &str, name: &str) -> String {
    format!("Error from server (NotFound): {} \"{name}\" not found", resource(kind))
}

/// What the server calls objects of a kind: `deployments.apps`.
pub(super) fn resource(kind: &str) -> String {
    KINDS.iter().find(|row| row.kind == kind).map_or_else(
        || kind.to_owned(),
        |row| {
            if row.group.is_empty() { row.plural.to_owned() } else { format!("{}.{}", row.plural, row.group) }
        },
    )
}

/// A kind with its group, as Go prints it: `ReplicaSet.apps`, `Pod`.
pub(super) fn group_kind(kind: &str) -> String {
    let group = KINDS.iter().find(|row| row.kind == kind).map_or("", |row| row.group);
    if group.is_empty() { kind.to_owned() } else { format!("{kind}.{group}") }
}

/// The kind of that name: in singular, plural or short, be it in capitals, with its group or without.
fn kind(word: &str) -> Result<&'static Kind, String> {
    let lower = word.to_lowercase();
    let (name, group) = lower.split_once('.').map_or((lower.as_str(), None), |(name, group)| (name, Some(group)));
    let is_called = |row: &&Kind| {
        let group = group.map(|group| group.split_once('.').filter(|(v, _)| is_version(v)).map_or(group, |(_, g)| g));
        (name == row.plural || name == row.kind.to_lowercase() || row.short.contains(&name))
            && group.is_none_or(|group| group == row.group || is_version(group) && row.group.is_empty())
    };
    let told = || {
        let known = KINDS.iter().map(|row| row.plural).collect::<Vec<_>>().join(", ");
        format!(
            "the server doesn't have a resource type \"{word}\", or none that a what-if command is about: those are {known}"
        )
    };
    KINDS.iter().find(is_called).ok_or_else(told)
}

/// The kind that kubectl takes for that word: `deploy`, `deployments.apps`, `Deployment`.
///
/// # Errors
/// It is none that makes pods, or is one.
pub fn kind_named(word: &str) -> Result<&'static str, String> {
    kind(word).map(|row| row.kind)
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Reads `TYPE NAME…`, `TYPE/NAME…`, `TYPE -l …`, `TYPE --all` (`ResourceTypeOrNameArgs`).
pub(super) fn read(args: &Args, plain: &[String]) -> Result<Objects, String> {
    let namespace = if args.is("all-namespaces") {
        Namespaces::All
    } else {
        Namespaces::One(args.text("namespace").unwrap_or(DEFAULT_NAMESPACE).to_owned())
    };
    Ok(Objects { which: which(args, plain)?, namespace })
}

/// Reads `TYPE` alone, which means all of it.
pub(super) fn all(args: &Args, word: &str) -> Result<Objects, String> {
    let Objects { namespace, .. } = read(args, &[word.to_owned(), String::new()])?;
    let kinds = word.split(',').map(|word| kind(word).map(|row| row.kind)).collect::<Result<Vec<_>, _>>()?;
    Ok(Objects { which: Which::All(kinds), namespace })
}

/// Nothing is fetched.
pub(super) fn local(paths: &[String]) -> Result<(), String> {
    match paths.iter().find(|path| path.starts_with("http://") || path.starts_with("https://")) {
        Some(path) => Err(format!("{path}: a what-if command does not look into the network; give a file")),
        None => Ok(()),
    }
}

fn which(args: &Args, plain: &[String]) -> Result<Which, String> {
    let paths = args.each("filename");
    if !paths.is_empty() {
        if !plain.is_empty() {
            return Err(
                "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well"
                    .to_owned(),
            );
        }
        local(&paths)?;
        return Ok(Which::Declared(paths));
    }
    let selector = args.text("selector").map(parse_selector).transpose()?;
    if selector.is_some() && args.is("all") {
        return Err("cannot set --all and --selector at the same time".to_owned());
    }
    let Some(first) = plain.first() else {
        return Err("You must provide one or more resources by argument or filename.".to_owned());
    };
    if plain.iter().any(|word| word.contains('/')) {
        return pairs(args, plain, selector.is_some());
    }
    let kinds = first.split(',').map(|word| kind(word).map(|row| row.kind)).collect::<Result<Vec<_>, _>>()?;
    let names = &plain[1..];
    match (selector, names) {
        (Some(_), [_, ..]) => Err("name cannot be provided when a selector is specified".to_owned()),
        (Some(selector), []) => Ok(Which::Selected(kinds, selector)),
        (None, []) if args.is("all") => Ok(Which::All(kinds)),
        (None, []) => Err("resource(s) were provided, but no name was specified".to_owned()),
        (None, _) if args.is("all") => {
            Err("setting 'all' parameter but found a non empty selector or name. ".trim_end().to_owned())
        }
        (None, names) => Ok(Which::Named(
            kinds.iter().flat_map(|kind| names.iter().map(move |name| (*kind, name.clone()))).collect(),
        )),
    }
}

/// Whether that word names nodes, as far as it names a kind.
///
/// # Errors
/// It names no kind.
pub(super) fn is_node(word: &str) -> Result<bool, String> {
    Ok(kind(word.split('/').next().unwrap_or(word))?.kind == "Node")
}

/// Reads `TYPE/NAME…` (`SplitResourceTypeName`).
fn pairs(args: &Args, plain: &[String], selected: bool) -> Result<Which, String> {
    if selected || args.is("all") {
        return Err("selectors and the all flag cannot be used when passing resource/name arguments".to_owned());
    }
    let one = |word: &String| {
        let Some((named, name)) = word.split_once('/') else {
            return Err(
                "there is no need to specify a resource type as a separate argument when passing arguments in \
                 resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                 resource/<resource_name>'"
                    .to_owned(),
            );
        };
        if named.is_empty() || name.is_empty() || name.contains('/') {
            return Err(format!("arguments in resource/name form must have a single resource and name: {word}"));
        }
        Ok((kind(named)?.kind, name.to_owned()))
    };
    Ok(Which::Named(plain.iter().map(one).collect::<Result<_, _>>()?))
}

/// Reads the nodes of `cordon`, `uncordon` and `drain`: names, with their kind or without (`ResourceNames`).
pub(super) fn nodes(args: &Args, command: &str) -> Result<Objects, String> {
    let selector = args.text("selector").map(parse_selector).transpose()?;
    let which = match (selector, args.plain.as_slice()) {
        (None, []) if !args.has("selector") => return Err(format!("USAGE: {command} NODE [flags]")),
        (Some(_), [_, ..]) => return Err("cannot specify both a node name and a --selector option".to_owned()),
        (Some(selector), []) => Which::Selected(vec!["Node"], selector),
        (None, names) => Which::Named(names.iter().map(|name| node(name)).collect::<Result<_, _>>()?),
    };
    Ok(Objects { which, namespace: Namespaces::All })
}

fn node(word: &str) -> Result<(&'static str, String), String> {
    let Some((named, name)) = word.split_once('/') else { return Ok(("Node", word.to_owned())) };
    match kind(named)?.kind {
        "Node" => Ok(("Node", name.to_owned())),
        _ => Err(format!("error: expected resource of type node, got \"{named}\"")),
    }
}
