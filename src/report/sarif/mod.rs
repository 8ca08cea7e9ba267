//! SARIF 2.1.0, for code scanning and whatever else reads it. Below GitHub's limits: what is above them is refused as a
//! whole, or dropped without a word.

mod line_hash;
mod log;
mod result;
mod uri;

use std::collections::BTreeMap;
use std::io::{self, Write};

use self::log::{
    BaseIds, Configuration, Described, Descriptor, Driver, Help, Invocation, Log, Message, Notification, Properties,
    Run, Tool,
};
use self::result::Results;
pub(super) use self::uri::encoded;
use super::rows::{Each, finish};
use super::rules::page;
use super::{Format, Spelling, View, closing, gravest, plain};
use crate::model::{Finding, Rule, Severity, count};

/// Results of a run that code scanning keeps; it takes five times as many.
const MOST: usize = 5_000;

/// Bytes of messages, help and fixes that are written in all. Packed, a log may have 10 MB; what is around them packs to
/// a fraction of it.
const MOST_TEXT: usize = 8 << 20;

/// `sarif`
pub(super) const FORMAT: Format = Format {
    name: "sarif",
    alias: None,
    help: "For code scanning: SARIF 2.1.0",
    write,
    spelling: Spelling::Json,
    detailed: false,
    whole: true,
    counts_suggestions: true,
};

fn write(view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (marked, hidden) = view.marked();
    let (kept, dropped) = fitting(&marked);
    let mentioned: BTreeMap<&str, &'static Rule> = kept.iter().map(|(f, _)| (f.rule.id, f.rule)).collect();
    let index: BTreeMap<&str, usize> = mentioned.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut results = Results::new(view);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "plimsoll",
                    version: env!("CARGO_PKG_VERSION"),
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: "https://plimsoll.dev/",
                    rules: mentioned.values().map(|rule| descriptor(rule)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
                tool_execution_notifications: notifications(view, hidden, dropped),
            }],
            original_uri_base_ids: BaseIds {
                root: Described { description: said("The folder of the repository, or else the working folder") },
            },
            results: Each::of(kept.into_iter().map(|(f, mark)| results.result(f, mark, index[f.rule.id]))),
            column_kind: "unicodeCodePoints",
        }],
    };
    finish(&log, out)
}

fn said(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

/// The gravest findings, as many as are kept, and how many are not.
fn fitting<'m, 'f>(marked: &'m [(&'f Finding, String)]) -> (Vec<&'m (&'f Finding, String)>, usize) {
    let mut kept = gravest(marked, MOST, |(finding, _)| finding.severity);
    let mut text = 0;
    let mut fits = |one: &&(&Finding, String)| {
        text += one.0.message.len() + one.0.help.as_ref().map_or(0, String::len);
        text <= MOST_TEXT
    };
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        kept.retain(|one| one.0.severity != severity || fits(one));
    }
    let dropped = marked.len() - kept.len();
    (kept, dropped)
}

/// What is to be said of the run itself: files that could not be read, what is left out, what was looked at.
fn notifications(view: View<'_>, hidden: usize, dropped: usize) -> Vec<Notification> {
    let say = |level, text: String| Notification { locations: Vec::new(), message: said(text), level };
    let unread = view.places.files().iter().enumerate().filter_map(|(at, file)| Some((at, file.problem.as_ref()?)));
    let mut all: Vec<Notification> = unread
        .map(|(at, problem)| {
            let location = result::file(view, crate::model::FileId(at as u32));
            Notification { locations: vec![location], ..say("error", problem.to_string()) }
        })
        .collect();
    if dropped > 0 {
        let more = count(dropped, "more finding");
        all.push(say("warning", format!("{more} left out: code scanning keeps {MOST} of a run, and logs up to 10 MB")));
    }
    if hidden > 0 {
        all.push(say("note", format!("{} not shown (--max-findings)", count(hidden, "more finding"))));
    }
    if view.says_what_was_looked_at() {
        all.push(say("note", closing(view.outcome, !view.suggestions).trim_end().to_owned()));
    }
    all
}

