//! Slips that were not mended, in full, for those who mend the tool: `SLIPS_SHOW=places/out:20` (a kind, or the beginning of
//! its name, and how many; nothing before the colon is every kind) tries those kinds alone and prints what went wrong.

use plimsoll::source::LineIndex;

use super::Tried;
use super::lines::changed;
use super::verdict::End;

/// What shall be shown.
pub(crate) struct Wish {
    prefix: String,
    most: usize,
    /// Those that ended so only (`SLIPS_END=less`).
    end: Option<String>,
}

impl Wish {
    pub(crate) fn wants(&self, kind: &str) -> bool {
        kind.starts_with(&self.prefix)
    }
}

/// What is asked for by the environment.
pub(crate) fn wish() -> Option<Wish> {
    let asked = std::env::var("SLIPS_SHOW").ok()?;
    let (prefix, most) = asked.split_once(':').unwrap_or((&asked, "10"));
    let end = std::env::var("SLIPS_END").ok();
    Some(Wish { prefix: prefix.to_owned(), most: most.parse().unwrap(), end })
}

/// How many times as many slips are wanted.
pub(crate) fn times() -> usize {
    std::env::var("SLIPS_TIMES").map_or(1, |times| times.parse().unwrap())
}

/// Whether every slip is tried.
pub(crate) fn all() -> bool {
    !cfg!(debug_assertions) || ["SLIPS_ALL", "SLIPS_SHOW"].iter().any(|name| std::env::var_os(name).is_some())
}

/// Prints them.
pub(crate) fn show(wish: &Wish, tried: &[Tried<'_>]) {
    let wanted = |one: &&Tried<'_>| match &wish.end {
        Some(end) => format!("{:?}", one.verdict.end).to_lowercase() == *end,
        None => !matches!(one.verdict.end, End::Restored | End::Legal),
    };
    tried.iter().filter(wanted).take(wish.most).for_each(one);
}

fn one(tried: &Tried<'_>) {
    let Tried { kind, manifest, slip, verdict } = tried;
    println!("\n=== {} of {}: {:?}", kind.name, manifest.name, verdict.end);
    between("what was meant -> slip", &slip.originals[0], &slip.damaged);
    let lines = LineIndex::new(&slip.damaged);
    for error in &verdict.mended.first {
        let at = lines.position(error.span.start);
        let fix = error.fixes.first().map_or("no fix", |fix| &fix.title);
        println!("  {}:{} {} [{}] => {fix}", at.line, at.column, error.message, error.rule.id);
    }
    between("slip -> mended", &slip.damaged, &verdict.mended.text);
    between("what was meant -> mended", &slip.originals[0], &verdict.mended.text);
    for error in &verdict.mended.left {
        println!("  left: {} [{}]", error.message, error.rule.id);
    }
}

/// The lines in which two texts differ.
fn between(title: &str, old: &str, new: &str) {
    println!("  {title}:");
    if old == new {
        println!("    (the same)");
        return;
    }
    let ((first, last), (_, old_last)) = (changed(old, new), changed(new, old));
    let print = |mark: char, text: &str, last: usize| {
        let lines = text.lines().enumerate().skip(first.saturating_sub(2)).take_while(|(at, _)| *at <= last);
        lines.for_each(|(at, line)| println!("    {mark}{:4} {line}", at + 1));
    };
    print('-', old, old_last);
    print('+', new, last);
}
