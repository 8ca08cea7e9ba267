//! The committed table is what its generator makes of the releases' OpenAPI documents.

#[path = "../schemas/generate.rs"]
mod generate;

use std::path::Path;

#[test]
fn the_table_is_what_the_generator_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let documents = root.join("../shared/openapi");
    if !documents.is_dir() {
        eprintln!("no {}: not compared", documents.display());
        return;
    }
    let committed = std::fs::read(root.join("schemas/kubernetes.bin")).expect("committed");
    let made = generate::generate(&documents).expect("the documents can be read");
    assert!(made == committed, "run: cargo run --example generate-schemas -- ../shared/openapi schemas/kubernetes.bin");
}
