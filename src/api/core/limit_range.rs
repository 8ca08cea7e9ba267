//! LimitRange: `ValidateLimitRange`, after `SetDefaults_LimitRangeItem`.

use hashbrown::{HashMap, HashSet};

use super::helpers::{Resource, Seen, duplicate_of, follows, resource_list};
use super::resource_names::{Place, check_name, is_overcommit_allowed, name_problems};
use crate::api::Cx;
use crate::api::format::is_qualified_name;
use crate::model::{ApiCause, Finding, Quantity, Reason};
use crate::resource::Field;

const TYPES: &[&str] = &["Container", "PersistentVolumeClaim", "Pod"];
/// `resource.MaxMilliValue`
const MAX_MILLI: i64 = i64::MAX / 1000;

/// An entry of one of the lists, and whether defaulting put it there.
#[derive(Clone, Copy)]
struct Limit<'a> {
    entry: Resource<'a>,
    defaulted: bool,
}

/// One of the lists, by name as well: of each name there is one entry.
#[derive(Default)]
struct List<'a> {
    limits: Vec<Limit<'a>>,
    places: HashMap<&'a str, usize>,
}

impl<'a> List<'a> {
    fn get(&self, name: &str) -> Option<&Limit<'a>> {
        self.places.get(name).map(|at| &self.limits[*at])
    }

    /// Adds a limit where there is none of its name.
    fn add(&mut self, limit: Limit<'a>) {
        if !self.places.contains_key(limit.entry.name) {
            self.places.insert(limit.entry.name, self.limits.len());
            self.limits.push(limit);
        }
    }
}

/// One item with its lists as validation sees them.
struct Item<'a> {
    base: String,
    field: Field<'a>,
    kind: &'a str,
    min: List<'a>,
    max: List<'a>,
    default: List<'a>,
    default_request: List<'a>,
    ratio: List<'a>,
}

/// Each item of the range, and that their types differ.
pub(in crate::api) fn limit_range(cx: &mut Cx<'_>) {
    let mut types = Seen::new();
    for field in cx.root().at("spec").at("limits").items() {
        let kind = field.at("type");
        check_type(cx, kind);
        if let Some(first) = types.note(kind.str(), kind.span()) {
            duplicate_of(cx, kind, first).help("put the limits of one type into one item");
        }
        let item = Item::read(cx, field);
        names(cx, &item);
        claim_needs_size(cx, &item);
        for name in item.resource_names() {
            compare(cx, &item, name);
            ratio(cx, &item, name);
        }
    }
}

/// `validateLimitRangeTypeName`
fn check_type<'a>(cx: &mut Cx<'a>, kind: Field<'a>) {
    let mut problems = is_qualified_name(kind.str());
    if problems.is_empty() && !kind.str().contains('/') && !TYPES.contains(&kind.str()) {
        problems.push("must be a standard limit type or fully qualified".to_owned());
    }
    let path = cx.path(kind);
    let mut problems = problems.into_iter();
    let Some(first) = problems.next() else { return };
    let finding = cx.invalid_choice(kind, &first, TYPES);
    if kind.str().is_empty() {
        finding.say("a limit needs its `type`");
    } else {
        finding.say(format!("`{}` is no type of limit", kind.str()));
    }
    for problem in problems {
        follows(finding, Reason::Invalid, path.clone(), format!("Invalid value: {:?}: {problem}", kind.str()));
    }
}

fn add_missing<'a>(to: &mut List<'a>, from: &List<'a>) {
    from.limits.iter().for_each(|limit| to.add(Limit { defaulted: true, ..*limit }));
}

