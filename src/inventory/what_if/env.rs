//! `kubectl set env`: variables of containers (`cmd/set/set_env.go`, `env/env_parse.go`).

use super::containers::is_of;
use super::flags::Args;
use super::{Command, objects};
use crate::source::Draft;

/// What becomes of the variables of containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Env {
    /// Names of containers; `*` is all, or any part of a name.
    pub containers: String,
    /// Variables and their values.
    pub set: Vec<(String, String)>,
    /// Variables that go.
    pub remove: Vec<String>,
    /// `--overwrite`, which is so unless it is denied: those that are there may change.
    pub overwrite: bool,
}

/// Reads the command.
pub(super) fn read(args: &mut Args) -> Result<Command, String> {
    let plain = std::mem::take(&mut args.plain);
    // What begins with `=` is no variable, but `-` alone is standard input.
    let is_env = |word: &&String| word.find('=').is_some_and(|at| at > 0) || word.ends_with('-');
    let named: Vec<String> = plain.iter().take_while(|word| !is_env(word)).cloned().collect();
    let behind = &plain[named.len()..];
    if !behind.iter().all(|word| is_env(&word)) {
        return Err(format!("all resources must be specified before environment changes: {}", plain.join(" ")));
    }
    if named.is_empty() && !args.has("filename") {
        return Err("one or more resources must be specified as <resource> <name> or <resource>/<name>".to_owned());
    }
    if args.has("keys") && !args.has("from") {
        return Err("when specifying --keys, a configmap or secret must be provided with --from".to_owned());
    }
    if args.text("from").is_some() {
        return Err("`--from` is not understood in a what-if command: give the variables themselves".to_owned());
    }
    let mut env = Env {
        containers: args.text("containers").unwrap_or("*").to_owned(),
        set: Vec::new(),
        remove: Vec::new(),
        overwrite: !args.has("overwrite") || args.is("overwrite"),
    };
    let prefix = args.text("prefix").unwrap_or_default();
    for word in args.whole("env").iter().chain(behind) {
        match (word.split_once('='), word.strip_suffix('-')) {
            (Some((name, value)), _) => {
                if !is_name(name) {
                    return Err(format!("\"{name}\" is not a valid key name"));
                }
                env.set.push((name.to_owned(), value.to_owned()));
            }
            (None, Some("")) => {
                return Err("variables of standard input are not understood in a what-if command".to_owned());
            }
            (None, Some(name)) => env.remove.push(name.to_owned()),
            (None, None) => return Err(format!("unknown environment variable: {word}")),
        }
    }
    if env.remove.iter().any(|name| env.set.iter().any(|(set, _)| set == name)) {
        return Err("can not both modify and remove the same environment variable in the same command".to_owned());
    }
    env.set.iter_mut().for_each(|(name, _)| name.insert_str(0, prefix));
    let objects = objects::read(args, &named)?;
    if args.is("list") {
        let note = "`set env --list` changes nothing: it only reads".to_owned();
        return Ok(Command::Idle { objects: Some(objects), note });
    }
    Ok(Command::SetEnv { objects, env })
}

/// Whether a variable may be called so (`IsEnvVarName`).
fn is_name(name: &str) -> bool {
    let starts = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '.' | '_');
    name.starts_with(starts)
        && name.chars().all(|c| starts(c) || c.is_ascii_digit())
        && !name.starts_with("..")
        && name != "."
}

/// Changes the variables of containers (`updateEnv`). Where no container is meant, nothing changes.
pub(super) fn change(spec: &mut Draft, env: &Env) -> Result<(), String> {
    for list in ["containers", "initContainers"] {
        for container in spec.get_mut(list).and_then(Draft::items_mut).into_iter().flatten() {
            if is_of(&env.containers, container.get("name").and_then(Draft::as_text).unwrap_or_default()) {
                change_one(container, env)?;
            }
        }
    }
    Ok(())
}

fn change_one(container: &mut Draft, env: &Env) -> Result<(), String> {
    let mut all = container.get("env").and_then(Draft::items).unwrap_or_default().to_vec();
    let name_of = |one: &Draft| one.get("name").and_then(Draft::as_text).unwrap_or_default().to_owned();
    for (name, value) in &env.set {
        let one = Draft::texts([("name", name.as_str()), ("value", value.as_str())]);
        let Some(at) = all.iter().position(|own| name_of(own) == *name) else {
            all.push(one);
            continue;
        };
        let old = all[at].get("value").and_then(Draft::as_text).unwrap_or_default();
        if !env.overwrite && old != value {
            return Err(format!("'{name}' already has a value ({old}), and --overwrite is false"));
        }
        all[at] = one;
    }
    all.retain(|own| !env.remove.contains(&name_of(own)));
    match (all.is_empty(), container.get("env").is_some()) {
        (true, false) => {}
        (true, true) => drop(container.remove("env")),
        _ => container.set("env", Draft::list(all)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::parse_commands;

    fn made(words: &str, spec: &str) -> Result<Draft, String> {
        let Command::SetEnv { env, .. } = parse_commands(words)?.remove(0) else { panic!("{words}") };
        let mut spec = Draft::read(spec).unwrap();
        change(&mut spec, &env)?;
        Ok(spec)
    }

    #[test]
    fn variables_are_set_and_go() {
        let spec = "{containers: [{name: c, env: [{name: A, value: x}, {name: B, value: z}]}, {name: side}]}";
        for (words, wanted) in [
            (
                "A=b",
                "{containers: [{name: c, env: [{name: A, value: b}, {name: B, value: z}]}, {name: side, env: [{name: A, value: b}]}]}",
            ),
            (
                "-c c D=1,2 B-",
                "{containers: [{name: c, env: [{name: A, value: x}, {name: D, value: '1,2'}]}, {name: side}]}",
            ),
            ("A- B-", "{containers: [{name: c}, {name: side}]}"),
            ("-c none A=b", spec),
            ("-e A=b -c c", "{containers: [{name: c, env: [{name: A, value: b}, {name: B, value: z}]}, {name: side}]}"),
        ] {
            let words = format!("set env deploy web {words}");
            assert_eq!(made(&words, spec), Ok(Draft::read(wanted).unwrap()), "{words}");
        }
        let why = "'A' already has a value (x), and --overwrite is false";
        assert_eq!(made("set env deploy web A=b --overwrite=false", spec), Err(why.to_owned()));
    }

    #[test]
    fn what_kubectl_refuses_is_refused() {
        for (words, why) in [
            (
                "set env deploy web A=b A-",
                "can not both modify and remove the same environment variable in the same command",
            ),
            ("set env A=b", "one or more resources must be specified as <resource> <name> or <resource>/<name>"),
            ("set env deploy A=b web", "all resources must be specified before environment changes: deploy A=b web"),
            ("set env deploy web 1A=b", "\"1A\" is not a valid key name"),
            ("set env node n1 A=b", "nodes/n1 the object is not a pod or does not have a pod template: *v1.Node"),
        ] {
            assert_eq!(parse_commands(words), Err(why.to_owned()), "{words}");
        }
    }
}
