//! Groups of flags that several commands share, in the habits of kubectl, kubeconform and kube-linter.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use crate::config::Choice;
use crate::fix;
use crate::model::{Severity, Version};
use crate::pipeline::Level;
use crate::report::Format;

/// Which files, against what.
#[derive(Clone, Debug, Args)]
pub(super) struct Common {
    /// Files and folders (`.yaml`, `.yml`, `.json`); `-` for standard input [default: `paths` of the configuration, or the
    /// working folder]
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,

    /// Target version: `1.30`, `v1.30.4`, `latest`; several as `1.30,1.36` [default: latest]
    #[arg(long, value_name = "VERSION", value_delimiter = ',')]
    pub kubernetes_version: Vec<Version>,

    /// How to report (may be given several times, each with an --output) [default: pretty; on GitHub's runners also github]
    #[arg(long, short = 'o', value_parser = formats(""))]
    pub format: Vec<&'static Format>,

    /// File for the --format before it; `-` for standard output (may be given several times)
    #[arg(long, value_name = "FILE")]
    pub output: Vec<std::ffi::OsString>,

    /// Configuration file [default: the nearest .plimsoll.yaml, from the working folder upwards]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<String>,

    /// Take no configuration file into account
    #[arg(long)]
    pub no_config: bool,

    /// Pass over files whose path this regular expression matches, as kubeconform has it (may be given several times)
    #[arg(long, value_name = "REGEX")]
    pub ignore_filename_pattern: Vec<String>,

    /// Leave out files and folders by a glob in the words of .gitignore, even those named as PATH: `charts/`,
    /// `*.gen.yaml` (may be given several times; `exclude:` of the configuration)
    #[arg(long, value_name = "GLOB")]
    pub exclude_path: Vec<String>,

    /// Take what .gitignore and .ignore name, too, and folders such as node_modules, vendor, target and .terraform
    #[arg(long)]
    pub no_ignore: bool,

    /// Files and folders with CustomResourceDefinitions to use beside those found in PATH (may be given several times)
    #[arg(long, value_name = "PATH")]
    pub crds: Vec<String>,

    /// Folder all of whose files are applied with one command, so that the same object twice in it is told (may be given
    /// several times) [default: each folder for itself, and what a kustomization names]
    #[arg(long, value_name = "FOLDER")]
    pub apply_together: Vec<String>,

    /// The files are all that there is in the cluster: what they refer to and do not hold is nowhere
    #[arg(long)]
    pub complete: bool,

    /// Folder or path template of JSON schemas for kinds without a definition, as kubeconform has it:
    /// `schemas/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json` (may be given several times; local only)
    #[arg(long, value_name = "TEMPLATE")]
    pub schema_location: Vec<String>,

    /// List file by file what was not checked, and why
    #[arg(long, short = 'v')]
    pub verbose: bool,

    /// Show findings, and nothing else
    #[arg(long, short = 'q')]
    pub quiet: bool,

    /// Findings to show at most, the gravest of them; a note says how many more there are. The exit status and every number
    /// are of all of them, and json tells all
    #[arg(long, value_name = "NUMBER")]
    pub max_findings: Option<usize>,

    /// Say on standard error what it took, and how often each rule found something
    #[arg(long)]
    pub stats: bool,

    /// Succeed where not a single object is found
    #[arg(long)]
    pub allow_empty: bool,

    /// Stay, and check again whenever something is saved
    #[arg(long)]
    pub watch: bool,

    /// Number of threads [default: one for each core, one in all for a few files]
    #[arg(short = 'n', long, value_name = "NUMBER")]
    pub threads: Option<usize>,
}

/// Which findings are told, and which make the run fail.
#[derive(Debug, Args)]
pub(super) struct Told {
    /// Turn a rule, a set of rules or a layer off (may be given several times)
    #[arg(long, value_name = "RULE")]
    pub exclude: Vec<String>,

    /// Turn a rule or a set of rules on that looks only where it is asked to: `security`, `kube-linter`,
    /// `kube-score/container-image-tag` (may be given several times)
    #[arg(long, value_name = "RULE")]
    pub include: Vec<String>,

    /// Treat a rule, a set of rules or a layer otherwise: `RULE=off`, `on`, `info`, `warning` or `error` (may be given several
    /// times)
    #[arg(long, value_name = "RULE=LEVEL", value_parser = choice)]
    pub rule: Vec<Choice>,

    /// Do not tell the findings in this baseline [default: `baseline` of the configuration]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<String>,

    /// Take no baseline into account
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
    pub no_baseline: bool,

    /// Write all that is found into the baseline [default: .plimsoll-baseline.json], so that only what is new is told
    #[arg(long)]
    pub write_baseline: bool,

    /// Check everything, but tell only what is found in lines that changed since this revision of git's; files that are not
    /// yet added count as changed
    #[arg(long, value_name = "REV", conflicts_with = "write_baseline")]
    pub changed_since: Option<String>,

    /// Least severity that makes the run fail [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
}

/// What manifests are held against.
#[derive(Debug, Args)]
pub(super) struct Rules {
    #[command(flatten)]
    pub told: Told,

    /// Show suggestions, too
    #[arg(long)]
    pub suggestions: bool,

    /// Kinds to pass over: `Kind` or `group/version/Kind`
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub skip: Vec<String>,

