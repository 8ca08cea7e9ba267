//! Tables as kubectl prints them: capital heads, three spaces between columns, nothing to the right of the last.

/// A table of `rows` under `heads`. A row may be shorter than the heads.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let width_of = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = heads.iter().map(|h| width_of(h)).collect();
    for row in rows {
        for (cell, width) in row.iter().zip(&mut widths) {
            *width = (*width).max(width_of(cell));
        }
    }
    let heads: Vec<String> = heads.iter().map(ToString::to_string).collect();
    let mut text = String::new();
    for row in std::iter::once(&heads).chain(rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width + 3 - width_of(cell)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_line_up_by_characters() {
        let rows = [vec!["wéb-1".to_owned(), "a".to_owned()], vec!["b".to_owned()]];
        assert_eq!(table(&["NAME", "NODE"], &rows), "NAME    NODE\nwéb-1   a\nb\n");
    }
}
