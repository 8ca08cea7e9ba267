//! What looks like a secret, by its name and its value, as several rules look at it.

use crate::model::placeholder;

/// Why something is a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// Its name says so.
    Named,
    /// It is a private key.
    Key,
}

/// Whether the value under a name is a secret in clear text.
pub(super) fn held(name: &str, value: &str) -> Option<Held> {
    if holds_private_key(value) {
        (!placeholder::refers_elsewhere(value)).then_some(Held::Key)
    } else {
        (is_literal(value) && (names_a_secret(name) || is_of_secrets(name) && is_no_setting(value)))
            .then_some(Held::Named)
    }
}

/// Words that make a name's last part a secret.
const SECRETS: [&str; 10] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "CREDENTIALS", "PWD", "PASS", "BEARER"];

/// Two words that do so together.
const PAIRS: [(&str, &str); 4] = [("API", "KEY"), ("PRIVATE", "KEY"), ("ACCESS", "KEY"), ("SECRET", "KEY")];

/// Names that are secrets as programs of one vendor know them.
const KNOWN: [&str; 1] = ["OCI_CLI_KEY_CONTENT"];

/// Words that make a name a secret's wherever they stand, unless it ends with what is said of one.
const ANYWHERE: [&str; 2] = ["SECRET", "PASSWORD"];

/// What is said of secrets, and is none.
const ABOUT: [&str; 68] = [
    "ALGORITHM",
    "ALIAS",
    "ALLOWED",
    "ANNOTATION",
    "ARN",
    "AUTH",
    "BACKEND",
    "CLASS",
    "COUNT",
    "CRITERIA",
    "DIR",
    "DIRECTORY",
    "DISABLED",
    "DURATION",
    "ENABLE",
    "ENABLED",
    "ENDPOINT",
    "ENGINE",
    "EXPIRATION",
    "EXPIRES",
    "EXPIRY",
    "FIELD",
    "FILE",
    "FILENAME",
    "FILES",
    "FOLDER",
    "FORMAT",
    "HASH",
    "HEADER",
    "HOST",
    "ID",
    "INTERVAL",
    "KEY",
    "LABEL",
    "LENGTH",
    "LOCATION",
    "MANAGER",
    "METHOD",
    "MODE",
    "MOUNT",
    "NAME",
    "NAMES",
    "NAMESPACE",
    "NAMESPACES",
    "PATH",
    "PATHS",
    "POLICY",
    "PORT",
    "PREFIX",
    "PROJECT",
    "PROVIDER",
    "REF",
    "REFERENCE",
    "REGION",
    "REQUIRED",
    "RESOURCE",
    "ROTATION",
    "SERVICE",
    "SIZE",
    "SOURCE",
    "STORE",
    "SUFFIX",
    "TIMEOUT",
    "TTL",
    "TYPE",
    "URI",
    "URL",
    "VERSION",
];

/// The words of a name, in capitals: apart by marks, or by a capital behind a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = before.is_lowercase() && c.is_uppercase();
        if begins || matches!(c, '_' | '-' | '.') {
            words.push(String::new());
        }
        if !matches!(c, '_' | '-' | '.') {
            words.last_mut().into_iter().for_each(|word| word.extend(c.to_uppercase()));
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a name ends as those of secrets do.
fn names_a_secret(name: &str) -> bool {
    let words = words(name);
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // The working directory, not a password.
        ["PWD" | "OLDPWD"] => false,
        // The name of a Secret of the cluster.
        [.., "PULL" | "TLS" | "CERT" | "CERTIFICATE", "SECRET"] => false,
        ["AZURE", _, .., "KEY"] => true,
        all if KNOWN.iter().any(|known| known.split('_').eq(all.iter().copied())) => true,
        [.., before, last] => SECRETS.contains(last) || PAIRS.contains(&(before, last)),
        [last] => SECRETS.contains(last),
        [] => false,
    }
}

