//! A fault of the tool's own costs the file that brings it out, not the run.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::discover::SourceFile;
use crate::model::{FileId, Finding, Layer, Rule, Scene, Span};

/// `syntax/internal-error`
pub(super) static INTERNAL_ERROR: Rule = Rule::error(
    Layer::Syntax,
    "syntax/internal-error",
    "A file that plimsoll itself fails on",
    "This is no mistake of the file's but one of plimsoll's. Nothing in the file was checked, or not all of it; the others \
     were. Please report it, if you can with the file.",
    "",
    "",
);

/// What `work` makes of a file, or the finding that says that it failed.
pub(super) fn costs_a_file<T>(file: FileId, work: impl FnOnce() -> T) -> Result<T, Box<Finding>> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|fault| Box::new(tell(file, &*fault)))
}

/// What `work` says of all files together; where it fails nothing but that it did.
pub(super) fn costs_a_question(files: &[SourceFile], work: impl FnOnce() -> Vec<Finding>) -> Vec<Finding> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|fault| if files.is_empty() { Vec::new() } else { vec![tell(FileId(0), &*fault)] })
}

fn tell(file: FileId, fault: &(dyn Any + Send)) -> Finding {
    let words = fault.downcast_ref::<String>().map(String::as_str).or_else(|| fault.downcast_ref::<&str>().copied());
    let message = match words {
        Some(words) => format!("plimsoll failed here, and it is plimsoll's fault: {words}"),
        None => "plimsoll failed here, and it is plimsoll's fault".to_owned(),
    };
    let mut finding = Finding::of(&INTERNAL_ERROR, Span::default(), message);
    finding.help("nothing else was checked in this file; please report it as a fault of plimsoll");
    Scene::new(file, 0).set(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_is_told_and_the_rest_goes_on() {
        let texts = ["ab", "", "c"].iter().enumerate();
        let lengths = texts.map(|(at, text)| costs_a_file(FileId(at as u32), || 6 / text.len())).collect::<Vec<_>>();
        let told: Vec<_> = lengths.iter().map(|one| one.as_ref().map_err(|f| (f.file, f.message.as_str()))).collect();
        let fault = "plimsoll failed here, and it is plimsoll's fault: attempt to divide by zero";
        assert_eq!(told, [Ok(&3), Err((FileId(1), fault)), Ok(&6)]);
    }

    #[test]
    fn a_question_that_fails_is_told_once() {
        let files = [SourceFile::new("a.yaml", "")];
        let told = costs_a_question(&files, || panic!("{} of them", 3));
        assert_eq!(told.len(), 1);
        assert!(told[0].message.ends_with("fault: 3 of them") && told[0].is_refusal());
        assert!(costs_a_question(&files, Vec::new).is_empty());
    }
}
