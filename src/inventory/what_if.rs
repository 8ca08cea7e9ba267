//! `--what-if`: commands in kubectl's own words, applied to the inventory before anything is placed.

use super::{Arrival, Inventory};
use crate::resource::{POD_KINDS, PodKind};
use crate::scheduler::types::{Labels, Node, Taint, TaintEffect};

/// A change to the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `kubectl label node NAME k=v k2-`.
    Label {
        /// The nodes.
        nodes: Nodes,
        /// Labels to set.
        set: Vec<(String, String)>,
        /// Labels to remove.
        remove: Vec<String>,
        /// `--overwrite`: labels that are there already may change.
        overwrite: bool,
    },
    /// `kubectl taint node NAME k=v:Effect k:Effect- k-`.
    Taint {
        /// The nodes.
        nodes: Nodes,
        /// Taints to set.
        set: Vec<Taint>,
        /// Taints to remove: by key, and by effect where one is named.
        remove: Vec<(String, Option<TaintEffect>)>,
        /// `--overwrite`: a taint of the same key and effect may change its value.
        overwrite: bool,
    },
    /// `kubectl cordon NAME`, `kubectl uncordon NAME`.
    Cordon {
        /// The nodes.
        nodes: Nodes,
        /// What `spec.unschedulable` becomes.
        unschedulable: bool,
    },
    /// `kubectl scale deployment NAME --replicas=N`.
    Scale {
        /// Kind in the singular, as in [`super::Controller::kind`].
        kind: &'static str,
        /// Name.
        name: String,
        /// `-n`; `None` is the default namespace.
        namespace: Option<String>,
        /// The number wanted.
        replicas: i64,
    },
    /// `kubectl delete pod NAME`.
    DeletePod {
        /// Name.
        name: String,
        /// `-n`; `None` is the default namespace.
        namespace: Option<String>,
    },
}

/// Which nodes a command means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nodes {
    /// By name.
    Named(Vec<String>),
    /// `--all`.
    All,
    /// `-l key=value,…`: all labels must be so.
    Labelled(Labels),
}

/// Reads commands joined by `&&` or `;`.
///
/// # Errors
/// What is wrong with the first that is wrong.
pub fn parse_commands(text: &str) -> Result<Vec<Command>, String> {
    text.split("&&").flat_map(|part| part.split(';')).map(parse_command).collect()
}

/// Reads one command, as it would be typed in a shell (quotes are understood, nothing else of the shell is).
///
/// # Errors
/// What is wrong with the command, in words.
pub fn parse_command(text: &str) -> Result<Command, String> {
    let words = split(text)?;
    let mut words = words.iter().map(String::as_str).peekable();
    words.next_if(|w| *w == "kubectl");
    let verb = words.next().ok_or("the command is empty; try `kubectl label node NAME key=value`")?;
    let mut args = Args::default();
    while let Some(word) = words.next() {
        let mut value = |name: &str| -> Result<String, String> {
            match word.split_once('=') {
                Some((_, value)) => Ok(value.to_owned()),
                None => words.next().map(str::to_owned).ok_or(format!("`{name}` needs a value")),
            }
        };
        match word.split_once('=').map_or(word, |(flag, _)| flag) {
            "--overwrite" => args.overwrite = !word.ends_with("=false"),
            "--all" => args.all = true,
            "-l" | "--selector" => args.selector = Some(value("-l")?),
            "-n" | "--namespace" => args.namespace = Some(value("-n")?),
            "--replicas" => args.replicas = Some(value("--replicas")?),
            "--force" | "--now" | "--ignore-daemonsets" | "--wait" => {}
            flag if flag.starts_with('-') => return Err(format!("`{flag}` is not understood in a what-if command")),
            _ => args.plain.push(word.to_owned()),
        }
    }
    args.command(verb)
}

#[derive(Default)]
struct Args {
    plain: Vec<String>,
    overwrite: bool,
    all: bool,
    selector: Option<String>,
    namespace: Option<String>,
    replicas: Option<String>,
}

