//! PersistentVolumeClaim: `ValidatePersistentVolumeClaimSpec`, for claim templates of stateful sets and of
//! ephemeral volumes as well.

use super::bytes;
use super::helpers::{annotation, follows, invalid_each, resource_list};
use super::persistent_volume::{VOLUME_MODES, access_modes};
use crate::api::Cx;
use crate::api::format::{is_dns1123_label, is_dns1123_subdomain};
use crate::api::gates;
use crate::api::labels::label_selector;
use crate::model::{Quantity, Reason};
use crate::resource::Field;

const BETA_CLASS: &str = "volume.beta.kubernetes.io/storage-class";

/// `ValidatePersistentVolumeClaim`, then `GetWarningsForPersistentVolumeClaim`.
pub(in crate::api) fn persistent_volume_claim(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let sources = Sources::of_claim(spec);
    check_spec(cx, spec, sources);
    if let Some(f) = annotation(cx, BETA_CLASS) {
        let text = "deprecated since v1.8; use \"storageClassName\" attribute instead";
        cx.warn(f, format!("metadata.annotations[{BETA_CLASS}]: {text}"));
    }
    claim_spec_warnings(cx, spec, "spec");
}

/// `ValidatePersistentVolumeClaimSpec` of a template: `spec.volumeClaimTemplates[*].spec` of a stateful set, or the
/// `spec` of an ephemeral volume's `volumeClaimTemplate`.
pub(in crate::api) fn claim_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    check_spec(cx, spec, Sources::as_written(spec));
}

/// `GetWarningsForPersistentVolumeClaimSpec`; `path` is how the server spells the claim's spec.
pub(in crate::api) fn claim_spec_warnings<'a>(cx: &mut Cx<'a>, spec: Field<'a>, path: &str) {
    for list in ["requests", "limits"] {
        for entry in resource_list(spec.at("resources").at(list)) {
            if entry.name == "storage" && entry.amount.milli_value() % 1000 != 0 {
                let text = format!("fractional byte value \"{}\" is invalid, must be an integer", entry.amount);
                let warning = cx.warn(entry.field, format!("{path}.resources.{list}[storage]: {text}"));
                bytes::say_fraction(warning, &entry);
            }
        }
    }
}

/// Where a claim's data comes from, as validation sees it.
#[derive(Clone, Copy)]
struct Sources<'a> {
    source: Option<Field<'a>>,
    reference: Option<Field<'a>>,
    /// Whether one of the two was copied to the other, so that the server reports every mistake for both.
    copied: bool,
}

impl<'a> Sources<'a> {
    fn as_written(spec: Field<'a>) -> Self {
        let given = |name| Some(spec.at(name)).filter(|f| f.exists());
        Sources { source: given("dataSource"), reference: given("dataSourceRef"), copied: false }
    }

    /// `DropDisabledFields`, `EnforceDataSourceBackwardsCompatibility` and `NormalizeDataSources` of
    /// `pkg/api/persistentvolumeclaim/util.go`, which a create of a claim goes through.
    fn of_claim(spec: Field<'a>) -> Self {
        let mut sources = Self::as_written(spec);
        // The gate CrossNamespaceVolumeDataSource is off in every version.
        sources.reference = sources.reference.filter(|f| f.at("namespace").is_empty());
        if sources.reference.is_none() {
            sources.source = sources.source.filter(|f| is_claim_or_snapshot(*f));
        }
        sources.copied = sources.source.is_some() != sources.reference.is_some();
        sources
    }
}

/// `dataSourceIsPvcOrSnapshot`: other sources are silently dropped.
fn is_claim_or_snapshot(source: Field<'_>) -> bool {
    matches!(
        (source.at("kind").str(), source.at("apiGroup").str()),
        ("PersistentVolumeClaim", "") | ("VolumeSnapshot", "snapshot.storage.k8s.io")
    )
}

fn check_spec<'a>(cx: &mut Cx<'a>, spec: Field<'a>, sources: Sources<'a>) {
    if spec.at("accessModes").is_empty() {
        cx.required(spec.at("accessModes"), "at least 1 access mode is required")
            .say("a claim needs at least one access mode")
            .help("for example `accessModes: [ReadWriteOnce]`");
    }
    if spec.at("selector").exists() {
        label_selector(cx, spec.at("selector"));
    }
    access_modes(cx, spec.at("accessModes"));
    storage(cx, spec);
    let class = spec.at("storageClassName");
    if !class.str().is_empty() {
        invalid_each(cx, class, is_dns1123_subdomain(class.str()));
    }
    let mode = spec.at("volumeMode");
    if mode.opt_str().is_some_and(|mode| !VOLUME_MODES.contains(&mode)) {
        cx.not_supported(mode, VOLUME_MODES);
    }
    data_sources(cx, spec, sources);
    let attributes = spec.at("volumeAttributesClassName");
    if !attributes.str().is_empty() && gates::VOLUME_ATTRIBUTES_CLASS.on(cx.version) {
        invalid_each(cx, attributes, is_dns1123_subdomain(attributes.str()));
    }
}

