//! plimsoll says what the cluster would say.

pub mod api;
pub mod cli;
pub mod config;
pub mod discover;
pub mod lint;
pub mod model;
pub mod pipeline;
pub mod report;
pub mod resource;
pub mod scheduler;
pub mod schema;
pub mod source;
