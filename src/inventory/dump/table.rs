//! What `kubectl get` prints as a table: names, without what nodes have or pods request.

use super::Plain;

/// How the tables of nodes and of pods begin, and what prints all of it.
const TABLES: [(&[&str], &str, &str); 3] = [
    (&["NAME", "STATUS", "ROLES"], "nodes, which does not tell what they have", "kubectl get nodes -o yaml"),
    (
        &["NAMESPACE", "NAME", "READY", "STATUS"],
        "pods, which does not tell what they request",
        "kubectl get pods -A -o yaml",
    ),
    (
        &["NAME", "READY", "STATUS", "RESTARTS"],
        "pods, which does not tell what they request",
        "kubectl get pods -A -o yaml",
    ),
];

/// Says so of a text that begins with such a table.
pub(super) fn missing(text: &str) -> Option<Plain> {
    let table = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().take(4).collect();
        TABLES.iter().find(|(heads, ..)| words.starts_with(heads))
    };
    let (line, (_, what, whole)) = text.lines().take(10).enumerate().find_map(|(at, line)| Some((at, table(line)?)))?;
    let said = format!("this is kubectl's table of {what}: `{whole}` prints all of it");
    Some(Plain { text: String::new(), missing: vec![(line, said)] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_told() {
        let table =
            "$ kubectl get nodes\nNAME   STATUS   ROLES    AGE   VERSION\nn1     Ready    <none>   1d    v1.30.1\n";
        assert_eq!(missing(table).map(|plain| plain.missing[0].0), Some(1));
        let pods = "NAMESPACE   NAME   READY   STATUS\nshop   web   1/1   Running\n";
        assert!(missing(pods).unwrap().missing[0].1.contains("pods"));
        assert_eq!(missing("apiVersion: v1\nkind: Node\n"), None);
    }
}
