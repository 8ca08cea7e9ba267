//! What is mended today, by kinds. The first number, the least share that is restored, only rises; the second, the greatest
//! share that ends without an error but not as it was meant, only falls. Both are whole percent.

use super::table::{Row, Table};

const FLOORS: &[(&str, u32, u32)] = &[("sample", 64, 15)];

/// The kinds that fall short. Of a sample only the sum of all kinds says something.
pub(crate) fn fallen(table: &Table, is_sample: bool) -> Vec<String> {
    let mut fallen = Vec::new();
    let sum = Row { name: if is_sample { "sample" } else { "all" }.to_owned(), ..table.sum() };
    let rows = if is_sample { &[][..] } else { &table.rows[..] };
    for row in rows.iter().chain([&sum]).filter(|row| row.count() > 0) {
        let known = FLOORS.iter().find(|(kind, ..)| *kind == row.name);
        let (floor, ceiling) = known.map_or((0, 100), |(_, floor, ceiling)| (*floor, *ceiling));
        if row.share() < f64::from(floor) {
            fallen.push(format!("{}: {:.1}% are restored, not {floor}%", row.name, row.share()));
        }
        if row.worse() > f64::from(ceiling) {
            fallen.push(format!("{}: {:.1}% mean something else, not {ceiling}%", row.name, row.worse()));
        }
    }
    fallen
}

/// The table as it would be by what was found.
pub(crate) fn of_today(table: &Table) -> String {
    let line =
        |row: &Row| format!("    (\"{}\", {}, {}),\n", row.name, row.share().floor() as u32, row.worse().ceil() as u32);
    table.rows.iter().filter(|row| row.count() > 0).chain([&table.sum()]).map(line).collect()
}
