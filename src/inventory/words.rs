//! How amounts and taints are spelled for people.

use crate::model::{Format, Quantity};
use crate::scheduler::types::{Taint, TaintEffect};

/// An effect by its name.
pub fn effect_text(effect: TaintEffect) -> &'static str {
    match effect {
        TaintEffect::NoSchedule => "NoSchedule",
        TaintEffect::PreferNoSchedule => "PreferNoSchedule",
        TaintEffect::NoExecute => "NoExecute",
    }
}

/// A taint in kubectl's notation.
pub fn taint_text(taint: &Taint) -> String {
    let value = if taint.value.is_empty() { String::new() } else { format!("={}", taint.value) };
    format!("{}{value}:{}", taint.key, effect_text(taint.effect))
}

/// An amount that people can read: bytes in binary units of at most one digit behind the point, the rest as it is.
pub fn amount_text(resource: &str, quantity: Quantity) -> String {
    let bytes = matches!(resource, "memory" | "ephemeral-storage") || resource.starts_with("hugepages-");
    if !bytes {
        return quantity.with_format(Format::DecimalSi).to_string();
    }
    let value = quantity.value();
    let (sign, rest) = if value < 0 { ("-", value.unsigned_abs()) } else { ("", value.unsigned_abs()) };
    let units = [("Ti", 40), ("Gi", 30), ("Mi", 20), ("Ki", 10)];
    for (unit, bits) in units {
        let one = 1_u64 << bits;
        if rest >= one {
            let tenths = (rest / (one / 16) * 10 + 8) / 16;
            let text = if tenths.is_multiple_of(10) {
                (tenths / 10).to_string()
            } else {
                format!("{}.{}", tenths / 10, tenths % 10)
            };
            return format!("{sign}{text}{unit}");
        }
    }
    format!("{sign}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        let table = [
            ("cpu", "1400m", "1400m"),
            ("cpu", "2", "2"),
            ("memory", "1536Mi", "1.5Gi"),
            ("memory", "64M", "61Mi"),
            ("memory", "1000", "1000"),
            ("memory", "-2Gi", "-2Gi"),
            ("nvidia.com/gpu", "8", "8"),
        ];
        for (resource, quantity, text) in table {
            assert_eq!(amount_text(resource, Quantity::parse(quantity).unwrap()), text, "{quantity}");
        }
    }
}