/// The requested size, which the server reports at `resources[storage]`.
fn storage<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let path = format!("{}[storage]", cx.path(spec.at("resources")));
    let requests = spec.at("resources").at("requests");
    let Some(request) = resource_list(requests).into_iter().find(|e| e.name == "storage") else {
        if requests.at("storage").exists() {
            // No amount at all: decoding has said so.
            return;
        }
        cx.required(requests.at("storage"), "")
            .field(path)
            .say("a claim needs the size it asks for, `resources.requests.storage`")
            .help("for example `resources: {requests: {storage: 10Gi}}`");
        return;
    };
    if request.amount <= Quantity::ZERO {
        let place = if request.field.exists() { request.field } else { request.key };
        cx.invalid(place, "must be greater than zero").field(path);
    }
}

fn data_sources<'a>(cx: &mut Cx<'a>, spec: Field<'a>, sources: Sources<'a>) {
    let twin = |name: &str| sources.copied.then(|| format!("{}.{name}", cx.path(spec)));
    let (twin_ref, twin_source) = (twin("dataSourceRef"), twin("dataSource"));
    if let Some(source) = sources.source {
        data_source(cx, source, twin_ref.as_deref());
    }
    if let Some(reference) = sources.reference {
        data_source(cx, reference, twin_source.as_deref());
        let namespace = reference.at("namespace");
        if !namespace.is_empty() {
            invalid_each(cx, namespace, is_dns1123_label(namespace.str()));
        }
    }
    let (Some(source), Some(reference)) = (sources.source, sources.reference) else { return };
    let path = cx.path(spec);
    if !reference.at("namespace").is_empty() {
        cx.invalid(source, "may not be specified when dataSourceRef.namespace is specified").field(path);
    } else if !same(source, reference) {
        cx.invalid(source, "must match dataSourceRef")
            .field(path)
            .say("`dataSource` and `dataSourceRef` must name the same object")
            .help("keep `dataSourceRef` alone")
            .relate(reference.span(), "this is `dataSourceRef`");
    }
}

/// `isDataSourceEqualDataSourceRef`: an absent group and an empty one differ.
fn same(a: Field<'_>, b: Field<'_>) -> bool {
    a.at("apiGroup").opt_str() == b.at("apiGroup").opt_str()
        && a.at("kind").str() == b.at("kind").str()
        && a.at("name").str() == b.at("name").str()
}

/// `validateDataSource` and `validateDataSourceRef`; `twin` is the path of its copy, whose causes follow.
fn data_source<'a>(cx: &mut Cx<'a>, source: Field<'a>, twin: Option<&str>) {
    for name in ["name", "kind"] {
        if source.at(name).str().is_empty() {
            let finding = cx.required(source.at(name), "");
            if let Some(twin) = twin {
                follows(finding, Reason::Required, format!("{twin}.{name}"), "Required value");
            }
        }
    }
    let (group, kind) = (source.at("apiGroup"), source.at("kind"));
    if group.str().is_empty() && kind.str() != "PersistentVolumeClaim" {
        let path = cx.path(source);
        let detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
        let place = if kind.exists() { kind } else { source };
        let finding = cx.invalid(place, detail);
        finding
            .field(path)
            .say("without `apiGroup`, only a `PersistentVolumeClaim` can be the source")
            .help("name the group of the kind, for example `apiGroup: snapshot.storage.k8s.io`");
        if let Some(twin) = twin {
            follows(finding, Reason::Invalid, twin, format!("Invalid value: {:?}: {detail}", kind.str()));
        }
    }
    if !group.str().is_empty() {
        for problem in is_dns1123_subdomain(group.str()) {
            let finding = cx.invalid_format(group, &problem);
            if let Some(twin) = twin {
                let detail = format!("Invalid value: {:?}: {problem}", group.str());
                follows(finding, Reason::Invalid, format!("{twin}.apiGroup"), detail);
            }
        }
    }
}
