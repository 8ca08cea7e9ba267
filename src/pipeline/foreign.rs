//! Documents that are no objects for a cluster, whatever `apiVersion` or `kind` they have: other tools' files by the table,
//! and what shows nothing else of an object.

use super::{Run, Why};
use crate::discover::{Traits, foreign};
use crate::model::Version;
use crate::model::near::{self, Likeness, Strictness};
use crate::model::placeholder::is_filled_in_later;
use crate::resource::{Content, Resource, content};
use crate::schema;
use crate::schema::crd::Found;
use crate::source::{Document, Kind, Node};

/// What a document of a group is called that can be no custom resource's and is none of Kubernetes' own.
const NO_SERVER: &str = "document of an API that no cluster serves";

/// A group of Kubernetes' own of which no version that is known here serves anything.
const FORMER: &str = "extensions";

/// Why a document is not for a cluster; nothing where it is, or means to be.
pub(super) fn whose(document: &Document<'_>, path: &str, run: Run<'_, '_>) -> Option<Why> {
    let root = document.root().filter(|root| matches!(root.kind(), Kind::Map | Kind::Seq))?;
    let (api, kind) = (root.get("apiVersion"), root.get("kind"));
    let object = Resource::new(root);
    let version = run.request.version();
    let own = schema::kind(object.group(), object.version(), object.kind, version);
    if own.is_some() || api.is_none() && kind.is_none() && matches!(content(document), Content::Objects(_)) {
        return None;
    }
    let first = root.items().next().unwrap_or(root);
    // YAML reads the key `on` as a boolean.
    let has = |key: &str| first.get(key).is_some() || key == "on" && first.get("true").is_some();
    if let Some(name) = foreign(Traits { path, api_version: text(api), kind: text(kind), has: &has }) {
        return (!is_defined(&object, run)).then_some(Why::Foreign(name));
    }
    let named = |node: Option<Node<'_>>| node.is_some_and(|n| n.kind() == Kind::Str && !n.scalar_text().is_empty());
    match (named(api), named(kind)) {
        (true, true) => is_of_no_server(&object).then_some(Why::Foreign(NO_SERVER)),
        (false, false) if api.is_none() && kind.is_none() => None,
        (api, _) => (!means_an_object(&object, api, version)).then_some(Why::NoObject),
    }
}

/// Whether a tool that is known has the document for its own.
pub(super) fn is_a_tools(why: &Why) -> bool {
    matches!(why, Why::Foreign(name) if *name != NO_SERVER)
}

/// What a scalar says; nothing of any other node.
fn text(node: Option<Node<'_>>) -> Option<&str> {
    node.filter(|node| node.is_scalar()).map(Node::scalar_text)
}

/// Whether a definition or a schema of the user's names its kind, so that there is something to hold it against.
fn is_defined(object: &Resource<'_>, run: Run<'_, '_>) -> bool {
    let brought = || run.request.locations.as_ref()?.check(object, run.request.version());
    matches!(run.registry.find(object), Found::Served(..) | Found::NotServed(..))
        || object.group().contains('.') && brought().is_some()
}

/// Whether the group has no dot, as that of a definition must, and neither group nor kind is nearly one of Kubernetes'.
fn is_of_no_server(object: &Resource<'_>) -> bool {
    let group = object.group();
    !group.is_empty()
        && !group.contains('.')
        && group != FORMER
        && !schema::groups().iter().any(|known| near::likeness(group, known, Strictness::Name).is_some())
        && !names_a_kind(object.kind)
        && ![object.api_version, object.kind].iter().any(|text| is_filled_in_later(text))
}

/// Whether a kind is one of Kubernetes', or one but for a slip.
fn names_a_kind(kind: &str) -> bool {
    kind_like(kind).is_some()
}

fn kind_like(kind: &str) -> Option<schema::Kind> {
    schema::kinds_named(kind).next().or_else(|| {
        let slip = |known: &schema::Kind| {
            near::likeness(kind, known.gvk().kind, Strictness::Name).is_some_and(|l| l <= Likeness::Slip)
        };
        schema::kinds().find(slip)
    })
}

