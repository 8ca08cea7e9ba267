//! What miette makes of odd files.

use super::*;
use crate::discover::SourceFile;
use crate::model::{FileId, Finding, Layer, Rule, Span};
use crate::pipeline::Request;
use crate::report::Places;
use crate::report::trial::Trial;

static TEST: Rule = Rule::error(Layer::Syntax, "syntax/odd", "Odd", "Something odd.", "", "");

fn drawn(text: &str, spans: &[(usize, usize)]) -> String {
    let files = [SourceFile::new("a.yaml", text)];
    let places = Places::new(&files);
    let look = Look { color: false, links: false, width: 100, screen: false };
    let span = |(start, end): &(usize, usize)| Span::new(*start as u32, *end as u32);
    let mut finding = Finding::of(&TEST, span(&spans[0]), "odd").in_file(FileId(0));
    spans[1..].iter().for_each(|r| {
        finding.relate(span(r), "here too");
    });
    TextReport::new(&places, look, &Request::default()).finding(&finding)
}

#[test]
fn of_a_long_line_a_part_is_shown() {
    let text = format!("a: [{}odd, {}]\nb: 1\n", "é, ".repeat(30_000), "x, ".repeat(30_000));
    let at = text.find("odd").unwrap();
    let report = drawn(&text, &[(at, at + 3)]);
    assert!(report.len() < 1_000 && report.contains("odd"), "{report}");
    assert!(report.contains(&format!("a.yaml:1:{}", text[..at].chars().count() + 1)), "{report}");
    // A place as long as the line, one that ends lines later, and two far apart.
    for spans in
        [vec![(0, text.len())], vec![(at, text.len() - 1)], vec![(at, at + 3), (0, 1), (text.len() - 4, text.len())]]
    {
        let report = drawn(&text, &spans);
        assert!(report.len() < 2_000, "{} {spans:?}", report.len());
    }
    let colons = ":".repeat(70_000);
    assert!(drawn(&colons, &[(69_999, 70_000)]).len() < 1_000);
}

#[test]
fn a_short_line_beside_a_long_one_is_shown_whole() {
    let text = format!("a: {}\nb: odd\n", "x".repeat(70_000));
    let at = text.find("odd").unwrap();
    assert!(drawn(&text, &[(at, at + 3)]).contains("b: odd"));
}

/// The page of a trial.
fn page(trial: &Trial) -> String {
    trial.written(&FORMAT)
}

const THREE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n  b: 2\n  c: 3\n";

#[test]
fn every_finding_has_its_place_and_its_help() {
    let trial = Trial::run(vec![
        SourceFile::new("b.yaml", "apiVersion: v1\nkind: Pod\nspecc: 1\n"),
        SourceFile::new("a.yaml", THREE),
    ]);
    let written = page(&trial);
    assert!(trial.outcome.findings.len() > 3, "{written}");
    let places = Places::new(&trial.files);
    let shown: Vec<&Finding> =
        trial.outcome.findings.iter().filter(|finding| finding.severity > Severity::Info).collect();
    for finding in shown {
        let (start, _) = places.range(finding.file, finding.span);
        let place = format!("{}:{}:{}", places.path(finding.file), start.line, start.column);
        assert!(written.contains(&place), "{place} in {written}");
        let help = finding.help.as_deref().and_then(|help| help.split_whitespace().next()).unwrap_or_default();
        assert!(written.contains(help), "{help} in {written}");
    }
}

#[test]
fn a_page_keeps_to_its_width_and_colours_nothing_else() {
    let files = [SourceFile::new("a.yaml", THREE)];
    let places = Places::new(&files);
    let mut finding = Finding::of(&TEST, Span::new(48, 49), "many words of ".repeat(20)).in_file(FileId(0));
    finding.help("other words ".repeat(20).trim_end()).label("a label");
    let codes = regex::Regex::new("\u{1b}\\[([0-9;]*)m").unwrap();
    for width in [60, 100, 200] {
        let of = |color| {
            let look = Look { color, links: false, width, screen: false };
            TextReport::new(&places, look, &Request::default()).finding(&finding)
        };
        let plain = of(false);
        assert!(plain.lines().all(|line| line.chars().count() <= width), "{plain}");
        assert!(plain.starts_with("a.yaml:4:8: error: many words"), "{plain}");
        assert!(plain.contains("[syntax/odd]\n"), "{plain}");
        let colored = of(true);
        assert_eq!(codes.replace_all(&colored, ""), plain);
        // Neither black nor white, neither dim nor yellow or blue.
        for code in codes.captures_iter(&colored).flat_map(|c| c[1].split(';').map(str::to_owned).collect::<Vec<_>>()) {
            assert!(["0", "1", "31", "35", "39"].contains(&code.as_str()), "{code}");
        }
    }
}

#[test]
fn links_lead_to_the_file_and_to_the_page_of_the_rule() {
    let trial = Trial::run(vec![SourceFile::new(
        "a b.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatta: {}\n",
    )]);
    let places = Places::new(&trial.files);
    let root = crate::model::Root::new("/work", "/work");
    let look = Look { color: false, links: true, width: 100, screen: false };
    let report = TextReport::rooted(&places, Paint { look, root: Some(&root) }, &trial.request);
    let mut text = String::new();
    let block = page::Block { first: &trial.outcome.findings[0], others: Vec::new() };
    report.block(&block, None, &mut text);
    assert!(
        text.starts_with("\u{1b}]8;;file:///work/a%20b.yaml\u{1b}\\a b.yaml:4:1\u{1b}]8;;\u{1b}\\: error: "),
        "{text}"
    );
    assert!(text.contains("[\u{1b}]8;;https://plimsoll.dev/rules/schema/"), "{text}");
}

#[test]
fn a_long_page_has_a_summary_and_a_short_one_none() {
    let short = Trial::run(vec![SourceFile::new("a.yaml", THREE)]);
    assert!(!page(&short).contains("begin with"), "{}", page(&short));
    let files =
        ["a", "b", "c"].map(|name| SourceFile::new(format!("{name}.yaml"), THREE.replace("name: a", "name: x")));
    let long = Trial::run(files.into());
    let written = page(&long);
    assert!(written.contains("errors: 9 schema/wrong-type\n"), "{written}");
    let begin = written.split("begin with: ").nth(1).unwrap();
    assert_eq!(begin.lines().take_while(|line| line.contains(".yaml:")).count(), 3, "{written}");
    let quiet = page(&Trial { quiet: true, ..long });
    assert!(written.starts_with(&quiet) && !quiet.contains("begin with"), "{quiet}");
}

#[test]
fn a_closing_sentence_is_one_line_but_on_a_screen() {
    let look = |screen| Look { color: false, links: false, width: 60, screen };
    let text = format!("{}\nb\n", "word ".repeat(20).trim_end());
    assert_eq!(look(false).sentences(&text), text);
    let wrapped = look(true).sentences(&text);
    assert!(wrapped.lines().count() == 3 && wrapped.contains("\n  word") && wrapped.ends_with("\nb\n"), "{wrapped}");
}
