//! The flags of kubectl's commands, and what each takes.

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Takes {
    /// Nothing, or `=true`.
    Bool,
    /// A text.
    Text,
    /// A number.
    Int,
    /// A number of 32 bits.
    Int32,
    /// A time with its unit.
    Duration,
    /// Nothing, or a text behind `=`.
    Perhaps,
    /// A text, several times: of files, images and the like all count, several of them behind commas.
    Files,
    /// A text, several times, commas and all.
    Each,
}

use Takes::{Bool, Duration, Each, Files, Int, Int32, Perhaps, Text};

/// A flag: its name, its letter (or a blank), what it takes.
pub(in super::super) type Flag = (&'static str, char, Takes);

/// What every command of kubectl takes.
pub(super) const OF_ALL: &[Flag] = &[
    ("as", ' ', Text),
    ("as-group", ' ', Files),
    ("as-uid", ' ', Text),
    ("as-user-extra", ' ', Files),
    ("cache-dir", ' ', Text),
    ("certificate-authority", ' ', Text),
    ("client-certificate", ' ', Text),
    ("client-key", ' ', Text),
    ("cluster", ' ', Text),
    ("context", ' ', Text),
    ("disable-compression", ' ', Bool),
    ("insecure-skip-tls-verify", ' ', Bool),
    ("kubeconfig", ' ', Text),
    ("kuberc", ' ', Text),
    ("log-flush-frequency", ' ', Duration),
    ("match-server-version", ' ', Bool),
    ("namespace", 'n', Text),
    ("password", ' ', Text),
    ("profile", ' ', Text),
    ("profile-output", ' ', Text),
    ("proxy-url", ' ', Text),
    ("request-timeout", ' ', Text),
    ("server", 's', Text),
    ("tls-server-name", ' ', Text),
    ("token", ' ', Text),
    ("user", ' ', Text),
    ("username", ' ', Text),
    ("v", 'v', Int),
    ("vmodule", ' ', Text),
    ("warnings-as-errors", ' ', Bool),
];

/// The flag of those commands that can be tried without a change: all but those of rollouts, which have none.
pub(super) const DRY_RUN: Flag = ("dry-run", ' ', Perhaps);

/// Commands of rollouts that have no `--dry-run`.
pub(super) const WITHOUT_DRY_RUN: [&str; 3] = ["rollout pause", "rollout restart", "rollout resume"];

const LABEL: &[Flag] = &[
    ("all", ' ', Bool),
    ("all-namespaces", 'A', Bool),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("list", ' ', Bool),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("recursive", 'R', Bool),
    ("resource-version", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
];
const TAINT: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const CORDON: &[Flag] = &[("selector", 'l', Text)];
const DRAIN: &[Flag] = &[
    ("chunk-size", ' ', Int),
    ("delete-emptydir-data", ' ', Bool),
    ("disable-eviction", ' ', Bool),
    ("force", ' ', Bool),
    ("grace-period", ' ', Int),
    ("ignore-daemonsets", ' ', Bool),
    ("pod-selector", ' ', Text),
    ("selector", 'l', Text),
    ("skip-wait-for-delete-timeout", ' ', Int),
    ("timeout", ' ', Duration),
];
const SCALE: &[Flag] = &[
    ("all", ' ', Bool),
    ("current-replicas", ' ', Int),
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("replicas", ' ', Int),
    ("resource-version", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("timeout", ' ', Duration),
];
const DELETE: &[Flag] = &[
    ("all", ' ', Bool),
    ("all-namespaces", 'A', Bool),
    ("cascade", ' ', Perhaps),
    ("filename", 'f', Files),
    ("force", ' ', Bool),
    ("grace-period", ' ', Int),
    ("ignore-not-found", ' ', Bool),
    ("now", ' ', Bool),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("selector", 'l', Text),
    ("timeout", ' ', Duration),
    ("wait", ' ', Bool),
];
const RESOURCES: &[Flag] = &[
    ("all", ' ', Bool),
    ("containers", 'c', Text),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("limits", ' ', Text),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("requests", ' ', Text),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
];
const IMAGE: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
];
const PATCH: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("patch", 'p', Text),
    ("patch-file", ' ', Text),
    ("recursive", 'R', Bool),
    ("show-managed-fields", ' ', Bool),
    ("subresource", ' ', Text),
    ("template", ' ', Text),
    ("type", ' ', Text),
];
const APPLY: &[Flag] = &[
    ("all", ' ', Bool),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("force", ' ', Bool),
    ("force-conflicts", ' ', Bool),
    ("grace-period", ' ', Int),
    ("openapi-patch", ' ', Bool),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("recursive", 'R', Bool),
    ("save-config", ' ', Bool),
    ("selector", 'l', Text),
    ("server-side", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("timeout", ' ', Duration),
    ("validate", ' ', Perhaps),
    ("wait", ' ', Bool),
];
const DEPLOYMENT: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("image", ' ', Files),
    ("output", 'o', Text),
    ("port", ' ', Int32),
    ("replicas", 'r', Int32),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const JOB: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("from", ' ', Text),
    ("image", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const CRON_JOB: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("image", ' ', Text),
    ("output", 'o', Text),
    ("restart", ' ', Text),
    ("save-config", ' ', Bool),
    ("schedule", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const BUDGET: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("max-unavailable", ' ', Text),
    ("min-available", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("selector", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("validate", ' ', Perhaps),
];
const RUN: &[Flag] = &[
    ("annotations", ' ', Files),
    ("attach", ' ', Bool),
    ("command", ' ', Bool),
    ("env", ' ', Each),
    ("expose", ' ', Bool),
    ("field-manager", ' ', Text),
    ("image", ' ', Text),
    ("image-pull-policy", ' ', Text),
    ("labels", 'l', Text),
    ("output", 'o', Text),
    ("override-type", ' ', Text),
    ("overrides", ' ', Text),
    ("port", ' ', Text),
    ("privileged", ' ', Bool),
    ("quiet", 'q', Bool),
    ("restart", ' ', Text),
    ("rm", ' ', Bool),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("stdin", 'i', Bool),
    ("tty", 't', Bool),
];
const AUTOSCALE: &[Flag] = &[
    ("cpu", ' ', Text),
    ("cpu-percent", ' ', Int32),
    ("field-manager", ' ', Text),
    ("max", ' ', Int32),
    ("memory", ' ', Text),
    ("min", ' ', Int32),
    ("name", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
];
const ROLLOUT: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
];
const UNDO: &[Flag] = &[
    ("filename", 'f', Files),
    ("output", 'o', Text),
    ("recursive", 'R', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("to-revision", ' ', Int),
];
const ENV: &[Flag] = &[
    ("all", ' ', Bool),
    ("containers", 'c', Text),
    ("env", 'e', Each),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("from", ' ', Text),
    ("keys", ' ', Files),
    ("list", ' ', Bool),
    ("output", 'o', Text),
    ("overwrite", ' ', Bool),
    ("prefix", ' ', Text),
    ("recursive", 'R', Bool),
    ("resolve", ' ', Bool),
    ("selector", 'l', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
];
const NAMESPACE: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("validate", ' ', Perhaps),
];
const QUOTA: &[Flag] = &[
    ("field-manager", ' ', Text),
    ("hard", ' ', Text),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("scopes", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("validate", ' ', Perhaps),
];
const PRIORITY_CLASS: &[Flag] = &[
    ("description", ' ', Text),
    ("field-manager", ' ', Text),
    ("global-default", ' ', Bool),
    ("output", 'o', Text),
    ("preemption-policy", ' ', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("template", ' ', Text),
    ("validate", ' ', Perhaps),
    ("value", ' ', Int32),
];
const SERVICE: &[Flag] = &[
    ("clusterip", ' ', Text),
    ("external-name", ' ', Text),
    ("field-manager", ' ', Text),
    ("node-port", ' ', Int),
    ("output", 'o', Text),
    ("save-config", ' ', Bool),
    ("show-managed-fields", ' ', Bool),
    ("tcp", ' ', Files),
    ("template", ' ', Text),
    ("validate", ' ', Perhaps),
];
const EXPOSE: &[Flag] = &[
    ("cluster-ip", ' ', Text),
    ("external-ip", ' ', Text),
    ("field-manager", ' ', Text),
    ("filename", 'f', Files),
    ("labels", 'l', Text),
    ("load-balancer-ip", ' ', Text),
    ("name", ' ', Text),
    ("output", 'o', Text),
    ("override-type", ' ', Text),
    ("overrides", ' ', Text),
    ("port", ' ', Text),
    ("protocol", ' ', Text),
    ("recursive", 'R', Bool),
    ("save-config", ' ', Bool),
    ("selector", ' ', Text),
    ("session-affinity", ' ', Text),
    ("show-managed-fields", ' ', Bool),
    ("target-port", ' ', Text),
    ("template", ' ', Text),
    ("type", ' ', Text),
];
const EVICT: &[Flag] = &[("count", ' ', Int), ("selector", 'l', Text)];
const ADD: &[Flag] = &[("count", ' ', Int), ("like", ' ', Text)];

/// The flags of each command, beside those of all.
pub(super) const OF_COMMANDS: &[(&str, &[Flag])] = &[
    ("add", ADD),
    ("annotate", LABEL),
    ("apply", APPLY),
    ("autoscale", AUTOSCALE),
    ("cordon", CORDON),
    ("create", APPLY),
    ("create cronjob", CRON_JOB),
    ("create deployment", DEPLOYMENT),
    ("create job", JOB),
    ("create namespace", NAMESPACE),
    ("create poddisruptionbudget", BUDGET),
    ("create priorityclass", PRIORITY_CLASS),
    ("create quota", QUOTA),
    ("create service clusterip", SERVICE),
    ("create service externalname", SERVICE),
    ("create service loadbalancer", SERVICE),
    ("create service nodeport", SERVICE),
    ("delete", DELETE),
    ("drain", DRAIN),
    ("evict", EVICT),
    ("expose", EXPOSE),
    ("label", LABEL),
    ("patch", PATCH),
    ("replace", APPLY),
    ("rollout pause", ROLLOUT),
    ("rollout restart", ROLLOUT),
    ("rollout resume", ROLLOUT),
    ("rollout undo", UNDO),
    ("run", RUN),
    ("scale", SCALE),
    ("set env", ENV),
    ("set image", IMAGE),
    ("set resources", RESOURCES),
    ("taint", TAINT),
    ("uncordon", CORDON),
];
