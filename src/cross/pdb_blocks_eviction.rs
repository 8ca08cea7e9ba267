//! Budgets that leave no pod to evict.

use hashbrown::{HashMap, HashSet};

use super::Object;
use super::look::{Check, Referring};
use super::world::{Bound, Budget, Facts, Path, Place, World};
use crate::model::{Finding, Gvk, Layer, Rule, Severity, count};
use crate::resource::{Field, Resource};

/// `cross/pdb-blocks-eviction`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["PodDisruptionBudget"], parameters: &[], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/pdb-blocks-eviction",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A PodDisruptionBudget that lets no pod be evicted",
    explanation: "A node is drained by evicting its pods. Where `maxUnavailable` is 0, or `minAvailable` is as many as there are replicas \
                  (or as an autoscaler keeps at least), no eviction is ever allowed: the drain waits, and with it every upgrade of the \
                  nodes. Leave room for one, or run one replica more. A budget that says neither allows none either.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 2\n  selector:\n    matchLabels:\n      app: web\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
};

/// Reads a PodDisruptionBudget.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) != ("policy", "PodDisruptionBudget") {
        return;
    }
    let spec = resource.field().at("spec");
    let (least, most) = (spec.at("minAvailable"), spec.at("maxUnavailable"));
    facts.budget = if least.exists() || most.exists() {
        let own = budget(least, Bound::Least, "spec.minAvailable");
        own.or_else(|| budget(most, Bound::Most, "spec.maxUnavailable")).map(Box::new)
    } else {
        let at = Place::of(spec, Path::of("spec"));
        spec.exists().then(|| Box::new(Budget { bound: Bound::Unsaid, amount: 0, percent: false, at }))
    };
}

fn budget(field: Field<'_>, bound: Bound, path: &'static str) -> Option<Budget> {
    let at = Place::of(field, Path::of(path));
    if let Some(amount) = field.opt_int() {
        return Some(Budget { bound, amount, percent: false, at });
    }
    let amount = field.opt_str()?.strip_suffix('%')?.parse().ok()?;
    Some(Budget { bound, amount, percent: true, at })
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let scaled = scaled(world);
    let mut guarded: HashMap<usize, Vec<&Object>> = HashMap::new();
    for facts in world.facts {
        let Some(budget) = &facts.budget else { continue };
        let from = &world.objects[facts.object];
        let mut pods = facts.selects.as_ref().map(|selects| world.selected_at(from, selects)).unwrap_or_default();
        // A drain passes over the pods of DaemonSets (`kubectl/pkg/drain`, `daemonSetFilter`).
        let selected = pods.len();
        pods.retain(|at| world.objects[*at].gvk.kind != "DaemonSet");
        if pods.is_empty() && selected > 0 {
            continue;
        }
        findings.extend(two_budgets(world, facts, &pods, &mut guarded));
        let all: Option<i64> = pods.iter().map(|at| least(world, &scaled, *at)).sum();
        // Of one name there is but one: nobody knows which.
        let names: HashSet<_> = pods.iter().map(|at| world.identity(*at)).collect();
        let all = all.filter(|all| *all > 0 && names.len() == pods.len() && !pods.is_empty());
        // Where nobody knows how many pods there are, or will be once there are any, it must hold for any number of them.
        if !blocks(budget, all.unwrap_or(i64::from(i32::MAX))) {
            continue;
        }
        let first = pods.first().map(|at| &world.objects[*at]);
        let mut finding = budget.at.finding(&RULE, message(budget, first, names.len(), all));
        finding.help(match (budget.bound, all) {
            (Bound::Most | Bound::Unsaid, _) => "set `maxUnavailable: 1`".to_owned(),
            (Bound::Least, Some(1)) => {
                "run two replicas, or set `maxUnavailable: 1` instead, which lets the only one be evicted".to_owned()
            }
            (Bound::Least, _) => "set `maxUnavailable: 1` instead, or run one replica more".to_owned(),
        });
        if let Some(first) = first {
            finding.relate_in(first.file, first.name, "its pods are those");
        }
        findings.push(from.scene().set(finding));
    }
    findings
}

