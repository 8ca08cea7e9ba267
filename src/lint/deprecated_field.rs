//! A field that still works and is called otherwise today.

use super::{Check, Cx, Of};
use crate::model::{Edit, Layer, Rule, Severity};

/// `lint/deprecated-field`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::All, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/deprecated-field",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A field that is called otherwise today",
    explanation: "`serviceAccount` is the old name of `serviceAccountName`, which the API server keeps for manifests of old and \
                  says nothing about. Where both are given the new one holds. The one may be put in the place of the other \
                  without a look: `--fix` does so.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccount: web\n  containers:\n  - name: web\n    image: nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  serviceAccountName: web\n  containers:\n  - name: web\n    image: nginx:1.29\n",
};

/// The old name, and today's (`Convert_v1_PodSpec_To_core_PodSpec` of `pkg/apis/core/v1/conversion.go`).
const OLD: &str = "serviceAccount";
const NEW: &str = "serviceAccountName";

fn find(cx: &mut Cx<'_>) {
    let Some(pod) = cx.pod() else { return };
    let (old, new) = (pod.spec.at(OLD), pod.spec.at(NEW));
    // What was read back from a cluster has both, and they are the same.
    if old.str().is_empty() || old.str() == new.str() {
        return;
    }
    let Some(key) = pod.spec.node().and_then(|spec| spec.entry(OLD)).map(|entry| entry.key) else { return };
    if !new.str().is_empty() {
        let message = format!("`{OLD}` says `{}`, but `{NEW}` says `{}`, and that holds", old.str(), new.str());
        cx.report(old, None, message).relate(new.span(), "what holds").help(format!("leave `{OLD}` out"));
        return;
    }
    let name = if key.source().starts_with('"') { format!("\"{NEW}\"") } else { NEW.to_owned() };
    let alone = pod.spec.node().is_some_and(|spec| spec.entry(NEW).is_none()) && !key.is_aliased();
    let finding = cx.report(old, None, format!("`{OLD}` is the old name of `{NEW}`"));
    finding.label_at(key.span()).help(format!("write `{NEW}`"));
    if alone {
        finding.offer(format!("rename to `{NEW}`"), vec![Edit::new(key.span(), name)]).safe_if(true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn two_that_differ_are_told_of() {
        for (fields, told, fixes) in [
            ("serviceAccount: a", 1, 1),
            ("serviceAccount: a\n  serviceAccountName: b", 1, 0),
            ("serviceAccount: a\n  serviceAccountName: a", 0, 0),
            ("serviceAccount: a\n  serviceAccountName: ''", 1, 0),
            ("serviceAccountName: a", 0, 0),
        ] {
            let findings = found(&RULE, &format!("apiVersion: v1\nkind: Pod\nspec:\n  {fields}\n"));
            assert_eq!(findings.len(), told, "{fields}");
            assert_eq!(findings.iter().map(|finding| finding.fixes.len()).sum::<usize>(), fixes, "{fields}");
        }
    }
}
