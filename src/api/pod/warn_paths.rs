//! Warnings about files of a volume that would lie in each other's way: `warningsForOverlappingVirtualPaths`.

use std::collections::BTreeMap;

use crate::api::cx::Cx;
use crate::api::gates;
use crate::resource::Field;

/// A path in a volume, and where it comes from (nothing where the volume has one source).
#[derive(Clone, PartialEq)]
struct Path {
    path: String,
    source: String,
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.path)?;
        if self.source.is_empty() { Ok(()) } else { write!(f, " ({})", self.source) }
    }
}

/// The paths of a volume as folders within folders.
struct Taken {
    paths: Vec<Path>,
    /// The folders, the volume's own first: which paths end there, and how many end below.
    folders: Vec<(Vec<usize>, usize)>,
    /// Each folder's own, by its part of the path.
    below: BTreeMap<(usize, String), usize>,
}

impl Taken {
    fn new() -> Self {
        Taken { paths: Vec::new(), folders: vec![(Vec::new(), 0)], below: BTreeMap::new() }
    }

    /// Goes down a path as far as it is known: the paths that end on the way, and the folder at its end.
    fn follow(&self, path: &str) -> (Vec<usize>, Option<usize>) {
        let (mut here, mut above) = (0, Vec::new());
        for part in path.split('/') {
            let Some(next) = self.below.get(&(here, part.to_owned())) else { return (above, None) };
            here = *next;
            above.extend_from_slice(&self.folders[here].0);
        }
        (above, Some(here))
    }

    /// How many paths collide with that one.
    fn count(&self, path: &str) -> usize {
        let (above, end) = self.follow(path);
        above.len() + end.map_or(0, |end| self.folders[end].1)
    }

    /// The paths that collide with that one, in the order in which they were taken.
    fn collisions(&self, path: &str) -> Vec<usize> {
        let (mut found, end) = self.follow(path);
        let mut open: Vec<usize> = end.into_iter().collect();
        while let Some(folder) = open.pop() {
            for (_, inner) in self.below.range((folder, String::new())..(folder + 1, String::new())) {
                found.extend_from_slice(&self.folders[*inner].0);
                open.push(*inner);
            }
        }
        found.sort_unstable();
        found
    }

    fn add(&mut self, path: Path) {
        if !path.path.is_empty() {
            let mut here = 0;
            for part in path.path.split('/') {
                self.folders[here].1 += 1;
                let new = self.folders.len();
                here = *self.below.entry((here, part.to_owned())).or_insert(new);
                if here == new {
                    self.folders.push((Vec::new(), 0));
                }
            }
            self.folders[here].0.push(self.paths.len());
        }
        self.paths.push(path);
    }
}

/// Looks through the volumes of a pod.
pub(super) fn overlaps<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    for volume in spec.at("volumes").items() {
        for (kind, what, name) in
            [("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"), ("downwardAPI", "DownwardAPI", "")]
        {
            let source = volume.at(kind);
            let described = match name {
                "" => what.to_owned(),
                name => format!("{what} {:?}", source.at(name).str()),
            };
            let mut paths = Taken::new();
            for item in source.at("items").items() {
                take(cx, volume, &described, &mut paths, item.at("path"), String::new());
            }
        }
        if volume.at("projected").exists() {
            projected(cx, volume);
        }
    }
}

fn projected<'a>(cx: &mut Cx<'a>, volume: Field<'a>) {
    let mut paths = Taken::new();
    for source in volume.at("projected").at("sources").items() {
        let of = |kind| Some(source.at(kind)).filter(|f: &Field<'a>| f.exists());
        let items = |kind| of(kind).filter(|f| f.at("items").exists());
        let bundle = of("clusterTrustBundle").filter(|_| gates::CLUSTER_TRUST_BUNDLE_PROJECTION.on(cx.version));
        let certificate = of("podCertificate").filter(|_| gates::POD_CERTIFICATE_REQUEST.on(cx.version));
        let any =
            ["secret", "configMap", "downwardAPI", "serviceAccountToken"].into_iter().any(|kind| of(kind).is_some());
        if !any && bundle.is_none() && certificate.is_none() {
            let name = volume.at("name").str();
            cx.warn(source, format!("volume {name:?} (Projected) has no sources provided"))
                .say("this source is empty, so the volume gets nothing from it");
            continue;
        }
        let mut found: Vec<(Field<'a>, String)> = Vec::new();
        if let Some(f) = items("configMap") {
            let from = format!("ConfigMap {:?}", f.at("name").str());
            found.extend(f.at("items").items().map(|item| (item.at("path"), from.clone())));
        } else if let Some(f) = items("secret") {
            let from = format!("Secret {:?}", f.at("name").str());
            found.extend(f.at("items").items().map(|item| (item.at("path"), from.clone())));
        } else if let Some(f) = items("downwardAPI") {
            found.extend(f.at("items").items().map(|item| (item.at("path"), "DownwardAPI".to_owned())));
        } else if let Some(f) = of("serviceAccountToken") {
            found.push((f.at("path"), "ServiceAccountToken".to_owned()));
        } else if let Some(f) = bundle {
            let name = f.at("name").opt_str().unwrap_or_else(|| f.at("signerName").str());
            found.push((f.at("path"), format!("ClusterTrustBundle {name:?}")));
        } else if let Some(f) = certificate {
            let parts = [
                ("certificateChainPath", "PodCertificate chain"),
                ("keyPath", "PodCertificate key"),
                ("credentialBundlePath", "PodCertificate credential bundle"),
            ];
            found.extend(parts.iter().filter(|(p, _)| !f.at(p).is_empty()).map(|(p, w)| (f.at(p), (*w).to_owned())));
        }
        for (path, from) in found {
            take(cx, volume, "Projected", &mut paths, path, from);
        }
    }
}

/// Takes a path into the volume, and warns of each before it that it collides with (`checkForOverlap`).
fn take<'a>(cx: &mut Cx<'a>, volume: Field<'a>, described: &str, paths: &mut Taken, at: Field<'a>, source: String) {
    let path = Path { path: at.str().trim_end_matches('/').to_owned(), source };
    if cx.warns_enough() {
        cx.count_warnings(if path.path.is_empty() { 0 } else { paths.count(&path.path) });
    } else if !path.path.is_empty() {
        for other in paths.collisions(&path.path).into_iter().map(|at| &paths.paths[at]) {
            let name = volume.at("name").str();
            cx.warn(at, format!("volume {name:?} ({described}): overlapping paths: {path} with {other}"))
                .say(format!("`{}` and `{}` lie in each other's way in volume `{name}`", path.path, other.path));
        }
    }
    paths.add(path);
}
