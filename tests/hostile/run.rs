//! Writes a shape as files, runs the tool on it under a limit, and says what that took.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

use super::shapes::{Part, Shape};

/// What a run took.
pub(crate) struct Took {
    /// Bytes of all files.
    pub size: u64,
    pub time: Duration,
    /// Most memory that was in use at once, in bytes.
    pub memory: u64,
    /// The exit status; none where the limit ended it.
    pub status: Option<i32>,
}

/// What the tool may take before it is ended: seconds of a processor, and kilobytes of addresses.
const LIMIT: &str = "ulimit -t 120; ulimit -v 16000000; exec \"$0\" \"$@\"";

/// Writes one file, piece by piece: what this process takes counts against the one it starts.
fn write(folder: &Path, part: &Part, size: usize) -> u64 {
    let path = folder.join(part.name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut out = BufWriter::new(File::create(&path).unwrap());
    out.write_all(part.head.as_bytes()).unwrap();
    let mut written = part.head.len() + part.tail.len();
    let counted = part.unit.contains('#');
    for number in 0.. {
        if part.unit.is_empty() || written >= size {
            break;
        }
        if counted {
            let unit = part.unit.replace('#', &number.to_string());
            out.write_all(unit.as_bytes()).unwrap();
            written += unit.len();
        } else {
            out.write_all(part.unit.as_bytes()).unwrap();
            written += part.unit.len();
        }
    }
    out.write_all(part.tail.as_bytes()).unwrap();
    out.flush().unwrap();
    written as u64
}

/// Runs `program` on the shape grown to `size` bytes.
pub(crate) fn measure(program: &Path, shape: &Shape, size: usize) -> Took {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = write(folder.path(), &shape.grows, size);
    bytes += shape.beside.iter().map(|part| write(folder.path(), part, 0)).sum::<u64>();
    let mut command = Command::new("sh");
    command.args(["-c", LIMIT]).arg(program).args(shape.ask.split(' '));
    if !shape.ask.starts_with("parse") && !shape.ask.contains("--config") {
        command.arg("--no-config");
    }
    command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let ended = child.wait4().unwrap();
    Took { size: bytes, time: began.elapsed(), memory: ended.rusage.maxrss, status: ended.status.code() }
}
