//! An image's name that no runtime takes.

use super::{Check, Cx, Of};
use crate::model::{Layer, Rule, Severity, placeholder};
use crate::resource::Field;

/// `lint/image-name`
pub(super) const CHECK: Check = Check { rule: &RULE, of: Of::Pods, parameters: &[], find };

pub(super) static RULE: Rule = Rule {
    id: "lint/image-name",
    layer: Layer::Lint,
    severity: Severity::Warning,
    asked: false,
    summary: "An image's name that no runtime takes",
    explanation: "The API server takes any text for an image's name, but the kubelet does not (`InvalidImageName`), so the container \
                  never starts. A name is `registry/path/name:tag` or `registry/path/name@digest`: the path in small letters, no \
                  blanks, no `https://`.",
    bad: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: registry.example/Nginx:1.29\n",
    good: "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: registry.example/nginx:1.29\n",
};

/// Words in capitals that stand for what the reader puts in.
const STANDS_FOR: [&str; 14] = [
    "ACCOUNT",
    "IMAGE",
    "NAME",
    "NAMESPACE",
    "ORG",
    "OWNER",
    "PROJECT",
    "REGION",
    "REGISTRY",
    "REPO",
    "REPOSITORY",
    "TAG",
    "USER",
    "VERSION",
];

/// Longest name without its tag, in bytes.
const NAME_MAX: usize = 255;
/// Longest tag, in bytes.
const TAG_MAX: usize = 128;

fn find(cx: &mut Cx<'_>) {
    for container in cx.containers() {
        image(cx, container.at("image"));
    }
    let volumes = cx.pod().map(|pod| pod.spec.at("volumes"));
    for volume in volumes.into_iter().flat_map(Field::items) {
        image(cx, volume.at("image").at("reference"));
    }
}

fn image<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let name = f.str();
    // Blanks at the ends of a pod's the server refuses; those of a template's are refused with every pod made of it.
    let blanks = name.trim() != name;
    if name.trim().is_empty() || is_open(name) || (blanks && cx.gvk.kind == "Pod") {
        return;
    }
    let Some(Problem { said, meant }) = problem(name) else { return };
    let written = meant.as_deref().map(|meant| cx.written(f, meant));
    let finding = cx.report(f, None, format!("`{name}` is no name of an image: {said}"));
    match (meant, written) {
        (Some(meant), Some(written)) => {
            finding.help(format!("`{meant}` would do")).fix(format!("change to `{meant}`"), f.span(), written)
        }
        _ => finding.help("a name is `registry/path/name:tag`, the path in small letters"),
    };
}

/// Whether something is filled in before it is used.
fn is_open(name: &str) -> bool {
    let word = |part: &str| {
        let shouted = part.len() > 1 && !part.contains(|c: char| c.is_ascii_lowercase());
        shouted && part.split(['_', '-']).any(|word| STANDS_FOR.contains(&word))
    };
    placeholder::is_filled_in_later(name)
        || name.contains(['$', '{', '}', '<', '>', '%', '#', '[', ']', '(', ')', '…'])
        || name.contains("...")
        || name.split(['/', ':', '@']).any(word)
}

/// What is wrong with a name, and the name that was likely meant.
struct Problem {
    said: String,
    meant: Option<String>,
}

/// What keeps the kubelet from reading a name (`ParseNormalizedNamed` of distribution's `reference`).
fn problem(name: &str) -> Option<Problem> {
    let said = wrong(name)?;
    // Nobody meant a name that has four times as many characters as one can have.
    let near = if name.len() <= 4 * NAME_MAX { candidates(name) } else { Vec::new() };
    let meant = near.into_iter().find(|meant| meant != name && wrong(meant).is_none());
    Some(Problem { said, meant })
}

/// What may have been meant, the least change first.
fn candidates(name: &str) -> Vec<String> {
    let bare = name.split_once("://").map_or(name, |(_, rest)| rest).trim_matches('/');
    let closed = bare.split_whitespace().collect::<Vec<_>>().join(" ");
    let closed = [" :", ": ", " /", "/ ", " @", "@ "].iter().fold(closed, |text, sign| text.replace(sign, sign.trim()));
    let (path, rest) = closed.split_at(tag_at(&closed).unwrap_or(closed.len()));
    let lower = format!("{}{rest}", path.to_ascii_lowercase());
    vec![bare.trim_end_matches(':').to_owned(), closed, lower]
}

/// Where the tag or the digest of a name begins.
fn tag_at(name: &str) -> Option<usize> {
    let last = name.rfind('/').map_or(0, |at| at + 1);
    name[last..].find([':', '@']).map(|at| last + at)
}

fn wrong(name: &str) -> Option<String> {
    if let Some((scheme, _)) = name.split_once("://") {
        return Some(format!("`{scheme}://` does not belong to it"));
    }
    if name.trim() != name {
        return Some("there is a blank at its end, for which its pods are refused".to_owned());
    }
    if name.contains(char::is_whitespace) {
        return Some("there is a blank in it".to_owned());
    }
    if name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Some("64 hexadecimal digits are an identifier".to_owned());
    }
    let (rest, digest) = name.split_once('@').map_or((name, None), |(rest, digest)| (rest, Some(digest)));
    let (path, tag) = rest.split_at(tag_at(rest).unwrap_or(rest.len()));
    wrong_path(path).or_else(|| tag.strip_prefix(':').and_then(wrong_tag)).or_else(|| digest.and_then(wrong_digest))
}

