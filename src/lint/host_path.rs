//! A folder of the node in a pod.

use super::security::{Said, said, who};
use super::{Check, Cx, Default, Of, Parameter};
use crate::model::{Layer, Rule, Severity};
use crate::resource::Field;

/// `lint/host-path`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[PATHS, READ_ONLY], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/host-path",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "A folder of the node in a pod",
    explanation: "What a pod writes to a folder of its node stays there for all other pods, and some folders are \
                  the node: who may write to `/etc`, or to where the kubelet keeps its files, is root there. The \
                  pod also finds other files on each node that it comes to. Use an `emptyDir`, a ConfigMap or a \
                  claim. Where nothing else will do, as for what collects logs, mount the folder with `readOnly: \
                  true`: the finding is a suggestion then.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    volumeMounts:\n    - name: config\n      mountPath: /config\n  volumes:\n  - name: config\n    hostPath:\n      path: /etc\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.29\n    volumeMounts:\n    - name: config\n      mountPath: /config\n  volumes:\n  - name: config\n    configMap:\n      name: web\n",
};

const PATHS: Parameter = Parameter {
    name: "paths",
    summary: "Folders that may not be mounted; all where none is named",
    default: Default::Texts(&[]),
};

const READ_ONLY: Parameter = Parameter {
    name: "read-only",
    summary: "1 leaves folders alone that every container mounts read-only",
    default: Default::Number(0),
};

/// Folders that are the node, or tell all of it, whoever reads them.
const SENSITIVE: [&str; 8] = ["/", "/boot", "/dev", "/etc", "/lib", "/proc", "/sys", "/usr"];

fn find(cx: &mut Cx<'_>) {
    let (paths, spared) = (cx.texts(&PATHS), cx.number(&READ_ONLY) > 0);
    for volume in cx.pod_spec().at("volumes").items() {
        let source = volume.at("hostPath");
        let path = source.at("path");
        let folder = trimmed(path.str());
        if !source.exists() || !(paths.is_empty() || paths.iter().any(|own| trimmed(own) == folder)) {
            continue;
        }
        let name = volume.at("name").str();
        let mounts = mounts(cx, name);
        let writer = mounts.iter().find(|(_, mount)| matches!(said(mount.at("readOnly")), Said::No | Said::Nothing));
        let read_only = writer.is_none() && !mounts.is_empty();
        if read_only && spared {
            continue;
        }
        let may =
            writer.map_or_else(String::new, |(container, _)| format!(", and {} may write to it", who(*container)));
        let message = format!("volume `{name}` is `{}` of the node{may}", path.str());
        // Who may open a socket may write to it, however it is mounted.
        let socket = folder.ends_with(".sock");
        let help = if read_only || socket { HELP } else { HELP_WRITABLE };
        let finding = cx.report(path, Some(source.anchor().head()), message);
        finding.help(help);
        if read_only && !socket && !SENSITIVE.contains(&folder) {
            finding.severity = Severity::Info;
        }
    }
}

const HELP: &str = "use another kind of volume, such as a claim or an `emptyDir`";
const HELP_WRITABLE: &str =
    "use another kind of volume, such as a claim or an `emptyDir`, or mount it with `readOnly: true`";

/// The containers that mount a volume, and how.
fn mounts<'a>(cx: &Cx<'a>, volume: &str) -> Vec<(Field<'a>, Field<'a>)> {
    let all =
        cx.all_containers().flat_map(|container| container.at("volumeMounts").items().map(move |m| (container, m)));
    all.filter(|(_, mount)| mount.at("name").str() == volume).collect()
}

/// A path without slashes at its end, the root left as it is.
fn trimmed(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if !path.is_empty() => "/",
        path => path,
    }
}

#[cfg(test)]
mod tests {
    use super::{CHECK, trimmed};
    use crate::lint::told;
    use crate::model::parameters::Value;

    #[test]
    fn slashes_at_the_end_say_nothing() {
        for (path, wanted) in [("/", "/"), ("//", "/"), ("/etc/", "/etc"), ("/etc", "/etc"), ("", "")] {
            assert_eq!(trimmed(path), wanted);
        }
    }

    #[test]
    fn who_may_write_is_named() {
        for (path, mounts, wanted) in [
            ("/data", "", "warning: volume `v` is `/data` of the node"),
            ("/data", "{name: v}", "warning: volume `v` is `/data` of the node, and container `a` may write to it"),
            ("/data", "{name: v, readOnly: true}", "info: volume `v` is `/data` of the node"),
            ("/data", "{name: v, readOnly: '${ONLY}'}", "info: volume `v` is `/data` of the node"),
            ("/etc/", "{name: v, readOnly: true}", "warning: volume `v` is `/etc/` of the node"),
            ("/x.sock", "{name: v, readOnly: true}", "warning: volume `v` is `/x.sock` of the node"),
            ("/data", "{name: other}", "warning: volume `v` is `/data` of the node"),
        ] {
            let spec = format!(
                "  volumes: [{{name: v, hostPath: {{path: {path}}}}}]\n  containers: [{{name: a, volumeMounts: [{mounts}]}}]\n"
            );
            let findings = told(&CHECK, &spec, &[]);
            let said: String = findings.iter().map(|f| format!("{}: {}", f.severity.name(), f.message)).collect();
            assert_eq!(said, wanted, "{path} {mounts}");
        }
    }

    #[test]
    fn some_may_be_let_be() {
        let spec = "  volumes: [{name: v, hostPath: {path: /data}}]\n  containers: [{name: a, volumeMounts: [{name: v, readOnly: true}]}]\n";
        let paths = |path: &str| ("paths", Value::Texts(vec![path.to_owned()]));
        assert_eq!(told(&CHECK, spec, &[("read-only", Value::Number(1))]).len(), 0);
        assert_eq!(told(&CHECK, spec, &[paths("/etc")]).len(), 0);
        assert_eq!(told(&CHECK, spec, &[paths("/data/")]).len(), 1);
    }
}
