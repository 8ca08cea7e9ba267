//! The commands, each with its own flags.

use std::sync::LazyLock;

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::color::ColorChoice;
use super::completions::CompletionsArgs;
use super::flags::{Common, DryRun, Fixing, Placing, Rules, Told, formats};
use super::init::InitArgs;
use super::man::ManArgs;
use super::questions::{CapacityArgs, PackArgs, Survive};
use super::reports::{Wanted, wanted};
use crate::inventory::parse_selector;
use crate::model::Version;
use crate::placement::Describe;

/// Says what the cluster would say: validates Kubernetes manifests and dry-runs their placement, offline.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, long_version = knows(), propagate_version = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, value_enum, default_value_t, global = true, value_name = "WHEN")]
    pub color: ColorChoice,

    /// Which formats go where.
    #[arg(skip)]
    pub reports: Vec<Wanted>,
}

impl Cli {
    /// Reads the command line; ends the program where it is none.
    pub(super) fn read() -> Self {
        let matches = Cli::described().get_matches();
        let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        if let Some((_, own)) = matches.subcommand()
            && own.try_contains_id("format").is_ok()
        {
            cli.reports = wanted(own).unwrap_or_else(|why| command_error(&why));
        }
        cli
    }

    /// The command line as it is read, and as completions and the manual tell of it.
    pub(super) fn described() -> clap::Command {
        let nodes = |arg: clap::Arg| arg.help("Files and folders with nodes [default: `nodes` of the configuration]");
        let files =
            |arg: clap::Arg| arg.help("Files: how rules are treated in each, where otherwise than by themselves");
        let states = |arg: clap::Arg| {
            arg.help("Two states: files, folders, or revisions of git's (`main`, `v1.2:k8s/`, `main..fix`) [default: HEAD and what is there now]")
                .value_name("STATE")
        };
        let drawing = ["check", "lint", "schedule", "inventory"].into_iter().fold(Cli::command(), |cli, name| {
            cli.mut_subcommand(name, |own| own.mut_arg("format", |arg| arg.value_parser(formats(name))))
        });
        drawing
            .mut_subcommand("capacity", |own| {
                // As kubectl has it.
                own.mut_arg("threads", |arg| arg.short(None)).mut_arg("namespace", |arg| arg.short('n'))
            })
            .mut_subcommand("describe", |own| {
                own.mut_arg("threads", |arg| arg.short(None)).mut_arg("namespace", |arg| arg.short('n'))
            })
            .mut_subcommand("inventory", |inventory| inventory.mut_arg("paths", nodes))
            .mut_subcommand("diff", |diff| diff.mut_arg("paths", states))
            .mut_subcommand("config", |config| config.mut_arg("paths", files))
    }
}

/// The version, and what it knows.
fn knows() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        format!("{} (Kubernetes {} to {})", env!("CARGO_PKG_VERSION"), Version::OLDEST, Version::NEWEST)
    });
    &TEXT
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Validate every object, then place every pod: the main job
    Check(CheckArgs),
    /// Validate every object as the API server would
    Lint(LintArgs),
    /// Place every pod as kube-scheduler would, and say why some find no node
    Schedule(ScheduleArgs),
    /// Describe a pod as `kubectl describe pod` would once it is applied, its events with it
    Describe(DescribeArgs),
    /// How many more replicas of a workload fit, what stops the next one, and what node would help
    Capacity(CapacityArgs),
    /// The fewest nodes of given shapes that take everything, as the scheduler places it on them
    Pack(PackArgs),
    /// List the nodes with what they hold and what is left, as `kubectl get nodes` would
    Inventory(InventoryArgs),
    /// Compare two trees, two inventories, or a tree with what git has: what is new, and who moves
    Diff(DiffArgs),
    /// Print the settings that apply, and where each is from
    Config(ConfigArgs),
    /// Print what the cluster reads, one line of JSON for each document
    Parse(ParseArgs),
    /// List every rule
    Rules(RulesArgs),
    /// Explain a rule, or a plugin of the scheduler by its name of today or of old
    Explain(ExplainArgs),
    /// Write a first configuration from what a folder holds, and an inventory from what kubectl prints
    Init(InitArgs),
    /// Print what a shell needs to complete commands and flags
    Completions(CompletionsArgs),
    /// Print the manual, of the program or of a command, for `man`
    Man(ManArgs),
}

/// Ends the program as clap does where flags do not fit together.
fn command_error(why: &str) -> ! {
    Cli::command().error(clap::error::ErrorKind::ArgumentConflict, why).exit()
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub fixing: Fixing,
    #[command(flatten)]
    pub rules: Rules,
    #[command(flatten)]
    pub placing: Placing,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub fixing: Fixing,
    #[command(flatten)]
    pub rules: Rules,
}

