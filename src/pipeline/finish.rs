//! The one gate: what every finding passes before it is told. Levels, what is said twice, what is set aside, and order live
//! here and nowhere else.

use hashbrown::HashSet;

use super::aside::{Aside, Looked, set_aside};
use super::{Level, Request, Tell, Unchecked, sets};
use crate::cross::{DUPLICATE_OBJECT, LIMIT_RANGE, OBJECT_QUOTA, POD_SECURITY};
use crate::discover::{Role, SourceFile};
use crate::inventory::{INVENTORY, bears_on_placement};
use crate::mend::leave_to_people;
use crate::model::{FileId, Finding, Layer, Severity};
use crate::placement::{NOT_CREATED, Remark};
use crate::policy::ADMISSION_POLICY;

/// What is told of `findings`, in the order in which it is told. The remarks are about findings by their place in the
/// list as it is given.
pub(super) fn finish(
    files: &[SourceFile],
    request: &Request,
    mut findings: Vec<Finding>,
    remarks: Vec<Remark>,
    looked: &Looked<'_>,
) -> (Vec<Finding>, Aside) {
    for Remark { finding, text } in remarks {
        let finding = &mut findings[finding];
        let help = finding.help.take().map_or_else(String::new, |help| format!("{help}\n"));
        finding.help = Some(help + &text);
    }
    findings.iter_mut().for_each(Finding::clip);
    let told = |f: &Finding| tells(f, files, request) && asked_for(f, files, request.tell);
    let limits = findings.iter().filter(|f| *f.rule == LIMIT_RANGE && told(f));
    let said: HashSet<_> = limits.map(|f| (f.file, f.span)).collect();
    let without_pods = findings.iter().filter(|f| *f.rule == NOT_CREATED && told(f));
    let without_pods: HashSet<_> = without_pods.map(|f| (f.file, f.span)).collect();
    let denied = findings.iter().filter(|f| *f.rule == ADMISSION_POLICY && f.severity == Severity::Error && told(f));
    let denied: HashSet<_> = denied.map(|f| (f.file, f.span)).collect();
    let doubles = findings.iter().filter(|f| *f.rule == INVENTORY && told(f));
    let doubles: HashSet<_> = doubles.map(|f| (f.file, f.span)).collect();
    let refused = findings.iter().filter(|f| *f.rule == POD_SECURITY && f.severity == Severity::Error && told(f));
    let refused: HashSet<_> = refused.map(|f| (f.file, f.document, f.field.clone())).collect();
    findings.retain_mut(|finding| {
        level(finding, files, request)
            // What the namespace refuses is no opinion any longer.
            && !(finding.layer() == Layer::Lint && is_refused(finding, &refused))
            && asked_for(finding, files, request.tell)
            // What keeps the pods out is told where the manifests are linted, too.
            && !(*finding.rule == NOT_CREATED && said.contains(&(finding.file, finding.span)))
            && !(is_of_policy(finding) && denied.contains(&(finding.file, finding.span)))
            && !(*finding.rule == OBJECT_QUOTA && without_pods.contains(&(finding.file, finding.span)))
            && !(is_of_pod_security(finding) && refused.iter().any(|said| (said.0, said.1) == (finding.file, finding.document)))
            // That a node is there twice weighs more than that any object is.
            && !(*finding.rule == DUPLICATE_OBJECT && doubles.contains(&(finding.file, finding.span)))
    });
    let ranks = ranks(files);
    sort(&ranks, &mut findings);
    leave_to_people(&mut findings, &|file| files.get(file.0 as usize).map(|file| file.text.as_str()));
    let aside = set_aside(&mut findings, files, request, looked);
    // What is said of suppressions and the baseline themselves has its levels as well.
    findings.retain_mut(|finding| level(finding, files, request));
    sort(&ranks, &mut findings);
    (findings, aside)
}

/// Whether it tells of pods that a policy denies.
fn is_of_policy(finding: &Finding) -> bool {
    *finding.rule == NOT_CREATED && finding.message.contains(" is forbidden: ValidatingAdmissionPolicy ")
}

