//! Amounts of bytes that are none: what the server warns of, and what was likely meant.

use super::helpers::Resource;
use crate::model::{Finding, Quantity};
use crate::source::Kind;

/// The units that a fraction of one is written in the next of, and how many billionths of a byte each is.
const UNITS: [(&str, u32); 7] = [("Ei", 60), ("Pi", 50), ("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10), ("", 0)];
const NANO: i128 = 1_000_000_000;
/// As many thousandths are still a slip for as many mebibytes.
const MOST_MEBI: u64 = 1_000_000;

/// Says of a warning about a fraction of a byte what is written there, and what whole amount would do.
pub(in crate::api) fn say_fraction(finding: &mut Finding, item: &Resource<'_>) {
    let Some(node) = item.field.node() else { return };
    let (text, name) = (node.scalar_text().trim(), item.name);
    let (number, suffix) = Quantity::parted(text);
    let below_one = item.amount < Quantity::from_units(1);
    finding.say(if below_one {
        format!("`{text}` of {name} is less than one byte")
    } else {
        format!("`{text}` of {name} is no whole number of bytes")
    });
    let (meant, why) = match suffix {
        "m" if number.parse::<u64>().is_ok_and(|n| n <= MOST_MEBI) => {
            (format!("{number}Mi"), "`m` is a thousandth, as of a cpu; memory is counted in `Mi` or `Gi`".to_owned())
        }
        "" => (whole(&format!("{number}Gi"), "Gi"), "without a unit it is bytes".to_owned()),
        _ => (whole(text, suffix), "the server rounds it up to a whole byte".to_owned()),
    };
    if Quantity::parse(&meant).is_ok_and(Quantity::is_whole) {
        let quoted = node.kind() == Kind::Str && node.source().starts_with(['"', '\'']);
        let new = if quoted { format!("\"{meant}\"") } else { meant.clone() };
        finding.help(format!("{why}; `{meant}` would do")).fix(format!("change to `{meant}`"), node.span(), new);
    } else {
        finding.help(why);
    }
}

/// The amount as written where it is whole, or else in the next smaller unit in which it is, rounded up.
fn whole(text: &str, suffix: &str) -> String {
    let Ok(amount) = Quantity::parse(text) else { return text.to_owned() };
    if amount.is_whole() {
        return text.to_owned();
    }
    let at = UNITS.iter().position(|(own, _)| *own == suffix).map_or(UNITS.len() - 1, |at| at + 1);
    let (next, power) = UNITS[at.min(UNITS.len() - 1)];
    let size = NANO << power;
    let count = amount.nanos() / size + i128::from(amount.nanos() % size != 0);
    format!("{count}{next}")
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn the_next_smaller_unit() {
        for (text, suffix, expected) in [
            ("1.1Gi", "Gi", "1127Mi"),
            ("2.3Mi", "Mi", "2356Ki"),
            ("0.7Ki", "Ki", "717"),
            ("1.5Gi", "Gi", "1.5Gi"),
            ("1181116006400m", "m", "1181116007"),
            ("0.0000000001k", "k", "1"),
        ] {
            assert_eq!(whole(text, suffix), expected, "{text}");
        }
    }
}