fn descriptor(rule: &'static Rule) -> Descriptor {
    let tags = vec!["kubernetes", rule.id.split_once('/').map_or(rule.id, |(layer, _)| layer)];
    Descriptor {
        id: rule.id,
        name: name(rule.id),
        short_description: said(rule.summary),
        full_description: said(rule.explanation.trim()),
        default_configuration: Configuration { level: plain::word(rule.severity) },
        help: Help { text: super::rules::text(rule), markdown: page(rule) },
        properties: Properties { tags },
    }
}

/// A rule's id as the specification wants names: `schema/unknown-field` is `SchemaUnknownField`.
fn name(id: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    id.split(['/', '-']).map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::super::trial::{ODD_WORDS, Trial};
    use super::*;
    use crate::model::{Edit, Root};

    #[test]
    fn a_result_says_what_where_and_what_helps() {
        let json = Trial::odd().json(&FORMAT);
        let run = &json["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["message"]["text"], format!("{ODD_WORDS}\nhelp: take `it` off\n@then again"));
        let physical = &result["locations"][0]["physicalLocation"];
        assert_eq!(physical["artifactLocation"]["uri"], "a%20b/50%25%2Cc%3Ad%23e%3F%0A%C3%BC%7C%60.yaml");
        assert_eq!(
            physical["region"],
            serde_json::json!({"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2})
        );
        assert_eq!(result["relatedLocations"][0]["id"], 1);
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 3);
        let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(replacement["insertedContent"]["text"], "u");
        assert_eq!(replacement["deletedRegion"], physical["region"]);
        assert_eq!(run["tool"]["driver"]["rules"][0]["name"], "SyntaxOdd");
        assert_eq!(run["results"][1]["level"], "warning");
        assert_eq!(run["results"].as_array().unwrap().len(), 3);
    }

    #[test]
    fn nothing_found_is_an_empty_list() {
        let json = Trial::of(Vec::new()).json(&FORMAT);
        assert_eq!(json["runs"][0]["results"], serde_json::json!([]));
        assert_eq!(json["runs"][0]["tool"]["driver"]["rules"], serde_json::json!([]));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_of_the_run() {
        let mut trial = Trial::unread();
        trial.root = Root::new("/r/sub", "/r");
        let json = trial.json(&FORMAT);
        let told = &json["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(told["level"], "error");
        let location = &told["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "sub/gone.yaml");
        let result = &json["runs"][0]["results"][0]["partialFingerprints"];
        assert!(result["primaryLocationLineHash"].is_string() && result["plimsollFingerprint/v1"].is_string());
    }

    #[test]
    fn what_is_above_the_limits_is_left_out_and_counted() {
        let mut trial = Trial::odd().suggesting();
        let [error, warning, _, note] = &trial.outcome.findings[..] else { panic!() };
        let (error, warning, note) = (error.clone(), warning.clone(), note.clone());
        trial.outcome.findings = [vec![note; 10], vec![warning; MOST], vec![error.clone(); 3]].concat();
        let json = trial.json(&FORMAT);
        let results = json["runs"][0]["results"].as_array().unwrap();
        let of = |level: &str| results.iter().filter(|r| r["level"] == level).count();
        assert_eq!((of("error"), of("warning"), of("note")), (3, MOST - 3, 0));
        let told = &json["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert!(told.as_str().unwrap().starts_with("13 more findings left out"), "{told}");
        let mut long = error;
        long.message = "x".repeat(MOST_TEXT / 4 + 1);
        long.fixes[0].edits = vec![Edit { text: "y".repeat(MOST_TEXT), ..long.fixes[0].edits[0].clone() }];
        trial.outcome.findings = vec![long; 4];
        let written = trial.written(&FORMAT);
        assert!(written.len() < 2 * MOST_TEXT, "{}", written.len());
        assert!(written.contains("1 more finding left out"));
    }
}
