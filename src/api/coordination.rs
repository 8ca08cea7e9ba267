//! The coordination.k8s.io group: `pkg/apis/coordination/validation`.

use super::Cx;
use super::core::helpers::{invalid_each_as, required_text};
use super::format::is_qualified_name;
use super::table::{Check, Rule};
use crate::resource::Field;

// The gate CoordinatedLeaderElection is off, so that `strategy` and `preferredHolder` are dropped.
const LEASE: &[Rule] =
    &[Rule::new("leaseDurationSeconds", &[Check::Positive]), Rule::new("leaseTransitions", &[Check::NonNegative])];

/// `ValidateLease`
pub(in crate::api) fn lease(cx: &mut Cx<'_>) {
    cx.check(cx.root().at("spec"), LEASE);
}

/// `ValidateLeaseCandidate`
pub(in crate::api) fn lease_candidate(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    required_text(cx, spec.at("leaseName"));
    let (emulation, binary, strategy) = (spec.at("emulationVersion"), spec.at("binaryVersion"), spec.at("strategy"));
    let emulated = version(cx, emulation);
    if required_text(cx, binary) {
        let version = version(cx, binary);
        if !emulation.is_empty() && version < emulated {
            cx.invalid(binary, "must be greater than or equal to `emulationVersion`")
                .relate(emulation.span(), "this is `emulationVersion`");
        }
    }
    if !required_text(cx, strategy) {
        return;
    }
    if strategy.str() == "OldestEmulationVersion" && emulated == Semver::default() {
        cx.required(emulation, "must be specified when `strategy` is 'OldestEmulationVersion'");
    }
    let path = format!("{}.strategy", cx.path(strategy));
    if strategy.str().contains('/') {
        invalid_each_as(cx, strategy, &path, is_qualified_name(strategy.str()));
    } else if strategy.str() != "OldestEmulationVersion" {
        cx.not_supported(strategy, &["OldestEmulationVersion"]).field(path);
    }
}

/// A semantic version: its numbers, and what stands behind them (a release is above all of its previews).
#[derive(Debug, Default, PartialEq, PartialOrd)]
struct Semver {
    numbers: [u64; 3],
    release: bool,
    preview: Vec<Identifier>,
}

/// Numbers come before words.
#[derive(Debug, PartialEq, PartialOrd)]
enum Identifier {
    Number(u64),
    Word(String),
}

/// The version in a field; nothing at all where there is none or a broken one, which is reported.
fn version<'a>(cx: &mut Cx<'a>, f: Field<'a>) -> Semver {
    if f.is_empty() {
        return Semver::default();
    }
    parse(f.str()).unwrap_or_else(|| {
        cx.invalid(f, "must be a valid semantic version").help("write it like 1.36.0");
        Semver::default()
    })
}

/// `semver.Parse`
fn parse(text: &str) -> Option<Semver> {
    let (text, build) = text.split_once('+').map_or((text, None), |(t, b)| (t, Some(b)));
    let (core, preview) = text.split_once('-').map_or((text, None), |(c, p)| (c, Some(p)));
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if build.is_some_and(|b| !b.split('.').all(word)) || preview.is_some_and(|p| !p.split('.').all(word)) {
        return None;
    }
    let number = |n: &str| (n == "0" || !n.starts_with('0')).then(|| n.parse().ok()).flatten();
    let numbers: Vec<u64> = core.split('.').map(number).collect::<Option<_>>()?;
    let identifier = |w: &str| match w.bytes().all(|b| b.is_ascii_digit()) {
        true => number(w).map(Identifier::Number),
        false => Some(Identifier::Word(w.to_owned())),
    };
    let preview: Option<Vec<_>> = preview.into_iter().flat_map(|p| p.split('.')).map(identifier).collect();
    let preview = preview?;
    let release = preview.is_empty() && numbers != [0, 0, 0];
    Some(Semver { numbers: numbers.try_into().ok()?, release, preview })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn versions() {
        for bad in ["", "1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "v1.2.3", "1.2.3+"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
        let order = ["1.2.3-1", "1.2.3-alpha", "1.2.3", "1.10.0"];
        for pair in order.windows(2) {
            assert!(parse(pair[0]).unwrap() < parse(pair[1]).unwrap(), "{pair:?}");
        }
    }
}
