//! The server's `library/semverlib.go`, and versions as `blang/semver` reads and orders them.

use std::cmp::Ordering;

use super::args::{flag, text};
use crate::cel::value::{Failure, Opaque, Semver, Value};
use crate::model::quote;

/// Functions on versions; comparisons stand in `compared.rs`, as amounts have them too.
pub(super) const FUNCTIONS: &[super::Entry] = &[
    ("semver", false, 1, |args| read(args, false)),
    ("semver", false, 2, |args| read(args, flag(args, 1)?)),
    ("isSemver", false, 1, |args| Ok(Value::Bool(parse(text(args, 0)?).is_ok()))),
    ("isSemver", false, 2, |args| {
        let (text, normal) = (text(args, 0)?, flag(args, 1)?);
        Ok(Value::Bool(if normal { parse_normalized(text) } else { parse(text) }.is_ok()))
    }),
    ("major", true, 1, |args| number(args, 0)),
    ("minor", true, 1, |args| number(args, 1)),
    ("patch", true, 1, |args| number(args, 2)),
];

fn read<'a>(args: &[Value<'a>], normal: bool) -> Result<Value<'a>, Failure> {
    let text = text(args, 0)?;
    let version = if normal { parse_normalized(text) } else { parse(text) }.map_err(Failure::new)?;
    Ok(super::args::made(Opaque::Semver(Box::new(version))))
}

fn number<'a>(args: &[Value<'a>], at: usize) -> Result<Value<'a>, Failure> {
    match super::args::opaque(args, 0)? {
        // What is too large becomes negative, as in Go.
        Opaque::Semver(version) => Ok(Value::Int(version.numbers[at].cast_signed())),
        _ => Err(Failure::no_such_overload()),
    }
}

/// `semver.Parse`; the error is upstream's.
fn parse(text: &str) -> Result<Semver, String> {
    if text.is_empty() {
        return Err("Version string empty".to_owned());
    }
    let mut parts = text.splitn(3, '.');
    let (Some(major), Some(minor), Some(patch)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("No Major.Minor.Patch elements found".to_owned());
    };
    let (major, minor) = (whole_number(major, "major", "Major")?, whole_number(minor, "minor", "Minor")?);
    let (patch, build) = patch.split_once('+').map_or((patch, None), |(patch, build)| (patch, Some(build)));
    let (patch, pre) = patch.split_once('-').map_or((patch, None), |(patch, pre)| (patch, Some(pre)));
    let numbers = [major, minor, whole_number(patch, "patch", "Patch")?];
    let mut version = Semver { numbers, pre: Vec::new(), build: Vec::new() };
    for part in pre.into_iter().flat_map(|pre| pre.split('.')) {
        check_pre_release(part)?;
        version.pre.push(part.to_owned());
    }
    for part in build.into_iter().flat_map(|build| build.split('.')) {
        if part.is_empty() {
            return Err("Build meta data is empty".to_owned());
        }
        if !is_word(part) {
            return Err(format!("Invalid character(s) found in build meta data {}", quote(part)));
        }
        version.build.push(part.to_owned());
    }
    Ok(version)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn has_leading_zeros(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0')
}

fn whole_number(text: &str, name: &str, title: &str) -> Result<u64, String> {
    if !is_digits(text) {
        return Err(format!("Invalid character(s) found in {name} number {}", quote(text)));
    }
    if has_leading_zeros(text) {
        return Err(format!("{title} number must not contain leading zeroes {}", quote(text)));
    }
    parse_uint(text)
}

/// `strconv.ParseUint` of digits.
fn parse_uint(text: &str) -> Result<u64, String> {
    let reason = if text.is_empty() { "invalid syntax" } else { "value out of range" };
    text.parse().map_err(|_| format!("strconv.ParseUint: parsing {}: {reason}", quote(text)))
}

/// `NewPRVersion`
fn check_pre_release(part: &str) -> Result<(), String> {
    if part.is_empty() {
        return Err("Prerelease is empty".to_owned());
    }
    if is_digits(part) {
        if has_leading_zeros(part) {
            return Err(format!("Numeric PreRelease version must not contain leading zeroes {}", quote(part)));
        }
        return parse_uint(part).map(drop);
    }
    if is_word(part) { Ok(()) } else { Err(format!("Invalid character(s) found in prerelease {}", quote(part))) }
}

/// `normalizeAndParse`: without a `v` and zeros in front, and with the numbers that are left out.
fn parse_normalized(text: &str) -> Result<Semver, String> {
    let mut parts: Vec<String> = text.strip_prefix('v').unwrap_or(text).splitn(3, '.').map(str::to_owned).collect();
    for part in parts.iter_mut().filter(|part| part.len() > 1) {
        let bare = part.trim_start_matches('0');
        *part = if bare.starts_with(|c: char| c.is_ascii_digit()) { bare.to_owned() } else { format!("0{bare}") };
    }
    if parts.len() < 3 {
        if parts.last().is_some_and(|last| last.contains(['+', '-'])) {
            return Err("short version cannot contain PreRelease/Build meta data".to_owned());
        }
        parts.resize(3, "0".to_owned());
    }
    parse(&parts.join("."))
}

/// `Version.Compare`: what is built in does not count.
pub(super) fn order(a: &Semver, b: &Semver) -> Ordering {
    let pre = match (a.pre.is_empty(), b.pre.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        (false, false) => {
            let parts = a.pre.iter().zip(&b.pre).map(|(a, b)| order_of_parts(a, b));
            parts.fold(Ordering::Equal, Ordering::then).then(a.pre.len().cmp(&b.pre.len()))
        }
    };
    a.numbers.cmp(&b.numbers).then(pre)
}

/// `PRVersion.Compare`: numbers come before words.
fn order_of_parts(a: &str, b: &str) -> Ordering {
    match (is_digits(a), is_digits(b)) {
        // Without zeros in front, the longer number is the larger.
        (true, true) => a.len().cmp(&b.len()).then(a.cmp(b)),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.cmp(b),
    }
}
