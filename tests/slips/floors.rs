//! What is mended today, by kinds. The first number, the least share that is restored, only rises; the second, the greatest
//! share that ends without an error but not as it was meant, only falls. Both are whole percent.

use super::table::{Row, Table};

const FLOORS: &[(&str, u32, u32)] = &[
    ("sample", 98, 1),
    ("quotes/off", 100, 0),
    ("quotes/cron", 100, 0),
    ("quotes/wildcard", 100, 0),
    ("quotes/daily", 100, 0),
    ("quotes/percent", 100, 0),
    ("quotes/backtick", 100, 0),
    ("quotes/anchor", 100, 0),
    ("quotes/tag", 0, 0),
    ("quotes/colons", 100, 0),
    ("quotes/bracket", 100, 0),
    ("quotes/key", 100, 0),
    ("quotes/url", 100, 0),
    ("quotes/yes", 100, 0),
    ("quotes/true", 100, 0),
    ("quotes/number", 100, 0),
    ("quotes/backslash", 100, 0),
    ("quotes/several", 100, 0),
    ("quotes/unclosed", 100, 0),
    ("documents/four", 100, 0),
    ("documents/two", 100, 0),
    ("documents/parted", 100, 0),
    ("documents/indented", 100, 0),
    ("documents/dash", 100, 0),
    ("documents/missing", 100, 0),
    ("documents/stray", 99, 0),
    ("documents/conflict", 100, 0),
    ("idioms/kind-lower", 100, 0),
    ("idioms/kind-plural", 100, 0),
    ("idioms/kind-short", 100, 0),
    ("idioms/key-capital", 100, 0),
    ("idioms/glued-dash", 100, 0),
    ("idioms/quoted-boolean", 100, 0),
    ("idioms/quoted-number", 97, 0),
    ("lists/env-map", 100, 0),
    ("lists/env-pairs", 100, 0),
    ("lists/env-pair", 100, 0),
    ("lists/named-map", 100, 0),
    ("lists/port-number", 100, 0),
    ("lists/mount-text", 100, 0),
    ("lists/pull-secret", 100, 0),
    ("lists/command-words", 100, 0),
    ("lists/commas", 97, 0),
    ("blocks/one-at-0", 100, 0),
    ("blocks/one-shallow", 100, 0),
    ("blocks/all-at-0", 100, 0),
    ("blocks/all-shallow", 100, 0),
    ("blocks/last-at-0", 100, 0),
    ("blocks/last-shallow", 98, 2),
    ("blocks/blank-deeper", 100, 0),
    ("blocks/tab", 100, 0),
    ("blocks/behind-header", 100, 0),
    ("old/ingress-backend", 100, 0),
    ("old/ingress-backends", 100, 0),
    ("old/default-backend", 100, 0),
    ("old/ingress-body", 100, 0),
    ("old/ingress-extensions", 100, 0),
    ("old/autoscaler-target", 100, 0),
    ("old/autoscaler-targets", 100, 0),
    ("old/version", 100, 0),
    ("places/out", 99, 0),
    ("places/in", 98, 1),
    ("places/containers-out", 100, 0),
    ("places/item-out", 100, 0),
    ("places/item-in", 96, 2),
    ("places/dash-dropped", 99, 0),
    ("places/dash-twice", 100, 0),
    ("places/dash-doubled", 100, 0),
    ("places/colon-missing", 100, 0),
    ("places/colon-missing-above", 100, 0),
    ("places/colon-glued", 99, 0),
    ("places/tab-line", 100, 0),
    ("places/tab-block", 99, 1),
    ("spelling/swapped", 100, 0),
    ("spelling/dropped", 100, 0),
    ("spelling/doubled", 100, 0),
    ("spelling/spec", 100, 0),
    ("values/lower", 98, 0),
    ("values/upper", 97, 0),
    ("all", 99, 1),
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
