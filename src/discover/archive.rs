//! What clusters are dumped into: gzip and tar, of which nothing is written to a disk.
//!
//! A small archive may hold more than any machine has. So much of it is unpacked and no more, and what is cut off is told.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

use super::ReadProblem;
use super::dump::is_wanted;

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packed {
    Gzip,
    Tar,
    /// A way that is not read, by its name.
    Other(&'static str),
}

/// Bytes that are kept of one archive, at most.
const KEPT: u64 = 1 << 30;

/// Bytes that are kept of every archive, however small it is. Beyond them no more than [`FOR_BYTE`] for each byte that it has.
const KEPT_OF_ANY: u64 = 1 << 26;

/// Bytes that are read of an archive for each byte that it has, those that are not kept among them, beside [`KEPT`]: logs
/// are packed to a tenth, and hardly ever to less than a thirtieth.
const FOR_BYTE: u64 = 64;

/// Files that are kept of one archive.
const MOST_FILES: usize = 100_000;

/// Archives in archives are opened so deep.
const DEEPEST: usize = 3;

/// How a tar says of itself that it is one, and where.
const TAR: (usize, &[u8]) = (257, b"ustar");

/// A file of an archive: its path there, empty where the archive is nothing but that file; and what it holds, or why that
/// is not known.
pub(super) type Member = (String, Result<Vec<u8>, ReadProblem>);

/// Everything that may declare something of a cluster in the bytes of a file; `None` where it is not packed.
pub(super) fn unpack(bytes: &[u8]) -> Option<Vec<Member>> {
    packed(bytes)?;
    let size = bytes.len() as u64;
    let most = kept_of(size);
    let read = KEPT.saturating_add(size.saturating_mul(FOR_BYTE));
    let mut left = Budget { most, kept: most, read, files: MOST_FILES };
    let mut members = Vec::new();
    if let Err(problem) = open(bytes, "", 0, &mut left, &mut members) {
        members.push((String::new(), Err(problem)));
    }
    Some(members)
}

/// Bytes that are kept of an archive of that size.
fn kept_of(size: u64) -> u64 {
    size.saturating_mul(FOR_BYTE).clamp(KEPT_OF_ANY, KEPT)
}

/// What may still be unpacked.
struct Budget {
    /// Bytes that are kept in all.
    most: u64,
    kept: u64,
    read: u64,
    files: usize,
}

impl Budget {
    /// What is said where nothing is left.
    fn over(&self) -> ReadProblem {
        ReadProblem::Unpacks(self.most)
    }
}

fn packed(bytes: &[u8]) -> Option<Packed> {
    const OTHERS: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"\x28\xB5\x2F\xFD", "packed by zstd"),
        (b"\xFD7zXZ\0", "packed by xz"),
        (b"BZh", "packed by bzip2"),
        (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    ];
    if bytes.starts_with(b"\x1F\x8B") {
        return Some(Packed::Gzip);
    }
    if bytes.get(TAR.0..).is_some_and(|rest| rest.starts_with(TAR.1)) {
        return Some(Packed::Tar);
    }
    OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| Packed::Other(name))
}

/// Opens what is packed; what is read before it breaks is kept.
fn open(
    bytes: &[u8],
    path: &str,
    depth: usize,
    left: &mut Budget,
    members: &mut Vec<Member>,
) -> Result<(), ReadProblem> {
    match packed(bytes) {
        Some(Packed::Other(name)) => Err(ReadProblem::Packed(name)),
        Some(_) if depth >= DEEPEST => Err(ReadProblem::Packed("packed too often")),
        Some(Packed::Tar) => entries(bytes, path, depth, left, members),
        Some(Packed::Gzip) => {
            let mut head = Vec::new();
            let whole = TAR.0 as u64 + TAR.1.len() as u64;
            MultiGzDecoder::new(bytes).take(whole).read_to_end(&mut head).map_err(broken)?;
            if packed(&head) == Some(Packed::Tar) {
                // A tar may be larger than what is kept of it.
                return entries(MultiGzDecoder::new(bytes), path, depth, left, members);
            }
            let mut inner = Vec::new();
            let read = MultiGzDecoder::new(bytes).take(left.kept.min(left.read) + 1).read_to_end(&mut inner);
            let cut = spend(left, inner.len() as u64);
            if packed(&inner).is_some() && read.is_ok() && cut.is_ok() {
                return open(&inner, path, depth + 1, left, members);
            }
            // A text that is cut off is told as such by who reads it; nothing at all is told here.
            members.push((path.to_owned(), Ok(inner)));
            cut.and(read.map(drop).map_err(broken))
        }
        None => {
            members.push((path.to_owned(), Ok(bytes.to_vec())));
            Ok(())
        }
    }
}

