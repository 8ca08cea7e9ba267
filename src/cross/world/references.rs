//! Everything that the objects of a tree refer to, for who draws it: by name, by labels, by what they scale and watch.

use hashbrown::HashMap;

use super::{Name, Place, Selects, Wants, Watches, World};
use crate::cross::Object;
use crate::model::{FileId, Finding, Rule, Severity};

/// The objects of a tree, and what they refer to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// The objects in the order of the tree, and behind them what is referred to and is not in it.
    pub objects: Vec<Referred>,
    /// Who refers to whom: in the order of who refers, each pair once.
    pub edges: Vec<Edge>,
}

/// An object that is there, or that is missed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Referred {
    /// `Deployment`, …; `pods` for what a selector picks.
    pub kind: String,
    /// As written, empty where nothing is.
    pub namespace: String,
    /// Its name, or the labels that a selector asks for.
    pub name: String,
    /// Its file; `None` where it is nowhere in the tree.
    pub file: Option<FileId>,
}

/// One reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Who refers, by its place among the objects.
    pub from: usize,
    /// To whom.
    pub to: usize,
    /// What it does: `names`, `selects`, `scales`, `watches`.
    pub does: &'static str,
    /// The field that says so.
    pub field: String,
    /// A rule tells of it: it leads nowhere, or to something that does not have what is wanted.
    pub broken: bool,
}

/// What the objects of a world refer to. `told` is what the rules found in it.
pub(in crate::cross) fn references(world: &World<'_>, told: &[Finding]) -> References {
    let object = |object: &Object| Referred {
        kind: object.gvk.kind.to_owned(),
        namespace: object.reference.namespace.clone().unwrap_or_default(),
        name: object.reference.name.clone().unwrap_or_default(),
        file: Some(object.file),
    };
    let objects = world.objects.iter().map(object).collect();
    let mut by_file: HashMap<FileId, Vec<&Finding>> = HashMap::new();
    told.iter().filter(|f| f.severity > Severity::Info).for_each(|f| by_file.entry(f.file).or_default().push(f));
    let mut all = Gathered {
        world,
        told: by_file,
        missed: HashMap::new(),
        seen: HashMap::new(),
        references: References { objects, edges: Vec::new() },
    };
    for facts in world.facts {
        let from = facts.object;
        facts.names.iter().for_each(|name| all.name(from, name));
        facts.selects.iter().for_each(|selects| all.selects(from, selects, "selects"));
        if let Some(scales) = &facts.scales {
            let to = world.targets(&world.objects[from], scales);
            let broken = [&scales.name_at, &scales.kind_at, &scales.version_at]
                .into_iter()
                .any(|at| all.is_told(from, None, at));
            let missed = || (scales.kind.clone(), String::new(), scales.name.clone());
            all.add(from, to, missed, ("scales", &scales.name_at), broken);
        }
        facts.watches.iter().for_each(|watches| all.watches(from, watches));
    }
    all.references
}

struct Gathered<'w, 'k> {
    world: &'w World<'k>,
    /// What the rules warn of, by file.
    told: HashMap<FileId, Vec<&'w Finding>>,
    missed: HashMap<Referred, usize>,
    /// The place of the edge between two.
    seen: HashMap<(usize, usize), usize>,
    references: References,
}

impl Gathered<'_, '_> {
    fn name(&mut self, from: usize, name: &Name) {
        let object = &self.world.objects[from];
        let to = self.world.nearest_named((name.group, name.kind, &name.name), object, name.namespace.as_deref());
        let own = self.is_told(from, Some(name.rule), &name.at);
        let broken = own
            || match &name.wants {
                Wants::Key(_, at) | Wants::OnlyKey(_, at) | Wants::Port(_, at) => {
                    self.is_told(from, Some(name.rule), at)
                }
                Wants::Nothing | Wants::UsualPort(_) => false,
            };
        let namespace = name.namespace.as_ref().or(object.reference.namespace.as_ref());
        let missed = || (name.kind.to_owned(), namespace.cloned().unwrap_or_default(), name.name.clone());
        self.add(from, to, missed, ("names", &name.at), broken);
    }

    fn selects(&mut self, from: usize, selects: &Selects, does: &'static str) {
        let to = self.world.selected_at(&self.world.objects[from], selects);
        let broken = self.is_told(from, Some(selects.rule), &selects.at);
        self.add(from, to, || labels("pods", selects), (does, &selects.at), broken);
    }

    fn watches(&mut self, from: usize, watches: &Watches) {
        let to = self.world.watched(&self.world.objects[from], watches);
        let ports = watches.ports.iter().map(|(_, at)| at);
        let mut places = ports.chain([&watches.selects.at]);
        let broken = places.any(|at| self.is_told(from, Some(watches.selects.rule), at));
        let kind = if watches.pods { "pods" } else { "Services" };
        self.add(from, to, || labels(kind, &watches.selects), ("watches", &watches.selects.at), broken);
    }

    /// Whether a rule warns of what stands there.
    fn is_told(&self, from: usize, rule: Option<&Rule>, at: &Place) -> bool {
        let within = |finding: &Finding| at.span.start <= finding.span.start && finding.span.start <= at.span.end;
        let about = |finding: &&Finding| rule.is_none_or(|rule| *finding.rule == *rule) && within(finding);
        self.told.get(&self.world.objects[from].file).is_some_and(|told| told.iter().any(about))
    }

    fn add(
        &mut self,
        from: usize,
        mut to: Vec<usize>,
        missed: impl FnOnce() -> (String, String, String),
        (does, at): (&'static str, &Place),
        broken: bool,
    ) {
        if to.is_empty() {
            let (kind, namespace, name) = missed();
            let missed = Referred { kind, namespace, name, file: None };
            let objects = &mut self.references.objects;
            let place = *self.missed.entry(missed).or_insert_with_key(|missed| {
                objects.push(missed.clone());
                objects.len() - 1
            });
            to.push(place);
        }
        for to in to {
            let edges = &mut self.references.edges;
            let place = *self.seen.entry((from, to)).or_insert_with(|| {
                edges.push(Edge { from, to, does, field: at.path.to_string(), broken: false });
                edges.len() - 1
            });
            edges[place].broken |= broken;
        }
    }
}

/// What a selector asks for, as something that is missed.
fn labels(kind: &str, selects: &Selects) -> (String, String, String) {
    let labels: Vec<String> = selects.labels.iter().map(|(key, _, value, _)| format!("{key}={value}")).collect();
    (kind.to_owned(), String::new(), labels.join(","))
}
