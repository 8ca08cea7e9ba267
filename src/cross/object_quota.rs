//! Objects beyond the number that a quota of their namespace allows (`pkg/quota/v1/evaluator/core/services.go`,
//! `generic/evaluator.go`, `objectCountEvaluator`). What pods and claims ask for is counted where they are placed.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::look::{Check, Read, Reading};
use super::{Object, Together};
use crate::inventory::exceeded_text;
use crate::model::{Finding, Gvk, Layer, Quantity, Rule, Severity, Span, Version};
use crate::resource::{Field, Resource};
use crate::schema;

/// `cross/object-quota`
pub(super) const CHECK: Check =
    Check { rule: &RULE, words: &["ResourceQuota"], parameters: &[], look: &Reading { read, find } };

pub(crate) static RULE: Rule = Rule {
    id: "cross/object-quota",
    layer: Layer::Cross,
    severity: Severity::Error,
    asked: false,
    summary: "An object beyond the number that a quota of its namespace allows",
    explanation: "A ResourceQuota may count objects: `services`, `services.nodeports`, `services.loadbalancers`, `configmaps`, `secrets`, \
                  `replicationcontrollers` and, for every kind, `count/deployments.apps`. The API server refuses what goes over. Objects \
                  are counted in the order of their files, beside what the `status` of the quota says is used; every namespace has the \
                  ConfigMap `kube-root-ca.crt` and the ServiceAccount `default`, which count. Kinds that definitions of the tree bring \
                  are not counted. Of pods and claims `schedule/not-created` tells.",
    bad: "apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: few\nspec:\n  hard:\n    services.nodeports: \"0\"\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
    good: "apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: few\nspec:\n  hard:\n    services.nodeports: \"1\"\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  type: NodePort\n  selector:\n    app: web\n  ports:\n  - port: 80\n",
};

/// Kinds that are counted by another name, too (`legacyObjectCountAliases`).
const ALIASES: [&str; 4] = ["configmaps", "replicationcontrollers", "resourcequotas", "secrets"];

/// What every namespace has: the resource, and the name.
const EVERYWHERE: [(&str, &str); 2] = [("configmaps", "kube-root-ca.crt"), ("serviceaccounts", "default")];

/// What an object has to do with quotas.
enum Counted {
    /// As a quota it allows so many, sorted by what is counted.
    Quota { hard: Vec<Hard>, used: Option<BTreeMap<String, i64>> },
    /// It counts for so many of each.
    Object { resource: String, amounts: BTreeMap<String, i64>, there: bool },
}

struct Hard {
    resource: String,
    amount: Quantity,
    span: Span,
}

fn read(resource: &Resource<'_>, gvk: Gvk, version: Version) -> Option<Counted> {
    let f = resource.field();
    if gvk.kind == "ResourceQuota" && gvk.group.is_empty() {
        return Some(quota(f));
    }
    if matches!((gvk.group, gvk.kind), ("", "Pod" | "PersistentVolumeClaim")) {
        return None;
    }
    let kind = schema::kind(gvk.group, gvk.version, gvk.kind, version).filter(|kind| kind.namespaced())?;
    let plural = kind.resource().to_owned();
    let resource = if gvk.group.is_empty() { plural.clone() } else { format!("{plural}.{}", gvk.group) };
    let mut amounts = BTreeMap::from([(format!("count/{resource}"), 1)]);
    if gvk.group.is_empty() && ALIASES.contains(&plural.as_str()) {
        amounts.insert(plural, 1);
    }
    if gvk.group.is_empty() && gvk.kind == "Service" {
        service(f.at("spec"), &mut amounts);
    }
    Some(Counted::Object { resource, amounts, there: f.at("metadata").at("uid").exists() })
}

/// What a quota counts; nothing but pods and claims is in a scope.
fn quota(f: Field<'_>) -> Counted {
    let spec = f.at("spec");
    let scoped = !spec.at("scopes").is_empty() || spec.at("scopeSelector").exists();
    let entry = |(key, value): (crate::source::Node<'_>, Field<'_>)| {
        let text = value.node().map(|node| node.scalar_text().to_owned())?;
        let amount = text.parse().ok()?;
        Some(Hard { resource: key.scalar_text().to_owned(), amount, span: value.span() })
    };
    let mut hard: Vec<Hard> = spec.at("hard").entries().filter_map(entry).collect();
    hard.retain(|_| !scoped);
    hard.sort_by(|a, b| a.resource.cmp(&b.resource));
    let told = f.at("status").at("used");
    let number = |(key, value): (crate::source::Node<'_>, Field<'_>)| {
        let amount: Quantity = value.node()?.scalar_text().parse().ok()?;
        Some((key.scalar_text().to_owned(), amount.value()))
    };
    Counted::Quota { hard, used: told.exists().then(|| told.entries().filter_map(number).collect()) }
}

