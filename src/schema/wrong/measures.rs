//! Quantities and points in time that cannot be read.

use super::Said;
use crate::model::{Fix, Quantity};
use crate::schema::tables::Type;
use crate::schema::text::{self, edit};
use crate::schema::time;
use crate::schema::words::{shown, what};
use crate::source::{Kind, Node};

/// Endings that people write, and those that Kubernetes has.
const UNITS: &[(&str, &[&str])] = &[
    ("kb", &["k"]),
    ("kib", &["Ki"]),
    ("ki", &["Ki"]),
    ("mb", &["M"]),
    ("mib", &["Mi"]),
    ("mi", &["Mi"]),
    ("gb", &["G"]),
    ("gib", &["Gi"]),
    ("gi", &["Gi"]),
    ("g", &["G", "Gi"]),
    ("tb", &["T"]),
    ("tib", &["Ti"]),
    ("ti", &["Ti"]),
    ("t", &["T", "Ti"]),
    ("pb", &["P"]),
    ("pib", &["Pi"]),
    ("pi", &["Pi"]),
    ("k", &["k", "Ki"]),
    ("m", &["m", "M", "Mi"]),
    ("b", &[""]),
    ("bytes", &[""]),
    ("cores", &[""]),
    ("core", &[""]),
    ("cpu", &[""]),
    ("cpus", &[""]),
    ("millicores", &["m"]),
];

pub(super) fn quantity(node: Node<'_>, name: &str) -> Said {
    if node.kind() != Kind::Str {
        return Said::new(format!("{name} must be a quantity such as `500m`, `2` or `1.5Gi`, not {}", what(node)));
    }
    let said = Said::new(format!("`{}` is not a quantity", shown(node)));
    let bare: String = node.scalar_text().chars().filter(|c| !c.is_whitespace()).collect();
    let digits = bare.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(bare.len());
    let (amount, unit) = bare.split_at(digits);
    let known = |text: &String| text.parse::<Quantity>().is_ok();
    let mut meant: Vec<String> = Vec::new();
    meant.extend(Some(bare.clone()).filter(known));
    let endings = UNITS.iter().find(|(written, _)| *written == unit.to_lowercase()).map_or(&[][..], |(_, e)| e);
    meant.extend(endings.iter().map(|ending| format!("{amount}{ending}")).filter(known));
    meant.extend(in_binary(amount, unit));
    meant.extend(with_point(&bare).filter(known));
    let mut told = hashbrown::HashSet::new();
    meant.retain(|text| told.insert(text.clone()));
    if meant.is_empty() {
        return said.help("write a number with an ending such as `m`, `k`, `M`, `Mi`, `Gi`: `500m`, `2`, `1.5Gi`");
    }
    let listed = meant.iter().map(|m| format!("`{m}`")).collect::<Vec<_>>().join(" or ");
    let mut said = said.help(format!("did you mean {listed}?"));
    for quantity in meant {
        // Without its blanks it is the same amount.
        let certain = quantity == bare;
        said = said.replace(format!("write `{quantity}`"), node.span(), quantity).safe_if(certain);
    }
    said
}

/// `0,1`, as it is written in many countries. With three digits behind it a comma may part thousands.
fn with_point(bare: &str) -> Option<String> {
    let (whole, rest) = bare.split_once(',')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    (number && digits > 0 && digits != 3).then(|| format!("{whole}.{rest}"))
}

/// `64MB` is 61.04 times 1024²: about `61Mi`.
fn in_binary(amount: &str, unit: &str) -> Option<String> {
    let power = ["kb", "mb", "gb", "tb", "pb"].iter().position(|u| *u == unit.to_lowercase())?;
    let amount: f64 = amount.parse().ok()?;
    let ratio = (1000_f64 / 1024_f64).powi(power as i32 + 1);
    let rounded = (amount * ratio).floor();
    (1.0..1e9).contains(&rounded).then(|| format!("{rounded}{}", ["Ki", "Mi", "Gi", "Ti", "Pi"][power]))
}

pub(super) fn moment(node: Node<'_>, name: &str, ty: Type) -> Said {
    let example = if ty == Type::Time { "2026-01-31T08:30:00Z" } else { "2026-01-31T08:30:00.000000Z" };
    let said = match node.kind() {
        Kind::Str => Said::new(format!("`{}` is not a point in time as {name} needs one", shown(node))),
        _ => Said::new(format!("{name} must be a point in time, not {}", what(node))),
    };
    let mut said = said.help(format!("write date, time and zone: `{example}`"));
    let mut offer = |meant: String, certain: bool| {
        let fits = if ty == Type::Time { time::is_rfc3339(&meant) } else { time::is_rfc3339_micro(&meant) };
        if fits && said.fixes.is_empty() {
            let fix = Fix::new(format!("write `{meant}`"), vec![edit(node.span(), text::quoted(&meant))]);
            said.fixes.push(fix.safe_if(certain));
        }
    };
    if node.kind() == Kind::Str {
        let written = node.scalar_text().trim();
        let joined = written.replacen(' ', "T", 1).to_uppercase();
        for zone in ["", "Z", "T00:00:00Z", ".000000Z"] {
            offer(format!("{joined}{zone}"), zone.is_empty());
        }
        if let Some(bare) = joined.strip_suffix('Z') {
            offer(format!("{bare}.000000Z"), true);
        }
    }
    said
}
