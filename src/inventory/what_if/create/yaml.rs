//! An object of a command's own making, as a person would write it: findings show its lines.

use crate::source::{Document, Draft, json};

/// The lines of an object.
pub(super) fn text(object: &Draft) -> String {
    let mut text = String::new();
    write(object, 0, &mut text);
    text
}

fn write(value: &Draft, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    if value.is_map() {
        for (key, value) in value.entries() {
            text.push_str(&format!("{indent}{}:", scalar(&Draft::text(key))));
            below(value, depth + 1, text);
        }
    }
    for item in value.items().unwrap_or_default() {
        if !item.is_map() || item.entries().next().is_none() {
            text.push_str(&format!("{indent}-"));
            // A list in a list stands further in.
            below(item, depth + 1 + usize::from(item.items().is_some()), text);
            continue;
        }
        // Its first key stands beside the dash.
        let mut own = String::new();
        write(item, depth + 1, &mut own);
        text.push_str(&format!("{indent}- {}", own.trim_start()));
    }
}

/// What stands behind a key or a dash.
fn below(value: &Draft, depth: usize, text: &mut String) {
    let filled = value.is_map() && value.entries().next().is_some() || value.items().is_some_and(|all| !all.is_empty());
    if filled {
        text.push('\n');
        // Lists stand where their key does.
        write(value, if value.is_map() { depth } else { depth - 1 }, text);
    } else {
        text.push_str(&format!(" {}\n", scalar(value)));
    }
}

/// A scalar, or what is empty. A text that YAML may read as something else is quoted: a number, a truth, nothing, or a sign
/// of its own.
fn scalar(value: &Draft) -> String {
    const WORDS: [&str; 11] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"];
    let json = json(&value.document(&Document::default()));
    let Some(plain) = value.as_text().filter(|_| json.starts_with('"')) else { return json };
    let is_safe = plain.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && !plain.ends_with(':')
        && plain.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@=%".contains(c))
        && !WORDS.contains(&plain.to_ascii_lowercase().as_str());
    if is_safe { plain.to_owned() } else { json }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::{Command, parse_commands};

    #[test]
    fn lines_read_as_what_they_were_made_of() {
        let object = Draft::read(
            "{kind: 'on', spec: {a: [], b: {}, c: [{name: 'y', ports: [{port: 80}]}, {name: a b}], d: ['1', 'x: y', '', '~', '-', [q]], \
             e: true, f: '1_000', g: '0x1', 'no': null, h: '1:30', i: \"l\\nm\", j: 2026-01-01, k: '*', l: '# x', m: 'a #b'}}",
        )
        .unwrap();
        let text = text(&object);
        assert_eq!(Draft::read(&text), Ok(object), "{text}");
        assert!(
            text.starts_with(
                "kind: \"on\"\nspec:\n  a: []\n  b: {}\n  c:\n  - name: \"y\"\n    ports:\n    - port: 80\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn names_that_look_like_truths_are_names() {
        for (words, line) in [
            ("create deployment on --image=nginx", "  name: \"on\""),
            ("create deployment d --image=y", "image: \"y\""),
            ("run y --image=nginx", "    run: \"y\""),
            ("create job no --image=i", "  name: \"no\""),
            ("create pdb yes --selector=app=on --min-available=1", "      app: \"on\""),
            ("autoscale deploy web --max=3 --name=on", "  name: \"on\""),
            ("create ns 1e3", "  name: \"1e3\""),
        ] {
            let all = parse_commands(words).unwrap();
            let [Command::Apply { text: Some(text), .. }] = &all[..] else { panic!("{words}") };
            assert!(text.contains(&format!("{line}\n")), "{words}: {text}");
        }
    }
}