/// `serviceEvaluator.Usage`: a balancer's ports count unless it is to have none.
fn service(spec: Field<'_>, amounts: &mut BTreeMap<String, i64>) {
    let ports = spec.at("ports");
    let all = i64::try_from(ports.len()).unwrap_or(i64::MAX);
    let named = || ports.items().filter(|port| port.at("nodePort").int() != 0).count();
    let (of_nodes, balancers) = match spec.at("type").str() {
        "NodePort" => (all, 0),
        "LoadBalancer" if spec.at("allocateLoadBalancerNodePorts").opt_bool() == Some(false) => {
            (i64::try_from(named()).unwrap_or(i64::MAX), 1)
        }
        "LoadBalancer" => (all, 1),
        _ => (0, 0),
    };
    let own = [("services", 1), ("services.nodeports", of_nodes), ("services.loadbalancers", balancers)];
    amounts.extend(own.into_iter().filter(|(_, amount)| *amount > 0).map(|(name, amount)| (name.to_owned(), amount)));
}

/// A quota, with what is used of it.
struct Ledger<'k> {
    way: Option<u32>,
    quota: &'k Object,
    hard: &'k [Hard],
    told: bool,
    used: BTreeMap<String, i64>,
    /// What counts already, by resource and name.
    known: HashSet<(&'k str, &'k str)>,
}

fn find(objects: &[Read<'_, Counted>], together: &Together<'_>) -> Vec<Finding> {
    let mut ledgers: HashMap<&str, Vec<Ledger<'_>>> = HashMap::new();
    for (object, counted) in objects {
        let Counted::Quota { hard, used } = counted else { continue };
        if hard.is_empty() || together.is_open(object.file) {
            continue;
        }
        for (way, namespace) in together.namespaces(object.file, &object.namespace) {
            let mut ledger = Ledger {
                way,
                quota: object,
                hard,
                told: used.is_some(),
                used: used.clone().unwrap_or_default(),
                known: HashSet::new(),
            };
            if !ledger.told {
                ledger.begin();
            }
            ledgers.entry(namespace).or_default().push(ledger);
        }
    }
    let mut findings = Vec::new();
    for (object, counted) in objects {
        let Counted::Object { resource, amounts, there } = counted else { continue };
        if together.is_open(object.file) {
            continue;
        }
        let mut refused = None;
        for (way, namespace) in together.namespaces(object.file, &object.namespace) {
            let Some(all) = ledgers.get_mut(namespace) else { continue };
            let own = met(object, way, all, together);
            refused = refused.or(admit(object, (resource, amounts, *there), all, &own));
        }
        findings.extend(refused);
    }
    findings
}

impl Ledger<'_> {
    /// Counts what every namespace has.
    fn begin(&mut self) {
        for (resource, name) in EVERYWHERE {
            self.known.insert((resource, name));
            for counted in [format!("count/{resource}"), resource.to_owned()] {
                self.used.insert(counted, 1);
            }
        }
    }
}

/// The quotas that an object meets that way: of those of one name the nearest, and of equally near ones the last.
fn met(object: &Object, way: Option<u32>, all: &[Ledger<'_>], together: &Together<'_>) -> Vec<usize> {
    let mut nearest: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, ledger) in all.iter().enumerate() {
        let met = way.is_none() || ledger.way.is_none() || way == ledger.way;
        if !met || !together.likely_meet(object.file, ledger.quota.file) {
            continue;
        }
        let near = together.nearness(object.file, ledger.quota.file);
        let name = ledger.quota.reference.name.as_deref().unwrap_or_default();
        let known = nearest.entry(name).or_insert((near, at));
        if near >= known.0 {
            *known = (near, at);
        }
    }
    nearest.into_values().map(|(_, at)| at).collect()
}

/// Lets an object in, or says why not (`CheckRequest`).
fn admit<'k>(
    object: &'k Object,
    (resource, amounts, there): (&'k str, &BTreeMap<String, i64>, bool),
    all: &mut [Ledger<'k>],
    own: &[usize],
) -> Option<Finding> {
    let name = object.reference.name.as_deref();
    for at in own {
        let ledger = &all[*at];
        // Of two of one name there is one.
        if there || name.is_some_and(|name| ledger.known.contains(&(resource, name))) {
            continue;
        }
        let over = |hard: &&Hard| {
            let added = *amounts.get(&hard.resource)?;
            let used = ledger.used.get(&hard.resource).copied().unwrap_or_default();
            (Quantity::from_units(used.saturating_add(added)) > hard.amount).then_some((added, used))
        };
        let exceeded: Vec<_> = ledger.hard.iter().filter_map(|hard| Some((hard, over(&hard)?))).collect();
        if !exceeded.is_empty() {
            return Some(finding(object, resource, ledger.quota, &exceeded));
        }
    }
    for at in own {
        let ledger = &mut all[*at];
        if (there && ledger.told) || name.is_some_and(|name| !ledger.known.insert((resource, name))) {
            continue;
        }
        for (counted, amount) in amounts {
            *ledger.used.entry(counted.clone()).or_default() += amount;
        }
    }
    None
}

/// An entry that is gone over, with what the object adds and what is used.
type Over<'h> = (&'h Hard, (i64, i64));

