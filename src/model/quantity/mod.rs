//! Amounts such as `1500m`, `64Mi` or `2e3`, exactly as the API server reads and writes them.
//!
//! Mirrors `k8s.io/apimachinery/pkg/api/resource.Quantity`. Upstream keeps nothing finer than a billionth, so an amount
//! is a whole number of billionths here.

mod text;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use text::{BINARY, DECIMAL, Parts, Suffix};

const NANO: i128 = 1_000_000_000;
/// The largest amount that a binary suffix may spell (upstream's `maxAllowed`).
const BINARY_CAP: i128 = (i64::MAX as i128) * NANO;

/// The notation in which an amount was written, and is written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `1500m`, `12k`, `3`.
    DecimalSi,
    /// `64Mi`.
    BinarySi,
    /// `2e3`.
    DecimalExponent,
}

/// An exact amount of a resource, up to about 1.7e29 (what is more is kept as that). Compares by amount; the notation does not count.
#[derive(Clone, Copy, Debug)]
pub struct Quantity {
    nanos: i128,
    format: Format,
    /// Whether upstream keeps it as a big decimal, not as an `int64` with a power of ten. It shows where an amount is
    /// too large for the integer asked for.
    big: bool,
    /// The power of ten in which upstream counts, as the amount was written; at the least -9.
    scale: i32,
}

/// Why a text is no quantity; [`fmt::Display`] gives the API server's wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuantityError {
    /// The text as a whole does not look like a number with a suffix.
    FormatWrong,
    /// The number cannot be read.
    Numeric,
    /// The letters behind the number are no suffix.
    Suffix,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FormatWrong => {
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            }
            Self::Numeric => "unable to parse numeric part of quantity",
            Self::Suffix => "unable to parse quantity's suffix",
        })
    }
}

impl std::error::Error for QuantityError {}

impl Quantity {
    /// Nothing.
    pub const ZERO: Quantity = Quantity { nanos: 0, format: Format::DecimalSi, big: false, scale: 0 };

    /// A whole number of units.
    pub fn from_units(units: i64) -> Self {
        Quantity { nanos: i128::from(units) * NANO, ..Self::ZERO }
    }

    /// A whole number of thousandths.
    pub fn from_milli(milli: i64) -> Self {
        Quantity { nanos: i128::from(milli) * (NANO / 1000), scale: -3, ..Self::ZERO }
    }

    /// The same amount, written in another notation.
    pub fn with_format(self, format: Format) -> Self {
        Quantity { format, ..self }
    }

    /// The notation it was written in.
    pub fn format(self) -> Format {
        self.format
    }

    /// The amount in billionths.
    pub fn nanos(self) -> i128 {
        self.nanos
    }

    /// Whole units, fractions rounded away from zero (upstream `Value()`). What does not fit wraps around where
    /// upstream calculates with big decimals, and is nothing where it does not.
    pub fn value(self) -> i64 {
        let units = div_away(self.nanos, NANO);
        i64::try_from(units).unwrap_or(if self.big { wrapped(units) } else { 0 })
    }

    /// Thousandths, finer fractions rounded away from zero (upstream `MilliValue()`), overflowing as
    /// [`Self::value`] does.
    pub fn milli_value(self) -> i64 {
        let milli = div_away(self.nanos, NANO / 1000);
        let overflown = || match (self.big, self.is_whole()) {
            (false, _) => 0,
            (true, true) => wrapped(self.nanos / NANO).wrapping_mul(1000),
            (true, false) => wrapped(milli),
        };
        i64::try_from(milli).unwrap_or_else(|_| overflown())
    }

    /// Whether the amount has no fraction of a unit.
    pub fn is_whole(self) -> bool {
        self.nanos % NANO == 0
    }

    /// Whether the amount is nothing.
    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Whether the amount is below zero.
    pub fn is_negative(self) -> bool {
        self.nanos < 0
    }

    /// The whole units, where upstream keeps the amount as such (`AsInt64`): `1.0` is counted in tenths and is none.
    pub fn as_integer(self) -> Option<i64> {
        if self.big || self.scale < 0 {
            return None;
        }
        i64::try_from(self.nanos / NANO).ok()
    }