/// Whether what lacks one of the two (the `kind`, where it `has_api`) shows otherwise that it is meant for a cluster.
fn means_an_object(object: &Resource<'_>, has_api: bool, version: Version) -> bool {
    let root = object.root;
    let is = |key: &str, kind: Kind| root.get(key).is_some_and(|node| node.kind() == kind);
    let missing = if has_api { "kind" } else { "apiVersion" };
    let like = |key: &str| key != "kind" && near::likeness(key, missing, Strictness::Name).is_some();
    let others = || root.entries().map(|e| e.key.scalar_text()).filter(|key| !matches!(*key, "apiVersion" | "kind"));
    if is("metadata", Kind::Map) || others().next().is_none() || others().any(like) {
        return true;
    }
    if has_api {
        return is("spec", Kind::Map) || is("items", Kind::Seq) || is("data", Kind::Map) || is("stringData", Kind::Map);
    }
    if object.kind.ends_with("List") && is("items", Kind::Seq) {
        return true;
    }
    let fields = kind_like(object.kind).map(|kind| kind.definition());
    fields.is_some_and(|definition| others().any(|key| definition.field(key, version).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::model::Severity;
    use crate::pipeline::{Request, run};

    /// Why each document of a text is not checked, and how many errors it has.
    fn found(text: &str) -> (Vec<Why>, usize) {
        let outcome = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap();
        let errors = outcome.findings.iter().filter(|f| f.severity == Severity::Error).count();
        (outcome.unchecked.into_iter().map(|one| one.why).collect(), errors)
    }

    #[test]
    fn other_tools_files_are_counted_by_their_names() {
        for (text, name) in [
            ("apiVersion: v1\nkind: Config\nclusters: []\n", "kubeconfig"),
            ("apiVersion: skaffold/v4beta11\nkind: Config\n", "skaffold configuration"),
            ("apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker}]\n", "kind configuration"),
            ("apiVersion: 1\ndatasources: []\n", "Grafana provisioning file"),
            ("kind: pipeline\nname: a\nsteps: []\n", "Drone pipeline"),
            ("on: push\njobs: {}\n", "GitHub workflow"),
            ("- hosts: all\n  tasks: []\n", "Ansible playbook"),
            ("apiVersion: nobody/v1\nkind: Strange\nmetadata: {name: a}\n", NO_SERVER),
        ] {
            assert_eq!(found(text), (vec![Why::Foreign(name)], 0), "{text}");
        }
    }

    #[test]
    fn a_tools_own_slips_are_its_own_business() {
        let errors =
            |path: &str, text: &str| run(&[SourceFile::new(path, text)], &Request::default()).unwrap().findings.len();
        let hooks = "repos:\n- repo: local\n  exclude: \"a\\/b\\.c\"\n";
        assert_eq!(errors(".pre-commit-config.yaml", hooks), 0);
        assert_eq!(errors("other.yaml", hooks), 1);
    }

    #[test]
    fn what_shows_nothing_else_of_an_object_is_none() {
        for text in ["kind: Deployment\nreplicas: 3\n", "apiVersion: v1\nfoo: bar\n", "kind: whatever\na: 1\n"] {
            assert_eq!(found(text), (vec![Why::NoObject], 0), "{text}");
        }
    }

    #[test]
    fn slips_are_told() {
        for text in [
            "kind: Deployment\nmetadata: {name: a}\n",
            "kind: Deployment\nspec: {}\n",
            "kind: List\nitems: [{apiVersion: v1, kind: Pod, metadata: {name: a}}]\n",
            "kind: Deployment\n",
            "kind: Anything\nmetadata: {name: a}\n",
            "apiVersion: v1\nmetadata: {name: a}\n",
            "apiVersion: v1\ndata: {a: b}\n",
            "apiVersion: v1\n",
            "apiVersion: apps/v2\nkind: Deployment\nmetadata: {name: a}\n",
            "apiVersion: app/v1\nkind: Anything\n",
            "apiVersion: nobody/v1\nkind: Deploymant\n",
            "apiVersion: extensions/v1beta1\nkind: Anything\nmetadata: {name: a}\n",
            "apiVersion: apps/v1\nkind: Deploymant\n",
            "apiVersion: v1\nkind: Config\nmetadata: {name: a}\n",
        ] {
            assert!(found(text).1 > 0, "{text}");
        }
    }

    #[test]
    fn what_a_definition_names_is_checked() {
        let definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: tests.kuttl.dev}\n\
                          spec:\n  group: kuttl.dev\n  scope: Namespaced\n  names: {plural: tests, singular: test, kind: Test, listKind: TestList}\n  \
                          versions:\n  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}\n";
        let test = "apiVersion: kuttl.dev/v1\nkind: Test\nmetadata: {name: a}\n";
        assert_eq!(found(test).0, [Why::Foreign("kuttl test")]);
        assert!(found(&format!("{definition}---\n{test}")).0.is_empty());
    }
}
