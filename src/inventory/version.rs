//! The version of a cluster, as its nodes tell it.

use super::Found;
use crate::model::Version;

/// The newest version of the nodes' kubelets, which no scheduler is older than, or the nearest to it that is known; `None`
/// where no node tells one.
pub fn version(objects: &[Found<'_>]) -> Option<Version> {
    let nodes = objects.iter().filter(|found| found.kind() == Some("Node"));
    let told = nodes.map(|node| node.resource.field().at("status").at("nodeInfo").at("kubeletVersion").str());
    told.filter_map(minor).max().map(known)
}

/// `v1.34.2-eks-5d4f`
fn minor(text: &str) -> Option<u8> {
    let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
    (parts.next()? == "1").then_some(())?;
    let digits: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn known(minor: u8) -> Version {
    Version::new(minor).unwrap_or(if minor < Version::OLDEST.minor() { Version::OLDEST } else { Version::NEWEST })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_kubelets() {
        let of = |text: &str| minor(text).map(known).map(Version::minor);
        assert_eq!(of("v1.34.2-eks-5d4f"), Some(34));
        assert_eq!(of("v1.30.1+k3s1"), Some(30));
        assert_eq!(of("v1.17.4"), Some(Version::OLDEST.minor()));
        assert_eq!(of("v1.99.0"), Some(Version::NEWEST.minor()));
        assert_eq!(of("fake"), None);
    }
}
