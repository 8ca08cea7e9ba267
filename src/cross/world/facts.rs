//! What the rules of references read of an object: what it offers to others, and what it wants of them.

use super::Watches;
use super::place::{Path, Place};
use crate::inventory::read::label_selector;
use crate::model::{Rule, Span};
use crate::resource::Field;
use crate::scheduler::types::{LabelSelector, Labels};

/// What is known of an object beside its name. Most know little: what few have stands apart.
#[derive(Debug, Default)]
pub(in crate::cross) struct Facts {
    /// Its place among the objects.
    pub(in crate::cross) object: usize,
    /// The pods that it is or makes.
    pub(in crate::cross) pods: Option<Box<Pods>>,
    /// Its ports, where it is a Service.
    pub(in crate::cross) service: Option<Box<Service>>,
    /// Its keys, where it is a ConfigMap or a Secret.
    pub(in crate::cross) keys: Option<Vec<String>>,
    /// The objects that it names.
    pub(in crate::cross) names: Vec<Name>,
    /// The pods that it selects.
    pub(in crate::cross) selects: Option<Box<Selects>>,
    /// What it leaves to evict, where it is a PodDisruptionBudget.
    pub(in crate::cross) budget: Option<Box<Budget>>,
    /// What it scales, and to how many at least.
    pub(in crate::cross) scales: Option<Box<Scales>>,
    /// What it watches.
    pub(in crate::cross) watches: Option<Box<Watches>>,
    /// The resources that it fills in where a container requests none, where it is a LimitRange.
    pub(in crate::cross) fills: Vec<String>,
    /// The names of the claims that each of its pods gets, where it is a StatefulSet.
    pub(in crate::cross) claims: Vec<String>,
    /// What it restricts and lets through, where it is a NetworkPolicy.
    pub(in crate::cross) restricts: Option<Box<Restricts>>,
    /// Its labels, where it is a Namespace, with the one that the cluster gives to each.
    pub(in crate::cross) space: Option<Box<Labels>>,
}

/// The traffic that a NetworkPolicy is about.
#[derive(Debug)]
pub(in crate::cross) struct Restricts {
    /// It restricts what comes to its pods.
    pub(in crate::cross) ingress: bool,
    /// It restricts what goes out from them.
    pub(in crate::cross) egress: bool,
    /// The pods of its namespace that it lets in or out to.
    pub(in crate::cross) peers: Vec<Selects>,
    /// The namespaces that it lets in or out to.
    pub(in crate::cross) spaces: Vec<Selects>,
    /// The ports of its pods that it opens by name, and their protocols.
    pub(in crate::cross) ports: Vec<(String, String, Place)>,
}

/// The pods of an object.
#[derive(Debug)]
pub(in crate::cross) struct Pods {
    /// Their labels.
    pub(in crate::cross) labels: Labels,
    /// Names and protocols of the ports of their containers.
    pub(in crate::cross) ports: Vec<(String, String)>,
    /// How many there are, where that is known.
    pub(in crate::cross) replicas: Option<i64>,
    /// Where that is written.
    pub(in crate::cross) replicas_at: Option<Span>,
    /// Where it is said that all of them end before the next start.
    pub(in crate::cross) recreate_at: Option<Span>,
    /// What some of their containers do not request.
    pub(in crate::cross) unasked: Unasked,
    /// They are in the network of their nodes.
    pub(in crate::cross) host_network: bool,
}

/// The first container that requests no cpu, and the first that requests no memory.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cross) struct Unasked {
    cpu: Option<Span>,
    memory: Option<Span>,
}

impl Unasked {
    /// The first container that does not request it.
    pub(in crate::cross) fn of(self, resource: &str) -> Option<Span> {
        if resource == "memory" { self.memory } else { self.cpu }
    }

    /// Reads it of a pod. What the whole pod requests, or a limit, does as well.
    pub(super) fn read(spec: Field<'_>) -> Self {
        let first = |resource: &'static str| {
            let asks = |of: Field<'_>| {
                let resources = of.at("resources");
                ["requests", "limits"].iter().any(|list| resources.at(list).key(resource).is_some())
            };
            let container =
                spec.at("containers").items().find(|container| !asks(*container)).filter(|_| !asks(spec))?;
            let name = container.at("name");
            Some(if name.exists() { name.span() } else { container.span() })
        };
        Unasked { cpu: first("cpu"), memory: first("memory") }
    }
}

/// A port by its name or its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cross) enum Port {
    /// By its name.
    Named(String),
    /// By its number.
    Number(i64),
}

/// A Service.
#[derive(Debug)]
pub(in crate::cross) struct Service {
    /// Its ports, by name and number.
    pub(in crate::cross) ports: Vec<(String, i64)>,
    /// The number of one of its ports cannot be read, or is filled in later: nobody knows then which it has.
    pub(in crate::cross) unread: bool,
    /// Ports of the pods that it names, and their protocols.
    pub(in crate::cross) targets: Vec<(String, String, Place)>,
    /// Its own labels.
    pub(in crate::cross) labels: Labels,
    /// `clusterIP: None`.
    pub(in crate::cross) headless: bool,
    /// It is but another name for something outside.
    pub(in crate::cross) external: bool,
}

/// A reference by name.
#[derive(Debug)]
pub(in crate::cross) struct Name {
    /// The rule that tells of it.
    pub(in crate::cross) rule: &'static Rule,
    /// Group and kind of what is named.
    pub(in crate::cross) group: &'static str,
    /// The same.
    pub(in crate::cross) kind: &'static str,
    /// The namespace, where the reference says which.
    pub(in crate::cross) namespace: Option<String>,
    /// The name.
    pub(in crate::cross) name: String,
    /// Where it stands.
    pub(in crate::cross) at: Place,
    /// What of it is wanted.
    pub(in crate::cross) wants: Wants,
}

