//! The command line as transcripts: arguments, output, status.

#[test]
fn transcripts() {
    // On a runner of GitHub's there would be more to see.
    trycmd::TestCases::new().env("GITHUB_ACTIONS", "false").env("COLUMNS", "").case("tests/cmd/*.trycmd").run();
}
