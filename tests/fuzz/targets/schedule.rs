//! No cluster, no workload and no what-if makes the scheduler or its explanations panic or hang.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plimsoll::discover::SourceFile;
use plimsoll::pipeline::Request;
use plimsoll::placement::Placing;
use plimsoll_fuzz::looked;

fuzz_target!(|text: &str| {
    let (without_nodes, scheduler_alone) = (text.len() % 2 == 0, text.len() % 3 == 0);
    let placing = Placing {
        scores: true,
        detailed: true,
        explain: true,
        without_nodes,
        scheduler_alone,
        ..Placing::default()
    };
    let request = Request { placing: Some(placing), references: true, ..Request::default() };
    looked(&[SourceFile::new("fuzz.yaml", text)], &request);
});
