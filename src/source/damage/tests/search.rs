//! How the search chooses among what is proposed, and what it may cost.

use super::super::*;

fn whole(text: &str, others: usize) -> Vec<String> {
    let problem = problem_of(text).expect("the text is broken");
    match diagnose(text, &problem, others, &mut Budget::of(text.len(), 400)) {
        Diagnosis::Whole(mends) => mends.iter().map(|mend| format!("{}: {}", mend.rule.id, mend.title)).collect(),
        Diagnosis::Further(mend) => vec![format!("further, {}: {}", mend.rule.id, mend.title)],
        Diagnosis::Unknown => Vec::new(),
    }
}

#[test]
fn the_most_natural_is_chosen() {
    let mut wrong = Vec::new();
    for (text, others, meant) in [
        ("a: [b, c\nd: 1\n", 0, "syntax/bracket: close it with `]`"),
        ("a: [b, c\nd: 1\n", 1, "syntax/bracket: close it with `]`; syntax/bracket: remove the `[`"),
        (
            "a: [b, c\nd: 1\n",
            20,
            "syntax/bracket: close it with `]`; syntax/bracket: remove the `[`; syntax/stray-line: ",
        ),
        ("a:\n  b: 1\n   c: 2\n  d: 3\n", 3, "syntax/indentation: indent the line by 2; syntax/stray-line: "),
        (
            "a: 1\na 2\n",
            5,
            "syntax/stray-line: remove the line; syntax/stray-line: ; syntax/missing-colon: put `:` after `a`",
        ),
        ("a: *b c\nd: *e f\n", 0, "further, syntax/needs-quotes: put quotes around it"),
        ("a: \"b\" c\nd: \"e\" f\n", 0, "further, syntax/needs-quotes: put single quotes around it"),
        ("a: \"b\" c\n\nd: 1\ne: \"e\" f\n", 0, "further, syntax/needs-quotes: put single quotes around it"),
        (
            "- name:web\n  image: x\n",
            3,
            "syntax/colon-space: put a space after the colon; syntax/missing-dash: put `- ` before it; syntax/stray-line: ; syntax/stray-line: ",
        ),
        ("a: @\n@\n@\n", 0, "further, syntax/needs-quotes: put quotes around it"),
        ("@", 0, "syntax/stray-line: remove the line"),
    ] {
        let found = whole(text, others).join("; ");
        if found != meant {
            wrong.push(format!("({text:?}, {others}, {found:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_large_document_is_not_mended() {
    let of = |len: usize| {
        let slip = "a: \"b\" c\n";
        format!("{slip}{}\n", "#".repeat(len - slip.len() - 1))
    };
    assert_eq!(whole(&of(LARGEST), 0), ["syntax/needs-quotes: put single quotes around it"]);
    assert!(whole(&of(LARGEST + 1), 0).is_empty());
}

/// How often a document of that size is read in a search that finds nothing.
fn times_read(len: usize) -> usize {
    // The first slip can be mended in many ways, none of which helps against the second.
    let deep: String = (0..24).map(|n| format!("{}a:\n", "  ".repeat(n))).collect();
    let slips =
        format!("{deep}{0}b: 1\n{0}   c: 1\n{0}   d: 1\n@\n@\n@\n{1}", "  ".repeat(24), "#\n".repeat(AROUND + 9));
    let text = format!("{slips}{}\n", "#".repeat(len - slips.len() - 1));
    let problem = problem_of(&text).expect("the text is broken");
    let most = || Budget::of(8 << 20, 2);
    let (mut looked, mut all) = (most(), most());
    let tried = proposals(&Site::new(&text, &problem), &mut looked).len();
    assert!(!matches!(diagnose(&text, &problem, 0, &mut all), Diagnosis::Whole(_)), "nothing helps");
    assert!(tried > MOST_TRIED, "{tried}");
    (looked.left() - all.left()) / len
}

#[test]
fn a_large_document_is_read_fewer_times() {
    assert_eq!([256, 128, 32, 8, 4].map(|kilo| times_read(kilo * 1024)), [8, 16, 64, 160, 160]);
}

#[test]
fn a_text_is_as_deep_as_this_or_not_read() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(problem_of(&nested(999)).is_none());
    assert!(problem_of(&nested(1002)).is_some());
}

#[test]
fn edits_are_made_in_order() {
    let edits = [(2..3, "XY".to_owned()), (3..3, "-".to_owned()), (5..8, String::new())];
    assert_eq!(edited("0123456789", &edits), "01XY-3489");
    assert_eq!(edited_within("0123456789", 1..9, &edits), "1XY-348");
    assert_eq!(edited("01", &[]), "01");
}

#[test]
fn a_budget_is_spent() {
    assert_eq!(Budget::of(872, 3).left(), 3000);
    assert_eq!(Budget::of(8 << 20, 2).left(), 8 << 20);
    assert_eq!(Budget::of(usize::MAX / 2, usize::MAX).left(), 8 << 20);
    let mut budget = Budget::of(0, 1);
    assert_eq!((budget.spend(100), budget.left()), (true, 28));
    assert_eq!((budget.spend(28), budget.left()), (true, 0));
    assert_eq!((budget.spend(1), budget.left()), (false, 0));
}
