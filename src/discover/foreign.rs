//! Files of other tools, which often have an `apiVersion` or a `kind` of their own: what each is called, and by what it
//! is known. A row is a fact; where several fit, the first one names it.

/// What a document shows of whose it is.
#[derive(Clone, Copy)]
pub struct Traits<'t> {
    /// The file's path.
    pub path: &'t str,
    /// `apiVersion`, whatever it is; none where there is no such key.
    pub api_version: Option<&'t str>,
    /// `kind`, the same.
    pub kind: Option<&'t str>,
    /// Whether the document, or the first item of one that is a list, has that key.
    pub has: &'t dyn Fn(&str) -> bool,
}

/// What another tool's file is called.
pub fn foreign(traits: Traits<'_>) -> Option<&'static str> {
    ROWS.iter().find(|row| row.fits(traits)).map(|row| row.name)
}

/// How `apiVersion` must be.
#[derive(Clone, Copy)]
enum Api {
    /// Whatever it is.
    Any,
    /// Not there.
    None,
    /// That very text.
    Is(&'static str),
    /// Of that group, whatever the version.
    Group(&'static str),
    /// Of a group that ends so.
    Below(&'static str),
}

/// How `kind` must be.
#[derive(Clone, Copy)]
enum Kind {
    Any,
    None,
    Of(&'static [&'static str]),
    Holding(char),
    Ending(&'static str),
}

/// One kind of file.
struct Row {
    /// What it is called, such that an `s` makes it several.
    name: &'static str,
    api: Api,
    kind: Kind,
    /// Names of the file, one of which must fit: of a path's last part, or of its end where there is a `/` in it; a `*` is
    /// anything.
    files: &'static [&'static str],
    /// Keys that must all be there.
    keys: &'static [&'static str],
}

const fn api(name: &'static str, api: Api, kind: Kind, keys: &'static [&'static str]) -> Row {
    Row { name, api, kind, files: &[], keys }
}

/// A file that names no kind, known by keys.
const fn keys(name: &'static str, keys: &'static [&'static str]) -> Row {
    Row { name, api: Api::None, kind: Kind::None, files: &[], keys }
}

/// A file that names no kind, known by its name.
const fn file(name: &'static str, files: &'static [&'static str]) -> Row {
    Row { name, api: Api::None, kind: Kind::None, files, keys: &[] }
}

/// The table.
static ROWS: &[Row] = &[
    // What Kubernetes' own programs read, and no server takes.
    api("kubeconfig", Api::Is("v1"), Kind::Of(&["Config"]), &["clusters"]),
    api("kubeconfig", Api::Is("v1"), Kind::Of(&["Config"]), &["contexts"]),
    api("kubeconfig", Api::Is("v1"), Kind::Of(&["Config"]), &["users"]),
    api("kubeconfig", Api::Is("v1"), Kind::Of(&["Config"]), &["current-context"]),
    api("kubectl preferences file", Api::Group("kubectl.config.k8s.io"), Kind::Any, &[]),
    api("istioctl configuration", Api::Group("install.istio.io"), Kind::Of(&["IstioOperator"]), &[]),
    api("kubeadm configuration", Api::Group("kubeadm.k8s.io"), Kind::Any, &[]),
    api("kubelet configuration", Api::Group("kubelet.config.k8s.io"), Kind::Any, &[]),
    api("kube-proxy configuration", Api::Group("kubeproxy.config.k8s.io"), Kind::Any, &[]),
    api("scheduler configuration", Api::Group("kubescheduler.config.k8s.io"), Kind::Any, &[]),
    api("scheduler policy", Api::Is("v1"), Kind::Of(&["Policy"]), &[]),
    api("controller manager configuration", Api::Group("kubecontrollermanager.config.k8s.io"), Kind::Any, &[]),
    api("cloud controller manager configuration", Api::Group("cloudcontrollermanager.config.k8s.io"), Kind::Any, &[]),
    api("API server configuration", Api::Group("apiserver.config.k8s.io"), Kind::Any, &[]),
    api("API server configuration", Api::Group("apiserver.k8s.io"), Kind::Any, &[]),
    api("API server configuration", Api::Is("v1"), Kind::Of(&["EncryptionConfig", "EncryptionConfiguration"]), &[]),
    api("API server configuration", Api::Is("v1"), Kind::Of(&["AdmissionConfiguration"]), &[]),
    api("API server configuration", Api::Below(".admission.config.k8s.io"), Kind::Any, &[]),
    api("API server configuration", Api::Below(".admission.k8s.io"), Kind::Of(&["Configuration"]), &[]),
    api("audit policy", Api::Group("audit.k8s.io"), Kind::Any, &[]),
    api("access policy file", Api::Group("abac.authorization.kubernetes.io"), Kind::Any, &[]),
    api("client credential", Api::Group("client.authentication.k8s.io"), Kind::Any, &[]),
    api("credential provider configuration", Api::Group("credentialprovider.kubelet.k8s.io"), Kind::Any, &[]),
    api("image review", Api::Group("imagepolicy.k8s.io"), Kind::Any, &[]),
    api("admission review", Api::Group("admission.k8s.io"), Kind::Of(&["AdmissionReview"]), &[]),
    api("conversion review", Api::Group("apiextensions.k8s.io"), Kind::Of(&["ConversionReview"]), &[]),
    api("answer of an API server", Api::Group("meta.k8s.io"), Kind::Any, &[]),
    api("answer of an API server", Api::Group("apidiscovery.k8s.io"), Kind::Any, &[]),
    api(
        "answer of an API server",
        Api::Is("v1"),
        Kind::Of(&["APIResourceList", "APIGroupList", "APIGroup", "APIVersions", "WatchEvent"]),
        &[],
    ),
    api("component configuration", Api::Group("componentconfig"), Kind::Any, &[]),
    api("component configuration", Api::Group("controller-runtime.sigs.k8s.io"), Kind::Any, &[]),
    api("descheduler policy", Api::Group("descheduler"), Kind::Any, &[]),
    api("client policy file", Api::Is("v1"), Kind::Of(&["EventPolicy"]), &[]),
    // Ways to a cluster.
    api("kind configuration", Api::Group("kind.x-k8s.io"), Kind::Any, &[]),
    api("kind configuration", Api::Group("kind.sigs.k8s.io"), Kind::Any, &[]),
    api("k3d configuration", Api::Group("k3d.io"), Kind::Any, &[]),
    api("k0s configuration", Api::Group("k0s.k0sproject.io"), Kind::Any, &[]),
    api("k0s configuration", Api::Group("k0sctl.k0sproject.io"), Kind::Any, &[]),
    api("eksctl configuration", Api::Group("eksctl.io"), Kind::Any, &[]),
    api("kops configuration", Api::Group("kops.k8s.io"), Kind::Any, &[]),
    api("kops configuration", Api::Group("kops"), Kind::Any, &[]),
    api("Talos configuration", Api::Is("v1alpha1"), Kind::Ending("Config"), &[]),
    keys("Talos configuration", &["version", "machine", "cluster"]),
    api("ctlptl configuration", Api::Group("ctlptl.dev"), Kind::Any, &[]),
    api("OpenShift installer configuration", Api::Is("v1"), Kind::None, &["baseDomain", "platform"]),
    api("OpenShift mirror configuration", Api::Group("mirror.openshift.io"), Kind::Any, &[]),
    api("OpenShift agent configuration", Api::Is("v1alpha1"), Kind::Of(&["AgentConfig"]), &[]),
    api("OpenShift template", Api::Is("v1"), Kind::Of(&["Template"]), &["objects"]),
    api("OpenShift template", Api::Group("template.openshift.io"), Kind::Of(&["Template"]), &["objects"]),
    api("KubeKey configuration", Api::Group("kubekey.kubesphere.io"), Kind::Any, &[]),
    api("KubeOne configuration", Api::Group("kubeone.k8c.io"), Kind::Any, &[]),
    api("KubeOne configuration", Api::Group("kubeone.io"), Kind::Any, &[]),
    api("sealer configuration", Api::Group("sealer.cloud"), Kind::Any, &[]),
    api("sealer configuration", Api::Group("sealer.aliyun.com"), Kind::Any, &[]),
    api("Firekube configuration", Api::Group("baremetalproject.io"), Kind::Any, &[]),
    api("kwok configuration", Api::Group("config.kwok.x-k8s.io"), Kind::Any, &[]),
    api("clusterctl configuration", Api::Is("clusterctl.cluster.x-k8s.io/v1alpha3"), Kind::Of(&["Metadata"]), &[]),
    file("RKE configuration", &["rancher-cluster.yml", "rancher-cluster.yaml"]),
    // Ways of manifests to a cluster.
    api("skaffold configuration", Api::Group("skaffold"), Kind::Any, &[]),
    api("kustomize plugin configuration", Api::Is("builtin"), Kind::Any, &[]),
    api("kustomize plugin configuration", Api::Group("builtin"), Kind::Any, &[]),
    api("configuration function input", Api::Group("config.kubernetes.io"), Kind::Any, &[]),
    api("configuration function input", Api::Group("fn.kpt.dev"), Kind::Any, &[]),
    api("kpt package", Api::Group("kpt.dev"), Kind::Any, &[]),
    api("Krew plugin", Api::Group("krew.googlecontainertools.github.com"), Kind::Any, &[]),
    api("Helm repository index", Api::Is("v1"), Kind::None, &["entries"]),
    api("Helm chart description", Api::Is("v1"), Kind::None, &["name", "version"]),
    api("Helm chart description", Api::Is("v2"), Kind::None, &["name", "version"]),
    Row {
        name: "Helm requirements file",
        api: Api::Any,
        kind: Kind::None,
        files: &["requirements.yaml"],
        keys: &["dependencies"],
    },
    keys("Helm unit test", &["suite", "tests"]),
    file("helmfile", &["helmfile.yaml", "helmfile.yml", "helmfile*.yaml"]),
    keys("helmfile", &["helmDefaults", "releases"]),
    keys("helmfile", &["repositories", "releases"]),
    api("Garden configuration", Api::Group("garden.io"), Kind::Any, &[]),
    api(
        "Garden configuration",
        Api::None,
        Kind::Of(&["Module", "Project", "Build", "Deploy", "Run", "Test", "RenderTemplate", "Workflow"]),
        &["name"],
    ),
    api("Tanka environment", Api::Group("tanka.dev"), Kind::Any, &[]),
    api("kapp configuration", Api::Group("kapp.k14s.io"), Kind::Of(&["Config"]), &[]),
    api("kbld configuration", Api::Group("kbld.k14s.io"), Kind::Any, &[]),
    api("vendir configuration", Api::Group("vendir.k14s.io"), Kind::Any, &[]),
    api("imgpkg configuration", Api::Group("imgpkg.carvel.dev"), Kind::Any, &[]),
    api("Score workload", Api::Group("score.dev"), Kind::Any, &[]),
    api("zarf package", Api::Any, Kind::Of(&["ZarfPackageConfig", "ZarfInitConfig"]), &[]),
    api("kuttl test", Api::Group("kuttl.dev"), Kind::Any, &[]),
    api("Chainsaw test", Api::Group("chainsaw.kyverno.io"), Kind::Any, &[]),
    api("Kyverno test", Api::Group("cli.kyverno.io"), Kind::Any, &[]),
    api("Gatekeeper test", Api::Group("test.gatekeeper.sh"), Kind::Any, &[]),
    api("scorecard configuration", Api::Group("scorecard.operatorframework.io"), Kind::Any, &[]),
    api("devfile", Api::None, Kind::None, &["schemaVersion", "metadata"]),
    api("Devspace configuration", Api::None, Kind::None, &["version", "deployments"]),
    // What describes software and what watches over it.
    api("Backstage entry", Api::Group("backstage.io"), Kind::Any, &[]),
    api("Backstage entry", Api::Below(".backstage.io"), Kind::Any, &[]),
    api("OpenSLO file", Api::Group("openslo"), Kind::Any, &[]),
    api("Nobl9 file", Api::Group("n9"), Kind::Any, &[]),
    api("data contract", Api::Any, Kind::Of(&["DataContract", "DataProduct"]), &[]),
    api("Grafana provisioning file", Api::Is("1"), Kind::None, &[]),
    keys("Grafana dashboard", &["panels", "schemaVersion"]),
    keys("Grafana dashboard", &["panels", "title"]),
    keys("Prometheus configuration", &["scrape_configs"]),
    keys("Alertmanager configuration", &["route", "receivers"]),
    keys("OpenTelemetry collector configuration", &["receivers", "exporters", "service"]),
    Row { name: "Prometheus rule file", keys: &["groups"], ..file("", &["*rule*", "*alert*"]) },
    // Builds and tests.
    file("GitHub workflow", &[".github/workflows/*"]),
    keys("GitHub workflow", &["on", "jobs"]),
    Row { name: "GitHub action", keys: &["runs"], ..file("", &["action.yml", "action.yaml"]) },
    file("GitHub configuration", &[".github/*"]),
    file("GitLab pipeline", &[".gitlab-ci.yml", "*.gitlab-ci.yml", "*gitlab-ci*.yml", "*gitlab-ci*.yaml"]),
    keys("GitLab pipeline", &["stages"]),
    file("CircleCI configuration", &[".circleci/*"]),
    file("Azure pipeline", &["azure-pipelines*.yml", "azure-pipelines*.yaml"]),
    file("Travis configuration", &[".travis.yml"]),
    file("plimsoll configuration", &[".plimsoll.yaml", ".plimsoll.yml"]),
    file("plimsoll baseline", &[".plimsoll-baseline.json"]),
    file("pre-commit configuration", &[".pre-commit-config.yaml", ".pre-commit-hooks.yaml"]),
    api("Drone pipeline", Api::None, Kind::Of(&["pipeline"]), &["name"]),
    api("Drone pipeline", Api::None, Kind::Of(&["pipeline"]), &["steps"]),
    api("Drone secret", Api::None, Kind::Of(&["secret"]), &["get"]),
    api("Drone secret", Api::None, Kind::Of(&["secret"]), &["data"]),
    api("Drone signature", Api::None, Kind::Of(&["signature"]), &["hmac"]),
    api("Codefresh configuration", Api::Group("codefresh.io"), Kind::Any, &[]),
    keys("Taskfile", &["version", "tasks"]),
    keys("Ansible playbook", &["hosts", "tasks"]),
    keys("Ansible playbook", &["hosts", "roles"]),
    // Containers, interfaces, clouds, languages.
    file(
        "Compose file",
        &[
            "docker-compose*.yml",
            "docker-compose*.yaml",
            "compose.yml",
            "compose.yaml",
            "compose.*.yml",
            "compose.*.yaml",
        ],
    ),
    keys("Compose file", &["version", "services"]),
    keys("Compose file", &["services", "volumes"]),
    keys("Compose file", &["services", "networks"]),
    keys("OpenAPI document", &["openapi"]),
    keys("OpenAPI document", &["swagger"]),
    keys("AsyncAPI document", &["asyncapi"]),
    api("Google API document", Api::Any, Kind::Holding('#'), &[]),
    keys("CloudFormation template", &["AWSTemplateFormatVersion"]),
    api("Azure resource file", Api::Any, Kind::None, &["apiVersion", "type", "properties"]),
    api("Azure resource template", Api::Any, Kind::None, &["$schema", "contentVersion"]),
    keys("JSON schema", &["$schema", "properties"]),
    keys("JSON schema", &["$schema", "definitions"]),
    keys("JSON schema", &["$schema", "$defs"]),
    keys("JSON schema", &["$schema", "$id"]),
    keys("JSON schema", &["type", "properties", "required"]),
    file("Node.js package", &["package.json", "package-lock.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"]),
    file("TypeScript configuration", &["tsconfig.json", "tsconfig.*.json", "jsconfig.json"]),
    file("PHP package", &["composer.json"]),
    file("Renovate configuration", &["renovate.json", ".renovaterc.json"]),
    file("MkDocs configuration", &["mkdocs.yml", "mkdocs.yaml"]),
    file(
        "linter configuration",
        &[".golangci.yml", ".golangci.yaml", ".yamllint.yml", ".yamllint.yaml", ".hadolint.yaml"],
    ),
    file("Dart package", &["pubspec.yaml"]),
    file("goreleaser configuration", &[".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml"]),
    file("Cloud Build configuration", &["cloudbuild.yaml", "cloudbuild.yml"]),
    api("Strapi schema", Api::None, Kind::Of(&["collectionType", "singleType"]), &[]),
];

impl Row {
    fn fits(&self, traits: Traits<'_>) -> bool {
        self.api.fits(traits.api_version)
            && self.kind.fits(traits.kind)
            && (self.files.is_empty() || self.files.iter().any(|name| names(name, traits.path)))
            && self.keys.iter().all(|key| (traits.has)(key))
    }
}

impl Api {
    fn fits(self, text: Option<&str>) -> bool {
        let group = || text.and_then(|text| text.split_once('/')).map_or("", |(group, _)| group);
        match self {
            Api::Any => true,
            Api::None => text.is_none(),
            Api::Is(own) => text == Some(own),
            Api::Group(own) => group() == own,
            Api::Below(own) => group().ends_with(own),
        }
    }
}

impl Kind {
    fn fits(self, text: Option<&str>) -> bool {
        match self {
            Kind::Any => true,
            Kind::None => text.is_none(),
            Kind::Of(names) => text.is_some_and(|text| names.contains(&text)),
            Kind::Holding(letter) => text.is_some_and(|text| text.contains(letter)),
            Kind::Ending(end) => text.is_some_and(|text| text.ends_with(end)),
        }
    }
}

/// Whether a name of the table is that of a file.
fn names(name: &str, path: &str) -> bool {
    let like = |text: &str| match name.split_once('*') {
        None => text == name,
        Some((start, end)) => match end.split_once('*') {
            None => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
            Some((middle, end)) => text.starts_with(start) && text.contains(middle) && text.ends_with(end),
        },
    };
    if let Some((folder, "*")) = name.rsplit_once('/') {
        return path.starts_with(&format!("{folder}/")) || path.contains(&format!("/{folder}/"));
    }
    like(path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str, api_version: Option<&str>, kind: Option<&str>, keys: &[&str]) -> Option<&'static str> {
        foreign(Traits { path, api_version, kind, has: &|key| keys.contains(&key) })
    }

    #[test]
    fn files_are_called_by_their_names() {
        assert_eq!(named("c", Some("v1"), Some("Config"), &["users"]), Some("kubeconfig"));
        assert_eq!(named("c", Some("v1"), Some("Config"), &["data"]), None);
        assert_eq!(named("c", Some("v1"), Some("ConfigMap"), &["data"]), None);
        assert_eq!(named("c", Some("skaffold/v4beta11"), Some("Config"), &[]), Some("skaffold configuration"));
        assert_eq!(named("c", Some("1"), None, &["datasources"]), Some("Grafana provisioning file"));
        assert_eq!(named("c", Some("v1"), None, &["entries"]), Some("Helm repository index"));
        assert_eq!(named("c", Some("v1"), None, &["metadata", "data"]), None);
        assert_eq!(named("c", None, Some("discovery#restDescription"), &[]), Some("Google API document"));
        assert_eq!(named("a/docker-compose.dev.yml", None, None, &[]), Some("Compose file"));
        assert_eq!(named("a/.github/workflows/ci.yml", None, None, &["jobs"]), Some("GitHub workflow"));
        assert_eq!(named(".github/dependabot.yml", None, None, &["updates"]), Some("GitHub configuration"));
        assert_eq!(named("deploy.yaml", Some("apps/v1"), Some("Deployment"), &["metadata", "spec"]), None);
        assert_eq!(named("deploy.yaml", None, Some("Deployment"), &["metadata", "spec"]), None);
    }
}
