//! What containers ask for and may take, as several rules look at it.

use super::Cx;
use crate::resource::Field;

/// Tells the containers of a pod that have no `resources.LIST.RESOURCE`; a limit stands for a request that is not there
/// (`SetDefaults_Pod`), and what the whole pod has does for each of its containers.
pub(super) fn tell_missing(cx: &mut Cx<'_>, list: &'static str, resource: &str, help: &str) {
    let Some(pod) = cx.pod() else { return };
    let whole = pod.spec.at("resources");
    let has = |of: Field<'_>| {
        of.at(list).key(resource).is_some() || list == "requests" && of.at("limits").key(resource).is_some()
    };
    for container in cx.main_containers() {
        let own = container.at("resources");
        if has(own) || has(whole) {
            continue;
        }
        let name = container.at("name");
        let verb = if list == "requests" { "requests no" } else { "has no limit of" };
        cx.report(own.at(list), Some(name.span()), format!("container `{}` {verb} {resource}", name.str())).help(help);
    }
}
