//! The owners that an object names in its metadata.

use hashbrown::HashSet;

use super::cx::Cx;
use crate::resource::Field;

/// `ValidateOwnerReferences`: the server gives these without an index.
pub(super) fn owner_references<'a>(cx: &mut Cx<'a>, references: Field<'a>) {
    const PARTS: &[(&str, &str)] = &[
        ("apiVersion", "version must not be empty"),
        ("kind", "must not be empty"),
        ("name", "must not be empty"),
        ("uid", "must not be empty"),
    ];
    if !references.exists() {
        return;
    }
    let base = cx.path(references);
    let mut controller: Option<String> = None;
    let (kept, _) = distinct(references);
    for reference in kept {
        for (part, detail) in PARTS {
            let f = reference.at(part);
            let empty = match *part {
                "apiVersion" => !has_version(f.str()),
                _ => f.str().is_empty(),
            };
            if empty {
                let path = format!("{base}.{part}");
                cx.invalid(f, detail)
                    .field(path)
                    .say(format!("an owner reference needs `{part}`"))
                    .help("owner references are written by controllers; a manifest seldom needs any");
            }
        }
        if (reference.at("apiVersion").str(), reference.at("kind").str()) == ("v1", "Event") {
            cx.invalid(reference, "/v1, Kind=Event is disallowed from being an owner").field(base.clone());
        }
        if reference.at("controller").bool() {
            let this = format!("{}/{}", reference.at("kind").str(), reference.at("name").str());
            match &controller {
                None => controller = Some(this),
                Some(first) => {
                    let detail = format!(
                        "Only one reference can have Controller set to true. Found \"true\" in references for {first} and {this}"
                    );
                    cx.invalid(references, &detail)
                        .say(format!("only one owner can be the controller; {first} and {this} both are"))
                        .label_at(reference.at("controller").span());
                }
            }
        }
    }
}

/// The owners, each once, and those that repeat one before them (`dedupOwnerReferences`).
fn distinct<'a>(references: Field<'a>) -> (Vec<Field<'a>>, Vec<Field<'a>>) {
    let identity = |of: Field<'a>| {
        let texts = ["apiVersion", "kind", "name", "uid"].map(|part| of.at(part).str());
        (texts, ["controller", "blockOwnerDeletion"].map(|part| of.at(part).opt_bool()))
    };
    let mut seen = HashSet::new();
    references.items().partition(|reference| seen.insert(identity(*reference)))
}

/// The warning about owners given twice, which comes before validation and so even with refusals.
pub(super) fn duplicate_owners(cx: &mut Cx<'_>) {
    let (_, repeated) = distinct(cx.root().at("metadata").at("ownerReferences"));
    let Some(first) = repeated.first() else { return };
    let uids = repeated.iter().map(|reference| reference.at("uid").str()).collect::<Vec<_>>().join(", ");
    cx.warn(
        *first,
        format!(
            ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may \
             reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: {uids}"
        ),
    )
    .say("this owner is given twice");
}

/// Whether `schema.FromAPIVersionAndKind` finds a version.
fn has_version(api_version: &str) -> bool {
    match api_version.split_once('/') {
        None => !api_version.is_empty(),
        Some((_, version)) => !version.is_empty() && !version.contains('/'),
    }
}
