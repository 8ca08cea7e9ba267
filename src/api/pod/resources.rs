//! Requests and limits of containers: `validateResourceRequirements`.

use hashbrown::{HashMap, HashSet};

use super::Pod;
use crate::api::core::helpers::{Resource, resource_list};
use crate::api::core::resource_names::{
    self, Place, huge_pages_divisible, is_huge_pages, is_overcommit_allowed, name_problems,
};
use crate::api::cx::{Cx, Spelling};
use crate::api::format::is_dns1123_label;
use crate::model::amount::{self, LEAST_BYTES};
use crate::model::{Edit, Finding, Quantity};
use crate::resource::Field;

/// How the name of a resource is judged.
type NameCheck = for<'a> fn(&mut Cx<'a>, &Resource<'a>);

/// `validateContainerResourceName`
fn container_resource_name<'a>(cx: &mut Cx<'a>, entry: &Resource<'a>) {
    resource_names::check_name(cx, entry, Place::Container, None);
}

/// `validatePodResourceName`
pub(super) fn pod_resource_name<'a>(cx: &mut Cx<'a>, entry: &Resource<'a>) {
    if !name_problems(entry.name, Place::Anywhere).is_empty() {
        resource_names::check_name(cx, entry, Place::Anywhere, None);
    } else if !matches!(entry.name, "cpu" | "memory") && !is_huge_pages(entry.name) {
        cx.not_supported(entry.key, &["cpu", "hugepages-", "memory"])
            .say(format!("a pod as a whole cannot ask for `{}`", entry.name));
    }
}

/// Whether the container requests what it is limited to, unless it says otherwise: a pod's own does, those of templates
/// only once they are pods. Ephemeral containers have no defaults.
pub(super) fn requests_its_limits<'a>(cx: &Cx<'a>, pod: &Pod<'a>, container: Field<'a>) -> bool {
    pod.is_pod
        && container.anchor().key_below(cx.resource.root).is_none_or(|k| k.scalar_text() != "ephemeralContainers")
}

/// `ValidateContainerResourceRequirements`
pub(super) fn container<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, container: Field<'a>, claims: &[&'a str]) {
    let defaulted = if requests_its_limits(cx, pod, container) { |_: &str| true } else { |_: &str| false };
    requirements(cx, container.at("resources"), container_resource_name, defaulted, &[]);
    claim_names(cx, container.at("resources").at("claims"), claims);
}

/// `validateOverhead`: limits only, told of at the field itself.
pub(in crate::api) fn overhead<'a>(cx: &mut Cx<'a>, overhead: Field<'a>) {
    if !overhead.exists() {
        return;
    }
    let (mut huge, mut compute) = (false, false);
    cx.spelled(Spelling::deeper(overhead, overhead, ".limits"), |cx| {
        for item in resource_list(overhead) {
            entry(cx, &item, container_resource_name);
            huge |= is_huge_pages(item.name);
            compute |= matches!(item.name, "cpu" | "memory");
        }
    });
    if huge && !compute {
        cx.forbidden(overhead, "HugePages require cpu or memory");
    }
}

/// One entry of requests or limits: its name, its amount, its huge pages.
fn entry<'a>(cx: &mut Cx<'a>, item: &Resource<'a>, name_check: NameCheck) {
    name_check(cx, item);
    resource_names::check_amount(cx, item, None);
    let (name, amount) = (item.name, item.amount);
    if is_huge_pages(name) && !huge_pages_divisible(name, amount) {
        cx.invalid(item.place(), format!("{amount} is not positive integer multiple of {name}"))
            .say(format!("{amount} is no whole number of pages of {}", name.trim_start_matches("hugepages-")));
    }
}

/// `validateResourceRequirements` without its claims. `defaulted`: which of the resources that
/// are limited but not requested are requested as well; `more` are requests that come about otherwise (a pod's, from those of its containers).
pub(super) fn requirements<'a>(
    cx: &mut Cx<'a>,
    resources: Field<'a>,
    name_check: NameCheck,
    defaulted: fn(&str) -> bool,
    more: &[(String, Quantity)],
) {
    let (limits, requests) = (resources.at("limits"), resources.at("requests"));
    let (mut huge, mut compute) = (false, false);
    let mut note = |name: &str| {
        huge |= is_huge_pages(name);
        compute |= matches!(name, "cpu" | "memory");
    };
    let beside: HashSet<&str> = more.iter().map(|(name, _)| name.as_str()).collect();
    let list = resource_list(limits);
    let by_name: HashMap<&str, Resource<'a>> = list.iter().map(|item| (item.name, *item)).collect();
    for item in list {
        let mark = cx.mark();
        entry(cx, &item, name_check);
        note(item.name);
        let requested = requests.key(item.name).is_some() || beside.contains(item.name);
        if !requested && defaulted(item.name) {
            cx.echo(mark, |field| field.replacen(".limits[", ".requests[", 1));
        }
    }
    for item in resource_list(requests) {
        entry(cx, &item, name_check);
        note(item.name);
        request_within_limit(cx, resources, by_name.get(item.name), (item.name, item.amount), Some(item.field));
    }
    for (name, amount) in more {
        note(name);
        request_within_limit(cx, resources, by_name.get(name.as_str()), (name, *amount), None);
    }
    if huge && !compute {
        cx.forbidden(resources, "HugePages require cpu or memory");
    }
}

