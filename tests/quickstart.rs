//! What the README shows of the quickstart is what the quickstart prints.

use std::process::Command;

/// The text between the README's marks, without the fence.
fn shown(readme: &str) -> (usize, usize) {
    let start = readme.find("<!-- quickstart -->\n```text\n").expect("the README has the mark");
    let start = start + "<!-- quickstart -->\n```text\n".len();
    let end = start + readme[start..].find("```\n<!-- /quickstart -->").expect("the README has the closing mark");
    (start, end)
}

#[test]
fn the_readme_shows_what_the_quickstart_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["check", "--no-config", "--color", "never", "testdata/quickstart"])
        .env("GITHUB_ACTIONS", "false")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let readme = std::fs::read_to_string("README.md").unwrap();
    let (start, end) = shown(&readme);
    if std::env::var_os("UPDATE_README").is_some() {
        let updated = format!("{}{printed}{}", &readme[..start], &readme[end..]);
        std::fs::write("README.md", updated).unwrap();
        return;
    }
    assert_eq!(
        output.status.code(),
        Some(1),
        "the quickstart has mistakes: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(readme[start..end] == printed, "run with UPDATE_README=1 to update the README; printed:\n{printed}");
}
