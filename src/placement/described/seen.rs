//! What the status of a pod says that runs in a cluster.

use super::Page;
use crate::inventory::PodInstance;
use crate::resource::Field;

/// The status of a pod that came out of a cluster; of any other nothing.
pub(super) fn status<'a>(pod: &PodInstance<'a>) -> Field<'a> {
    let field = pod.template.field();
    // What is made of a template has none.
    if pod.observed { field.at("status") } else { field.at("status").at("of no cluster") }
}

/// When it was started, in the words of RFC 1123.
pub(super) fn start(page: &mut Page, status: Field<'_>) {
    if let Ok(time) = status.at("startTime").str().parse::<jiff::Timestamp>() {
        page.cell(0, "Start Time", &time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string());
    }
}

/// Its phase, with what it says to it.
pub(super) fn phase(page: &mut Page, pod: &PodInstance<'_>) {
    let status = status(pod);
    let runs = pod.settled && !pod.pod.node_name.is_empty();
    let usual = if runs { "Running" } else { "Pending" };
    page.cell(0, "Status", status.at("phase").opt_str().unwrap_or(usual));
    for (title, field) in [("Reason", "reason"), ("Message", "message")] {
        if let Some(text) = status.at(field).opt_str().filter(|text| !text.is_empty()) {
            page.cell(0, title, text);
        }
    }
}

/// Its addresses.
pub(super) fn addresses(page: &mut Page, status: Field<'_>) {
    page.cell(0, "IP", status.at("podIP").str());
    let all: Vec<&str> = status.at("podIPs").items().map(|own| own.at("ip").str()).collect();
    if all.is_empty() {
        page.cell(0, "IPs", "<none>");
        return;
    }
    page.line(0, "IPs:");
    all.iter().for_each(|ip| page.cell(1, "IP", ip));
}

/// All of its conditions.
pub(super) fn conditions(page: &mut Page, pod: &PodInstance<'_>) {
    let conditions = status(pod).at("conditions");
    if conditions.is_empty() {
        return;
    }
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus");
    conditions.items().for_each(|own| page.line(1, &format!("{} \t{} ", own.at("type").str(), own.at("status").str())));
}
