//! What a file is for.

/// What a file is for in its repository.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// It holds objects, as far as its name and other files tell.
    #[default]
    Manifest,
    /// It holds objects, but lies where kustomize takes only what a kustomization names, and none names it.
    Unnamed,
    /// A kustomization, of either kind.
    Kustomization,
    /// A patch that a kustomization names: parts of objects, or operations of a JSON patch.
    Patch,
    /// A `Chart.yaml`.
    Chart,
    /// A template of a chart: it may be plain YAML all the same.
    ChartTemplate,
    /// A file of a chart that is none of its templates: what is no whole object there is no object.
    InChart,
    /// Something of which a chart or a kustomization makes something else; in plain words, in the singular.
    Part(&'static str),
}

/// Values of a chart.
pub(super) const VALUES: Use = Use::Part("chart values file");
/// What a chart says of others: `Chart.lock`, `requirements.yaml`, `values.schema.json`.
pub(super) const CHART_PART: Use = Use::Part("chart file");
/// What kustomize reads to know what to do.
pub(super) const CONFIGURATION: Use = Use::Part("kustomize configuration");
/// What a ConfigMap or a Secret is made of.
pub(super) const CONTENTS: Use = Use::Part("kustomize generator file");
/// Values that kustomize hands to Helm.
pub(super) const KUSTOMIZE_VALUES: Use = Use::Part("Helm values file");

/// What a test expects to find.
pub(super) const ASSERTION: Use = Use::Part("test assertion");

impl Use {
    /// Whether it is known as part of a chart by its name alone, so that a whole object in it is one all the same.
    pub fn is_of_chart(self) -> bool {
        matches!(self, VALUES | CHART_PART)
    }

    /// Whether what is in it can be an object of the cluster as it stands.
    pub fn holds_objects(self) -> bool {
        matches!(self, Use::Manifest | Use::Unnamed | Use::ChartTemplate | Use::InChart)
    }

    /// Whether what is in it is applied as it stands.
    pub fn is_applied(self) -> bool {
        matches!(self, Use::Manifest | Use::ChartTemplate | Use::InChart)
    }
}
