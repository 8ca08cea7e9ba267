//! Shapes of nodes that might be bought, as the command line names them.

use crate::inventory::parse_price;
use crate::model::Quantity;
use crate::model::format::is_dns1123_subdomain;
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
    // What a terminal would obey is shown, not sent there.
    let plain: String =
        text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect();
    let wrong =
        |why: &str| format!("--shape {plain}: {why}; write one as 4cpu/16Gi, big=8cpu/32Gi/110pods, or like:NODE");
    let (body, price) = match text.rsplit_once('@') {
        None => (text, None),
        Some((body, price)) => {
            let read = parse_price(price).ok_or_else(|| wrong(&format!("`{}` is no price", price.escape_debug())))?;
            (body, Some(read))
        }
    };
    let (name, body) = body.split_once('=').map_or((None, body), |(name, body)| (Some(name), body));
    if let Some(problem) = name.and_then(problem) {
        return Err(wrong(&problem));
    }
    if let Some(node) = body.strip_prefix("like:") {
        if node.is_empty() {
            return Err(wrong("no node is named"));
        }
        if let Some(problem) = name.is_none().then(|| problem(node)).flatten() {
            return Err(wrong(&problem));
        }
        let (name, like) = (name.unwrap_or(node).to_owned(), Like::Named(node.to_owned()));
        return Ok(Shape { name, like, price });
    }
    let like = Like::Has(resources(body).map_err(|why| wrong(&why))?);
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    let own = || body.chars().map(plain).collect::<String>().trim_matches(['.', '-']).to_owned();
    let name = name.map_or_else(own, str::to_owned);
    Ok(Shape { name, like, price })
}

/// Why no nodes can be called so, with a number behind it.
fn problem(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("its name is empty".to_owned());
    }
    let may_be = is_dns1123_subdomain(&format!("{name}-5000")).is_empty();
    let shown = name.escape_debug();
    let why = "lower case letters, digits, `-` and `.` make a node's name";
    (!may_be).then(|| format!("no node can be called `{shown}-1`: {why}"))
}

/// What a node of the shape has.
fn resources(body: &str) -> Result<ResourceList, String> {
    let mut list = ResourceList::default();
    for part in parts(body) {
        let shown = part.escape_debug();
        let (name, amount) = resource(&part).ok_or_else(|| format!("`{shown}` is no amount of anything"))?;
        let is_divided = matches!(name.as_str(), "cpu" | "memory") || name.starts_with("hugepages-");
        if !is_divided && !amount.is_whole() {
            return Err(format!("`{shown}` is no whole number of them"));
        }
        if list.insert(name.clone(), amount).is_some() {
            return Err(format!("{name} is said twice"));
        }
    }
    list.entry("pods".to_owned()).or_insert(Quantity::from_units(PODS));
    for needed in ["cpu", "memory", "pods"] {
        if list.get(needed).is_none_or(|amount| amount.is_zero() || amount.is_negative()) {
            return Err(format!("it has no {needed}"));
        }
    }
    Ok(list)
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
        assert_eq!(read("1.5cpu/1Gi/2a.io/b_c").0, "1.5cpu-1gi-2a.io-b-c");
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
            "4cpu/16Gi/1.5pods",
            "4cpu/16Gi/0.5gpu",
            "4cpu/16Gi/0pods",
            "UPPER=4cpu/16Gi",
            "\u{fc}=4cpu/16Gi",
            "like:UPPER",
            "a_b=like:n1",
            "\u{1b}[31m=4cpu/16Gi",
            "4cpu/\u{1b}[31m",
            "4cpu/1Gi@-1",
            "4cpu/1Gi@1e300",
        ] {
            let told = parse_shape(wrong).unwrap_err();
            assert!(told.contains("--shape") && told.contains("4cpu/16Gi"), "{told}");
            assert!(!told.contains('\u{1b}'), "{told}");
        }
    }
}
