//! Files that only look like manifests: templates, and the files of other tools that also have an `apiVersion`.

/// Whether a text is a template of Helm's or Jinja's, which is no YAML before it is rendered: a line begins
/// with an action, or a value is one. Braces inside quotes or block texts are ordinary.
pub fn is_template(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let value = line.strip_prefix("- ").unwrap_or(line);
        let value = value.split_once(": ").map_or(value, |(_, value)| value).trim_start();
        ["{{", "{%"].iter().any(|open| line.starts_with(open) || value.starts_with(open))
    })
}

/// Whether a file belongs to another tool, whatever `apiVersion` it has: Helm's `Chart.yaml`.
pub fn is_foreign_file(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("Chart.yaml" | "Chart.yml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_told_from_texts_with_braces() {
        for text in [
            "{{- if .Values.x }}\na: 1\n{{- end }}",
            "a: {{ .Values.a }}",
            "- {{ include \"x\" . }}",
            "{% for x in y %}",
        ] {
            assert!(is_template(text), "{text}");
        }
        for text in ["a: '{{ .Values.a }}'", "a: |\n  text {{ x }}", "a: {b: {c: 1}}", "a: 1"] {
            assert!(!is_template(text), "{text}");
        }
    }

    #[test]
    fn a_chart_is_not_a_manifest() {
        assert!(is_foreign_file("charts/web/Chart.yaml"));
        assert!(!is_foreign_file("charts/web/MyChart.yaml"));
    }
}
