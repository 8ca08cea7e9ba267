//! A selector and the labels of the template that do not agree: which of the two is the odd one, and what mends it.

use crate::model::{Edit, Finding, Span};
use crate::resource::Field;
use crate::source::{Kind, Node, Style};

/// Who asks for the labels.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The object.
    pub(super) root: Field<'a>,
    /// Its selector.
    pub(super) selector: Field<'a>,
}

/// Names the label that the selector misses, and offers to add or change it. Where the object's own labels agree with the
/// template's, it is the selector that is changed.
pub(super) fn explain<'a>(finding: &mut Finding, asked: Asked<'a>, labels: Field<'a>, key: Node<'a>, value: Field<'a>) {
    let (key, wanted) = (key.scalar_text(), value.str());
    let written = value.node().map_or("\"\"", Node::source);
    if let Some(have) = labels.key(key) {
        finding.say(format!("the selector looks for `{key}: {wanted}`, the template says `{}`", have.str()));
        let own = asked.root.at("metadata").at("labels").key(key);
        if let (Some(own), Some(meant)) = (own, have.node())
            && own.str() == have.str()
        {
            let said = have.str();
            finding.related.clear();
            finding
                .relate(have.span(), "the template says this")
                .relate(own.span(), "and so do the object's own labels")
                .label_at(value.span())
                .help(format!("the template and the object's own labels both say `{said}`: did you mean `{said}`?"))
                .fix(format!("change to `{said}`"), value.span(), meant.source());
            return;
        }
        finding
            .label_at(have.span())
            .help(format!("make both the same; the pods would not be found as `{wanted}`"))
            .fix(format!("change to `{wanted}`"), have.span(), written);
        return;
    }
    finding
        .say(format!("the selector looks for `{key}: {wanted}`, which the template's labels do not have"))
        .help(format!("add `{key}: {wanted}` to the template's labels"));
    let Some((first, _)) = labels.entries().next() else {
        if let Some(edit) = all_of(asked, labels) {
            finding.offer("repeat the selector's labels in the template", vec![edit]);
        }
        return;
    };
    finding.label_at(first.span());
    let block = labels.node().is_some_and(|node| node.style() != Style::Flow);
    let start = first.span().start;
    let line = first.document().text().get(..start as usize).and_then(|before| before.rsplit('\n').next());
    let Some(indent) = line.filter(|line| block && line.bytes().all(|b| b == b' ')) else { return };
    let text = format!("{key}: {written}\n{indent}");
    finding.offer(format!("add `{key}: {wanted}`"), vec![Edit::new(Span::point(start), text)]);
}

/// Writes all that the selector asks for where the template has no labels at all.
fn all_of<'a>(asked: Asked<'a>, labels: Field<'a>) -> Option<Edit> {
    let matched = asked.selector.at("matchLabels");
    let pairs = if matched.exists() { matched } else { asked.selector };
    let written = |(key, value): (Node<'a>, Field<'a>)| Some(format!("{}: {}", key.source(), value.node()?.source()));
    let pairs: Vec<String> = pairs.entries().map(written).collect::<Option<_>>()?;
    if pairs.iter().any(|pair| pair.contains('\n')) {
        return None;
    }
    let anchor = labels.anchor();
    let text = anchor.document().text();
    let lines = |column: usize| {
        let names = labels.missing().iter().map(|name| format!("{name}:"));
        let deep = labels.missing().len();
        let names = names.enumerate().map(|(depth, name)| format!("{:1$}{name}", "", column + 2 * depth));
        let pairs = pairs.iter().map(|pair| format!("{:1$}{pair}", "", column + 2 * deep));
        names.chain(pairs).collect::<Vec<_>>().join("\n")
    };
    let column_of = |start: u32| {
        let lead = text.get(..start as usize)?.rsplit('\n').next()?;
        lead.bytes().all(|b| b == b' ').then_some(lead.len())
    };
    if anchor.is_null() && anchor.span().is_empty() {
        let key = anchor.key_below(asked.root.anchor())?.span();
        let behind = text.get(key.end as usize..)?;
        let end = key.end + behind.find('\n').unwrap_or(behind.len()) as u32;
        return Some(Edit::new(Span::point(end), format!("\n{}", lines(column_of(key.start)? + 2))));
    }
    if anchor.source() == "{}" && labels.missing().is_empty() && !anchor.is_aliased() {
        return Some(Edit::new(anchor.span(), format!("{{{}}}", pairs.join(", "))));
    }
    if anchor.kind() != Kind::Map || anchor.style() == Style::Flow || anchor.is_aliased() {
        return None;
    }
    let start = anchor.entries().next()?.key.span().start;
    let column = column_of(start)?;
    Some(Edit::new(Span::point(start), format!("{}\n{:column$}", lines(column).trim_start(), "")))
}
