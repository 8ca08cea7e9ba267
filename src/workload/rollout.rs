//! Rolling updates: the pods that a controller adds before it takes any away.

use super::{counted, daemon, make};
use crate::inventory::{Controller, Inventory, PodInstance};
use crate::resource::Field;
use crate::scheduler::types::Pod;

/// How many pods an update may do without, and how many it may add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenceposts {
    /// `maxUnavailable`, as a number of pods.
    pub unavailable: i64,
    /// `maxSurge`, as a number of pods.
    pub surge: i64,
}

/// What a rolling update of a Deployment or DaemonSet of so many pods may do; `None` where it is not updated so.
pub fn fenceposts(controller: &Controller<'_>, pods: i64) -> Option<Fenceposts> {
    let spec = controller.origin.field().at("spec");
    let (strategy, usual) = match controller.kind {
        // `SetDefaults_Deployment`, `SetDefaults_DaemonSet`
        "Deployment" if !spec.at("paused").bool() => (spec.at("strategy"), (Amount::Percent(25), Amount::Percent(25))),
        "DaemonSet" => (spec.at("updateStrategy"), (Amount::Number(1), Amount::Number(0))),
        _ => return None,
    };
    if !matches!(strategy.at("type").str(), "" | "RollingUpdate") {
        return None;
    }
    let rolling = strategy.at("rollingUpdate");
    let unavailable = amount(rolling.at("maxUnavailable"), usual.0)?.of(pods, false);
    let surge = amount(rolling.at("maxSurge"), usual.1)?.of(pods, true);
    // `ResolveFenceposts`: one of them is at least one.
    let unavailable = if unavailable == 0 && surge == 0 { 1 } else { unavailable };
    Some(Fenceposts { unavailable, surge })
}

#[derive(Clone, Copy)]
enum Amount {
    Number(i64),
    Percent(i64),
}

impl Amount {
    fn of(self, pods: i64, up: bool) -> i64 {
        match self {
            Amount::Number(number) => number,
            Amount::Percent(percent) => (percent.saturating_mul(pods).saturating_add(if up { 99 } else { 0 })) / 100,
        }
    }
}

/// What is written, or what is usual; `None` where it is neither a number nor a percentage.
fn amount(field: Field<'_>, usual: Amount) -> Option<Amount> {
    if !field.exists() {
        return Some(usual);
    }
    if let Some(number) = field.opt_int() {
        return Some(Amount::Number(number.clamp(0, i64::from(i32::MAX))));
    }
    let percent: i64 = field.opt_str()?.strip_suffix('%')?.parse().ok()?;
    Some(Amount::Percent(percent.clamp(0, i64::from(i32::MAX))))
}

/// The pod that the next template of a Deployment adds: like those that are there, but of another replica set.
pub fn next_pod<'a>(inventory: &Inventory<'a>, controller: &Controller<'a>) -> Option<PodInstance<'a>> {
    let template = controller.origin.at(controller.template().node()?);
    let labels = counted::labels(&controller.namespace, &format!("{}/next", controller.name));
    Some(make(inventory, controller, template, &labels, |pod| pod.name = format!("{}-next", controller.name)))
}

/// The pod that the next template of a DaemonSet adds on the node of an old one, beside it.
pub fn next_daemon<'a>(old: &PodInstance<'a>, node: &str) -> PodInstance<'a> {
    let mut next = old.clone();
    let pod: &mut Pod = &mut next.pod;
    pod.name = format!("{}-next", pod.name);
    daemon::tie(pod, node);
    next
}
