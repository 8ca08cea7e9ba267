//! How much property tests try: a number of their own, or what `PROPTEST_CASES` says. `PROPTEST_RNG_SEED` and proptest's other
//! variables hold as well, and what once failed (`proptest-regressions`) is tried first.
#![allow(dead_code, reason = "each test takes what it needs")]

use proptest::test_runner::{Config, RngSeed};

/// The environment's configuration; `cases` where it says nothing of their number.
pub(crate) fn cases(cases: u32) -> Config {
    let said = Config::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { said } else { Config { cases, ..said } }
}

/// The same, with the same cases in every run where no seed is given: for a peer that has faults of its own.
pub(crate) fn same_cases(number: u32) -> Config {
    let said = cases(number);
    if said.rng_seed == RngSeed::Random { Config { rng_seed: RngSeed::Fixed(1), ..said } } else { said }
}
