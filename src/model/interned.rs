//! Texts that outlive what they were read from.

use std::sync::{LazyLock, Mutex, PoisonError};

use hashbrown::HashSet;

static ALL: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);

/// The same text for as long as the program runs, kept once. It is for names that users give, of which there are few.
pub fn interned(text: &str) -> &'static str {
    let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(text) {
        return known;
    }
    let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
    all.insert(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::interned;

    #[test]
    fn a_text_is_kept_once() {
        let text = String::from("custom/a-name");
        let (one, other) = (interned(&text), interned("custom/a-name"));
        assert!(std::ptr::eq(one, other) && one == text);
    }
}
