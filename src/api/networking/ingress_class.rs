//! `IngressClass`: `pkg/apis/networking/validation/validation.go`.

use super::ingress::typed_local_object_reference;
use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format::{self, name_is_dns_label};
use crate::resource::Field;

const CONTROLLER_MAX: usize = 250;

/// `ValidateIngressClass`
pub(in crate::api) fn ingress_class(cx: &mut Cx<'_>) {
    let spec = cx.root().at("spec");
    let controller = spec.at("controller");
    if controller.str().len() > CONTROLLER_MAX {
        cx.too_long(controller, CONTROLLER_MAX);
    }
    if controller.str().is_empty() {
        cx.required(controller, "").help("name the controller, such as `k8s.io/ingress-nginx`");
    } else {
        invalid_each(cx, controller, format::is_domain_prefixed_path(controller.str()));
    }
    if spec.at("parameters").exists() {
        parameters(cx, spec.at("parameters"));
    }
}

/// `validateIngressClassParametersReference`; `scope` is `Cluster` where it is absent.
fn parameters<'a>(cx: &mut Cx<'a>, of: Field<'a>) {
    typed_local_object_reference(cx, of);
    let (scope, namespace) = (of.at("scope"), of.at("namespace"));
    match scope.opt_str().unwrap_or("Cluster") {
        "Namespace" if !namespace.exists() => {
            cx.required(namespace, "`parameters.scope` is set to 'Namespace'")
                .help("name the namespace in which the parameters lie")
                .relate(scope.span(), "the scope asks for a namespace");
        }
        "Namespace" => {
            invalid_each(cx, namespace, name_is_dns_label(namespace.str(), false));
        }
        "Cluster" if namespace.exists() => {
            cx.forbidden(namespace, "`parameters.scope` is set to 'Cluster'")
                .say("`namespace` goes with `scope: Namespace`, the scope here is `Cluster`")
                .help("remove `namespace`, or set `scope: Namespace`");
        }
        "Cluster" => {}
        _ => {
            cx.not_supported(scope, &["Cluster", "Namespace"]);
        }
    }
}
