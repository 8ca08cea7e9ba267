//! Volumes as containers use them: mounts, block devices, and files that hold variables.

use hashbrown::{HashMap, HashSet};

use super::Pod;
use crate::api::cx::{Cx, Spelling};
use crate::api::gates;
use crate::api::unique::Firsts;
use crate::api::volume::{Volumes, is_empty_dir, local_path};
use crate::model::{ApiCause, Reason};
use crate::resource::Field;

/// Sorted as the server lists them.
const PROPAGATION: &[&str] = &["Bidirectional", "HostToContainer", "None"];
const RECURSIVE: &[&str] = &["Disabled", "Enabled", "IfPossible"];

/// `ValidateVolumeMounts`. Some findings stand at the list, as the server has it.
pub(super) fn volume_mounts<'a>(cx: &mut Cx<'a>, container: Field<'a>, volumes: &Volumes<'a>) {
    let (list, devices) = (container.at("volumeMounts"), container.at("volumeDevices"));
    let mut paths = Firsts::default();
    let taken = Used::of(devices, "devicePath");
    for mount in list.items() {
        let (name, path) = (mount.at("name"), mount.at("mountPath"));
        used_name(cx, name, volumes);
        if path.is_empty() {
            cx.required(path, "");
        }
        if let Some(first) = paths.repeated(path) {
            let finding = cx.invalid(path, "must be unique");
            finding.say(format!("`{}` is mounted twice", path.str()));
            if first.exists() {
                finding.relate(first.span(), "first mounted here");
            }
        }
        if taken.names.contains(name.str()) {
            cx.invalid(name, "must not already exist in volumeDevices")
                .say(format!("`{}` is a block device of this container, it cannot be mounted as well", name.str()));
        }
        if taken.paths.contains(path.str()) {
            cx.invalid(path, "must not already exist as a path in volumeDevices")
                .say(format!("a block device of this container already has the path `{}`", path.str()));
        }
        sub_paths(cx, mount, list);
        propagation(cx, container, mount, list);
        recursive_read_only(cx, mount, list);
    }
}

/// The volume that a mount or device names must be there and sound.
fn used_name<'a>(cx: &mut Cx<'a>, name: Field<'a>, volumes: &Volumes<'a>) {
    let missing = !volumes.contains(name.str());
    if name.is_empty() {
        let field = cx.path(name);
        let not_found = missing.then(|| ApiCause::refusal(Reason::NotFound, field, "Not found: \"\""));
        cx.required(name, "").follows(not_found);
    } else if missing {
        let near = if cx.is_over() { None } else { volumes.nearest(name.str()) };
        let broken = volumes.is_broken(name.str());
        let finding = cx.not_found(name);
        if let Some(span) = broken {
            finding.say(format!("volume `{}` has mistakes of its own, so the server does not count it", name.str()));
            finding.relate(span, "the volume");
        } else {
            finding.say(format!("the pod has no volume named `{}`", name.str()));
        }
        if let Some(near) = near.filter(|_| broken.is_none()) {
            finding.help(format!("did you mean `{near}`?")).fix(format!("change to `{near}`"), name.span(), near);
        } else if broken.is_none() {
            finding.help(format!("add a volume with `name: {}` to the pod's `volumes`", name.str()));
        }
    }
}

fn sub_paths<'a>(cx: &mut Cx<'a>, mount: Field<'a>, list: Field<'a>) {
    let (path, expr) = (mount.at("subPath"), mount.at("subPathExpr"));
    for (f, spelled) in [(path, ".subPath"), (expr, ".subPathExpr")] {
        if f.is_empty() {
            continue;
        }
        if spelled == ".subPathExpr" && !path.is_empty() {
            cx.invalid(f, "subPathExpr and subPath are mutually exclusive").relate(path.span(), "the other one");
        }
        cx.spelled(Spelling::All(list, spelled), |cx| local_path(cx, f));
    }
}

