//! The kinds of fixes: a rule and the title without what is of the text at hand.

use plimsoll::model::Finding;

/// Each kind of fix of the findings, with whether it is safe.
pub(crate) fn of(findings: &[Finding]) -> impl Iterator<Item = String> {
    let each = findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding.rule.id, fix)));
    each.map(|(rule, fix)| format!("{:6} {rule}: {}", if fix.safe { "safe" } else { "unsafe" }, plain(&fix.title)))
}

/// A title with `…` for what stands in backticks, and `N` for numbers.
fn plain(title: &str) -> String {
    let mut plain = String::new();
    for (at, part) in title.split('`').enumerate() {
        if at % 2 == 1 {
            plain.push_str("`…`");
            continue;
        }
        for c in part.chars() {
            match c {
                '0'..='9' if plain.ends_with('N') => {}
                '0'..='9' => plain.push('N'),
                c => plain.push(c),
            }
        }
    }
    let numbers = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
    numbers.iter().fold(plain, |plain, number| plain.replace(&format!("these {number} lines"), "these N lines"))
}
