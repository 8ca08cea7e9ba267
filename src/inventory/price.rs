//! What a node costs, as its label or annotation `plimsoll.dev/price` says, and that this is no price.

use std::collections::BTreeSet;

use super::{Inventory, Origin};
use crate::model::{FileId, Finding, Layer, Rule, Severity};
use crate::resource::Field;
use crate::scheduler::types::Node;

/// The label or annotation of a node that says what it costs, in whatever unit.
pub const PRICE: &str = "plimsoll.dev/price";

/// `schedule/node-price`
pub(crate) static NODE_PRICE: Rule = Rule {
    id: "schedule/node-price",
    layer: Layer::Schedule,
    severity: Severity::Warning,
    asked: false,
    summary: "A node whose price cannot be read",
    explanation: "The label or annotation `plimsoll.dev/price` of a node says what it costs, for `plimsoll pack`: a number that is not \
                  below 0, such as `0.38`, in the same unit for all nodes. Anything else counts as no price, and where one shape has \
                  none the fewest nodes are looked for, not the cheapest.",
    bad: "",
    good: "",
};

/// A price: a number that is not below 0, nor beyond what prices are counted by, in whatever unit.
pub fn parse_price(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|price| (0.0..=1e12).contains(price))
}

/// What a node says that it costs; its label counts before its annotation.
pub fn node_price(node: &Node) -> Option<f64> {
    let told = node.labels.get(PRICE).or_else(|| node.annotations.get(PRICE));
    told.and_then(|price| parse_price(price))
}

/// What nodes say that they cost and is no price, once for each place.
pub(super) fn unread(inventory: &Inventory<'_>) -> Vec<Finding> {
    let mut seen: BTreeSet<(FileId, u32)> = BTreeSet::new();
    let mut findings = Vec::new();
    for node in &inventory.nodes {
        if !node.value.labels.contains_key(PRICE) && !node.value.annotations.contains_key(PRICE) {
            continue;
        }
        for price in written(node.origin).into_iter().filter(|price| parse_price(price.str()).is_none()) {
            let span = price.span();
            if !seen.insert((node.origin.file, span.start)) {
                continue;
            }
            let message = format!("`{}` is no price: a number that is not below 0, such as 0.38", price.str());
            let mut finding = Finding::of(&NODE_PRICE, span, message);
            finding.help("as it stands the node has no price, and `plimsoll pack` looks for the fewest nodes");
            findings.push(node.origin.scene().set(finding));
        }
    }
    findings
}

/// Where a Node or the shape of an Inventory says it.
fn written(origin: Origin<'_>) -> Vec<Field<'_>> {
    let f = origin.field();
    let meta = f.at("metadata");
    let all = [meta.at("labels").at(PRICE), meta.at("annotations").at(PRICE), f.at("labels").at(PRICE)];
    all.into_iter().filter(|field| field.exists()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Found;
    use crate::resource::Resource;
    use crate::source::{Limits, parse};

    #[test]
    fn what_is_no_price_is_told_where_it_stands() {
        let told = |price: &str| {
            let node = format!(
                "apiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  annotations: {{plimsoll.dev/price: '{price}'}}\n"
            );
            let documents = parse(&node, &Limits::default());
            let inventory =
                Inventory::collect(&[Found { file: FileId(0), resource: Resource::new(documents[0].root().unwrap()) }]);
            let found = unread(&inventory);
            found.iter().map(|f| node[f.span.start as usize..f.span.end as usize].to_owned()).collect::<Vec<_>>()
        };
        for price in ["0", "0.38", "1e3"] {
            assert_eq!(told(price), [""; 0], "{price}");
        }
        for price in ["cheap", "-1", "NaN", "inf", "1e300", "1,5"] {
            assert_eq!(told(price), [format!("'{price}'")]);
        }
        let shape = "apiVersion: plimsoll.dev/v1\nkind: Inventory\nnodes:\n- {name: g, count: 3, labels: {plimsoll.dev/price: x}}\n";
        let documents = parse(shape, &Limits::default());
        let found = Found { file: FileId(0), resource: Resource::new(documents[0].root().unwrap()) };
        assert_eq!(unread(&Inventory::collect(&[found])).len(), 1, "once for all nodes of a shape");
    }
}
