//! "Did you mean": which of the known words was likely meant. The one place that says how near is near enough.

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// The same, but for what [`Strictness`] overlooks.
    Spelling,
    /// One slip of the finger in a word long enough.
    Slip,
    /// A few letters differ.
    Near,
}

/// Names of so many letters have near misses of one letter, and of two.
const LONG: usize = 4;
const VERY_LONG: usize = 14;

/// What kind of word is guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// A name that is long or one of many: of a field, a kind, a rule. Case, hyphens and underscores are overlooked.
    Name,
    /// A value of which the known ones are few and short, so that a stranger is soon near one of them: `HTTP` is no
    /// slip for `SCTP`. Case is overlooked.
    Value,
}

impl Strictness {
    /// So many letters may differ, between words of so many.
    fn most(self, given: usize, known: usize) -> usize {
        match self {
            Strictness::Name if given.min(known) < 3 => 0,
            Strictness::Name => 1 + given.min(known) / 4,
            Strictness::Value => (1 + known) / 4 + usize::from(known < 3),
        }
    }

    /// A word without what people get wrong without noticing.
    fn plain(self, word: &str) -> String {
        let letters = word.trim().chars().filter(|c| self == Strictness::Value || !matches!(c, '_' | '-' | ' '));
        letters.flat_map(char::to_lowercase).take(128).collect()
    }
}

/// How alike two words are, if they are.
pub fn likeness(given: &str, known: &str, strictness: Strictness) -> Option<Likeness> {
    if are_far(given, known, strictness) {
        return None;
    }
    let (a, b) = (strictness.plain(given), strictness.plain(known));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    if a == b {
        return Some(Likeness::Spelling);
    }
    let lengths = (a.chars().count(), b.chars().count());
    let most = strictness.most(lengths.0, lengths.1);
    if a.len().abs_diff(b.len()) > most * 4 {
        return None;
    }
    match strsim::damerau_levenshtein(&a, &b) {
        distance if distance > most => None,
        1 if lengths.0.min(lengths.1) >= 4 => Some(Likeness::Slip),
        _ => Some(Likeness::Near),
    }
}

/// The letters of a word without regard to their order.
#[derive(Clone, Copy)]
struct Letters {
    /// A bit for each letter, whatever its case; other bytes share a few.
    which: u64,
    /// How many there are.
    count: usize,
}

/// The bit of each byte of ASCII.
static ALL: [u64; 128] = bits(b"");

/// The same but for those that do not count in a name.
static OF_NAMES: [u64; 128] = bits(b"_- ");

const fn bits(none: &[u8]) -> [u64; 128] {
    let mut bits = [0; 128];
    let mut byte = 0;
    while byte < bits.len() {
        let c = byte as u8;
        bits[byte] = if c.is_ascii_alphabetic() { 1 << ((c | 32) - b'a') } else { 1 << (26 + c % 32) };
        byte += 1;
    }
    let mut at = 0;
    while at < none.len() {
        bits[none[at] as usize] = 0;
        at += 1;
    }
    bits
}

impl Strictness {
    /// The bit of each byte of ASCII that counts.
    fn bits(self) -> &'static [u64; 128] {
        if self == Strictness::Value { &ALL } else { &OF_NAMES }
    }

    /// The letters that count of a word; `None` where they are not all of ASCII, or too many.
    fn letters(self, word: &str) -> Option<Letters> {
        if word.len() > 64 || !word.is_ascii() {
            return None;
        }
        let bits = word.bytes().map(|c| self.bits()[usize::from(c & 127)]);
        let (which, count) = bits.fold((0, 0), |(all, count), bit| (all | bit, count + usize::from(bit != 0)));
        Some(Letters { which, count })
    }
}

/// Whether two words have so few letters in common that nothing needs to be compared: a change of one letter changes two counts at
/// the most. Of words that are not ASCII nothing is said.
fn are_far(given: &str, known: &str, strictness: Strictness) -> bool {
    let [given, known] = [given, known].map(|word| {
        let outer = |c: Option<&u8>| c.is_some_and(|c| *c <= b' ');
        let (first, last) = (word.as_bytes().first(), word.as_bytes().last());
        if outer(first) || outer(last) { word.trim() } else { word }
    });
    let (Some(one), Some(other)) = (strictness.letters(given), strictness.letters(known)) else { return false };
    let most = 2 * strictness.most(one.count, other.count);
    // Every letter that only one of them has is a change, or half of one.
    if (one.which ^ other.which).count_ones() as usize > most || 2 * one.count.abs_diff(other.count) > most {
        return true;
    }
    let mut counts = [0i8; 128];
    for (word, step) in [(given, 1), (known, -1)] {
        for letter in word.bytes().filter(|c| strictness.bits()[usize::from(c & 127)] != 0) {
            counts[usize::from(letter.to_ascii_lowercase())] += step;
        }
    }
    let apart: usize = counts.iter().map(|count| usize::from(count.unsigned_abs())).sum();
    apart > most
}

