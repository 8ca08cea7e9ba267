//! How resources are turned from one version into another.

use hashbrown::HashSet;

use crate::api::Cx;
use crate::api::format::is_dns1035_label;
use crate::api::webhook_client::client_config;
use crate::resource::Field;

/// `validateCustomResourceConversion`
pub(super) fn conversion<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    if !of.exists() {
        return;
    }
    let strategy = of.at("strategy");
    match strategy.str() {
        "" => drop(cx.required(strategy, "").help("write `None` or `Webhook`")),
        "None" | "Webhook" => {}
        _ => drop(cx.not_supported(strategy, &["None", "Webhook"])),
    }
    let (client, versions) = (of.at("webhook").at("clientConfig"), of.at("webhook").at("conversionReviewVersions"));
    const CLIENT: &str = "spec.conversion.webhookClientConfig";
    const VERSIONS: &str = "spec.conversion.conversionReviewVersions";
    if strategy.str() != "Webhook" {
        for (f, path, given) in [(client, CLIENT, client.exists()), (versions, VERSIONS, !versions.is_empty())] {
            if given {
                cx.forbidden(f, "should not be set when strategy is not set to Webhook")
                    .field(path)
                    .say("this goes with `strategy: Webhook` only")
                    .relate(strategy.span(), "the strategy");
            }
        }
        return;
    }
    if client.exists() {
        client_config(cx, client, CLIENT);
    } else {
        cx.required(client, "required when strategy is set to Webhook").field(CLIENT);
    }
    review_versions(cx, versions, VERSIONS);
}

/// `validateConversionReviewVersions`
fn review_versions<'a>(cx: &mut Cx<'a>, list: Field<'a>, path: &str) {
    if list.is_empty() {
        cx.required(list, "").field(path).help("write `conversionReviewVersions: [v1]`");
        return;
    }
    let mut seen: HashSet<&str> = HashSet::new();
    for (i, version) in list.items().enumerate() {
        let place = format!("{path}[{i}]");
        if !seen.insert(version.str()) {
            cx.invalid(version, "duplicate version").field(place).say(format!("`{}` is given twice", version.str()));
            continue;
        }
        for detail in is_dns1035_label(version.str()) {
            cx.invalid_format(version, &detail).field(place.clone());
        }
    }
    if !seen.iter().any(|version| matches!(*version, "v1" | "v1beta1")) {
        cx.invalid(list, "must include at least one of v1, v1beta1")
            .field(path)
            .say("none of these is a version of ConversionReview that the API server knows")
            .help("add `v1`");
    }
}
