//! Slips made by the project itself: every clean manifest at hand is damaged as people damage them, by every kind of slip
//! wherever it fits, and mended by the first fix of every error.
//!
//! A slip counts as restored where the text in the end means what was meant, and nothing is wrong with it. It counts as
//! `other` where nothing is wrong but it means something else, as `less` where it then also says less: what is wrong was
//! deleted. `legal` are those that were never refused: they are no mistakes to the server, and count for nothing. What a
//! slip makes must leave no doubt what was meant; where a kind leaves some places out for that, its function says so.
//!
//! A build that is not optimized takes every third slip of a kind, as all of them would take it some minutes; one for
//! release takes them all, and so does `SLIPS_ALL=1`. `SLIPS_SHOW=places/out:20` shows what was not mended (see [`show`]),
//! `SLIPS_TIMES=3` takes three times as many slips of each manifest (others than those that the tool may have been mended
//! by), `SLIPS_FLOORS=1` prints the table of [`floors`] as it is today.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod blocks;
mod documents;
mod dress;
mod floors;
mod idioms;
mod kind;
#[path = "../fix/kinds.rs"]
mod kinds;
mod lines;
mod lists;
mod manifest;
mod mend;
mod old_bodies;
mod places;
mod quotes;
mod safe;
mod show;
mod spelling;
mod table;
mod values;
mod verdict;
mod walk;

use std::collections::HashSet;

use rayon::prelude::*;

use kind::{Kind, Slip};
use manifest::Manifest;
use table::Table;
use verdict::Verdict;

/// A slip of a manifest, with what came of it.
struct Tried<'t> {
    kind: &'t Kind,
    manifest: &'t Manifest,
    slip: Slip,
    verdict: Verdict,
}

/// Every slip of the manifests, each text once.
fn slips<'t>(kinds: &'t [Kind], manifests: &'t [Manifest], times: usize) -> Vec<(&'t Kind, &'t Manifest, Slip)> {
    let mut seen = HashSet::new();
    let pairs = kinds.iter().flat_map(|kind| manifests.iter().map(move |manifest| (kind, manifest)));
    let all = pairs
        .flat_map(|(kind, manifest)| kind.slips(manifest, times).into_iter().map(move |slip| (kind, manifest, slip)));
    all.filter(|(_, manifest, slip)| slip.damaged != manifest.text && seen.insert(slip.damaged.clone())).collect()
}

/// Of so many slips one is tried where all of them would take too long.
const SAMPLE: usize = 3;

#[test]
fn slips_are_mended() {
    let wish = show::wish();
    let mut kinds = kind::kinds();
    kinds.retain(|kind| wish.as_ref().is_none_or(|wish| wish.wants(&kind.name)));
    let manifests = manifest::manifests();
    let times = show::times();
    let mut slips = slips(&kinds, &manifests, times);
    let made = slips.len();
    if !show::all() {
        slips = slips.into_iter().step_by(SAMPLE).collect();
    }
    let tried: Vec<Tried<'_>> = slips
        .into_par_iter()
        .filter_map(|(kind, manifest, slip)| {
            let verdict = verdict::judge(&slip, kind.aim, &manifest.text)?;
            Some(Tried { kind, manifest, slip, verdict })
        })
        .collect();
    let table = Table::of(&kinds, &tried);
    println!("{} manifests\n{table}", manifests.len());
    let fixed = safe::Tally::of(&tried, if show::all() { 1 } else { SAMPLE });
    println!("{fixed}");
    if let Some(wish) = &wish {
        show::show(wish, &tried);
    }
    if std::env::var_os("SLIPS_FLOORS").is_some() {
        println!("{}", floors::of_today(&table));
    }
    fixed.hold();
    assert_eq!(table.sum().less, 0, "a fix that leaves no error and says less takes something away");
    // Without the recorded answers' manifests it is another set, and more slips of each are another one, too.
    if manifest::has_base() && times == 1 {
        assert!(wish.is_some() || made >= 3_000, "only {made} slips");
        let fallen = floors::fallen(&table, wish.is_none() && !show::all());
        assert!(fallen.is_empty(), "fewer are mended than before:\n{}", fallen.join("\n"));
    }
}
