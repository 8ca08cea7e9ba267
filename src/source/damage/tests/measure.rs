//! How a document is indented, and what is odd about it.

use super::super::lines::lines;
use super::super::shape::{Habit, habit, oddness};

#[test]
fn the_habit_is_that_of_most_lines() {
    let mut wrong = Vec::new();
    for (text, step, list) in [
        ("a: 1\n", 2, None),
        ("a:\n    b: 1\n", 2, None),
        ("a:\n    b:\n        c: 1\n", 4, None),
        ("a:\n b:\n  c:\n    d: 1\n", 2, None),
        ("a:\n b:\n  c:\n   d:\n     e: 1\n", 1, None),
        ("a:\n        b:\n                c: 1\n", 8, None),
        ("a:\n         b:\n                  c: 1\n", 2, None),
        ("a:\n- b\nc:\n- d\n", 2, Some(0)),
        ("a:\n- b\n", 2, None),
        ("a:\n- b\nc:\n- d\ne:\n  - f\n", 2, Some(0)),
        ("a:\n  - b\nc:\n  - d\ne:\n- f\ng:\n- h\ni:\n- j\n", 2, Some(0)),
        ("a:\n- b\nc:\n- d\ne:\n  - f\ng:\n  - h\n", 2, None),
        ("a:\n- b\nc:\n- d\ne:\n  - f\ng:\n    - h\n", 2, None),
        ("a:\n- b\nc:\n- d\ne:\n- f\ng:\n    - h\ni:\n  - j\n", 2, Some(0)),
        ("a:\n# x\n\n    - b\nc:\n    - d\n", 2, Some(4)),
        ("a:\n-\nc:\n-\n", 2, Some(0)),
        ("- a:\n      b: 1\n- c:\n      d: 1\n", 4, None),
    ] {
        let habit = habit(&lines(text));
        if (habit.step, habit.list) != (step, list) {
            wrong.push(format!("({text:?}, {}, {:?}),", habit.step, habit.list));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_odd_is_counted() {
    let mut wrong = Vec::new();
    for (text, list, meant) in [
        // Tidy, in either way to write lists.
        ("a:\n  b: 1\n  c:\n  - d: 1\n    e: 1\n  - d: 1\n    e: 1\nf: 1\n", None, 0),
        ("a:\n  b: 1\n  c:\n    - d: 1\n      e: 1\nf: 1\n", Some(2), 0),
        ("a:\n  b: 1\n  c:\n    - d: 1\n      e: 1\nf: 1\n", None, 0),
        ("- - a\n  - b\n- c\n", None, 0),
        ("- a:\n    b: 1\n  c: 1\n", None, 0),
        // A dash alone, which few write.
        ("a:\n-\n  b: 1\n-\n  b: 1\n", None, 12),
        ("a:\n  -\n    b: 1\n", Some(2), 6),
        // Signs that are no YAML.
        ("a:\n\tb: 1\n", None, 18),
        ("a:\n  \u{a0}b: 1\n", None, 15),
        // Deeper below what opens nothing; not by the step.
        ("a: 1\n  b: 1\n", None, 6),
        ("a:\n   b: 1\n", None, 3),
        ("a:\n    - b: 1\n", Some(2), 3),
        ("a:\n  - b: 1\n", Some(0), 3),
        ("a:\n   - b: 1\n", Some(3), 0),
        // A key without a value.
        ("a:\nb: 1\n", None, 3),
        ("  a:\nb: 1\n", None, 12),
        ("  a:\n- b\n", None, 12),
        ("a:\n- b\n", None, 0),
        ("a:\n- b\n", Some(0), 0),
        ("a:\n- b\n", Some(2), 3),
        // An item of one field beside which another would fit.
        ("a:\n- b: 1\nc: 1\n", None, 1),
        ("- b: 1\n- c: 1\n", None, 0),
        ("- b\nc: 1\n", None, 9),
        ("- b: 1\n  c: 1\n", None, 0),
        ("a:\n  - b: 1\nc: 1\n", Some(2), 0),
        // A key beside dashes, and a dash beside keys.
        ("- b\n- c\nd: 1\n", None, 9),
        ("a: 1\n- b\n", None, 9),
        ("a:\n  - b\n  c: 1\n", Some(2), 9),
        ("a:\n  b: 1\n  - c\n", Some(2), 9),
        ("a:\n  b:\n  - c\n  d: 1\n", None, 0),
        ("x:\n  a:\n  - b\n  - c\n  d:\n  - e\nf: 1\n", None, 0),
        // Back at a column where nothing is open.
        ("a:\n    b: 1\n  c: 1\n", None, 12),
        ("    b: 1\n  c: 1\n", None, 9),
        ("a:\n    b: 1\n  - c\n", None, 12),
        // What is no line of YAML.
        ("a: |\n      x\n   y\n# z\n\nb: 1\n", None, 0),
    ] {
        let found = oddness(text, Habit { step: 2, list });
        if found != meant {
            wrong.push(format!("({text:?}, {list:?}, {found}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
