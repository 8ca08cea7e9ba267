//! The pod security standards, which namespaces may enforce on the pods in them.
//!
//! Mirrors `k8s.io/pod-security-admission/policy`: the checks of the levels `baseline` and `restricted` in the target
//! version, each with the version since which it is one (a namespace may ask for those of an older one). Which namespace
//! enforces what is known only where all files meet.

use crate::model::{Span, Version};
use crate::resource::{Field, Resource};
use crate::schema::changes;
use crate::schema::pod_security::{ENFORCE, ENFORCE_VERSION, WARN, WARN_VERSION, minor_of};

/// How strict a namespace is, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Everything goes.
    Privileged,
    /// No known ways to more privileges.
    Baseline,
    /// Hardened pods only.
    Restricted,
}

impl Level {
    /// As a label gives it.
    pub(super) fn read(text: &str) -> Option<Self> {
        Some(match text {
            "privileged" => Level::Privileged,
            "baseline" => Level::Baseline,
            "restricted" => Level::Restricted,
            _ => return None,
        })
    }

    /// As a label gives it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Level::Privileged => "privileged",
            Level::Baseline => "baseline",
            Level::Restricted => "restricted",
        }
    }
}

/// Something in a pod that a level does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slip {
    /// The least strict level that refuses it.
    pub(super) level: Level,
    /// The first minor version of the standards that does.
    pub(super) since: u8,
    /// The field, as the server spells it.
    pub(super) field: String,
    /// What must change.
    pub(super) span: Span,
    /// What is wrong, in words.
    pub(super) message: String,
    /// How to mend it.
    pub(super) help: &'static str,
}

/// What a namespace enforces, or has the server warn of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Enforced {
    pub(super) level: Level,
    /// The last minor version whose checks it asks for; the greatest number for all.
    pub(super) minor: u8,
    /// The bytes that say so.
    pub(super) label: Span,
}

/// What a namespace enforces, where it says so.
pub(super) fn enforced(namespace: &Resource<'_>) -> Option<Enforced> {
    labelled(namespace, ENFORCE, ENFORCE_VERSION)
}

/// What it has the server warn of, where it says so. Without a word of it that is what it enforces, of which the server need
/// not warn, too.
pub(super) fn warned(namespace: &Resource<'_>) -> Option<Enforced> {
    labelled(namespace, WARN, WARN_VERSION)
}

fn labelled(namespace: &Resource<'_>, level: &str, version: &str) -> Option<Enforced> {
    let labels = namespace.field().at("metadata").at("labels");
    let label = labels.key(level)?;
    let version = labels.key(version).and_then(|version| minor_of(version.str()));
    Some(Enforced { level: Level::read(label.str())?, minor: version.unwrap_or(u8::MAX), label: label.span() })
}

/// A pod under examination.
pub(super) struct Pod<'a> {
    pub(super) base: String,
    pub(super) spec: Field<'a>,
    pub(super) meta: Field<'a>,
    pub(super) version: Version,
    /// The minor version since which the standards have the check at hand.
    pub(super) since: u8,
    pub(super) slips: Vec<Slip>,
}

/// One of its containers.
pub(super) struct Container<'a> {
    pub(super) path: String,
    pub(super) field: Field<'a>,
}

impl<'a> Container<'a> {
    pub(super) fn name(&self) -> &'a str {
        self.field.at("name").str()
    }

    /// What to show where something is missing: its name.
    pub(super) fn head(&self) -> Span {
        self.field.at("name").span()
    }

    pub(super) fn security(&self) -> Field<'a> {
        self.field.at("securityContext")
    }
}

impl<'a> Pod<'a> {
    /// `visitContainers`: init, ordinary and ephemeral ones.
    pub(super) fn containers(&self) -> Vec<Container<'a>> {
        let lists = ["initContainers", "containers", "ephemeralContainers"];
        let mut all = Vec::new();
        for list in lists {
            for (i, field) in self.spec.at(list).items().enumerate() {
                all.push(Container { path: format!("{}.{list}[{i}]", self.base), field });
            }
        }
        all
    }

    pub(super) fn security(&self) -> Field<'a> {
        self.spec.at("securityContext")
    }

    /// Whether it is spared what Windows does not know.
    pub(super) fn windows(&self) -> bool {
        changes::POD_SECURITY_OF_WINDOWS.holds(self.version) && self.spec.at("os").at("name").str() == "windows"
    }

    /// `relaxPolicyForUserNamespacePod`
    pub(super) fn own_users(&self) -> bool {
        changes::POD_SECURITY_OF_OWN_USERS.holds(self.version) && self.spec.at("hostUsers").opt_bool() == Some(false)
    }

    pub(super) fn refuse(&mut self, level: Level, path: String, span: Span, message: String, help: &'static str) {
        self.slips.push(Slip { level, since: self.since, field: path, span, message, help });
    }

    /// Looks with a check that the standards have since that minor version.
    pub(super) fn since(&mut self, minor: u8, check: impl FnOnce(&mut Self)) {
        self.since = minor;
        check(self);
        self.since = 0;
    }
}
