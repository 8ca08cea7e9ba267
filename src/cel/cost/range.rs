//! Estimates: a least and a most, which do not overflow (cel-go's `SizeEstimate` and `CostEstimate`).

/// What something takes, or how large it is: at least and at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: u64,
}

impl Range {
    /// Of which nothing is known.
    pub const UNKNOWN: Range = Range { min: 0, max: u64::MAX };
    /// Nothing.
    pub const ZERO: Range = Range::exactly(0);
    /// One.
    pub const ONE: Range = Range::exactly(1);

    /// So much and no more.
    pub const fn exactly(of: u64) -> Self {
        Range { min: of, max: of }
    }

    /// `Add`
    #[must_use]
    pub fn plus(self, other: Range) -> Self {
        Range { min: self.min.saturating_add(other.min), max: self.max.saturating_add(other.max) }
    }

    /// `Multiply`, `MultiplyByCost`
    #[must_use]
    pub fn times(self, other: Range) -> Self {
        Range { min: self.min.saturating_mul(other.min), max: self.max.saturating_mul(other.max) }
    }

    /// `MultiplyByCostFactor`: rounded up.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Range { min: scaled(self.min, factor), max: scaled(self.max, factor) }
    }

    /// `Union`
    #[must_use]
    pub fn or(self, other: Range) -> Self {
        Range { min: self.min.min(other.min), max: self.max.max(other.max) }
    }
}

fn scaled(of: u64, factor: f64) -> u64 {
    // A cast of what is too large comes to the largest there is, as upstream has it.
    (of as f64 * factor).ceil() as u64
}

/// A fraction as a count, as Go casts it on the server's machines: what is too large comes to nothing.
pub(super) fn wrapped(of: f64) -> u64 {
    const TOO_LARGE: f64 = 18_446_744_073_709_551_616.0;
    if of >= TOO_LARGE { 0 } else { of as u64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_not_overflow() {
        assert_eq!(Range::UNKNOWN.plus(Range::ONE), Range { min: 1, max: u64::MAX });
        assert_eq!(Range::UNKNOWN.times(Range::exactly(3)), Range::UNKNOWN);
        assert_eq!(Range { min: 1, max: 15 }.scaled(0.1), Range { min: 1, max: 2 });
        assert_eq!(Range::UNKNOWN.scaled(1.0).max, u64::MAX);
        assert_eq!((wrapped(2.5), wrapped(u64::MAX as f64)), (2, 0));
    }
}
