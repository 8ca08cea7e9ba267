//! The folder that paths are named from, whatever folder the program runs in.

use super::path::normal as clean;

/// A folder, seen from the working folder: where a configuration, a baseline or a repository is at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Root {
    /// The working folder without its root, each part with a `/` behind it: `work/shop/`.
    working: String,
    /// The folder itself in the same spelling; the working folder begins with it, or it lies somewhere else.
    folder: String,
}

impl Root {
    /// The folder `folder`, seen from the working folder; both are absolute, with `/` or `\` between their parts.
    pub fn new(working: &str, folder: &str) -> Self {
        let plain = |path: &str| {
            let path = clean(&path.replace('\\', "/"));
            let path = path.trim_matches('/');
            if path.is_empty() || path == "." { String::new() } else { format!("{path}/") }
        };
        Root { working: plain(working), folder: plain(folder) }
    }

    /// A path, as findings name it, seen from this folder. One that lies outside of it stays as it is.
    pub fn relative(&self, path: &str) -> String {
        if self.working == self.folder && !path.starts_with(['/', '.']) {
            return path.to_owned();
        }
        let absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        let whole = if absolute { path.to_owned() } else { format!("/{}{path}", self.working) };
        let whole = clean(&whole);
        let whole = whole.trim_start_matches('/');
        whole.strip_prefix(&self.folder).map_or_else(|| path.to_owned(), str::to_owned)
    }

    /// A path, as findings name it, from the root of the file system on; `None` of what is no file, and where the working
    /// folder is not known.
    pub fn absolute(&self, path: &str) -> Option<String> {
        let path = path.replace('\\', "/");
        let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
        if path.starts_with('<') || (!is_absolute && self.working.is_empty()) {
            return None;
        }
        let whole = if is_absolute { path } else { format!("{}{path}", self.working) };
        Some(format!("/{}", clean(&whole).trim_start_matches('/')))
    }

    /// A path as the folder itself names it, seen from the working folder: the way back.
    pub fn seen(&self, path: &str) -> String {
        if path.starts_with('/') || self.working == self.folder {
            return path.to_owned();
        }
        let path = if path == "." { "" } else { path.strip_prefix("./").unwrap_or(path) };
        let up = match (self.working.strip_prefix(&self.folder), self.folder.strip_prefix(&self.working)) {
            (Some(rest), _) => "../".repeat(rest.matches('/').count()),
            (None, Some(below)) => below.to_owned(),
            (None, None) => format!("/{}", self.folder),
        };
        let seen = format!("{up}{path}");
        match clean(&seen) {
            own if own.is_empty() => ".".to_owned(),
            // What asks for a folder still does.
            own if seen.ends_with('/') && !path.is_empty() && !own.ends_with('/') => format!("{own}/"),
            own => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_named_from_the_root() {
        let told = |working: &str, path: &str| Root::new(working, working).absolute(path);
        assert_eq!(told("/r/s", "../a b.yaml").as_deref(), Some("/r/a b.yaml"));
        assert_eq!(told("/r/s", "/x/./a.yaml").as_deref(), Some("/x/a.yaml"));
        assert_eq!(told(r"C:\r", r"s\a.yaml").as_deref(), Some("/C:/r/s/a.yaml"));
        assert_eq!(told("/r", "<stdin>"), None);
        assert_eq!(Root::default().absolute("a.yaml"), None);
    }

    #[test]
    fn paths_are_named_from_the_folder() {
        let table = [
            ("/r", "/r", "a/b.yaml", "a/b.yaml"),
            ("/r", "/r", "./a.yaml", "a.yaml"),
            ("/r", "/r", "../a.yaml", "../a.yaml"),
            ("/r/sub", "/r", "a.yaml", "sub/a.yaml"),
            ("/r/sub", "/r", "../b/a.yaml", "b/a.yaml"),
            ("/r/sub", "/r", "/r/a.yaml", "a.yaml"),
            ("/r/sub", "/r", "/other/a.yaml", "/other/a.yaml"),
            ("/r/sub", "/r", "<stdin>", "sub/<stdin>"),
            ("/", "/", "a.yaml", "a.yaml"),
            ("/", "/", "/a.yaml", "a.yaml"),
            ("/s", "/r", "../r/a.yaml", "a.yaml"),
        ];
        for (working, folder, path, relative) in table {
            assert_eq!(Root::new(working, folder).relative(path), relative, "{working} {folder} {path}");
        }
    }

    #[test]
    fn and_seen_from_the_working_folder() {
        let table = [
            ("/r", "/r", "a/b", "a/b"),
            ("/r/sub", "/r", "a/b", "../a/b"),
            ("/r/sub", "/r", "sub/a", "../sub/a"),
            ("/r/sub", "/r", "a/", "../a/"),
            ("/r/sub", "/r", "./a", "../a"),
            ("/r/sub/sub", "/r", ".", "../.."),
            ("/r/sub", "/r", "/a", "/a"),
            ("/s", "/r", "a", "/r/a"),
            ("/r", "/r/sub", ".", "sub"),
            ("/r", "/r/sub", "../a", "a"),
        ];
        for (working, folder, path, seen) in table {
            assert_eq!(Root::new(working, folder).seen(path), seen, "{working} {folder} {path}");
        }
    }
}
