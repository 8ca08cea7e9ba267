//! One document through source, resource, schema, api and lint.

use super::part::Part;
use super::seen::Seen;
use super::unreadable::is_unrendered;
use super::{Run, Unchecked, Why, custom, filled, foreign, key_read_as, policies, select};
use crate::mend::{self, Budget, Judge, Judgement, Trusted};
use crate::model::placeholder::is_filled_in_later;
use crate::model::{FileId, Finding, Gvk, Scene, Sink, Span};
use crate::resource::{Content, Resource, content};
use crate::schema::WRONG_TYPE;
use crate::source::Document;
use crate::{api, schema};

/// Everything that is wrong with one document, each fix proven.
pub(super) fn lint(document: &Document<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen) -> Vec<Finding> {
    if run.request.bare {
        return judge(document, file, run, seen).findings;
    }
    // What a mend makes of it is read anew, but for what nobody will ask of it: what it is to other objects.
    let nobody = crate::cross::Looks::default();
    let alone = Run { looks: &nobody, ..run };
    let again = |document: &Document<'_>| {
        let filled = filled::reading(document, &run.request.limits);
        judge(filled.as_ref().unwrap_or(document), file, alone, &mut Seen::default())
    };
    let judge_again = Judge { judge: &again, limits: run.request.limits, version: run.request.version() };
    let mut budget = Budget::default();
    let scene = Scene::new(file, document.index);
    let around = document.around.iter().filter(|_| !is_unrendered(document)).map(|finding| scene.set(finding.clone()));
    let around: Vec<Finding> = around.collect();
    let other = mend::other_reading(document, &judge_again, &mut budget);
    let document = other.as_ref().unwrap_or(document);
    let findings = judge(document, file, run, seen);
    let mut findings = mend::repair(document, findings, &judge_again, &mut budget);
    findings.extend(around);
    findings
}

/// Everything that is wrong with one document, its fixes as the rules offer them.
pub(super) fn judge(document: &Document<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen) -> Judgement {
    if is_unrendered(document) {
        run.looks.leave_open(&mut seen.known);
        seen.counts.documents += 1;
        seen.leave(Unchecked { file, document: document.index, span: head(document), why: Why::Template });
        return Judgement::default();
    }
    let mut sink = Sink::new(Scene::new(file, document.index), document.text().len());
    if !document.errors.is_empty() {
        let trusted = Trusted::of(document);
        sink.believe(move |finding| trusted.has(finding));
    }
    filled::leave_open(document, &mut sink);
    let before = seen.counts.checked;
    let other = match run.part {
        Part::Own(_) | Part::Declared(_) => None,
        Part::Whole | Part::Fragment => foreign::whose(document, run.path(file), run),
    };
    let content = match run.part {
        Part::Own(_) => document.root().map_or(Content::Empty, |root| Content::Objects(vec![Resource::new(root)])),
        _ if other.is_some() => Content::Foreign(head(document)),
        _ => content(document),
    };
    if matches!(content, Content::Objects(_)) {
        key_read_as::note(document, &mut sink);
    }
    // How another tool reads its file is its own business.
    if !other.as_ref().is_some_and(foreign::is_a_tools) {
        document.errors.iter().for_each(|error| sink.add(error.clone()));
    }
    match content {
        Content::Empty => seen.counts.documents += usize::from(!document.errors.is_empty()),
        Content::Foreign(_) => {
            seen.counts.documents += 1;
            let no_object = || if matches!(run.part, Part::Fragment) { Why::Patch } else { Why::NoObject };
            let why = other.unwrap_or_else(no_object);
            seen.leave(Unchecked { file, document: document.index, span: head(document), why });
        }
        Content::Objects(objects) => {
            seen.counts.documents += 1;
            // Of what is given beside the manifests a list that is not opened is told of only where nothing else is there.
            let declared = matches!(run.part, Part::Declared(_));
            let lists = document.root().filter(|_| !declared).map(schema::lists).unwrap_or_default();
            // A list that could not be opened is told of as such, not as an unknown kind as well.
            let unopened = |o: &&Resource<'_>| !lists.is_empty() && document.root() == Some(o.root);
            for object in objects.iter().filter(unopened) {
                seen.leave(of(object, file, Why::NoSchema(named(object))));
            }
            for object in objects.iter().filter(|o| !unopened(o)) {
                judge_object(object, file, run, seen, &mut sink);
            }
            if let (false, Some(root)) = (lists.is_empty(), document.root()) {
                sink.object(Resource::new(root).reference());
                lists.into_iter().for_each(|finding| sink.add(finding));
            }
            sink.whole();
            key_read_as::tell(document, &mut sink);
        }
    }
    filled::left(&mut sink, document, file).into_iter().for_each(|one| seen.leave(one));
    let (findings, doubted) = sink.finish(head(document));
    Judgement { findings, doubted, checked: seen.counts.checked - before }
}