/// `validateMountPropagation`
fn propagation<'a>(cx: &mut Cx<'a>, container: Field<'a>, mount: Field<'a>, list: Field<'a>) {
    let f = mount.at("mountPropagation");
    if !f.exists() {
        return;
    }
    let path = format!("{}.mountPropagation", cx.path(list));
    if !PROPAGATION.contains(&f.str()) {
        cx.not_supported(f, PROPAGATION).field(path.clone());
    }
    if f.str() == "Bidirectional" && !container.at("securityContext").at("privileged").bool() {
        cx.forbidden(f, "Bidirectional mount propagation is available only to privileged containers")
            .field(path)
            .help("set `securityContext.privileged: true`, or use `HostToContainer`");
    }
}

/// `validateMountRecursiveReadOnly`
fn recursive_read_only<'a>(cx: &mut Cx<'a>, mount: Field<'a>, list: Field<'a>) {
    let f = mount.at("recursiveReadOnly");
    if !f.exists() {
        return;
    }
    let path = format!("{}.recursiveReadOnly", cx.path(list));
    match f.str() {
        "Disabled" => {}
        "Enabled" | "IfPossible" => {
            if !mount.at("readOnly").bool() {
                cx.forbidden(f, "may only be specified when readOnly is true").field(path.clone());
            }
            let propagation = mount.at("mountPropagation");
            if propagation.exists() && propagation.str() != "None" {
                cx.forbidden(f, "may only be specified when mountPropagation is None or not specified").field(path);
            }
        }
        _ => {
            cx.not_supported(f, RECURSIVE).field(path);
        }
    }
}

/// `ValidateVolumeDevices`
pub(super) fn volume_devices<'a>(cx: &mut Cx<'a>, container: Field<'a>, volumes: &Volumes<'a>) {
    let (list, mounts) = (container.at("volumeDevices"), container.at("volumeMounts"));
    let (mut names, mut paths): (HashSet<&str>, HashSet<&str>) = (HashSet::new(), HashSet::new());
    let taken = Used::of(mounts, "mountPath");
    for device in list.items() {
        let (name, path) = (device.at("name"), device.at("devicePath"));
        if names.contains(name.str()) {
            cx.invalid(name, "must be unique").say(format!("`{}` is already a device of this container", name.str()));
        }
        if volumes.contains(name.str()) && !volumes.is_claim(name.str()) {
            cx.invalid(name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
        }
        used_name(cx, name, volumes);
        if path.is_empty() {
            cx.required(path, "");
        }
        if paths.contains(path.str()) {
            cx.invalid(path, "must be unique").say(format!("another device has the path `{}`", path.str()));
        }
        if !path.is_empty() && path.str().split('/').any(|part| part == "..") {
            cx.invalid(path, "can not contain backsteps ('..')");
        } else {
            paths.insert(path.str());
        }
        if taken.names.contains(name.str()) {
            cx.invalid(name, "must not already exist in volumeMounts");
        }
        if taken.paths.contains(path.str()) {
            cx.invalid(path, "must not already exist as a path in volumeMounts");
        }
        if !name.is_empty() {
            names.insert(name.str());
        }
    }
}

/// What the items of the other list use: the server keeps the last of each name.
struct Used<'a> {
    names: HashSet<&'a str>,
    paths: HashSet<&'a str>,
}

impl<'a> Used<'a> {
    fn of(list: Field<'a>, path: &'static str) -> Self {
        let by_name: HashMap<&str, &str> =
            list.items().map(|item| (item.at("name").str(), item.at(path).str())).collect();
        Used { names: by_name.keys().copied().collect(), paths: by_name.into_values().collect() }
    }
}

/// `validateFileKeyRefVolumes`
pub(super) fn file_key_volumes<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    if !gates::ENV_FILES.on(cx.version) {
        return;
    }
    let volumes: HashMap<&str, Field<'a>> =
        pod.spec.at("volumes").items().map(|volume| (volume.at("name").str(), volume)).collect();
    for container in pod.all_containers() {
        for variable in container.at("env").items() {
            let reference = variable.at("valueFrom").at("fileKeyRef");
            if !reference.exists() {
                continue;
            }
            let name = reference.at("volumeName");
            match volumes.get(name.str()).copied() {
                None => {
                    cx.not_found(name).say(format!("the pod has no volume named `{}`", name.str()));
                }
                Some(volume) if !is_empty_dir(volume) => {
                    cx.invalid(name, "referenced volume must be of type emptyDir")
                        .relate(volume.span(), "this volume is of another type");
                }
                Some(_) => {}
            }
        }
    }
}
