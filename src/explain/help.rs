//! What helps a pod without a node: what was tried and works, with its price, as a command to copy or a change to paste; then
//! what each group of nodes has against it.

use super::finding::listed;
use super::{Failed, Group, Offer, Sort, Sources};
use crate::model::{ChangedLines, Edit, changed_lines, count};

/// What stands before lines that are to be copied: reports leave them as they are.
const COPIED: &str = "    ";

/// Groups of nodes that are told one by one.
const MOST_GROUPS: usize = 8;

/// Lines of one change that are shown, and the length of the longest.
const MOST_LINES: (usize, usize) = (24, 160);

/// What helps; then each group of nodes whose reasons `message` does not tell; then, where details are asked for, the
/// scheduler's own words.
pub(super) fn help(failed: &Failed<'_, '_>, details: bool, message: &str, sources: Sources<'_>) -> String {
    let (_, decision, explanation) = failed.pods[0];
    let mut lines = Vec::new();
    let offers = explanation.map_or(&[][..], |e| &e.offers);
    if offers.len() > 1 {
        lines.push("each of these was tried, and helps:".to_owned());
    }
    offers.iter().for_each(|offer| lines.extend(offer_lines(offer, sources)));
    if let ([_], Some(line)) = (offers, lines.first_mut()) {
        *line = format!("this was tried, and helps: {}", line.trim_start_matches("- "));
    }
    lines.extend(nodes(failed, details, message, !offers.is_empty()));
    if let Some(message) = decision.message.as_ref().filter(|_| details) {
        lines.push(format!("kube-scheduler: {message}"));
    }
    lines.join("\n")
}

/// What the nodes have against it.
fn nodes(failed: &Failed<'_, '_>, details: bool, message: &str, behind: bool) -> Vec<String> {
    let most = if details { usize::MAX } else { MOST_GROUPS };
    let (first, _, explanation) = failed.pods[0];
    let groups = explanation.map_or(&[][..], |e| &e.groups);
    let mut lines = Vec::new();
    if first.workload.as_ref().is_some_and(|of| of.kind == "DaemonSet") {
        // Each pod of a daemon belongs to one node: that node's reasons are its own, the others' are not its business.
        let own: Vec<&Group> = failed.pods.iter().filter_map(|(_, _, e)| e.as_ref()?.groups.first()).collect();
        if !is_told(&own, message) {
            own.iter().take(most).for_each(|group| lines.extend(group_lines(group)));
            let more = own.len().saturating_sub(most);
            lines.extend((more > 0).then(|| format!("- and {more} more")));
        }
    } else if !is_told(&groups.iter().collect::<Vec<_>>(), message) {
        groups.iter().take(most).for_each(|group| lines.extend(group_lines(group)));
        let rest: usize = groups.iter().skip(most).map(|group| group.nodes.len()).sum();
        lines.extend((rest > 0).then(|| format!("- and {} more, which --details tells", count(rest, "node"))));
    }
    match lines.as_mut_slice() {
        [only] if behind => *only = format!("node by node: {}", only.trim_start_matches("- ")),
        [_, ..] if behind => lines.insert(0, "node by node, the nearest first:".to_owned()),
        _ => {}
    }
    lines
}

/// Whether the message says all that there is to say of the nodes.
fn is_told(groups: &[&Group], message: &str) -> bool {
    let is_said =
        |why: &&super::Why| message.contains(&why.text()) || !why.detail.is_empty() && message.contains(&why.detail);
    matches!(groups, [one] if one.told().iter().all(is_said))
}

fn group_lines(group: &Group) -> Vec<String> {
    let nodes: Vec<&str> = group.nodes.iter().take(4).map(String::as_str).collect();
    let more = group.nodes.len() - nodes.len();
    let names = if more > 0 { format!("{} and {more} more", nodes.join(", ")) } else { nodes.join(", ") };
    match group.told().as_slice() {
        [one] => vec![format!("- {names}: {}", one.text())],
        many => {
            let lines = many.iter().map(|why| format!("  - {}", why.text()));
            std::iter::once(format!("- {names}:")).chain(lines).collect()
        }
    }
}

/// An offer with its price, then the command, each of several on a line of its own, or the lines that change.
fn offer_lines(offer: &Offer, sources: Sources<'_>) -> Vec<String> {
    let price = if offer.price.is_empty() { String::new() } else { format!("; the price: {}", offer.price) };
    let costs = if offer.displaces.is_empty() {
        String::new()
    } else {
        format!("; it costs {} their place", listed(&offer.displaces))
    };
    let mut lines = vec![format!("- {}{price}{costs}", offer.title)];
    let mut edits: Vec<&Edit> =
        offer.edits.iter().filter(|edit| !(offer.sort == Sort::Fresh && makes_node(edit))).collect();
    edits.sort_by_key(|edit| edit.file);
    for edits in edits.chunk_by(|one, other| one.file == other.file) {
        let (path, text) = sources(edits[0].file);
        let last = text.lines().count();
        changed_lines(text, edits).iter().for_each(|change| lines.extend(change_lines(path, last, change)));
    }
    let commands = offer.command.iter().flat_map(|command| command.split(" && "));
    lines.extend(commands.map(|command| format!("{COPIED}{command}")));
    lines
}

/// Whether an edit declares nodes: nobody pastes those into a cluster.
fn makes_node(edit: &Edit) -> bool {
    edit.text.contains("\nkind: Node\n")
}

/// The lines that change, less what they are all indented by; of what is only added, as it is to be pasted. Nothing where they
/// are many or long.
fn change_lines(path: &str, last: usize, change: &ChangedLines) -> Vec<String> {
    let ChangedLines { line, before, after } = change;
    let all = || before.iter().chain(after);
    if all().count() > MOST_LINES.0 || all().any(|line| line.len() > MOST_LINES.1) {
        return Vec::new();
    }
    let indent = |line: &&String| line.len() - line.trim_start_matches(' ').len();
    let least = all().filter(|line| !line.trim().is_empty()).map(|line| indent(&line)).min().unwrap_or_default();
    let shown = |mark: &str, line: &String| format!("{COPIED}{mark}{}", line.get(least..).unwrap_or_default());
    let (minus, plus) = if before.is_empty() { ("", "") } else { ("- ", "+ ") };
    let lines = before.iter().map(|line| shown(minus, line)).chain(after.iter().map(|line| shown(plus, line)));
    let mut lines: Vec<String> = lines.collect();
    match lines.first_mut().filter(|_| !before.is_empty()) {
        // Nobody copies the line that goes.
        Some(first) => first.push_str(&format!("    # {path}:{line}")),
        None if *line > last => lines.insert(0, format!("{COPIED}# {path}, at its end:")),
        None => lines.insert(0, format!("{COPIED}# {path}, before line {line}:")),
    }
    lines
}