    /// About the amount (`AsApproximateFloat64`): what upstream counts, times its power of ten.
    #[allow(clippy::cast_precision_loss, reason = "so does upstream")]
    pub fn as_double(self) -> f64 {
        let power = |exponent: i32| format!("1e{exponent}").parse().unwrap_or(f64::INFINITY);
        match self.counted() {
            Some(counted) if self.scale == 0 => counted as f64,
            Some(counted) => counted as f64 * power(self.scale),
            None => self.nanos as f64 * power(-9),
        }
    }

    /// How many of its power of ten the amount is.
    fn counted(self) -> Option<i128> {
        let zeros = u32::try_from(self.scale.checked_add(9)?).ok()?;
        10_i128.checked_pow(zeros).map(|unit| self.nanos / unit)
    }

    /// The sum, in the notation of `self` (of `other`, where `self` is nothing).
    #[must_use]
    pub fn plus(self, other: Quantity) -> Self {
        let format = if self.is_zero() { other.format } else { self.format };
        let nanos = self.nanos.saturating_add(other.nanos);
        // Upstream counts on in the finer of the two powers of ten, as long as an `int64` holds that.
        let scale = match (self.big || other.big, self.is_zero(), other.is_zero()) {
            (false, _, true) => self.scale,
            (false, true, false) => other.scale,
            _ => self.scale.min(other.scale),
        };
        let sum = Quantity { nanos, format, big: self.big || other.big, scale };
        let fits = |amount: Quantity| amount.counted().is_some_and(|counted| i64::try_from(counted).is_ok());
        let held = [Quantity { scale, ..self }, Quantity { scale, ..other }, sum].into_iter().all(fits);
        Quantity { big: sum.big || !held, ..sum }
    }

    /// The difference, in the notation of `self` (of `other`, where `self` is nothing).
    #[must_use]
    pub fn minus(self, other: Quantity) -> Self {
        self.plus(Quantity { nanos: other.nanos.saturating_neg(), ..other })
    }

    /// Reads an amount as the API server does (upstream `ParseQuantity`).
    ///
    /// # Errors
    /// Which part of the text is wrong, as upstream tells them apart.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let parts = Parts::split(text)?;
        let suffix = Suffix::read(parts.suffix).ok_or(QuantityError::Suffix)?;
        // Without a digit upstream reads nought where an `int64` holds it.
        if !parts.numbered && !parts.is_small(suffix) {
            return Err(QuantityError::Numeric);
        }
        let mut nanos = parts.scaled(suffix);
        let mut format = suffix.format;
        if format == Format::BinarySi {
            nanos = nanos.min(BINARY_CAP);
            if parts.exact_path(suffix) && nanos > 0 && nanos < NANO {
                format = Format::DecimalSi;
            }
        }
        let big = !parts.is_small(suffix);
        let capped = big && suffix.format == Format::BinarySi && nanos == BINARY_CAP;
        let scale = if capped {
            0
        } else if big && nanos != 0 {
            // Rounded to billionths.
            -9
        } else {
            parts.scale(suffix)
        };
        Ok(Quantity { nanos: if parts.negative { -nanos } else { nanos }, format, big, scale })
    }

    /// The number of an amount's text and the unit behind it: `1.5` and `Gi`.
    pub fn parted(text: &str) -> (&str, &str) {
        let of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
        text.split_at(text.find(|c| !of_number(c)).unwrap_or(text.len()))
    }

    /// How upstream prints an amount that it has just read from `text`: as it was written, where its quick look finds
    /// nothing to shorten, else canonically. None where the text is no amount.
    pub fn printed(text: &str) -> Option<String> {
        let amount = Self::parse(text).ok()?;
        let parts = Parts::split(text).ok()?;
        let suffix = Suffix::read(parts.suffix)?;
        Some(if parts.keeps_spelling(suffix) { text.to_owned() } else { amount.to_string() })
    }
}

fn div_away(n: i128, by: i128) -> i128 {
    let q = n / by;
    if n % by == 0 { q } else { q + n.signum() }
}

