//! Keys with one letter wrong.

use super::kind::{Kind, Slip};
use super::lines::replaced;
use super::manifest::Manifest;
use super::walk::gather;

/// Ways in which `spec` goes wrong.
const SPEC: &[&str] = &["sepc", "spce", "spc", "specc", "spec_", "sec"];

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind::new("spelling/swapped", 1, |m| keys(m, swapped)),
        Kind::new("spelling/dropped", 1, |m| keys(m, dropped)),
        Kind::new("spelling/doubled", 1, |m| keys(m, doubled)),
        Kind::new("spelling/spec", 1, specs),
    ]
}

/// Keys of less than four letters say too little with one of them wrong, and names of the writer's own are others then.
fn keys(manifest: &Manifest, make: fn(&str) -> Option<String>) -> Vec<Slip> {
    let text = &manifest.text;
    gather(text, |spot| {
        let key = spot.key.filter(|_| !spot.is_free())?;
        let name = key.source();
        let fits = name.len() > 3 && name.bytes().all(|b| b.is_ascii_alphabetic());
        let new = fits.then(|| make(name))??;
        Some(Slip::of(text, replaced(text, key.span().range(), &new)))
    })
}

/// The first two letters from the middle on that differ, the one for the other.
fn swapped(name: &str) -> Option<String> {
    let at = (name.len() / 2..name.len()).find(|at| name.as_bytes()[at - 1] != name.as_bytes()[*at])?;
    Some(format!("{}{}{}{}", &name[..at - 1], &name[at..=at], &name[at - 1..at], &name[at + 1..]))
}

fn dropped(name: &str) -> Option<String> {
    let at = name.len() / 2;
    Some(format!("{}{}", &name[..at], &name[at + 1..]))
}

fn doubled(name: &str) -> Option<String> {
    let at = name.len() / 2;
    Some(format!("{}{}", &name[..=at], &name[at..]))
}

fn specs(manifest: &Manifest) -> Vec<Slip> {
    let text = &manifest.text;
    let places = gather(text, |spot| {
        let key = spot.key.filter(|key| key.source() == "spec" && !spot.is_free())?;
        Some(key.span().range())
    });
    let one = |(at, new): (usize, &&str)| {
        let place = places.get(at % places.len().max(1))?.clone();
        Some(Slip::of(text, replaced(text, place, new)))
    };
    SPEC.iter().enumerate().filter_map(one).collect()
}
