//! Values that stand for others until something fills them in: variables of envsubst and Flux, tokens of build scripts,
//! actions of template languages, what SOPS has encrypted. The one place that knows how they are written.

/// What encloses a placeholder, and what may stand between.
struct Marks {
    open: &'static str,
    close: &'static str,
    inner: fn(&str) -> bool,
}

const fn marks(open: &'static str, close: &'static str, inner: fn(&str) -> bool) -> Marks {
    Marks { open, close, inner }
}

/// The longer of two that begin alike comes first.
static MARKS: &[Marks] = &[
    // GitLab's inputs, envsubst and Flux, kustomize's variables and make.
    marks("$[[", "]]", is_text),
    marks("${", "}", is_variable),
    marks("$(", ")", is_long_reference),
    // Go, Jinja, Handlebars and their like.
    marks("{{", "}}", is_text),
    marks("{%", "%}", is_text),
    // ERB and its like.
    marks("<%", "%>", is_text),
    // Octopus and Azure.
    marks("#{", "}", is_reference),
    // Concourse, BOSH.
    marks("((", "))", is_reference),
    marks("[[", "]]", is_reference),
    // Tokens of build scripts.
    marks("%%", "%%", is_token),
    marks("@@", "@@", is_token),
    marks("__", "__", is_shouted),
    marks("%", "%", is_shouted),
    marks("@", "@", is_shouted),
    // `<your-name>`, and what argocd-vault-plugin reads.
    marks("<path:", ">", is_text),
    marks("<", ">", is_described),
];

/// First bytes of all marks, of variables and of what SOPS writes.
const FIRST: [bool; 256] = {
    let mut table = [false; 256];
    let first = b"${<#([%@_";
    let mut at = 0;
    while at < first.len() {
        table[first[at] as usize] = true;
        at += 1;
    }
    table
};

/// Words that say that they are to be replaced, in capitals wherever they stand.
const WORDS: [&str; 8] =
    ["REPLACEME", "REPLACE_ME", "CHANGEME", "CHANGE_ME", "FILLME", "FILL_ME_IN", "FILL_IN", "PLACEHOLDER"];

/// Beginnings of such words.
const STARTS: [&str; 4] = ["REPLACE_", "CHANGE_ME_", "YOUR_", "INSERT_"];

/// Nobody looks for marks in longer texts.
const LONGEST: usize = 2_000;

/// Whether a value is filled in later, in whole or in part.
pub fn is_filled_in_later(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST {
        return false;
    }
    has_marks(text)
        || is_variable_alone(text)
        || is_encrypted(text)
        || has_word(text)
        || is_word(text)
        || is_blank(text)
}

/// What a name in capitals ends with that stands for what the reader puts in.
const ENDS: [&str; 9] = ["_CAPACITY", "_DOMAIN", "_HOST", "_HOSTNAME", "_ID", "_NAME", "_REGION", "_TOKEN", "_ZONE"];

/// Whether a value is such as `PROJECT_ID` or `PVC_NAME`, as pages that show how something is done write what the reader puts in.
pub fn is_constant(text: &str) -> bool {
    let plain = |c: u8| c.is_ascii_uppercase() || c.is_ascii_digit() || c == b'_';
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(plain)
        && ENDS.iter().any(|end| text.len() > end.len() && text.ends_with(end))
}

/// Whether a text stands between dots: `...base64 encoded data...`.
fn is_blank(text: &str) -> bool {
    ["...", "…"].iter().any(|dots| text.len() > dots.len() && text.starts_with(dots) && text.ends_with(dots))
}

/// Whether a key is filled in later: `$patch` and its like are none.
pub fn is_key_filled_in_later(text: &str) -> bool {
    has_marks(text)
}

/// Whether a value only refers to what is kept elsewhere: it is filled in later, or names its place in a vault.
pub fn refers_elsewhere(text: &str) -> bool {
    /// Addresses that operators, plugins and webhooks replace by what lies there.
    const SCHEMES: [&str; 22] = [
        "vault:",
        "vault+",
        ">>vault:",
        "ref+",
        "secretref+",
        "op://",
        "bw://",
        "arn:aws:secretsmanager:",
        "arn:aws:ssm:",
        "awssm:",
        "awssm://",
        "awsssm:",
        "awsps:",
        "aws-secrets-manager:",
        "gcp:secretmanager:",
        "gcpsm:",
        "gsm:",
        "sm://",
        "azurekeyvault:",
        "akv:",
        "keyvault:",
        "doppler:",
    ];
    let text = text.trim();
    let scheme = |scheme: &&str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    has_marks(text) || is_variable_alone(text) || is_encrypted(text) || has_word(text) || SCHEMES.iter().any(scheme)
}

/// Whether a value is a placeholder and nothing else, as it must be where dollars and braces have a meaning of their own.
pub fn is_filled_in_later_whole(text: &str) -> bool {
    let text = text.trim();
    [("${", "}"), ("{{", "}}"), ("<%", "%>")]
        .iter()
        .any(|(open, close)| text.starts_with(open) && text.ends_with(close))
        && has_marks(text)
}

/// What SOPS writes in the place of a value.
pub fn is_encrypted(text: &str) -> bool {
    text.starts_with("ENC[AES256_GCM,") && text.ends_with(']')
}

