//! `plimsoll inventory`

use super::args::{Format, InventoryArgs};
use super::color::{ColorChoice, look};
use super::lint::print_findings;
use super::run::{begin, fails};
use super::schedule::what_if;
use super::{End, print, say};
use crate::inventory::{Inventory, parse_selector, rows};
use crate::pipeline::{objects, parse_all, sort};
use crate::report::{Places, TextReport, inventory_json, inventory_text};
use crate::scheduler::types::LabelSelector;

pub(super) fn run(args: &InventoryArgs, color: ColorChoice) -> Result<End, String> {
    let run = begin(&args.common, None)?;
    let selector = match &args.selector {
        Some(text) => parse_selector(text).map_err(|why| format!("-l '{text}': {why}"))?,
        None => LabelSelector::default(),
    };
    let trees = parse_all(&run.files, &run.settings);
    let mut inventory = Inventory::collect(&objects(&trees));
    for command in what_if(&args.what_if)? {
        inventory.apply(&command)?;
    }
    let mut findings = std::mem::take(&mut inventory.findings);
    sort(&run.files, &mut findings);
    let rows = rows(&inventory, &selector, inventory.running.iter().map(|p| &p.pod));
    match args.common.format {
        Format::Json => print(&inventory_json(&rows))?,
        Format::Text => {
            let places = Places::new(&run.files);
            print_findings(&TextReport::new(&places, look(color), &run.settings), &findings, true)?;
            print(&inventory_text(&rows))?;
        }
    }
    if inventory.nodes.is_empty() {
        say("no node is declared: add Node objects, or an Inventory of plimsoll.dev/v1");
    }
    Ok(if fails(&findings, run.fail_on) { End::Findings } else { End::Clean })
}