/// Whether a name speaks of a secret, and not of where it is or how long it lives.
fn is_of_secrets(name: &str) -> bool {
    let words = words(name);
    let has = |among: &[&str], word: &String| among.contains(&word.as_str());
    words.last().is_some_and(|last| last != "SECRET")
        && words.iter().any(|word| has(&ANYWHERE, word))
        && !words.iter().any(|word| has(&ABOUT, word))
}

/// Whether a value stands for itself.
fn is_literal(value: &str) -> bool {
    !value.is_empty()
        && !value.starts_with('/')
        && !matches!(value, "true" | "false")
        && !placeholder::refers_elsewhere(value)
}

/// Whether a value is more than a number or a switch, as those are that say how secrets are handled, and no whole file.
fn is_no_setting(value: &str) -> bool {
    const SWITCHES: [&str; 8] = ["yes", "no", "on", "off", "none", "enabled", "disabled", "null"];
    let number = value.strip_suffix(['s', 'm', 'h', 'd']).unwrap_or(value);
    !value.contains('\n') && number.parse::<f64>().is_err() && !SWITCHES.contains(&value.to_ascii_lowercase().as_str())
}

/// Whether a value holds a private key in PEM, of whatever kind.
fn holds_private_key(value: &str) -> bool {
    value.match_indices("-BEGIN ").any(|(at, begin)| {
        let line = value[at + begin.len()..].lines().next().unwrap_or_default();
        line.contains("PRIVATE KEY-")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_by_whole_words() {
        for name in [
            "MYSQL_ROOT_PASSWORD",
            "password",
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "api-key",
            "DB_PASS",
            "spring.datasource.password",
            "AZURE_BATCH_KEY",
            "OCI_CLI_KEY_CONTENT",
            "SECRET_BLAH",
            "my-secret-thing",
            "PASSWORD_2",
            "clientSecret",
            "dbPassword",
            "apiKey",
        ] {
            assert_eq!(held(name, "hunter2"), Some(Held::Named), "{name}");
        }
        for name in [
            "PWD",
            "PASSWORD_FILE",
            "TOKENIZER",
            "KEY",
            "AZURE_KEY",
            "SECRET_NAME",
            "SECRETS_PATH_PREFIX",
            "PASSWORD_MIN_LENGTH",
            "TOKEN_ISSUER",
            "COMPASS",
            "CLI_KEY_CONTENT",
            "IMAGE_PULL_SECRET",
            "tlsSecret",
            "secretName",
            "passwordFile",
            "Compass",
            "",
        ] {
            assert_eq!(held(name, "hunter2"), None, "{name}");
        }
    }

    #[test]
    fn references_are_no_secrets() {
        for value in ["", "$(OTHER)", "/run/secrets/db", "true", "vault:secret/data/db#password", "${TOKEN:-none}"] {
            assert_eq!(held("PASSWORD", value), None, "{value}");
        }
        for value in ["30", "5m", "1.5", "off", "Enabled"] {
            assert_eq!(held("SECRET_REFRESH", value), None, "{value}");
        }
        assert_eq!(held("PASSWORD", "1234"), Some(Held::Named));
        assert_eq!(held("secret-things.conf", "a = b\nc = d\n"), None);
    }

    #[test]
    fn private_keys_are_secrets_whatever_they_are_called() {
        for kind in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
            let begin = ["-----BEGIN", &format!("{kind}PRIVATE"), "KEY-----"].join(" ");
            assert_eq!(held("ca", &format!("# a key\n{begin}\nAAAA\n")), Some(Held::Key), "{begin}");
            assert_eq!(held("ca", &format!("{begin}\n${{KEY}}\n")), None, "{begin}");
        }
        assert_eq!(held("ca", "-----BEGIN CERTIFICATE-----\nPRIVATE KEY-\n"), None);
        assert_eq!(held("ca", "-----BEGIN PUBLIC KEY-----"), None);
    }
}
