//! The lines that part documents, as kubectl sees them: it cuts a text by its lines before any of it is read as YAML
//! (`apimachinery/pkg/util/yaml/decoder.go`, `YAMLReader.Read`). Nearly always the YAML parser would cut in the same
//! places; this tells where it would not, and where neither does but a person meant to.

use memchr::memmem;

use crate::model::{Finding, Layer, Rule, Span};

/// `syntax/separator`
pub(crate) static SEPARATOR: Rule = Rule::error(
    Layer::Syntax,
    "syntax/separator",
    "A line between two documents that does not part them",
    "Documents of one file are parted by a line of three dashes, behind which only blanks and a comment may stand. \
     kubectl cuts a file at these lines before it reads any YAML, so what YAML allows beyond that (an object behind the \
     dashes, `%YAML`, text behind `...`) is refused, or passed over.",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n----\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n",
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n",
);

/// What a person meant by three dashes, and word processors write instead.
const DASHES: [char; 9] = ['-', '‐', '‑', '‒', '–', '—', '―', '−', '－'];

/// A part of a text that kubectl reads by itself.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    /// What is wrong with the line above it.
    pub(super) above: Option<Finding>,
    /// Where the `...` stands behind which it begins: kubectl never reads it.
    pub(super) dots: Option<usize>,
    /// Lines in it that kubectl takes for separators and refuses, although they are none.
    pub(super) refused: Vec<Span>,
}

impl Piece {
    fn new(text: &str, start: usize) -> Self {
        Piece { start, end: text.len(), above: None, dots: None, refused: Vec::new() }
    }
}

/// A line of a text.
#[derive(Clone, Copy)]
struct Line<'s> {
    text: &'s str,
    start: usize,
    /// Behind its line feed.
    next: usize,
}

/// What a line is.
enum Is {
    /// A separator to kubectl and to YAML.
    Separator,
    /// A separator to kubectl alone: `---# comment`.
    Kubectls,
    /// Meant as one; what follows begins at that byte.
    Meant(Box<Finding>, usize),
    /// Refused by kubectl, although hardly meant as a separator.
    Refused,
    /// `%YAML 1.1`
    Directive,
    /// `...`
    End,
    Other,
}

/// The pieces of `text` from byte `from` on, where they are not the documents that YAML has in it; `None` where they are.
pub(super) fn pieces(text: &str, from: usize) -> Option<Vec<Piece>> {
    if is_plain(&text[from..]) {
        return None;
    }
    let mut pieces = Vec::new();
    let mut open = Piece::new(text, from);
    let mut directive = None;
    let mut blank = true;
    let mut at = from;
    while at < text.len() {
        let line = line_at(text, at);
        at = line.next;
        let mut next = Piece::new(text, line.next);
        let mut end = line.start;
        match look(text, line) {
            Is::Other => {
                if !line.text.trim().is_empty() && !line.text.starts_with('#') {
                    blank = false;
                    directive = None;
                }
                continue;
            }
            Is::Directive => {
                directive = directive.or(blank.then_some(line));
                continue;
            }
            Is::Refused => {
                open.refused.push(span(line));
                continue;
            }
            Is::Separator if text[line.next..].starts_with('\u{feff}') => {}
            Is::Separator => next.start = line.start,
            Is::Kubectls => {}
            Is::Meant(finding, start) => (next.start, next.above) = (start, Some(*finding)),
            Is::End => (next.dots, end) = (Some(line.start), line.next),
        }
        let mut done = std::mem::replace(&mut open, next);
        done.end = end;
        match directive.take() {
            Some(directive) => open.above = Some(of_directive(directive)),
            None => pieces.push(done),
        }
        blank = true;
    }
    pieces.push(open);
    Some(pieces)
}

/// Whether nothing in the text could part documents otherwise than YAML has it.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |with: &[u8]| memmem::find(bytes, with).is_some() || bytes.starts_with(&with[1..]);
    if begins(b"\n...") || begins(b"\n%") || is_moved(text) || (!text.is_ascii() && is_odd(text)) {
        return false;
    }
    let good = |at: usize| {
        let line = line_at(text, at);
        line.text.strip_prefix("---").is_some_and(|rest| {
            let said = rest.trim_start_matches([' ', '\t']);
            said.is_empty() || (said.starts_with('#') && said.len() < rest.len())
        })
    };
    (!bytes.starts_with(b"--") || good(0)) && memmem::find_iter(bytes, b"\n--").all(|at| good(at + 1))
}

