//! What only Windows knows: its security options and host processes.

use super::Pod;
use crate::api::cx::Cx;
use crate::api::format::is_dns1123_subdomain;
use crate::resource::Field;

const CREDENTIALS_MAX: usize = 64 * 1024;
const DOMAIN_MAX: usize = 256;
const USER_MAX: usize = 104;

/// `validateWindowsSecurityContextOptions`
pub(super) fn options<'a>(cx: &mut Cx<'a>, options: Field<'a>) {
    let name = options.at("gmsaCredentialSpecName");
    if name.exists() {
        for detail in is_dns1123_subdomain(name.str()) {
            cx.invalid_format(name, &detail);
        }
    }
    let spec = options.at("gmsaCredentialSpec");
    if spec.exists() {
        if spec.str().is_empty() {
            cx.invalid(spec, "gmsaCredentialSpec cannot be an empty string");
        } else if spec.str().len() > CREDENTIALS_MAX {
            cx.invalid(spec, "gmsaCredentialSpec size must be under 64 KiB");
        }
    }
    let user = options.at("runAsUserName");
    if user.exists() {
        for detail in user_name(user.str()) {
            cx.invalid(user, detail);
        }
    }
}

/// What is wrong with a Windows user's name, `DOMAIN\user` or `user`.
fn user_name(text: &str) -> Vec<&'static str> {
    if text.is_empty() {
        return vec!["runAsUserName cannot be an empty string"];
    }
    if text.bytes().any(|b| b.is_ascii_control()) {
        return vec!["runAsUserName cannot contain control characters"];
    }
    let parts: Vec<&str> = text.split('\\').collect();
    let (domain, user) = match parts[..] {
        [user] => (None, user),
        [domain, user] => (Some(domain), user),
        _ => return vec!["runAsUserName cannot contain more than one backslash"],
    };
    let mut wrong = Vec::new();
    if domain.is_some_and(|domain| domain.len() >= DOMAIN_MAX) {
        wrong.push("runAsUserName's Domain length must be under 256 characters");
    }
    if domain.is_some_and(|domain| !is_netbios(domain) && !is_dns(domain)) {
        wrong.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
    if user.is_empty() {
        wrong.push("runAsUserName's User cannot be empty");
    } else if user.len() > USER_MAX {
        wrong.push("runAsUserName's User length must not be longer than 104 characters");
    }
    if !user.is_empty() && user.chars().all(|c| c == '.' || c == ' ') {
        wrong.push("runAsUserName's User cannot contain only periods or spaces");
    }
    if user.contains(|c| "\"/\\:;|=,+*?<>@[]".contains(c)) {
        wrong.push("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
    }
    wrong
}

fn is_netbios(domain: &str) -> bool {
    let count = domain.chars().count();
    (1..=15).contains(&count) && !domain.starts_with('.') && !domain.contains(|c| "\\/:*?\"<>|".contains(c))
}

fn is_dns(domain: &str) -> bool {
    domain.split('.').all(|label| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    })
}

/// `validateWindowsHostProcessPod`
pub(super) fn host_process<'a>(cx: &mut Cx<'a>, pod: &Pod<'a>) {
    let of = |f: Field<'a>| f.at("securityContext").at("windowsOptions").at("hostProcess");
    let whole = of(pod.spec).opt_bool();
    let (mut containers, mut processes) = (0, 0);
    for container in pod.all_containers() {
        containers += 1;
        let own = of(container).opt_bool();
        if let (Some(whole), Some(own)) = (whole, own)
            && whole != own
        {
            cx.invalid(
                of(container),
                format!("pod hostProcess value must be identical if both are specified, was {whole}"),
            )
            .relate(of(pod.spec).span(), "the pod's");
        }
        processes += usize::from(own.or(whole) == Some(true));
    }
    if processes == 0 {
        return;
    }
    if processes != containers {
        cx.invalid(
            pod.spec,
            "If pod contains any hostProcess containers then all containers must be HostProcess containers",
        )
        .say("either all containers of a pod are host processes or none is");
    }
    if !pod.host_network() {
        cx.invalid(pod.spec.at("hostNetwork"), "hostNetwork must be true if pod contains any hostProcess containers")
            .say("host processes use the node's network: the pod needs `hostNetwork: true`");
    }
}

#[cfg(test)]
mod tests {
    use super::user_name;

    #[test]
    fn user_names() {
        for good in ["me", "CORP\\me", "corp.example.com\\me", "John Doe"] {
            assert_eq!(user_name(good), Vec::<&str>::new(), "{good}");
        }
        for (bad, count) in [("", 1), ("a\\b\\c", 1), ("\\me", 1), ("CORP\\", 1), ("...", 1), ("a@b", 1), ("a\nb", 1)] {
            assert_eq!(user_name(bad).len(), count, "{bad}");
        }
    }
}
