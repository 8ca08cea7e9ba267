//! How many small manifests a second go through parser, schema, validation and opinions, files in memory.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::{Request, run};

/// Files of one run; a large repository has as many.
const FILES: usize = 10_000;

fn files() -> Vec<SourceFile> {
    let texts: Vec<String> = ["frontend", "namespace", "nightly-report"]
        .iter()
        .map(|name| {
            std::fs::read_to_string(format!("testdata/quickstart/shop/{name}.yaml")).expect("the quickstart is there")
        })
        .collect();
    let file = |i: usize| {
        // Names differ, so that no two are the same object.
        let text = texts[i % texts.len()].replacen("name: ", &format!("name: a{i}-"), 1);
        SourceFile::new(format!("manifests/{i}.yaml"), text)
    };
    (0..FILES).map(file).collect()
}

fn many_files(criterion: &mut Criterion) {
    let files = files();
    let request = Request::default();
    let bytes: usize = files.iter().map(|f| f.text.len()).sum();
    let mut group = criterion.benchmark_group("lint");
    group.sample_size(10);
    group.throughput(Throughput::Elements(FILES as u64));
    group.bench_function("10,000 small files", |b| b.iter(|| run(&files, &request)));
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("the same, in bytes", |b| b.iter(|| run(&files, &request)));
    group.finish();
}

criterion_group!(benches, many_files);
criterion_main!(benches);