/// Whether it tells of pods that break the level of their namespace.
fn is_of_pod_security(finding: &Finding) -> bool {
    *finding.rule == NOT_CREATED && finding.message.contains(" violates PodSecurity ")
}

/// Whether an opinion about privileges is about a field, or one within or around it, that the namespace refuses.
fn is_refused(finding: &Finding, refused: &HashSet<(FileId, u32, String)>) -> bool {
    let security = || ["security", "restricted"].into_iter().filter_map(sets::find);
    if refused.is_empty() || !security().any(|set| set.rules.contains(&finding.rule.id)) {
        return false;
    }
    let around = finding.field.match_indices(['.', '[']).map(|(at, _)| &finding.field[..at]);
    let known = |field: &str| refused.contains(&(finding.file, finding.document, field.to_owned()));
    around.chain([finding.field.as_str()]).any(known)
}

/// Gives the finding the severity that the user wants; `false` where it is not wanted at all. What the API server refuses
/// stays an error: to lower it would be a lie.
fn level(finding: &mut Finding, files: &[SourceFile], request: &Request) -> bool {
    match request.level(finding.rule, path(finding, files)) {
        Some(Level::Off) => false,
        Some(Level::On) => true,
        Some(Level::At(severity)) => {
            if !finding.is_refusal() {
                finding.severity = severity;
            }
            true
        }
        None => true,
    }
}

/// Whether findings of its rule are told in its file at all.
pub(super) fn tells(finding: &Finding, files: &[SourceFile], request: &Request) -> bool {
    request.tells(finding.rule, path(finding, files))
}

fn path<'f>(finding: &Finding, files: &'f [SourceFile]) -> &'f str {
    files.get(finding.file.0 as usize).map_or("", |file| file.path.as_str())
}

fn asked_for(finding: &Finding, files: &[SourceFile], tell: Tell) -> bool {
    // What is given beside the manifests is given for placement.
    let given =
        files.get(finding.file.0 as usize).is_some_and(|file| file.role.is_given() && file.role != Role::Manifest);
    let kind = || finding.object.as_ref().map(|object| object.kind.as_deref().unwrap_or_default());
    match tell {
        Tell::All => true,
        Tell::Placement => {
            given
                || finding.layer() == Layer::Schedule
                || finding.is_refusal() && kind().is_none_or(bears_on_placement)
                || finding.severity == Severity::Error && kind() == Some("Inventory")
        }
    }
}

/// Each file's place in the order of paths: they are compared once for each file, not for each pair of findings.
fn ranks(files: &[SourceFile]) -> Vec<usize> {
    let mut by_path: Vec<usize> = (0..files.len()).collect();
    by_path.sort_by_key(|file| files[*file].path.as_str());
    let mut ranks = vec![0; files.len()];
    by_path.into_iter().enumerate().for_each(|(rank, file)| ranks[file] = rank);
    ranks
}

/// What was not checked, by path and place.
pub(super) fn in_order(files: &[SourceFile], mut unchecked: Vec<Unchecked>) -> Vec<Unchecked> {
    let ranks = ranks(files);
    let rank = |file: FileId| ranks.get(file.0 as usize).copied().unwrap_or_default();
    unchecked.sort_by_key(|one| (rank(one.file), one.span.start, one.why.rank()));
    unchecked
}

/// The order in which findings are told: by path, place, rule.
fn sort(ranks: &[usize], findings: &mut [Finding]) {
    let rank = |f: &Finding| ranks.get(f.file.0 as usize).copied().unwrap_or_default();
    let order = |a: &Finding, b: &Finding| {
        let key = |f: &Finding| (rank(f), f.span.start, f.rule.id, f.span.end);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    };
    // To sort takes half as much memory again, and most are found in the order in which they are told.
    if !findings.is_sorted_by(|a, b| order(a, b).is_le()) {
        findings.sort_by(order);
    }
}