fn spend(left: &mut Budget, bytes: u64) -> Result<(), ReadProblem> {
    if bytes > left.kept.min(left.read) || left.files == 0 {
        return Err(left.over());
    }
    left.kept -= bytes;
    left.read -= bytes;
    left.files -= 1;
    Ok(())
}

/// The files of a tar that may declare something.
fn entries(
    from: impl Read,
    path: &str,
    depth: usize,
    left: &mut Budget,
    members: &mut Vec<Member>,
) -> Result<(), ReadProblem> {
    let mut bounded = Bounded { from, left: left.read, over: false };
    let read = each(&mut tar::Archive::new(&mut bounded), path, depth, left, members);
    left.read = left.read.min(bounded.left);
    if bounded.over { Err(left.over()) } else { read }
}

fn each<R: Read>(
    archive: &mut tar::Archive<R>,
    path: &str,
    depth: usize,
    left: &mut Budget,
    members: &mut Vec<Member>,
) -> Result<(), ReadProblem> {
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let name = entry.path().map_err(broken)?.to_string_lossy().replace('\\', "/");
        let name = name.strip_prefix("./").unwrap_or(&name);
        if !entry.header().entry_type().is_file() || !is_wanted(name) {
            continue;
        }
        let own = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
        let mut bytes = Vec::new();
        entry.take(left.kept + 1).read_to_end(&mut bytes).map_err(broken)?;
        // What it takes to read them is counted by who reads the archive.
        let before = left.read;
        spend(left, bytes.len() as u64)?;
        left.read = before;
        if packed(&bytes).is_some() {
            if let Err(problem) = open(&bytes, &own, depth + 1, left, members) {
                members.push((own, Err(problem)));
            }
        } else {
            members.push((own, Ok(bytes)));
        }
    }
    Ok(())
}

fn broken(why: io::Error) -> ReadProblem {
    ReadProblem::Unreadable(format!("what is packed in it is broken or cut off ({why})"))
}

/// Reads so many bytes, and then no more.
struct Bounded<R> {
    from: R,
    left: u64,
    over: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            self.over = true;
            return Err(io::Error::other("it is larger than what is read"));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        let read = self.from.read(&mut into[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> Vec<(String, Result<String, ReadProblem>)> {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        unpack(bytes).unwrap().into_iter().map(|(path, read)| (path, read.map(text))).collect()
    }

    #[test]
    fn packed_texts_are_read_at_their_paths() {
        let one = |path: &str, text: &str| (path.to_owned(), Ok(text.to_owned()));
        assert!(unpack(b"kind: Node\n").is_none());
        assert_eq!(read(&gzip(b"a: 1\n")), [one("", "a: 1\n")]);
        let inner = gzip(&tar_of(&[("c.json", b"{}")]));
        let all = tar_of(&[("x/a.yaml", b"a: 1\n"), ("x/log.gz", b"no"), ("b.tar.gz", &inner), ("x/log", b"no")]);
        for bytes in [all.clone(), gzip(&all)] {
            assert_eq!(read(&bytes), [one("x/a.yaml", "a: 1\n"), one("b.tar.gz/c.json", "{}")]);
        }
    }

    #[test]
    fn what_is_not_read_is_told() {
        assert_eq!(read(b"PK\x03\x04zip"), [(String::new(), Err(ReadProblem::Packed("a zip archive")))]);
        let whole = gzip(&tar_of(&[("a.yaml", &[b'a'; 2_000]), ("b.yaml", &[b'b'; 2_000])]));
        let cut = read(&whole[..whole.len() - 20]);
        assert!(matches!(cut.last(), Some((_, Err(ReadProblem::Unreadable(_))))), "{cut:?}");
        let mut often = gzip(b"a: 1\n");
        for _ in 0..4 {
            often = gzip(&often);
        }
        assert_eq!(read(&often), [(String::new(), Err(ReadProblem::Packed("packed too often")))]);
    }

    #[test]
    fn no_more_is_unpacked_than_is_kept() {
        let bytes = gzip(&tar_of(&[("a.yaml", &[b' '; 5_000]), ("b.yaml", &[b' '; 5_000])]));
        let with = |kept: u64, read: u64, files: usize| {
            let (mut left, mut members) = (Budget { most: KEPT, kept, read, files }, Vec::new());
            (open(&bytes, "", 0, &mut left, &mut members), members.len())
        };
        let over = || Err(ReadProblem::Unpacks(KEPT));
        assert_eq!(with(10_000, 100_000, 2), (Ok(()), 2));
        assert_eq!(with(9_999, 100_000, 2), (over(), 1));
        assert_eq!(with(10_000, 8_000, 2), (over(), 1));
        assert_eq!(with(10_000, 100_000, 1), (over(), 1));
        let sizes = [1_000, 2 << 20, 1 << 30].map(kept_of);
        assert_eq!(sizes, [1 << 26, 128 << 20, 1 << 30]);
    }
}
