//! Build script: how the binary is linked.

fn main() {
    println!("cargo:rerun-if-changed=src/link.rs");
    let of_target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if of_target("OS") == "linux" && of_target("ENV") == "gnu" {
        // A hook runs for every commit: at a fixed address nothing of the tables has to be relocated at start, which is
        // a third of what a run over one small file takes.
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
