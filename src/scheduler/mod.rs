//! kube-scheduler's default profile, run offline: which node each pod gets, and why the others do not.
//!
//! Pure: it knows `model` and its own typed structs ([`types`]), no YAML, no findings, no files.

pub mod types;
