//! Objects as policies see them: what the manifest says, and what the API server fills in before anybody looks.

use std::rc::Rc;

use crate::cel::value::{Fields, Items, Likeness, List, Map, Value as Cel};
use crate::source::{Kind, Node};

/// Where in an object a value stands, as far as anything is filled in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The object itself, of that kind.
    Object(&'static str),
    /// Its `metadata`.
    Metadata,
    /// Its `spec`.
    Spec(&'static str),
    /// What holds the `spec` of pods.
    Template,
    /// That.
    PodSpec,
    /// Containers, and one of them.
    Containers,
    Container,
    /// Ports, and one of them.
    Ports,
    Port,
    /// Anything else.
    Other,
}

/// Kinds of which something is filled in.
const KINDS: [&str; 10] = [
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "Pod",
    "ReplicaSet",
    "ReplicationController",
    "Service",
    "StatefulSet",
    "",
];

/// What is filled in where nothing stands.
#[derive(Clone, Copy)]
enum Default {
    Int(i64),
    Text(&'static str),
    Bool(bool),
    Empty,
}

/// `pkg/apis/{core,apps,batch}/v1/defaults.go`, of what policies mostly ask for.
const DEFAULTS: &[(Place, &str, Default)] = &[
    (Place::Spec("Deployment"), "replicas", Default::Int(1)),
    (Place::Spec("ReplicaSet"), "replicas", Default::Int(1)),
    (Place::Spec("ReplicationController"), "replicas", Default::Int(1)),
    (Place::Spec("StatefulSet"), "replicas", Default::Int(1)),
    (Place::Spec("Deployment"), "revisionHistoryLimit", Default::Int(10)),
    (Place::Spec("Deployment"), "progressDeadlineSeconds", Default::Int(600)),
    (Place::Spec("Job"), "backoffLimit", Default::Int(6)),
    (Place::Spec("Job"), "suspend", Default::Bool(false)),
    (Place::Spec("CronJob"), "concurrencyPolicy", Default::Text("Allow")),
    (Place::Spec("CronJob"), "suspend", Default::Bool(false)),
    (Place::Spec("CronJob"), "successfulJobsHistoryLimit", Default::Int(3)),
    (Place::Spec("CronJob"), "failedJobsHistoryLimit", Default::Int(1)),
    (Place::Spec("Service"), "type", Default::Text("ClusterIP")),
    (Place::Spec("Service"), "sessionAffinity", Default::Text("None")),
    (Place::PodSpec, "restartPolicy", Default::Text("Always")),
    (Place::PodSpec, "dnsPolicy", Default::Text("ClusterFirst")),
    (Place::PodSpec, "schedulerName", Default::Text("default-scheduler")),
    (Place::PodSpec, "terminationGracePeriodSeconds", Default::Int(30)),
    (Place::PodSpec, "securityContext", Default::Empty),
    (Place::Container, "terminationMessagePath", Default::Text("/dev/termination-log")),
    (Place::Container, "terminationMessagePolicy", Default::Text("File")),
    (Place::Container, "resources", Default::Empty),
    (Place::Port, "protocol", Default::Text("TCP")),
];

impl Place {
    fn below(self, key: &str) -> Place {
        match (self, key) {
            (Place::Object(_), "metadata") => Place::Metadata,
            (Place::Object("Pod"), "spec") | (Place::Template, "spec") => Place::PodSpec,
            (Place::Object(kind), "spec") => Place::Spec(kind),
            (Place::Spec("CronJob"), "jobTemplate") => Place::Object("Job"),
            (Place::Spec(_), "template") => Place::Template,
            (Place::PodSpec, "containers" | "initContainers") => Place::Containers,
            (Place::Container, "ports") | (Place::Spec("Service"), "ports") => Place::Ports,
            _ => Place::Other,
        }
    }

    fn item(self) -> Place {
        match self {
            Place::Containers => Place::Container,
            Place::Ports => Place::Port,
            _ => Place::Other,
        }
    }
}

/// An object of that kind; of kinds that are none of Kubernetes' own nothing is filled in.
pub(super) fn object<'a>(node: Node<'a>, kind: &str, built_in: bool) -> Cel<'a> {
    let known = KINDS.iter().find(|own| **own == kind).filter(|_| built_in);
    view(node, known.map_or(Place::Other, |kind| Place::Object(kind)))
}

/// Any value as it stands.
pub(super) fn plain(node: Node<'_>) -> Cel<'_> {
    view(node, Place::Other)
}

fn view(node: Node<'_>, place: Place) -> Cel<'_> {
    match node.kind() {
        Kind::Null => Cel::Null,
        Kind::Bool => Cel::Bool(node.as_bool() == Some(true)),
        Kind::Int => node.as_i64().map_or_else(|| Cel::Double(node.as_f64().unwrap_or_default()), Cel::Int),
        Kind::Float => Cel::Double(node.as_f64().unwrap_or_default()),
        Kind::Str => Cel::from(node.scalar_text()),
        Kind::Seq => Cel::List(List::Seen(Rc::new(SeenList { items: node.items().collect(), place: place.item() }))),
        Kind::Map => Cel::Map(Map::Seen(Rc::new(SeenMap { node, place }))),
    }
}

#[derive(Debug)]
struct SeenList<'a> {
    items: Vec<Node<'a>>,
    place: Place,
}

impl<'a> Items<'a> for SeenList<'a> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn get(&self, index: usize) -> Cel<'a> {
        self.items.get(index).map_or(Cel::Null, |node| view(*node, self.place))
    }

    fn kind(&self) -> Likeness<'_> {
        Likeness::Atomic
    }
}

#[derive(Debug)]
struct SeenMap<'a> {
    node: Node<'a>,
    place: Place,
}

impl<'a> SeenMap<'a> {
    fn filled_in(&self, key: &str) -> Option<Cel<'a>> {
        if (self.place, key) == (Place::Container, "imagePullPolicy") {
            // `SetDefaults_Container`
            let image = self.node.get("image").map_or("", Node::scalar_text);
            let last = image.rsplit('/').next().unwrap_or_default();
            let latest = !image.contains('@') && last.split_once(':').is_none_or(|(_, tag)| tag == "latest");
            return Some(Cel::from(if latest { "Always" } else { "IfNotPresent" }));
        }
        let default = DEFAULTS.iter().find(|(place, own, _)| *place == self.place && *own == key)?.2;
        Some(match default {
            Default::Int(number) => Cel::Int(number),
            Default::Text(text) => Cel::from(text),
            Default::Bool(truth) => Cel::Bool(truth),
            Default::Empty => Cel::from(Vec::<(Cel<'_>, Cel<'_>)>::new()),
        })
    }
}

impl<'a> Fields<'a> for SeenMap<'a> {
    fn len(&self) -> usize {
        self.node.len()
    }

    fn get(&self, key: &str) -> Option<Cel<'a>> {
        // The server decodes before a policy sees anything: what is null is not there.
        let found = self.node.get(key).filter(|node| !node.is_null());
        found.map(|node| view(node, self.place.below(key))).or_else(|| self.filled_in(key))
    }

    fn entry(&self, index: usize) -> (&'a str, Cel<'a>) {
        match self.node.entries().nth(index) {
            Some(entry) => {
                let key = entry.key.scalar_text();
                (key, view(entry.value, self.place.below(key)))
            }
            None => ("", Cel::Null),
        }
    }

    fn object(&self) -> Option<&str> {
        None
    }

    fn declares(&self, _: &str) -> bool {
        true
    }
}
