//! Asks for each fix whether it is wanted, in the letters of `git add --patch`.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};

use crate::fix::{Answer, Choice, Offer, unified};
use crate::model::{FileId, Severity};
use crate::pipeline::Request;
use crate::report::{Look, Places, TextReport, harmless};

/// What the letters mean.
const LETTERS: &str = "\
y - make this change
n - do not
a - make this change, and the first of each finding that is left
d - neither this nor any other change for what is found in this file
q - leave it at what was answered so far
? - show this
";

/// A conversation about fixes.
pub(super) struct Asking<'a, R, W> {
    input: R,
    output: W,
    request: &'a Request,
    look: Look,
    suggestions: bool,
    /// What holds for all that is left, once that was said.
    rest: Option<bool>,
    /// Files of which nothing more is wanted.
    done: BTreeSet<FileId>,
}

impl<'a, R: BufRead, W: Write> Asking<'a, R, W> {
    /// Asks on `output`, and has the answers from `input`.
    pub(super) fn new(input: R, output: W, request: &'a Request, look: Look, suggestions: bool) -> Self {
        Asking { input, output, request, look, suggestions, rest: None, done: BTreeSet::new() }
    }

    /// Whether a fix is wanted. Who says nothing any more wants nothing more.
    pub(super) fn takes(&mut self, offer: &Offer<'_>) -> Answer {
        let file = offer.finding.file;
        if !self.suggestions && offer.finding.severity == Severity::Info || self.done.contains(&file) {
            return Answer::No;
        }
        if let Some(all) = self.rest {
            return if all { Choice::All.takes(offer, true) } else { Answer::No };
        }
        self.show(offer);
        loop {
            let safe = if offer.is_safe() { "" } else { " (look twice: it may not be what was meant)" };
            let _ = write!(self.output, "{}{safe} [y,n,a,d,q,?]? ", offer.fix.title);
            let _ = self.output.flush();
            let mut answer = String::new();
            if self.input.read_line(&mut answer).is_ok_and(|read| read == 0) {
                let _ = writeln!(self.output);
                self.rest = Some(false);
            }
            match answer.trim() {
                "y" | "Y" => return Answer::Yes,
                "n" | "N" => return Answer::No,
                "a" | "A" => self.rest = Some(true),
                "q" | "Q" => self.rest = Some(false),
                "d" | "D" => {
                    self.done.insert(file);
                    return Answer::No;
                }
                _ => {}
            }
            if let Some(all) = self.rest {
                return if all { Answer::Yes } else { Answer::No };
            }
            let _ = self.output.write_all(LETTERS.as_bytes());
        }
    }

    /// The finding, and what the fix would change.
    fn show(&mut self, offer: &Offer<'_>) {
        let places = Places::new(offer.files);
        let told = TextReport::new(&places, self.look, self.request).finding(offer.finding);
        let _ = self.output.write_all(told.as_bytes());
        for (file, text) in offer.texts() {
            let _ = self.output.write_all(harmless(&unified(&file.path, &file.text, &text)).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::SourceFile;
    use crate::fix::mend;
    use crate::pipeline::run;

    const TEXT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: 1\n  b: 2\n  c: 3\n";

    /// Which of the values of two files were put into quotes, and what was said.
    fn answered(answers: &str) -> (String, String) {
        let files =
            vec![SourceFile::new("a.yaml", TEXT), SourceFile::new("b.yaml", TEXT.replace("name: a", "name: b"))];
        let request = Request::default();
        let outcome = run(&files, &request).unwrap();
        let look = Look { color: false, links: false, width: 80, screen: false };
        let mut said = Vec::new();
        let mut asking = Asking::new(answers.as_bytes(), &mut said, &request, look, false);
        let mended = mend(files, outcome, &request, &mut |offer| asking.takes(offer)).unwrap();
        let quoted = |file: &SourceFile| {
            let keys = ["a", "b", "c"].into_iter().zip(1..);
            keys.filter(|(key, value)| file.text.contains(&format!("{key}: \"{value}\""))).map(|(key, _)| key).collect()
        };
        let quoted: Vec<String> = mended.files.iter().map(quoted).collect();
        (quoted.join(" "), String::from_utf8(said).unwrap())
    }

    #[test]
    fn each_letter_does_what_git_has_it_do() {
        for (answers, quoted) in [
            ("y\nn\ny\nn\nn\nn\n", "ac "),
            ("n\na\n", "bc abc"),
            ("y\nd\ny\nn\nn\n", "a a"),
            ("y\ny\nq\n", "ab "),
            ("y\n", "a "),
            ("", " "),
            ("?\nx\ny\nq\n", "a "),
        ] {
            assert_eq!(answered(answers).0, quoted, "{answers:?}");
        }
    }

    #[test]
    fn the_finding_and_its_change_are_shown() {
        let (_, said) = answered("?\nq\n");
        assert!(said.contains("schema/wrong-type") && said.contains("-  a: 1\n+  a: \"1\"\n"), "{said}");
        assert_eq!(said.matches("q - leave it").count(), 1);
        assert_eq!(said.matches("[y,n,a,d,q,?]? ").count(), 2);
    }
}
