//! The functions that expressions may call: CEL's own, those of cel-go's extensions that the API server turns on,
//! and the server's libraries (`apiserver/pkg/cel/environment/base.go` and `apiserver/pkg/cel/library`).

use std::collections::HashMap;
use std::sync::OnceLock;

use super::types::Type;
use crate::model::Version;

/// One way of calling a function.
#[derive(Debug)]
pub(super) struct Overload {
    /// Whether it is called on its first argument.
    pub(super) member: bool,
    /// Its arguments, the receiver first.
    pub(super) args: Vec<Type>,
    /// What it returns.
    pub(super) result: Type,
}

/// The ways of calling `name` on `server`; none for an unknown function.
pub(super) fn overloads(name: &str, server: Option<Version>) -> Option<&'static [Overload]> {
    if !has(server, name) {
        return None;
    }
    static TABLE: OnceLock<HashMap<&'static str, Vec<Overload>>> = OnceLock::new();
    TABLE.get_or_init(read).get(name).map(Vec::as_slice)
}

/// Libraries by the first minor version whose server lets new expressions use them, with what they declare. That is one
/// later than upstream's `IntroducedVersion`: what is created must still work after a rollback
/// (`DefaultCompatibilityVersion`). All else was there before 1.25.
const LIBRARIES: &[(u8, &[&str])] = &[
    // OptionalTypes, Quantity
    (
        29,
        &[
            "_[?_]",
            "first",
            "hasValue",
            "last",
            "optFlatMap",
            "optMap",
            "optional.none",
            "optional.of",
            "optional.ofNonZeroValue",
            "optional.unwrap",
            "or",
            "orValue",
            "unwrapOpt",
            "value",
            "add",
            "asApproximateFloat",
            "asInteger",
            "compareTo",
            "isGreaterThan",
            "isInteger",
            "isLessThan",
            "isQuantity",
            "quantity",
            "sign",
            "sub",
        ],
    ),
    // Strings (version 2), Sets
    (30, &["format", "sets.contains", "sets.equivalent", "sets.intersects", "strings.quote"]),
    // IP, CIDR, Format
    (
        31,
        &[
            "cidr",
            "containsCIDR",
            "containsIP",
            "family",
            "ip",
            "ip.isCanonical",
            "isCIDR",
            "isGlobalUnicast",
            "isIP",
            "isLinkLocalMulticast",
            "isLinkLocalUnicast",
            "isLoopback",
            "isUnspecified",
            "masked",
            "prefixLength",
            "format.named",
            "validate",
        ],
    ),
    // TwoVarComprehensions: macros, of three arguments or more
    (33, &[PAIRS, "transformList", "transformMap", "transformMapEntry"]),
    // Semver
    (34, &["isSemver", "major", "minor", "patch", "semver"]),
    // Lists (version 3)
    (35, &["distinct", "flatten", "lists.range", "reverse", "slice", "sort", "sortBy"]),
];

/// The name under which macros of two variables stand among the libraries that are there with one as well.
pub(super) const PAIRS: &str = "@pairs";

/// Whether `server` has what `name` calls, if it is called anything.
pub(super) fn has(server: Option<Version>, name: &str) -> bool {
    let Some(server) = server else { return true };
    let of = |library: &&(u8, &[&str])| library.1.contains(&name) || library.0 == 31 && name.starts_with("format.");
    LIBRARIES.iter().find(of).is_none_or(|(since, _)| server.at_least(*since))
}

