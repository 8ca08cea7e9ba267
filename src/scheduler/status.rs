//! Refusals while they are many: one plugin's answer for one node, and the table of all distinct ones.

use super::plugins::{self, PluginId, node_affinity};
use super::snapshot::usage::{ScalarId, Usage};
use super::types::{Refusal, StatusCode};
use std::collections::HashMap;
use std::sync::Arc;

/// Why a filter refuses a node. Cheap to make, since thousands of nodes may be refused for each pod.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rejection {
    /// One fixed reason.
    Plain(StatusCode, &'static str),
    /// Resources fall short.
    Short(Shortage),
    /// Reasons put together.
    Texts(StatusCode, Vec<String>),
}

/// What a node has too little of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Shortage {
    /// NodeSet: 1 pods, 2 cpu, 4 memory, 8 ephemeral storage.
    pub(super) basic: u8,
    /// Other resources, sorted by name.
    pub(super) scalars: Vec<ScalarId>,
    /// More of something than the empty node has.
    pub(super) unresolvable: bool,
}

const BASIC: [&str; 4] = ["Too many pods", "Insufficient cpu", "Insufficient memory", "Insufficient ephemeral-storage"];

impl Shortage {
    /// Whether anything falls short.
    pub(super) fn is_some(&self) -> bool {
        self.basic != 0 || !self.scalars.is_empty()
    }

    fn reasons(&self, usage: &Usage<'_>) -> Vec<String> {
        let basic = BASIC.iter().enumerate().filter(|(i, _)| self.basic >> i & 1 != 0).map(|(_, r)| (*r).to_owned());
        let scalars = self.scalars.iter().map(|&id| format!("Insufficient {}", usage.scalar_name(id)));
        basic.chain(scalars).collect()
    }
}

impl Rejection {
    /// One fixed reason that evicting pods would not take away.
    pub(super) const fn unresolvable(reason: &'static str) -> Self {
        Rejection::Plain(StatusCode::UnschedulableAndUnresolvable, reason)
    }

    /// How bad it is.
    pub(super) fn code(&self) -> StatusCode {
        match self {
            Rejection::Plain(code, _) | Rejection::Texts(code, _) => *code,
            Rejection::Short(s) if s.unresolvable => StatusCode::UnschedulableAndUnresolvable,
            Rejection::Short(_) => StatusCode::Unschedulable,
        }
    }

    /// As the answer tells it.
    pub(super) fn refusal(&self, plugin: &'static str, usage: &Usage<'_>) -> Refusal {
        let reasons = match self {
            Rejection::Plain(_, reason) => vec![(*reason).to_owned()],
            Rejection::Short(shortage) => shortage.reasons(usage),
            Rejection::Texts(_, reasons) => reasons.clone(),
        };
        Refusal { plugin, code: self.code(), reasons }
    }
}

/// The number of a refusal.
pub(super) type RefusalId = u32;

/// All distinct refusals so far.
#[derive(Default)]
pub(super) struct Refusals {
    list: Vec<Arc<Refusal>>,
    ids: HashMap<(PluginId, Rejection), RefusalId>,
    /// The last answers, by plugin: neighbours are often refused for the same reason.
    recent: [Option<(Rejection, RefusalId)>; plugins::COUNT],
    named: Option<RefusalId>,
}

impl Refusals {
    /// The number of a rejection.
    pub(super) fn id(&mut self, plugin: PluginId, rejection: Rejection, usage: &Usage<'_>) -> RefusalId {
        let recent = &mut self.recent[plugin.index()];
        if let Some((last, id)) = recent
            && *last == rejection
        {
            return *id;
        }
        let id = match self.ids.get(&(plugin, rejection.clone())) {
            Some(&id) => id,
            None => {
                let id = RefusalId::try_from(self.list.len()).expect("fewer than four billion distinct refusals");
                self.list.push(Arc::new(rejection.refusal(plugin.name(), usage)));
                self.ids.insert((plugin, rejection.clone()), id);
                id
            }
        };
        *recent = Some((rejection, id));
        id
    }

    /// What is said of nodes that were not looked at because others are asked for by name.
    pub(super) fn named(&mut self) -> RefusalId {
        if let Some(id) = self.named {
            return id;
        }
        let plugin = node_affinity::NAME;
        let reasons = vec![format!("node(s) didn't satisfy plugin(s) [{plugin}]")];
        let id = RefusalId::try_from(self.list.len()).expect("fewer than four billion distinct refusals");
        let code = StatusCode::UnschedulableAndUnresolvable;
        self.list.push(Arc::new(Refusal { plugin: "", code, reasons }));
        self.named = Some(id);
        id
    }

    /// The refusal of a number.
    pub(super) fn get(&self, id: RefusalId) -> &Arc<Refusal> {
        &self.list[id as usize]
    }
}
