//! An image that is taken from the node without a look at the registry.

use super::{Check, Cx, Default, Of, Parameter, latest_tag::tag};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{Layer, Rule, Severity};

/// `lint/image-pull-policy`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[EXPLICIT], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/image-pull-policy",
    layer: Layer::Lint,
    severity: Severity::Info,
    asked: true,
    summary: "An image that is not looked up in its registry at each start",
    explanation: "With `IfNotPresent` a node that has an image of that name runs it: an older one where the tag was \
                  pushed again, and also for pods whose pull secrets the registry would refuse. `Always` looks the \
                  name up each time and loads only what is new. A digest names one image for ever, so it needs \
                  neither; without a tag, or with `latest`, the cluster sets `Always` by itself.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    imagePullPolicy: Always\n",
};

const EXPLICIT: Parameter = Parameter {
    name: "explicit",
    summary: "With 1 it must be written even where the cluster would set `Always` by itself",
    default: Default::Number(0),
};

fn find(cx: &mut Cx<'_>) {
    let explicit = cx.number(&EXPLICIT) != 0;
    for container in cx.containers() {
        let (image, policy, name) =
            (container.at("image").str(), container.at("imagePullPolicy"), container.at("name"));
        if !policy.exists() {
            // Neither a digest nor what is filled in later has a tag.
            let asks = tag(image).map_or(explicit && !is_filled_in_later(image), |tag| explicit || tag != "latest");
            if asks {
                let message = format!("container `{}` does not say `imagePullPolicy: Always`", name.str());
                cx.report(policy, Some(name.span()), message)
                    .help("add `imagePullPolicy: Always`: whatever the node has, the registry is asked");
            }
        } else if matches!(policy.str(), "IfNotPresent" | "Never") && !image.contains('@') {
            let message = format!("container `{}` runs what the node has by that name: `{}`", name.str(), policy.str());
            let written = cx.written(policy, "Always");
            cx.report(policy, None, message)
                .help("write `Always`: the registry is asked, and only what is new is loaded")
                .fix("change to `Always`", policy.span(), written);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{found, found_with};
    use super::*;
    use crate::model::parameters::Value;

    #[test]
    fn a_digest_and_latest_need_nothing() {
        let pod = |image: &str, policy: &str| {
            format!("apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: '{image}'\n{policy}")
        };
        let never = "    imagePullPolicy: Never\n";
        for (image, policy, told, explicit) in [
            ("nginx:1.29", "", 1, 1),
            ("nginx", "", 0, 1),
            ("nginx:latest", "", 0, 1),
            ("nginx@sha256:ab", "", 0, 1),
            ("${IMAGE}", "", 0, 0),
            ("nginx", never, 1, 1),
            ("nginx@sha256:ab", never, 0, 0),
            ("nginx:1.29", "    imagePullPolicy: ${POLICY}\n", 0, 0),
            ("nginx:1.29", "    imagePullPolicy: Always\n", 0, 0),
        ] {
            let text = pod(image, policy);
            assert_eq!(found(&RULE, &text).len(), told, "{text}");
            let set = [("explicit", Value::Number(1))];
            assert_eq!(found_with(&RULE, &text, &set).len(), explicit, "explicit: {text}");
        }
    }
}