/// Where a document begins.
fn head(document: &Document<'_>) -> Span {
    document.root().map_or(document.span, |root| root.head())
}

/// The object as something that is not checked.
pub(super) fn of(object: &Resource<'_>, file: FileId, why: Why) -> Unchecked {
    Unchecked { file, document: object.root.document().index, span: object.root.head(), why }
}

/// An object's kind, as the flags spell it: `group/version/Kind`.
pub(super) fn named(object: &Resource<'_>) -> String {
    match object.api_version {
        "" => object.kind.to_owned(),
        api_version => format!("{api_version}/{}", object.kind),
    }
}

fn judge_object(object: &Resource<'_>, file: FileId, run: Run<'_, '_>, seen: &mut Seen, sink: &mut Sink<'_>) {
    if select::skipped(object, run.request) {
        seen.leave(of(object, file, Why::Skipped(named(object))));
        return;
    }
    sink.object(object.reference());
    if is_judged_apart(object, file, run, seen, sink) {
        return;
    }
    select::rejected(object, run.request).into_iter().for_each(|finding| sink.add(finding));
    // Of what no longer reads as its kind some is the same all the same: what it refers to, and the pods that it makes.
    let (mut meaning, mut akin, mut custom) = (None, None, false);
    for version in &run.request.versions {
        sink.version(*version);
        let mut checked = match run.registry.defines(object) {
            true => schema::check_defined(object, *version),
            false if matches!(run.part, Part::Fragment) => schema::check_part(object, *version),
            false => schema::check(object, *version),
        };
        let wrong = checked.findings.iter().filter(|f| *f.rule == WRONG_TYPE);
        let wrong: Vec<String> = wrong.map(|f| f.field.clone()).collect();
        let settled = |finding: &Finding| run.completion.is_some_and(|added| added.settles(finding, object));
        let takes = |finding: &Finding| run.part.takes(finding, object) && !settled(finding);
        akin = akin.or(checked.akin);
        let refused = checked.meaning.map(|gvk| api::check(object, gvk, *version)).unwrap_or_default();
        let refused = of_removal(checked.meaning, &mut checked.findings, refused);
        checked.findings.into_iter().filter(takes).for_each(|finding| sink.add(finding));
        if let Some(gvk) = checked.meaning {
            sink.unread(wrong);
            refused.into_iter().filter(takes).for_each(|finding| sink.add(finding));
            meaning = Some(gvk);
        } else if checked.custom {
            custom = true;
            let findings = custom::check(object, file, run, *version, seen);
            findings.into_iter().filter(takes).for_each(|finding| sink.add(finding));
        }
    }
    sink.any_version();
    policies::hold(object, file, meaning, run, sink);
    policies::leave(object, file, run, seen);
    if meaning.is_some() {
        seen.counts.checked += 1;
    }
    if matches!(run.part, Part::Fragment) {
        run.looks.mention(object.root, &mut seen.known);
    } else if let Some(gvk) = meaning.or(akin) {
        look(object, gvk, file, run, seen, sink);
    } else if let Some(gvk) = run.looks.read_custom(object, file, run.request.version(), &mut seen.known) {
        opine(object, gvk, file, run, sink);
    } else {
        run.looks.mention(object.root, &mut seen.known);
    }
    if meaning.is_none() && !custom {
        seen.leave(of(object, file, unknown(object)));
    }
}

/// What the rules of one object have to say of it, and what those between objects read of it.
fn look(object: &Resource<'_>, gvk: Gvk, file: FileId, run: Run<'_, '_>, seen: &mut Seen, sink: &mut Sink<'_>) {
    run.looks.read(object, gvk, file, run.request.version(), &mut seen.known);
    opine(object, gvk, file, run, sink);
}

/// What the rules of one object have to say of it, but for an image that a kustomization makes another: that one is what is run.
fn opine(object: &Resource<'_>, gvk: Gvk, file: FileId, run: Run<'_, '_>, sink: &mut Sink<'_>) {
    let other = |finding: &Finding| {
        let image = || object.root.document().text().get(finding.span.range()).unwrap_or_default();
        ABOUT_IMAGES.contains(&finding.rule.id)
            && run.survey.changes_of(file, object).changes_image(image().trim_matches(['"', '\'']))
    };
    let found = run.opinions.check(object, gvk).into_iter().filter(|finding| !other(finding));
    found.for_each(|finding| sink.add(finding));
}

/// Rules about how an image is named.
const ABOUT_IMAGES: [&str; 3] = ["lint/image-digest", "lint/image-name", "lint/latest-tag"];

