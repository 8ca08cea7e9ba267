//! What the server would have against an object that a what-if command makes.

use super::{Request, run};
use crate::discover::{Role, SourceFile};
use crate::inventory::Judgement;
use crate::model::{ApiCause, Finding, Layer, Severity};
use crate::schema::UNKNOWN_FIELD;

/// What the server has against the object, given as JSON: the rules of the schema and of the API alone are asked.
pub(crate) fn judgement(object: &str, files: &[SourceFile], request: &Request) -> Judgement {
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
    let Ok(outcome) = run(&all, &alone) else { return Judgement::default() };
    let refuses = |finding: &&Finding| {
        finding.severity == Severity::Error && matches!(finding.layer(), Layer::Syntax | Layer::Schema | Layer::Api)
    };
    let (unknown, others): (Vec<&Finding>, Vec<&Finding>) =
        outcome.findings.iter().filter(refuses).partition(|finding| finding.rule.id == UNKNOWN_FIELD.id);
    Judgement {
        refused: others.first().map(|finding| said(finding)),
        unknown: unknown.iter().map(|finding| (finding.field.clone(), said(finding))).collect(),
    }
}

/// What the server says, as kubectl prints it.
fn said(first: &Finding) -> String {
    let said = match &first.api {
        Some(ApiCause::Refusal { field, detail, .. }) => format!("{field}: {detail}"),
        _ if first.field.is_empty() => first.message.clone(),
        _ => format!("{}: {}", first.field, first.message),
    };
    let named = first.object.as_ref().and_then(|object| Some((object.kind.as_deref()?, object.name.as_deref()?)));
    match named {
        Some((kind, name)) => format!("The {kind} \"{name}\" is invalid: {said}"),
        None => format!("error validating data: {said}"),
    }
}
