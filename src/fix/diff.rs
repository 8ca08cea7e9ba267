//! What was changed, as a unified diff that `git apply` and `patch -p1` take.

use std::fmt::Write as _;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

/// Lines shown before and after each change.
const AROUND: usize = 3;

/// The diff from `before` to `after` of the file at `path`; empty where they are the same. A line ends in a line feed, as
/// git has it, and nowhere else.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let operations = capture_diff_slices(Algorithm::Patience, &old, &new);
    let mut text = String::new();
    for hunk in group_diff_ops(operations, AROUND).iter().filter(|hunk| hunk.iter().any(is_change)) {
        if text.is_empty() {
            let path = path.trim_start_matches('/');
            let _ = writeln!(text, "--- {}\n+++ {}", name("a", path), name("b", path));
        }
        write_hunk(&mut text, hunk, &old, &new);
    }
    text
}

fn is_change(operation: &DiffOp) -> bool {
    operation.tag() != DiffTag::Equal
}

fn write_hunk(text: &mut String, hunk: &[DiffOp], old: &[&str], new: &[&str]) {
    let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else { return };
    let from = range(first.old_range().start, last.old_range().end);
    let to = range(first.new_range().start, last.new_range().end);
    let _ = writeln!(text, "@@ -{from} +{to} @@");
    let mut lines = |mark: char, lines: &[&str]| {
        for line in lines {
            text.push(mark);
            text.push_str(line);
            if !line.ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    };
    for operation in hunk {
        match operation.tag() {
            DiffTag::Equal => lines(' ', &old[operation.old_range()]),
            _ => {
                lines('-', &old[operation.old_range()]);
                lines('+', &new[operation.new_range()]);
            }
        }
    }
}

/// Lines as a hunk's head counts them: the first, from 1, and how many. Before the first of none stands the one before it.
fn range(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    }
}

/// A file's name as git writes it in a diff (`quote.c`, `quote_c_style`): in quotes where it has bytes that need them, and
/// with a tab behind it where a blank in it would leave open where it ends (`diff.c`, `fn_out_consume`).
fn name(side: &str, path: &str) -> String {
    let path = format!("{side}/{path}");
    let needs = |byte: u8| !(b' '..0x7f).contains(&byte) || matches!(byte, b'"' | b'\\');
    if !path.bytes().any(needs) {
        return if path.contains(' ') { format!("{path}\t") } else { path };
    }
    let mut quoted = String::from("\"");
    for byte in path.bytes() {
        match byte {
            b'\n' => quoted.push_str("\\n"),
            b'\t' => quoted.push_str("\\t"),
            b'\r' => quoted.push_str("\\r"),
            b'"' | b'\\' => {
                quoted.push('\\');
                quoted.push(char::from(byte));
            }
            _ if needs(byte) => {
                let _ = write!(quoted, "\\{byte:03o}");
            }
            _ => quoted.push(char::from(byte)),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_git_writes_them() {
        for (path, written) in [
            ("a.yaml", "a/a.yaml"),
            ("my app.yaml", "a/my app.yaml\t"),
            ("é.yaml", "\"a/\\303\\251.yaml\""),
            ("a\"b\\\t.yaml", "\"a/a\\\"b\\\\\\t.yaml\""),
        ] {
            assert_eq!(name("a", path), written);
        }
    }

    #[test]
    fn the_same_has_no_diff() {
        assert_eq!(unified("a", "a\nb", "a\nb"), "");
        assert_eq!(unified("a", "", ""), "");
    }

    #[test]
    fn hunks_count_from_one_and_tell_of_a_missing_end() {
        assert_eq!(
            unified("/a", "1\n2\n3\n4\n5\r\n6", "1\n2\n3\n4\n5\r\n7\n8"),
            "--- a/a\n+++ b/a\n@@ -3,4 +3,5 @@\n 3\n 4\n 5\r\n-6\n\\ No newline at end of file\n+7\n+8\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("a", "", "1\n"), "--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+1\n");
        let far = "x\n".repeat(20);
        let diff = unified("a", &format!("1\n{far}2\n"), &format!("3\n{far}4\n"));
        assert_eq!(diff.matches("@@ -").count(), 2, "{diff}");
    }
}
