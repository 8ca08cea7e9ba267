//! What is said where there are more nodes or pods than are simulated.

use crate::model::{Finding, Layer, Rule, Severity, Span};

/// `schedule/cut-short`
pub(crate) static CUT_SHORT: Rule = Rule {
    id: "schedule/cut-short",
    layer: Layer::Schedule,
    severity: Severity::Error,
    asked: false,
    summary: "More nodes or pods than are simulated",
    explanation: "A number of some digits stands for as many nodes or pods: `replicas`, `parallelism`, the `count` and `used.pods` \
                  of an Inventory. So many that no cluster is made for them are hardly meant, and to place them would take all day. \
                  As many as are simulated are, and what is said holds for them; of the others nothing is known.",
    bad: "",
    good: "",
};

/// Says at `span` that of the `wanted` things no more than `made` are simulated; `what` names them.
pub(crate) fn cut_short(span: Span, what: &str, made: i64, wanted: i64) -> Finding {
    let message = match made {
        0 => format!("none of {wanted} {what} are simulated"),
        made => format!("only {made} of {wanted} {what} are simulated"),
    };
    let mut finding = Finding::of(&CUT_SHORT, span, message);
    finding.help("what is said of placement holds for those alone; give a number that is meant");
    finding
}
