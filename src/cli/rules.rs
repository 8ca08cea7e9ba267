//! `plimsoll rules` and `plimsoll explain`

use std::fmt::Write as _;

use super::args::ExplainArgs;
use super::{End, print};
use crate::model::Severity;
use crate::pipeline::rules::{all, find, nearest};

pub(super) fn list() -> Result<End, String> {
    let width = all().map(|rule| rule.id.len()).max().unwrap_or_default();
    let lines = all().map(|rule| format!("{:width$}  {:7}  {}\n", rule.id, severity(rule.severity), rule.summary));
    print(&lines.collect::<String>())?;
    Ok(End::Clean)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<End, String> {
    let Some(rule) = find(&args.rule) else {
        let hint = nearest(&args.rule)
            .map_or_else(|| "`plimsoll rules` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(format!("there is no rule `{}`; {hint}", args.rule));
    };
    let mut text =
        format!("{} ({})\n\n{}\n\n{}\n", rule.id, severity(rule.severity), rule.summary, rule.explanation.trim());
    for (title, example) in [("Refused", rule.bad), ("Accepted", rule.good)] {
        if !example.is_empty() {
            let indented: String =
                example.trim_end().lines().map(|l| format!("    {l}").trim_end().to_owned() + "\n").collect();
            let _ = write!(text, "\n{title}:\n\n{indented}");
        }
    }
    print(&text)?;
    Ok(End::Clean)
}

fn severity(of: Severity) -> &'static str {
    match of {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