impl Args {
    fn command(mut self, verb: &str) -> Result<Command, String> {
        match verb {
            "label" => {
                let changes = self.resource("label", &["node", "nodes", "no"])?;
                let (mut set, mut remove) = (Vec::new(), Vec::new());
                for change in &changes {
                    match change.split_once('=') {
                        Some((key, value)) => set.push((key.to_owned(), value.to_owned())),
                        None => remove.push(change.trim_end_matches('-').to_owned()),
                    }
                }
                Ok(Command::Label { nodes: self.nodes()?, set, remove, overwrite: self.overwrite })
            }
            "taint" => {
                let changes = self.resource("taint", &["node", "nodes", "no"])?;
                let (mut set, mut remove) = (Vec::new(), Vec::new());
                for change in &changes {
                    match change.strip_suffix('-') {
                        Some(rest) => remove.push(removal(rest)?),
                        None => set.push(parse_taint(change)?),
                    }
                }
                Ok(Command::Taint { nodes: self.nodes()?, set, remove, overwrite: self.overwrite })
            }
            "cordon" | "uncordon" => {
                self.plain.iter_mut().for_each(|w| strip_kind(w, &["node", "nodes", "no"]));
                Ok(Command::Cordon { nodes: self.nodes()?, unschedulable: verb == "cordon" })
            }
            "scale" => {
                let (kind, name) = self.object()?;
                let kind = scalable(&kind).ok_or(format!("`{kind}` cannot be scaled"))?;
                let replicas = self.replicas.ok_or("`kubectl scale` needs `--replicas=N`")?;
                let replicas = replicas.parse().map_err(|_| format!("`{replicas}` is no number of replicas"))?;
                Ok(Command::Scale { kind, name, namespace: self.namespace, replicas })
            }
            "delete" => {
                let (kind, name) = self.object()?;
                if !PodKind::named("Pod").is_some_and(|pod| pod.is_called(&kind)) {
                    return Err(format!("only pods can be deleted in a what-if command, not `{kind}`"));
                }
                Ok(Command::DeletePod { name, namespace: self.namespace })
            }
            _ => Err(format!(
                "`{verb}` is not understood in a what-if command; label, taint, cordon, uncordon, scale and delete pod \
                 are"
            )),
        }
    }

    /// Takes the kind off the front and the changes (`k=v`, `k-`) off the end; the names between stay.
    fn resource(&mut self, verb: &str, kinds: &[&str]) -> Result<Vec<String>, String> {
        let first = self.plain.first().cloned().unwrap_or_default();
        let (kind, name) = first.split_once('/').map_or((first.as_str(), None), |(k, n)| (k, Some(n)));
        if !kinds.contains(&kind) {
            return Err(format!("`kubectl {verb}` is understood for nodes: `kubectl {verb} node NAME …`"));
        }
        match name {
            Some(name) => self.plain[0] = name.to_owned(),
            None => drop(self.plain.remove(0)),
        }
        let is_change = |w: &String| w.contains('=') || w.ends_with('-') || w.contains(':');
        let at = self.plain.iter().position(is_change).unwrap_or(self.plain.len());
        let changes = self.plain.split_off(at);
        if changes.is_empty() {
            return Err(format!("`kubectl {verb}` names no {verb} to set or remove"));
        }
        Ok(changes)
    }

    fn object(&mut self) -> Result<(String, String), String> {
        let first = self.plain.first().cloned().unwrap_or_default();
        match (first.split_once('/'), self.plain.get(1)) {
            (Some((kind, name)), _) => Ok((kind.to_owned(), name.to_owned())),
            (None, Some(name)) => Ok((first, name.clone())),
            _ => Err("the command names no object".to_owned()),
        }
    }

