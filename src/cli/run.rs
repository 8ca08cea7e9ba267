//! What the commands that look at files begin with: files read, a request made of flags and configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::args::{Common, Rules, Told};
use crate::config::Config;
use crate::discover::{
    Discovered, Missing, PassedOver, Role, SourceFile, Take, above, beside, is_ignored, is_little, leave_same,
    read_all, read_text,
};
use crate::model::{Root, Severity};
use crate::pipeline::{Level, Locations, Request, rules};
use crate::repository::{Presence, Survey};
use crate::source::Limits;

/// Everything a command needs to begin.
pub(super) struct Begun {
    pub request: Request,
    pub files: Vec<SourceFile>,
    pub fail_on: Severity,
    /// Paths of the configuration that declare the cluster.
    pub nodes: Vec<String>,
    /// What was not taken of the paths.
    pub passed_over: Vec<PassedOver>,
    /// The folders below the paths that were looked into.
    pub folders: Vec<PathBuf>,
    /// The folder that reports name paths from where platforms read them: that of the repository, or else the working one.
    pub root: Root,
}

/// Reads configuration and files.
pub(super) fn begin(common: &Common, told: &Told, flags: Option<&Rules>) -> Result<Begun, String> {
    threads(common.threads, &[&common.paths, &common.crds])?;
    let config = if common.no_config { Config::default() } else { Config::load(common.config.as_deref())? };
    let mut request = Request { require_schemas: config.require_schemas, ..Request::default() };
    let versions =
        if common.kubernetes_version.is_empty() { config.versions()? } else { common.kubernetes_version.clone() };
    if !versions.is_empty() {
        request.versions = versions;
        request.versions.sort_unstable();
        request.versions.dedup();
    }
    request.skip.clone_from(&config.skip);
    request.reject.clone_from(&config.reject);
    for (rule, level) in &config.rules {
        request.levels.insert(known(rule)?, (*level).into());
    }
    let fail_on = match config.fail_on.map(Level::from) {
        Some(Level::At(severity)) => severity,
        _ => Severity::Error,
    };
    for rule in &told.exclude {
        request.levels.insert(known(rule)?, Level::Off);
    }
    let fail_on = told.fail_on.map_or(fail_on, Severity::from);
    if let Some(flags) = flags {
        request.skip.extend(flags.skip.iter().cloned());
        request.reject.extend(flags.reject.iter().cloned());
        request.require_schemas = (request.require_schemas && !flags.ignore_missing_schemas) || flags.require_schemas;
    }
    request.together.extend(config.apply_together.iter().chain(&common.apply_together).cloned());
    if let Some(missing) = request.together.iter().find(|folder| presence(folder) != Presence::Folder) {
        return Err(format!("{missing}: this is no folder whose files could be applied together"));
    }
    request.presence = presence;
    if !common.schema_location.is_empty() {
        request.locations = Some(Arc::new(Locations::new(&common.schema_location, read_text)?));
    }
    let cannot = |m: Missing| format!("{}: {}", m.path, m.reason);
    let mut definitions = read_all(&common.crds, &Take::everything()).map_err(cannot)?.files;
    if let Some(file) = definitions.iter().find(|f| f.problem.is_some()) {
        return Err(format!("{}: this file of definitions cannot be read", file.path));
    }
    definitions.iter_mut().for_each(|file| file.role = Role::Definitions);
    let globs: Vec<String> = config.exclude.iter().chain(&common.exclude_path).cloned().collect();
    let take = Take::but(&common.ignore_filename_pattern, &globs, common.no_ignore || config.no_ignore)?;
    // Only `inventory` can do without a path.
    let paths = if common.paths.is_empty() { &config.nodes } else { &common.paths };
    if paths.is_empty() {
        return Err("neither a PATH is given, nor `nodes` in the configuration".to_owned());
    }
    let Discovered { mut files, passed_over, folders } = read_all(paths, &take).map_err(cannot)?;
    read_along(&mut files, &request.limits);
    files.extend(above(paths, &files));
    files.extend(beside(&Survey::patches_outside(&files, &request.limits), Role::Above, &files));
    // A definition among the manifests is known anyway.
    leave_same(&mut definitions, Role::Definitions, files.iter());
    files.extend(definitions);
    Ok(Begun { request, files, fail_on, nodes: config.nodes, passed_over, folders, root: repository() })
}

/// Reads what the given kustomizations name outside of what was given, and what that names.
fn read_along(files: &mut Vec<SourceFile>, limits: &Limits) {
    loop {
        let more = beside(&Survey::named_outside(files, limits), Role::Along, files);
        if more.is_empty() {
            return;
        }
        files.extend(more);
    }
}

/// The folder of the repository that the working folder lies in, or else the working folder.
fn repository() -> Root {
    let Ok(working) = std::env::current_dir() else { return Root::default() };
    let folder = working.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&working);
    Root::new(&working.to_string_lossy(), &folder.to_string_lossy())
}

/// What stands at a path.
fn presence(path: &str) -> Presence {
    match std::fs::metadata(path) {
        Ok(data) if data.is_dir() => Presence::Folder,
        Ok(_) => Presence::File,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && is_ignored(path) => Presence::Made,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Presence::Missing,
        Err(_) => Presence::Unknown,
    }
}

/// Makes ready as many threads as are asked for; where nobody asks, for a file or a few the one that is there already:
/// to start others takes longer than what they would do.
pub(super) fn threads(asked: Option<usize>, paths: &[&[String]]) -> Result<(), String> {
    static READY: AtomicBool = AtomicBool::new(false);
    // Who watches begins again and again.
    if READY.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let builder = rayon::ThreadPoolBuilder::new();
    let builder = match asked {
        Some(threads) => builder.num_threads(threads),
        None if paths.iter().all(|paths| is_little(paths)) => builder.num_threads(1).use_current_thread(),
        None => return Ok(()),
    };
    builder.build_global().map_err(|e| e.to_string())
}

/// The full id of a rule that the user names.
fn known(rule: &str) -> Result<String, String> {
    rules::find(rule).map(|meta| meta.id.to_owned()).ok_or_else(|| match rules::nearest(rule) {
        Some(near) => format!("there is no rule `{rule}`; did you mean `{near}`?"),
        None => format!("there is no rule `{rule}`; `plimsoll rules` lists them"),
    })
}
