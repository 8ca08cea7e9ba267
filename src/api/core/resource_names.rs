//! Names of resources in containers, quotas and limits: `validateResourceName` and its siblings, with the sets of
//! `pkg/apis/core/helper/helpers.go`.

use super::helpers::{Resource, follows};
use crate::api::Cx;
use crate::api::format::is_qualified_name;
use crate::model::{Finding, Quantity, Reason};

const CONTAINER: &[&str] = &["cpu", "memory", "ephemeral-storage"];

/// What a resource is called for short that has a longer name.
struct Short {
    short: &'static [&'static str],
    such_as: &'static str,
    how: &'static str,
    /// Whether no other can be meant.
    surely: bool,
}

const fn device(short: &'static [&'static str], such_as: &'static str, surely: bool) -> Short {
    Short { short, such_as, how: "a device has the domain of its plugin before its name", surely }
}

const DEVICES: &[Short] = &[
    device(&["gpu", "gpus"], "nvidia.com/gpu", false),
    device(&["nvidia", "nvidia-gpu", "nvidia.com-gpu", "nvidia_gpu"], "nvidia.com/gpu", true),
    device(&["amd-gpu", "amd.com-gpu", "amd_gpu"], "amd.com/gpu", true),
    device(&["tpu", "tpus"], "google.com/tpu", false),
    Short {
        short: &["hugepages", "hugepage", "huge-pages"],
        such_as: "hugepages-2Mi",
        how: "the size of the pages belongs to the name",
        surely: false,
    },
];

/// Names that both the system at large and quotas know.
const COMMON: &[&str] = &[
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.storage",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "persistentvolumeclaims",
    "configmaps",
    "services.nodeports",
    "services.loadbalancers",
];

const INTEGERS: &[&str] = &[
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];

/// Where a resource is named; it decides which names are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::api) enum Place {
    /// `validateResourceName`: the limits of claims and of resources that others define.
    Anywhere,
    /// `validateContainerResourceName`: containers, overhead, and limits of pods and containers.
    Container,
    /// `ValidateResourceQuotaResourceName`
    Quota,
}

/// `IsHugePageResourceName`
pub(in crate::api) fn is_huge_pages(name: &str) -> bool {
    name.starts_with("hugepages-")
}

/// `IsQuotaHugePageResourceName`
fn is_quota_huge_pages(name: &str) -> bool {
    is_huge_pages(name) || name.starts_with("requests.hugepages-")
}

/// `IsStandardResourceName`
fn is_standard(name: &str) -> bool {
    COMMON.contains(&name) || name == "storage" || is_quota_huge_pages(name)
}

/// `IsStandardQuotaResourceName`
pub(in crate::api) fn is_standard_quota(name: &str) -> bool {
    COMMON.contains(&name) || is_quota_huge_pages(name)
}

/// `IsStandardContainerResourceName`
fn is_standard_container(name: &str) -> bool {
    CONTAINER.contains(&name) || is_huge_pages(name)
}

/// `IsNativeResource`
pub(in crate::api) fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// `IsExtendedResourceName`
pub(in crate::api) fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with("requests.") && is_qualified_name(&format!("requests.{name}")).is_empty()
}

/// `IsOvercommitAllowed`
pub(in crate::api) fn is_overcommit_allowed(name: &str) -> bool {
    is_native(name) && !is_huge_pages(name)
}

/// `IsIntegerResourceName`
pub(in crate::api) fn is_integer(name: &str) -> bool {
    INTEGERS.contains(&name) || is_extended(name)
}

/// `IsHugePageResourceValueDivisible`
pub(in crate::api) fn huge_pages_divisible(name: &str, amount: Quantity) -> bool {
    let size = name.strip_prefix("hugepages-").and_then(|text| Quantity::parse(text).ok());
    size.is_some_and(|size| size.nanos() > 0 && size.is_whole() && amount.value() % size.value() == 0)
}

/// What the server says of a resource's name in that place, one text for each cause.
pub(in crate::api) fn name_problems(name: &str, place: Place) -> Vec<String> {
    let mut problems = is_qualified_name(name);
    let plain = !name.contains('/');
    if problems.is_empty() && plain && !is_standard(name) {
        problems.push("must be a standard resource type or fully qualified".to_owned());
    }
    let more = match place {
        Place::Anywhere => None,
        Place::Container if plain => {
            (!is_standard_container(name)).then_some("must be a standard resource for containers")
        }
        Place::Container => {
            (!is_native(name) && !is_extended(name)).then_some("doesn't follow extended resource name standard")
        }
        Place::Quota => (plain && !is_standard_quota(name)).then_some("must be a standard resource for quota"),
    };
    problems.extend(more.map(str::to_owned));
    problems
}

