//! Paths by globs in the words of `.gitignore`, seen from the folder that whoever wrote them had in mind.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::STDIN;
use crate::model::Root;

/// A list of globs. The last one that matches decides; one that begins with `!` takes back.
#[derive(Clone, Debug)]
pub struct Globs {
    globs: Gitignore,
    root: Root,
}

impl Globs {
    /// So many a list may have: those behind them are not read. Each is held against every path, and takes a kilobyte.
    pub const MOST: usize = 1_000;

    /// The globs as seen from `root`, no more than [`Self::MOST`].
    ///
    /// # Errors
    /// In words, where one is no glob.
    pub fn new(globs: &[String], root: Root) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        for glob in globs.iter().take(Self::MOST) {
            // Who writes `./charts` means the one in the folder at hand.
            let anchored = glob.strip_prefix("./").map(|rest| format!("/{rest}"));
            let line = anchored.as_deref().unwrap_or(glob);
            builder.add_line(None, line).map_err(|why| format!("'{glob}' is no glob: {why}"))?;
        }
        Ok(Globs { globs: builder.build().map_err(|why| why.to_string())?, root })
    }

    /// None at all.
    pub fn none() -> Self {
        Globs { globs: Gitignore::empty(), root: Root::default() }
    }

    /// What the globs say of a path alone, whatever folder it is in; `None` where none matches.
    pub(super) fn says(&self, path: &Path, folder: bool) -> Option<bool> {
        if self.globs.is_empty() {
            return None;
        }
        let seen = self.seen(path);
        let matched = self.globs.matched(seen.trim_start_matches('/'), folder);
        (!matched.is_none()).then(|| matched.is_ignore())
    }

    /// What the globs say of a path, by its name or by that of a folder it is in.
    pub(super) fn says_of_given(&self, path: &Path, folder: impl Fn() -> bool) -> Option<bool> {
        if self.globs.is_empty() || path.as_os_str() == STDIN {
            return None;
        }
        let seen = self.seen(path);
        // What lies outside of the folder is matched by its own names alone.
        let seen = seen.trim_start_matches('/');
        let matched = self.globs.matched_path_or_any_parents(seen, folder());
        (!matched.is_none()).then(|| matched.is_ignore())
    }

    /// Whether they match a file, by its name or by that of a folder it is in.
    pub fn match_file(&self, path: &str) -> bool {
        self.says_of_given(Path::new(path), || false) == Some(true)
    }

    fn seen(&self, path: &Path) -> String {
        self.root.relative(&super::display(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_seen_from_their_folder() {
        let globs = |list: &[&str]| {
            let list: Vec<String> = list.iter().map(|glob| (*glob).to_owned()).collect();
            Globs::new(&list, Root::new("/r/deploy", "/r")).unwrap()
        };
        assert!(globs(&["deploy/old/"]).match_file("old/a.yaml"));
        assert!(globs(&["/deploy/old"]).match_file("old/a.yaml"));
        assert!(!globs(&["/old/"]).match_file("old/a.yaml"));
        assert!(globs(&["*.gen.yaml"]).match_file("old/a.gen.yaml"));
        assert!(globs(&["charts/**"]).match_file("../charts/a/b.yaml"));
        assert!(!globs(&["*.yaml", "!a.yaml"]).match_file("a.yaml"));
        assert!(!Globs::none().match_file("a.yaml"));
        assert!(Globs::new(&["a[".to_owned()], Root::default()).is_err());
        let many: Vec<String> = (0..=Globs::MOST).map(|number| format!("{number}.yaml")).collect();
        let many = Globs::new(&many, Root::default()).unwrap();
        assert!(many.match_file(&format!("{}.yaml", Globs::MOST - 1)));
        assert!(!many.match_file(&format!("{}.yaml", Globs::MOST)));
    }
}
