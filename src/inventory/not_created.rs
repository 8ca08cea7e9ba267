//! How a cluster would say that a pod of the tree never comes to be.

use super::{PodInstance, Refusal};
use crate::model::Scene;

impl PodInstance<'_> {
    /// For findings: the object that holds the pod.
    pub fn scene(&self) -> Scene {
        self.object.scene()
    }

    /// Gives a copy of a pod the name of its own, in what is said of it, too.
    pub(crate) fn rename(&mut self, name: String) {
        let old = std::mem::replace(&mut self.pod.name, name);
        if !old.is_empty() {
            let own = &self.pod.name;
            self.refusals.iter_mut().for_each(|refusal| refusal.message = refusal.message.replace(&old, own));
        }
    }

    /// Whether it is there already when others are tried.
    pub fn is_there(&self) -> bool {
        self.observed || self.settled
    }

    /// The refusal that keeps the pod out, where there is one.
    pub fn barred(&self) -> Option<&Refusal> {
        self.refusals.iter().find(|r| r.bars)
    }

    /// What the pod's author would read: the reply to a pod of its own, or the event of the controller that tries to make
    /// it (reason `FailedCreate`). Pod control and `stateful_pod_control.go`, `recordPodEvent`, `recordClaimEvent`.
    pub fn failed_create(&self) -> Option<String> {
        let refusal = self.barred()?;
        if refusal.plain {
            return Some(refusal.message.clone());
        }
        let pod = &self.pod.name;
        if let Some(object) = &refusal.object {
            return Some(format!("{object} is forbidden: {}", refusal.message));
        }
        let forbidden = |resource: &str, name: &str| format!("{resource} \"{name}\" is forbidden: {}", refusal.message);
        let refused = || match refusal.invalid {
            true => format!("Pod \"{pod}\" is invalid: {}", refusal.message),
            false => forbidden("pods", pod),
        };
        Some(match (&self.workload, &refusal.claim) {
            (Some(w), Some(claim)) => format!(
                "Create Claim {claim} for Pod {pod} in StatefulSet {} failed error: {}",
                w.name,
                forbidden("persistentvolumeclaims", claim)
            ),
            (Some(w), None) if w.kind == "StatefulSet" => {
                format!("Create Pod {pod} in StatefulSet {} failed error: {}", w.name, refused())
            }
            (Some(_), None) => format!("Error creating: {}", refused()),
            (None, _) => refused(),
        })
    }
}
