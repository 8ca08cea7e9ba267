//! The walls of the house: which room may know which, and who may touch the world.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room with those it may import. `model` is known to all.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("regexp", &[]),
    ("source", &[]),
    ("discover", &[]),
    ("resource", &["source"]),
    ("cel", &["regexp"]),
    ("schema", &["regexp", "source", "resource", "cel"]),
    ("repository", &["discover", "source", "resource", "schema"]),
    ("api", &["regexp", "source", "resource", "schema", "cel"]),
    ("lint", &["source", "resource", "schema"]),
    ("scheduler", &[]),
    ("inventory", &["source", "resource", "schema", "scheduler"]),
    ("policy", &["source", "resource", "schema", "cel", "inventory", "scheduler"]),
    ("mend", &["source", "schema"]),
    ("cross", &["source", "resource", "schema", "inventory", "scheduler"]),
    ("workload", &["source", "resource", "schema", "inventory", "scheduler"]),
    ("explain", &["source", "resource", "inventory", "workload", "scheduler"]),
    ("placement", &["discover", "source", "resource", "inventory", "workload", "scheduler", "explain"]),
    ("compare", &["discover", "source", "resource", "inventory", "scheduler", "placement"]),
    (
        "pipeline",
        &[
            "compare",
            "discover",
            "repository",
            "source",
            "resource",
            "schema",
            "api",
            "lint",
            "mend",
            "inventory",
            "cross",
            "policy",
            "cel",
            "scheduler",
            "explain",
            "placement",
        ],
    ),
    (
        "report",
        &[
            "compare",
            "discover",
            "repository",
            "source",
            "resource",
            "pipeline",
            "placement",
            "inventory",
            "scheduler",
            "explain",
        ],
    ),
    ("fix", &["discover", "source", "mend", "pipeline"]),
    ("config", &["discover", "lint", "pipeline", "policy", "source"]),
    (
        "cli",
        &[
            "config",
            "discover",
            "repository",
            "source",
            "lint",
            "pipeline",
            "fix",
            "placement",
            "report",
            "inventory",
            "scheduler",
        ],
    ),
];

/// The rooms that may touch files, environment, clock and terminal.
const ENDS: [&str; 3] = ["discover", "config", "cli"];

/// What only they may name.
const WORLD: [&str; 7] =
    ["std::fs", "std::env", "std::process", "std::net", "SystemTime", "Instant::now", "std::io::stdout"];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if is_test(&path) {
            continue;
        } else if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Whether a file or a folder is a module of tests alone, as its folder's `mod.rs` declares it.
fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let parent = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    ["", "pub(crate) ", "pub(super) "].iter().any(|v| parent.contains(&format!("#[cfg(test)]\n{v}mod {name};")))
}

/// The code of a file before its tests, without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let own = text.split("#[cfg(test)]\nmod ").next().unwrap().to_owned();
    own.lines().filter(|l| !l.trim_start().starts_with("//")).map(|l| l.to_owned() + "\n").collect()
}

/// The rooms that a text names as `crate::room`, groups included (`use crate::{api, lint}`).
fn named(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 1 && (c.is_alphanumeric() || c == '_') {
                    word.push(c);
                } else if depth <= 1 && !word.is_empty() {
                    rooms.push(std::mem::take(&mut word));
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}

#[test]
fn rooms_import_only_what_they_may_know() {
    let mut broken = Vec::new();
    for (room, known) in ROOMS {
        let mut files = Vec::new();
        let folder = Path::new("src").join(room);
        assert!(folder.is_dir(), "the room {room} is gone");
        sources(&folder, &mut files);
        for file in files {
            for name in named(&code(&file)) {
                let is_room = ROOMS.iter().any(|(r, _)| *r == name);
                if is_room && name != *room && name != "model" && !known.contains(&name.as_str()) {
                    broken.push(format!("{} imports {name}", file.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_room_is_on_the_list() {
    for entry in fs::read_dir("src").unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            assert!(ROOMS.iter().any(|(room, _)| *room == name), "src/{name} has no walls");
        }
    }
}

#[test]
fn only_the_ends_touch_the_world() {
    let mut broken = Vec::new();
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    for file in files {
        let room = file.components().nth(1).unwrap().as_os_str().to_str().unwrap().to_owned();
        // The build script is no part of the program.
        if ENDS.contains(&room.as_str()) || matches!(room.as_str(), "main.rs" | "link.rs") {
            continue;
        }
        let text = code(&file);
        for word in WORLD {
            if text.contains(word) {
                broken.push(format!("{} names {word}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_walls_are_seen() {
    assert_eq!(named("use crate::model::Span; crate::schema::spell()"), ["model", "schema"]);
    assert_eq!(named("use crate::{api, lint as opinions};"), ["api", "lint", "as", "opinions"]);
    assert_eq!(named("use crate::{model::{Span, FileId}, source};"), ["model", "source"]);
}
