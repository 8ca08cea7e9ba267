//! Flags that stand before the verb: which word is the verb (`spf13/cobra`, `stripFlags`), and what those flags say.

use super::flags::{Args, Takes, known};
use crate::model::format::is_duration;

/// The verb among the words, and what stands around it: the first word that neither is a flag nor the value of one.
/// `None` where there is none.
///
/// # Errors
/// A flag that is none of `command`, where only flags of all commands may stand.
pub(super) fn verb(command: &str, words: &[String]) -> Result<Option<(String, Vec<String>)>, String> {
    let flags = known(command);
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| *word != "--") {
        if !word.starts_with('-') {
            let rest = words[..at].iter().chain(&words[at + 1..]).cloned().collect();
            return Ok(Some((word.clone(), rest)));
        }
        let flag = match word.strip_prefix("--") {
            Some(name) => flags.iter().find(|(known, ..)| *known == name),
            None => flags.iter().find(|(_, letter, _)| word.len() == 2 && word.ends_with(*letter)),
        };
        let alone = !word.contains('=') && (word.starts_with("--") || word.len() == 2);
        match flag {
            None if alone && command.is_empty() => {
                return Err(format!("flags cannot be placed before plugin name: {word}"));
            }
            // One that is not known takes a value, as far as can be told.
            None if alone => at += 1,
            Some((.., takes)) if alone && !matches!(takes, Takes::Bool | Takes::Perhaps) => at += 1,
            _ => {}
        }
        at += 1;
    }
    Ok(None)
}

/// What is wrong with the flags that every command takes and that say nothing of the change (`ParseTimeout`).
///
/// # Errors
/// kubectl's own words.
pub(super) fn check(args: &Args) -> Result<(), String> {
    match args.text("request-timeout") {
        Some(time) if !is_duration(time) && time.parse::<i64>().is_err() => {
            Err("Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a \
                 corresponding time unit (e.g. 1s | 2m | 3h)"
                .to_owned())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Command, parse_commands};

    #[test]
    fn flags_of_all_commands_may_stand_before_the_verb() {
        let plain = parse_commands("cordon n1").unwrap();
        for before in [
            "--context=prod",
            "--context prod",
            "--kubeconfig /k",
            "-v=4",
            "-v 4",
            "-v4",
            "--request-timeout=5s",
            "--request-timeout 5",
            "--as me --as-group=g",
            "--insecure-skip-tls-verify --server=x",
            "-nshop",
        ] {
            assert_eq!(parse_commands(&format!("kubectl {before} cordon n1")), Ok(plain.clone()), "{before}");
        }
        for same in ["-n shop scale sts db --replicas=3", "--namespace=shop scale --replicas=3 sts db"] {
            assert_eq!(parse_commands(same), parse_commands("scale sts db --replicas=3 -n shop"), "{same}");
        }
        let image = parse_commands("set image deploy web c=i -n shop");
        assert_eq!(parse_commands("-n shop set image deploy web c=i"), image);
        assert_eq!(parse_commands("set -n shop image deploy web c=i"), image);
        assert_eq!(parse_commands("--replicas=3 scale deploy web"), parse_commands("scale deploy web --replicas=3"));
        assert!(matches!(&parse_commands("create -f x.yaml").unwrap()[..], [Command::Apply { .. }]));
    }

    #[test]
    fn other_flags_before_the_verb_are_refused_as_kubectl_does() {
        for (words, why) in [
            ("--all label node", "flags cannot be placed before plugin name: --all"),
            ("-x cordon n1", "flags cannot be placed before plugin name: -x"),
            ("--request-timeout foo cordon n1", "Invalid timeout value."),
            ("-v=x cordon n1", "invalid argument \"x\" for \"-v, --v\" flag"),
        ] {
            let said = parse_commands(words).unwrap_err();
            assert!(said.starts_with(why), "{words}: {said}");
        }
        assert!(parse_commands("-n default").is_err());
    }
}
