//! The way of a pod for programs.

use serde::Serialize;

use crate::placement::Trace;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TraceRow<'a> {
    pod: &'a str,
    steps: Vec<StepRow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StepRow<'a> {
    component: &'a str,
    does: &'a str,
    details: &'a [String],
    events: Vec<EventRow<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventRow<'a> {
    r#type: &'static str,
    reason: &'a str,
    from: &'a str,
    about: &'a str,
    message: &'a str,
}

/// The same steps as the page has.
pub(super) fn trace_row(trace: &Trace) -> impl Serialize + use<'_> {
    let steps = trace.steps.iter().map(|step| StepRow {
        component: step.by,
        does: &step.does,
        details: &step.details,
        events: step
            .events
            .iter()
            .map(|event| EventRow {
                r#type: event.kind(),
                reason: &event.reason,
                from: &event.from,
                about: &event.about,
                message: &event.message,
            })
            .collect(),
    });
    TraceRow { pod: &trace.pod, steps: steps.collect() }
}