    fn nodes(&self) -> Result<Nodes, String> {
        if self.all {
            return Ok(Nodes::All);
        }
        if let Some(selector) = &self.selector {
            let pair = |p: &str| p.split_once('=').map(|(k, v)| (k.trim_end_matches('=').to_owned(), v.to_owned()));
            let labels: Option<Labels> = selector.split(',').map(pair).collect();
            return Ok(Nodes::Labelled(labels.ok_or(format!("`{selector}` is no selector such as `key=value`"))?));
        }
        if self.plain.is_empty() {
            return Err("the command names no node".to_owned());
        }
        Ok(Nodes::Named(self.plain.clone()))
    }
}

fn strip_kind(word: &mut String, kinds: &[&str]) {
    if let Some((kind, name)) = word.split_once('/')
        && kinds.contains(&kind)
    {
        *word = name.to_owned();
    }
}

fn scalable(kind: &str) -> Option<&'static str> {
    let word = kind.split('.').next().unwrap_or(kind).to_ascii_lowercase();
    POD_KINDS.iter().find(|row| row.scales() && row.is_called(&word)).map(|row| row.kind)
}

/// A taint in kubectl's notation: `key=value:Effect` or `key:Effect`.
pub(crate) fn parse_taint(text: &str) -> Result<Taint, String> {
    let wrong = || format!("`{text}` is no taint such as `key=value:NoSchedule` or `key:NoSchedule`");
    let (key, effect) = text.rsplit_once(':').ok_or_else(wrong)?;
    let (key, value) = key.split_once('=').unwrap_or((key, ""));
    let effect = super::read::taint_effect(effect).ok_or_else(|| {
        format!("`{effect}` is no taint effect; those are NoSchedule, PreferNoSchedule and NoExecute")
    })?;
    if key.is_empty() {
        return Err(wrong());
    }
    Ok(Taint { key: key.to_owned(), value: value.to_owned(), effect })
}

fn removal(text: &str) -> Result<(String, Option<TaintEffect>), String> {
    let (key, effect) = match text.rsplit_once(':') {
        Some((key, effect)) => {
            let known = super::read::taint_effect(effect);
            (key, Some(known.ok_or(format!("`{effect}` is no taint effect"))?))
        }
        None => (text, None),
    };
    // kubectl ignores a value here, and so `key=value:Effect-` removes the taint whatever its value.
    Ok((key.split_once('=').map_or(key, |(key, _)| key).to_owned(), effect))
}

/// Words as a shell would split them.
fn split(text: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    words.extend(word);
    Ok(words)
}

impl Inventory<'_> {
    /// Applies a command.
    ///
    /// # Errors
    /// Where kubectl would fail, too: no such node, a label that is there already.
    pub fn apply(&mut self, command: &Command) -> Result<(), String> {
        match command {
            Command::Label { nodes, set, remove, overwrite } => {
                for at in self.select(nodes)? {
                    label(&mut self.nodes[at].value, set, *overwrite)?;
                    remove.iter().for_each(|key| drop(self.nodes[at].value.labels.remove(key)));
                }
            }
            Command::Taint { nodes, set, remove, overwrite } => {
                for at in self.select(nodes)? {
                    let node = &mut self.nodes[at].value;
                    node.taints.retain(|t| !remove.iter().any(|(k, e)| *k == t.key && e.is_none_or(|e| e == t.effect)));
                    taint(node, set, *overwrite)?;
                }
            }
            Command::Cordon { nodes, unschedulable } => {
                const TAINT: &str = "node.kubernetes.io/unschedulable";
                for at in self.select(nodes)? {
                    let node = &mut self.nodes[at].value;
                    node.unschedulable = *unschedulable;
                    if !unschedulable {
                        // The node controller takes its taint away with the mark.
                        node.taints.retain(|t| t.key != TAINT);
                    }
                }
            }
            Command::Scale { kind, name, namespace, replicas } => {
                let namespace = namespace.as_deref().unwrap_or(super::DEFAULT_NAMESPACE);
                let found = self.arrivals.iter_mut().find_map(|a| match a {
                    Arrival::Controller(c) if c.kind == *kind && c.name == *name && c.namespace == namespace => Some(c),
                    _ => None,
                });
                found.ok_or(format!("there is no {kind} `{name}` in namespace `{namespace}`"))?.scaled =
                    Some(*replicas);
            }
            Command::DeletePod { name, namespace } => {
                let namespace = namespace.as_deref().unwrap_or(super::DEFAULT_NAMESPACE);
                let before = self.running.len() + self.arrivals.len();
                self.running.retain(|p| p.pod.name != *name || p.pod.namespace != namespace);
                self.arrivals
                    .retain(|a| !matches!(a, Arrival::Pod(p) if p.pod.name == *name && p.pod.namespace == namespace));
                if before == self.running.len() + self.arrivals.len() {
                    return Err(format!("there is no pod `{name}` in namespace `{namespace}`"));
                }
            }
        }
        Ok(())
    }

    fn select(&self, nodes: &Nodes) -> Result<Vec<usize>, String> {
        let all = self.nodes.iter().enumerate();
        Ok(match nodes {
            Nodes::All => all.map(|(i, _)| i).collect(),
            Nodes::Labelled(labels) => all
                .filter(|(_, n)| labels.iter().all(|(k, v)| n.value.labels.get(k) == Some(v)))
                .map(|(i, _)| i)
                .collect(),
            Nodes::Named(names) => {
                let find = |name: &String| {
                    let at = self.nodes.iter().position(|n| n.value.name == *name);
                    at.ok_or(format!("there is no node `{name}`"))
                };
                names.iter().map(find).collect::<Result<_, _>>()?
            }
        })
    }
}

