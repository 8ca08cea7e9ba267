//! Amounts in a unit that was hardly meant, and what was likely meant instead. The one place that knows, so that nobody
//! offers another amount for the same slip.

use super::Quantity;

/// Fewer bytes than this hold nothing that runs.
pub const LEAST_BYTES: i64 = 1 << 20;
/// More bytes than any node has.
const MOST_MEMORY: i128 = 1 << 50;
/// More cpus, in fifties, than a container was ever meant to have.
const MANY_CPUS: i64 = 250;

/// Where a list of amounts stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What one container or pod takes.
    Container,
    /// What a volume takes.
    Volume,
    /// What many pods may take together, or each of them at the most.
    Bounds,
}

/// An amount that was hardly meant.
#[derive(Debug)]
pub struct Slip {
    /// What is written, in words.
    pub said: String,
    /// The amount that was likely meant.
    pub meant: Option<String>,
}

/// What is odd about an `amount` of a resource of that name, written as `text`; nothing where it may well be meant.
pub fn slip(name: &str, text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    if amount.is_negative() || amount.is_zero() {
        return None;
    }
    match name {
        "cpu" => cpu(text, amount, place),
        "memory" | "ephemeral-storage" | "storage" | "sizeLimit" => bytes(name, text, amount, place),
        _ => None,
    }
}

fn cpu(text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    let (number, unit) = Quantity::parted(text);
    let of_bytes = unit.ends_with('i') || matches!(unit, "M" | "G" | "T" | "P" | "E");
    if of_bytes {
        let few = number.parse::<f64>().is_ok_and(|n| n <= 64.0);
        let meant = if unit.starts_with('M') || !few { format!("{number}m") } else { number.to_owned() };
        return Some(Slip { said: format!("`{text}` of cpu is {} cpus", amount.value()), meant: Some(meant) });
    }
    let cpus = amount.value();
    let many = unit.is_empty() && cpus >= MANY_CPUS && cpus % 50 == 0 && place == Place::Container;
    many.then(|| Slip { said: format!("`{text}` of cpu is {cpus} whole cpus"), meant: Some(format!("{text}m")) })
}

fn bytes(name: &str, text: &str, amount: Quantity, place: Place) -> Option<Slip> {
    let (number, unit) = Quantity::parted(text);
    let what = if name == "sizeLimit" { "" } else { name };
    let of = if what.is_empty() { String::new() } else { format!(" of {what}") };
    let count = number.parse::<i64>().ok();
    let few = amount < Quantity::from_units(LEAST_BYTES);
    if unit.is_empty() && few {
        let whole = count.filter(|_| amount.is_whole())?;
        let giga = if name == "storage" { 1024 } else { 9 };
        let meant = match whole {
            n if n < giga => Some(format!("{n}Gi")),
            n if n <= 65536 => Some(format!("{n}Mi")),
            _ => None,
        };
        return Some(Slip { said: format!("`{text}`{of} is {}", counted(whole)), meant });
    }
    // Of a fraction of a byte the server warns itself where it counts for a pod.
    if unit == "m" && few && (amount.is_whole() || place == Place::Bounds) {
        let said = if amount.is_whole() {
            format!("`{text}`{of} is {}: `m` is a thousandth", counted(amount.value()))
        } else {
            format!("`{text}`{of} is no whole number of bytes: `m` is a thousandth")
        };
        return Some(Slip { said, meant: count.map(|n| format!("{n}Mi")) });
    }
    let huge = name == "memory" && place == Place::Container && amount.nanos() / 1_000_000_000 >= MOST_MEMORY;
    huge.then(|| Slip { said: format!("`{text}` of memory is more than any node has"), meant: None })
}

fn counted(bytes: i64) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

/// The amount that was likely meant by what a container asks for or is limited to; nothing where that may well be what is
/// written.
pub fn meant(name: &str, text: &str, amount: Quantity) -> Option<String> {
    let own = slip(name, text, amount, Place::Container).and_then(|slip| slip.meant);
    // A fraction of a byte is told by the server itself, but no less a slip.
    own.or_else(|| slip(name, text, amount, Place::Bounds).filter(|_| is_of_bytes(name))?.meant)
}

/// Whether a resource is counted in bytes.
fn is_of_bytes(name: &str) -> bool {
    matches!(name, "memory" | "ephemeral-storage" | "storage")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likely(name: &str, text: &str, place: Place) -> Option<Option<String>> {
        slip(name, text, Quantity::parse(text).unwrap(), place).map(|slip| slip.meant)
    }

    #[test]
    fn units_that_were_hardly_meant() {
        for (name, text, place, expected) in [
            ("cpu", "100Mi", Place::Container, "100m"),
            ("cpu", "1Gi", Place::Container, "1"),
            ("cpu", "500Gi", Place::Bounds, "500m"),
            ("cpu", "500", Place::Container, "500m"),
            ("memory", "512", Place::Container, "512Mi"),
            ("memory", "2", Place::Container, "2Gi"),
            ("memory", "1000m", Place::Container, "1000Mi"),
            ("memory", "300m", Place::Bounds, "300Mi"),
            ("storage", "10", Place::Volume, "10Gi"),
            ("sizeLimit", "500", Place::Bounds, "500Mi"),
        ] {
            assert_eq!(likely(name, text, place), Some(Some(expected.to_owned())), "{name} {text}");
        }
        assert_eq!(likely("memory", "1e30", Place::Container), Some(None));
    }

    #[test]
    fn a_container_means_one_amount_whoever_tells_of_it() {
        let of = |name, text| meant(name, text, Quantity::parse(text).unwrap());
        assert_eq!(of("memory", "64m").as_deref(), Some("64Mi"));
        assert_eq!(of("memory", "128").as_deref(), Some("128Mi"));
        assert_eq!(of("cpu", "250M").as_deref(), Some("250m"));
        assert_eq!((of("memory", "64Mi"), of("cpu", "1000m"), of("cpu", "3")), (None, None, None));
    }

    #[test]
    fn what_is_usual_passes() {
        for (name, text, place) in [
            ("cpu", "0.5", Place::Container),
            ("cpu", "1500m", Place::Container),
            ("cpu", "64", Place::Container),
            ("cpu", "1000", Place::Bounds),
            ("cpu", "1k", Place::Bounds),
            ("memory", "134217728", Place::Container),
            ("memory", "128974848000m", Place::Container),
            ("memory", "2e9", Place::Container),
            ("memory", "64Ki", Place::Container),
            ("memory", "0", Place::Bounds),
            ("storage", "1Pi", Place::Volume),
            ("pods", "10", Place::Bounds),
        ] {
            assert_eq!(likely(name, text, place), None, "{name} {text}");
        }
    }
}