/// The table: in each line a name, and after it its overloads, separated by `;`. A dot in front means that the
/// function is called on its first argument. `A` and `B` are parameters, `N` any type that has an order (the
/// server declares such functions once for each), `S` any that can be added up.
const DECLARATIONS: &str = "
_?_:_ (bool, A, A) A
_&&_ (bool, bool) bool
_||_ (bool, bool) bool
!_ (bool) bool
@not_strictly_false (bool) bool
_==_ (A, A) bool
_!=_ (A, A) bool
_<_ $order
_<=_ $order
_>_ $order
_>=_ $order
_+_ (int, int) int; (uint, uint) uint; (double, double) double; (string, string) string; (bytes, bytes) bytes; (list(A), list(A)) list(A); (timestamp, duration) timestamp; (duration, timestamp) timestamp; (duration, duration) duration
_-_ (int, int) int; (uint, uint) uint; (double, double) double; (timestamp, timestamp) duration; (timestamp, duration) timestamp; (duration, duration) duration
_*_ (int, int) int; (uint, uint) uint; (double, double) double
_/_ (int, int) int; (uint, uint) uint; (double, double) double
_%_ (int, int) int; (uint, uint) uint
-_ (int) int; (double) double
_[_] (list(A), int) A; (map(A, B), A) B; (optional(list(A)), int) optional(A); (optional(map(A, B)), A) optional(B)
_[?_] (list(A), int) optional(A); (map(A, B), A) optional(B); (optional(list(A)), int) optional(A); (optional(map(A, B)), A) optional(B)
@in (A, list(A)) bool; (A, map(A, B)) bool
size (string) int; (bytes) int; (list(A)) int; (map(A, B)) int; .(string) int; .(bytes) int; .(list(A)) int; .(map(A, B)) int
type (A) type(A)
dyn (A) dyn
bool (bool) bool; (string) bool
int (int) int; (double) int; (string) int; (timestamp) int; (uint) int; (duration) int
uint (uint) uint; (double) uint; (int) uint; (string) uint
double (double) double; (int) double; (string) double; (uint) double
string (string) string; (bool) string; (bytes) string; (double) string; (duration) string; (int) string; (timestamp) string; (uint) string; (net.IP) string; (net.CIDR) string
bytes (bytes) bytes; (string) bytes
timestamp (timestamp) timestamp; (int) timestamp; (string) timestamp
duration (duration) duration; (int) duration; (string) duration
contains .(string, string) bool
startsWith .(string, string) bool
endsWith .(string, string) bool
matches (string, string) bool; .(string, string) bool
getFullYear $part
getMonth $part
getDayOfYear $part
getDayOfMonth $part
getDate $part
getDayOfWeek $part
getHours $part; .(duration) int
getMinutes $part; .(duration) int
getSeconds $part; .(duration) int
getMilliseconds $part; .(duration) int
charAt .(string, int) string
indexOf .(string, string) int; .(string, string, int) int; .(list(A), A) int
lastIndexOf .(string, string) int; .(string, string, int) int; .(list(A), A) int
lowerAscii .(string) string
upperAscii .(string) string
replace .(string, string, string) string; .(string, string, string, int) string
split .(string, string) list(string); .(string, string, int) list(string)
substring .(string, int) string; .(string, int, int) string
trim .(string) string
format .(string, list(dyn)) string
strings.quote (string) string
join .(list(string)) string; .(list(string), string) string
sets.contains (list(A), list(A)) bool
sets.equivalent (list(A), list(A)) bool
sets.intersects (list(A), list(A)) bool
slice .(list(A), int, int) list(A)
flatten .(list(list(A))) list(A); .(list(dyn), int) list(dyn)
sort .(list(N)) list(N)
distinct .(list(A)) list(A)
reverse .(list(A)) list(A)
lists.range (int) list(int)
first .(list(A)) optional(A)
last .(list(A)) optional(A)
optional.of (A) optional(A)
optional.ofNonZeroValue (A) optional(A)
optional.none () optional(A)
optional.unwrap (list(optional(A))) list(A)
unwrapOpt .(list(optional(A))) list(A)
hasValue .(optional(A)) bool
value .(optional(A)) A
or .(optional(A), optional(A)) optional(A)
orValue .(optional(A), A) A
find .(string, string) string
findAll .(string, string) list(string); .(string, string, int) list(string)
isSorted .(list(N)) bool
sum .(list(S)) S
min .(list(N)) N
max .(list(N)) N
url (string) kubernetes.URL
isURL (string) bool
getScheme .(kubernetes.URL) string
getHost .(kubernetes.URL) string
getHostname .(kubernetes.URL) string
getPort .(kubernetes.URL) string
getEscapedPath .(kubernetes.URL) string
getQuery .(kubernetes.URL) map(string, list(string))
path .(kubernetes.authorization.Authorizer, string) kubernetes.authorization.PathCheck
group .(kubernetes.authorization.Authorizer, string) kubernetes.authorization.GroupCheck
serviceAccount .(kubernetes.authorization.Authorizer, string, string) kubernetes.authorization.Authorizer
resource .(kubernetes.authorization.GroupCheck, string) kubernetes.authorization.ResourceCheck
subresource $resource
namespace $resource
name $resource
fieldSelector $resource
labelSelector $resource
check .(kubernetes.authorization.PathCheck, string) kubernetes.authorization.Decision; .(kubernetes.authorization.ResourceCheck, string) kubernetes.authorization.Decision
errored .(kubernetes.authorization.Decision) bool
error .(kubernetes.authorization.Decision) string
allowed .(kubernetes.authorization.Decision) bool
reason .(kubernetes.authorization.Decision) string
quantity (string) kubernetes.Quantity
isQuantity (string) bool
sign (kubernetes.Quantity) int
isGreaterThan .(kubernetes.Quantity, kubernetes.Quantity) bool; .(kubernetes.Semver, kubernetes.Semver) bool
isLessThan .(kubernetes.Quantity, kubernetes.Quantity) bool; .(kubernetes.Semver, kubernetes.Semver) bool
compareTo .(kubernetes.Quantity, kubernetes.Quantity) int; .(kubernetes.Semver, kubernetes.Semver) int
asApproximateFloat .(kubernetes.Quantity) double
asInteger .(kubernetes.Quantity) int
isInteger .(kubernetes.Quantity) bool
add .(kubernetes.Quantity, kubernetes.Quantity) kubernetes.Quantity; .(kubernetes.Quantity, int) kubernetes.Quantity
sub .(kubernetes.Quantity, kubernetes.Quantity) kubernetes.Quantity; .(kubernetes.Quantity, int) kubernetes.Quantity
ip (string) net.IP; .(net.CIDR) net.IP
isIP (string) bool
ip.isCanonical (string) bool
family .(net.IP) int
isUnspecified .(net.IP) bool
isLoopback .(net.IP) bool
isLinkLocalMulticast .(net.IP) bool
isLinkLocalUnicast .(net.IP) bool
isGlobalUnicast .(net.IP) bool
cidr (string) net.CIDR
isCIDR (string) bool
containsIP .(net.CIDR, string) bool; .(net.CIDR, net.IP) bool
containsCIDR .(net.CIDR, string) bool; .(net.CIDR, net.CIDR) bool
prefixLength .(net.CIDR) int
masked .(net.CIDR) net.CIDR
validate .(kubernetes.NamedFormat, string) optional(list(string))
format.named (string) optional(kubernetes.NamedFormat)
format.dns1123Label $format
format.dns1123Subdomain $format
format.dns1035Label $format
format.qualifiedName $format
format.dns1123LabelPrefix $format
format.dns1123SubdomainPrefix $format
format.dns1035LabelPrefix $format
format.labelValue $format
format.uri $format
format.uuid $format
format.byte $format
format.date $format
format.datetime $format
semver (string) kubernetes.Semver; (string, bool) kubernetes.Semver
isSemver (string) bool; (string, bool) bool
major .(kubernetes.Semver) int
minor .(kubernetes.Semver) int
patch .(kubernetes.Semver) int
jsonpatch.escapeKey (string) string
";

