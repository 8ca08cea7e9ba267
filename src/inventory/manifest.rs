//! Single objects read as placement reads them, for rooms that look at manifests one by one.

use super::{LimitRange, admission, read};
use crate::resource::Field;
use crate::scheduler::types::{Labels, Pod, ResourceList};

/// A LimitRange, read from its manifest.
pub fn read_limit_range(f: Field<'_>) -> LimitRange {
    admission::limit_range(f)
}

/// The pod that `f` (a Pod, or a template in a controller) describes, before admission.
pub fn manifest_pod(f: Field<'_>) -> Pod {
    read::pod_spec(f, &Labels::default())
}

/// What a claim, or a template of one, requests.
pub fn claim_resources(f: Field<'_>) -> ResourceList {
    read::resources(f.at("spec").at("resources").at("requests"))
}
