//! plimsoll says what the cluster would say.

pub mod api;
pub mod model;
pub mod resource;
pub mod schema;
pub mod source;