/// Abbreviations in the table.
const SHARED: &[(&str, &str)] = &[
    (
        "$order",
        "(bool, bool) bool; (int, int) bool; (int, double) bool; (int, uint) bool; (uint, uint) bool; (uint, double) bool; \
         (uint, int) bool; (double, double) bool; (double, int) bool; (double, uint) bool; (string, string) bool; \
         (bytes, bytes) bool; (timestamp, timestamp) bool; (duration, duration) bool",
    ),
    ("$part", ".(timestamp) int; .(timestamp, string) int"),
    ("$resource", ".(kubernetes.authorization.ResourceCheck, string) kubernetes.authorization.ResourceCheck"),
    ("$format", "() kubernetes.NamedFormat"),
];

const ORDERED: [Type; 8] =
    [Type::Int, Type::Uint, Type::Double, Type::Bool, Type::Duration, Type::Timestamp, Type::String, Type::Bytes];
const SUMMABLE: [Type; 4] = [Type::Int, Type::Uint, Type::Double, Type::Duration];

fn read() -> HashMap<&'static str, Vec<Overload>> {
    let lines = DECLARATIONS.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, rest)| (name, rest.split(';').flat_map(|part| expand(part.trim())).collect())).collect()
}

fn expand(part: &'static str) -> Vec<Overload> {
    if let Some((_, text)) = SHARED.iter().find(|(name, _)| *name == part) {
        return text.split(';').flat_map(|part| overload_of_each(part.trim())).collect();
    }
    overload_of_each(part)
}