    /// Kinds that may not appear: `Kind` or `group/version/Kind`
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub reject: Vec<String>,

    /// Refuse objects of a kind without a known schema
    #[arg(long, conflicts_with = "ignore_missing_schemas")]
    pub require_schemas: bool,

    /// Count objects of a kind without a known schema as not checked (the default)
    #[arg(long, hide = true)]
    pub ignore_missing_schemas: bool,

    /// Unknown and doubled fields are errors (always so)
    #[arg(long, hide = true)]
    pub strict: bool,
}

/// A rule and how it is treated, for the flag.
fn choice(text: &str) -> Result<Choice, String> {
    let (name, word) = text.split_once('=').ok_or("write RULE=LEVEL")?;
    let level = Level::named(word).ok_or_else(|| format!("`{word}` is none of {}", Level::WORDS.join(", ")))?;
    Ok(Choice { name: name.to_owned(), level, line: 0 })
}

/// Which findings are mended, and how.
#[derive(Debug, Default, Args)]
pub(super) struct Fixing {
    /// Make the fixes that nobody needs to look at, or `--fix=all` of them; with `-` the text goes to standard output, and
    /// the report to standard error
    #[arg(long, value_enum, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    #[arg(conflicts_with_all = ["watch", "write_baseline"])]
    pub fix: Option<Which>,

    /// Write no file, but show what --fix would change
    #[arg(long, conflicts_with_all = ["format", "output", "watch"])]
    pub diff: bool,

    /// Ask for each fix, whether it is safe or not
    #[arg(long, conflicts_with_all = ["diff", "watch"])]
    pub interactive: bool,
}

/// [`fix::Choice`] as a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Which {
    /// Those that change nothing but what is certainly meant
    Safe,
    /// The first of each finding
    All,
}

impl Fixing {
    /// Which fixes are made, where any are.
    pub(super) fn choice(&self) -> Option<fix::Choice> {
        match self.fix {
            Some(Which::All) => Some(fix::Choice::All),
            Some(Which::Safe) => Some(fix::Choice::Safe),
            None if self.interactive => Some(fix::Choice::All),
            None => self.diff.then_some(fix::Choice::Safe),
        }
    }
}

/// The formats of a command by name, for help and completion.
pub(super) fn formats(command: &str) -> impl TypedValueParser<Value = &'static Format> + use<> {
    let values =
        Format::of(command).map(|format| PossibleValue::new(format.name).aliases(format.alias).help(format.help));
    Formats(PossibleValuesParser::new(values))
}

/// Reads the name of a format; what kubectl has and plimsoll has not is refused with what is near it.
#[derive(Clone)]
struct Formats(PossibleValuesParser);

impl TypedValueParser for Formats {
    type Value = &'static Format;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Self::Value, clap::Error> {
        let refused = |why: &str| command.clone().error(clap::error::ErrorKind::InvalidValue, why);
        if let Some(why) = value.to_str().and_then(like_kubectl) {
            return Err(refused(&why));
        }
        let name = self.0.parse_ref(command, arg, value)?;
        Format::named(&name).ok_or_else(|| refused("no such format"))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        self.0.possible_values()
    }
}

/// What is said to those who ask for a format of kubectl's that fills in a template.
fn like_kubectl(value: &str) -> Option<String> {
    let name = value.split('=').next().unwrap_or_default();
    let near = match name {
        "jsonpath" | "jsonpath-as-json" | "jsonpath-file" => "`-o json` has it all: `plimsoll … -o json | jq .pods`",
        "go-template" | "go-template-file" | "template" | "templatefile" => "`-o json` has it all, for jq and the like",
        "custom-columns" | "custom-columns-file" => "`-o wide` has kubectl's columns, `-o json` all there is",
        _ => return None,
    };
    Some(format!("-o {name}: no template is filled in; {near}"))
}

/// [`Severity`] as a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Info,
    Warning,
    Error,
}

impl From<FailOn> for Severity {
    fn from(value: FailOn) -> Self {
        match value {
            FailOn::Info => Severity::Info,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
        }
    }
}

/// What every question to a dry run of placement takes.
#[derive(Debug, Args)]
pub(super) struct DryRun {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub told: Told,
    #[command(flatten)]
    pub placing: Placing,
}

/// Where pods are placed, and how.
#[derive(Clone, Debug, Args)]
pub(super) struct Placing {
    /// Files and folders that declare the cluster: nodes, running pods, volumes, classes (may be given several times)
    #[arg(long, value_name = "PATH")]
    pub nodes: Vec<String>,

    /// A KubeSchedulerConfiguration to place by
    #[arg(long, value_name = "FILE")]
    pub scheduler_config: Option<String>,

    /// A change to the cluster in kubectl's words, such as 'kubectl label node n1 env=dev' (may be given several times)
    #[arg(long, value_name = "COMMAND")]
    pub what_if: Vec<String>,

    /// What the manifests describe runs before the first --what-if command: what has a node stays there unless it is driven
    /// away. Without it, and without a command that evicts, pods are placed anew, after all of them
    #[arg(long, requires = "what_if")]
    pub applied: bool,

    /// Show how each node was scored, plugin by plugin
    #[arg(long)]
    pub scores: bool,

    /// Tell every node's reasons for each pod without one, and what the scheduler itself would say
    #[arg(long)]
    pub details: bool,
}
