//! Files of a dump of a cluster: those of its archives, and texts of kubectl's.

use super::archive::{Member, unpack};
use super::encoding::utf16;
use super::walk::Candidate;
use super::{ReadProblem, SourceFile, bytes_of, display, has_nul};

/// Reads a file of a dump: all that is in it where it is an archive. What is no text says nothing of a cluster, but for a file
/// that was named itself.
pub(super) fn read_dump(candidate: &Candidate) -> Vec<SourceFile> {
    let own = display(&candidate.path);
    let file = |path: String, read: Result<Vec<u8>, ReadProblem>, found: bool| {
        let mut file = SourceFile::new(path, String::new());
        file.also.clone_from(&candidate.also);
        match read.map(String::from_utf8) {
            Ok(Ok(text)) => file.text = text,
            Ok(Err(error)) => match utf16(error.as_bytes()) {
                Some((text, _)) => file.text = text,
                None if found && has_nul(error.as_bytes()) => return None,
                None => file.problem = Some(ReadProblem::NotUtf8(error.utf8_error().valid_up_to())),
            },
            Err(ReadProblem::NoFile(_)) if found => return None,
            Err(problem) => file.problem = Some(problem),
        }
        let idle = file.text.starts_with('\0') || !may_declare(&file.path, &file.text);
        (file.problem.is_some() || !found || !idle).then_some(file)
    };
    let bytes = bytes_of(&candidate.path);
    let Some(members) = bytes.as_ref().ok().and_then(|bytes| unpack(bytes)) else {
        return file(own, bytes, candidate.found).into_iter().collect();
    };
    let inner = |(path, read): Member| match path.as_str() {
        "" => file(own.clone(), read, candidate.found),
        path => file(format!("{own}/{path}"), read, true),
    };
    members.into_iter().filter_map(inner).collect()
}

/// In so many bytes an object says what it is.
const HEAD: usize = 1 << 10;

/// Whether a text of a dump may declare something: of those that are neither YAML nor JSON by their names only what kubectl
/// prints of nodes, or objects, and no log.
fn may_declare(path: &str, text: &str) -> bool {
    let is_text = path.to_ascii_lowercase().trim_end_matches(".gz").ends_with(".txt");
    let start = text.trim_start();
    let json = || {
        start.starts_with('{')
            && memchr::memmem::find(&start.as_bytes()[..start.len().min(HEAD)], b"\"apiVersion\"").is_some()
    };
    let object = || start.starts_with("apiVersion:") || json();
    !is_text || text.contains("\nAllocatable:") || object()
}

/// Extensions of what a dump is read of in folders and archives: text, or packed.
const TEXTS: [&str; 4] = ["yaml", "yml", "json", "txt"];

/// Whether a file of a dump is looked at, by its name: logs are packed, too.
pub(super) fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    // What Macs put beside a file.
    if name.starts_with("._") {
        return false;
    }
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    match extension {
        "tgz" | "tar" => true,
        "gz" => stem.rsplit_once('.').is_some_and(|(_, inner)| inner == "tar" || TEXTS.contains(&inner)),
        extension => TEXTS.contains(&extension),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_declare_something_is_taken() {
        for name in ["a/nodes.json", "b.yml", "must-gather.tar.gz", "x.tgz", "nodes.yaml.gz", "describe.TXT", "y.tar"] {
            assert!(is_wanted(name), "{name}");
        }
        for name in ["a/current.log", "log.gz", "a.log.gz", "._a.yaml", "Makefile", "p.png"] {
            assert!(!is_wanted(name), "{name}");
        }
        assert!(may_declare("a.json", "anything") && may_declare("a.txt", "Name: n\nAllocatable:\n"));
        assert!(may_declare("a.txt", "{\"apiVersion\": \"v1\"}") && may_declare("a.txt", "\napiVersion: v1\n"));
        assert!(!may_declare("logs.txt", "{\"level\": \"info\"}\n") && !may_declare("b.txt.gz", "started\n"));
    }

    #[test]
    fn of_archives_each_file_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in [("b/nodes.json", "{}"), ("b/logs.txt", "started\n")] {
            let mut header = tar::Header::new_ustar();
            header.set_size(text.len() as u64);
            header.set_cksum();
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        let path = folder.path().join("dump.tar");
        std::fs::write(&path, builder.into_inner().unwrap()).unwrap();
        let read = read_dump(&Candidate::found(&path));
        assert_eq!(read.len(), 1);
        assert!(read[0].path.ends_with("dump.tar/b/nodes.json") && read[0].text == "{}");
        std::fs::write(&path, b"PK\x03\x04").unwrap();
        assert_eq!(read_dump(&Candidate::found(&path))[0].problem, Some(ReadProblem::Packed("a zip archive")));
    }
}
