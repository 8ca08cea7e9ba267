//! "Did you mean", among the names of a schema.

/// The name most like `given`, with what goes with it, if any is alike.
pub(super) fn nearest<'n, T>(given: &str, known: impl Iterator<Item = (&'n str, T)>) -> Option<T> {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).take(128).collect()
    };
    let wanted = plain(given);
    let mut best: Option<(usize, usize, T)> = None;
    for (name, with) in known {
        let candidate = plain(name);
        let length = wanted.chars().count().min(candidate.chars().count());
        let distance = strsim::damerau_levenshtein(&wanted, &candidate);
        let alike = distance == 0 || (length >= 3 && distance <= 1 + length / 4 && distance < length);
        let exact = strsim::damerau_levenshtein(given, name);
        if alike && best.as_ref().is_none_or(|(d, e, _)| (distance, exact) < (*d, *e)) {
            best = Some((distance, exact, with));
        }
    }
    best.map(|(.., with)| with)
}
