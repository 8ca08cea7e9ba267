//! A pod that may speak to the API server without need.

use hashbrown::HashSet;

use super::Together;
use super::look::{Check, Read, Reading};
use super::world::{Path, Place};
use crate::model::{Finding, Gvk, Layer, Rule, Severity};
use crate::resource::{Field, Resource, pod_parts};
use crate::source::Kind;

/// `cross/automount-token`
pub(super) const CHECK: Check = Check {
    rule: &RULE,
    words: &[],
    parameters: &[],
    look: &Reading { read: |resource, gvk, _| read(resource, gvk), find },
};

static RULE: Rule = Rule {
    id: "cross/automount-token",
    layer: Layer::Cross,
    severity: Severity::Info,
    asked: true,
    summary: "A pod that is given a token for the API server",
    explanation: "Unless the pod or its ServiceAccount says otherwise each pod gets a token in a file, and whoever breaks in speaks to the \
                  API server with it. Few programs need that. What the pod says outweighs what the ServiceAccount says; that is heard where \
                  it stands in the same files.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\nautomountServiceAccountToken: false\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: web\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// What one of them says.
#[derive(Debug)]
enum Part {
    /// A ServiceAccount that gives out no tokens.
    Withheld(String),
    /// A pod that takes one, and says so itself; or that says nothing, and leaves it to that ServiceAccount.
    Given(Place, Option<String>),
}

fn read(resource: &Resource<'_>, gvk: Gvk) -> Option<Part> {
    let field = "automountServiceAccountToken";
    if (gvk.group, gvk.kind) == ("", "ServiceAccount") {
        let withheld = resource.field().at(field).opt_bool() == Some(false);
        return resource.name().filter(|_| withheld).map(|name| Part::Withheld(name.to_owned()));
    }
    let pod = pod_parts(resource, gvk)?;
    let (mount, path) = (pod.spec.at(field), Path::below(pod.path, "spec.automountServiceAccountToken"));
    if mount.exists() {
        return (mount.opt_bool() == Some(true)).then(|| Part::Given(Place::of(mount, path), None));
    }
    let spec = pod.spec.node().filter(|spec| spec.kind() == Kind::Map)?;
    let head = Field::root(spec.key_below(resource.root).unwrap_or(spec));
    let account = ["serviceAccountName", "serviceAccount"].map(|name| pod.spec.at(name).str());
    let account = account.into_iter().find(|name| !name.is_empty()).unwrap_or("default");
    Some(Part::Given(Place::of(head, path), Some(account.to_owned())))
}

fn find(parts: &[Read<'_, Part>], _: &Together<'_>) -> Vec<Finding> {
    let withheld = parts.iter().filter_map(|(object, part)| match part {
        Part::Withheld(name) => Some((object.namespace.as_str(), name.as_str())),
        Part::Given(..) => None,
    });
    let withheld: HashSet<(&str, &str)> = withheld.collect();
    let one = |(object, part): &Read<'_, Part>| {
        let Part::Given(at, account) = part else { return None };
        if account.as_deref().is_some_and(|account| withheld.contains(&(object.namespace.as_str(), account))) {
            return None;
        }
        let mut finding = at.finding(&RULE, "the pod is given a token for the API server".to_owned());
        finding.help("set `automountServiceAccountToken: false` where it does not speak to the API server");
        Some(object.scene().set(finding))
    };
    parts.iter().filter_map(one).collect()
}
