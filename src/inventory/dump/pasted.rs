//! What stands around the documents of a dump: the prompt that asked for it, what kubectl warned of, the logs between the
//! lists of `kubectl cluster-info dump`.

use super::Plain;

/// The lines of `kubectl cluster-info dump` around a container's log.
const START: &str = "==== START logs for ";
const END: &str = "==== END logs for ";

/// The text with nothing where there is no document; `None` where all of it is documents. A cut-off log is told.
pub(super) fn plain(text: &str) -> Option<Plain> {
    if !text.lines().any(|line| line.starts_with(START) || is_around(line.trim_end())) {
        return None;
    }
    let json =
        text.lines().map(str::trim_end).find(|line| !is_idle(line)).is_some_and(|line| line.starts_with(['{', '[']));
    let mut out = Plain { text: String::with_capacity(text.len()), missing: Vec::new() };
    let (mut log, mut any) = (None, false);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let end = if line.ends_with('\n') { "\n" } else { "" };
        if log.is_some() || line.starts_with(START) {
            log = if line.starts_with(END) { None } else { log.or(Some(at)) };
            out.text.push_str(end);
        } else if is_around(line.trim_end()) {
            // Between two outputs in YAML there is a separator where it asks for the second.
            out.text.push_str(if !json && any && is_prompt(line) { "---" } else { "" });
            out.text.push_str(end);
        } else {
            any |= !line.trim().is_empty();
            out.text.push_str(line);
        }
    }
    if let Some(at) = log {
        out.missing.push((at, "this output of `kubectl cluster-info dump` is cut off in a log".to_owned()));
    }
    Some(out)
}

/// Longer lines are of documents.
const LONGEST: usize = 2_000;

/// Whether a line says nothing.
fn is_idle(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#') || is_around(line)
}

/// Whether a line at the margin is no line of a document.
fn is_around(line: &str) -> bool {
    const WORDS: [&str; 12] = [
        "Warning: ",
        "WARNING: ",
        "warning: ",
        "error: ",
        "Error from server",
        "Flag --",
        "Defaulted container ",
        "Switched to context ",
        "No resources found",
        "```",
        "Unable to use a TTY",
        "Cluster info dumped to ",
    ];
    line.len() <= LONGEST
        && !line.starts_with(char::is_whitespace)
        && (WORDS.iter().any(|word| line.starts_with(word)) || is_klog(line) || is_prompt(line) || is_bare_prompt(line))
}

/// A line in which somebody asks kubectl, or a tool of its kind, for something.
fn is_prompt(line: &str) -> bool {
    let asks = |at: usize, tool: &str| {
        let before = &line[..at];
        let after = line[at + tool.len()..].trim_start();
        let verb = VERBS.iter().any(|verb| after.starts_with(verb)) || after.starts_with('-');
        let own = before.is_empty() || before.ends_with([' ', '/']);
        verb && own && !before.starts_with('#') && !before.contains(": ") && !before.starts_with(['"', '\'', '-'])
    };
    ["kubectl ", "oc ", "k ", "microk8s.kubectl "]
        .iter()
        .any(|tool| line.match_indices(tool).any(|(at, _)| asks(at, tool)))
}

const VERBS: [&str; 5] = ["get ", "describe ", "cluster-info", "adm ", "config "];

/// A prompt behind which nothing was typed.
fn is_bare_prompt(line: &str) -> bool {
    let line = line.trim_end();
    let name = |text: &str| text.contains('@') || text.contains(":~");
    line == "$" || (line.ends_with(['$', '#']) && name(line) && !line.contains(": ") && !line.starts_with('#'))
}

/// A line of klog: `W0419 17:47:42.000000   1 warnings.go:70] …`.
fn is_klog(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.len() > 20
        && b"IWEF".contains(&bytes[0])
        && bytes[1..5].iter().all(u8::is_ascii_digit)
        && bytes[5] == b' '
        && line.contains("] ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_documents_is_left_out() {
        for (text, wanted) in [
            ("$ kubectl get nodes -o yaml\napiVersion: v1\n", "\napiVersion: v1\n"),
            ("Warning: old\na: 1\nroot@n1:~# kubectl get pods -A -o yaml\nb: 2\n", "\na: 1\n---\nb: 2\n"),
            ("W0419 17:47:42.000000       1 warnings.go:70] old\n{}\n", "\n{}\n"),
            ("{}\nPS C:\\> kubectl get pods -o json\n{}\nuser@host:~$", "{}\n\n{}\n"),
            (
                "{}\n==== START logs for container c of pod a/b ====\n{\nx: [\n==== END logs for container c of pod a/b ====\n{}",
                "{}\n\n\n\n\n{}",
            ),
            ("```yaml\na: 1\n```\n", "\na: 1\n\n"),
        ] {
            assert_eq!(plain(text).map(|plain| plain.text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_all_documents_stays() {
        for text in [
            "apiVersion: v1\nkind: Node\n",
            "# kubectl get nodes -o yaml\na: 1\n",
            "a: |\n  Warning: x\n  $ kubectl get nodes\n",
            "note: kubectl get nodes prints them\n",
            "- run: kubectl get nodes\n",
            "{\"a\": \"kubectl get nodes\"}\n",
        ] {
            assert_eq!(plain(text), None, "{text}");
        }
    }

    #[test]
    fn a_log_that_does_not_end_is_told() {
        let cut = plain("{}\n==== START logs for container c of pod a/b ====\nx\n").unwrap();
        assert_eq!((cut.text.as_str(), cut.missing.len()), ("{}\n\n\n", 1));
    }
}
