//! A text in the place of a list of texts: a command line, or names with commas or blanks between them.

use super::Idiom;
use super::write::Form;
use crate::model::{Fix, Span};
use crate::schema::text::{self, edit};
use crate::source::{Kind, Node, Step, Style};

/// The fields that hold a command line.
const COMMANDS: &[&str] = &["command", "args"];

/// What only a shell understands. (`$(NAME)` Kubernetes does.)
const SHELL: &[char] = &['|', '&', ';', '<', '>', '`', '*', '?', '#', '~', '\n'];

/// Shells, after whose `-c` one text follows.
const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "zsh", "ksh"];

/// What to say of the text under `key`; `None` where it is one item as it stands.
pub(in crate::schema) fn words(root: Node<'_>, node: Node<'_>) -> Option<Idiom> {
    if !node.is_scalar() || node.is_null() {
        return None;
    }
    let key = node.key_below(root)?;
    if matches!(node.style(), Style::Literal | Style::Folded) {
        return script(root, key, node);
    }
    let text = node.scalar_text().trim();
    if let Some(list) = list_in_quotes(text, node) {
        return Some(list);
    }
    if COMMANDS.contains(&key.scalar_text()) {
        return command(root, key, node, text);
    }
    let parts: Vec<&str> = match text.contains(',') {
        true => text.split(',').map(str::trim).collect(),
        false => text.split_whitespace().collect(),
    };
    let word = |part: &&str| !part.is_empty() && !part.contains(char::is_whitespace) && !part.contains(['"', '\'']);
    (parts.len() > 1 && parts.iter().all(word)).then(|| {
        let count = parts.len();
        of(node, &parts, &format!("make it a list of {count} items"), "a list has each item by itself")
    })
}

/// `"[\"a\", \"b\"]"`: the list is written already, but as a text.
fn list_in_quotes(text: &str, node: Node<'_>) -> Option<Idiom> {
    let items: Vec<String> = serde_json::from_str(text).ok()?;
    let quoted = node.kind() == Kind::Str && node.style() != Style::Plain && !items.is_empty();
    let fix = Fix::new("remove the quotes", vec![edit(node.span(), text)]).safe_if(true);
    quoted.then(|| Idiom { help: "remove the quotes around the list".to_owned(), fix: Some(fix) })
}

fn of(node: Node<'_>, items: &[&str], title: &str, why: &str) -> Idiom {
    let form = Form::Flow;
    let json = node.document().root().is_some_and(|root| Form::of_braces(root) == Form::Json);
    let written: Vec<_> = items.iter().map(|item| if json { Form::Json.text(item) } else { form.text(item) }).collect();
    let list = format!("[{}]", written.join(", "));
    Idiom { help: format!("{why}: `{list}`"), fix: Some(Fix::new(title, vec![edit(node.span(), list)])) }
}

/// A command line: its words, or the whole of it for a shell.
fn command(root: Node<'_>, key: Node<'_>, node: Node<'_>, text: &str) -> Option<Idiom> {
    if node.kind() != Kind::Str {
        return Some(of(node, &[node.source()], "make it a list of one item", "a list has each word by itself"));
    }
    if key.scalar_text() == "args" && behind_a_shell(root, key) {
        return Some(of(node, &[text], "make it a list of one item", "to the shell it is one text"));
    }
    let plain = text.replace("$(", "");
    if plain.contains(SHELL) || plain.contains('$') {
        if key.scalar_text() == "command" {
            let line = ["sh", "-c", text];
            return Some(of(node, &line, "have a shell read it", "only a shell understands this"));
        }
        let help = "a list has each word by itself; what only a shell understands needs `command: [sh, -c]`";
        return Some(Idiom { help: help.to_owned(), fix: None });
    }
    let words = split(text)?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let title = if words.len() == 1 { "make it a list of one item" } else { "make each word an item" };
    Some(of(node, &words, title, "a list has each word by itself"))
}

/// A text of several lines: for a shell, as it stands.
fn script(root: Node<'_>, key: Node<'_>, node: Node<'_>) -> Option<Idiom> {
    let words: &[&str] = match key.scalar_text() {
        "command" => &["sh", "-c"],
        "args" if behind_a_shell(root, key) => &[],
        _ => return None,
    };
    let source = node.document().text();
    let (colon, column) = (key.span().end + 1, text::column(source, key.span().start));
    let lead = source.get(colon as usize..node.span().start as usize)?;
    let dash = format!("\n{:column$}-", "");
    let items: String = words.iter().map(|word| format!("{dash} {word}")).collect();
    let edits = vec![edit(Span::new(colon, node.span().start), format!("{items}{dash} "))];
    let fix = lead.trim().is_empty().then(|| Fix::new("have a shell read it", edits));
    Some(Idiom {
        help: "a list has each word by itself; a script is one of them, behind `sh` and `-c`".to_owned(),
        fix,
    })
}

/// Whether the container's command ends in a shell that waits for its text.
fn behind_a_shell(root: Node<'_>, key: Node<'_>) -> bool {
    let Some(way) = root.path_to(key) else { return false };
    let mut here = root;
    for (step, node) in &way[..way.len().saturating_sub(1)] {
        here = match step {
            Step::Index(_) => *node,
            Step::Key(_) => node.entry_of_key().value,
        };
    }
    let Some(command) = here.get("command") else { return false };
    let mut words: Vec<&str> = command.items().map(Node::scalar_text).collect();
    if command.is_scalar() {
        words = command.scalar_text().split_whitespace().collect();
    }
    let shell = words.first().and_then(|first| first.rsplit('/').next()).is_some_and(|name| SHELLS.contains(&name));
    shell && words.last().is_some_and(|last| last.starts_with('-') && last.ends_with('c'))
}

/// The words of a simple command line, with its quotes taken away; `None` where a quote is not closed.
fn split(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().push(chars.next()?),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_command_line_is_split_as_a_shell_would() {
        for (line, words) in [
            ("sleep 3600", &["sleep", "3600"][..]),
            ("sh -c 'echo a  b'", &["sh", "-c", "echo a  b"]),
            ("a \"b c\"d ''", &["a", "b cd", ""]),
            ("a\\ b", &["a b"]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        assert_eq!(split("a 'b"), None);
    }
}
