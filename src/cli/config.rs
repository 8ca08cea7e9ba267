//! `plimsoll config`: what applies, and from where. In the words of a configuration; paths are seen from the working folder.

use std::fmt::Write as _;

use super::args::{Cli, ConfigArgs};
use super::settings::{Settings, settings};
use super::{End, print};
use crate::config::{Choice, Config, KEYS};
use crate::pipeline::{Level, rules};

/// The JSON schema of the configuration, for editors.
const SCHEMA: &str = include_str!("../../schemas/configuration.schema.json");

/// Prints it.
pub(super) fn run(args: &ConfigArgs, cli: &Cli) -> Result<End, String> {
    if args.schema {
        print(SCHEMA)?;
        return Ok(End::Clean);
    }
    let settings = settings(cli, &args.common, &args.rules.told, Some(&args.rules))?;
    print(&match &args.common.paths[..] {
        [] => whole(args, &settings),
        paths => paths.iter().map(|path| of_file(path, &settings)).collect(),
    })?;
    Ok(End::Clean)
}

/// One setting: its value as YAML, and where it is from.
fn whole(args: &ConfigArgs, settings: &Settings) -> String {
    let config = &settings.config;
    let mut text = match config.path.as_str() {
        "" => "# no configuration; what applies is from flags and defaults\n".to_owned(),
        path => format!("# {path}\n"),
    };
    let rows = KEYS.into_iter().filter_map(|key| Some((key, value(key, settings)?)));
    let rows: Vec<(&str, String)> = rows.collect();
    let width = rows.iter().map(|(key, value)| key.len() + value.len()).max().unwrap_or_default().min(WIDTH);
    for (key, value) in rows {
        let pad = " ".repeat(width.saturating_sub(key.len() + value.len()));
        let _ = writeln!(text, "{key}: {value}{pad}  # {}", origin(key, args, config));
    }
    let flags = args.rules.told.rule.iter().map(|choice| (choice.clone(), None));
    let at = |level| move |rule: &String| (Choice { name: rule.clone(), level, line: 0 }, None);
    let off = args.rules.told.exclude.iter().map(at(Level::Off));
    let on = args.rules.told.include.iter().map(at(Level::On));
    let own = config.rules.iter().map(|choice| (choice.clone(), Some(choice.line)));
    let rules: Vec<(Choice, Option<u32>)> = own.chain(on).chain(off).chain(flags).collect();
    if !rules.is_empty() {
        text.push_str("rules:\n");
    }
    for (Choice { name, level, .. }, line) in &rules {
        let from = line.map_or_else(|| "flag".to_owned(), |line| format!("{}:{line}", config.path));
        let _ = writeln!(text, "  {}: {}  # {from}", quoted(name), level.name());
    }
    if !config.overrides.is_empty() {
        text.push_str("overrides:\n");
    }
    for one in &config.overrides {
        let rules: Vec<String> =
            one.rules.iter().map(|choice| format!("{}: {}", quoted(&choice.name), choice.level.name())).collect();
        let (paths, line) = (list(&one.paths), one.line);
        let _ = writeln!(text, "- paths: {paths}  # {}:{line}\n  rules: {{{}}}", config.path, rules.join(", "));
    }
    text
}

/// Columns up to which origins stand below each other.
const WIDTH: usize = 60;

/// How rules are treated in one file, where otherwise than they say themselves.
fn of_file(path: &str, settings: &Settings) -> String {
    let mut text = format!("# {path}\n");
    let own = rules::all().filter_map(|rule| Some((rule, settings.request.level(rule, path)?)));
    let lines = own.map(|(rule, level)| format!("{}: {}\n", rule.id, level.name())).collect::<String>();
    text.push_str(if lines.is_empty() { "# every rule as it is by itself\n" } else { &lines });
    text
}

/// The value of a setting, as YAML; `None` where it has none, and of rules and overrides, which have lines of their own.
fn value(key: &str, settings: &Settings) -> Option<String> {
    let (config, request) = (&settings.config, &settings.request);
    let versions: Vec<String> = request.versions.iter().map(ToString::to_string).collect();
    Some(match key {
        "kubernetes-version" => list(&versions),
        "paths" if config.paths.is_empty() => "[.]".to_owned(),
        "paths" => list(&config.paths),
        "exclude" => list(&settings.exclude),
        "no-ignore" => settings.take.all.to_string(),
        "apply-together" => list(&request.together),
        "complete" => request.complete.to_string(),
        "nodes" => list(&config.nodes),
        "scheduler-config" => quoted(config.scheduler_config.as_deref()?),
        "crds" => list(&settings.crds),
        "schema-location" => list(&settings.locations),
        "require-schemas" => request.require_schemas.to_string(),
        "skip" => list(&request.skip),
        "reject" => list(&request.reject),
        "suggestions" => settings.suggestions.to_string(),
        "fail-on" => settings.fail_on.name().to_owned(),
        "baseline" => quoted(settings.baseline.as_deref()?),
        _ => return None,
    })
}

/// Where a setting is from: flag, line of the file, default. Lists of both are joined.
fn origin(key: &str, args: &ConfigArgs, config: &Config) -> String {
    let (common, rules) = (&args.common, &args.rules);
    let flag = match key {
        "kubernetes-version" => !common.kubernetes_version.is_empty(),
        "exclude" => !common.exclude_path.is_empty(),
        "no-ignore" => common.no_ignore,
        "apply-together" => !common.apply_together.is_empty(),
        "complete" => common.complete,
        "crds" => !common.crds.is_empty(),
        "schema-location" => !common.schema_location.is_empty(),
        "require-schemas" => rules.require_schemas || rules.ignore_missing_schemas,
        "skip" => !rules.skip.is_empty(),
        "reject" => !rules.reject.is_empty(),
        "suggestions" => rules.suggestions,
        "fail-on" => rules.told.fail_on.is_some(),
        "baseline" => rules.told.baseline.is_some() || rules.told.no_baseline,
        _ => false,
    };
    let adds = ["exclude", "apply-together", "crds", "schema-location", "skip", "reject"].contains(&key);
    let line = config.lines.get(key).map(|line| format!("{}:{line}", config.path));
    match (flag, line) {
        (true, Some(line)) if adds => format!("{line}, flag"),
        (true, _) => "flag".to_owned(),
        (false, Some(line)) => line,
        (false, None) => "default".to_owned(),
    }
}

fn list(of: &[String]) -> String {
    format!("[{}]", of.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

/// A text as YAML, bare where that is read as the same.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "./_-".contains(c);
    let bare = text.starts_with(|c: char| c.is_ascii_alphabetic() || "./".contains(c)) && text.chars().all(plain);
    if bare { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}
