//! plimsoll says what the cluster would say.
//!
//! # The map of the house
//!
//! Data goes forward, from room to room, and never back. Between the two ends everything is a pure function of
//! what came before; only [`discover`], [`config`] and [`cli`] touch files, the environment and the terminal.
//!
//! | room | takes | makes |
//! |---|---|---|
//! | [`discover`] | paths, standard input | source files; the only reader of manifests |
//! | [`source`] | a file's text | documents: trees in which every key and value knows its bytes; broken input is data |
//! | [`resource`] | a document | Kubernetes objects, `List`s flattened; fields that know their place even where they are absent |
//! | [`schema`] | an object | findings: strict decoding, what the server refuses to read |
//! | [`api`] | an object | findings: the server's own validation and warnings, one file for each kind or shared part |
//! | [`lint`] | an object | findings: opinions, one file for each rule |
//! | [`cross`] | all objects | findings between objects, one file for each rule |
//! | [`scheduler`] | nodes, pods | decisions: kube-scheduler's framework, one file for each plugin, under upstream's name |
//!
//! [`pipeline`] is the one place that chains them, and that proves every fix by applying it; [`report`] makes bytes
//! of findings and decisions, one file for each format; [`cli`] is the only one that prints and exits.
//! [`model`] holds the words that all rooms share and imports none of them. `tests/walls.rs` reads the `use` lines
//! and fails where a room imports one that it should not know.

pub mod api;
pub mod cli;
pub mod config;
pub mod cross;
pub mod discover;
pub mod explain;
pub mod inventory;
pub mod lint;
pub mod mend;
pub mod model;
pub mod pipeline;
pub mod placement;
pub mod report;
pub mod resource;
pub mod scheduler;
pub mod schema;
pub mod source;
pub mod workload;
