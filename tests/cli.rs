//! The command line as transcripts: arguments, output, status.

#[test]
fn transcripts() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd").run();
}
