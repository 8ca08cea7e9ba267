//! Fields that nobody knows, below a map of data that ends right above them: one of its keys that is indented too little.

use super::belongs::{Home, is_data};
use super::decode::Unknown;
use super::misplaced::{above, indent, lines, names};
use super::path::Place;
use super::tables::Type;
use super::text;
use super::unknown::Object;
use crate::source::Kind;

/// How far down is looked for the map's end.
const DEPTH: usize = 6;

/// A map of data ends right above the run, which has room for it: that fields nobody knows here stand below it is more likely
/// a slip of the indentation than an invention. Where they are known elsewhere, that says more.
pub(super) fn find<'a>(object: Object<'a>, run: &[Unknown<'a>]) -> Option<Home> {
    let above = above(*run.first()?)?;
    let source = object.root.document().text();
    let mut here =
        Place { node: above.value, ty: run[0].definition.field(above.key.scalar_text(), object.version)?.ty() };
    for _ in 0..DEPTH {
        match (here.ty, here.node.kind()) {
            (Type::List(_), Kind::Seq) => here = here.last_item(object.version)?,
            (Type::Map(values), Kind::Map) if text::is_block(here.node) => {
                let fits = run.iter().all(|u| is_data(values.ty(), u.entry.value));
                let free = names(run).all(|name| here.node.entry(name).is_none());
                let inner = text::column(source, here.node.entries().next()?.key.span().start);
                let by = inner.checked_sub(text::column(source, run[0].entry.key.span().start)).filter(|by| *by > 0)?;
                return (fits && free).then(|| indent(object, lines(run, source), here.node, by));
            }
            (Type::Struct(_), Kind::Map) => here = here.last_entry(object.version)?,
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::discover::SourceFile;
    use crate::pipeline::{Request, run};

    /// The titles of the first fixes of all that is found.
    fn first_fixes(text: &str) -> Vec<String> {
        let found = run(&[SourceFile::new("a.yaml", text)], &Request::default()).unwrap().findings;
        found.iter().filter_map(|f| f.fixes.first().map(|fix| fix.title.clone())).collect()
    }

    #[test]
    fn a_key_that_nobody_knows_belongs_to_the_data_above() {
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  user: b\n";
        assert_eq!(first_fixes(&format!("{secret}password: c\n")), ["indent this line by 2"]);
        // Called nearly as a field is, it was meant as that.
        assert_eq!(first_fixes(&format!("{secret}immutabel: true\n")), ["rename to `immutable`"]);
        // What is no text is none of the data, and what is given there already neither.
        assert!(first_fixes(&format!("{secret}password: {{c: d}}\n")).is_empty());
        assert!(first_fixes(&format!("{secret}user: c\n")).is_empty());
    }
}
