//! Answers to questions about a dry run, for people.

use super::Places;
use super::table::table;
use crate::model::count;
use crate::placement::asked::{Fallen, Loss, More, Packing, Reply, Survival};

/// Names that are told one by one.
const NAMED: usize = 6;

/// Places that are told of one answer.
const PLACES: usize = 4;

/// Losses that are told one by one.
const LOSSES: usize = 40;

/// Nodes that are listed with their pods.
const LISTED: usize = 60;

/// The answer.
pub(super) fn whole(reply: &Reply, places: &Places<'_>) -> String {
    match reply {
        Reply::Capacity(all, true) => capacities(all),
        Reply::Capacity(all, false) => all.iter().map(|more| capacity(more, places)).collect(),
        Reply::Survive(survival) => survive(survival, places),
        Reply::Pack(packing) => pack(packing),
    }
}

/// The first names, and how many more.
fn names(all: &[String]) -> String {
    let first: Vec<&str> = all.iter().take(NAMED).map(String::as_str).collect();
    let more = all.len() - first.len();
    if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
}

fn number(more: &More) -> String {
    if more.at_least { format!("at least {}", more.more) } else { more.more.to_string() }
}

/// What stops the next.
fn stop(more: &More) -> String {
    if !more.evicts.is_empty() {
        return format!("{}; it would evict {}", more.message, names(&more.evicts));
    }
    match (more.at_least, more.message.is_empty()) {
        (true, _) => "not counted any further".to_owned(),
        (false, true) => more.note.clone(),
        (false, false) => more.message.clone(),
    }
}

fn capacities(all: &[More]) -> String {
    if all.is_empty() {
        return "no workload to ask about\n".to_owned();
    }
    let row = |more: &More| {
        let (kind, namespace, name) = &more.of;
        let number = if more.note.is_empty() { number(more) } else { "-".to_owned() };
        let why = if more.note.is_empty() { stop(more) } else { more.note.clone() };
        vec![namespace.clone(), format!("{}/{name}", kind.to_lowercase()), number, why]
    };
    let rows: Vec<Vec<String>> = all.iter().map(row).collect();
    table(&["NAMESPACE", "WORKLOAD", "MORE", "WHAT STOPS THE NEXT"], &rows)
        + "each was asked about by itself, beside everything that is placed\n"
}

fn capacity(more: &More, places: &Places<'_>) -> String {
    let (kind, namespace, name) = &more.of;
    let who = format!("{}/{name} in namespace {namespace}", kind.to_lowercase());
    if !more.note.is_empty() {
        return format!("{who}: {}\n", more.note);
    }
    let fit = if more.more == 1 && !more.at_least { "fits" } else { "fit" };
    let mut text = format!("{who}: {} more {fit} beside what is placed\n", number(more));
    let rows: Vec<Vec<String>> =
        more.on.iter().take(LISTED).map(|(node, on)| vec![format!("  {node}"), on.to_string()]).collect();
    if !rows.is_empty() {
        text.push_str(&table(&["  NODE", "MORE"], &rows));
    }
    if more.on.len() > LISTED {
        text.push_str(&format!("  and {}\n", count(more.on.len() - LISTED, "more node")));
    }
    text.push_str(&format!("what stops the next: {}\n", stop(more)));
    if !more.summary.is_empty() {
        text.push_str(&format!("  {}\n", more.summary));
    }
    for (nodes, why) in more.reasons.iter().take(NAMED).filter(|(_, why)| !more.summary.contains(why.as_str())) {
        text.push_str(&format!("  - {}: {why}\n", names(nodes)));
    }
    for at in more.at.iter().take(PLACES) {
        let start = places.range(at.file, at.span).0;
        text.push_str(&format!("  {}:{}:{}: {}\n", places.path(at.file), start.line, start.column, at.message));
    }
    for (like, helps) in &more.helps {
        text.push_str(&format!("{like}: {helps} more\n"));
    }
    if more.helps.is_empty() && !more.at_least {
        text.push_str("no node like those that are declared would take one more\n");
    }
    text
}

