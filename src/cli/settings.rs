//! What configuration and flags come to, together: flags win over the file, the file over defaults.

use std::sync::Arc;

use super::args::Cli;
use super::color::look;
use super::flags::{Common, Rules, Told};
use super::reports;
use crate::config::{self, Config};
use crate::discover::{Globs, Role, SourceFile, Take, read_text};
use crate::model::{Root, Severity};
use crate::pipeline::configuration::kind_in_other_case;
use crate::pipeline::{Level, Locations, Override, Request, levels, run};
use crate::report::{Places, View};

/// Everything but the files.
#[derive(Debug)]
pub(super) struct Settings {
    pub config: Config,
    pub request: Request,
    pub fail_on: Severity,
    pub suggestions: bool,
    pub take: Take,
    /// Files and folders to look at.
    pub paths: Vec<String>,
    /// Files and folders with definitions.
    pub crds: Vec<String>,
    /// Folders and templates of schemas.
    pub locations: Vec<String>,
    /// Globs of what is left out, the file's before the flags'.
    pub exclude: Vec<String>,
    /// The baseline.
    pub baseline: Option<String>,
}

/// Reads the configuration, and puts the flags over it. `told` and `flags` are those of commands that have them.
///
/// # Errors
/// In words. What is wrong with the configuration itself is reported before.
pub(super) fn settings(cli: &Cli, common: &Common, told: &Told, flags: Option<&Rules>) -> Result<Settings, String> {
    let config = configuration(cli, common)?;
    let mut request = Request { require_schemas: config.require_schemas, ..Request::default() };
    let mut versions = common.kubernetes_version.clone();
    if versions.is_empty() {
        versions.clone_from(&config.kubernetes_version);
    }
    request.version_open = versions.is_empty();
    if !versions.is_empty() {
        request.versions = versions;
        request.versions.sort_unstable();
        request.versions.dedup();
    }
    request.skip.clone_from(&config.skip);
    request.reject.clone_from(&config.reject);
    if let Some(flags) = flags {
        for (flag, kinds) in [("skip", &flags.skip), ("reject", &flags.reject)] {
            let near = |kind: &String| Some(format!("--{flag} {kind}: did you mean `{}`?", kind_in_other_case(kind)?));
            if let Some(why) = kinds.iter().find_map(near) {
                return Err(why);
            }
        }
        request.skip.extend(flags.skip.iter().cloned());
        request.reject.extend(flags.reject.iter().cloned());
        request.require_schemas = (request.require_schemas && !flags.ignore_missing_schemas) || flags.require_schemas;
    }
    treat(&mut request, &config, told)?;
    request.parameters = config.parameters.clone();
    request.own_rules.clone_from(&config.own_rules);
    request.together.extend(config.apply_together.iter().chain(&common.apply_together).cloned());
    let locations: Vec<String> = common.schema_location.iter().chain(&config.schema_location).cloned().collect();
    if let Some(missing) = locations.iter().find(|location| is_missing(location)) {
        return Err(format!("schema-location {missing}: there is no such folder"));
    }
    if !locations.is_empty() {
        request.locations = Some(Arc::new(Locations::new(&locations, |path| read_text(path).ok())?));
    }
    let flagged = told.fail_on.map(Severity::from);
    let fail_on = flagged.or(config.fail_on).unwrap_or(Severity::Error);
    // What makes the run fail is shown.
    let suggestions = flags.is_none_or(|flags| flags.suggestions) || config.suggestions || fail_on == Severity::Info;
    if common.exclude_path.len() > Globs::MOST {
        return Err(format!("--exclude-path: there may be {} at most", Globs::MOST));
    }
    let globs =
        vec![Globs::new(&config.exclude, config.root.clone())?, Globs::new(&common.exclude_path, config::working())?];
    let take = Take::but(&common.ignore_filename_pattern, globs, common.no_ignore || config.no_ignore)?;
    let crds = config.crds.iter().chain(&common.crds).cloned().collect();
    let paths = if common.paths.is_empty() { config.paths.clone() } else { common.paths.clone() };
    request.complete = common.complete || config.complete && is_whole(&paths, &config);
    let exclude = config.exclude.iter().chain(&common.exclude_path).cloned().collect();
    let baseline = told.baseline.clone().or_else(|| config.baseline.clone()).filter(|_| !told.no_baseline);
    Ok(Settings { config, request, fail_on, suggestions, take, paths, crds, locations, exclude, baseline })
}

