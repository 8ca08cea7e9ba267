//! The flags of kubectl's commands, as `spf13/pflag` reads them.

use std::collections::BTreeMap;

use super::go;
use crate::model::format::is_duration;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing, or `=true`.
    Bool,
    /// A text.
    Text,
    /// A number.
    Int,
    /// A time with its unit.
    Duration,
    /// Nothing, or a text behind `=`.
    Perhaps,
    /// A text, several times: of files, images and the like all count.
    Files,
}

use Takes::{Bool, Duration, Files, Int, Perhaps, Text};

/// A flag: its name, its letter (or a blank), what it takes.
pub(super) type Flag = (&'static str, char, Takes);

/// What every command of kubectl takes.
const OF_ALL: &[Flag] = &[
    ("as", ' ', Text),
    ("cluster", ' ', Text),
    ("context", ' ', Text),
    ("dry-run", ' ', Perhaps),
    ("kubeconfig", ' ', Text),
    ("namespace", 'n', Text),
    ("request-timeout", ' ', Text),
    ("server", 's', Text),
    ("token", ' ', Text),
    ("user", ' ', Text),
    ("v", 'v', Text),
    ("warnings-as-errors", ' ', Bool),
];

const LABEL: &[Flag] = &[
    ("all", ' ', Bool),
    ("all-namespaces", 'A', Bool),
    ("field-manager", ' ', Text),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("resource-version", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
];
const TAINT: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const CORDON: &[Flag] = &[("selector", 'l', Text)];
const DRAIN: &[Flag] = &[
    ("chunk-size", ' ', Int),
    ("delete-emptydir-data", ' ', Bool),
    ("disable-eviction", ' ', Bool),
    ("force", ' ', Bool),
    ("grace-period", ' ', Int),
    ("ignore-daemonsets", ' ', Bool),
    ("pod-selector", ' ', Text),
    ("selector", 'l', Text),
    ("skip-wait-for-delete-timeout", ' ', Int),
    ("timeout", ' ', Duration),
];
const SCALE: &[Flag] = &[
    ("all", ' ', Bool),
    ("current-replicas", ' ', Int),
    ("output", 'o', Text),
    ("replicas", ' ', Int),
    ("resource-version", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("timeout", ' ', Duration),
];
const DELETE: &[Flag] = &[
    ("all", ' ', Bool),
    ("all-namespaces", 'A', Bool),
    ("cascade", ' ', Perhaps),
    ("filename", 'f', Files),
    ("force", ' ', Bool),
    ("grace-period", ' ', Int),
    ("ignore-not-found", ' ', Bool),
    ("now", ' ', Bool),
    ("output", 'o', Text),
    ("selector", 'l', Text),
    ("timeout", ' ', Duration),
    ("wait", ' ', Bool),
];
const RESOURCES: &[Flag] = &[
    ("all", ' ', Bool),
    ("containers", 'c', Text),
    ("field-manager", ' ', Text),
    ("limits", ' ', Text),
    ("output", 'o', Text),
    ("requests", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
];
const IMAGE: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("output", 'o', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
];
const PATCH: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("patch", 'p', Text),
    ("patch-file", ' ', Text),
    ("recursive", 'R', Bool),
    ("show-managed-fields", ' ', Bool),
    ("subresource", ' ', Text),
    ("type", ' ', Text),
];
const APPLY: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("force", ' ', Bool),
    ("force-conflicts", ' ', Bool),
    ("grace-period", ' ', Int),
    ("openapi-patch", ' ', Bool),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("recursive", 'R', Bool),
    ("save-config", ' ', Bool),
    ("selector", 'l', Text),
    ("server-side", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("timeout", ' ', Duration),
    ("validate", ' ', Perhaps),
    ("wait", ' ', Bool),
];
const DEPLOYMENT: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("image", ' ', Files),
    ("output", 'o', Text),
    ("port", ' ', Int),
    ("replicas", 'r', Int),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const JOB: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("from", ' ', Text),
    ("image", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const CRON_JOB: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("image", ' ', Text),
    ("output", 'o', Text),
    ("restart", ' ', Text),
    ("save-config", ' ', Bool),
    ("schedule", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const BUDGET: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("max-unavailable", ' ', Text),
    ("min-available", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("selector", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const RUN: &[Flag] = &[
    ("annotations", ' ', Files),
    ("attach", ' ', Bool),
    ("command", ' ', Bool),
    ("env", ' ', Files),
    ("expose", ' ', Bool),
    ("field-manager", ' ', Text),
    ("image", ' ', Text),
    ("image-pull-policy", ' ', Text),
    ("labels", 'l', Text),
    ("output", 'o', Text),
    ("override-type", ' ', Text),
    ("overrides", ' ', Text),
    ("port", ' ', Text),
    ("privileged", ' ', Bool),
    ("quiet", 'q', Bool),
    ("restart", ' ', Text),
    ("rm", ' ', Bool),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("stdin", 'i', Bool),
    ("tty", 't', Bool),
];
const AUTOSCALE: &[Flag] = &[
    ("cpu", ' ', Text),
    ("cpu-percent", ' ', Int),
    ("field-manager", ' ', Text),
    ("max", ' ', Int),
    ("memory", ' ', Text),
    ("min", ' ', Int),
    ("name", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
];
const ROLLOUT: &[Flag] =
    &[("field-manager", ' ', Text), ("output", 'o', Text), ("selector", 'l', Text), ("show-managed-fields", ' ', Bool)];
const EVICT: &[Flag] = &[("count", ' ', Int), ("selector", 'l', Text)];
const ADD: &[Flag] = &[("count", ' ', Int), ("like", ' ', Text)];

/// The flags of each command, beside those of all.
const OF_COMMANDS: &[(&str, &[Flag])] = &[
    ("add", ADD),
    ("annotate", LABEL),
    ("apply", APPLY),
    ("autoscale", AUTOSCALE),
    ("cordon", CORDON),
    ("create", APPLY),
    ("create cronjob", CRON_JOB),
    ("create deployment", DEPLOYMENT),
    ("create job", JOB),
    ("create poddisruptionbudget", BUDGET),
    ("delete", DELETE),
    ("drain", DRAIN),
    ("evict", EVICT),
    ("label", LABEL),
    ("patch", PATCH),
    ("replace", APPLY),
    ("rollout pause", ROLLOUT),
    ("rollout restart", ROLLOUT),
    ("rollout resume", ROLLOUT),
    ("run", RUN),
    ("scale", SCALE),
    ("set image", IMAGE),
    ("set resources", RESOURCES),
    ("taint", TAINT),
    ("uncordon", CORDON),
];

/// What stands on the command line behind the command.
#[derive(Debug, Default)]
pub(super) struct Args {
    /// What is no flag.
    pub(super) plain: Vec<String>,
    /// What stands behind `--`.
    pub(super) behind: Vec<String>,
    /// The last value of each flag.
    flags: BTreeMap<&'static str, String>,
    /// Each value of the flags that may be given several times.
    all: BTreeMap<&'static str, Vec<String>>,
}

impl Args {
    /// Reads what stands behind `command`; `None` for a command that is not known.
    pub(super) fn read(command: &str, words: &[String]) -> Option<Result<Args, String>> {
        let (_, own) = OF_COMMANDS.iter().find(|(name, _)| *name == command)?;
        let mut args = Args::default();
        Some(args.fill(own, words).map(|()| args))
    }

    fn fill(&mut self, own: &[Flag], words: &[String]) -> Result<(), String> {
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                self.behind.extend(words.cloned());
                self.plain.extend(self.behind.iter().cloned());
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
                if name.is_empty() || name.starts_with('-') {
                    return Err(format!("bad flag syntax: {word}"));
                }
                let flag = all(own).find(|(known, ..)| *known == name).ok_or(format!("unknown flag: --{name}"))?;
                let value = match (value, flag.2) {
                    (Some(value), _) => value.to_owned(),
                    (None, Bool) => "true".to_owned(),
                    (None, Perhaps) => String::new(),
                    (None, _) => words.next().cloned().ok_or(format!("flag needs an argument: --{name}"))?,
                };
                self.set(flag, value)?;
            } else if word.len() > 1 && word.starts_with('-') {
                self.letters(own, &word[1..], &mut words)?;
            } else {
                self.plain.push(word.clone());
            }
        }
        Ok(())
    }

    /// `-A`, `-n ns`, `-nns`, `-n=ns`, `-Al a=b`.
    fn letters<'w>(
        &mut self,
        own: &[Flag],
        letters: &str,
        words: &mut impl Iterator<Item = &'w String>,
    ) -> Result<(), String> {
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            let flag = all(own)
                .find(|(_, known, _)| *known == letter && letter != ' ')
                .ok_or(format!("unknown shorthand flag: '{letter}' in -{letters}"))?;
            rest = &rest[letter.len_utf8()..];
            if let Some(value) = rest.strip_prefix('=') {
                return self.set(flag, value.to_owned());
            }
            if matches!(flag.2, Bool | Perhaps) {
                self.set(flag, if flag.2 == Bool { "true" } else { "" }.to_owned())?;
                continue;
            }
            let value = if rest.is_empty() {
                words.next().cloned().ok_or(format!("flag needs an argument: '{letter}' in -{letters}"))?
            } else {
                rest.to_owned()
            };
            return self.set(flag, value);
        }
        Ok(())
    }

    fn set(&mut self, &(name, letter, takes): &Flag, value: String) -> Result<(), String> {
        let spelled = if letter == ' ' { format!("--{name}") } else { format!("-{letter}, --{name}") };
        let why = match takes {
            Bool if go::bool(&value).is_none() => format!("strconv.ParseBool: parsing \"{value}\": invalid syntax"),
            Int if go::int(&value).is_none() => {
                let digits = value.trim_start_matches(['+', '-']);
                let large =
                    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
                let what = if large { "value out of range" } else { "invalid syntax" };
                format!("strconv.ParseInt: parsing \"{value}\": {what}")
            }
            Duration if !is_duration(&value) => {
                let number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let what = if number { "missing unit in duration" } else { "invalid duration" };
                format!("time: {what} \"{value}\"")
            }
            _ => {
                if takes == Files {
                    self.all.entry(name).or_default().push(value.clone());
                }
                self.flags.insert(name, value);
                return Ok(());
            }
        };
        Err(format!("invalid argument \"{value}\" for \"{spelled}\" flag: {why}"))
    }

    /// Whether a flag is there and true.
    pub(super) fn is(&self, flag: &str) -> bool {
        self.flags.get(flag).and_then(|value| go::bool(value)).unwrap_or(false)
    }

    /// The text of a flag; `None` where it is not given, or empty.
    pub(super) fn text(&self, flag: &str) -> Option<&str> {
        self.flags.get(flag).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// All values of a flag that may be given several times; several stand in one behind commas.
    pub(super) fn each(&self, flag: &str) -> Vec<String> {
        let all = self.all.get(flag).into_iter().flatten();
        all.flat_map(|values| values.split(',')).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// What stands before `--`.
    pub(super) fn before(&self) -> &[String] {
        &self.plain[..self.plain.len() - self.behind.len()]
    }

    /// Whether a flag is given, be it empty.
    pub(super) fn has(&self, flag: &str) -> bool {
        self.flags.contains_key(flag)
    }

    /// The number of a flag.
    pub(super) fn int(&self, flag: &str) -> Option<i64> {
        self.flags.get(flag).and_then(|value| go::int(value))
    }
}

fn all(own: &[Flag]) -> impl Iterator<Item = &Flag> {
    own.iter().chain(OF_ALL)
}