/// A request against its limit; reported at `requests` as a whole.
fn request_within_limit<'a>(
    cx: &mut Cx<'a>,
    resources: Field<'a>,
    limit: Option<&Resource<'a>>,
    (name, amount): (&str, Quantity),
    given: Option<Field<'a>>,
) {
    let (limits, requests) = (resources.at("limits"), resources.at("requests"));
    let Some(limit) = limit else {
        if !is_overcommit_allowed(name) {
            let finding = cx
                .required(limits, "Limit must be set for non overcommitable resources")
                .say(format!("`{name}` cannot be overcommitted, so its request needs an equal limit"))
                .help(format!("add `limits: {{{name}: {amount}}}`"));
            if let Some(given) = given {
                finding.relate(given.span(), "the request");
            }
        }
        return;
    };
    let most = limit.amount;
    let equal = !is_overcommit_allowed(name);
    if !(amount > most || (equal && amount != most)) {
        return;
    }
    let detail = if equal {
        format!("must be equal to {name} limit of {most}")
    } else {
        format!("must be less than or equal to {name} limit of {most}")
    };
    let span = given.unwrap_or(limit.field).span();
    let finding = cx.invalid(requests, &detail);
    finding.label_at(span).relate(limit.field.span(), "the limit").say(if equal {
        format!("`{name}` cannot be overcommitted: request {amount} and limit {most} must be equal")
    } else {
        format!("the {name} request of {amount} is above the limit of {most}")
    });
    let own = given.map(|field| Resource { amount, field, ..*limit });
    if !equal && say_slip(finding, own.as_ref(), limit) {
        return;
    }
    let least = Quantity::from_units(LEAST_BYTES);
    let few = !equal && name != "cpu" && most < least && amount >= least;
    if let Some(source) = given.and_then(Field::node).filter(|_| few) {
        finding.help(format!("a limit of {most} is less than a mebibyte: its unit is missing or another one"));
        // Of a fraction of a byte the server says itself what would do.
        if most.is_whole() {
            finding.fix(format!("set the limit to {amount}"), limit.field.span(), source.source());
        }
    } else if let Some(given) = given {
        finding.help(format!("request at most {most}, or raise the limit")).fix(
            format!("request {most}"),
            given.span(),
            most.to_string(),
        );
    }
}

/// Says what was likely meant where the request or the limit has a unit that was hardly meant, and whether that is so: to
/// write the other one's amount there is no mend then. A fix is offered where the two agree once both are as meant.
fn say_slip<'a>(finding: &mut Finding, request: Option<&Resource<'a>>, limit: &Resource<'a>) -> bool {
    let likely = |one: &Resource<'a>| {
        let text = one.field.node()?.scalar_text().trim().to_owned();
        let meant = amount::meant(one.name, &text, one.amount)?;
        Some((one.field, Quantity::parse(&meant).ok()?, meant))
    };
    let (asked, bound) = (request.and_then(likely), likely(limit));
    let slips: Vec<_> = asked.iter().chain(&bound).collect();
    if slips.is_empty() {
        return false;
    }
    let words = slips.iter().map(|(.., meant)| format!("`{meant}`")).collect::<Vec<_>>().join(" and ");
    finding.help(format!("{words} {} likely meant", if slips.len() == 1 { "was" } else { "were" }));
    let then = |slip: &Option<(Field<'a>, Quantity, String)>, one: &Resource<'a>| {
        slip.as_ref().map_or(one.amount, |(_, amount, _)| *amount)
    };
    if request.is_some_and(|request| then(&asked, request) <= then(&bound, limit)) {
        let written = |(field, _, meant): &&(Field<'a>, Quantity, String)| {
            let quoted = field.node().is_some_and(|node| node.source().starts_with(['"', '\'']));
            Edit::new(field.span(), if quoted { format!("\"{meant}\"") } else { meant.clone() })
        };
        finding.offer(format!("change to {words}"), slips.iter().map(written).collect());
    }
    true
}

/// `validateResourceClaimNames`: reported at the item, not at its name.
pub(super) fn claim_names<'a>(cx: &mut Cx<'a>, claims: Field<'a>, known: &[&'a str]) {
    let (mut seen, mut narrower): (HashSet<String>, HashMap<&str, usize>) = (HashSet::new(), HashMap::new());
    let known: HashSet<&str> = known.iter().copied().collect();
    for claim in claims.items() {
        let (name, request) = (claim.at("name"), claim.at("request"));
        let path = cx.path(claim);
        if name.is_empty() {
            cx.required(claim, "").say("the claim has no name");
            continue;
        }
        if seen.contains(name.str()) {
            cx.duplicate(name).field(path.clone());
        } else {
            let mut key = name.str().to_owned();
            if !request.is_empty() {
                for detail in is_dns1123_label(request.str()) {
                    cx.invalid_format(request, &detail);
                }
                key = format!("{key}/{}", request.str());
            }
            if seen.contains(&key) {
                cx.duplicate(name).field(path.clone());
            } else if request.is_empty() {
                for _ in 0..narrower.remove(name.str()).unwrap_or_default() {
                    cx.duplicate(name).field(path.clone());
                }
            }
            *narrower.entry(name.str()).or_default() += usize::from(!request.is_empty());
            seen.insert(key);
        }
        if !known.contains(&name.str()) {
            cx.not_found(name)
                .field(path)
                .say(format!("the pod has no resource claim named `{}`", name.str()))
                .help("name it in the pod's `resourceClaims`");
        }
    }
}
