//! The socket of the node's container runtime in a pod.

use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};

/// `lint/container-socket`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[SOCKETS], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/container-socket",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "The socket of the container runtime in a pod",
    explanation: "Who may speak to the container runtime starts containers as root, with any folder of the node \
                  in them: the socket is the node, read-only or not. Build images with a tool that needs no \
                  daemon, and read metrics from the kubelet.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: docker\n    hostPath:\n      path: /var/run/docker.sock\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n  volumes:\n  - name: cache\n    emptyDir: {}\n",
};

const SOCKETS: Parameter = Parameter {
    name: "sockets",
    summary: "File names of the sockets, in whatever folder",
    default: Default::Texts(&[
        "containerd.sock",
        "cri-dockerd.sock",
        "crio.sock",
        "docker.sock",
        "dockershim.sock",
        "podman.sock",
    ]),
};

fn find(cx: &mut Cx<'_>) {
    let sockets = cx.texts(&SOCKETS);
    for volume in cx.pod_spec().at("volumes").items() {
        let path = volume.at("hostPath").at("path");
        let file = path.str().rsplit('/').next().unwrap_or_default();
        if sockets.contains(&file) {
            let message = format!("volume `{}` is `{file}`, which commands the node", volume.at("name").str());
            cx.report(path, None, message).help("remove the volume; no pod needs the container runtime itself");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::told;

    #[test]
    fn sockets_are_known_by_their_file_names() {
        for (path, wanted) in [
            ("/var/run/docker.sock", 1),
            ("/run/k3s/containerd/containerd.sock", 1),
            ("/var/run/thing.sock", 0),
            ("/var/run/docker.sock.d", 0),
            ("/var/lib/docker", 0),
        ] {
            let spec = format!("  volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n  containers: []\n");
            assert_eq!(told(&super::CHECK, &spec, &[]).len(), wanted, "{path}");
        }
    }
}
