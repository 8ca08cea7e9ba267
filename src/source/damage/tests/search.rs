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
        ("a: [b]]\nc: [d]]\ne: 1\n", 0, "further, syntax/needs-quotes: put quotes around it"),
        ("a:\n\tb: 1\nc:\n\td: 1\n", 0, "further, syntax/tab: indent the line with 2 spaces"),
        ("a:\n\tb: 1\n\td: @\n", 0, ""),
        ("a:\n  b：1\n  c：1\n  d: @\n", 0, "syntax/stray-line: "),
        ("a: [\"b\" \"c\"]\nd: [\"e\" \"f\"]\n", 0, ""),
        ("a: [\"b\" \"c\"]\n\nd: [\"e\" \"f\"]\n", 0, "further, syntax/comma: put a comma there"),
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

/// A slip that can be mended in many ways.
fn slip() -> String {
    (0..24).map(|n| format!("{}a:\n", "  ".repeat(n))).chain(["b: 1\n  c: 1\n".to_owned()]).collect()
}

#[test]
fn after_one_that_helps_few_others_are_tried() {
    let text = slip();
    let problem = problem_of(&text).expect("the text is broken");
    let (mut looked, mut all) = (Budget::of(8 << 20, 2), Budget::of(8 << 20, 2));
    let tried = proposals(&Site::new(&text, &problem), &mut looked);
    let reads = |mend: &Mend| problem_of(&edited(&text, &mend.edits)).is_none();
    let first = tried.iter().position(|(_, mend)| reads(mend)).expect("one helps");
    assert!(tried.len() > first + 1 + TRIED_AFTER, "{}", tried.len());
    assert!(matches!(diagnose(&text, &problem, 1000, &mut all), Diagnosis::Whole(_)));
    assert_eq!((looked.left() - all.left()) / text.len(), first + 1 + TRIED_AFTER);
}

#[test]
fn half_of_a_budget_is_for_looking() {
    // A text of 128 bytes, and ten times as many to spend.
    let text = format!("a:\n  b:\n    c: 1\n   d: 1\n@\n@\n{}\n", "#".repeat(98));
    assert_eq!(text.len(), 128);
    let problem = problem_of(&text).expect("the text is broken");
    let mut budget = Budget::of(128, 5);
    let site = Site::new(&text, &problem);
    assert_eq!((budget.left(), proposals(&site, &mut budget).len(), budget.left()), (1280, 6, 512));
    let mut budget = Budget::of(128, 5);
    assert!(!matches!(diagnose(&text, &problem, 0, &mut budget), Diagnosis::Whole(_)));
    assert_eq!(budget.left(), 0);
    let mut budget = Budget::of(0, 1);
    budget.spend(1);
    assert_eq!((budget.left(), proposals(&site, &mut budget).len()), (127, 0));
}

#[test]
fn what_lies_too_far_off_is_not_mended() {
    let text = format!("a: \"b\n{}c: [\n", "x: 1\n".repeat(180));
    let lines = lines(&text);
    let quotes = |began: usize| {
        let site = Site::of(&text, lines[181].start, lines[began].start);
        proposals(&site, &mut Budget::of(8 << 20, 2)).iter().filter(|(_, mend)| *mend.rule == quote::QUOTE).count()
    };
    assert_eq!((quotes(181), quotes(151), quotes(150)), (0, 0, 2));
}

#[test]
fn costs_and_oddness_are_weighed() {
    let told = |text: &str| {
        let problem = problem_of(text).expect("the text is broken");
        let tried = proposals(&Site::new(text, &problem), &mut Budget::of(8 << 20, 2));
        tried.iter().map(|(cost, mend)| format!("{cost} {}", mend.title)).collect::<Vec<_>>()
    };
    assert_eq!(told("a: 1\nxyz\n"), ["0 put `:` after `xyz`", "42 remove the line", "42 "]);
    let odd = told("a:\n  b: 1\n   c: 2\n");
    assert_eq!(odd[..3], ["12 indent the line by 2", "12 indent the line by 2", "15 indent the line by 0"]);
}

#[test]
fn a_text_is_as_deep_as_this_or_not_read() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(problem_of(&nested(1000)).is_none());
    assert!(problem_of(&nested(1001)).is_some());
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
