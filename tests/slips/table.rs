//! What came of the slips, by their kinds.

use std::fmt;

use super::Tried;
use super::kind::Kind;
use super::verdict::End;

/// What came of the slips of one kind.
#[derive(Clone, Default)]
pub(crate) struct Row {
    pub name: String,
    pub restored: usize,
    pub other: usize,
    pub less: usize,
    pub unmended: usize,
    pub legal: usize,
    /// The first error stands on a damaged line.
    pub told_there: usize,
}

impl Row {
    /// Those with an error.
    pub(crate) fn count(&self) -> usize {
        self.restored + self.other + self.less + self.unmended
    }

    /// Of a hundred with an error so many are restored.
    pub(crate) fn share(&self) -> f64 {
        100.0 * self.restored as f64 / self.count().max(1) as f64
    }

    /// Of a hundred with an error so many end without one, and mean something else.
    pub(crate) fn worse(&self) -> f64 {
        100.0 * (self.other + self.less) as f64 / self.count().max(1) as f64
    }

    fn add(&mut self, other: &Row) {
        self.restored += other.restored;
        self.other += other.other;
        self.less += other.less;
        self.unmended += other.unmended;
        self.legal += other.legal;
        self.told_there += other.told_there;
    }
}

/// A row for each kind.
pub(crate) struct Table {
    pub rows: Vec<Row>,
}

impl Table {
    pub(crate) fn of(kinds: &[Kind], tried: &[Tried<'_>]) -> Self {
        let row = |kind: &Kind| {
            let mut row = Row { name: kind.name.clone(), ..Row::default() };
            for one in tried.iter().filter(|t| t.kind.name == kind.name) {
                *match one.verdict.end {
                    End::Restored => &mut row.restored,
                    End::Other => &mut row.other,
                    End::Less => &mut row.less,
                    End::Unmended => &mut row.unmended,
                    End::Legal => &mut row.legal,
                } += 1;
                row.told_there += usize::from(one.verdict.is_told_there);
            }
            row
        };
        Table { rows: kinds.iter().map(row).collect() }
    }

    /// All rows in one.
    pub(crate) fn sum(&self) -> Row {
        let mut sum = Row { name: "all".to_owned(), ..Row::default() };
        self.rows.iter().for_each(|row| sum.add(row));
        sum
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = self.sum();
        let head = ["slips", "restored", "%", "other", "less", "unmended", "on line", "legal"];
        write!(f, "{:28}", "kind")?;
        head.iter().try_for_each(|word| write!(f, "{word:>9}"))?;
        for row in self.rows.iter().chain([&sum]) {
            write!(f, "\n{:28}{:9}{:9}{:9.1}", row.name, row.count(), row.restored, row.share())?;
            write!(f, "{:9}{:9}{:9}{:9}{:9}", row.other, row.less, row.unmended, row.told_there, row.legal)?;
        }
        Ok(())
    }
}
