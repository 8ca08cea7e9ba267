//! How much work a text makes: the time that one thread spends on it, whoever else is busy on the machine.

use std::hint::black_box;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Outcome, Request, run};
use plimsoll::report::{Look, Places, TextReport};

/// Less than this is noise.
const FLOOR: Duration = Duration::from_millis(5);

/// Four times the text may take so many times as long. What is linear takes four times, what is quadratic sixteen.
const MOST: u32 = 8;

/// Twice the text may take so many times as long: what is linear takes twice, what is quadratic four times.
const MOST_OF_TWICE: u32 = 3;

/// What was measured of a text and of one four times as large.
pub(crate) struct Measured {
    /// The smaller.
    pub(crate) one: Duration,
    /// The larger.
    pub(crate) four: Duration,
}

impl Measured {
    /// Measures `work`, which is given a size, until it is seen to be linear; only what is not is measured again.
    pub(crate) fn of(size: usize, work: impl Fn(usize)) -> Self {
        let mut measured = Measured { one: spent(|| work(size)), four: spent(|| work(4 * size)) };
        for _ in 0..3 {
            if measured.is_linear() {
                break;
            }
            // The larger is disturbed more often than the smaller.
            measured.four = measured.four.min(spent(|| work(4 * size)));
        }
        measured
    }

    /// Whether the larger took hardly more than four times as long.
    pub(crate) fn is_linear(&self) -> bool {
        self.four <= self.one.max(FLOOR) * MOST
    }
}

/// Whether twice as much takes hardly more than twice as long; measured again only where it does not.
pub(crate) fn doubles(size: usize, work: impl Fn(usize)) -> Result<(), String> {
    let (mut one, mut two) = (spent(|| work(size)), spent(|| work(2 * size)));
    for _ in 0..5 {
        if two <= one.max(FLOOR) * MOST_OF_TWICE {
            return Ok(());
        }
        two = two.min(spent(|| work(2 * size)));
        one = one.max(spent(|| work(size)));
    }
    Err(format!("{one:?}, {two:?}"))
}

/// Everything that is done with files: they are judged as `request` says, and it is written what came of it.
pub(crate) fn judged(files: &[SourceFile], request: &Request) -> Outcome {
    let outcome = run(files, request).unwrap();
    let places = Places::new(files);
    let report = TextReport::new(&places, Look { color: false, links: false, width: 100, screen: false }, request);
    for finding in &outcome.findings {
        black_box(report.finding(finding));
    }
    outcome
}

/// The time that this thread spends on `work`.
fn spent(work: impl FnOnce()) -> Duration {
    let (before, clock) = (on_cpu(), Instant::now());
    work();
    match (before, on_cpu()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => clock.elapsed(),
    }
}

/// The time that this thread had a processor; only Linux says.
fn on_cpu() -> Option<Duration> {
    // The count is brought up to date when the thread offers to give way.
    yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

/// Has everything that `work` does in parallel done by this thread, so that its time is all the time there is.
pub(crate) fn alone(work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    pool.install(work);
}