/// Sets labels on a node.
fn label(node: &mut Node, set: &[(String, String)], overwrite: bool) -> Result<(), String> {
    for (key, value) in set {
        let old = node.labels.insert(key.clone(), value.clone());
        if let Some(old) = old.filter(|old| old != value && !overwrite) {
            return Err(format!("node `{}` has a label {key}={old} already; add --overwrite to change it", node.name));
        }
    }
    Ok(())
}

/// Sets taints on a node.
fn taint(node: &mut Node, set: &[Taint], overwrite: bool) -> Result<(), String> {
    for taint in set {
        let same = |t: &&mut Taint| t.key == taint.key && t.effect == taint.effect;
        match node.taints.iter_mut().find(same) {
            Some(old) if *old == *taint || overwrite => *old = taint.clone(),
            Some(_) => {
                return Err(format!(
                    "node `{}` has a taint with key {} and this effect already; add --overwrite to change it",
                    node.name, taint.key
                ));
            }
            None => node.taints.push(taint.clone()),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_kubectl_reads_them() {
        let label = parse_command("kubectl label node n1 env=dev old- --overwrite").unwrap();
        assert_eq!(
            label,
            Command::Label {
                nodes: Nodes::Named(vec!["n1".into()]),
                set: vec![("env".into(), "dev".into())],
                remove: vec!["old".into()],
                overwrite: true
            }
        );
        let taint = parse_command("kubectl taint nodes --all env=dev:NoSchedule-").unwrap();
        let removed = vec![("env".to_owned(), Some(TaintEffect::NoSchedule))];
        assert_eq!(taint, Command::Taint { nodes: Nodes::All, set: vec![], remove: removed, overwrite: false });
        assert_eq!(
            parse_command("kubectl scale deployment/web -n shop --replicas=5").unwrap(),
            Command::Scale { kind: "Deployment", name: "web".into(), namespace: Some("shop".into()), replicas: 5 }
        );
        assert_eq!(
            parse_command("kubectl uncordon 'n 1'").unwrap(),
            Command::Cordon { nodes: Nodes::Named(vec!["n 1".into()]), unschedulable: false }
        );
        for wrong in
            ["", "kubectl", "kubectl get pods", "kubectl label node n1", "kubectl taint node n1 a=b:Never", "'"]
        {
            assert!(parse_command(wrong).is_err(), "{wrong}");
        }
    }
}