/// Whether marks stand anywhere in it with something between them that belongs there, or a variable in capitals.
fn has_marks(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !FIRST[usize::from(bytes[at])] {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        // `$$` is an escape: nothing is filled in.
        if rest.starts_with("$$") {
            at += 2;
            continue;
        }
        let apart = at == 0 || bytes[at - 1].is_ascii_alphanumeric() || b"-._/:@ \"'".contains(&bytes[at - 1]);
        if marked(rest) || apart && variable(rest).is_some_and(|name| name.len() > 1 && is_shouted(name)) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a text begins with a placeholder between marks.
fn marked(text: &str) -> bool {
    let of = |marks: &&Marks| text.starts_with(marks.open);
    let closed = |marks: &Marks| {
        let rest = &text[marks.open.len()..];
        rest.find(marks.close).is_some_and(|end| (marks.inner)(&rest[..end]))
    };
    MARKS.iter().filter(of).any(closed)
}

/// The name of the variable `$NAME` with which a text begins.
fn variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix('$')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let name = &name[..end];
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(name)
}

/// `$name` and nothing else.
fn is_variable_alone(text: &str) -> bool {
    variable(text).is_some_and(|name| name.len() + 1 == text.len())
}

/// A word in capitals that says so, among others or alone.
fn has_word(text: &str) -> bool {
    // Most texts have not a single such letter.
    let capital = |c: char| c.is_ascii_uppercase();
    text.contains(capital)
        && text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').any(|word| {
            if word.is_empty() || word.bytes().any(|c| c.is_ascii_lowercase()) {
                return false;
            }
            let word = word.replace('-', "_");
            WORDS.contains(&word.as_str()) || STARTS.iter().any(|s| word.starts_with(s))
        })
}

/// Such a word alone, however it is written.
fn is_word(text: &str) -> bool {
    let plain = |c: u8| if matches!(c, b'-' | b' ') { b'_' } else { c.to_ascii_uppercase() };
    WORDS.iter().any(|word| word.len() == text.len() && text.bytes().map(plain).eq(word.bytes()))
}

/// Anything on one line, as actions of templates are.
fn is_text(inner: &str) -> bool {
    !inner.trim().is_empty()
}

/// `NAME`, `NAME:-default`, `var.name`: a variable as envsubst, Flux and their like write it.
fn is_variable(inner: &str) -> bool {
    let inner = inner.trim_start_matches('{').trim();
    let end = inner.find(|c: char| !is_of_name(c)).unwrap_or(inner.len());
    let rest = &inner[end..];
    starts_a_name(inner) && (rest.is_empty() || rest.starts_with([':', '-', '=', '?', '+', '/', '%', '#', '^', ',']))
}

/// The name of a variable with nothing beside it.
fn is_reference(inner: &str) -> bool {
    let inner = inner.trim();
    starts_a_name(inner) && inner.chars().all(|c| is_of_name(c) || c == ':')
}

/// The same, of more than a letter: kustomize's variables have names, and `$(x)` is somebody's shell.
fn is_long_reference(inner: &str) -> bool {
    inner.len() > 1 && is_reference(inner)
}

fn starts_a_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '.')
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// A token of a build script.
fn is_token(inner: &str) -> bool {
    starts_a_name(inner) && inner.chars().all(is_of_name)
}

/// A token in capitals.
fn is_shouted(inner: &str) -> bool {
    inner.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && inner.chars().any(|c| c.is_ascii_uppercase())
        && inner.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-'))
}

/// A few words about what belongs there.
fn is_described(inner: &str) -> bool {
    inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner.len() < 80
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '\'' | '/' | ':' | '|'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_names_in_capitals() {
        assert!(["PV_NAME", "KSA_NAME", "MY_2ND_NODE_ID"].iter().all(|text| is_constant(text)));
        assert!(
            !["NAME", "MY_CONFIG", "pv_name", "_NAME", "CAP_SYS_ADMIN", "PV_NAMEs", ""].iter().any(|t| is_constant(t))
        );
    }

    #[test]
    fn what_is_filled_in_later() {
        for text in [
            "${REPLICAS}",
            "${VAR:-x}",
            "${var.name}",
            "$CPU",
            "$replicas",
            "$(NAME)",
            "${MEMORY}Mi",
            "web-$ENV",
            "{{ .Release.Name }}-x",
            "{{x}}",
            "<% x %>",
            "<%= port %>",
            "%%VAR%%",
            "%VAR%",
            "@@VAR@@",
            "@VAR@",
            "__VAR__",
            "web-__ENV__",
            "REPLACE_ME",
            "REPLACE_WITH_HOST",
            "CHANGEME",
            "changeme",
            "change-me",
            "YOUR-DOMAIN",
            "<your-value>",
            "...base64 encoded data...",
            "#{Octopus.Name}",
            "((name))",
            "ENC[AES256_GCM,data:abc=,iv:a,tag:b,type:str]",
        ] {
            assert!(is_filled_in_later(text), "{text}");
        }
        for text in [
            "",
            "three",
            "$",
            "pa$$word",
            "a$1",
            "$$VAR",
            "${}",
            "^[a-z]+$",
            "^(a|b)$",
            "50%",
            "10% of 20%",
            "me@example.com",
            "a@b@c",
            "__init__",
            "a < b && c > d",
            "<>",
            "{a: b}",
            "self.a.matches('^x$')",
            "no[base64]",
            "a&^%$ABC",
            "Web_Server",
            "place-holder-of-mine",
            "nginx@sha256:abc",
        ] {
            assert!(!is_filled_in_later(text), "{text}");
        }
    }

    #[test]
    fn a_reference_is_no_password() {
        for text in ["vault:secret/data/db#password", "ref+vault://a/b", "op://vault/item", "<path:a/b#c>", "${A:-b}"] {
            assert!(refers_elsewhere(text), "{text}");
        }
        for text in ["hunter2", "changeme", "pa$$word", "s3cr3t$", "vaulted", "Tr0ub4dor&3"] {
            assert!(!refers_elsewhere(text), "{text}");
        }
    }
}