impl<'a> Item<'a> {
    /// Reads the lists and, for containers, lets each default to the next.
    fn read(cx: &Cx<'a>, field: Field<'a>) -> Self {
        let list = |name| {
            let mut list = List::default();
            resource_list(field.at(name)).into_iter().for_each(|entry| list.add(Limit { entry, defaulted: false }));
            list
        };
        let mut item = Item {
            base: cx.path(field),
            field,
            kind: field.at("type").str(),
            min: list("min"),
            max: list("max"),
            default: list("default"),
            default_request: list("defaultRequest"),
            ratio: list("maxLimitRequestRatio"),
        };
        if item.kind == "Container" {
            add_missing(&mut item.default, &item.max);
            add_missing(&mut item.default_request, &item.default);
            add_missing(&mut item.default_request, &item.min);
        }
        item
    }

    /// Every resource that one of the lists names, each once.
    fn resource_names(&self) -> Vec<&'a str> {
        let pod = self.kind == "Pod";
        let defaults = [&self.default, &self.default_request].into_iter().filter(|_| !pod);
        let mut seen = HashSet::new();
        let lists = [&self.max, &self.min].into_iter().chain(defaults).chain([&self.ratio]);
        let names = lists.flat_map(|list| &list.limits).map(|limit| limit.entry.name);
        names.filter(|name| seen.insert(*name)).collect()
    }
}

/// `validateLimitRangeResourceName` for every list. Copies that defaulting made are consequences.
fn names<'a>(cx: &mut Cx<'a>, item: &Item<'a>) {
    let place = if matches!(item.kind, "Pod" | "Container") { Place::Container } else { Place::Anywhere };
    let lists =
        [("max", &item.max), ("min", &item.min), ("default", &item.default), ("defaultRequest", &item.default_request)];
    let pod = item.kind == "Pod";
    for (name, list) in lists.into_iter().chain([("maxLimitRequestRatio", &item.ratio)]) {
        if pod && name.starts_with("default") {
            if !list.limits.is_empty() {
                cx.forbidden(item.field.at(name), "may not be specified when `type` is 'Pod'")
                    .say(format!("limits of type `Pod` have no `{name}`"))
                    .help("defaults belong into an item of `type: Container`");
            }
            continue;
        }
        for limit in list.limits.iter().filter(|l| !l.defaulted) {
            let copies = name_copies(item, &limit.entry, place);
            if let Some(finding) = check_name(cx, &limit.entry, place, None) {
                finding.follows(copies);
            }
        }
    }
}

/// What the server says of the copies of a misnamed entry.
fn name_copies<'a>(item: &Item<'a>, origin: &Resource<'a>, place: Place) -> Vec<ApiCause> {
    let mut causes = Vec::new();
    for (list, limits) in [("default", &item.default), ("defaultRequest", &item.default_request)] {
        let copy = limits.get(origin.name).filter(|l| l.defaulted && l.entry.key.span() == origin.key.span());
        if copy.is_some() {
            causes.extend(name_problems(origin.name, place).into_iter().map(|problem| ApiCause::Refusal {
                reason: Reason::Invalid,
                field: format!("{}.{list}[{}]", item.base, origin.name),
                detail: format!("Invalid value: {:?}: {problem}", origin.name),
            }));
        }
    }
    causes
}

fn claim_needs_size<'a>(cx: &mut Cx<'a>, item: &Item<'a>) {
    let has = |list: &List<'a>| list.get("storage").is_some();
    if item.kind == "PersistentVolumeClaim" && !has(&item.min) && !has(&item.max) {
        cx.required(item.field, "either minimum or maximum storage value is required, but neither was provided")
            .field(format!("{}.limits", item.base))
            .say("limits of type `PersistentVolumeClaim` need `min.storage` or `max.storage`");
    }
}

/// Reports at `list[name]`, whose entry may stand elsewhere because defaulting copied it.
fn refuse<'a, 'c>(
    cx: &'c mut Cx<'a>,
    item: &Item<'a>,
    (list, at): (&str, &Limit<'a>),
    other: &Limit<'a>,
    detail: String,
) -> &'c mut Finding {
    let (field, span) = (at.entry.field, other.entry.field.span());
    let finding = cx.invalid(field, &detail).field(format!("{}.{list}[{}]", item.base, at.entry.name));
    finding.say(format!("`{}`: {detail}", at.entry.name));
    if span != field.span() {
        finding.relate(span, "compared with this");
    }
    finding
}

