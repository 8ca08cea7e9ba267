//! The order of the page: file by file, those with errors first, and in each the gravest first. Findings of a file that say
//! the same are one, with every place named.

use std::collections::HashMap;

use crate::model::{FileId, Finding, Particulars, Severity};

/// A finding, and those of its file that say the same.
#[derive(Debug)]
pub(super) struct Block<'v> {
    /// The first of them.
    pub first: &'v Finding,
    /// The others, in the order of the file.
    pub others: Vec<&'v Finding>,
}

impl Block<'_> {
    /// How many findings it is.
    pub(super) fn len(&self) -> usize {
        1 + self.others.len()
    }
}

/// The blocks of each file, in the order in which they are read.
pub(super) fn files<'v>(findings: &[&'v Finding]) -> Vec<Vec<Block<'v>>> {
    let mut at: HashMap<FileId, usize> = HashMap::new();
    let mut files: Vec<Vec<&'v Finding>> = Vec::new();
    for finding in findings {
        let file = *at.entry(finding.file).or_insert_with(|| {
            files.push(Vec::new());
            files.len() - 1
        });
        files[file].push(finding);
    }
    let mut files: Vec<Vec<Block<'v>>> = files.into_iter().map(folded).collect();
    let worst = |blocks: &Vec<Block<'v>>| blocks.first().map(|block| block.first.severity);
    files.sort_by_key(|blocks| std::cmp::Reverse(worst(blocks)));
    files
}

/// What a reader sees of a finding beside its place.
type Seen<'v> = (&'static str, Severity, &'v str, Option<&'v str>, &'v str);

/// The findings of a file, the gravest first.
fn folded(mut findings: Vec<&Finding>) -> Vec<Block<'_>> {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut known: HashMap<Seen<'_>, usize> = HashMap::new();
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for finding in findings {
        let Particulars { rule, severity, message, help, label, .. } = &**finding;
        let seen: Seen<'_> = (rule.id, *severity, message, help.as_deref(), label);
        match known.get(&seen).map(|at| &mut blocks[*at]).filter(|block| is_alike(block.first, finding)) {
            Some(block) => block.others.push(finding),
            None => {
                known.insert(seen, blocks.len());
                blocks.push(Block { first: finding, others: Vec::new() });
            }
        }
    }
    blocks
}

/// Whether what else is shown of two findings is the same, too.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    one.related == other.related && one.versions == other.versions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Layer, Rule, Span};

    static TEST: Rule = Rule::error(Layer::Syntax, "syntax/odd", "Odd", "Something odd.", "", "");

    fn finding(file: u32, at: u32, severity: Severity, message: &str) -> Finding {
        Finding::of(&TEST, Span::new(at, at + 1), message).at(severity).in_file(FileId(file))
    }

    /// The blocks as `file:offsets`, a line for each file.
    fn told(findings: &[Finding]) -> Vec<String> {
        let block = |block: &Block<'_>| {
            let all = std::iter::once(&block.first).chain(&block.others);
            all.map(|f| format!("{}{}", f.file.0, f.span.start)).collect::<Vec<_>>().join("+")
        };
        let files = files(&findings.iter().collect::<Vec<_>>());
        files.iter().map(|blocks| blocks.iter().map(block).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn errors_come_first_and_what_is_equal_is_one() {
        let of = finding;
        let mut elsewhere = of(1, 5, Severity::Error, "x");
        elsewhere.relate_in(FileId(0), Span::new(0, 1), "here");
        let all = [
            of(0, 1, Severity::Warning, "a"),
            of(1, 1, Severity::Warning, "a"),
            of(1, 2, Severity::Error, "x"),
            of(1, 3, Severity::Error, "y"),
            of(1, 4, Severity::Error, "x"),
            elsewhere,
        ];
        assert_eq!(told(&all), ["12+14 13 15 11", "01"]);
    }
}