/// Whether the paths hold all that the configuration speaks of: a hook names the files of one commit, and the rest of the
/// tree is there all the same.
fn is_whole(paths: &[String], config: &Config) -> bool {
    let real = |path: &String| std::fs::canonicalize(path).ok();
    let given: Vec<_> = if paths.is_empty() { vec![".".to_owned()] } else { paths.to_vec() };
    let given: Vec<_> = given.iter().filter_map(real).collect();
    let wanted = if config.paths.is_empty() { vec![config.root.seen(".")] } else { config.paths.clone() };
    wanted.iter().all(|path| real(path).is_some_and(|path| given.iter().any(|given| path.starts_with(given))))
}

/// Whether there is not even the folder that a location of schemas begins in.
fn is_missing(location: &str) -> bool {
    if location == "default" || location.contains("://") {
        return false;
    }
    let fixed = location.split("{{").next().unwrap_or_default();
    let folder = match fixed.rsplit_once('/') {
        _ if fixed == location && !location.ends_with("json") => fixed,
        Some((folder, _)) => folder,
        None => ".",
    };
    !folder.is_empty() && !std::path::Path::new(folder).is_dir()
}

/// How rules are treated: the file's choices, then the flags', which hold in every file.
fn treat(request: &mut Request, config: &Config, told: &Told) -> Result<(), String> {
    let own = |choices: &[config::Choice]| {
        levels(choices.iter().map(|choice| (choice.name.as_str(), choice.level)))
            .map_err(|why| format!("{}: {why}", config.path))
    };
    request.levels = own(&config.rules)?;
    let flags = levels(told.include.iter().map(|rule| (rule.as_str(), Level::On)))?;
    let flags = flags.into_iter().chain(levels(told.exclude.iter().map(|rule| (rule.as_str(), Level::Off)))?);
    let wanted = told.rule.iter().map(|choice| (choice.name.as_str(), choice.level));
    let flags = flags.chain(levels(wanted)?);
    for one in &config.overrides {
        let files = Globs::new(&one.paths, config.root.clone()).map_err(|why| format!("{}: {why}", config.path))?;
        request.overrides.push(Override { files, levels: own(&one.rules)? });
    }
    for (rule, level) in flags {
        request.overrides.iter_mut().for_each(|one| {
            one.levels.remove(&rule);
        });
        request.levels.insert(rule, level);
    }
    Ok(())
}

/// Where the configuration lies that applies: the one that is named, or the nearest.
pub(super) fn config_path(common: &Common) -> Option<String> {
    if common.no_config { None } else { common.config.clone().or_else(config::found) }
}

/// The configuration that applies: the one that is named, or the nearest; an empty one where there is none.
pub(super) fn configuration(cli: &Cli, common: &Common) -> Result<Config, String> {
    let Some(path) = config_path(common) else { return Ok(Config { root: config::working(), ..Config::default() }) };
    let (text, root) = config::text_of(&path)?;
    let files = [SourceFile { role: Role::Configuration, ..SourceFile::new(&*path, text) }];
    let request = Request::default();
    let outcome = run(&files, &request)?;
    let wrong = outcome.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if wrong == 0 {
        return Ok(Config::read(&path, &files[0].text, root));
    }
    let view = View {
        outcome: &outcome,
        places: &Places::new(&files),
        request: &request,
        suggestions: false,
        fail_on: Severity::Error,
        verbose: false,
        quiet: true,
        most: None,
        root: &Root::default(),
        look: look(cli.color),
    };
    reports::write(&cli.reports, view, cli.color, &mut std::io::stdout().lock())?;
    let mistakes = if wrong == 1 { "a mistake".to_owned() } else { format!("{wrong} mistakes") };
    Err(format!("{path}: {mistakes} in the configuration; nothing was checked"))
}
