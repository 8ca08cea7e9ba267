//! How many pods an update may touch at once.

use crate::api::int_or_percent::percent;
use crate::resource::Field;

/// `getIntOrPercentValue`, or `default` where nothing is given.
pub(super) fn value_or(f: Field<'_>, default: i64) -> i64 {
    if !f.exists() {
        return default;
    }
    percent(f).unwrap_or_else(|| f.opt_str().map_or_else(|| f.int(), |text| text.parse().unwrap_or(0)))
}
