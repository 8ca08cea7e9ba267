//! Group `flowcontrol.apiserver.k8s.io`: `pkg/apis/flowcontrol/validation/validation.go`.

mod flow_schema;
mod priority_level;

pub(super) use flow_schema::flow_schema;
pub(super) use priority_level::priority_level_configuration;