/// Checks the name of one entry of a `ResourceList`. The causes of one bad name are one finding. `path` is given
/// where the server reports it elsewhere than it stands.
pub(in crate::api) fn check_name<'c, 'a>(
    cx: &'c mut Cx<'a>,
    entry: &Resource<'a>,
    place: Place,
    path: Option<&str>,
) -> Option<&'c mut Finding> {
    let mut problems = name_problems(entry.name, place).into_iter();
    let first = problems.next()?;
    let known: &[&str] = match place {
        Place::Container => CONTAINER,
        Place::Anywhere | Place::Quota => COMMON,
    };
    let path = path.map_or_else(|| cx.path(entry.key), str::to_owned);
    let text = match place {
        Place::Container => format!("`{}` is no resource that a container can ask for", entry.name),
        Place::Anywhere => format!("`{}` is no known resource", entry.name),
        Place::Quota => format!("`{}` is no resource that a quota can limit", entry.name),
    };
    let device = DEVICES.iter().find(|device| device.short.contains(&entry.name));
    let finding = match device.filter(|_| place == Place::Container) {
        Some(device) => {
            let finding = cx.invalid(entry.key, &first);
            finding.help(format!("{}, such as `{}`", device.how, device.such_as));
            if device.surely {
                finding.fix(format!("change to `{}`", device.such_as), entry.key.span(), device.such_as);
            }
            finding
        }
        None => cx.invalid_choice(entry.key, &first, known),
    };
    let finding = finding.field(path.clone()).say(text);
    for problem in problems {
        follows(finding, Reason::Invalid, path.clone(), format!("Invalid value: {:?}: {problem}", entry.name));
    }
    Some(finding)
}

/// `ValidateResourceQuantityValue`; `path` as for [`check_name`].
pub(in crate::api) fn check_amount<'a>(cx: &mut Cx<'a>, entry: &Resource<'a>, path: Option<&str>) {
    let place = if entry.field.exists() { entry.field } else { entry.key };
    let spelled = |cx: &Cx<'a>| path.map_or_else(|| cx.path(place), str::to_owned);
    if entry.amount.is_negative() {
        let path = spelled(cx);
        cx.invalid(place, "must be greater than or equal to 0")
            .field(path)
            .say(format!("`{}` cannot be negative", entry.name));
    }
    if is_integer(entry.name) && entry.amount.milli_value() % 1000 != 0 {
        let path = spelled(cx);
        cx.invalid(place, "must be an integer")
            .field(path)
            .say(format!("`{}` is counted in whole numbers", entry.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_place() {
        for (name, anywhere, container, quota) in [
            ("cpu", 0, 0, 0),
            ("storage", 0, 1, 1),
            ("pods", 0, 1, 0),
            ("cu", 1, 2, 2),
            ("a b", 1, 2, 2),
            ("nvidia.com/gpu", 0, 0, 0),
            ("requests.nvidia.com/gpu", 0, 1, 0),
            ("hugepages-2Mi", 0, 0, 0),
            ("requests.hugepages-2Mi", 0, 1, 0),
            ("count/pods", 0, 0, 0),
            ("kubernetes.io/batch-cpu", 0, 0, 0),
        ] {
            let count = |place| name_problems(name, place).len();
            assert_eq!(count(Place::Anywhere), anywhere, "{name} anywhere");
            assert_eq!(count(Place::Container), container, "{name} in a container");
            assert_eq!(count(Place::Quota), quota, "{name} in a quota");
        }
    }

    #[test]
    fn huge_pages() {
        let amount = |text| Quantity::parse(text).unwrap();
        assert!(huge_pages_divisible("hugepages-2Mi", amount("4Mi")));
        assert!(!huge_pages_divisible("hugepages-2Mi", amount("3Mi")));
        assert!(!huge_pages_divisible("hugepages-0", amount("3Mi")));
        assert!(!huge_pages_divisible("hugepages-x", amount("3Mi")));
    }
}
