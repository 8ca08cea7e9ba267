//! Inputs that are made to hurt, grown by a generator: none may take more memory than fifty times its size. A selection is
//! tried with every `cargo test`; the table of all is
//! `cargo test --test hostile -- --ignored --nocapture table`, with `HOSTILE_PROGRAM` for another build than the test's,
//! and `HOSTILE_SIZES` for other sizes than 100 kB and 1 MB.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod deep;
mod outside;
mod run;
mod shapes;

use std::path::{Path, PathBuf};

use run::measure;
use shapes::Shape;

/// So many bytes of memory for each of the input.
const RATIO: u64 = 50;

fn program() -> PathBuf {
    std::env::var_os("HOSTILE_PROGRAM").map_or_else(|| env!("CARGO_BIN_EXE_plimsoll").into(), PathBuf::from)
}

/// What the same question about two of the same takes: the program's own pages and tables are no business of the input's.
fn idle(program: &Path, shape: &Shape) -> u64 {
    (0..2).map(|_| measure(program, shape, shape.grows.beginning()).memory).max().unwrap()
}

/// Bytes of memory for each byte of input, beyond what a run takes that has next to nothing to do.
fn ratio(memory: u64, idle: u64, size: u64) -> f64 {
    memory.saturating_sub(idle) as f64 / size as f64
}

fn sizes() -> Vec<usize> {
    let text = std::env::var("HOSTILE_SIZES").unwrap_or_else(|_| "100000,1000000".to_owned());
    text.split(',').map(|size| size.parse().unwrap()).collect()
}

/// Shapes that are quickly read, of which each is a way to make a lot of little.
const QUICK: [&str; 11] = [
    "aliases of a list",
    "aliases of one large text",
    "block list",
    "dashes",
    "escapes",
    "flow list of numbers",
    "json one behind the other",
    "long image",
    "long unknown key",
    "markers",
    "one large text in many objects",
];

#[test]
fn a_selection_takes_no_more_than_its_share() {
    let program = program();
    for shape in shapes::all().iter().filter(|shape| QUICK.contains(&shape.name.as_str())) {
        let idle = idle(&program, shape);
        let took = measure(&program, shape, 500_000);
        let ratio = ratio(took.memory, idle, took.size);
        assert!(matches!(took.status, Some(0 | 1)), "{}: {:?}", shape.name, took.status);
        assert!(ratio <= RATIO as f64, "{}: {ratio:.1} bytes for each of the input", shape.name);
    }
}

#[test]
#[ignore = "takes minutes: prints the table of all shapes and sizes"]
fn table() {
    let program = program();
    let only = std::env::var("HOSTILE_ONLY").unwrap_or_default();
    let mut rows = Vec::new();
    let all: Vec<Shape> = shapes::all().into_iter().chain(shapes::in_each_format()).collect();
    for shape in all.iter().filter(|shape| shape.name.contains(&only)) {
        let idle = idle(&program, shape);
        for size in sizes() {
            let took = measure(&program, shape, size);
            let ratio = ratio(took.memory, idle, took.size);
            let end = took.status.map_or_else(|| "ended by the limit".to_owned(), |status| format!("exit {status}"));
            let row = format!(
                "{:<44} {:>9} {:>8.2} s {:>8.1} MB, {:>5.1} at rest {:>7.1} {end}",
                shape.name,
                took.size,
                took.time.as_secs_f64(),
                took.memory as f64 / 1e6,
                idle as f64 / 1e6,
                ratio
            );
            println!("{row}");
            rows.push((ratio, row));
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("\n{} rows. The worst:", rows.len());
    rows.iter().take(20).for_each(|(_, row)| println!("{row}"));
    let above: Vec<&String> = rows.iter().filter(|(ratio, _)| *ratio > RATIO as f64).map(|(_, row)| row).collect();
    assert!(above.is_empty(), "{} rows are above {RATIO} bytes for each of the input", above.len());
}
