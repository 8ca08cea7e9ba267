//! Shapes of nodes that might be bought, as the command line names them.

use crate::model::Quantity;
use crate::scheduler::types::ResourceList;

/// A shape of node.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub like: Like,
    /// What one costs, in whatever unit; `None` where that is not said.
    pub price: Option<f64>,
}

/// What a shape is.
#[derive(Clone, Debug, PartialEq)]
pub enum Like {
    /// A node with these resources.
    Has(ResourceList),
    /// A node of the inventory, or of a pool there.
    Named(String),
}

/// Pods on a node that says nothing of them, as kubelets have it.
const PODS: i64 = 110;

/// Reads `4cpu/16Gi`, `big=8cpu/32Gi/110pods`, `gpu=8cpu/64Gi/1nvidia.com/gpu@1.20`, `like:n1`.
///
/// # Errors
/// It is none of those; it has no cpu or no memory.
pub fn parse_shape(text: &str) -> Result<Shape, String> {
    let wrong =
        |why: &str| format!("--shape {text}: {why}; write one as 4cpu/16Gi, big=8cpu/32Gi/110pods, or like:NODE");
    let (body, price) = match text.rsplit_once('@') {
        None => (text, None),
        Some((body, price)) => {
            let read = price.parse::<f64>().ok().filter(|price| price.is_finite() && *price >= 0.0);
            (body, Some(read.ok_or_else(|| wrong(&format!("`{price}` is no price")))?))
        }
    };
    let (name, body) = body.split_once('=').map_or((None, body), |(name, body)| (Some(name), body));
    if let Some(node) = body.strip_prefix("like:") {
        if node.is_empty() {
            return Err(wrong("no node is named"));
        }
        let (name, like) = (name.unwrap_or(node).to_owned(), Like::Named(node.to_owned()));
        return Ok(Shape { name, like, price });
    }
    let mut list = ResourceList::default();
    for part in parts(body) {
        let (resource, amount) = resource(&part).ok_or_else(|| wrong(&format!("`{part}` is no amount of anything")))?;
        if list.insert(resource.clone(), amount).is_some() {
            return Err(wrong(&format!("{resource} is said twice")));
        }
    }
    for needed in ["cpu", "memory"] {
        if list.get(needed).is_none_or(|amount| amount.is_zero() || amount.is_negative()) {
            return Err(wrong(&format!("it has no {needed}")));
        }
    }
    list.entry("pods".to_owned()).or_insert(Quantity::from_units(PODS));
    let name = name.map_or_else(|| body.replace('/', "-").to_lowercase(), str::to_owned);
    if name.is_empty() {
        return Err(wrong("its name is empty"));
    }
    Ok(Shape { name, like: Like::Has(list), price })
}

/// The parts between slashes; the slash of a resource's own name parts nothing.
fn parts(body: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in body.split('/') {
        match parts.last_mut() {
            Some(before) if part.starts_with(|c: char| c.is_ascii_alphabetic()) && before.contains('.') => {
                before.push('/');
                before.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

/// `4cpu`, `16Gi`, `110pods`, `2nvidia.com/gpu`, `4`.
fn resource(part: &str) -> Option<(String, Quantity)> {
    let digits = part.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(part.len());
    let (number, unit) = part.split_at(digits);
    let (amount, name) = match unit {
        "cpu" | "vcpu" | "cpus" | "c" => (number.to_owned(), "cpu"),
        "mcpu" => (format!("{number}m"), "cpu"),
        "pods" | "pod" => (number.to_owned(), "pods"),
        "m" => (part.to_owned(), "cpu"),
        "" => (number.to_owned(), "cpu"),
        "GiB" | "MiB" | "TiB" => (part.trim_end_matches('B').to_owned(), "memory"),
        "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "k" | "M" | "G" | "T" => (part.to_owned(), "memory"),
        "gpu" => (number.to_owned(), "nvidia.com/gpu"),
        own if own.contains('/') || own.starts_with("hugepages-") => (number.to_owned(), own),
        _ => return None,
    };
    Some((name.to_owned(), Quantity::parse(&amount).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_read() {
        let read = |text: &str| match parse_shape(text).unwrap() {
            Shape { name, like: Like::Has(list), price } => {
                let all: Vec<String> = list.iter().map(|(key, amount)| format!("{key}={amount}")).collect();
                (name, all.join(" "), price)
            }
            Shape { name, like: Like::Named(node), price } => (name, node, price),
        };
        let own = |name: &str, has: &str, price| (name.to_owned(), has.to_owned(), price);
        assert_eq!(read("4cpu/16Gi"), own("4cpu-16gi", "cpu=4 memory=16Gi pods=110", None));
        assert_eq!(read("big=8cpu/32Gi/50pods@0.5"), own("big", "cpu=8 memory=32Gi pods=50", Some(0.5)));
        assert_eq!(read("g=500m/1Gi/2nvidia.com/gpu"), own("g", "cpu=500m memory=1Gi nvidia.com/gpu=2 pods=110", None));
        assert_eq!(read("like:n1"), own("n1", "n1", None));
        assert_eq!(read("small=like:n1@2"), own("small", "n1", Some(2.0)));
        for wrong in [
            "",
            "4cpu",
            "0cpu/1Gi",
            "4cpu/0Gi",
            "4cpu/16Gi/3bananas",
            "like:",
            "4cpu/4cpu/1Gi",
            "4cpu/1Gi@x",
            "4cpu/1Gi@NaN",
            "=4cpu/1Gi",
            "-4cpu/1Gi",
            "99999999999999999999999999999cpu",
        ] {
            let told = parse_shape(wrong).unwrap_err();
            assert!(told.contains("--shape") && told.contains("4cpu/16Gi"), "{told}");
        }
    }
}
