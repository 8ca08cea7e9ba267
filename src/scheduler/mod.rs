//! kube-scheduler's default profile, run offline: which node each pod gets, and why the others do not.
//!
//! Pure: it knows `model` and its own typed structs ([`types`]), no YAML, no findings, no files. The cluster is taken
//! in once (`build`, `template`, `snapshot`); then each pod is tried as upstream tries it (`attempt`: prepare, filter,
//! score), and what it takes is booked (`engine`). `plugins` has one file for each of upstream's plugins.

mod attempt;
mod bits;
mod build;
mod engine;
mod heap;
mod intern;
mod message;
mod plugins;
mod profile;
mod run;
mod selector;
mod snapshot;
mod status;
mod template;
pub mod types;

pub use run::Detail;

use types::{Cluster, Config, Decision};

/// Places all pending pods of a cluster, and says what became of each.
pub fn schedule(cluster: &Cluster, config: &Config, detail: Detail) -> Vec<Decision> {
    engine::Engine::new(cluster, config).run(detail)
}