/// Whether dashes that are no separator stand right above the head of an object.
fn is_moved(text: &str) -> bool {
    let heads =
        memmem::find_iter(text.as_bytes(), b"\napiVersion:").chain(memmem::find_iter(text.as_bytes(), b"\nkind:"));
    heads.into_iter().any(|at| {
        let idle = |line: &&str| line.trim().is_empty() || line.starts_with('#');
        let line = text[..at].rsplit('\n').find(|line| !idle(line)).unwrap_or_default().trim_end();
        line.ends_with('-') && !line.starts_with("--") && line.bytes().all(|b| matches!(b, b'-' | b' '))
    })
}

/// Whether a byte order mark stands behind the head, or a line begins with a character that looks like a dash.
fn is_odd(text: &str) -> bool {
    let mark = |at: usize| at > 0;
    let dashes = |at: usize| text[at + 1..].starts_with(DASHES);
    memmem::find_iter(text.as_bytes(), "\u{feff}").any(mark)
        || memmem::find_iter(text.as_bytes(), b"\n\xE2").any(dashes)
        || memmem::find_iter(text.as_bytes(), b"\n\xEF").any(dashes)
        || text.starts_with(&DASHES[1..])
}

fn line_at(text: &str, start: usize) -> Line<'_> {
    let next = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |feed| start + feed + 1);
    Line { text: text[start..next].trim_end_matches(['\n', '\r']), start, next }
}

fn span(line: Line<'_>) -> Span {
    let end = line.start + line.text.trim_end().len();
    Span::new(line.start as u32, end.max(line.start) as u32)
}

fn look(text: &str, line: Line<'_>) -> Is {
    if line.text.starts_with('%') {
        return Is::Directive;
    }
    if line.text.strip_prefix("...").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) {
        return Is::End;
    }
    let Some(rest) = line.text.strip_prefix("---") else { return typographic(text, line) };
    let said = rest.trim();
    if said.is_empty() {
        return Is::Separator;
    }
    if said.starts_with('#') {
        return if rest.starts_with('#') { Is::Kubectls } else { Is::Separator };
    }
    let more = said.trim_start_matches('-');
    let comment = more.is_empty() || more.starts_with([' ', '\t']) && more.trim_start().starts_with('#');
    if comment && rest.starts_with('-') {
        return if goes_on(text, line.next) { too_many(line) } else { Is::Refused };
    }
    if rest.starts_with([' ', '\t', '{']) || is_key(rest) { glued(line, said) } else { Is::Refused }
}

/// `———`, `––`, `--`, ` ---`, `- --`: no separators to anybody, but the head of an object follows.
fn typographic(text: &str, line: Line<'_>) -> Is {
    let said = line.text.trim();
    let dashes = said.chars().filter(|c| DASHES.contains(c)).count();
    let few = said.chars().filter(|c| *c != ' ').count();
    let moved = line.text.starts_with(' ') || said.contains(' ');
    let follows = if moved { is_own_head(text, line.next) } else { is_head(text, line.next) };
    if dashes != few || few == 0 || said == "-" || few > 12 || !follows || (moved && few < 3) {
        return Is::Other;
    }
    let what = if line.text.starts_with(' ') && said == "---" {
        "`---` parts documents only at the beginning of its line".to_owned()
    } else if said.is_ascii() {
        format!("`{said}` parts no documents: three dashes do")
    } else {
        format!(
            "`{said}` parts no documents: these dashes are not those of the keyboard, which YAML takes for a separator"
        )
    };
    let mut finding = Finding::of(&SEPARATOR, span(line), what);
    finding.help("documents are parted by a line `---`");
    let whole = Span::new(line.start as u32, span(line).end);
    finding.fix("write `---`", whole, "---").safe_if(true);
    Is::Meant(Box::new(finding), line.next)
}

/// `----`
fn too_many(line: Line<'_>) -> Is {
    let dashes = line.text.bytes().take_while(|b| *b == b'-').count();
    let message = format!("{dashes} dashes part no documents: kubectl answers `invalid Yaml document separator`");
    let mut finding = Finding::of(&SEPARATOR, span(line), message);
    finding.help("a separator has three dashes, `---`");
    let all = Span::new(line.start as u32, (line.start + dashes) as u32);
    finding.fix("write `---`", all, "---").safe_if(true);
    Is::Meant(Box::new(finding), line.next)
}