#[derive(Debug, Args)]
pub(super) struct ScheduleArgs {
    #[command(flatten)]
    pub dry: DryRun,

    /// Tell a pod's way through API server, controllers, scheduler and kubelet, with its events: `web-0`, `shop/web-0`, or
    /// `deployment/web` for its first pod
    #[arg(long, value_name = "POD")]
    pub trace: Option<String>,

    #[command(flatten)]
    pub losing: Survive,
}

#[derive(Debug, Args)]
pub(super) struct DescribeArgs {
    /// The kind, `pod`, or both in one: `pod/web-0`
    #[arg(value_name = "KIND", value_parser = described)]
    pub kind: String,

    /// Its name: `web-0`, `shop/web-0`, what its name begins with, or `deployment/web` for its first pod
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Those whose labels are so, in the words of `kubectl describe -l`; then every other word is a PATH
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,

    /// Its namespace, where the name has none
    #[arg(long = "namespace", value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    #[command(flatten)]
    pub dry: DryRun,
}

impl DescribeArgs {
    /// The pods that are meant, and the flags with all paths.
    ///
    /// # Errors
    /// In words, where none is named, or in two ways.
    pub(super) fn ask(&self) -> Result<(Describe, Common), String> {
        let mut common = self.dry.common.clone();
        let in_kind = self.kind.split_once('/').map(|(_, name)| name);
        if self.selector.is_some() || in_kind.is_some() {
            common.paths.splice(0..0, self.name.clone());
        }
        let namespace = self.namespace.clone();
        let name = match (&self.selector, in_kind, self.name.as_deref()) {
            (Some(_), Some(_), _) => return Err("name cannot be provided when a selector is specified".to_owned()),
            (Some(text), None, _) => {
                let selector = parse_selector(text).map_err(|why| format!("-l '{text}': {why}"))?;
                return Ok((Describe::Selected(selector, namespace), common));
            }
            (None, Some(name), _) | (None, None, Some(name)) => name,
            (None, None, None) => return Err("describe pod: a NAME is missing, or -l SELECTOR".to_owned()),
        };
        let name = namespace.map_or_else(|| name.to_owned(), |own| format!("{own}/{name}"));
        Ok((Describe::Named(name), common))
    }
}

/// A kind that can be described.
fn described(word: &str) -> Result<String, String> {
    let (kind, name) = word.split_once('/').map_or((word, None), |(kind, name)| (kind, Some(name)));
    match kind.to_lowercase().as_str() {
        "pod" | "pods" | "po" => Ok(name.map_or_else(|| "pod".to_owned(), |name| format!("pod/{name}"))),
        "node" | "nodes" | "no" => Err("nodes are listed by `plimsoll inventory`, what they hold with them".to_owned()),
        _ => {
            Err("only pods are described: `plimsoll describe pod NAME`, also of a workload: `deployment/web`"
                .to_owned())
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct InventoryArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub told: Told,

    /// Only nodes with these labels: `a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`
    #[arg(short = 'l', long, value_name = "SELECTOR")]
    pub selector: Option<String>,

    /// A change to the cluster in kubectl's words (may be given several times)
    #[arg(long, value_name = "COMMAND")]
    pub what_if: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub rules: Rules,
    #[command(flatten)]
    pub placing: Placing,

    /// Files and folders that both have beside what is compared: what is placed on two inventories (may be given several times)
    #[arg(long, value_name = "PATH")]
    pub with: Vec<String>,

    /// Make any difference a failure (1), not only what is worse
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub rules: Rules,

    /// Print the JSON schema of the configuration
    #[arg(long)]
    pub schema: bool,
}

#[derive(Debug, Args)]
pub(super) struct ParseArgs {
    /// Files and folders; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,
}

/// How the rules are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Listing {
    /// A line for each
    #[default]
    Text,
    /// For programs: everything that is known of each (schemas/json/rules.schema.json)
    Json,
    /// The documentation: one page, or with --output a page for each and an index
    Markdown,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// How to list them
    #[arg(long = "format", short = 'o', value_enum, default_value_t, value_name = "FORMAT")]
    pub listing: Listing,

    /// File to write to; with `--format markdown` a folder, for a page for each rule
    #[arg(long = "output", value_name = "PATH")]
    pub to: Option<std::ffi::OsString>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Its id, `layer/name`, or the name alone; or a plugin, such as `NodeResourcesFit` or `PodFitsResources`
    #[arg(value_name = "RULE")]
    pub rule: String,
}
