//! Reasons in a person's words, where the scheduler's are said already by what is behind them.

use super::volumes::MADE_ELSEWHERE;
use super::{Group, Why};
use crate::scheduler::plugins::{
    inter_pod_affinity, node_affinity, node_name, node_ports, node_resources_fit, node_unschedulable,
    node_volume_limits, pod_topology_spread, taint_toleration, volume_binding, volume_restrictions, volume_zone,
};

impl Why {
    /// The reason with what makes it so here.
    pub fn text(&self) -> String {
        if self.detail.is_empty() {
            return self.reason.clone();
        }
        let of = if self.of.is_empty() { String::new() } else { format!(" on {}", self.of) };
        match self.reason.strip_prefix("Insufficient ") {
            Some(resource) if self.detail.contains(resource) => self.detail.clone(),
            Some(resource) => format!("too little {resource}{of}: {}", self.detail),
            // The domain says already which nodes these are.
            None if of.is_empty() || self.plugin == pod_topology_spread::NAME => self.detail.clone(),
            None => format!("on {}: {}", self.of, self.detail),
        }
    }

    /// The cause behind "it has", without numbers.
    pub(super) fn cause(&self) -> String {
        let reason = self.reason.as_str();
        let words = match self.plugin {
            node_unschedulable::NAME => "a cordon",
            taint_toleration::NAME => "an untolerated taint",
            node_affinity::NAME => "other labels than asked",
            node_name::NAME => "another name than asked",
            node_ports::NAME => "its host port taken",
            node_resources_fit::NAME => {
                return match reason.strip_prefix("Insufficient ") {
                    Some(resource) if self.detail.contains(resource) => format!("no {resource}"),
                    Some(resource) => format!("too little {resource} free"),
                    None => "no room for one more pod".to_owned(),
                };
            }
            pod_topology_spread::NAME if reason.ends_with("(missing required label)") => "no label to spread over",
            pod_topology_spread::NAME => "as many matching pods as the spreading allows",
            inter_pod_affinity::NAME if reason.contains("existing pods") => "pods that keep it away",
            inter_pod_affinity::NAME if reason.contains("anti-affinity") => "pods that it keeps away from",
            inter_pod_affinity::NAME => "none of the pods that it has to be near",
            volume_binding::NAME if self.detail.contains(MADE_ELSEWHERE) => "no way to its volume",
            volume_binding::NAME if reason.contains("available persistent volumes") => "no volume for its claim",
            volume_binding::NAME | volume_zone::NAME if reason.contains("affinity") || reason.contains("zone") => {
                "no way to its volume"
            }
            volume_restrictions::NAME => "its volume in use",
            node_volume_limits::NAME => "as many volumes as it attaches",
            _ => return format!("said \"{reason}\""),
        };
        words.to_owned()
    }
}

impl Group {
    /// Its reasons without those that follow from another of them.
    pub(super) fn told(&self) -> Vec<&Why> {
        let has = |plugin: &str| self.reasons.iter().any(|why| why.plugin == plugin);
        let follows = |why: &Why| match why.plugin {
            // A node that is cordoned has a taint that says so; of a claim without a volume there is no zone to tell.
            taint_toleration::NAME => has(node_unschedulable::NAME) && is_of_cordon(&why.detail),
            volume_zone::NAME => why.detail.is_empty() && has(volume_binding::NAME),
            _ => false,
        };
        // What several plugins find missing is said once.
        let mut texts: Vec<String> = Vec::new();
        let is_new = |why: &&Why| {
            let (text, known) = (why.text(), texts.contains(&why.text()));
            texts.push(text);
            !known
        };
        self.reasons.iter().filter(|why| !follows(why)).filter(is_new).collect()
    }

    /// Them all as one text.
    pub(super) fn text(&self) -> String {
        self.told().into_iter().map(Why::text).collect::<Vec<_>>().join("; ")
    }
}

/// Whether taints are no more than that of the cordon.
fn is_of_cordon(detail: &str) -> bool {
    detail.starts_with("taint node.kubernetes.io/unschedulable") && !detail.contains("; ")
}
