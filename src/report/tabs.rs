//! Cells parted by tabs, lined up as Go's `text/tabwriter` does for kubectl: a column is as wide as its widest cell in the
//! lines that follow one another and have it, and two blanks more; what stands behind the last tab belongs to no column.

/// Blanks between columns.
const PADDING: usize = 2;

/// The text with its columns lined up.
pub(super) fn tabbed(text: &str) -> String {
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let mut widths: Vec<Vec<usize>> = lines.iter().map(|line| vec![0; line.len()]).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or_default();
    for column in 0..most {
        let mut first = 0;
        while first < lines.len() {
            let has = |line: &Vec<&str>| column + 1 < line.len();
            let block = lines[first..].iter().take_while(|line| has(line)).count();
            let cells = lines[first..first + block].iter().map(|line| line[column].chars().count());
            let widest = cells.max().unwrap_or_default();
            let width = if widest == 0 { 0 } else { widest + PADDING };
            widths[first..first + block].iter_mut().for_each(|line| line[column] = width);
            first += block.max(1);
        }
    }
    let mut out = String::new();
    for (line, widths) in lines.iter().zip(&widths) {
        let mut row = String::new();
        for (cell, width) in line.iter().zip(widths) {
            row.push_str(cell);
            row.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.chars().count())));
        }
        // kubectl leaves blanks where the last cell is empty: nobody sees them.
        out.push_str(row.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tabbed;

    #[test]
    fn columns_are_as_wide_as_their_neighbours_need() {
        assert_eq!(tabbed("Name:\tweb\nNamespace:\tdefault\n"), "Name:       web\nNamespace:  default\n");
        // A line without the column parts the blocks.
        assert_eq!(tabbed("a:\tb\nContainers:\n  Image:\ti\n"), "a:  b\nContainers:\n  Image:  i\n");
        // Nothing is wide where nothing stands.
        assert_eq!(tabbed("a\tb\tc\nlong\t\td\n"), "a     b  c\nlong     d\n");
    }
}
