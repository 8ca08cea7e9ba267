//! `plimsoll lint`

use super::args::{Format, LintArgs};
use super::{End, print};
use crate::discover::read_all;
use crate::model::Severity;
use crate::pipeline::{Settings, lint};
use crate::report::{Places, lint_json};

pub(super) fn run(args: &LintArgs) -> End {
    let mut settings = Settings::default();
    if !args.common.kubernetes_version.is_empty() {
        settings.versions.clone_from(&args.common.kubernetes_version);
        settings.versions.sort_unstable();
        settings.versions.dedup();
    }
    let (files, _) = match read_all(&args.common.paths, &|_| true) {
        Ok(read) => read,
        Err(missing) => return End::Failed(format!("{}: {}", missing.path, missing.reason)),
    };
    let outcome = lint(&files, &settings);
    let places = Places::new(&files);
    let text = match args.common.format {
        Format::Json | Format::Text => lint_json(&places, &outcome.findings, &outcome.counts, &settings),
    };
    if let Err(why) = print(&text) {
        return End::Failed(why);
    }
    if outcome.findings.iter().any(|f| f.severity == Severity::Error) { End::Findings } else { End::Clean }
}
