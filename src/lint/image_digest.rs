//! An image that is named by a tag, not by what it is.

use super::{Check, Cx, Of};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Layer, Rule, Severity};

/// `lint/image-digest`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/image-digest",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "An image without a digest",
    explanation: "Whoever may push to the registry may put another image behind a tag, a version's among them. A \
                  digest is the sum of the image itself: every node runs the very same one, and what was tested. \
                  Tools that keep dependencies up to date write both, `name:tag@sha256:…`.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\n",
};

fn find(cx: &mut Cx<'_>) {
    for container in cx.all_containers() {
        let image = container.at("image");
        let name = image.str();
        if name.trim().is_empty() || name.contains('@') || is_filled_in_later(name) {
            continue;
        }
        cx.report(image, None, format!("`{name}` is a name that another image may get"))
            .help(format!("add the digest: `{name}@sha256:…`"));
    }
}
