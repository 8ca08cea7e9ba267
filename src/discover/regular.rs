//! Bytes of regular files and of standard input, up to a bound: a device or a pipe may have no end, and one that is opened
//! may have nothing to say.

use std::fs::{File, FileType, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::ReadProblem;

/// No more bytes than this are read of a file or of standard input; no manifest comes near.
const MAX_BYTES: u64 = 1 << 30;

/// The bytes of a file.
pub(super) fn read_path(path: &Path) -> Result<Vec<u8>, ReadProblem> {
    // What is no file is not even opened: a pipe waits for a writer.
    regular(path, &std::fs::metadata(path).map_err(unreadable)?)?;
    let file = File::open(path).map_err(unreadable)?;
    let data = file.metadata().map_err(unreadable)?;
    regular(path, &data)?;
    bounded(file, data.len(), MAX_BYTES)
}

/// The file of a folder that says what is left out of it and is no regular file, if there is one: who opens it may wait for
/// ever, or never come to its end.
pub(super) fn odd_ignore_file(folder: &Path) -> Option<PathBuf> {
    let odd = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|data| regular(path, &data).is_err());
    IGNORE_FILES.iter().map(|name| folder.join(name)).find(odd)
}

/// The files of a folder that say what is left out of it.
const IGNORE_FILES: [&str; 3] = [".gitignore", ".ignore", ".git/info/exclude"];

/// The bytes of standard input, whatever that is.
pub(super) fn read_stdin() -> Result<Vec<u8>, ReadProblem> {
    bounded(std::io::stdin().lock(), 0, MAX_BYTES)
}

/// The text of one file that is no manifest: a configuration, a schema, a baseline.
///
/// # Errors
/// Where there is no such file, or it cannot be read, is too large, or is no text.
pub fn read_text(path: &str) -> Result<String, ReadProblem> {
    let bytes = read_path(Path::new(path))?;
    String::from_utf8(bytes).map_err(|error| ReadProblem::NotUtf8(error.utf8_error().valid_up_to()))
}

/// Everything that `from` has, which is likely `size` bytes, unless that is more than `most`: what is cut off is no text to
/// go by.
fn bounded(from: impl Read, size: u64, most: u64) -> Result<Vec<u8>, ReadProblem> {
    if size > most {
        return Err(ReadProblem::TooLarge(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    from.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let read = bytes.len() as u64;
    if read > most { Err(ReadProblem::TooLarge(read)) } else { Ok(bytes) }
}

fn unreadable(error: std::io::Error) -> ReadProblem {
    ReadProblem::Unreadable(error.to_string())
}

/// Sees to it that a path leads to a regular file, and to one that lies on a disk.
fn regular(path: &Path, data: &Metadata) -> Result<(), ReadProblem> {
    if !data.is_file() {
        return Err(ReadProblem::NoFile(kind(data.file_type())));
    }
    // What the kernel makes up as it is read is a file by its type alone. Such files have no size.
    let made_up = data.len() == 0
        && path.canonicalize().is_ok_and(|real| ["/proc", "/sys"].iter().any(|at| real.starts_with(at)));
    if made_up { Err(ReadProblem::NoFile("something that the kernel makes up")) } else { Ok(()) }
}

/// What something is that is no regular file, in words.
fn kind(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return "a pipe (standard input is `-`)";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_dir() { "a folder" } else { "no regular file" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_told() {
        assert_eq!(bounded(&b"abcd"[..], 0, 4).unwrap(), b"abcd");
        assert_eq!(bounded(&b"abcde"[..], 0, 4), Err(ReadProblem::TooLarge(5)));
        assert_eq!(bounded(&b"a"[..], 9, 4), Err(ReadProblem::TooLarge(9)));
        // What has no end is left after so many bytes.
        assert_eq!(bounded(std::io::repeat(b'a'), 0, 4), Err(ReadProblem::TooLarge(5)));
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_read() {
        use std::os::unix::{fs::symlink, net::UnixListener};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        symlink("/dev/null", at("device.yaml")).unwrap();
        let _socket = UnixListener::bind(at("socket.yaml")).unwrap();
        std::fs::write(at("file.yaml"), "a: 1").unwrap();
        symlink(at("file.yaml"), at("link.yaml")).unwrap();
        for (name, what) in [("device.yaml", "a device"), ("socket.yaml", "a socket"), ("", "a folder")] {
            assert_eq!(read_path(&at(name)), Err(ReadProblem::NoFile(what)), "{name}");
        }
        assert_eq!(read_path(&at("link.yaml")).unwrap(), b"a: 1");
        if Path::new("/proc/version").exists() {
            assert!(matches!(read_path(Path::new("/proc/version")), Err(ReadProblem::NoFile(_))));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe.yaml");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        if made.is_ok_and(|status| status.success()) {
            assert_eq!(read_path(&path), Err(ReadProblem::NoFile("a pipe (standard input is `-`)")));
        }
    }
}
