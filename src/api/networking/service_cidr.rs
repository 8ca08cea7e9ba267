//! `ServiceCIDR`: `pkg/apis/networking/validation/validation.go`.

use crate::api::Cx;
use crate::api::core::helpers::invalid_each;
use crate::api::format;

/// `ValidateServiceCIDR`
pub(in crate::api) fn service_cidr(cx: &mut Cx<'_>) {
    let cidrs = cx.root().at("spec").at("cidrs");
    match cidrs.len() {
        0 => {
            cx.required(cidrs, "at least one CIDR required");
            return;
        }
        1 | 2 => {}
        more => {
            cx.invalid(cidrs, "may only hold up to 2 values")
                .say(format!("at most one range for each IP family is allowed, this lists {more}"));
            return;
        }
    }
    for cidr in cidrs.items() {
        invalid_each(cx, cidr, format::is_valid_cidr(cidr.str()));
    }
    let family = |text| format::parse_cidr(text).map(|cidr| cidr.address.ip.is_ipv6());
    let families: Vec<_> = cidrs.items().map(|cidr| family(cidr.str())).collect();
    if let [Some(one), Some(other)] = families[..]
        && one == other
    {
        cx.invalid(cidrs, "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64")
            .say("both ranges are of the same IP family, one of each is allowed");
    }
}
