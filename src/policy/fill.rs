//! What stands in a map that its manifest does not say.

use super::defaults::{self, Filled};
use super::eyes::At;
use super::value::{Found, SeenMap, Shape, map, view};
use crate::cel::value::Value as Cel;
use crate::inventory::read::NAME_OF_NAMESPACE;
use crate::model::placeholder::is_filled_in_later;
use crate::schema::Type;
use crate::source::{Kind, Node};

impl<'a> SeenMap<'a> {
    /// The keys that what stands under a key gets.
    pub(super) fn added_to(&self, definition: &str, key: &str) -> Vec<&'a str> {
        let keys = |node: Option<Node<'a>>| {
            let entries = node.filter(|node| node.kind() == Kind::Map).into_iter().flat_map(Node::entries);
            entries.map(|entry| entry.key.scalar_text()).collect::<Vec<&'a str>>()
        };
        let mut added = self.eyes.added(definition, key);
        match (definition, key) {
            ("Secret", "data") if self.eyes.server => added = keys(self.raw("stringData")),
            ("ObjectMeta", "labels")
                if self.at == At::Metadata && self.eyes.server && self.eyes.kind == "Namespace" =>
            {
                added.push(NAME_OF_NAMESPACE);
            }
            ("ResourceRequirements", "requests") if self.eyes.kind == "Pod" => {
                let own = keys(self.raw("requests"));
                added = keys(self.raw("limits"));
                added.retain(|key| !own.contains(key));
            }
            _ => {}
        }
        added
    }

    /// What is filled in where nothing stands. `documented` is whether OpenAPI speaks of a default.
    pub(super) fn filled_in(&self, definition: &str, key: &str, ty: Type, documented: bool) -> Found<'a> {
        let is = |key: &str, wanted: &str| self.raw(key).map_or(wanted, Node::scalar_text) == wanted;
        let default = match (definition, key) {
            ("Container" | "EphemeralContainer", "imagePullPolicy") => Some(self.pull_policy()),
            ("ContainerPort", "hostPort") if self.eyes.host_network => Some(Filled::Open),
            ("DeploymentStrategy" | "DaemonSetUpdateStrategy", "rollingUpdate") => {
                is("type", "RollingUpdate").then_some(Filled::Struct)
            }
            ("StatefulSetUpdateStrategy", "rollingUpdate") => self.raw("type").is_none().then_some(Filled::Struct),
            ("ServicePort", "targetPort") => match self.raw("port") {
                Some(port) => return Found::Value(view(port, Shape::Typed(ty), At::Below, &self.eyes)),
                None => Some(Filled::Open),
            },
            ("JobSpec", "backoffLimit") if self.eyes.kind == "Job" => {
                let each = self.raw("backoffLimitPerIndex").is_some();
                Some(Filled::Int(if each { i64::from(i32::MAX) } else { 6 }))
            }
            ("JobSpec", "completions") if self.eyes.kind == "Job" => {
                self.raw("parallelism").is_none().then_some(Filled::Int(1))
            }
            ("Volume", "emptyDir") => {
                let others =
                    self.node.is_some_and(|node| node.entries().any(|entry| entry.key.scalar_text() != "name"));
                (!others).then_some(Filled::Struct)
            }
            ("ImageVolumeSource", "pullPolicy") => Some(Filled::Given),
            _ => defaults::default(definition, key, &self.eyes).or(documented.then_some(Filled::Open)),
        };
        Found::Value(match default {
            None => return Found::Nothing,
            Some(Filled::Given) => return Found::Given,
            Some(Filled::Open) => return Found::Open,
            Some(Filled::Int(number)) => Cel::Int(number),
            Some(Filled::Text(text)) => Cel::from(text),
            Some(Filled::Bool(truth)) => Cel::Bool(truth),
            Some(Filled::Struct) => map(None, Shape::Typed(ty), At::Below, Vec::new(), &self.eyes),
        })
    }

    /// `SetDefaults_Container`
    fn pull_policy(&self) -> Filled {
        let Some(image) = self.raw("image") else { return Filled::Given };
        if self.eyes.is_changed(At::Below, "image", Some(image)) || is_filled_in_later(image.scalar_text()) {
            return Filled::Given;
        }
        let image = image.scalar_text();
        let last = image.rsplit('/').next().unwrap_or_default();
        let latest = !image.contains('@') && last.split_once(':').is_none_or(|(_, tag)| tag == "latest");
        Filled::Text(if latest { "Always" } else { "IfNotPresent" })
    }
}
