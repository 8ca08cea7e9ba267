//! What is said is for reading: a message never carries a megabyte of a value.

use super::{ApiCause, Finding, ObjectRef};

/// Bytes of one text that is told at most: a message, a path, a name, the server's words.
pub(super) const LONGEST: usize = 4 << 10;

/// Of a text that is longer so many bytes are told of its beginning, and of its end, where messages say what is wrong.
const BEGINNING: usize = 2_500;
const END: usize = 1_200;

/// The text itself, or of one that nobody reads whole its beginning and its end.
pub(super) fn clipped(text: impl Into<String>) -> String {
    let mut text = text.into();
    clip(&mut text);
    text
}

fn clip(text: &mut String) {
    if text.len() <= LONGEST {
        return;
    }
    let (head, tail) = (text.floor_char_boundary(BEGINNING), text.ceil_char_boundary(text.len() - END));
    *text = format!("{} … {} bytes … {}", &text[..head], tail - head, &text[tail..]);
}

impl Finding {
    /// Cuts what is too long in it. Edits stay whole.
    pub(crate) fn clip(&mut self) {
        clip(&mut self.message);
        clip(&mut self.field);
        clip(&mut self.label);
        self.related.iter_mut().for_each(|related| clip(&mut related.message));
        self.help.as_mut().into_iter().for_each(clip);
        for fix in &mut self.fixes {
            clip(&mut fix.title);
            fix.says.as_mut().into_iter().for_each(clip);
        }
        self.unknown.iter_mut().for_each(clip);
        self.api.iter_mut().for_each(ApiCause::clip);
        self.also.iter_mut().for_each(ApiCause::clip);
        // Objects are cut where they are shared.
    }
}

impl ApiCause {
    fn clip(&mut self) {
        match self {
            ApiCause::Refusal { field, detail, .. } => {
                clip(field);
                clip(detail);
            }
            ApiCause::Warning { warning } => clip(warning),
        }
    }
}

impl ObjectRef {
    /// Cuts names that are too long.
    pub(crate) fn clip(&mut self) {
        let names = [&mut self.api_version, &mut self.kind, &mut self.namespace, &mut self.name];
        names.into_iter().flatten().for_each(clip);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileId, Layer, Reason, Rule, Scene, Span};

    static TEST: Rule = Rule::error(Layer::Lint, "lint/test", "", "", "", "");

    #[test]
    fn of_what_is_long_the_beginning_and_the_end_are_told() {
        assert_eq!(clipped("ä".repeat(LONGEST / 2)).len(), LONGEST);
        let cut = clipped(format!("`{}` must be short", "ä".repeat(1 << 20)));
        assert!(cut.len() < LONGEST && cut.starts_with("`ää") && cut.ends_with("ä` must be short"), "{cut}");
        assert!(cut.contains("ä … 2093470 bytes … ä"), "{cut}");
    }

    #[test]
    fn nothing_in_a_finding_is_longer() {
        let long = || "x".repeat(1 << 20);
        let mut finding = Finding::of(&TEST, Span::default(), long());
        finding.help(long()).label(long()).relate(Span::default(), long()).fix(long(), Span::default(), long());
        finding.field(long()).stands_for(vec![long()]).follows([ApiCause::refusal(Reason::Invalid, long(), long())]);
        finding.cause(ApiCause::Warning { warning: long() });
        let object = ObjectRef { name: Some(long()), ..ObjectRef::default() };
        let mut finding = Scene::new(FileId(0), 0).with_object(object).set(finding);
        assert_eq!(finding.fixes[0].edits[0].text.len(), 1 << 20);
        finding.fixes[0].edits.clear();
        assert!(format!("{finding:?}").len() < 14 * LONGEST);
    }
}
