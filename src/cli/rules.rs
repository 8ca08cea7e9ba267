//! `plimsoll rules` and `plimsoll explain`

use std::path::Path;

use super::args::{ExplainArgs, Listing, RulesArgs};
use super::{End, print, reasons};
use crate::config::{self, Config};
use crate::model::near::{self, Strictness};
use crate::pipeline::custom_rules::PREFIX;
use crate::pipeline::rules::{all, find, nearest, parameters, peers};
use crate::pipeline::sets;
use crate::report::plugin_text;
use crate::report::rules::{json, list as lines, markdown, pages, text};
use crate::scheduler::catalogue;

pub(super) fn list(args: &RulesArgs) -> Result<End, String> {
    let rules: Vec<_> = all().collect();
    let written = match (args.listing, &args.to) {
        (Listing::Markdown, Some(folder)) => {
            for page in pages(&rules) {
                write(&Path::new(folder).join(&page.path), &page.text)?;
            }
            return Ok(End::Clean);
        }
        (Listing::Markdown, None) => markdown(&rules),
        (Listing::Json, _) => json(&rules),
        (Listing::Text, _) => {
            let sets =
                sets::all().iter().map(|set| format!("{:12} {}: {}\n", set.name, set.summary, set.rules.join(", ")));
            format!(
                "{}\nSets of rules, for `rules` of the configuration and wherever a rule is named:\n{}",
                lines(&rules),
                sets.collect::<String>()
            )
        }
    };
    match &args.to {
        Some(file) => write(Path::new(file), &written)?,
        None => print(&written)?,
    }
    Ok(End::Clean)
}

/// Writes a file, and makes the folders above it where they are not there.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let cannot = |error: std::io::Error| format!("{}: {error}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(cannot)?;
    }
    std::fs::write(path, text).map_err(cannot)
}

/// What a rule of the configuration is about.
fn own(name: &str) -> Result<String, String> {
    let Some(path) = config::found() else {
        return Err(format!("{name}: there is no configuration that could bring it"));
    };
    let (text, root) = config::text_of(&path)?;
    let rules = Config::read(&path, &text, root).own_rules;
    let Some(rule) = rules.iter().find(|own| own.rule.id == name) else {
        let ids: Vec<&str> = rules.iter().map(|own| own.rule.id).collect();
        let there = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
        return Err(format!("{path} brings no rule `{name}`; of its own it has {there}"));
    };
    let (expression, message) = rule.said();
    let kinds = if rule.kinds.is_empty() { "every object".to_owned() } else { rule.kinds.join(", ") };
    let severity = rule.rule.severity.name();
    Ok(format!(
        "{name} ({severity}), a rule of {path}\n\n{message}\n\nIt looks at {kinds}. What must hold:\n\n  {}\n",
        expression.trim()
    ))
}

/// What is said of a name that is no rule's, no plugin's and no event's, with what was likely meant.
fn nothing(name: &str) -> String {
    let near = |known: &'static str| Some((near::score(name, known, Strictness::Name)?, known));
    let others = catalogue::names().chain(reasons::names()).filter_map(near).min().map(|(_, known)| known);
    let meant: Vec<String> = nearest(name).into_iter().chain(others).map(|known| format!("`{known}`")).collect();
    let end = match meant.as_slice() {
        [] => "`plimsoll rules` lists the rules".to_owned(),
        all => format!("did you mean {}?", all.join(" or ")),
    };
    format!("there is no rule, no plugin of the scheduler and no reason of an event `{name}`; {end}")
}

pub(super) fn explain(args: &ExplainArgs) -> Result<End, String> {
    if let Some(set) = sets::find(&args.rule) {
        print(&format!("{} (a set of rules)\n\n{}\n\n{}\n", set.name, set.summary, set.rules.join("\n")))?;
        return Ok(End::Clean);
    }
    if args.rule.starts_with(PREFIX) {
        print(&own(&args.rule)?)?;
        return Ok(End::Clean);
    }
    let Some(rule) = find(&args.rule) else {
        if let Some(text) = reasons::text(&args.rule) {
            print(&text)?;
            return Ok(End::Clean);
        }
        let known = catalogue::known(&args.rule).ok_or_else(|| nothing(&args.rule))?;
        print(&plugin_text(known))?;
        return Ok(End::Clean);
    };
    let mut text = text(rule);
    let own = parameters(rule).iter().map(|p| format!("  {} [default: {}]: {}\n", p.name, p.default, p.summary));
    let own: String = own.collect();
    if !own.is_empty() {
        text.push_str(&format!("\nParameters (`parameters` of the configuration):\n{own}"));
    }
    let names: Vec<String> = peers(rule).map(|(tool, check)| format!("{check} ({tool})")).collect();
    if !names.is_empty() {
        text.push_str(&format!("\nElsewhere called: {}\n", names.join(", ")));
    }
    let sets: Vec<&str> = sets::all().iter().filter(|set| set.rules.contains(&rule.id)).map(|set| set.name).collect();
    if !sets.is_empty() {
        text.push_str(&format!("\nIn the sets: {}\n", sets.join(", ")));
    }
    print(&text)?;
    Ok(End::Clean)
}