fn wrong_path(path: &str) -> Option<String> {
    if path.len() > NAME_MAX {
        return Some(format!("it has more than {NAME_MAX} characters"));
    }
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| part.is_empty()) {
        return Some("a part of it is empty".to_owned());
    }
    // The first of several may be a registry, which capitals alone make of it as well.
    let registry =
        parts.len() > 1 && (parts[0] == "localhost" || parts[0].contains(['.', ':']) || has_capital(parts[0]));
    for (at, part) in parts.iter().enumerate() {
        if at == 0 && registry && is_registry(part) || is_component(part) {
            continue;
        }
        return Some(if has_capital(part) && !(at == 0 && registry) {
            format!("`{part}` has capitals, which only a tag may have")
        } else {
            format!("`{part}` cannot be a part of it")
        });
    }
    None
}

fn has_capital(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_uppercase())
}

/// A host, with its port or without.
fn is_registry(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let label = |label: &str| {
        let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        !label.is_empty() && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    host.split('.').all(label) && port.is_none_or(digits)
}

/// Small letters and digits, between which there may be a dot, one or two underscores, or dashes.
fn is_component(text: &str) -> bool {
    let low = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let framed = text.starts_with(low) && text.ends_with(low);
    let between = |gap: &str| matches!(gap, "" | "." | "_" | "__") || gap.bytes().all(|b| b == b'-');
    framed && text.split(low).all(between)
}

fn wrong_tag(tag: &str) -> Option<String> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let sound = tag.bytes().next().is_some_and(word) && tag.bytes().all(|b| word(b) || matches!(b, b'.' | b'-'));
    match tag {
        "" => Some("its tag is empty".to_owned()),
        _ if tag.len() > TAG_MAX => Some(format!("its tag has more than {TAG_MAX} characters")),
        _ if !sound => Some(format!("`{tag}` cannot be a tag")),
        _ => None,
    }
}

fn wrong_digest(digest: &str) -> Option<String> {
    const LENGTHS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];
    let Some((algorithm, digits)) = digest.split_once(':') else {
        return Some(format!("`{digest}` is no digest such as `sha256:…`"));
    };
    let Some((_, length)) = LENGTHS.iter().find(|(known, _)| *known == algorithm) else {
        return Some(format!("`{algorithm}` is no kind of digest"));
    };
    // What stands for a digest in a page is none that somebody has cut.
    let first = digits.bytes().next();
    if first.is_some_and(|first| digits.bytes().all(|b| b == first)) && digits.len() != *length {
        return None;
    }
    if digits.len() != *length {
        return Some(format!("a {algorithm} digest has {length} digits, this one {}", digits.len()));
    }
    let hex = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (!hex).then(|| "its digest has other letters than `a` to `f`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runtime_takes() {
        let digest = format!("nginx@sha256:{}", "0a".repeat(32));
        for name in [
            "nginx",
            "nginx:1.29",
            "nginx:Latest-RC_1",
            "library/nginx",
            "localhost:5000/a/b__c/d--e.f:1",
            "REGISTRY.example:5000/a",
            "Harbor/a:1",
            "my_registry.example/a",
            "k8s.gcr.io/pause:3.10",
            &digest,
        ] {
            assert_eq!(wrong(name), None, "{name}");
        }
    }

    #[test]
    fn what_it_does_not() {
        for (name, expected) in [
            ("registry.example/Nginx:1", Some("registry.example/nginx:1")),
            ("Nginx:1.29-Alpine", Some("nginx:1.29-Alpine")),
            ("nginx: 1.27", Some("nginx:1.27")),
            ("https://registry.example/x:1", Some("registry.example/x:1")),
            ("docker://nginx", Some("nginx")),
            ("/nginx:1", Some("nginx:1")),
            ("nginx:", Some("nginx")),
            ("nginx 1.27", None),
            ("nginx:1:2", None),
            ("nginx:v1+2", None),
            ("nginx-:1", None),
            ("a___b", None),
            ("nginx@sha256:0a", None),
            ("nginx@md5:0a", None),
        ] {
            let Some(problem) = problem(name) else { panic!("{name}") };
            assert_eq!(problem.meant.as_deref(), expected, "{name}: {}", problem.said);
        }
    }

    #[test]
    fn what_is_filled_in_is_left_alone() {
        for name in [
            "${IMAGE}",
            "$(IMAGE)",
            "IMAGE",
            "gcr.io/PROJECT_ID/app",
            "app:<tag>",
            "{{ .Values.image }}",
            "x@sha256:...",
        ] {
            assert!(is_open(name), "{name}");
        }
        for name in ["NGINX:1.29", "registry.example/Nginx:1", "Image:1"] {
            assert!(!is_open(name), "{name}");
        }
    }
}
