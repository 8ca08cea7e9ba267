//! The flags, in the habits of kubectl, kubeconform and kube-linter.

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::Version;

/// Says what the cluster would say: validates Kubernetes manifests and dry-runs their placement, offline.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, propagate_version = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Validate every object as the API server would
    Lint(LintArgs),
    /// Print what the cluster reads, one line of JSON for each document
    Parse(ParseArgs),
}

/// Which files, against what.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Files and folders (`.yaml`, `.yml`, `.json`); `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,

    /// Target version: `1.30`, `v1.30.4`, `latest`; several as `1.30,1.36`
    #[arg(long, value_name = "VERSION", value_delimiter = ',', action = clap::ArgAction::Append)]
    pub kubernetes_version: Vec<Version>,

    /// Take no configuration file into account
    #[arg(long)]
    pub no_config: bool,

    /// How to report
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    #[command(flatten)]
    pub common: Common,
}

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    /// Files and folders; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
}