fn overload_of_each(part: &'static str) -> Vec<Overload> {
    let overload = overload(part);
    let types: &[Type] = match () {
        () if part.contains("list(N)") => &ORDERED,
        () if part.contains("list(S)") => &SUMMABLE,
        () => return vec![overload],
    };
    let each = |ty: &Type| Overload {
        member: overload.member,
        args: overload.args.iter().map(|arg| instead_of_param(arg, ty)).collect(),
        result: instead_of_param(&overload.result, ty),
    };
    types.iter().map(each).collect()
}

fn instead_of_param(of: &Type, ty: &Type) -> Type {
    if matches!(of, Type::Param(_)) { ty.clone() } else { of.map_parts(|part| instead_of_param(part, ty)) }
}

fn overload(text: &'static str) -> Overload {
    let (member, rest) = text.strip_prefix('.').map_or((false, text), |rest| (true, rest));
    let (args, rest) = arguments(&rest[1..]);
    Overload { member, args, result: ty(rest.trim()).0 }
}

/// Types up to the closing bracket, and what follows it.
fn arguments(mut text: &'static str) -> (Vec<Type>, &'static str) {
    let mut args = Vec::new();
    loop {
        text = text.trim_start_matches([',', ' ']);
        if let Some(rest) = text.strip_prefix(')') {
            return (args, rest);
        }
        let (arg, rest) = ty(text);
        args.push(arg);
        text = rest;
    }
}

fn ty(text: &'static str) -> (Type, &'static str) {
    let end = text.find([',', '(', ')', ' ']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if let Some(inner) = rest.strip_prefix('(') {
        let (args, rest) = arguments(inner);
        let mut args = args.into_iter().map(Box::new);
        let mut next = || args.next().expect("the table names the parts of each type");
        let ty = match name {
            "list" => Type::List(next()),
            "optional" => Type::Optional(next()),
            "type" => Type::Meta(next()),
            _ => Type::Map(next(), next()),
        };
        return (ty, rest);
    }
    let ty = match name {
        "A" | "N" | "S" => Type::Param(0),
        "B" => Type::Param(1),
        "dyn" => Type::Dyn,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "timestamp" => Type::Timestamp,
        _ => Type::Opaque(name),
    };
    (ty, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = read();
        assert_eq!(table.len(), DECLARATIONS.trim().lines().count(), "a name stands twice");
        let min = &table["min"];
        assert_eq!(min.len(), 8);
        assert_eq!((&min[6].args[..], &min[6].result), (&[Type::list(Type::String)][..], &Type::String));
        assert_eq!(table["_<_"].len(), 14);
        let query = &table["getQuery"][0];
        assert_eq!(query.result, Type::string_map(Type::list(Type::String)));
        assert_eq!(query.args, [Type::Opaque("kubernetes.URL")]);
        assert!(query.member);
    }
}
