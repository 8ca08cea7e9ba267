//! The only writer of manifests: a file is replaced whole, or not at all.

use std::fs::{self, Metadata, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use crate::discover::SourceFile;

/// Puts the text of `file` where `before` was read: beside it first, then in its place. A link stays, and what it leads to is
/// replaced; other names of the same file (hard links) keep what was there.
///
/// # Errors
/// In words, where it cannot be written, or is no longer what was read.
pub(super) fn replace(file: &SourceFile, before: &str) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let target = fs::canonicalize(&file.path).map_err(told)?;
    let data = fs::metadata(&target).map_err(told)?;
    if !data.is_file() {
        return Err("this is no file that could be replaced".to_owned());
    }
    if data.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    // The folder may let anybody replace it: who may not write the file shall not.
    OpenOptions::new().append(true).open(&target).map_err(told)?;
    let folder = target.parent().ok_or("it lies in no folder")?;
    let mut beside = tempfile::Builder::new().prefix(".plimsoll-").tempfile_in(folder).map_err(told)?;
    beside.write_all(&file.encoding.bytes(&file.text)).map_err(told)?;
    keep(beside.path(), &data).map_err(told)?;
    if fs::read(&target).map_err(told)? != file.encoding.bytes(before) {
        return Err("it was changed in the meantime".to_owned());
    }
    beside.persist(&target).map_err(|error| error.error.to_string())?;
    Ok(())
}

/// Gives the new file the owner, as far as that is possible, and the mode of the old one.
fn keep(path: &Path, data: &Metadata) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, chown};
        let own = fs::metadata(path)?;
        if (own.uid(), own.gid()) != (data.uid(), data.gid()) {
            // Only root may give a file away.
            let _ = chown(path, Some(data.uid()), Some(data.gid()));
        }
    }
    fs::set_permissions(path, data.permissions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Encoding;

    fn source(path: &Path, text: &str) -> SourceFile {
        SourceFile::new(path.to_string_lossy(), text)
    }

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "a: 1\n").unwrap();
        replace(&source(&path, "a: 2\n"), "a: 1\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"a: 2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_changed_in_the_meantime_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "a: 3\n").unwrap();
        let why = replace(&source(&path, "a: 2\n"), "a: 1\n").unwrap_err();
        assert_eq!(why, "it was changed in the meantime");
        assert_eq!(fs::read(&path).unwrap(), b"a: 3\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn utf16_stays_utf16() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let encoding = Encoding::Utf16Big;
        fs::write(&path, encoding.bytes("a: 1\n")).unwrap();
        replace(&SourceFile { encoding, ..source(&path, "a: 2\n") }, "a: 1\n").unwrap();
        assert_eq!(fs::read(&path).unwrap(), encoding.bytes("a: 2\n"));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay_and_what_is_read_only_is_not_touched() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.yaml"), folder.path().join("link.yaml"));
        fs::write(&path, "a: 1\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.yaml", &link).unwrap();
        replace(&source(&link, "a: 2\n"), "a: 1\n").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"a: 2\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        assert_eq!(replace(&source(&path, "a: 3\n"), "a: 2\n").unwrap_err(), "it is read-only");
        assert_eq!(fs::read(&path).unwrap(), b"a: 2\n");
    }
}
