//! The flags of kubectl's commands, as `spf13/pflag` reads them.

mod table;

use std::collections::BTreeMap;

use super::go;
use crate::model::format::is_duration;
pub(super) use table::Takes;
use table::Takes::{Bool, Duration, Each, Files, Int, Int32, Perhaps};
use table::{DRY_RUN, Flag, OF_ALL, OF_COMMANDS, WITHOUT_DRY_RUN};

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
        let mut own = own.to_vec();
        own.extend(Some(DRY_RUN).filter(|_| !WITHOUT_DRY_RUN.contains(&command)));
        let mut args = Args::default();
        Some(args.fill(&own, words).map(|()| args))
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
            Int | Int32 if number(takes, &value).is_none() => {
                let digits = value.trim_start_matches(['+', '-']);
                let large = go::int(&value).is_some()
                    || !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
                let what = if large { "value out of range" } else { "invalid syntax" };
                format!("strconv.ParseInt: parsing \"{value}\": {what}")
            }
            Duration if !is_duration(&value) => {
                let number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
                let what = if number { "missing unit in duration" } else { "invalid duration" };
                format!("time: {what} \"{value}\"")
            }
            _ => {
                if matches!(takes, Files | Each) {
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

    /// The text of a flag that is given, be it empty.
    pub(super) fn given(&self, flag: &str) -> Option<&str> {
        self.flags.get(flag).map(String::as_str)
    }

    /// All values of a flag that may be given several times; several stand in one behind commas.
    pub(super) fn each(&self, flag: &str) -> Vec<String> {
        let all = self.all.get(flag).into_iter().flatten();
        all.flat_map(|values| values.split(',')).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// All values of a flag that may be given several times, as they are.
    pub(super) fn whole(&self, flag: &str) -> &[String] {
        self.all.get(flag).map_or(&[], Vec::as_slice)
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

/// A number as the flag takes it.
fn number(takes: Takes, value: &str) -> Option<i64> {
    go::int(value).filter(|number| takes == Int || i32::try_from(*number).is_ok())
}

fn all(own: &[Flag]) -> impl Iterator<Item = &Flag> {
    own.iter().chain(OF_ALL)
}

/// The flags that a command has, those of all commands among them; those of all alone for one that is not known.
pub(super) fn known(command: &str) -> Vec<Flag> {
    let own = OF_COMMANDS.iter().find(|(name, _)| *name == command).map_or(&[][..], |(_, own)| *own);
    own.iter().chain(OF_ALL).copied().collect()
}
