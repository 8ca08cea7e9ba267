//! What miette makes of odd files.

use super::*;
use crate::discover::SourceFile;
use crate::model::{FileId, Finding, Layer, Rule, Span};
use crate::pipeline::Request;
use crate::report::Places;

static TEST: Rule = Rule::error(Layer::Syntax, "syntax/odd", "Odd", "Something odd.", "", "");

fn drawn(text: &str, spans: &[(usize, usize)]) -> String {
    let files = [SourceFile::new("a.yaml", text)];
    let places = Places::new(&files);
    let look = Look { color: false, links: false, width: 100 };
    let span = |(start, end): &(usize, usize)| Span::new(*start as u32, *end as u32);
    let mut finding = Finding { file: FileId(0), ..Finding::of(&TEST, span(&spans[0]), "odd") };
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
