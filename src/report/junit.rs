//! JUnit's XML: a suite for each file, a test case for each object.
//!
//! GitLab and Jenkins show of a case its first failure and no second: the errors of an object are one failure, with a line
//! for each. What is no error keeps a case passed and is its output. GitLab ignores all but the first of cases with the
//! same class and name; here the class is the path, in which no name is given twice.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::cases::{Case, groups};
use super::{Format, Spelling, View, plain};
use crate::model::{Finding, count};

/// `junit`
pub(super) const FORMAT: Format = Format {
    name: "junit",
    alias: None,
    help: "For Jenkins, GitLab and others that show tests: each object is one",
    write,
    spelling: Spelling::Xml,
    detailed: false,
    whole: true,
    counts_suggestions: false,
};

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Report::new("plimsoll");
    for group in groups(view) {
        let path = plain::visible(&group.path).into_owned();
        let mut suite = TestSuite::new(path.clone());
        suite.add_test_cases(group.cases.iter().map(|case| test_case(view, &path, case)));
        report.add_test_suite(suite);
    }
    let mut bytes = Vec::new();
    report.serialize(&mut bytes).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn test_case(view: View<'_>, path: &str, case: &Case<'_>) -> TestCase {
    let mut test = TestCase::new(plain::folded(&case.name).into_owned(), status(view, path, case));
    test.set_classname(path);
    test.extra.insert("file".into(), path.into());
    let others = lines(view, path, case.others());
    if !others.is_empty() {
        test.set_system_out(others);
    }
    test
}

fn status(view: View<'_>, path: &str, case: &Case<'_>) -> TestCaseStatus {
    if !case.fails() {
        let Some(why) = &case.unchecked else { return TestCaseStatus::success() };
        let why = plain::folded(why);
        let mut status = TestCaseStatus::skipped();
        // Jenkins reads the one, GitLab the other.
        status.set_message(why.as_ref()).set_description(why.as_ref());
        return status;
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let mut text = lines(view, path, case.failures());
    let hidden = format!("{} not shown (--max-findings)", count(case.hidden, "finding"));
    let mut said = case.failures().map(|f| plain::message(f, &view.request.versions));
    let mut message = said.next().map_or_else(|| hidden.clone(), |first| plain::folded(&first).into_owned());
    let more = said.count();
    if more > 0 {
        message.push_str(&format!(" (and {more} more)"));
    }
    if case.hidden > 0 {
        text.push_str(&hidden);
        text.push('\n');
    }
    status.set_message(message).set_description(text);
    if let Some(first) = case.failures().next() {
        status.set_type(first.rule.id);
    }
    status
}

/// A line for each, and below it what helps.
fn lines<'f>(view: View<'_>, path: &str, findings: impl Iterator<Item = &'f Finding>) -> String {
    let mut text = String::new();
    for finding in findings {
        text.push_str(&plain::line(view, path, finding));
        text.push('\n');
        if let Some(help) = &finding.help {
            text.push_str(&format!("  help: {}\n", plain::visible_lines(help).replace('\n', "\n    ")));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use quick_junit::XmlString;

    use super::super::trial::{ODD_PATH, Trial};
    use super::*;

    #[test]
    fn what_xml_forbids_does_not_break_it() {
        let written = Trial::odd().written(&FORMAT);
        assert!(!written.contains(|c: char| c.is_control() && c != '\n'), "{written}");
        let report = Report::deserialize_from_str(&written).unwrap();
        let suite = &report.test_suites[0];
        assert_eq!(suite.name.as_str(), ODD_PATH.replace('\n', "\\n"));
        assert_eq!((suite.tests, suite.failures, suite.skipped), (1, 1, 0));
        let case = &suite.test_cases[0];
        assert_eq!(case.name.as_str(), "K|<i> n #1");
        assert_eq!(case.classname, Some(XmlString::new(ODD_PATH.replace('\n', "\\n"))));
        let TestCaseStatus::NonSuccess { message, description, .. } = &case.status else { panic!("{case:?}") };
        assert!(message.as_ref().unwrap().as_str().starts_with("odd `x` ]]> | \"q\" <b>@all</b> ::error::no"));
        assert!(message.as_ref().unwrap().as_str().ends_with(" two (and 1 more)"));
        let description = description.as_ref().unwrap().as_str();
        assert_eq!(description.lines().count(), 4, "{description}");
        assert!(description.contains("\n  help: take `it` off\n    @then again\n"), "{description}");
        assert!(case.system_out.as_ref().unwrap().as_str().contains(":2:4: warning: odd"));
    }

    #[test]
    fn a_clean_object_passes_and_one_that_was_not_checked_is_skipped() {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: a.b/v1\nkind: C\nmetadata: {name: a}\n";
        let trial = Trial::run(vec![crate::discover::SourceFile::new("a.yaml", text)]);
        let report = Report::deserialize_from_str(&trial.written(&FORMAT)).unwrap();
        assert_eq!((report.tests, report.failures, report.test_suites[0].skipped), (2, 0, 1));
    }

    #[test]
    fn what_fails_the_run_fails_its_case() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a, env: [{name: A_PASSWORD, value: b2c4}]}]}\n";
        let trial = Trial::run(vec![crate::discover::SourceFile::new("a.yaml", text)]);
        let failures = |trial: &Trial| Report::deserialize_from_str(&trial.written(&FORMAT)).unwrap().failures;
        assert_eq!(failures(&trial), 0);
        assert_eq!(failures(&Trial { fail_on: crate::model::Severity::Warning, ..trial }), 1);
    }

    #[test]
    fn what_is_not_shown_fails_all_the_same() {
        let trial = Trial { most: Some(0), ..Trial::odd() };
        let report = Report::deserialize_from_str(&trial.written(&FORMAT)).unwrap();
        assert_eq!(report.failures, 1);
        assert!(trial.written(&FORMAT).contains("2 findings not shown (--max-findings)"));
    }
}
