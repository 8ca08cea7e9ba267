//! What the commands that look at files begin with: files read, a request made of flags and configuration.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::STACK;
use super::args::{Cli, Command};
use super::aside::{Known, changed_since};
use super::flags::{Common, Rules, Told};
use super::reports::Wanted;
use super::requests::as_documents;
use super::settings::{Settings, settings};
use crate::config::Config;
use crate::discover::{
    Discovered, Missing, PassedOver, Role, SourceFile, Take, above, beside, is_ignored, is_little, leave_same, read_all,
};
use crate::model::{Root, Severity};
use crate::pipeline::Request;
use crate::repository::{Presence, Survey};
use crate::source::Limits;

/// Everything a command needs to begin.
pub(super) struct Begun {
    pub request: Request,
    pub files: Vec<SourceFile>,
    pub fail_on: Severity,
    pub suggestions: bool,
    /// What is looked at.
    pub paths: Vec<String>,
    /// Paths of the configuration that declare the cluster.
    pub nodes: Vec<String>,
    /// The scheduler's configuration that ours names.
    pub scheduler_config: Option<String>,
    /// What was not taken of the paths.
    pub passed_over: Vec<PassedOver>,
    /// The folders below the paths that were looked into.
    pub folders: Vec<PathBuf>,
    /// The folder that reports name paths from where platforms read them: that of the repository, or else the working one.
    pub root: Root,
    /// The baseline.
    pub known: Option<Known>,
}

/// Reads configuration and files.
pub(super) fn begin(cli: &Cli, common: &Common, told: &Told, flags: Option<&Rules>) -> Result<Begun, String> {
    // Before anything is done by several threads.
    threads(common.threads, &common.paths, &common.crds)?;
    gather(cli, common, told, settings(cli, common, told, flags)?)
}

/// Reads the files. Of a command that lists nodes, the paths are those of `nodes` where it names none.
pub(super) fn gather(cli: &Cli, common: &Common, told: &Told, settings: Settings) -> Result<Begun, String> {
    let lists = matches!(cli.command, Command::Inventory(_));
    let Settings { config, mut request, fail_on, suggestions, take, mut paths, crds, baseline, .. } = settings;
    if lists && common.paths.is_empty() {
        paths.clone_from(&config.nodes);
    }
    if lists && paths.is_empty() {
        return Err("neither a PATH is given, nor `nodes` in the configuration".to_owned());
    } else if paths.is_empty() {
        paths.push(".".to_owned());
    }
    if let Some(missing) = request.together.iter().find(|folder| presence(folder) != Presence::Folder) {
        return Err(format!("{missing}: this is no folder whose files could be applied together"));
    }
    request.presence = presence;
    request.references = cli.reports.iter().any(|r| r.format.picture().is_some_and(|picture| picture.refers));
    request.without_suggestions =
        !suggestions && !common.stats && !common.watch && cli.reports.iter().all(|r| counts_none(r, common.quiet));
    let cannot = |m: Missing| format!("{}: {}", m.path, m.reason);
    let mut definitions = read_all(&crds, &Take::everything()).map_err(cannot)?.files;
    if let Some(file) = definitions.iter().find(|f| f.problem.is_some()) {
        return Err(format!("{}: this file of definitions cannot be read", file.path));
    }
    definitions.iter_mut().for_each(|file| file.role = Role::Definitions);
    // Who names a folder for the nodes in it wants it whole.
    let take = if lists { take.whole().of_dumps() } else { take };
    let Discovered { mut files, passed_over, folders } = read_all(&paths, &take).map_err(cannot)?;
    if lists {
        files.iter_mut().for_each(as_documents);
    }
    read_along(&mut files, &request.limits);
    files.extend(above(&paths, &files));
    files.extend(beside(&Survey::patches_outside(&files, &request.limits), Role::Above, &files));
    // A definition among the manifests is known anyway.
    leave_same(&mut definitions, Role::Definitions, files.iter());
    files.extend(definitions);
    let known = Known::of(baseline, told, &config)?;
    // A baseline has suggestions, too.
    request.without_suggestions &= known.is_none();
    if let Some(known) = &known {
        known.read(&mut request, &mut files)?;
    }
    request.changed = told.changed_since.as_deref().map(|rev| changed_since(rev, &paths, &files)).transpose()?;
    let Config { nodes, scheduler_config, .. } = config;
    let root = repository();
    Ok(Begun {
        request,
        files,
        fail_on,
        suggestions,
        paths,
        nodes,
        scheduler_config,
        passed_over,
        folders,
        root,
        known,
    })
}

/// Whether a report that shows no suggestions does not count them either.
fn counts_none(report: &Wanted, quiet: bool) -> bool {
    !report.format.counts_suggestions || quiet && !report.format.detailed && report.format.picture().is_none()
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

/// Threads that are started at most, however many are asked for.
const MOST_THREADS: usize = 256;

/// Makes ready as many threads as are asked for; where nobody asks, for a file or a few the one that is there already:
/// to start others takes longer than what they would do.
pub(super) fn threads(asked: Option<usize>, paths: &[String], others: &[String]) -> Result<(), String> {
    static READY: AtomicBool = AtomicBool::new(false);
    // Who watches begins again and again.
    if READY.swap(true, Ordering::Relaxed) {
        return Ok(());
    }
    let builder = rayon::ThreadPoolBuilder::new().stack_size(STACK);
    let little = !paths.is_empty() && is_little(paths) && is_little(others);
    let builder = match asked {
        Some(threads) => builder.num_threads(threads.min(MOST_THREADS)),
        None if little => builder.num_threads(1).use_current_thread(),
        None => builder,
    };
    builder.build_global().map_err(|e| e.to_string())
}
