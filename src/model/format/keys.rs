//! Keys and values of labels, annotations and configuration.

use super::dns::content_subdomain;
use super::{LABEL_MAX, SUBDOMAIN_MAX, all, framed, max_bytes, max_len, pattern};

const KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_TEXT: &str =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const KEY_EXAMPLES: &[&str] = &["MyName", "my.name", "123-abc"];
const VALUE: &str = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const VALUE_TEXT: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

fn alnum(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

fn wordlike(text: &str) -> bool {
    framed(text, alnum, |b| alnum(b) || matches!(b, b'-' | b'_' | b'.'))
}

/// `IsQualifiedName`, which is `content.IsLabelKey`.
pub(crate) fn is_qualified_name(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = value.split('/');
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, _) => name,
        (Some(prefix), Some(name), None) => {
            if prefix.is_empty() {
                wrong.push("prefix part must be non-empty".to_owned());
            } else {
                wrong.extend(content_subdomain(prefix).into_iter().map(|text| format!("prefix part {text}")));
            }
            name
        }
        _ => {
            let text = pattern(KEY_TEXT, KEY, KEY_EXAMPLES);
            return vec![format!(
                "a valid label key {text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        wrong.push("name part must be non-empty".to_owned());
    } else if name.len() > LABEL_MAX {
        wrong.push(format!("name part {}", max_bytes(LABEL_MAX)));
    }
    if !wordlike(name) {
        wrong.push(format!("name part {}", pattern(KEY_TEXT, KEY, KEY_EXAMPLES)));
    }
    wrong
}

/// `IsValidLabelValue`
pub(crate) fn is_label_value(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > LABEL_MAX {
        wrong.push(max_bytes(LABEL_MAX));
    }
    if !value.is_empty() && !wordlike(value) {
        wrong.push(pattern(VALUE_TEXT, VALUE, &["MyValue", "my_value", "12345"]));
    }
    wrong
}

/// `IsDomainPrefixedKey`; an empty value, which the server calls required, passes here.
pub(crate) fn is_domain_prefixed_key(value: &str) -> Vec<String> {
    if value.is_empty() {
        return Vec::new();
    }
    let wrong = is_qualified_name(value);
    if wrong.is_empty() && value.split('/').count() != 2 {
        return vec!["must be a domain-prefixed key (such as \"acme.io/foo\")".to_owned()];
    }
    wrong
}

const CONFIG_KEY: &str = "[-._a-zA-Z0-9]+";
const CONFIG_KEY_TEXT: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";

/// `IsConfigMapKey`
pub(crate) fn is_config_map_key(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if value.len() > SUBDOMAIN_MAX {
        wrong.push(max_len(SUBDOMAIN_MAX));
    }
    if !all(value, |b| alnum(b) || matches!(b, b'-' | b'_' | b'.')) {
        wrong.push(pattern(CONFIG_KEY_TEXT, CONFIG_KEY, &["key.name", "KEY_NAME", "key-name"]));
    }
    wrong.extend(no_parent_folder(value));
    wrong
}

/// `hasChDirPrefix`
fn no_parent_folder(value: &str) -> Option<String> {
    match value {
        "." => Some("must not be '.'".to_owned()),
        ".." => Some("must not be '..'".to_owned()),
        _ if value.starts_with("..") => Some("must not start with '..'".to_owned()),
        _ => None,
    }
}

const ENV: &str = "[-._a-zA-Z][-._a-zA-Z0-9]*";
const ENV_TEXT: &str = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";

/// `IsEnvVarName`, which holds before 1.32.
pub(crate) fn is_env_var_name(value: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let sound = all(value, |b| alnum(b) || matches!(b, b'-' | b'_' | b'.'));
    if !sound || value.starts_with(|c: char| c.is_ascii_digit()) {
        wrong.push(pattern(ENV_TEXT, ENV, &["my.env-name", "MY_ENV.NAME", "MyEnvName1"]));
    }
    wrong.extend(no_parent_folder(value));
    wrong
}

/// `IsRelaxedEnvVarName`
pub(crate) fn is_relaxed_env_var_name(value: &str) -> Vec<String> {
    if value.is_empty() {
        return vec!["environment variable name must be non-empty".to_owned()];
    }
    if value.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'=') {
        return Vec::new();
    }
    vec!["a valid environment variable name must consist only of printable ASCII characters other than '='".to_owned()]
}
