//! Budgets that leave no pod to evict.

use super::Object;
use super::look::{Check, Referring};
use super::world::{self, Budget, Facts, Path, Place, Scales, World, selects};
use crate::model::{Finding, Gvk, Layer, Rule, Severity, count};
use crate::resource::{Field, Resource};

/// `cross/pdb-blocks-eviction`
pub(super) const CHECK: Check = Check { rule: &RULE, words: &["PodDisruptionBudget"], look: &Referring { find } };

static RULE: Rule = Rule {
    id: "cross/pdb-blocks-eviction",
    layer: Layer::Cross,
    severity: Severity::Warning,
    asked: false,
    summary: "A PodDisruptionBudget that lets no pod be evicted, or that selects none",
    explanation: "A node is drained by evicting its pods. Where `maxUnavailable` is 0, or `minAvailable` is as many as there are replicas \
                  (or as an autoscaler keeps at least), no eviction is ever allowed: the drain waits, and with it every upgrade of the \
                  nodes. Leave room for one, or run one replica more. A budget that selects no pod protects none.",
    bad: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 2\n  selector:\n    matchLabels:\n      app: web\n",
    good: "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: web\n        image: nginx:1.29\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
};

/// Reads a PodDisruptionBudget.
pub(super) fn read(resource: &Resource<'_>, gvk: Gvk, facts: &mut Facts) {
    if (gvk.group, gvk.kind) != ("policy", "PodDisruptionBudget") {
        return;
    }
    let spec = resource.field().at("spec");
    facts.selects = selects(&RULE, spec.at("selector"), Path::of("spec.selector"));
    facts.budget = budget(spec.at("minAvailable"), true, "spec.minAvailable")
        .or_else(|| budget(spec.at("maxUnavailable"), false, "spec.maxUnavailable"))
        .map(Box::new);
}

fn budget(field: Field<'_>, least: bool, path: &'static str) -> Option<Budget> {
    let at = Place::of(field, Path::of(path));
    if let Some(amount) = field.opt_int() {
        return Some(Budget { least, amount, percent: false, at });
    }
    let amount = field.opt_str()?.strip_suffix('%')?.parse().ok()?;
    Some(Budget { least, amount, percent: true, at })
}

fn find(world: &World<'_>) -> Vec<Finding> {
    let mut findings = world::tell_selects(world, &RULE, "the budget");
    let scalers: Vec<_> = world.scalers().collect();
    for facts in world.facts {
        let (Some(budget), Some(selects)) = (&facts.budget, &facts.selects) else { continue };
        let from = &world.objects[facts.object];
        let pods = world.selected(from, selects);
        let Some((first, _)) = pods.first() else { continue };
        let all: Option<Vec<i64>> =
            pods.iter().map(|(object, pods)| least(world, &scalers, object, pods.replicas)).collect();
        let Some(all) = all.map(|all| all.iter().fold(0, |sum: i64, own| sum.saturating_add(*own))) else { continue };
        if all == 0 || !blocks(budget, all) {
            continue;
        }
        let name = first.reference.name.as_deref().unwrap_or_default();
        let who = match pods.len() {
            1 => format!("{} `{name}`", first.gvk.kind),
            others => format!("{} `{name}` and {}", first.gvk.kind, count(others - 1, "other")),
        };
        let percent = if budget.percent { "%" } else { "" };
        let field = if budget.least { "minAvailable" } else { "maxUnavailable" };
        let message = format!(
            "no pod of {who} may ever be evicted, so that no node under one can be drained: `{field}: {}{percent}` of {}",
            budget.amount,
            count(usize::try_from(all).unwrap_or_default(), "pod"),
        );
        let mut finding = budget.at.finding(&RULE, message);
        finding.help(match (budget.least, all) {
            (false, _) => "set `maxUnavailable: 1`".to_owned(),
            (true, 1) => {
                "run two replicas, or set `maxUnavailable: 1` instead, which lets the only one be evicted".to_owned()
            }
            (true, _) => "set `maxUnavailable: 1` instead, or run one replica more".to_owned(),
        });
        finding.relate_in(first.file, first.name, "its pods are those");
        findings.push(from.scene().set(finding));
    }
    findings
}

/// An autoscaler, and what it scales.
type Scaler<'k> = (&'k Object, &'k Scales);

/// How many pods an object keeps at least: an autoscaler of it may go down to its own least number.
fn least(world: &World<'_>, scalers: &[Scaler<'_>], object: &Object, replicas: Option<i64>) -> Option<i64> {
    let name = object.reference.name.as_deref();
    let scaler = scalers.iter().find(|(from, scales)| {
        scales.kind == object.gvk.kind && Some(scales.name.as_str()) == name && world.may_meet(from, None, object)
    });
    scaler.map(|(_, scales)| scales.least).or(replicas).map(|count| count.clamp(0, i64::from(i32::MAX)))
}

/// Whether it lets none of so many go (`disruption.go`, `getExpectedPodCount`): percentages are rounded up.
fn blocks(budget: &Budget, all: i64) -> bool {
    let of_all = |percent: i64| percent.clamp(0, 100).saturating_mul(all).saturating_add(99) / 100;
    let amount = if budget.percent { of_all(budget.amount) } else { budget.amount };
    if budget.least { amount >= all } else { amount == 0 }
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
        let blocks = |least, amount, percent, all| blocks(&Budget { least, amount, percent, at }, all);
        assert!(blocks(true, 50, true, 1) && !blocks(true, 50, true, 2) && blocks(true, 99, true, 10));
        assert!(blocks(false, 0, true, 4) && !blocks(false, 1, true, 4) && blocks(false, 0, false, 4));
        assert!(blocks(true, 2, false, 1) && !blocks(true, 1, false, 2));
    }
}