/// The low 64 bits (Go's `big.Int.Int64`).
fn wrapped(n: i128) -> i64 {
    let bytes = n.to_le_bytes();
    i64::from_le_bytes(std::array::from_fn(|i| bytes[i]))
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(s: &str) -> Result<Self, QuantityError> {
        Self::parse(s)
    }
}

/// The canonical spelling (upstream `CanonicalizeBytes`): no fraction, the largest suffix that loses nothing.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return f.write_str("0");
        }
        let small = self.nanos.abs() < 1024 * NANO;
        // What is no whole number of units would lose its fraction in binary notation.
        if self.format == Format::BinarySi && !small && self.is_whole() {
            let mut number = self.nanos / NANO;
            let mut steps = 0;
            while number % 1024 == 0 && steps < BINARY.len() {
                number /= 1024;
                steps += 1;
            }
            let suffix = if steps == 0 { "" } else { BINARY[steps - 1].0 };
            return write!(f, "{number}{suffix}");
        }
        let mut number = self.nanos;
        let mut step = 0;
        while number % 1000 == 0 && step + 1 < DECIMAL.len() {
            number /= 1000;
            step += 1;
        }
        let (suffix, exponent) = DECIMAL[step];
        if self.format == Format::DecimalExponent && exponent != 0 {
            return write!(f, "{number}e{exponent}");
        }
        write!(f, "{number}{suffix}")
    }
}

impl Default for Quantity {
    fn default() -> Self {
        Self::ZERO
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.nanos == other.nanos
    }
}

impl Eq for Quantity {}

impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.nanos.hash(state);
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nanos.cmp(&other.nanos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rounds_and_writes() {
        // text, value, milli value, canonical spelling
        let table: &[(&str, i64, i64, &str)] = &[
            ("0", 0, 0, "0"),
            ("1.5", 2, 1500, "1500m"),
            ("1500m", 2, 1500, "1500m"),
            ("1.5Gi", 1_610_612_736, 1_610_612_736_000, "1536Mi"),
            ("0.5Gi", 536_870_912, 536_870_912_000, "512Mi"),
            ("64M", 64_000_000, 64_000_000_000, "64M"),
            ("1.1Gi", 1_181_116_007, 1_181_116_006_400, "1181116006400m"),
            ("0.1m", 1, 1, "100u"),
            ("0.0000000001", 1, 1, "1n"),
            ("-1.5", -2, -1500, "-1500m"),
            ("1e3", 1000, 1_000_000, "1e3"),
            ("1E3", 1000, 1_000_000, "1e3"),
            ("12e-1", 2, 1200, "1200e-3"),
            ("1E", 1_000_000_000_000_000_000, 0, "1E"),
            ("1023Ki", 1_047_552, 1_047_552_000, "1023Ki"),
            ("1024Ki", 1_048_576, 1_048_576_000, "1Mi"),
            ("16911433728", 16_911_433_728, 16_911_433_728_000, "16911433728"),
            (".5", 1, 500, "500m"),
            ("1.", 1, 1000, "1"),
            ("007", 7, 7000, "7"),
        ];
        for &(text, value, milli, spelled) in table {
            let q = Quantity::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!((q.value(), q.milli_value(), q.to_string().as_str()), (value, milli, spelled), "{text}");
        }
    }

    #[test]
    fn refuses() {
        let table: &[(&str, QuantityError)] = &[
            ("", QuantityError::FormatWrong),
            ("1 Gi", QuantityError::FormatWrong),
            ("1Gib", QuantityError::FormatWrong),
            ("64MB", QuantityError::FormatWrong),
            ("1gi", QuantityError::FormatWrong),
            ("1kk", QuantityError::Suffix),
            ("1K", QuantityError::Suffix),
            ("1e", QuantityError::Suffix),
            ("1m5", QuantityError::Suffix),
            ("Ei", QuantityError::Numeric),
            ("-.e-20", QuantityError::Numeric),
        ];
        for &(text, error) in table {
            assert_eq!(Quantity::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn compares_by_amount_and_survives_giants() {
        assert_eq!(Quantity::parse("1"), Quantity::parse("1000m"));
        assert!(Quantity::parse("1Gi").unwrap() > Quantity::parse("1G").unwrap());
        let giant = Quantity::parse(&"9".repeat(500)).unwrap();
        assert!(giant > Quantity::parse("1E").unwrap());
        assert_eq!(Quantity::parse("9999999Ei").unwrap().value(), i64::MAX);
        assert_eq!(Quantity::parse("1e2147483647").unwrap().value(), 0);
        assert_eq!(Quantity::parse("1e-2147483647").unwrap().nanos(), 1);
        assert_eq!(Quantity::parse(&format!("0.{}1", "0".repeat(400))).unwrap().nanos(), 1);
    }

    #[test]
    fn overflows_as_upstream_does() {
        // text, value, milli value
        let table: &[(&str, i64, i64)] = &[
            ("1e400", 0, 0),
            ("9223372036854775807", i64::MAX, -1000),
            ("1000000000000Ti", i64::MAX, -1000),
            ("88888888888888888888", -3_344_831_479_658_869_192, 0),
            ("9007199254740993", 9_007_199_254_740_993, 9_007_199_254_740_993_000),
        ];
        for &(text, value, milli) in table {
            let q = Quantity::parse(text).unwrap();
            assert_eq!(q.value(), value, "{text}");
            if milli != 0 || text == "1e400" {
                assert_eq!(q.milli_value(), milli, "{text}");
            }
        }
    }

    #[test]
    fn prints_what_it_read() {
        let table: &[(&str, &str)] = &[
            ("+1", "+1"),
            ("01", "01"),
            ("0.5", "500m"),
            ("1.500", "1.500"),
            ("1000m", "1"),
            ("1Gi", "1Gi"),
            ("1024Ki", "1Mi"),
            ("8Gi", "8Gi"),
            ("0", "0"),
        ];
        for (text, printed) in table {
            assert_eq!(Quantity::printed(text).as_deref(), Some(*printed), "{text}");
        }
        assert_eq!(Quantity::printed("x"), None);
    }

    #[test]
    fn counts_in_the_power_of_ten_that_was_written() {
        // text, integer, about
        let table: &[(&str, Option<i64>, f64)] = &[
            ("1", Some(1), 1.0),
            ("Mi", Some(0), 0.0),
            ("1.0", None, 1.0),
            ("1000m", None, 1.0),
            ("2k", Some(2000), 2000.0),
            ("1E3", Some(1000), 1000.0),
            ("1.1", None, 1.1),
            ("9223372036854775807", None, 9_223_372_036_854_775_807_000_000_000_f64 * 1e-9),
            ("20E", None, 2e19),
            ("9999Ei", None, 9_223_372_036_854_775_807.0),
        ];
        for &(text, integer, about) in table {
            let amount = Quantity::parse(text).unwrap();
            assert_eq!((amount.as_integer(), amount.as_double()), (integer, about), "{text}");
        }
        let sum = |a, b| Quantity::parse(a).unwrap().plus(Quantity::parse(b).unwrap()).as_integer();
        assert_eq!(sum("1", "1"), Some(2));
        assert_eq!(sum("1", "1k"), Some(1001));
        assert_eq!(sum("1.5", "1.5"), None);
        assert_eq!(sum("0m", "1"), Some(1));
        assert_eq!(sum("1", "0m"), Some(1));
        assert_eq!(sum("9E", "1E"), None);
        // Nought is counted as finely as it was written.
        let thousandths = Quantity::parse(".000Ti").unwrap().plus(Quantity::parse("1000e9").unwrap());
        assert_eq!(thousandths.as_double(), 1e15 * 1e-3);
    }

    #[test]
    fn adds_in_the_notation_of_the_first() {
        let sum =
            Quantity::parse("1Gi").unwrap().plus(Quantity::parse("1024M").unwrap().minus(Quantity::from_units(0)));
        assert_eq!(sum.format(), Format::BinarySi);
        assert_eq!(sum.value(), 1_073_741_824 + 1_024_000_000);
    }
}
