//! A kind of slip: its name, its class, and the function that makes it.

use super::manifest::Manifest;

/// One text with one slip.
pub(crate) struct Slip {
    /// What was meant; several where the slipped text leaves more than one open.
    pub originals: Vec<String>,
    /// What was written.
    pub damaged: String,
}

impl Slip {
    pub(crate) fn of(original: &str, damaged: String) -> Self {
        Slip { originals: vec![original.to_owned()], damaged }
    }
}

/// How it is judged whether the tool has done what it should.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Its fixes restore what was meant.
    Restored,
    /// It tells of a merge conflict, on one of the markers, and of nothing else.
    Conflict,
}

type Make = Box<dyn Fn(&Manifest) -> Vec<Slip> + Sync + Send>;

/// A kind of slip.
pub(crate) struct Kind {
    /// `class/what`.
    pub name: String,
    /// So many are made of one manifest at most, spread over it.
    pub most: usize,
    pub aim: Aim,
    /// Every place of a manifest where it fits.
    pub make: Make,
}

impl Kind {
    pub(crate) fn new(
        name: impl Into<String>,
        most: usize,
        make: impl Fn(&Manifest) -> Vec<Slip> + Sync + Send + 'static,
    ) -> Self {
        Kind { name: name.into(), most, aim: Aim::Restored, make: Box::new(make) }
    }

    /// Slips of this kind in a manifest, at most as many as there shall be (so many times more where that is wanted),
    /// spread over it.
    pub(crate) fn slips(&self, manifest: &Manifest, times: usize) -> Vec<Slip> {
        let all = (self.make)(manifest);
        let (count, most) = (all.len(), self.most * times);
        let chosen = |at: &usize| count <= most || (0..most).any(|n| (2 * n + 1) * count / (2 * most) == *at);
        all.into_iter().enumerate().filter(|(at, _)| chosen(at)).map(|(_, slip)| slip).collect()
    }
}

/// Every kind.
pub(crate) fn kinds() -> Vec<Kind> {
    let mut all = super::quotes::kinds();
    all.extend(super::documents::kinds());
    all.extend(super::idioms::kinds());
    all.extend(super::lists::kinds());
    all.extend(super::blocks::kinds());
    all.extend(super::old_bodies::kinds());
    all.extend(super::places::kinds());
    all.extend(super::spelling::kinds());
    all.extend(super::values::kinds());
    all
}
