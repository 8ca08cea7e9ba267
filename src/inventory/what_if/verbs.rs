//! The names of commands, and what is said of those that are none here.

use super::before;

/// Commands of kubectl that change nothing.
const READING: &[&str] = &[
    "api-resources",
    "api-versions",
    "attach",
    "auth",
    "cluster-info",
    "completion",
    "config",
    "cp",
    "describe",
    "diff",
    "events",
    "exec",
    "explain",
    "get",
    "kuberc",
    "kustomize",
    "logs",
    "options",
    "plugin",
    "port-forward",
    "proxy",
    "rollout history",
    "rollout status",
    "top",
    "version",
    "wait",
];

/// Commands of several words, and other names of what they end in.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("create", "cj", "cronjob"),
    ("create", "cm", "configmap"),
    ("create", "deploy", "deployment"),
    ("create", "ing", "ingress"),
    ("create", "ns", "namespace"),
    ("create", "pc", "priorityclass"),
    ("create", "pdb", "poddisruptionbudget"),
    ("create", "resourcequota", "quota"),
    ("create", "sa", "serviceaccount"),
    ("create", "svc", "service"),
    ("set", "sa", "serviceaccount"),
];

/// Commands that change what says nothing of where pods run, and what that is.
const IDLE: &[(&str, &str)] = &[
    ("certificate", "a certificate"),
    ("create clusterrole", "a ClusterRole"),
    ("create clusterrolebinding", "a ClusterRoleBinding"),
    ("create configmap", "a ConfigMap"),
    ("create ingress", "an Ingress"),
    ("create role", "a Role"),
    ("create rolebinding", "a RoleBinding"),
    ("create secret", "a Secret"),
    ("create serviceaccount", "a ServiceAccount"),
    ("create token", "a token"),
    ("set selector", "the selector of a Service"),
    ("set subject", "a binding of roles"),
];

/// What `create` makes here without a file.
const MADE: &str = "deployment, job, cronjob, namespace, poddisruptionbudget, priorityclass, quota and service";

/// The whole command, and what stands beside it: `set image`, `create service clusterip`.
///
/// # Errors
/// It only reads.
pub(super) fn whole(verb: String, rest: Vec<String>) -> Result<(String, Vec<String>), String> {
    let (mut whole, mut beside) = (verb, rest);
    while matches!(whole.as_str(), "set" | "create" | "rollout" | "create service") {
        let Some((second, rest)) = before::verb(&whole, &beside)? else { break };
        let row = OTHERWISE.iter().find(|(of, short, _)| *of == whole && *short == second);
        whole = format!("{whole} {}", row.map_or(second.as_str(), |(.., name)| name));
        beside = rest;
    }
    if READING.contains(&whole.as_str()) {
        return Err(format!(
            "`kubectl {whole}` only reads, and a what-if command asks what becomes of a change; `plimsoll inventory` lists the \
             nodes, `plimsoll schedule` the pods"
        ));
    }
    Ok((whole, beside))
}

/// Why the command changes nothing of where pods run, where it is one that never does.
pub(super) fn idle(whole: &str) -> Option<String> {
    let (_, what) = IDLE.iter().find(|(name, _)| *name == whole)?;
    Some(says_nothing(whole, what))
}

/// The note of a command that changes what placement does not look at.
pub(super) fn says_nothing(whole: &str, what: &str) -> String {
    format!("`{whole}` changes nothing here: {what} says nothing of where pods run")
}

/// What is said of a command that is none here, in kubectl's words where it is none of kubectl's either.
pub(super) fn unknown(whole: &str, rest: &[String]) -> String {
    let all = |what: &str| std::iter::once(what).chain(rest.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
    match whole.split_once(' ') {
        _ if whole == "create service" => {
            "`create service` is understood with clusterip, nodeport, loadbalancer and externalname in a what-if command".to_owned()
        }
        Some(("create", what)) if what.starts_with("service ") => {
            let what = what.trim_start_matches("service ");
            format!(
                "unknown command \"{}\": `create service` is understood with clusterip, nodeport, loadbalancer and externalname",
                all(what)
            )
        }
        Some(("create", what)) => format!(
            "Unexpected args: [{}]: of a what-if command's own making are {MADE}; others come from a file, with `create -f` or \
             `apply -f`",
            all(what)
        ),
        Some(("set", what)) => format!(
            "unknown command \"{}\": `set` is understood with env, image and resources in a what-if command",
            all(what)
        ),
        Some(("rollout", what)) => format!(
            "unknown command \"{what}\": `rollout` is understood with restart, pause, resume and undo in a what-if command"
        ),
        _ => match whole {
            "set" => "`set` is understood with env, image and resources in a what-if command".to_owned(),
            "rollout" => "`rollout` is understood with restart, pause, resume and undo in a what-if command".to_owned(),
            "edit" => "`edit` opens an editor, which a what-if command has not: say the change with `patch` or `apply -f`".to_owned(),
            "debug" => "`debug` is not understood in a what-if command: the pod that it makes can be said with `run`".to_owned(),
            _ => format!(
                "`{whole}` is not understood in a what-if command; label, annotate, taint, cordon, uncordon, drain, evict, scale, \
                 autoscale, expose, set env, set image, set resources, rollout restart, rollout undo, patch, apply, create, run, \
                 replace, delete and `add node --like NAME --count N` are"
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Command, parse_commands};

    #[test]
    fn what_places_no_pods_is_taken_and_said() {
        for words in [
            "create configmap c --from-literal=a=b",
            "create secret generic s --from-literal=a=b",
            "create sa robot",
            "-n shop create rolebinding b --role=r --user=u",
        ] {
            let all = parse_commands(words).unwrap();
            assert!(matches!(&all[..], [Command::Idle { note, .. }] if note.contains("says nothing")), "{words}");
        }
    }

    #[test]
    fn what_is_not_understood_is_told_in_sentences() {
        for (words, why) in [
            ("create foo bar", "Unexpected args: [foo bar]: of a what-if command's own making are deployment, job"),
            ("create service s", "unknown command \"s\": `create service` is understood with clusterip"),
            ("create service", "`create service` is understood with clusterip"),
            ("set foo deploy web", "unknown command \"foo deploy web\": `set` is understood with"),
            ("set", "`set` is understood with"),
            ("rollout", "`rollout` is understood with"),
            ("edit deploy web", "`edit` opens an editor"),
            ("get pods", "`kubectl get` only reads"),
            ("-n shop logs web", "`kubectl logs` only reads"),
            ("exec web -- ls", "`kubectl exec` only reads"),
            ("rollout status deploy web", "`kubectl rollout status` only reads"),
            ("frobnicate", "`frobnicate` is not understood in a what-if command"),
        ] {
            let said = parse_commands(words).unwrap_err();
            assert!(said.starts_with(why), "{words}: {said}");
        }
    }
}
