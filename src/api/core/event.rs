//! Event, of the core group and of events.k8s.io: `pkg/apis/core/validation/events.go`.

use super::helpers::{invalid_each, invalid_each_as, required_text};
use crate::api::Cx;
use crate::api::format::{is_dns1123_subdomain, is_qualified_name};
use crate::resource::Field;

const TEXT_MAX: usize = 128;
const NOTE_MAX: usize = 1024;

/// The names that the two groups have for the same fields.
struct Names {
    about: &'static str,
    component: &'static str,
    message: &'static str,
    first: &'static str,
    last: &'static str,
    count: &'static str,
    source: &'static str,
}

const CORE: Names = Names {
    about: "involvedObject",
    component: "reportingComponent",
    message: "message",
    first: "firstTimestamp",
    last: "lastTimestamp",
    count: "count",
    source: "source",
};

const EVENTS: Names = Names {
    about: "regarding",
    component: "reportingController",
    message: "note",
    first: "deprecatedFirstTimestamp",
    last: "deprecatedLastTimestamp",
    count: "deprecatedCount",
    source: "deprecatedSource",
};

/// `ValidateEventCreate` of a core event, whose metadata it leaves alone.
pub(in crate::api) fn core_event(cx: &mut Cx<'_>) {
    legacy(cx, &CORE);
}

/// `ValidateEventCreate` of an event of the group events.k8s.io.
pub(in crate::api) fn event(cx: &mut Cx<'_>) {
    legacy(cx, &EVENTS);
    // v1beta1 has the old rules only.
    if cx.gvk.version != "v1beta1" {
        strict(cx, &EVENTS);
    }
}

/// `legacyValidateEvent`; an object without a namespace goes into the request's.
fn legacy(cx: &mut Cx<'_>, names: &Names) {
    let root = cx.root();
    let namespace = match root.at("metadata").at("namespace").str() {
        "" => "default",
        given => given,
    };
    let about = root.at(names.about).at("namespace");
    let timed = root.at("eventTime").exists();
    let agrees = match (about.str(), timed) {
        ("", false) => namespace == "default",
        ("", true) => ["default", "kube-system"].contains(&namespace),
        (given, false) => given == namespace,
        (_, true) => true,
    };
    if !agrees {
        cx.invalid(about, "does not match event.namespace")
            .field("involvedObject.namespace")
            .say(format!("the event is in namespace `{namespace}`, its object is not"));
    }
    if timed {
        reporter(cx, names);
    }
    let place = root.at("metadata").at("namespace");
    invalid_each_as(cx, place, "namespace", is_dns1123_subdomain(namespace));
}

/// What a new event must say of who reports it and why.
fn reporter(cx: &mut Cx<'_>, names: &Names) {
    let root = cx.root();
    let component = root.at(names.component);
    required_text(cx, component);
    invalid_each(cx, component, is_qualified_name(component.str()));
    for name in ["reportingInstance", "action", "reason"] {
        required_text(cx, root.at(name));
        at_most(cx, root.at(name), TEXT_MAX, name);
    }
    at_most(cx, root.at(names.message), NOTE_MAX, "message");
}

fn at_most<'a>(cx: &mut Cx<'a>, f: Field<'a>, max: usize, path: &str) {
    if f.str().len() > max {
        cx.invalid(f, format!("can have at most {max} characters"))
            .field(path)
            .say(format!("`{path}` can have at most {max} characters"));
    }
}

/// What the group's first stable version adds.
fn strict(cx: &mut Cx<'_>, names: &Names) {
    let root = cx.root();
    let series = root.at("series");
    if series.exists() {
        if series.at("count").int() < 2 {
            cx.invalid(series.at("count"), "should be at least 2");
        }
        if !series.at("lastObservedTime").exists() {
            cx.required(series.at("lastObservedTime"), "");
        }
    }
    if !root.at("eventTime").exists() {
        cx.required(root.at("eventTime"), "");
    }
    let kind = root.at("type");
    if !["Normal", "Warning"].contains(&kind.str()) {
        cx.invalid_choice(kind, &format!("has invalid value: {}", kind.str()), &["Normal", "Warning"]);
    }
    let unset = [(names.first, "firstTimestamp"), (names.last, "lastTimestamp"), (names.count, "count")];
    for (name, path) in unset {
        let f = root.at(name);
        if f.exists() && (name != names.count || f.int() != 0) {
            cx.invalid(f, "needs to be unset").field(path).say(format!("`{name}` is not used any more"));
        }
    }
    let source = root.at(names.source);
    if !source.at("component").is_empty() || !source.at("host").is_empty() {
        cx.invalid(source, "needs to be unset").field("source");
    }
}
