//! How the server reaches a webhook: `apiserver/pkg/util/webhook/validation.go`, for admission and conversion.

use super::Cx;
use super::format::{is_dns1123_subdomain, is_valid_port_num};
use super::url::Url;
use crate::resource::Field;

/// Exactly one of `url` and `service`, and it validated. `of` is the client configuration, `path` how the
/// server spells it.
pub(super) fn client_config<'a>(cx: &mut Cx<'a>, of: Field<'a>, path: &str) {
    let (url, service) = (of.at("url"), of.at("service"));
    match (url.exists(), service.exists()) {
        (true, false) => webhook_url(cx, url, &format!("{path}.url")),
        (false, true) => webhook_service(cx, service, &format!("{path}.service")),
        (both, _) => {
            let finding = cx.required(of, "exactly one of url or service is required");
            finding.field(path);
            if both {
                finding
                    .say("the webhook is reached by `url` or by `service`, this one has both")
                    .help("remove one of the two");
            } else {
                finding
                    .say("nothing says where the webhook is")
                    .help("add `service:` with `name` and `namespace`, or `url:`");
            }
        }
    }
}

/// `ValidateWebhookURL`
fn webhook_url<'a>(cx: &mut Cx<'a>, f: Field<'a>, path: &str) {
    const FORM: &str = "; desired format: https://host[/path]";
    let url = match Url::parse(f.str()) {
        Ok(url) => url,
        Err(problem) => {
            cx.required(f, &format!("url must be a valid URL: {problem}{FORM}"))
                .field(path)
                .say(format!("`{}` is not a URL: {problem}", f.str()))
                .help("write `https://host/path`");
            return;
        }
    };
    let mut wrong = Vec::new();
    if url.scheme != "https" {
        wrong.push((
            format!("'https' is the only allowed URL scheme{FORM}"),
            "a webhook's URL must begin with `https://`",
        ));
    }
    if url.host.is_empty() {
        wrong.push((format!("host must be specified{FORM}"), "this URL names no host"));
    }
    if url.user.is_some() {
        wrong.push((
            "user information is not permitted in the URL".to_owned(),
            "a webhook's URL may not hold a user name",
        ));
    }
    if !url.fragment.is_empty() {
        wrong.push(("fragments are not permitted in the URL".to_owned(), "a webhook's URL may have no `#…`"));
    }
    if !url.query.is_empty() {
        wrong.push(("query parameters are not permitted in the URL".to_owned(), "a webhook's URL may have no `?…`"));
    }
    for (detail, message) in wrong {
        cx.invalid(f, detail).field(path).say(message);
    }
}

/// `ValidateWebhookService`. Its callers hand it name and namespace in the wrong order, so that the server
/// blames the one for the absence of the other.
fn webhook_service<'a>(cx: &mut Cx<'a>, service: Field<'a>, path: &str) {
    for (missing, blamed) in [("namespace", "name"), ("name", "namespace")] {
        if service.at(missing).str().is_empty() {
            let sibling = service.at(blamed);
            let finding = cx.required(service.at(missing), "");
            finding
                .field(format!("{path}.{blamed}"))
                .say(format!("the webhook's service needs a `{missing}`"))
                .help(format!("add `{missing}:` (the server blames `{blamed}` for it)"));
            if sibling.exists() {
                finding.label_at(sibling.span());
            }
        }
    }
    let port = service.at("port");
    if let Some(number) = port.opt_int() {
        let wrong = is_valid_port_num(number);
        if !wrong.is_empty() {
            cx.invalid(port, format!("port is not valid: {}", wrong.join(", "))).field(format!("{path}.port"));
        }
    }
    service_path(cx, service.at("path"), &format!("{path}.path"));
}

fn service_path<'a>(cx: &mut Cx<'a>, f: Field<'a>, path: &str) {
    let text = f.str();
    if text.is_empty() || text == "/" {
        return;
    }
    if text == "//" {
        cx.invalid(f, "segment[0] may not be empty").field(path);
        return;
    }
    if !text.starts_with('/') {
        cx.invalid(f, "must start with a '/'").field(path);
    }
    // The server cuts off the first byte whatever it is.
    let inner = String::from_utf8_lossy(&text.as_bytes()[1..]);
    let inner = inner.strip_suffix('/').unwrap_or(&inner);
    for (index, step) in inner.split('/').enumerate() {
        if step.is_empty() {
            cx.invalid(f, format!("segment[{index}] may not be empty")).field(path);
            continue;
        }
        for detail in is_dns1123_subdomain(step) {
            cx.invalid(f, format!("segment[{index}]: {detail}"))
                .field(path)
                .say(format!("the part `{step}` of this path has letters that a webhook's path may not have"))
                .help("lower case letters, digits, `-` and `.` are allowed");
        }
    }
}
