//! An object as rules are held against it, with what is known of it beside what it says.

use super::matching::plural;
use super::value::unsaid;
use crate::cel::value::Value as Cel;
use crate::model::{Changes, FileId, Gvk, Version};
use crate::resource::Resource;

/// An object of the tree.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What it says.
    pub object: &'a Resource<'a>,
    /// Where.
    pub file: FileId,
    /// What it means, where it is a kind of Kubernetes' own.
    pub meaning: Option<Gvk>,
    /// The server that it is for.
    pub version: Version,
    /// Whether a server may fill in what an object of another kind does not say.
    pub open: bool,
    /// What URLs call it, where a definition of the tree says so, and whether such objects live in namespaces.
    pub defined: Option<(&'a str, bool)>,
    /// What other tools change of it.
    pub changes: &'a Changes<'a>,
    /// The server draws its name: the one that it has here stands for whichever comes out, and is good for messages alone.
    pub drawn: bool,
}

impl<'a> Subject<'a> {
    /// The kind of Kubernetes' own that it is.
    pub(super) fn kind(&self) -> Option<crate::schema::Kind> {
        let gvk = self.meaning?;
        crate::schema::kind(gvk.group, gvk.version, gvk.kind, self.version)
    }

    /// What URLs call it, as far as that is known; guessed for other kinds.
    pub(super) fn resource(&self) -> String {
        let known = self.kind().map(|kind| kind.resource()).or(self.defined.map(|(plural, _)| plural));
        known.filter(|known| !known.is_empty()).map_or_else(|| plural(self.object.kind), str::to_owned)
    }

    /// Whether it lives in a namespace, where that is known.
    pub(super) fn is_namespaced(&self) -> Option<bool> {
        let own = || self.object.namespace().map(|_| true);
        self.kind().map(|kind| kind.namespaced()).or(self.defined.map(|(_, namespaced)| namespaced)).or_else(own)
    }

    /// The request by which it is created. What only a cluster knows of it cannot be read.
    pub(super) fn request(&self) -> Cel<'a> {
        let object = self.object;
        let text = |text: &'a str| Cel::from(text);
        let map = |entries: Vec<(&'a str, Cel<'a>)>| -> Cel<'a> {
            entries.into_iter().map(|(key, value)| (Cel::from(key), value)).collect::<Vec<_>>().into()
        };
        let (group, version) = object.api_version.split_once('/').unwrap_or(("", object.api_version));
        let named = |last: (&'a str, Cel<'a>)| map(vec![("group", text(group)), ("version", text(version)), last]);
        let kind = named(("kind", text(object.kind)));
        let resource = named(("resource", Cel::from(self.resource())));
        let name = object.name().filter(|_| !self.changes.name && !self.changes.anything && !self.drawn);
        let namespace = match (object.namespace(), self.is_namespaced()) {
            _ if self.changes.namespace || self.changes.anything => unsaid(),
            (_, Some(false)) => text(""),
            (Some(namespace), _) => text(namespace),
            (None, _) => unsaid(),
        };
        map(vec![
            ("operation", text("CREATE")),
            ("name", name.map_or_else(unsaid, text)),
            ("namespace", namespace),
            ("kind", kind.clone()),
            ("requestKind", kind),
            ("resource", resource.clone()),
            ("requestResource", resource),
            ("subResource", text("")),
            ("dryRun", Cel::Bool(false)),
            ("uid", unsaid()),
            ("userInfo", unsaid()),
            ("options", unsaid()),
        ])
    }
}