fn survive(survival: &Survival, places: &Places<'_>) -> String {
    let mut text = String::new();
    let costly = || survival.losses.iter().filter(|loss| !loss.failed.is_empty());
    for loss in costly().take(LOSSES) {
        let of: usize = loss.failed.iter().filter(|f| !f.maybe).map(|f| f.pods.len()).sum();
        let told = if of > 0 { format!("{} not placed again", count(of, "pod")) } else { "it depends".to_owned() };
        text.push_str(&format!("without {}: {told}\n", lost(loss)));
        for fallen in &loss.failed {
            text.push_str(&fell(fallen, places));
        }
    }
    let more = costly().count().saturating_sub(LOSSES);
    if more > 0 {
        text.push_str(&format!("and {more} more that cost something; --format json tells them all\n"));
    }
    survival.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
    let failing: usize = survival.losses.iter().filter(|loss| loss.fails()).map(|loss| loss.lost.len()).sum();
    let any = if survival.what.ends_with(" nodes") {
        format!("any {}", survival.what)
    } else {
        format!("any one {}", survival.what)
    };
    text.push_str(&match (survival.tried, failing) {
        (tried, 0) => {
            format!("survives the loss of {any}: every pod that comes back finds a place ({tried} tried)\n")
        }
        (tried, failing) => format!("does not survive the loss of {any}: {failing} of {tried} cost pods their place\n"),
    });
    text
}

fn lost(loss: &Loss) -> String {
    match loss.lost.as_slice() {
        [one] => one.clone(),
        several => format!("any one of {}", names(several)),
    }
}

fn fell(fallen: &Fallen, places: &Places<'_>) -> String {
    let start = places.range(fallen.at.0, fallen.at.1).0;
    let mut text = format!(
        "  {}: {} ({}:{}): {}\n",
        fallen.of,
        names(&fallen.pods),
        places.path(fallen.at.0),
        start.line,
        fallen.why
    );
    if !fallen.evicts.is_empty() {
        text.push_str(&format!("    it would find a place by evicting {}\n", names(&fallen.evicts)));
    }
    text
}

fn pack(packing: &Packing) -> String {
    let mut text = String::new();
    let bought: Vec<String> =
        packing.shapes.iter().filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} of {}", s.name)).collect();
    let rows: Vec<Vec<String>> = packing
        .nodes
        .iter()
        .take(LISTED)
        .map(|(node, pods)| vec![node.clone(), pods.len().to_string(), names(pods)])
        .collect();
    if !rows.is_empty() {
        text.push_str(&table(&["NODE", "PODS", "WHO"], &rows));
    }
    if packing.nodes.len() > LISTED {
        text.push_str(&format!("and {}\n", count(packing.nodes.len() - LISTED, "more node")));
    }
    let left = |text: &mut String, head: &str, groups: &[(Vec<String>, String)]| {
        groups.iter().for_each(|(pods, why)| text.push_str(&format!("{head}: {}: {why}\n", names(pods))));
    };
    let waits = match packing.ended {
        Some(most) => format!("finds no node among the {most} at which the search ends"),
        None => "finds no node, however many were tried".to_owned(),
    };
    left(&mut text, "fits on no such node", &packing.never);
    left(&mut text, &waits, &packing.waiting);
    left(&mut text, "finds no place on its node", &packing.daemons);
    packing.notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
    if bought.is_empty() {
        if packing.ended.is_none() && !packing.is_whole() {
            text.push_str("nothing can be placed on these shapes\n");
        }
        return text;
    }
    let all = if packing.is_whole() { "everything" } else { "everything else" };
    text.push_str(&format!(
        "{} {} {all}: {}, {}\n",
        count(packing.count(), "node"),
        if packing.count() == 1 { "takes" } else { "take" },
        bought.join(", "),
        proof(packing)
    ));
    match packing.price {
        Some((price, _)) if packing.proven => text.push_str(&format!("price: {} in all\n", amount(price))),
        Some((price, least)) => {
            text.push_str(&format!("price: {} in all, {} at the very least\n", amount(price), amount(least)));
        }
        None => {}
    }
    text
}

/// What is known of those that would be cheaper, or fewer.
fn proof(packing: &Packing) -> String {
    let (number, least) = (packing.count(), packing.at_least);
    match (packing.proven, packing.price) {
        (true, Some(_)) => "which is proven to be the cheapest".to_owned(),
        (true, None) => "which is proven to be the fewest".to_owned(),
        (false, Some(_)) => "whether others would be cheaper is not proven".to_owned(),
        (false, None) if least >= number => {
            "fewer do not take as much; whether others would take more is not proven".to_owned()
        }
        (false, None) => {
            format!("no fewer than {least} could do; whether fewer than {number} do is not proven")
        }
    }
}

/// A price, with two digits where more say nothing.
fn amount(price: f64) -> String {
    let cents = price * 100.0;
    let is_whole = (cents - cents.round()).abs() < 1e-6 * cents.abs().max(1e-6);
    if is_whole || price >= 100.0 { format!("{price:.2}") } else { format!("{price:.4}") }
}