/// `---apiVersion: v1`, `--- {…}`
fn glued(line: Line<'_>, said: &str) -> Is {
    let at = line.start + line.text.len() - line.text[3..].trim_start().len();
    let first = said.chars().next().map_or(String::new(), |c| if c == '{' { "{…}".to_owned() } else { shown(said) });
    let message = format!(
        "`{first}` stands on the line of the separator, which kubectl refuses: `invalid Yaml document separator`"
    );
    let mut finding = Finding::of(&SEPARATOR, span(line), message);
    finding.help("behind `---` only blanks and a comment may stand; what YAML allows beyond that kubectl does not");
    let gap = Span::new(line.start as u32 + 3, at as u32);
    finding.fix("put it on a line of its own", gap, "\n").safe_if(true);
    Is::Meant(Box::new(finding), at)
}

/// The beginning of what stands there.
fn shown(said: &str) -> String {
    const MOST: usize = 24;
    if said.chars().count() <= MOST { said.to_owned() } else { said.chars().take(MOST).chain("…".chars()).collect() }
}

fn of_directive(line: Line<'_>) -> Finding {
    let message = format!("kubectl takes `{}` for a document of its own, and refuses it", line.text.trim_end());
    let mut finding = Finding::of(&SEPARATOR, span(line), message);
    finding
        .help("YAML allows such a directive above `---`, but kubectl cuts the file at the dashes first; leave it away");
    finding.fix("remove the line", Span::new(line.start as u32, line.next as u32), "");
    finding
}

/// Of a line that only kubectl takes for a separator.
pub(super) fn of_refused(line: Span) -> Finding {
    let message = "kubectl takes this line for a separator, as it begins with `---`, and refuses it";
    let mut finding = Finding::of(&SEPARATOR, line, message);
    finding.help("it answers `invalid Yaml document separator`, wherever the line stands; indent it");
    finding
}

/// Of text behind `...`, which kubectl never reads.
pub(super) fn of_dropped(dots: usize) -> Finding {
    let span = Span::new(dots as u32, dots as u32 + 3);
    let message = "kubectl reads nothing of what stands between `...` and the next `---`";
    let mut finding = Finding::of(&SEPARATOR, span, message);
    finding.help("to YAML another document begins there, but kubectl knows only `---` as a separator");
    finding.fix("write `---`", span, "---");
    finding
}

/// Of an object that begins where nothing parts it from the one above.
pub(super) fn of_missing(key: Span, above: Span) -> Finding {
    let message = "another object begins here, but no `---` parts it from the one above";
    let mut finding = Finding::of(&SEPARATOR, key, message);
    finding.help("to YAML both are one map, in which every key of the second takes the place of the first one's");
    finding.relate(above, "the one above begins here");
    finding.fix("put `---` between them", Span::point(key.start), "---\n").safe_if(true);
    finding
}

/// Of a separator behind JSON objects that nothing parts.
pub(super) fn of_dashes_after_json(dashes: usize, second: usize) -> Finding {
    let span = Span::new(dashes as u32, dashes as u32 + 3);
    let message = "kubectl reads a file that begins with several JSON objects as JSON to its end, and refuses `---`";
    let mut finding = Finding::of(&SEPARATOR, span, message);
    finding.help("part all objects by `---`, or none");
    finding.fix("part the objects above too", Span::point(second as u32), "---\n");
    finding
}

/// Whether the next line that says something could begin a document, or there is none.
fn goes_on(text: &str, at: usize) -> bool {
    following(text, at).is_none_or(|line| line.starts_with(['{', '[', '"', '-', '%']) || is_key(line))
}

/// Whether the next line that says something is the first of an object.
fn is_head(text: &str, at: usize) -> bool {
    following(text, at).is_some_and(|line| {
        let line = line.trim_start_matches(['{', '"', '\'', ' ']);
        ["apiVersion", "kind", "metadata"].iter().any(|key| {
            line.strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        })
    })
}

/// Whether the next line that says something begins an object, at its very beginning.
fn is_own_head(text: &str, at: usize) -> bool {
    following(text, at).is_some_and(|line| line.starts_with("apiVersion:") || line.starts_with("kind:"))
}

/// The next line that is neither blank nor a comment.
fn following(text: &str, mut at: usize) -> Option<&str> {
    while at < text.len() {
        let line = line_at(text, at);
        if !line.text.trim().is_empty() && !line.text.trim_start().starts_with('#') {
            return Some(line.text);
        }
        at = line.next;
    }
    None
}

/// Whether a line begins with a key.
fn is_key(line: &str) -> bool {
    let name = line.find([':', ' ']).map_or("", |end| &line[..end]);
    let behind = &line[name.len()..];
    let colon = behind.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '-' | '"' | '\'');
    colon && name.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '\'') && name.chars().all(inner)
}
