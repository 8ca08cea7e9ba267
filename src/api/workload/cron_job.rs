//! Cron jobs.

use super::job::{self, spec_warnings};
use super::{other_crons, schedule, warn_name};
use crate::api::cx::Cx;
use crate::api::gates;
use crate::api::table::{Check, Rule};
use crate::resource::Field;
use crate::schema::changes;

/// The controller appends a time to the name, and 63 bytes is all that a job's name may have.
const NAME_MAX: usize = 52;

const SPEC: &[Rule] = &[
    Rule::new("startingDeadlineSeconds", &[Check::NonNegative]),
    Rule::new("concurrencyPolicy", &[Check::OneOfOrEmpty(&["Allow", "Forbid", "Replace"])]),
    Rule::new("successfulJobsHistoryLimit", &[Check::NonNegative]),
    Rule::new("failedJobsHistoryLimit", &[Check::NonNegative]),
];

/// `ValidateCronJobCreate` without the metadata, and the warnings
pub(in crate::api) fn cron_job(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    when(cx, spec);
    cx.check(spec, SPEC);
    job_template(cx, spec.at("jobTemplate").at("spec"));
    let name = cx.root().at("metadata").at("name");
    if name.str().len() > NAME_MAX {
        cx.invalid(name, "must be no more than 52 characters")
            .say(format!("the name has {} characters; its jobs' names would be too long", name.str().len()));
    }
    if cx.errors() == 0 {
        warn_name(cx);
        spec_warnings(cx, spec.at("jobTemplate").at("spec"));
    }
}

/// `validateScheduleFormat` and `validateTimeZone`
fn when<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let (text, zone) = (spec.at("schedule"), spec.at("timeZone"));
    if text.is_empty() {
        cx.required(text, "").help("for example `schedule: \"0 3 * * *\"`, every night at three");
    } else {
        if let Err(problem) = other_crons::judge(text.str()) {
            let finding = cx.invalid(text, &problem.detail);
            finding
                .say(format!("`{}` is no schedule: {}", text.str(), problem.said))
                .help("five fields: minute, hour, day of the month, month, day of the week");
            if let Some(meant) = problem.meant {
                finding.fix(format!("change to `{meant}`"), text.span(), format!("{meant:?}"));
            }
        }
        if text.str().contains("TZ") && !changes::NO_ZONE_IN_SCHEDULE.holds(cx.version) {
            if zone.exists() && gates::CRON_JOB_TIME_ZONE.on(cx.version) {
                cx.invalid(text, "cannot use both timeZone field and TZ or CRON_TZ in schedule")
                    .say("the time zone is given twice")
                    .relate(zone.span(), "here too");
            }
        } else if text.str().contains("TZ") {
            cx.invalid(text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
                .say("the time zone goes into `timeZone`, not into the schedule");
        }
    }
    if zone.exists() {
        let near = schedule::nearest_zone(zone.str());
        for detail in schedule::zone_problems(zone.str()) {
            let finding = cx.invalid(zone, &detail);
            finding.say(match zone.str() {
                "" => "`timeZone` must not be empty".to_owned(),
                name => format!("`{name}` is no time zone"),
            });
            if let Some(near) = near {
                finding.help(format!("did you mean `{near}`?")).fix(format!("change to `{near}`"), zone.span(), near);
            }
        }
    }
}

/// `ValidateJobTemplateSpec`
fn job_template<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    job::job_spec(cx, spec);
    let (selector, manual) = (spec.at("selector"), spec.at("manualSelector"));
    if selector.exists() {
        cx.invalid(selector, "`selector` will be auto-generated")
            .say("jobs of a cron job get their selector from the server")
            .help("remove it");
    }
    if manual.bool() {
        cx.not_supported(manual, &["nil", "false"]).say("jobs of a cron job get their selector from the server");
    }
}
