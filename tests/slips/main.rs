//! Slips made by the project itself: every clean manifest at hand is damaged as people damage them, by every kind of slip
//! wherever it fits, and mended by the first fix of every error.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod blocks;
mod documents;
mod floors;
mod idioms;
mod kind;
mod lines;
mod lists;
mod manifest;
mod mend;
mod old_bodies;
mod places;
mod quotes;
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
fn slips<'t>(kinds: &'t [Kind], manifests: &'t [Manifest]) -> Vec<(&'t Kind, &'t Manifest, Slip)> {
    let mut seen = HashSet::new();
    let pairs = kinds.iter().flat_map(|kind| manifests.iter().map(move |manifest| (kind, manifest)));
    let all =
        pairs.flat_map(|(kind, manifest)| kind.slips(manifest).into_iter().map(move |slip| (kind, manifest, slip)));
    all.filter(|(_, manifest, slip)| slip.damaged != manifest.text && seen.insert(slip.damaged.clone())).collect()
}

#[test]
fn slips_are_mended() {
    let wish = show::wish();
    let mut kinds = kind::kinds();
    kinds.retain(|kind| wish.as_ref().is_none_or(|wish| wish.wants(&kind.name)));
    let manifests = manifest::manifests();
    let tried: Vec<Tried<'_>> = slips(&kinds, &manifests)
        .into_par_iter()
        .filter_map(|(kind, manifest, slip)| {
            let verdict = verdict::judge(&slip, kind.aim, &manifest.text)?;
            Some(Tried { kind, manifest, slip, verdict })
        })
        .collect();
    let table = Table::of(&kinds, &tried);
    println!("{} manifests\n{table}", manifests.len());
    if let Some(wish) = &wish {
        show::show(wish, &tried);
    }
    if manifest::has_base() {
        assert!(wish.is_some() || table.total() >= 3_000, "only {} slips", table.total());
        let fallen = floors::fallen(&table);
        assert!(fallen.is_empty(), "fewer are mended than before:\n{}", fallen.join("\n"));
    }
}
