//! `plimsoll init`: a first configuration, and an inventory from what kubectl prints.

mod look;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{End, print};
use crate::config::FILES;
use crate::discover::{STDIN, SourceFile, Take, read_all};
use crate::inventory::{Summary, summary};
use crate::model::count;
use look::Look;

/// The file that the inventory is written to.
const INVENTORY: &str = "cluster.yaml";

/// What to look at.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to look at and to write into; `-` takes what `kubectl get nodes,pods,pv,pvc,storageclass,quota,limits -A -o yaml` prints, and writes into
    /// the working folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: String,

    /// Write over files that are there
    #[arg(long)]
    pub force: bool,
}

/// A file that is to be written.
struct New {
    path: PathBuf,
    text: String,
    /// What is in it, in words.
    what: String,
}

/// Looks, writes, and says what was written and what to do next.
pub(super) fn run(args: &InitArgs) -> Result<End, String> {
    let from_cluster = args.path == STDIN;
    let folder = Path::new(if from_cluster { "." } else { &args.path });
    if !folder.is_dir() {
        return Err(format!("{}: this is no folder", args.path));
    }
    let mut new = Vec::new();
    let mut look = Look::at(folder)?;
    if from_cluster {
        let (file, kubelets) = inventory(&read_stdin()?)?;
        look.go_by(&kubelets);
        new.push(file);
    }
    let there = FILES.iter().map(|name| folder.join(name)).find(|path| is_there(path));
    let configuration = there.unwrap_or_else(|| folder.join(FILES[0]));
    // Who only brings the nodes up to date keeps the configuration.
    let kept = from_cluster && is_there(&configuration);
    if !kept {
        let text = look.configuration(from_cluster.then_some(INVENTORY));
        new.push(New { path: configuration, text, what: look.told() });
    }
    if let Some(there) = new.iter().find(|file| is_there(&file.path) && !args.force) {
        return Err(format!("{}: this file is there already; --force writes over it", shown(&there.path)));
    }
    let mut said = String::new();
    for file in &new {
        std::fs::write(&file.path, &file.text).map_err(|why| format!("{}: {why}", file.path.display()))?;
        said.push_str(&format!("wrote {}: {}\n", shown(&file.path), file.what));
    }
    if kept {
        said.push_str(&format!(
            "kept {} as it is: to use the nodes, add the line `nodes: [{INVENTORY}]` to it\n",
            FILES[0]
        ));
    }
    print(&(said + &next(folder, from_cluster || look.has_nodes())))?;
    Ok(End::Clean)
}

/// Whether something is at a path, a link that leads nowhere as well.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// What kubectl printed.
fn read_stdin() -> Result<String, String> {
    let read = read_all(&[STDIN.to_owned()], &Take::everything().of_dumps());
    let file = read.map_err(|missing| missing.reason)?.files.into_iter().next();
    let file = file.unwrap_or_else(|| SourceFile::new(STDIN, ""));
    match file.problem {
        Some(problem) => Err(problem.to_string()),
        None => Ok(file.text),
    }
}

/// The inventory of a cluster, and the versions of its kubelets.
fn inventory(dump: &str) -> Result<(New, BTreeSet<String>), String> {
    let all: Summary = summary(&[dump]);
    if all.nodes == 0 {
        return Err(
            "there is no Node in what was read; `kubectl get nodes,pods,pv,pvc,storageclass,quota,limits -A -o yaml` prints them"
                .to_owned(),
        );
    }
    let entries = all.shapes + all.whole;
    let mut what =
        format!("{} in {entries} {}", count(all.nodes, "node"), if entries == 1 { "entry" } else { "entries" });
    if all.pods > 0 {
        what.push_str(&format!(", with what {} there request", count(all.pods, "pod")));
    }
    Ok((New { path: PathBuf::from(INVENTORY), text: all.text, what }, all.versions))
}

/// A path as people write it.
fn shown(path: &Path) -> String {
    path.strip_prefix("./").unwrap_or(path).display().to_string()
}

/// The commands to run next.
fn next(folder: &Path, nodes: bool) -> String {
    let there = if folder == Path::new(".") { String::new() } else { format!("cd {} && ", folder.display()) };
    let more = if nodes {
        ""
    } else {
        "kubectl get nodes,pods,pv,pvc,storageclass,quota,limits -A -o yaml | plimsoll init -   # the nodes to place on\n  "
    };
    format!("\nnext:\n  {more}{there}plimsoll check .\n")
}

#[cfg(test)]
mod tests;
