//! What was meant, in the style of what stands around it.

use crate::schema::text;
use crate::source::{Limits, Node, Style, parse};

/// A field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// To be read as text.
    Text(String),
    /// A number or a truth, as it is written.
    Bare(String),
}

/// Fields in the order in which they are written.
pub(super) type Fields = Vec<(&'static str, Value)>;

/// How something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// On lines of its own, which begin at that column.
    Block(usize),
    /// In braces.
    Flow,
    /// In braces, names and texts in quotes.
    Json,
}

impl Form {
    /// That of a list or map, whose first line of content begins at `column`.
    pub(super) fn of(node: Node<'_>, column: usize) -> Form {
        match node.style() {
            Style::Flow => Form::of_braces(node),
            _ => Form::Block(column),
        }
    }

    /// That of something in braces: JSON puts even the names in quotes.
    pub(super) fn of_braces(node: Node<'_>) -> Form {
        let root = node.document().root();
        let name = node.entries().next().map(|e| e.key).or_else(|| node.key_below(root?));
        if name.is_some_and(|key| key.source().starts_with('"')) { Form::Json } else { Form::Flow }
    }

    /// A text so that it is read as that.
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Form::Json => serde_json::to_string(text).unwrap_or_default(),
            _ if reads_as_itself(text, self) => text.to_owned(),
            _ => text::quoted(text),
        }
    }

    fn value(self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.text(text),
            Value::Bare(bare) => bare.clone(),
        }
    }

    /// A field's name.
    pub(super) fn name(self, name: &str) -> String {
        if self == Form::Json { format!("\"{name}\"") } else { name.to_owned() }
    }

    /// A field.
    pub(super) fn field(self, name: &str, value: &Value) -> String {
        format!("{}: {}", self.name(name), self.value(value))
    }

    /// Fields where an item begins.
    pub(super) fn fields(self, fields: &Fields) -> String {
        let written: Vec<_> = fields.iter().map(|(name, value)| self.field(name, value)).collect();
        match self {
            Form::Block(column) => written.join(&format!("\n{:column$}", "")),
            _ => format!("{{{}}}", written.join(", ")),
        }
    }
}

/// Whether a text needs no quotes there.
fn reads_as_itself(text: &str, form: Form) -> bool {
    let line = match form {
        Form::Block(_) => format!("k: {text}"),
        _ => format!("k: [{text}]"),
    };
    let documents = parse(&line, &Limits::default());
    let (Some(document), 1) = (documents.first(), documents.len()) else { return false };
    let value = document.root().and_then(|root| root.get("k"));
    let value = if matches!(form, Form::Block(_)) { value } else { value.and_then(|list| list.items().next()) };
    let itself = |n: Node<'_>| n.style() == Style::Plain && n.as_str() == Some(text);
    document.errors.is_empty() && !text.contains('\n') && value.is_some_and(itself)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_would_be_read_as_something_else() {
        let block = Form::Block(0);
        for text in ["a", "-Dmode=prod", "http://x:80/a", "a b"] {
            assert_eq!(block.text(text), text);
        }
        for text in ["80", "true", "yes", "", "a: b", "a #b", "*x", "1e3", "- a", " a"] {
            assert_eq!(block.text(text), format!("\"{text}\""));
        }
        assert_eq!((Form::Flow.text("a,b"), block.text("a,b")), ("\"a,b\"".to_owned(), "a,b".to_owned()));
        assert_eq!(block.text("say \"a\": b"), r#""say \"a\": b""#);
    }

    #[test]
    fn fields_are_written_in_the_style_around() {
        let fields = vec![("name", Value::Text("a".into())), ("port", Value::Bare("80".into()))];
        assert_eq!(Form::Block(2).fields(&fields), "name: a\n  port: 80");
        assert_eq!(Form::Flow.fields(&fields), "{name: a, port: 80}");
        assert_eq!(Form::Json.fields(&fields), r#"{"name": "a", "port": 80}"#);
    }
}