/// Says that the pods of a workload are under another budget as well: `guarded` are those that have been under one so far, by their
/// places. The server then refuses every eviction (`EvictionREST.Create`).
fn two_budgets<'k>(
    world: &World<'k>,
    facts: &Facts,
    pods: &[usize],
    guarded: &mut HashMap<usize, Vec<&'k Object>>,
) -> Option<Finding> {
    let (from, selects) = (&world.objects[facts.object], facts.selects.as_ref()?);
    let mut told = None;
    for at in pods {
        let object = &world.objects[*at];
        let budgets = guarded.entry(*at).or_default();
        let same = |other: &&&Object| other.reference.name != from.reference.name && world.is_beside(from, None, other);
        let open = world.writes(object, "labels") || world.writes(from, "selector");
        if let Some(other) = budgets.iter().find(same).filter(|_| told.is_none() && !open) {
            let name = |object: &Object| object.reference.name.clone().unwrap_or_default();
            let message = format!(
                "the pods of {} `{}` are under two budgets, this one and `{}`: none of them can be evicted",
                object.gvk.kind,
                name(object),
                name(other)
            );
            let mut finding = selects.at.finding(&RULE, message);
            finding.help("leave one of the two out: the API server answers 500, which no drain gets past");
            finding.relate_in(other.file, other.name, "the other budget");
            told = Some(from.scene().set(finding));
        }
        budgets.push(from);
    }
    told
}

/// Says that none of the pods of `first` and others may go, where they are known, or else none of all that it selects.
fn message(budget: &Budget, first: Option<&Object>, workloads: usize, all: Option<i64>) -> String {
    let who = match first {
        None => "that it selects".to_owned(),
        Some(first) => {
            let name = first.reference.name.as_deref().unwrap_or_default();
            let others = if workloads > 1 { format!(" and {}", count(workloads - 1, "other")) } else { String::new() };
            format!("of {} `{name}`{others}", first.gvk.kind)
        }
    };
    let percent = if budget.percent { "%" } else { "" };
    let field = match budget.bound {
        Bound::Least => "minAvailable",
        Bound::Most => "maxUnavailable",
        Bound::Unsaid => "",
    };
    let why = match (budget.bound, first.and(all)) {
        (Bound::Unsaid, _) => "the budget says neither `minAvailable` nor `maxUnavailable`".to_owned(),
        (_, Some(all)) => {
            let pods = count(usize::try_from(all).unwrap_or_default(), "pod");
            format!("`{field}: {}{percent}` of {pods}", budget.amount)
        }
        (_, None) => format!("`{field}: {}{percent}`", budget.amount),
    };
    format!("no pod {who} may ever be evicted, so that no node under one can be drained: {why}")
}

/// To how many autoscalers scale objects at least, where that is known, by the places of these.
type Scaled = HashMap<usize, Option<i64>>;

fn scaled(world: &World<'_>) -> Scaled {
    let mut scaled = Scaled::new();
    for (from, scales) in world.scalers() {
        let anew = ["minReplicas", "minReplicaCount"].iter().any(|field| world.writes(from, field));
        for at in world.targets(from, scales) {
            let own = (!anew).then_some(scales.least);
            let known = scaled.entry(at).or_insert(own);
            *known = (*known).min(own);
        }
    }
    scaled
}

/// How many pods an object keeps at least: an autoscaler of it may go down to its own least number.
fn least(world: &World<'_>, scaled: &Scaled, at: usize) -> Option<i64> {
    let object = &world.objects[at];
    let own = || world.of(at)?.pods.as_ref()?.replicas.filter(|_| !world.writes(object, "replicas"));
    let count = scaled.get(&at).copied().unwrap_or_else(own);
    count.map(|count| count.clamp(0, i64::from(i32::MAX)))
}

/// Whether it lets none of so many go (`disruption.go`, `getExpectedPodCount`): percentages are rounded up.
fn blocks(budget: &Budget, all: i64) -> bool {
    let of_all = |percent: i64| percent.clamp(0, 100).saturating_mul(all).saturating_add(99) / 100;
    let amount = if budget.percent { of_all(budget.amount) } else { budget.amount };
    match budget.bound {
        Bound::Least => amount >= all,
        Bound::Most => amount == 0,
        // Then as many are expected as are wanted: none.
        Bound::Unsaid => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn percentages_are_rounded_up() {
        let at = Place::of(
            Field::root(crate::source::parse("a", &crate::source::Limits::default()).leak()[0].root().unwrap()),
            Path::of(""),
        );
        assert_eq!(at.span, Span::new(0, 1));
        let blocks = |least, amount, percent, all| {
            let bound = if least { Bound::Least } else { Bound::Most };
            blocks(&Budget { bound, amount, percent, at }, all)
        };
        assert!(blocks(true, 50, true, 1) && !blocks(true, 50, true, 2) && blocks(true, 99, true, 10));
        assert!(blocks(false, 0, true, 4) && !blocks(false, 1, true, 4) && blocks(false, 0, false, 4));
        assert!(blocks(true, 2, false, 1) && !blocks(true, 1, false, 2));
    }
}
