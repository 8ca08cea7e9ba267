//! Charts: a folder with a `Chart.yaml`, and what lies in it.

use hashbrown::HashSet;

use super::entries::{field, text};
use super::uses::{self, Use};
use crate::discover::SourceFile;
use crate::model::path;
use crate::model::{Finding, Severity};
use crate::resource::Resource;
use crate::schema::own::CHART_RULE;
use crate::source::Node;

/// The file that makes a folder a chart.
const CHART: &str = "Chart.yaml";

/// Files of a chart that are read by Helm alone.
const PARTS: [&str; 4] = ["requirements.yaml", "requirements.lock", "Chart.lock", "values.schema.json"];

/// Tells what the files of charts are for.
pub(super) fn classify(files: &[SourceFile], uses: &mut [Use]) {
    let charts = files.iter().filter(|file| path::name(&file.path) == CHART);
    let folders: HashSet<&str> = charts.map(|file| path::folder(&file.path)).collect();
    if folders.is_empty() {
        return;
    }
    for (file, own) in files.iter().zip(uses) {
        if let Some(inner) = inside(&file.path, &folders) {
            *own = use_of(inner);
        }
    }
}

/// The path of a file within the innermost chart that it lies in.
fn inside<'p>(path: &'p str, charts: &HashSet<&str>) -> Option<&'p str> {
    let mut folder = path::folder(path);
    loop {
        if charts.contains(folder) {
            return Some(path.get(folder.len()..)?.trim_start_matches('/'));
        }
        if folder.is_empty() || folder == "/" {
            return None;
        }
        folder = path::folder(folder);
    }
}

/// What the file at that path of a chart is for.
fn use_of(inner: &str) -> Use {
    let first = inner.split('/').next().unwrap_or_default();
    match first {
        CHART => Use::Chart,
        "templates" => Use::ChartTemplate,
        "crds" => Use::Manifest,
        part if PARTS.contains(&part) => uses::CHART_PART,
        "ci" | "values" => uses::VALUES,
        _ if is_values(path::name(inner)) => uses::VALUES,
        _ => Use::InChart,
    }
}

/// Whether a file is called so that it holds values: `values.yaml`, `values-prod.yaml`, `prod.values.yml`.
fn is_values(name: &str) -> bool {
    let mut words = name.split(['.', '-', '_']);
    words.any(|word| matches!(word.to_ascii_lowercase().as_str(), "values" | "value"))
}

/// What is wrong in a chart's own file where fields meet (`chart.Metadata.Validate`, `helm lint`).
pub fn findings(chart: &Resource<'_>) -> Vec<Finding> {
    let root = chart.root;
    let mut findings = Vec::new();
    if text(root, "apiVersion") == "v1" {
        for name in ["dependencies", "type"] {
            if let Some(entry) = root.entry(name) {
                let message = format!("`{name}` is not read in a chart of apiVersion v1");
                let mut finding = Finding::of(&CHART_RULE, entry.key.span(), message);
                finding.field(name).help("write `apiVersion: v2`");
                if let Some(version) = root.get("apiVersion") {
                    finding.fix("change to `v2`", version.span(), "v2");
                }
                findings.push(finding);
            }
        }
    }
    if let Some(version) = root.get("version").filter(|v| is_loose(v.as_str().unwrap_or_default())) {
        let text = version.scalar_text();
        let mut finding = Finding::of(&CHART_RULE, version.span(), format!("`{text}` is no full semantic version"));
        finding.severity = Severity::Warning;
        finding.field("version").help("write three numbers without `v`, such as `1.2.3`: repositories ask for that");
        findings.push(finding);
    }
    findings.extend(twice(root));
    findings
}

/// Whether Helm reads a version that is none to the letter of SemVer 2.
fn is_loose(version: &str) -> bool {
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let numbers = |core: &str| core.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let bare = core.strip_prefix('v').unwrap_or(core);
    numbers(bare) && (bare.len() < core.len() || bare.split('.').count() < 3)
}

/// Dependencies that go by the same name.
fn twice(root: Node<'_>) -> Vec<Finding> {
    let mut seen: Vec<(&str, Node<'_>)> = Vec::new();
    let mut findings = Vec::new();
    for dependency in field(root, "dependencies").into_iter().flat_map(Node::items) {
        let own = ["alias", "name"].iter().find_map(|key| field(dependency, key));
        let Some(node) = own.filter(|n| !n.scalar_text().is_empty()) else { continue };
        let name = node.scalar_text();
        match seen.iter().find(|(known, _)| *known == name) {
            Some((_, first)) => {
                let message = format!("two dependencies go by the name `{name}`");
                let mut finding = Finding::of(&CHART_RULE, node.span(), message);
                finding
                    .field("dependencies")
                    .relate(first.span(), "the first is here")
                    .help("give one of them an `alias`");
                findings.push(finding);
            }
            None => seen.push((name, node)),
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Limits, parse};

    #[test]
    fn files_of_a_chart_are_what_their_place_says() {
        for (path, own) in [
            ("Chart.yaml", Use::Chart),
            ("MyChart.yaml", Use::InChart),
            ("values.yaml", uses::VALUES),
            ("values.dev.yml", uses::VALUES),
            ("ci/daemonset-values.yaml", uses::VALUES),
            ("env/prod_values.yaml", uses::VALUES),
            ("values.schema.json", uses::CHART_PART),
            ("templates/deployment.yaml", Use::ChartTemplate),
            ("crds/boats.yaml", Use::Manifest),
            ("crds/values.yaml", Use::Manifest),
            ("dashboards/nodes.json", Use::InChart),
        ] {
            assert_eq!(use_of(path), own, "{path}");
        }
    }

    #[test]
    fn the_innermost_chart_counts() {
        let charts = HashSet::from(["shop", "shop/charts/db"]);
        assert_eq!(inside("shop/charts/db/values.yaml", &charts), Some("values.yaml"));
        assert_eq!(inside("shop/charts/values.yaml", &charts), Some("charts/values.yaml"));
        assert_eq!(inside("other/values.yaml", &charts), None);
        assert_eq!(inside("values.yaml", &HashSet::from([""])), Some("values.yaml"));
    }

    #[test]
    fn fields_that_meet_are_told() {
        let told = |text: &str| {
            let documents = parse(text, &Limits::default());
            findings(&Resource::new(documents[0].root().unwrap())).iter().map(|f| f.message.clone()).collect::<Vec<_>>()
        };
        assert_eq!(told("apiVersion: v1\nname: a\nversion: 1.2.3\ndependencies: []\n").len(), 1);
        assert_eq!(told("apiVersion: v2\nname: a\nversion: v1.2\n"), ["`v1.2` is no full semantic version"]);
        assert_eq!(
            told(
                "apiVersion: v2\nversion: 1.2.3-rc.1\ndependencies:\n- {name: a, alias: b}\n- {name: a}\n- {name: b}\n"
            ),
            ["two dependencies go by the name `b`"]
        );
    }
}