fn finding(object: &Object, resource: &str, quota: &Object, exceeded: &[Over<'_>]) -> Finding {
    let amounts = |(added, used): (i64, i64), limit| [Quantity::from_units(added), Quantity::from_units(used), limit];
    let over = exceeded.iter().map(|(hard, counted)| (hard.resource.as_str(), amounts(*counted, hard.amount)));
    let over: Vec<_> = over.collect();
    let name = object.reference.name.as_deref().unwrap_or_default();
    let of = quota.reference.name.as_deref().unwrap_or_default();
    let message = format!("{resource} \"{name}\" is forbidden: {}", exceeded_text(of, &over));
    let mut finding = Finding::of(&RULE, object.name, message);
    finding.field("metadata.name").help("remove what is not needed in the namespace, or raise the quota");
    for (hard, _) in exceeded {
        let allows = format!("quota `{of}` allows {}={} here", hard.resource, hard.amount);
        finding.relate_in(quota.file, hard.span, allows);
    }
    object.scene().set(finding)
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};

    fn told(texts: &[(&str, String)]) -> Vec<String> {
        let files: Vec<_> = texts.iter().map(|(path, text)| SourceFile::new(*path, text.clone())).collect();
        let found = run(&files, &Request::default()).unwrap().findings;
        let own = found.into_iter().filter(|f| *f.rule == super::RULE);
        own.map(|f| f.into_particulars().message).collect()
    }

    fn quota(hard: &str) -> String {
        format!("apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec: {{hard: {{{hard}}}}}\n---\n")
    }

    fn object(api: &str, kind: &str, name: &str, more: &str) -> String {
        format!("apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\n{more}\n---\n")
    }

    fn service(name: &str, kind: &str, more: &str) -> String {
        let ports = "ports: [{port: 80, name: a}, {port: 81, name: b, nodePort: 30000}]";
        object("v1", "Service", name, &format!("spec: {{type: {kind}, selector: {{a: b}}, {ports}{more}}}"))
    }

    #[test]
    fn services_count_with_their_ports() {
        let hard = quota("services: 2, services.nodeports: 3, services.loadbalancers: 1");
        let without = ", allocateLoadBalancerNodePorts: false";
        let text = |all: &[String]| [("a.yaml", hard.clone() + &all.concat())];
        assert_eq!(told(&text(&[service("a", "NodePort", ""), service("b", "LoadBalancer", without)])), [""; 0]);
        assert_eq!(
            told(&text(&[
                service("a", "LoadBalancer", ""),
                service("b", "LoadBalancer", ""),
                service("c", "ClusterIP", ""),
                service("d", "ClusterIP", "")
            ])),
            [
                "services \"b\" is forbidden: exceeded quota: q, requested: services.loadbalancers=1,services.nodeports=2, used: services.loadbalancers=1,services.nodeports=2, limited: services.loadbalancers=1,services.nodeports=3",
                "services \"d\" is forbidden: exceeded quota: q, requested: services=1, used: services=2, limited: services=2",
            ]
        );
    }

    #[test]
    fn every_kind_counts_by_its_resource() {
        let hard = quota("configmaps: 2, count/secrets: 1, count/ingresses.networking.k8s.io: 0");
        let map = |name: &str| object("v1", "ConfigMap", name, "data: {a: b}");
        let ingress = object(
            "networking.k8s.io/v1",
            "Ingress",
            "i",
            "spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}",
        );
        let all = [hard, map("a"), map("a"), map("b"), object("v1", "Secret", "s", "stringData: {a: b}"), ingress];
        assert_eq!(
            told(&[("a.yaml", all.concat())]),
            [
                // `kube-root-ca.crt` is there before.
                "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2",
                "ingresses.networking.k8s.io \"i\" is forbidden: exceeded quota: q, requested: count/ingresses.networking.k8s.io=1, used: count/ingresses.networking.k8s.io=0, limited: count/ingresses.networking.k8s.io=0",
            ]
        );
    }

    #[test]
    fn each_environment_has_its_own() {
        let secret = object("v1", "Secret", "s", "stringData: {a: b}");
        let deploy = |name: &str| object("v1", "Secret", name, "stringData: {a: b}");
        let prod = quota("secrets: 2") + &secret + &deploy("t");
        let dev = quota("secrets: 1") + &secret;
        assert_eq!(told(&[("env/prod/a.yaml", prod.clone()), ("env/dev/a.yaml", dev.clone())]), [""; 0]);
        let said = told(&[("env/prod/a.yaml", prod), ("env/dev/a.yaml", dev + &deploy("u"))]);
        assert!(said.len() == 1 && said[0].starts_with("secrets \"u\""), "{said:?}");
    }
}
