//! What each kind of damage proposes, by itself, and how the search chooses among what they propose.

mod characters;
mod dashes;
mod flow;
mod indents;
mod keys;
mod measure;
mod quotes;
mod reach;
mod search;
mod seen;
mod shifted;
mod strays;
mod texts;

use super::*;

/// One kind of damage.
type Kind = fn(&Site<'_>, &mut Vec<Mend>);

/// A text, and what is proposed for it: each mend as `line:from-to +cost title | the text with it`, columns in bytes.
type Row<'t> = (&'t str, &'t [&'t str]);

/// Where a text says that the grammar gave up; without it the grammar is asked.
const HERE: char = '‸';

/// The text without its mark, the byte at which the grammar gave up, and that at which began what it read.
fn place(marked: &str) -> (String, usize, usize) {
    let text = marked.replace(HERE, "");
    if let Some(at) = marked.find(HERE) {
        return (text, at, at);
    }
    let problem = problem_of(&text).unwrap_or_else(|| panic!("{marked:?} can be read"));
    let at = problem.at as usize;
    (text, at, problem.context.map_or(at, |(_, began)| began as usize))
}

/// A mend in one line.
fn told(text: &str, mend: &Mend) -> String {
    let lines = lines(text);
    let line = line_of(&lines, mend.span.start);
    let column = |byte: usize| byte as isize - lines[line].start as isize + 1;
    let (from, to) = (column(mend.span.start), column(mend.span.end));
    let whole = edited(text, &mend.edits);
    format!("{}:{from}-{to} +{} {} | {whole}", line + 1, mend.cost, mend.title)
}

fn mends(kind: Kind, marked: &str) -> (String, Vec<Mend>) {
    let (text, at, began) = place(marked);
    let mut mends = Vec::new();
    kind(&Site::of(&text, at, began), &mut mends);
    (text.clone(), mends)
}

/// Tells all rows that a kind does not answer as they say.
fn check(kind: Kind, rows: &[Row<'_>]) {
    let mut wrong = String::new();
    for (marked, meant) in rows {
        let (text, mends) = mends(kind, marked);
        let found: Vec<String> = mends.iter().map(|mend| told(&text, mend)).collect();
        if found != *meant {
            wrong += &format!("({marked:?}, &{found:?}),\n");
        }
    }
    assert!(wrong.is_empty(), "these are told:\n{wrong}");
}

/// The same of what is said: the rule and the message of each mend, those that follow with the same left out.
fn check_words(kind: Kind, rows: &[Row<'_>]) {
    let mut wrong = String::new();
    for (marked, meant) in rows {
        let mut found: Vec<String> =
            mends(kind, marked).1.iter().map(|mend| format!("{}: {}", mend.rule.id, mend.message)).collect();
        found.dedup();
        if found != *meant {
            wrong += &format!("({marked:?}, &{found:?}),\n");
        }
    }
    assert!(wrong.is_empty(), "these are said:\n{wrong}");
}