/// What is wanted of an object that is named.
#[derive(Debug)]
pub(in crate::cross) enum Wants {
    /// That it is there.
    Nothing,
    /// A key.
    Key(String, Place),
    /// A key, where the object is there: that it is there another reference wants.
    OnlyKey(String, Place),
    /// A port.
    Port(Port, Place),
    /// The port that is meant where none is given.
    UsualPort(i64),
}

/// Pods that are selected by their labels.
#[derive(Debug)]
pub(in crate::cross) struct Selects {
    /// The rule that tells of it.
    pub(in crate::cross) rule: &'static Rule,
    /// The selector.
    pub(in crate::cross) selector: LabelSelector,
    /// Each label that must have one value, and where key and value stand.
    pub(in crate::cross) labels: Vec<(String, Place, String, Place)>,
    /// Where it stands as a whole.
    pub(in crate::cross) at: Place,
}

/// What a PodDisruptionBudget leaves to evict.
#[derive(Debug)]
pub(in crate::cross) struct Budget {
    /// Which of its fields says so; a budget that says neither lets no pod go.
    pub(in crate::cross) bound: Bound,
    /// The number, or the percentage.
    pub(in crate::cross) amount: i64,
    /// Whether it is a percentage.
    pub(in crate::cross) percent: bool,
    /// Where that stands.
    pub(in crate::cross) at: Place,
}

/// What a PodDisruptionBudget speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cross) enum Bound {
    /// `minAvailable`
    Least,
    /// `maxUnavailable`
    Most,
    /// Neither of them is there.
    Unsaid,
}

/// What an autoscaler scales.
#[derive(Debug)]
pub(in crate::cross) struct Scales {
    /// As written.
    pub(in crate::cross) kind: String,
    /// As written.
    pub(in crate::cross) name: String,
    /// The group of the kind, as far as it is said.
    pub(in crate::cross) group: Option<String>,
    /// Where the version of the kind is said, or else the kind.
    pub(in crate::cross) version_at: Place,
    /// Where the kind stands.
    pub(in crate::cross) kind_at: Place,
    /// Where the name stands.
    pub(in crate::cross) name_at: Place,
    /// `minReplicas`.
    pub(in crate::cross) least: i64,
    /// The resources whose use is held against what is requested, and where that is said.
    pub(in crate::cross) measures: Vec<(&'static str, Place)>,
}

impl Facts {
    /// Whether anything is known.
    pub(in crate::cross) fn is_empty(&self) -> bool {
        self.pods.is_none()
            && self.service.is_none()
            && self.keys.is_none()
            && self.names.is_empty()
            && self.selects.is_none()
            && self.budget.is_none()
            && self.scales.is_none()
            && self.watches.is_none()
            && self.fills.is_empty()
            && self.claims.is_empty()
            && self.restricts.is_none()
            && self.space.is_none()
    }
}

/// Gathers the references of an object by name.
pub(in crate::cross) struct Names<'n>(pub(in crate::cross) &'n mut Vec<Name>);

impl Names<'_> {
    /// Notes that `field` names an object of that kind; `optional` ones are not missed.
    pub(in crate::cross) fn add(
        &mut self,
        rule: &'static Rule,
        (group, kind): (&'static str, &'static str),
        field: Field<'_>,
        path: Path,
    ) {
        self.add_wanting(rule, (group, kind), None, field, path, Wants::Nothing);
    }

    /// The same, of a namespace that the reference says, and what is wanted of it.
    pub(in crate::cross) fn add_wanting(
        &mut self,
        rule: &'static Rule,
        (group, kind): (&'static str, &'static str),
        namespace: Option<String>,
        field: Field<'_>,
        path: Path,
        wants: Wants,
    ) {
        let Some(name) = field.opt_str().filter(|name| !name.is_empty()) else { return };
        self.0.push(Name { rule, group, kind, namespace, name: name.to_owned(), at: Place::of(field, path), wants });
    }
}

/// The protocol of a port: TCP where nothing is said (`SetDefaults_Service`, `SetDefaults_Container`).
pub(in crate::cross) fn protocol(port: Field<'_>) -> String {
    port.at("protocol").opt_str().filter(|own| !own.is_empty()).unwrap_or("TCP").to_owned()
}

/// A port as a manifest names it.
pub(in crate::cross) fn port(field: Field<'_>) -> Option<Port> {
    match field.opt_int() {
        Some(number) => Some(Port::Number(number)),
        None => field.opt_str().filter(|name| !name.is_empty()).map(|name| Port::Named(name.to_owned())),
    }
}

/// A selector of pods as `matchLabels` and `matchExpressions`.
pub(in crate::cross) fn selects(rule: &'static Rule, field: Field<'_>, path: Path) -> Option<Box<Selects>> {
    let selector = label_selector(field)?;
    let labels = pairs(field.at("matchLabels"), path);
    Some(Box::new(Selects { rule, selector, labels, at: Place::of(field, path) }))
}

/// The labels of a selector with their places.
pub(in crate::cross) fn pairs(field: Field<'_>, path: Path) -> Vec<(String, Place, String, Place)> {
    let one = |(key, value): (crate::source::Node<'_>, Field<'_>)| {
        let own = Place::of(Field::root(key), path);
        Some((key.scalar_text().to_owned(), own, value.opt_str()?.to_owned(), Place::of(value, path)))
    };
    field.entries().filter_map(one).collect()
}
