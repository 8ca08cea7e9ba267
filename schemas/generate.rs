//! Makes `schemas/kubernetes.bin` from the OpenAPI documents of Kubernetes releases.
//!
//! ```text
//! cargo run --example generate-schemas -- DIRECTORY schemas/kubernetes.bin
//! ```
//!
//! DIRECTORY holds one `1.<minor>.json` for each version: OpenAPI v2 as the API server publishes it under
//! `/openapi/v2`, or only its `definitions` with `resources` (`group/version/Kind` to `{namespaced, resource}`) in
//! place of `paths`. Where they list what is `served_by_default` (`group/version/Kind`), that is held against
//! `served.tsv`. Only facts are taken: names, types, formats, enums, defaults, list types and scopes; no descriptions.
//!
//! What servers of 1.28 to 1.36 publish was read so, and gives the same kinds, fields and types as the documents that the
//! committed table is made of. It lacks most enums and some defaults, which `/openapi/v3` has: without them findings
//! offer fewer values, and are the same otherwise.
//!
//! What OpenAPI does not say stands in the tables of `schemas/facts`: feature gates, what they keep back, which betas are
//! served, and when API versions end.

#[path = "generate/facts.rs"]
mod facts;
#[path = "generate/openapi.rs"]
mod openapi;
#[path = "generate/writer.rs"]
mod writer;

use std::path::Path;
use std::process::ExitCode;

use plimsoll::model::Version;

/// The whole table from the documents in `directory`.
///
/// # Errors
/// A document is missing, is no JSON, or says something that the table has no words for.
pub(crate) fn generate(directory: &Path) -> Result<Vec<u8>, String> {
    let tables = facts::Tables::read()?;
    let mut facts = openapi::Facts::default();
    for version in Version::all() {
        let path = directory.join(format!("{version}.json"));
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let document = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
        facts.add(version, &document, &tables).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let kinds: Vec<_> = facts.kinds.keys().map(|(k, g, v)| (g.clone(), v.clone(), k.clone())).collect();
    tables.check(|definition, field| facts.field_versions(definition, field), &kinds.iter().collect::<Vec<_>>())?;
    writer::write(&facts, &tables)
}

#[allow(dead_code, reason = "the test that includes this file calls `generate` alone")]
fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [from, to] = arguments.as_slice() else {
        eprintln!("usage: generate-schemas DIRECTORY OUTPUT");
        return ExitCode::from(2);
    };
    let result = generate(Path::new(from)).and_then(|bytes| {
        std::fs::write(to, &bytes).map_err(|e| format!("{}: {e}", Path::new(to).display()))?;
        Ok(bytes.len())
    });
    match result {
        Ok(bytes) => {
            println!("{bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}
