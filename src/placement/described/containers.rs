//! The containers of a pod (`describeContainers`).

use super::{Page, probes};
use crate::resource::Field;
use crate::scheduler::types::Container;

/// All of a list, with what each asks for as admission leaves it.
pub(super) fn all(page: &mut Page, list: Field<'_>, typed: &[Container]) {
    for own in list.items() {
        let name = own.at("name").str();
        page.line(1, &format!("{name}:"));
        page.cell(2, "Image", own.at("image").str());
        ports(page, own);
        if let Some(kind) = own.at("securityContext").at("seccompProfile").at("type").opt_str() {
            page.cell(2, "SeccompProfile", kind);
        }
        words(page, "Command", own.at("command"));
        words(page, "Args", own.at("args"));
        if let Some(known) = typed.iter().find(|known| known.name == name) {
            page.amounts(2, "Limits", &known.limits);
            page.amounts(2, "Requests", &known.requests);
        }
        for (title, field) in
            [("Liveness", "livenessProbe"), ("Readiness", "readinessProbe"), ("Startup", "startupProbe")]
        {
            if own.at(field).exists() {
                page.cell(2, title, &probes::text(own.at(field)));
            }
        }
        environment(page, own);
        mounts(page, own);
    }
}

fn ports(page: &mut Page, own: Field<'_>) {
    let of = |field: &'static str| {
        let one = move |port: Field<'_>| {
            let text = format!("{}/{}", port.at(field).int(), port.at("protocol").opt_str().unwrap_or("TCP"));
            match port.at("name").opt_str() {
                Some(name) => format!("{text} ({name})"),
                None => text,
            }
        };
        own.at("ports").items().map(one).collect::<Vec<_>>()
    };
    for (title, field) in [("Port", "containerPort"), ("Host Port", "hostPort")] {
        match of(field).as_slice() {
            [] => page.cell(2, title, "<none>"),
            [one] => page.cell(2, title, one),
            several => page.cell(2, &format!("{title}s"), &several.join(", ")),
        }
    }
}

fn words(page: &mut Page, title: &str, list: Field<'_>) {
    if !list.is_empty() {
        page.line(2, &format!("{title}:"));
    }
    list.items().for_each(|word| word.str().split('\n').for_each(|line| page.line(3, line)));
}

fn optional(own: Field<'_>) -> bool {
    own.at("optional").bool()
}

fn environment(page: &mut Page, own: Field<'_>) {
    if !own.at("envFrom").is_empty() {
        page.line(2, "Environment Variables from:");
    }
    for from in own.at("envFrom").items() {
        let (kind, of) = if from.at("configMapRef").exists() {
            ("ConfigMap", from.at("configMapRef"))
        } else {
            ("Secret", from.at("secretRef"))
        };
        let with = from.at("prefix").opt_str().filter(|prefix| !prefix.is_empty());
        let with = with.map(|prefix| format!(" with prefix '{prefix}'")).unwrap_or_default();
        page.line(3, &format!("{}\t{kind}{with}\tOptional: {}", of.at("name").str(), optional(of)));
    }
    let env = own.at("env");
    page.line(2, if env.is_empty() { "Environment:\t<none>" } else { "Environment:" });
    for one in env.items() {
        let (name, from) = (one.at("name").str(), one.at("valueFrom"));
        if !from.exists() {
            for (at, line) in one.at("value").str().split('\n').enumerate() {
                if at == 0 { page.cell(3, name, line) } else { page.line(3, &format!("\t{line}")) }
            }
        } else if from.at("fieldRef").exists() {
            let of = from.at("fieldRef");
            let version = of.at("apiVersion").opt_str().unwrap_or("v1");
            page.cell(3, name, &format!(" ({version}:{})", of.at("fieldPath").str()));
        } else if from.at("resourceFieldRef").exists() {
            page.cell(3, name, &format!(" ({})", from.at("resourceFieldRef").at("resource").str()));
        } else if from.at("secretKeyRef").exists() {
            let of = from.at("secretKeyRef");
            let (key, of_name) = (of.at("key").str(), of.at("name").str());
            page.cell(3, name, &format!("<set to the key '{key}' in secret '{of_name}'>\tOptional: {}", optional(of)));
        } else if from.at("configMapKeyRef").exists() {
            let of = from.at("configMapKeyRef");
            let (key, of_name) = (of.at("key").str(), of.at("name").str());
            page.cell(
                3,
                name,
                &format!("<set to the key '{key}' of config map '{of_name}'>\tOptional: {}", optional(of)),
            );
        }
    }
}

/// By path. What the API server's admission mounts for the service account's token has a name that is drawn by lot.
fn mounts(page: &mut Page, own: Field<'_>) {
    let mut lines: Vec<(String, String)> = Vec::new();
    for mount in own.at("volumeMounts").items() {
        let path = mount.at("mountPath").str();
        let flag = if mount.at("readOnly").bool() { "ro" } else { "rw" };
        let below = mount.at("subPath").opt_str().filter(|path| !path.is_empty());
        let below = below.map(|path| format!(",path={path:?}")).unwrap_or_default();
        lines.push((path.to_owned(), format!("{path} from {} ({flag}{below})", mount.at("name").str())));
    }
    lines.sort();
    page.line(2, if lines.is_empty() { "Mounts:\t<none>" } else { "Mounts:" });
    lines.iter().for_each(|(_, line)| page.line(3, line));
    let devices = own.at("volumeDevices");
    if !devices.is_empty() {
        page.line(2, "Devices:");
    }
    for device in devices.items() {
        page.line(3, &format!("{} from {}", device.at("devicePath").str(), device.at("name").str()));
    }
}
