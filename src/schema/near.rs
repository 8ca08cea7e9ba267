//! "Did you mean": which of the known names was likely meant.

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// Only case, hyphens or underscores differ.
    Spelling,
    /// One slip of the finger in a word long enough.
    Slip,
    /// A few letters differ.
    Near,
}

/// How alike two names are, if they are.
pub(super) fn likeness(given: &str, known: &str) -> Option<Likeness> {
    let (a, b) = (plain(given), plain(known));
    if a == b {
        return Some(Likeness::Spelling);
    }
    let length = a.chars().count().min(b.chars().count());
    let most = 1 + length / 4;
    if a.len().abs_diff(b.len()) > most * 4 {
        return None;
    }
    match strsim::damerau_levenshtein(&a, &b) {
        1 if length >= 4 => Some(Likeness::Slip),
        distance if length >= 3 && distance <= most && distance < length => Some(Likeness::Near),
        _ => None,
    }
}

/// The known name most like `given`, and how alike they are; the first of equals.
pub(super) fn nearest<'n, T: Copy>(
    given: &str,
    known: impl Iterator<Item = T>,
    name: impl Fn(T) -> &'n str,
) -> Option<(T, Likeness)> {
    let mut best: Option<(T, Likeness, usize)> = None;
    for candidate in known {
        let Some(like) = likeness(given, name(candidate)) else { continue };
        let distance = strsim::damerau_levenshtein(given, name(candidate));
        if best.is_none_or(|(_, l, d)| (like, distance) < (l, d)) {
            best = Some((candidate, like, distance));
        }
    }
    best.map(|(candidate, like, _)| (candidate, like))
}

/// A name without what people get wrong without noticing.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).take(128).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike() {
        for (given, known, like) in [
            ("Image", "image", Some(Likeness::Spelling)),
            ("image_pull_policy", "imagePullPolicy", Some(Likeness::Spelling)),
            ("imagePullPolciy", "imagePullPolicy", Some(Likeness::Slip)),
            ("container", "containers", Some(Likeness::Slip)),
            (
                "requiredDuringSchedulingIgnoredDuringException",
                "requiredDuringSchedulingIgnoredDuringExecution",
                Some(Likeness::Near),
            ),
            ("value", "volumes", None),
            ("a", "b", None),
            ("", "name", None),
            ("operator", "hostIPC", None),
        ] {
            assert_eq!(likeness(given, known), like, "{given} {known}");
        }
    }

    #[test]
    fn the_nearest_wins() {
        let known = ["port", "ports", "host"];
        assert_eq!(nearest("prots", known.into_iter(), |n| n), Some(("ports", Likeness::Slip)));
        assert_eq!(nearest("xyz", known.into_iter(), |n| n), None);
    }
}
