//! `kubectl get nodes`, as a table: names without what nodes have.

use super::Plain;

/// Says so of a text that begins with that table.
pub(super) fn missing(text: &str) -> Option<Plain> {
    let heads = |line: &str| {
        let mut words = line.split_whitespace();
        words.next() == Some("NAME") && words.next() == Some("STATUS") && words.next() == Some("ROLES")
    };
    let line = text.lines().take(10).position(heads)?;
    let said = "this is the table of `kubectl get nodes`, which does not tell what nodes have: \
                `kubectl get nodes -o yaml` does";
    Some(Plain { text: String::new(), missing: vec![(line, said.to_owned())] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_told() {
        let table =
            "$ kubectl get nodes\nNAME   STATUS   ROLES    AGE   VERSION\nn1     Ready    <none>   1d    v1.30.1\n";
        assert_eq!(missing(table).map(|plain| plain.missing[0].0), Some(1));
        assert_eq!(missing("apiVersion: v1\nkind: Node\n"), None);
    }
}
