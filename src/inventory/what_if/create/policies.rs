//! What pods are held against: budgets, namespaces, quotas and priorities.

use super::super::flags::Args;
use super::super::read::amounts;
use super::super::{Apply, Command};
use super::{applied, name, object};
use crate::source::Draft;

/// `kubectl create poddisruptionbudget NAME --selector=… --min-available=N`
pub(in super::super) fn budget(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let selector = args.text("selector").ok_or("a selector must be specified")?;
    let (least, most) = (args.text("min-available"), args.text("max-unavailable"));
    let (field, amount) = match (least, most) {
        (Some(_), Some(_)) => {
            return Err("min-available and max-unavailable cannot be both specified".to_owned());
        }
        (Some(least), None) => ("minAvailable", least),
        (None, Some(most)) => ("maxUnavailable", most),
        (None, None) => return Err("one of min-available or max-unavailable must be specified".to_owned()),
    };
    let mut made = object("policy/v1", "PodDisruptionBudget", name);
    let spec = made.at_mut(&["spec"]);
    let number = amount.parse::<i64>().map_or_else(|_| Draft::text(amount), Draft::number);
    spec.set(field, number);
    for pair in selector.split(',') {
        let (key, value) = pair.split_once('=').ok_or_else(|| format!("`{pair}`: give labels as key=value"))?;
        spec.at_mut(&["selector", "matchLabels"]).set(key, Draft::text(value.trim_start_matches('=')));
    }
    Ok(applied(&format!("create poddisruptionbudget {name}"), made, args, Apply::Create))
}

/// `kubectl create namespace NAME`
pub(in super::super) fn namespace(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    Ok(applied(&format!("create namespace {name}"), object("v1", "Namespace", name), args, Apply::Create))
}

/// `kubectl create quota NAME --hard=cpu=1,memory=1Gi --scopes=BestEffort`
pub(in super::super) fn quota(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let mut made = object("v1", "ResourceQuota", name);
    // kubectl's own words for what is no amount begin with a capital here.
    let capital = |why: String| why.replacen("invalid argument syntax", "Invalid argument syntax", 1);
    let hard = amounts(args.text("hard").unwrap_or_default()).map_err(capital)?;
    let spec = made.at_mut(&["spec"]);
    if !hard.is_empty() {
        spec.set("hard", Draft::texts(hard.iter().map(|(name, amount)| (name.as_str(), amount.as_str()))));
    }
    if let Some(scopes) = args.text("scopes") {
        spec.set("scopes", Draft::list(scopes.split(',').map(Draft::text).collect()));
    }
    Ok(applied(&format!("create quota {name}"), made, args, Apply::Create))
}

/// `kubectl create priorityclass NAME --value=1000 --preemption-policy=Never`
pub(in super::super) fn priority_class(args: &Args) -> Result<Command, String> {
    let name = name(args)?;
    let mut made = object("scheduling.k8s.io/v1", "PriorityClass", name);
    made.set("value", Draft::number(args.int("value").unwrap_or_default()));
    if args.is("global-default") {
        made.set("globalDefault", Draft::bool(true));
    }
    if let Some(text) = args.text("description") {
        made.set("description", Draft::text(text));
    }
    let policy = args.text("preemption-policy").unwrap_or("PreemptLowerPriority");
    made.set("preemptionPolicy", Draft::text(policy));
    Ok(applied(&format!("create priorityclass {name}"), made, args, Apply::Create))
}
