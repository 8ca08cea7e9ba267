//! Volumes of pods: `pkg/apis/core/validation`, `ValidateVolumes`.

mod files;
mod iscsi;
mod projected;
mod sources;
#[cfg(test)]
mod tests;

pub(in crate::api) use iscsi::persistent as persistent_iscsi;
pub(in crate::api) use sources::one as shared_source;

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::claim;
use super::cx::{Cx, Spelling};
use super::format::{is_dns1123_label, is_dns1123_subdomain};
use super::pod::Pod;
use crate::model::near::{self, Strictness};
use crate::model::{ApiCause, Reason, Span};
use crate::resource::Field;

/// The volumes of a pod that containers may use: those in which nothing is wrong.
#[derive(Debug, Default)]
pub(super) struct Volumes<'a> {
    /// Whether each sound one is a claim.
    sound: BTreeMap<&'a str, bool>,
    /// Where each of the others stands.
    broken: BTreeMap<&'a str, Span>,
}

/// So many volumes are looked through for one of nearly the same name.
const MANY: usize = 256;

impl<'a> Volumes<'a> {
    /// Whether there is a sound volume of that name.
    pub(super) fn contains(&self, name: &str) -> bool {
        self.sound.contains_key(name)
    }

    /// Whether the volume is a claim, which can be used as a block device.
    pub(super) fn is_claim(&self, name: &str) -> bool {
        self.sound.get(name).is_some_and(|claim| *claim)
    }

    /// Where the volume of that name stands, if it has mistakes.
    pub(super) fn is_broken(&self, name: &str) -> Option<Span> {
        self.broken.get(name).copied()
    }

    /// The volume that was likely meant. Among very many no name is told from the others.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        if self.sound.len() + self.broken.len() > MANY {
            return None;
        }
        let all = self.sound.keys().chain(self.broken.keys()).copied();
        near::nearest(name, Strictness::Name, all, |other| other).map(|(other, _)| other.to_owned())
    }
}

/// Every kind of source: its field, and the name under which the server complains where it is a second one. In the
/// order in which it looks at them.
const SOURCES: &[(&str, &str)] = &[
    ("emptyDir", "emptyDir"),
    ("hostPath", "hostPath"),
    ("gitRepo", "gitRepo"),
    ("gcePersistentDisk", "gcePersistentDisk"),
    ("awsElasticBlockStore", "awsElasticBlockStore"),
    ("secret", "secret"),
    ("nfs", "nfs"),
    ("iscsi", "iscsi"),
    ("glusterfs", "glusterfs"),
    ("flocker", "flocker"),
    ("persistentVolumeClaim", "persistentVolumeClaim"),
    ("rbd", "rbd"),
    ("cinder", "cinder"),
    ("cephfs", "cephFS"),
    ("quobyte", "quobyte"),
    ("downwardAPI", "downwarAPI"),
    ("fc", "fc"),
    ("flexVolume", "flexVolume"),
    ("configMap", "configMap"),
    ("azureFile", "azureFile"),
    ("vsphereVolume", "vsphereVolume"),
    ("photonPersistentDisk", "photonPersistentDisk"),
    ("portworxVolume", "portworxVolume"),
    ("azureDisk", "azureDisk"),
    ("storageos", "storageos"),
    ("projected", "projected"),
    ("scaleIO", "scaleIO"),
    ("csi", "csi"),
    ("ephemeral", "ephemeral"),
    ("image", "image"),
];

/// Whether the volume is an `emptyDir`, as it is where it names no source at all (`SetDefaults_Volume`).
pub(super) fn is_empty_dir(volume: Field<'_>) -> bool {
    volume.at("emptyDir").exists() || SOURCES.iter().all(|(source, _)| !volume.at(source).exists())
}

/// `ValidateVolumes`
pub(super) fn volumes<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) -> Volumes<'a> {
    let list = pod.spec.at("volumes");
    let mut found = Volumes::default();
    let mut seen: HashMap<&str, Field<'a>> = HashMap::new();
    for (index, (name, template)) in pod.claim_templates.iter().enumerate() {
        template_name(cx, list, index, name, *template, &mut found);
    }
    // A stateful set's claim templates stand in for volumes of the same name.
    let claims: HashSet<&str> = pod.claim_templates.iter().map(|(name, _)| *name).collect();
    let kept = list.items().filter(|volume| !claims.contains(volume.at("name").str()));
    let kept: Vec<(usize, Field<'a>)> = kept.enumerate().collect();
    let before = pod.claim_templates.len();
    for (index, volume) in kept {
        if before == 0 {
            one_volume(cx, pod, volume, &mut seen, &mut found);
            continue;
        }
        // The server validates a stateful set's pods with the claim templates' volumes put in front of their own.
        let spelling = Spelling::deeper(volume, list, format!("[{}]", index + before));
        cx.spelled(spelling, |cx| one_volume(cx, pod, volume, &mut seen, &mut found));
    }
    found
}

