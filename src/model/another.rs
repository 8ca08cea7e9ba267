//! Names that are alike and yet mean two things: no slip of the finger leads from one to the other.

use super::near::{Strictness, differ_in_number, likeness};

/// Words that are near others by chance, and tell one thing of a family from the next: environments, places, parts that are played.
const WORDS: &[&str] = &[
    "broker", "client", "dev", "east", "eu", "http", "https", "internal", "external", "north", "prd", "pre", "preprod",
    "prod", "read", "reader", "server", "service", "south", "stage", "staging", "test", "uat", "us", "west", "worker",
    "write", "writer",
];

/// Of words of fewer letters one letter makes another word: `mail`, `main`.
const SHORT: usize = 5;

/// Whether two names that are alike are likely two names: they differ in their numbers, one is the other and a word more
/// (`kafka`, `kafka-ui`), or they differ in words of which each is one (`web-us`, `web-eu`).
pub fn is_another(given: &str, known: &str) -> bool {
    if differ_in_number(given, known) {
        return true;
    }
    let words = |name: &str| -> Vec<String> {
        let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let (one, other) = (words(given), words(known));
    if one.len() == other.len() {
        return one.iter().zip(&other).any(|(own, other)| own != other && is_another_word(own, other));
    }
    let (less, more) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let mut more = more.iter();
    !less.is_empty() && less.iter().all(|word| more.any(|other| word == other))
}

fn is_another_word(given: &str, known: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (given.chars().collect(), known.chars().collect());
    let sorted = |word: &[char]| {
        let mut letters = word.to_vec();
        letters.sort_unstable();
        letters
    };
    // Letters that have changed places are a slip in every word.
    if sorted(&one) == sorted(&other) {
        return false;
    }
    WORDS.contains(&given) && WORDS.contains(&known)
        || one.len() == other.len() && one.len() < SHORT
        || one.len().min(other.len()) > 2 && likeness(given, known, Strictness::Name).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_their_own_are_no_slips() {
        for (given, known, another) in [
            ("kafka", "kafka-ui", true),
            ("kafka-ui", "kafka", true),
            ("web-us", "web-eu", true),
            ("web-dev", "web-prod", true),
            ("mail", "main", true),
            ("east", "west", true),
            ("web-1", "web-2", true),
            ("shop-orders", "shop-users", true),
            ("webb", "web", false),
            ("wbe", "web", false),
            ("htp", "http", false),
            ("web-confg", "web-config", false),
            ("webconfig", "web-config", false),
            ("raeder", "reader", false),
            ("LEVLE", "LEVEL", false),
            ("web-frontned", "web-frontend", false),
            ("web", "web", false),
        ] {
            assert_eq!(is_another(given, known), another, "{given} {known}");
        }
    }
}
