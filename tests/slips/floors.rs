//! So many of a hundred are mended today: the floors only rise.

use super::table::Table;

/// By the beginning of a kind's name the least share of its slips that is restored, in whole percent.
const FLOORS: &[(&str, f64)] = &[];

/// The kinds that fall short.
pub(crate) fn fallen(table: &Table) -> Vec<String> {
    let floor = |name: &str| FLOORS.iter().find(|(kind, _)| *kind == name).map_or(0.0, |(_, floor)| *floor);
    let short = table.rows.iter().filter(|row| row.count() > 0 && row.share() < floor(&row.name));
    short.map(|row| format!("{}: {:.1}%, not {}%", row.name, row.share(), floor(&row.name))).collect()
}
