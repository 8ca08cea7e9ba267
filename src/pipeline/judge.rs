//! What the server would have against an object that a what-if command makes.

use super::{Request, run};
use crate::discover::{Role, SourceFile};
use crate::model::{ApiCause, Finding, Layer, Severity};

/// What the server says where it does not take the object, given as JSON: the rules of the schema and of the API alone are asked.
pub(crate) fn refusal(object: &str, files: &[SourceFile], request: &Request) -> Option<String> {
    let defining = files.iter().filter(|file| file.role == Role::Definitions);
    let copy = |file: &SourceFile| SourceFile { role: file.role, ..SourceFile::new(&*file.path, &*file.text) };
    let mut all: Vec<SourceFile> = defining.map(copy).collect();
    all.push(SourceFile::new("what-if.json", object));
    let alone = Request {
        versions: request.versions.clone(),
        version_open: request.version_open,
        locations: request.locations.clone(),
        limits: request.limits,
        bare: true,
        ..Request::default()
    };
    let outcome = run(&all, &alone).ok()?;
    let refuses = |finding: &&Finding| {
        finding.severity == Severity::Error && matches!(finding.layer(), Layer::Syntax | Layer::Schema | Layer::Api)
    };
    let first = outcome.findings.iter().find(refuses)?;
    let said = match &first.api {
        Some(ApiCause::Refusal { field, detail, .. }) => format!("{field}: {detail}"),
        _ if first.field.is_empty() => first.message.clone(),
        _ => format!("{}: {}", first.field, first.message),
    };
    let named = first.object.as_ref().and_then(|object| Some((object.kind.as_deref()?, object.name.as_deref()?)));
    Some(match named {
        Some((kind, name)) => format!("The {kind} \"{name}\" is invalid: {said}"),
        None => format!("error validating data: {said}"),
    })
}
