//! `PriorityLevelConfiguration`.

use crate::api::{Cx, gates};
use crate::resource::Field;

const QUEUES_MAX: i64 = 10_000_000;
/// Bits of the hash that picks queues (`shufflesharding.MaxHashBits`).
const HASH_BITS: f64 = 60.0;
const PRESERVE_ZERO: &str = "flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares";

/// `ValidatePriorityLevelConfiguration`
pub(in crate::api) fn priority_level_configuration(cx: &mut Cx<'_>) {
    let annotations = cx.root().at("metadata").at("annotations");
    if cx.gvk.version != "v1beta3"
        && let Some(annotation) = annotations.key(PRESERVE_ZERO)
    {
        cx.forbidden(annotations, &format!("annotation '{PRESERVE_ZERO}' is forbidden"))
            .say(format!("the annotation `{PRESERVE_ZERO}` belongs to v1beta3 only"))
            .label_at(annotation.span());
    }
    let spec = cx.root().at("spec");
    let (kind, exempt, limited) = (spec.at("type"), spec.at("exempt"), spec.at("limited"));
    if (cx.resource.name() == Some("exempt")) != (kind.str() == "Exempt") {
        cx.invalid(kind, "must be 'Exempt' if and only if `name` is 'exempt'");
    }
    match kind.str() {
        "Exempt" => {
            if limited.exists() {
                cx.forbidden(limited, "must be nil if the type is not Limited").relate(kind.span(), "the type");
            }
            shares(cx, exempt);
        }
        "Limited" => {
            if exempt.exists() {
                cx.forbidden(exempt, "must be nil if the type is Limited").relate(kind.span(), "the type");
            }
            if limited.exists() {
                limited_level(cx, limited);
            } else {
                cx.required(limited, "must not be empty when type is Limited");
            }
        }
        _ => {
            cx.not_supported(kind, &["Exempt", "Limited"]);
        }
    }
}

/// What both types have.
fn shares<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let name = if matches!(cx.gvk.version, "v1beta1" | "v1beta2") && of.at("limitResponse").exists() {
        "assuredConcurrencyShares"
    } else {
        "nominalConcurrencyShares"
    };
    let (shares, lendable) = (of.at(name), of.at("lendablePercent"));
    if shares.int() < 0 {
        cx.invalid(shares, "must be a non-negative integer");
    }
    if !(0..=100).contains(&lendable.int()) {
        cx.invalid(lendable, "must be between 0 and 100, inclusive");
    }
}

/// `ValidateLimitedPriorityLevelConfiguration`
fn limited_level<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    shares(cx, of);
    // In `v1beta…` a zero is replaced by the default.
    let own = of.at("nominalConcurrencyShares");
    if cx.gvk.version == "v1" && own.opt_int() == Some(0) && !gates::ZERO_LIMITED_SHARES.on(cx.version) {
        cx.invalid(own, "must be positive");
    }
    if of.at("borrowingLimitPercent").int() < 0 {
        cx.invalid(of.at("borrowingLimitPercent"), "if specified, must be a non-negative integer");
    }
    let response = of.at("limitResponse");
    let (kind, queuing) = (response.at("type"), response.at("queuing"));
    match kind.str() {
        "Reject" if queuing.exists() => {
            cx.forbidden(queuing, "must be nil if limited.limitResponse.type is not Limited")
                .say("what is rejected is not queued: `queuing` goes with `type: Queue`");
        }
        "Reject" => {}
        "Queue" if queuing.exists() => queues(cx, queuing),
        "Queue" => {
            cx.required(queuing, "must not be empty if limited.limitResponse.type is Limited")
                .help("add `queuing: {}` for the usual queues");
        }
        _ => {
            cx.not_supported(kind, &["Queue", "Reject"]);
        }
    }
}

/// `ValidatePriorityLevelQueuingConfiguration`; 0 means the default.
fn queues<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    let or = |f: Field<'a>, default| if f.int() == 0 { default } else { f.int() };
    let (length, queues, hand) = (of.at("queueLengthLimit"), of.at("queues"), of.at("handSize"));
    let (count, size) = (or(queues, 64), or(hand, 8));
    for f in [length, queues, hand] {
        if f.int() < 0 {
            cx.invalid(f, "must be positive");
        }
    }
    if count > QUEUES_MAX {
        cx.invalid(queues, format!("must not be greater than {QUEUES_MAX}"));
    }
    if size < 0 {
        return;
    }
    if size > count {
        cx.invalid(hand, format!("should not be greater than queues ({count})"));
    } else if entropy_bits(count, size) > HASH_BITS {
        cx.invalid(
            hand,
            format!(
                "required entropy bits of deckSize {count} and handSize {size} should not be greater than {HASH_BITS}"
            ),
        );
    }
}

/// `RequiredEntropyBits`: what it takes to deal a hand of `size` from `count` cards.
fn entropy_bits(count: i64, size: i64) -> f64 {
    // Beyond this many terms the sum is past every bound.
    (0..size.min(64)).map(|dealt| ((count - dealt).max(1) as f64).log2()).sum::<f64>().ceil()
}
