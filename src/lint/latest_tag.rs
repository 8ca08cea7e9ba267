//! An image that may be another one tomorrow.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity};

/// `lint/latest-tag`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/latest-tag",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "An image without a tag, or with `latest`",
    explanation: "The same manifest runs another image whenever somebody pushes one, and a rollback brings nothing back. Name a \
                  version, or better a digest. An image without a tag is also pulled anew at each start.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        let image = container.at("image");
        let Some(tag) = tag(image.str()) else { continue };
        if tag == "latest" {
            cx.report(image, None, format!("`{}` names no version", image.str()))
                .help("add a tag such as `:1.29`, or a digest");
        }
    }
}

/// The tag of an image; `latest` where it has none, nothing where a digest settles it, or nobody knows it yet.
pub(super) fn tag(image: &str) -> Option<&str> {
    if image.is_empty() || image.contains('@') || image.contains(['$', '{']) {
        return None;
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    Some(last.split_once(':').map_or("latest", |(_, tag)| tag))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn a_port_is_no_tag() {
        assert_eq!(tag("nginx"), Some("latest"));
        assert_eq!(tag("localhost:5000/nginx"), Some("latest"));
        assert_eq!(tag("localhost:5000/nginx:1.29"), Some("1.29"));
        assert_eq!(tag("nginx@sha256:abc"), None);
        assert_eq!(tag("${IMAGE}"), None);
    }
}