/// Judges what is no whole object of a cluster by what it is; whether that is all that there is to judge.
fn is_judged_apart(
    object: &Resource<'_>,
    file: FileId,
    run: Run<'_, '_>,
    seen: &mut Seen,
    sink: &mut Sink<'_>,
) -> bool {
    if let Part::Declared(find) = run.part {
        find(object, run.request.version()).into_iter().for_each(|finding| sink.add(finding));
        return true;
    }
    if let Part::Own(find) = run.part {
        run.looks.mention(object.root, &mut seen.known);
        seen.counts.checked += 1;
        find(object, run.request.version()).into_iter().for_each(|finding| sink.add(finding));
        return true;
    }
    if matches!(run.part, Part::Fragment) {
        seen.leave(of(object, file, Why::Patch));
        if run.survey.is_for_another(file, object) {
            return true;
        }
    }
    false
}

/// What is refused of an object, without what only the version asks for that took the place of its own: that follows from the
/// removal, which tells of it.
fn of_removal(meaning: Option<Gvk>, found: &mut [Finding], refused: Vec<Finding>) -> Vec<Finding> {
    let removed = found.iter_mut().find(|f| *f.rule == schema::REMOVED_API);
    let (Some(gvk), Some(removed)) = (meaning, removed) else { return refused };
    let follows = |f: &Finding| f.is_refusal() && schema::is_asked_since(gvk.group, gvk.kind, &f.field);
    let (follows, own): (Vec<_>, Vec<_>) = refused.into_iter().partition(follows);
    let follows = follows.into_iter().map(Finding::into_particulars);
    removed.follows(follows.flat_map(|f| f.api.into_iter().chain(f.also)));
    own
}

/// Why an object of a kind that is not known was not checked: where its kind is filled in later it is a template.
fn unknown(object: &Resource<'_>) -> Why {
    let open = [object.api_version, object.kind].into_iter().any(is_filled_in_later);
    if open { Why::Template } else { Why::NoSchema(named(object)) }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use crate::discover::SourceFile;
    use crate::model::{Finding, MOST_OF_DOCUMENT, MOST_TOLD, Severity, TOO_MANY_MISTAKES, most_of_document};
    use crate::pipeline::{Request, run};

    fn found(text: String) -> Vec<Finding> {
        run(&[SourceFile::new("many.yaml", text)], &Request::default()).unwrap().findings
    }

    #[test]
    fn more_mistakes_than_anybody_reads_are_counted() {
        let mut unknown =
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: b:1\n"
                .to_owned();
        let mut keys = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n".to_owned();
        for i in 0..MOST_TOLD + 7 {
            let _ = writeln!(unknown, "  zzz{i}: 1");
            let _ = writeln!(keys, "  \"{i}!\": v");
        }
        for text in [unknown, keys] {
            let findings = found(text);
            let errors =
                findings.iter().filter(|f| f.severity == Severity::Error && *f.rule != TOO_MANY_MISTAKES).count();
            assert_eq!(errors, MOST_TOLD);
            let untold: Vec<_> = findings.iter().filter(|f| *f.rule == TOO_MANY_MISTAKES).collect();
            assert_eq!(untold.len(), 1);
            assert!(untold[0].message.starts_with("7 more"), "{}", untold[0].message);
        }
    }

    #[test]
    fn a_list_of_very_many_mistakes_tells_so_many_and_counts_the_rest() {
        let head = "apiVersion: v1\nkind: List\nitems:\n";
        // What is told grows with the file, up to a bound.
        for (item, items) in [("- {}\n", 1_003), ("- {}\n", 7_000), ("- {                             }\n", 5_003)] {
            let text = format!("{head}{}", item.repeat(items));
            let most = most_of_document(text.len());
            let findings = found(text);
            assert_eq!(findings.len(), most + 1, "{items}");
            let said = format!("{} more", items - most);
            assert!(findings.iter().any(|f| *f.rule == TOO_MANY_MISTAKES && f.message.starts_with(&said)), "{said}");
        }
        assert_eq!([0, 64_000, 1 << 20].map(most_of_document), [2 * MOST_TOLD, 2_000, MOST_OF_DOCUMENT]);
    }

    #[test]
    fn very_many_suggestions_are_no_mistake() {
        let pod = "- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: 'b:1'}]}}\n";
        let findings = found(format!("apiVersion: v1\nkind: List\nitems:\n{}", pod.repeat(MOST_OF_DOCUMENT + 1)));
        assert!(findings.iter().any(|f| *f.rule == TOO_MANY_MISTAKES && f.severity == Severity::Info));
        assert!(findings.iter().all(|f| f.severity != Severity::Error));
    }

    #[test]
    fn an_image_that_a_kustomization_renames_is_told_by_nobody() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: web}]}\n";
        let told = |images: &str| {
            let files = [
                SourceFile::new("kustomization.yaml", format!("resources: [a.yaml]\n{images}")),
                SourceFile::new("a.yaml", pod),
            ];
            let found = run(&files, &Request::default()).unwrap().findings;
            found.iter().filter(|finding| finding.rule.id == "lint/latest-tag").count()
        };
        assert_eq!(told(""), 1);
        assert_eq!(told("images: [{name: web, newTag: '1.2'}]\n"), 0);
        assert_eq!(told("images: [{name: other, newTag: '1.2'}]\n"), 1);
    }
}