/// Whether a long name was hardly meant to be another than `known`: a letter or two differ, and not only its number, as it
/// does where there are several such things. Of a family of shorter names, such as `PodScrape` and `NodeScrape`, two letters may tell one from the other.
pub fn is_near_miss(given: &str, known: &str) -> bool {
    let (a, b) = (given.to_lowercase(), known.to_lowercase());
    let least = a.chars().count().min(b.chars().count());
    let most = usize::from(least >= LONG) + usize::from(least >= VERY_LONG);
    let without_number = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = a != b && a[..without_number(&a)] == b[..without_number(&b)];
    a.len().abs_diff(b.len()) <= most * 4 && !numbered && strsim::damerau_levenshtein(&a, &b) <= most
}

/// Whether two names are the same but for the numbers in them: `web-1` is no slip for `web-2`.
pub fn differ_in_number(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    a != b && plain(a) == plain(b)
}

/// How alike two words are, if they are, in a form that compares: less is nearer.
pub fn score(given: &str, known: &str, strictness: Strictness) -> Option<(Likeness, usize)> {
    Some((likeness(given, known, strictness)?, strsim::damerau_levenshtein(given, known)))
}

/// The known word most like `given`, and how alike they are; the first of equals.
pub fn nearest<'n, T: Copy>(
    given: &str,
    strictness: Strictness,
    known: impl Iterator<Item = T>,
    word: impl Fn(T) -> &'n str,
) -> Option<(T, Likeness)> {
    let scored = known.filter_map(|candidate| Some((score(given, word(candidate), strictness)?, candidate)));
    scored.min_by_key(|(score, _)| *score).map(|((likeness, _), candidate)| (candidate, likeness))
}

/// Whether of the known words no other than `meant` can have been: every other one is more than twice as far from `given`,
/// and not more than one letter in six is wrong.
pub fn is_alone<'n>(given: &str, meant: &str, strictness: Strictness, known: impl Iterator<Item = &'n str>) -> bool {
    let plain = strictness.plain(given);
    let distance = |word: &str| strsim::damerau_levenshtein(&plain, &strictness.plain(word));
    let (own, letters) = (distance(meant), plain.chars().count());
    own * 6 <= letters.max(6) && known.filter(|word| *word != meant).all(|word| distance(word) > 2 * own + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_letters_in_common_are_far_and_no_near_ones_are() {
        let words = [
            "replicas",
            "replcias",
            "Replica_s",
            "limits",
            "limit",
            "tcp",
            "sctp",
            "a",
            "ab",
            "",
            "web-1",
            "bew",
            "größe",
        ];
        for (given, known) in words.iter().flat_map(|given| words.iter().map(move |known| (given, known))) {
            for strictness in [Strictness::Name, Strictness::Value] {
                let (a, b) = (strictness.plain(given), strictness.plain(known));
                let most = strictness.most(a.chars().count(), b.chars().count());
                let near = strsim::damerau_levenshtein(&a, &b) <= most;
                assert!(!(near && are_far(given, known, strictness)), "{given} {known}");
            }
        }
        assert!(are_far("replicas", "template", Strictness::Name) && are_far("web", "database", Strictness::Name));
    }

    #[test]
    fn one_alone_is_near() {
        let fields = ["replicas", "selector", "template", "limits", "limit"];
        for (given, meant, alone) in [
            ("replcias", "replicas", true),
            ("Selector", "selector", true),
            ("limts", "limits", false),
            ("tmplte", "template", false),
        ] {
            assert_eq!(is_alone(given, meant, Strictness::Name, fields.into_iter()), alone, "{given}");
        }
        let policies = ["Always", "IfNotPresent", "Never"];
        assert!(is_alone("always", "Always", Strictness::Value, policies.into_iter()));
        let protocols = ["SCTP", "TCP", "UDP"];
        assert!(!is_alone("CTP", "TCP", Strictness::Value, protocols.into_iter()));
    }

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
            assert_eq!(likeness(given, known, Strictness::Name), like, "{given} {known}");
        }
    }

    #[test]
    fn of_values_less_may_be_wrong() {
        for (given, known, like) in [
            ("clusterip", "ClusterIP", Some(Likeness::Spelling)),
            ("Alwasy", "Always", Some(Likeness::Slip)),
            ("UPD", "UDP", Some(Likeness::Near)),
            ("HTTP", "SCTP", None),
            ("", "In", None),
            (" ", "", None),
        ] {
            assert_eq!(likeness(given, known, Strictness::Value), like, "{given} {known}");
        }
    }

    #[test]
    fn near_misses_are_of_long_names() {
        for (given, known, near) in [
            ("K8sRequiredLabel", "K8sRequiredLabels", true),
            ("k8srequiredlabels", "K8sRequiredLabels", true),
            ("K8sRequiredProbes", "K8sRequiredLabels", false),
            ("TCPRoute", "UDPRoute", false),
            ("TCPRoute", "HTTPRoute", false),
            ("HTPPRoute", "HTTPRoute", true),
            ("PolicyV2", "PolicyV1", false),
            ("Tee", "Tea", false),
            ("networking.k8s.oi", "networking.k8s.io", true),
        ] {
            assert_eq!(is_near_miss(given, known), near, "{given} {known}");
        }
    }

    #[test]
    fn the_nearest_wins() {
        let known = ["port", "ports", "host"];
        assert_eq!(nearest("prots", Strictness::Name, known.into_iter(), |n| n), Some(("ports", Likeness::Slip)));
        assert_eq!(nearest("xyz", Strictness::Name, known.into_iter(), |n| n), None);
    }
}
