//! Roles and who is bound to them, as rules look at them that ask what somebody may do in the end.

use hashbrown::HashMap;

use super::Object;
use super::look::Read;
use super::world::{Path, Place};
use crate::model::Gvk;
use crate::resource::{Field, Grant, RBAC, Resource, grants};

/// A role that grants what a rule asks for, or a binding.
#[derive(Debug)]
pub(super) enum Part {
    /// Where a role grants it.
    Role(Place),
    /// A binding of whatever role.
    Binding(Binding),
}

/// What a binding gives.
#[derive(Debug)]
pub(super) struct Binding {
    /// The kind of the role.
    pub(super) kind: String,
    /// The name of the role.
    pub(super) name: String,
    /// Where that stands.
    pub(super) at: Place,
}

/// Reads a binding, or a role one of whose rules grants what is asked for: `by` gives the value that does so, in the list
/// of that name.
pub(super) fn read(
    resource: &Resource<'_>,
    gvk: Gvk,
    list: &'static str,
    by: impl for<'a> Fn(Grant<'a>) -> Option<Field<'a>>,
) -> Option<Part> {
    if gvk.group == RBAC && matches!(gvk.kind, "RoleBinding" | "ClusterRoleBinding") {
        let role = resource.field().at("roleRef");
        let (kind, name) = (role.at("kind").opt_str()?.to_owned(), role.at("name").opt_str()?.to_owned());
        let at = Place::of(role.at("name"), Path::of("roleRef.name"));
        return Some(Part::Binding(Binding { kind, name, at }));
    }
    let place = |grant: Grant<'_>, field| Place::of(field, Path::of("").item("rules", grant.number, list));
    grants(resource, gvk).find_map(|grant| Some(Part::Role(place(grant, by(grant)?))))
}

/// A binding with the object that it is.
pub(super) type Bound<'k> = (&'k Object, &'k Binding);

/// Every binding, and the bindings of each role.
pub(super) struct Bindings<'k> {
    /// In their order.
    pub(super) all: Vec<Bound<'k>>,
    by_role: HashMap<(&'k str, &'k str), Vec<Bound<'k>>>,
}

impl<'k> Bindings<'k> {
    /// Those among `parts`.
    pub(super) fn of(parts: &[Read<'k, Part>]) -> Self {
        let bound = |part: &Read<'k, Part>| match part {
            (object, Part::Binding(binding)) => Some((*object, binding)),
            (_, Part::Role(_)) => None,
        };
        let all: Vec<Bound<'k>> = parts.iter().filter_map(bound).collect();
        let mut by_role: HashMap<_, Vec<Bound<'k>>> = HashMap::new();
        for (object, binding) in &all {
            by_role.entry((binding.kind.as_str(), binding.name.as_str())).or_default().push((object, binding));
        }
        Bindings { all, by_role }
    }

    /// Those of a role: a Role's are in its namespace.
    pub(super) fn of_role(&self, role: &Object) -> impl Iterator<Item = Bound<'k>> {
        let name = role.reference.name.as_deref().unwrap_or_default();
        let all = self.by_role.get(&(role.gvk.kind, name)).map_or(&[][..], Vec::as_slice);
        let near = |binding: &Object| role.namespace.is_empty() || binding.namespace == role.namespace;
        all.iter().copied().filter(move |(binding, _)| near(binding)).collect::<Vec<_>>().into_iter()
    }
}

/// The roles among `parts`, with the place of what each grants.
pub(super) fn roles<'k>(parts: &[Read<'k, Part>]) -> impl Iterator<Item = (&'k Object, &'k Place)> {
    parts.iter().filter_map(|part| match part {
        (object, Part::Role(place)) => Some((*object, place)),
        (_, Part::Binding(_)) => None,
    })
}

/// Whether a role or binding is one that the cluster itself, or who runs it, brings along.
pub(super) fn is_own(object: &Object) -> bool {
    let name = object.reference.name.as_deref().unwrap_or_default();
    let known = match object.gvk.kind {
        "ClusterRole" => matches!(name, "admin" | "cluster-admin" | "edit"),
        "ClusterRoleBinding" => name == "cluster-admin",
        _ => false,
    };
    known || name.starts_with("system:") || name == "gce:podsecuritypolicy:calico-sa"
}