/// The order of minimum, default request, default and maximum.
fn compare<'a>(cx: &mut Cx<'a>, item: &Item<'a>, name: &str) {
    let (min, max) = (item.min.get(name), item.max.get(name));
    let pod = item.kind == "Pod";
    let limit = item.default.get(name).filter(|_| !pod);
    let request = item.default_request.get(name).filter(|_| !pod);
    let amount = |l: &Limit<'a>| l.entry.amount;
    let text = |l: &Limit<'a>| l.entry.amount.to_string();
    let above = |a: Option<&Limit<'a>>, b: Option<&Limit<'a>>| a.zip(b).is_some_and(|(a, b)| amount(a) > amount(b));
    if let (Some(min), Some(max), true) = (min, max, above(min, max)) {
        let detail = format!("min value {} is greater than max value {}", text(min), text(max));
        refuse(cx, item, ("min", min), max, detail);
    }
    if let (Some(min), Some(request), true) = (min, request, above(min, request)) {
        let detail = format!("min value {} is greater than default request value {}", text(min), text(request));
        refuse(cx, item, ("defaultRequest", request), min, detail);
    }
    if let (Some(request), Some(max), true) = (request, max, above(request, max)) {
        let detail = format!("default request value {} is greater than max value {}", text(request), text(max));
        refuse(cx, item, ("defaultRequest", request), max, detail);
    }
    if let (Some(request), Some(limit), true) = (request, limit, above(request, limit)) {
        let detail =
            format!("default request value {} is greater than default limit value {}", text(request), text(limit));
        refuse(cx, item, ("defaultRequest", request), limit, detail);
    }
    if let (Some(min), Some(limit), true) = (min, limit, above(min, limit)) {
        let detail = format!("min value {} is greater than default value {}", text(min), text(limit));
        refuse(cx, item, ("default", limit), min, detail);
    }
    if let (Some(limit), Some(max), true) = (limit, max, above(limit, max)) {
        let detail = format!("default value {} is greater than max value {}", text(limit), text(max));
        refuse(cx, item, ("default", limit), max, detail);
    }
    if let (Some(limit), Some(request)) = (limit, request)
        && !is_overcommit_allowed(name)
        && amount(limit) != amount(request)
    {
        let detail =
            format!("default value {} must equal to defaultRequest value {} in {name}", text(limit), text(request));
        refuse(cx, item, ("defaultRequest", request), limit, detail);
    }
}

/// `maxLimitRequestRatio`: at least 1, and possible within minimum and maximum.
fn ratio<'a>(cx: &mut Cx<'a>, item: &Item<'a>, name: &str) {
    let Some(ratio) = item.ratio.get(name) else { return };
    let amount = ratio.entry.amount;
    if amount < Quantity::from_units(1) {
        cx.invalid(ratio.entry.place(), format!("ratio {amount} is less than 1"))
            .say(format!("a limit cannot be less than its request, so {amount} is no ratio of the two"));
    }
    let (Some(min), Some(max)) = (item.min.get(name), item.max.get(name)) else { return };
    let (low, high) = (min.entry.amount, max.entry.amount);
    let fine = [amount, low, high].iter().all(|q| q.value() < MAX_MILLI);
    let (given, possible) = if fine {
        (amount.milli_value() as f64 / 1000.0, high.milli_value() as f64 / low.milli_value() as f64)
    } else {
        (amount.value() as f64, high.value() as f64 / low.value() as f64)
    };
    if given > possible {
        let detail = format!("ratio {amount} is greater than max/min = {possible:.6}");
        refuse(cx, item, ("maxLimitRequestRatio", ratio), max, detail).relate(min.entry.field.span(), "and with this");
    }
}