/// One volume, and whether it is sound; `seen` are the sound ones by name.
fn one_volume<'a>(
    cx: &mut Cx<'a>,
    pod: &Pod<'a>,
    volume: Field<'a>,
    seen: &mut HashMap<&'a str, Field<'a>>,
    found: &mut Volumes<'a>,
) {
    let name = volume.at("name");
    let before = cx.errors();
    source(cx, pod, volume);
    if name.is_empty() {
        cx.required(name, "");
    } else {
        for detail in is_dns1123_label(name.str()) {
            cx.invalid_format(name, &detail);
        }
    }
    if let Some(first) = seen.get(name.str()) {
        let first = first.span();
        cx.duplicate(name).say(format!("two volumes are named `{}`", name.str())).relate(first, "first given here");
    }
    if cx.errors() == before {
        seen.insert(name.str(), name);
        let claim = volume.at("persistentVolumeClaim").exists() || volume.at("ephemeral").exists();
        *found.sound.entry(name.str()).or_default() |= claim;
    } else {
        found.broken.entry(name.str()).or_insert(name.span());
    }
    created_claim(cx, pod, volume);
}

/// A volume that a claim template makes, named like the template.
fn template_name<'a>(
    cx: &mut Cx<'a>,
    list: Field<'a>,
    index: usize,
    name: &'a str,
    template: Field<'a>,
    found: &mut Volumes<'a>,
) {
    let path = format!("{}[{index}]", cx.path(list));
    let f = template.at("metadata").at("name");
    if name.is_empty() {
        let field = format!("{path}.persistentVolumeClaim.claimName");
        cx.required(f, "")
            .field(format!("{path}.name"))
            .say("the claim template has no name")
            .follows([ApiCause::refusal(Reason::Required, field, "Required value")]);
        return;
    }
    let wrong = is_dns1123_label(name);
    for detail in &wrong {
        cx.invalid_format(f, detail).field(format!("{path}.name"));
    }
    if wrong.is_empty() {
        found.sound.insert(name, true);
    } else {
        found.broken.entry(name).or_insert(f.span());
    }
}

/// A claim that the pod itself will create cannot be asked for by name.
fn created_claim<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volume: Field<'a>) {
    let name = pod.meta.at("name").str();
    let claim = volume.at("persistentVolumeClaim").at("claimName");
    if !pod.is_pod || name.is_empty() || claim.is_empty() {
        return;
    }
    let own = |v: &Field<'a>| v.at("ephemeral").exists() && claim.str() == format!("{name}-{}", v.at("name").str());
    if pod.spec.at("volumes").items().any(|v| own(&v)) {
        cx.invalid(claim, "must not reference a PVC that gets created for an ephemeral volume");
    }
}

/// `validateVolumeSource`
fn source<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volume: Field<'a>) {
    let mut first: Option<(&str, Field<'a>)> = None;
    for (field, spelled) in SOURCES {
        let f = volume.at(field);
        if !f.exists() {
            continue;
        }
        if let Some((kind, earlier)) = first {
            let path = cx.path(volume);
            cx.forbidden(f, "may not specify more than 1 volume type")
                .field(format!("{path}.{spelled}"))
                .say(format!("the volume is a `{kind}` already, it cannot be a `{field}` as well"))
                .relate(earlier.span(), "the first source");
        } else {
            first = Some((field, f));
            sources::one(cx, field, f);
            match *field {
                "ephemeral" => ephemeral(cx, pod, volume),
                "image" => sources::image(cx, pod, f),
                _ => {}
            }
        }
        if *field == "iscsi" {
            iscsi::portal_length(cx, volume);
        }
    }
}

/// `validateEphemeralVolumeSource`, and the name of the claim that it makes
fn ephemeral<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>, volume: Field<'a>) {
    let template = volume.at("ephemeral").at("volumeClaimTemplate");
    if template.exists() {
        claim::template(cx, template);
    } else {
        cx.required(template, "");
    }
    let (own, name) = (pod.meta.at("name").str(), volume.at("name"));
    if pod.is_pod && !own.is_empty() && !name.is_empty() {
        let claim = format!("{own}-{}", name.str());
        for detail in is_dns1123_subdomain(&claim) {
            cx.invalid(name, format!("PVC name {claim:?}: {detail}"));
        }
    }
}

/// `validatePathNoBacksteps`
pub(super) fn no_backsteps<'a>(cx: &mut Cx<'a>, path: Field<'a>) {
    if path.str().split('/').any(|part| part == "..") {
        cx.invalid(path, "must not contain '..'");
    }
}

/// `validateLocalDescendingPath`
pub(super) fn local_path<'a>(cx: &mut Cx<'a>, path: Field<'a>) {
    for detail in local_path_problems(path.str()) {
        cx.invalid(path, detail);
    }
}

/// What keeps a path from lying below some folder.
pub(super) fn local_path_problems(path: &str) -> Vec<&'static str> {
    let mut wrong = Vec::new();
    if path.starts_with('/') {
        wrong.push("must be a relative path");
    }
    if path.split('/').any(|part| part == "..") {
        wrong.push("must not contain '..'");
    }
    wrong
}

/// `ValidateLocalNonReservedPath`
pub(super) fn non_reserved_path<'a>(cx: &mut Cx<'a>, path: Field<'a>) {
    local_path(cx, path);
    if path.str().starts_with("..") && !path.str().starts_with("../") {
        cx.invalid(path, "must not start with '..'");
    }
}
