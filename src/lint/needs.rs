//! What containers ask for and may take, as several rules look at it.

use super::unlikely_amount::read;
use super::{Cx, Default, Parameter};
use crate::model::Quantity;
use crate::resource::Field;
use crate::source::Kind;

/// The lists of containers that a pod may have.
const LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// Which containers count.
pub(super) const CONTAINERS: Parameter = Parameter {
    name: "containers",
    summary: "The lists of containers that are looked at: `containers`, `initContainers`, `ephemeralContainers`",
    default: Default::Texts(&["containers"]),
};

/// Whether a limit stands for a request.
pub(super) const LIMITS_STAND: Parameter = Parameter {
    name: "limits-stand",
    summary: "With 0 a limit does not stand for a request that is not there, though to the cluster it does",
    default: Default::Number(1),
};

/// The containers that count.
fn counted<'a>(cx: &Cx<'a>) -> Vec<Field<'a>> {
    let (Some(pod), lists) = (cx.pod(), cx.texts(&CONTAINERS)) else { return Vec::new() };
    let lists = LISTS.into_iter().filter(|list| lists.contains(list));
    lists.flat_map(|list| pod.spec.at(list).items()).collect()
}

/// An amount in a list of resources, where there is one.
pub(super) fn amount<'a>(resources: Field<'a>, list: &'static str, resource: &str) -> Option<Field<'a>> {
    resources.at(list).key(resource).filter(|amount| amount.exists())
}

/// Whether an amount is nothing: as good as none.
pub(super) fn is_nothing(amount: Field<'_>) -> bool {
    read(amount).is_some_and(|(_, amount)| amount.is_zero())
}

/// Whether two amounts are known and are others.
pub(super) fn differ(one: Field<'_>, other: Field<'_>) -> bool {
    let known = |amount| read(amount).map(|(_, amount): (String, Quantity)| amount.nanos());
    matches!((known(one), known(other)), (Some(one), Some(other)) if one != other)
}

/// Tells the containers of a pod that have no `resources.LIST.RESOURCE`, or one of nothing; a limit stands for a request
/// that is not there (`SetDefaults_Pod`), and what the whole pod has does for each of its containers.
pub(super) fn tell_missing(cx: &mut Cx<'_>, list: &'static str, resource: &str, help: &str) {
    let Some(pod) = cx.pod() else { return };
    let whole = pod.spec.at("resources");
    let stand = list == "requests" && cx.number(&LIMITS_STAND) != 0;
    let has = |of: Field<'_>| match amount(of, list, resource) {
        Some(amount) => !is_nothing(amount),
        None => stand && amount(of, "limits", resource).is_some(),
    };
    for container in counted(cx) {
        let own = container.at("resources");
        // What is no map is refused, and nobody knows what was meant.
        let is_other = |field: Field<'_>| field.node().is_some_and(|node| node.kind() != Kind::Map);
        if has(own) || has(whole) || is_other(own) || is_other(own.at(list)) {
            continue;
        }
        let name = container.at("name");
        let verb = if list == "requests" { "requests no" } else { "has no limit of" };
        let message = format!("container `{}` {verb} {resource}", name.str());
        let place = amount(own, list, resource).unwrap_or(own.at(list));
        cx.report(place, Some(name.span()), message).help(help);
    }
}
