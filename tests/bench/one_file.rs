//! What a hook pays for one small file: the whole process, from start to exit. Where KUBECONFORM names that program
//! and KUBECONFORM_SCHEMAS the template of a local schema folder, it runs beside.

use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};

const FILE: &str = "testdata/quickstart/shop/frontend.yaml";

fn run(program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    let status = command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok_and(|s| s.code().is_some_and(|code| code < 2)), "{program} did not run");
}

fn one_file(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one file");
    group.sample_size(50);
    let own = env!("CARGO_BIN_EXE_plimsoll");
    for subcommand in ["lint", "check"] {
        group.bench_function(subcommand, |b| b.iter(|| run(own, &[subcommand, FILE])));
    }
    if let (Ok(peer), Ok(schemas)) = (std::env::var("KUBECONFORM"), std::env::var("KUBECONFORM_SCHEMAS")) {
        group
            .bench_function("kubeconform", |b| b.iter(|| run(&peer, &["-strict", "-schema-location", &schemas, FILE])));
    }
    group.finish();
}

criterion_group!(benches, one_file);
criterion_main!(benches);
