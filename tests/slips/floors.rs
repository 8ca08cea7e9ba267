//! What is mended today, by kinds. The first number, the least share that is restored, only rises; the second, the greatest
//! share that ends without an error but not as it was meant, only falls. Both are whole percent.

use super::table::{Row, Table};

const FLOORS: &[(&str, u32, u32)] = &[
    ("sample", 64, 15),
    ("quotes/off", 80, 7),
    ("quotes/cron", 0, 99),
    ("quotes/wildcard", 0, 97),
    ("quotes/daily", 0, 99),
    ("quotes/percent", 0, 99),
    ("quotes/backtick", 0, 99),
    ("quotes/anchor", 0, 99),
    ("quotes/tag", 0, 0),
    ("quotes/colons", 0, 99),
    ("quotes/bracket", 0, 99),
    ("quotes/key", 0, 99),
    ("quotes/url", 0, 97),
    ("quotes/yes", 100, 0),
    ("quotes/true", 100, 0),
    ("quotes/number", 100, 0),
    ("quotes/backslash", 0, 96),
    ("quotes/several", 0, 34),
    ("quotes/unclosed", 98, 0),
    ("documents/four", 100, 0),
    ("documents/two", 100, 0),
    ("documents/parted", 10, 34),
    ("documents/indented", 74, 2),
    ("documents/dash", 100, 0),
    ("documents/missing", 100, 0),
    ("documents/stray", 98, 0),
    ("documents/conflict", 0, 0),
    ("idioms/kind-lower", 100, 0),
    ("idioms/kind-plural", 100, 0),
    ("idioms/kind-short", 0, 0),
    ("idioms/key-capital", 100, 0),
    ("idioms/glued-dash", 93, 7),
    ("idioms/quoted-boolean", 100, 0),
    ("idioms/quoted-number", 95, 2),
    ("lists/env-map", 0, 0),
    ("lists/env-pairs", 0, 0),
    ("lists/env-pair", 0, 0),
    ("lists/named-map", 0, 0),
    ("lists/port-number", 0, 0),
    ("lists/mount-text", 0, 0),
    ("lists/pull-secret", 0, 4),
    ("lists/command-words", 0, 100),
    ("lists/commas", 0, 38),
    ("blocks/one-at-0", 99, 1),
    ("blocks/one-shallow", 40, 60),
    ("blocks/all-at-0", 1, 11),
    ("blocks/all-shallow", 58, 30),
    ("blocks/last-at-0", 1, 18),
    ("blocks/last-shallow", 59, 25),
    ("blocks/blank-deeper", 89, 2),
    ("blocks/tab", 95, 5),
    ("blocks/behind-header", 0, 10),
    ("old/ingress-backend", 0, 0),
    ("old/ingress-backends", 0, 0),
    ("old/default-backend", 0, 0),
    ("old/ingress-body", 0, 0),
    ("old/ingress-extensions", 0, 0),
    ("old/autoscaler-target", 0, 0),
    ("old/autoscaler-targets", 0, 0),
    ("old/version", 97, 0),
    ("places/out", 93, 3),
    ("places/in", 98, 1),
    ("places/containers-out", 48, 0),
    ("places/item-out", 86, 5),
    ("places/item-in", 89, 2),
    ("places/dash-dropped", 93, 5),
    ("places/dash-twice", 100, 0),
    ("places/dash-doubled", 32, 19),
    ("places/colon-missing", 79, 0),
    ("places/colon-missing-above", 100, 0),
    ("places/colon-glued", 100, 0),
    ("places/tab-line", 100, 0),
    ("places/tab-block", 14, 1),
    ("spelling/swapped", 100, 0),
    ("spelling/dropped", 100, 0),
    ("spelling/doubled", 100, 0),
    ("spelling/spec", 100, 0),
    ("values/lower", 97, 0),
    ("values/upper", 97, 0),
    ("all", 64, 15),
];

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
