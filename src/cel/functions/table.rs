//! The table of functions: in each line a name, and after it its overloads, separated by `;`, each with its id, in the
//! order in which the server declares them.
//!
//! A dot in front of an id means that the function is called on its first argument. `A` and `B` are parameters. `N` is any
//! type that has an order and `S` any that can be added up: the server declares such functions once for each, and `$` in the
//! id is that type's name.

/// The table.
pub(super) const DECLARATIONS: &str = "
_?_:_ conditional(bool, A, A) A
_&&_ logical_and(bool, bool) bool
_||_ logical_or(bool, bool) bool
!_ logical_not(bool) bool
@not_strictly_false not_strictly_false(bool) bool
_==_ equals(A, A) bool
_!=_ not_equals(A, A) bool
_<_ %less
_<=_ %less_equals
_>_ %greater
_>=_ %greater_equals
_+_ add_bytes(bytes, bytes) bytes; add_double(double, double) double; add_duration_duration(duration, duration) duration; add_duration_timestamp(duration, timestamp) timestamp; add_timestamp_duration(timestamp, duration) timestamp; add_int64(int, int) int; add_list(list(A), list(A)) list(A); add_string(string, string) string; add_uint64(uint, uint) uint
_-_ subtract_double(double, double) double; subtract_duration_duration(duration, duration) duration; subtract_int64(int, int) int; subtract_timestamp_duration(timestamp, duration) timestamp; subtract_timestamp_timestamp(timestamp, timestamp) duration; subtract_uint64(uint, uint) uint
_*_ multiply_double(double, double) double; multiply_int64(int, int) int; multiply_uint64(uint, uint) uint
_/_ divide_double(double, double) double; divide_int64(int, int) int; divide_uint64(uint, uint) uint
_%_ modulo_int64(int, int) int; modulo_uint64(uint, uint) uint
-_ negate_double(double) double; negate_int64(int) int
_[_] index_list(list(A), int) A; index_map(map(A, B), A) B; optional_list_index_int(optional(list(A)), int) optional(A); optional_map_index_value(optional(map(A, B)), A) optional(B)
_[?_] list_optindex_optional_int(list(A), int) optional(A); optional_list_optindex_optional_int(optional(list(A)), int) optional(A); map_optindex_optional_value(map(A, B), A) optional(B); optional_map_optindex_optional_value(optional(map(A, B)), A) optional(B)
@in in_list(A, list(A)) bool; in_map(A, map(A, B)) bool
size size_bytes(bytes) int; .bytes_size(bytes) int; size_list(list(A)) int; .list_size(list(A)) int; size_map(map(A, B)) int; .map_size(map(A, B)) int; size_string(string) int; .string_size(string) int
type type(A) type(A)
dyn to_dyn(A) dyn
bool bool_to_bool(bool) bool; string_to_bool(string) bool
bytes bytes_to_bytes(bytes) bytes; string_to_bytes(string) bytes
double double_to_double(double) double; int64_to_double(int) double; string_to_double(string) double; uint64_to_double(uint) double
duration duration_to_duration(duration) duration; int64_to_duration(int) duration; string_to_duration(string) duration
int int64_to_int64(int) int; double_to_int64(double) int; duration_to_int64(duration) int; string_to_int64(string) int; timestamp_to_int64(timestamp) int; uint64_to_int64(uint) int
string string_to_string(string) string; bool_to_string(bool) string; bytes_to_string(bytes) string; double_to_string(double) string; duration_to_string(duration) string; int64_to_string(int) string; timestamp_to_string(timestamp) string; uint64_to_string(uint) string; ip_to_string(net.IP) string; cidr_to_string(net.CIDR) string
timestamp timestamp_to_timestamp(timestamp) timestamp; int64_to_timestamp(int) timestamp; string_to_timestamp(string) timestamp
uint uint64_to_uint64(uint) uint; double_to_uint64(double) uint; int64_to_uint64(int) uint; string_to_uint64(string) uint
contains .contains_string(string, string) bool
endsWith .ends_with_string(string, string) bool
startsWith .starts_with_string(string, string) bool
matches matches(string, string) bool; .matches_string(string, string) bool
getFullYear .timestamp_to_year(timestamp) int; .timestamp_to_year_with_tz(timestamp, string) int
getMonth .timestamp_to_month(timestamp) int; .timestamp_to_month_with_tz(timestamp, string) int
getDayOfYear .timestamp_to_day_of_year(timestamp) int; .timestamp_to_day_of_year_with_tz(timestamp, string) int
getDayOfMonth .timestamp_to_day_of_month(timestamp) int; .timestamp_to_day_of_month_with_tz(timestamp, string) int
getDate .timestamp_to_day_of_month_1_based(timestamp) int; .timestamp_to_day_of_month_1_based_with_tz(timestamp, string) int
getDayOfWeek .timestamp_to_day_of_week(timestamp) int; .timestamp_to_day_of_week_with_tz(timestamp, string) int
getHours .timestamp_to_hours(timestamp) int; .timestamp_to_hours_with_tz(timestamp, string) int; .duration_to_hours(duration) int
getMinutes .timestamp_to_minutes(timestamp) int; .timestamp_to_minutes_with_tz(timestamp, string) int; .duration_to_minutes(duration) int
getSeconds .timestamp_to_seconds(timestamp) int; .timestamp_to_seconds_tz(timestamp, string) int; .duration_to_seconds(duration) int
getMilliseconds .timestamp_to_milliseconds(timestamp) int; .timestamp_to_milliseconds_with_tz(timestamp, string) int; .duration_to_milliseconds(duration) int
charAt .string_char_at_int(string, int) string
indexOf .list_a_index_of_int(list(A), A) int; .string_index_of_string(string, string) int; .string_index_of_string_int(string, string, int) int
lastIndexOf .list_a_last_index_of_int(list(A), A) int; .string_last_index_of_string(string, string) int; .string_last_index_of_string_int(string, string, int) int
lowerAscii .string_lower_ascii(string) string
upperAscii .string_upper_ascii(string) string
replace .string_replace_string_string(string, string, string) string; .string_replace_string_string_int(string, string, string, int) string
split .string_split_string(string, string) list(string); .string_split_string_int(string, string, int) list(string)
substring .string_substring_int(string, int) string; .string_substring_int_int(string, int, int) string
trim .string_trim(string) string
format .string_format(string, list(dyn)) string
strings.quote strings_quote(string) string
join .list_join(list(string)) string; .list_join_string(list(string), string) string
sets.contains list_sets_contains_list(list(A), list(A)) bool
sets.equivalent list_sets_equivalent_list(list(A), list(A)) bool
sets.intersects list_sets_intersects_list(list(A), list(A)) bool
cel.@mapInsert @mapInsert_map_key_value(map(A, B), A, B) map(A, B); @mapInsert_map_map(map(A, B), map(A, B)) map(A, B)
slice .list_slice(list(A), int, int) list(A)
flatten .list_flatten(list(list(A))) list(A); .list_flatten_int(list(dyn), int) list(dyn)
sort .list_$_sort(list(N)) list(N)
@sortByAssociatedKeys .list_$_sortByAssociatedKeys(list(A), list(N)) list(A)
distinct .list_distinct(list(A)) list(A)
reverse .list_reverse(list(A)) list(A)
lists.range lists_range(int) list(int)
first .list_first(list(A)) optional(A)
last .list_last(list(A)) optional(A)
optional.of optional_of(A) optional(A)
optional.ofNonZeroValue optional_ofNonZeroValue(A) optional(A)
optional.none optional_none() optional(A)
optional.unwrap optional_unwrap(list(optional(A))) list(A)
unwrapOpt .optional_unwrapOpt(list(optional(A))) list(A)
hasValue .optional_hasValue(optional(A)) bool
value .optional_value(optional(A)) A
or .optional_or_optional(optional(A), optional(A)) optional(A)
orValue .optional_orValue_value(optional(A), A) A
find .string_find_string(string, string) string
findAll .string_find_all_string(string, string) list(string); .string_find_all_string_int(string, string, int) list(string)
isSorted .list_$_is_sorted_bool(list(N)) bool
sum .list_$_sum_$(list(S)) S
min .list_$_min_$(list(N)) N
max .list_$_max_$(list(N)) N
url string_to_url(string) kubernetes.URL
isURL is_url_string(string) bool
getScheme .url_get_scheme(kubernetes.URL) string
getHost .url_get_host(kubernetes.URL) string
getHostname .url_get_hostname(kubernetes.URL) string
getPort .url_get_port(kubernetes.URL) string
getEscapedPath .url_get_escaped_path(kubernetes.URL) string
getQuery .url_get_query(kubernetes.URL) map(string, list(string))
path .authorizer_path(kubernetes.authorization.Authorizer, string) kubernetes.authorization.PathCheck
group .authorizer_group(kubernetes.authorization.Authorizer, string) kubernetes.authorization.GroupCheck
serviceAccount .authorizer_serviceaccount(kubernetes.authorization.Authorizer, string, string) kubernetes.authorization.Authorizer
resource .groupcheck_resource(kubernetes.authorization.GroupCheck, string) kubernetes.authorization.ResourceCheck
subresource .resourcecheck_subresource%resource
namespace .resourcecheck_namespace%resource
name .resourcecheck_name%resource
fieldSelector .authorizer_fieldselector%resource
labelSelector .authorizer_labelselector%resource
check .pathcheck_check(kubernetes.authorization.PathCheck, string) kubernetes.authorization.Decision; .resourcecheck_check(kubernetes.authorization.ResourceCheck, string) kubernetes.authorization.Decision
errored .decision_errored(kubernetes.authorization.Decision) bool
error .decision_error(kubernetes.authorization.Decision) string
allowed .decision_allowed(kubernetes.authorization.Decision) bool
reason .decision_reason(kubernetes.authorization.Decision) string
quantity string_to_quantity(string) kubernetes.Quantity
isQuantity is_quantity_string(string) bool
sign quantity_sign(kubernetes.Quantity) int
isGreaterThan .quantity_is_greater_than(kubernetes.Quantity, kubernetes.Quantity) bool; .semver_is_greater_than(kubernetes.Semver, kubernetes.Semver) bool
isLessThan .quantity_is_less_than(kubernetes.Quantity, kubernetes.Quantity) bool; .semver_is_less_than(kubernetes.Semver, kubernetes.Semver) bool
compareTo .quantity_compare_to(kubernetes.Quantity, kubernetes.Quantity) int; .semver_compare_to(kubernetes.Semver, kubernetes.Semver) int
asApproximateFloat .quantity_get_float(kubernetes.Quantity) double
asInteger .quantity_get_int(kubernetes.Quantity) int
isInteger .quantity_is_integer(kubernetes.Quantity) bool
add .quantity_add(kubernetes.Quantity, kubernetes.Quantity) kubernetes.Quantity; .quantity_add_int(kubernetes.Quantity, int) kubernetes.Quantity
sub .quantity_sub(kubernetes.Quantity, kubernetes.Quantity) kubernetes.Quantity; .quantity_sub_int(kubernetes.Quantity, int) kubernetes.Quantity
ip string_to_ip(string) net.IP; .cidr_ip(net.CIDR) net.IP
isIP is_ip(string) bool
ip.isCanonical ip_is_canonical(string) bool
family .ip_family(net.IP) int
isUnspecified .ip_is_unspecified(net.IP) bool
isLoopback .ip_is_loopback(net.IP) bool
isLinkLocalMulticast .ip_is_link_local_multicast(net.IP) bool
isLinkLocalUnicast .ip_is_link_local_unicast(net.IP) bool
isGlobalUnicast .ip_is_global_unicast(net.IP) bool
cidr string_to_cidr(string) net.CIDR
isCIDR is_cidr(string) bool
containsIP .cidr_contains_ip_string(net.CIDR, string) bool; .cidr_contains_ip_ip(net.CIDR, net.IP) bool
containsCIDR .cidr_contains_cidr_string(net.CIDR, string) bool; .cidr_contains_cidr(net.CIDR, net.CIDR) bool
prefixLength .cidr_prefix_length(net.CIDR) int
masked .cidr_masked(net.CIDR) net.CIDR
validate .format-validate(kubernetes.NamedFormat, string) optional(list(string))
format.named format-named(string) optional(kubernetes.NamedFormat)
format.dns1123Label %format
format.dns1123Subdomain %format
format.dns1035Label %format
format.qualifiedName %format
format.dns1123LabelPrefix %format
format.dns1123SubdomainPrefix %format
format.dns1035LabelPrefix %format
format.labelValue %format
format.uri %format
format.uuid %format
format.byte %format
format.date %format
format.datetime %format
semver string_to_semver(string) kubernetes.Semver; string_bool_to_semver(string, bool) kubernetes.Semver
isSemver is_semver_string(string) bool; is_semver_string_bool(string, bool) bool
major .semver_major(kubernetes.Semver) int
minor .semver_minor(kubernetes.Semver) int
patch .semver_patch(kubernetes.Semver) int
jsonpatch.escapeKey string_jsonpatch_escapeKey_string(string) string
";

/// What stands behind `_` in the ids of operators that compare, with what they compare.
pub(super) const ORDER: &[(&str, &str)] = &[
    ("bool", "(bool, bool) bool"),
    ("int64", "(int, int) bool"),
    ("int64_double", "(int, double) bool"),
    ("int64_uint64", "(int, uint) bool"),
    ("uint64", "(uint, uint) bool"),
    ("uint64_double", "(uint, double) bool"),
    ("uint64_int64", "(uint, int) bool"),
    ("double", "(double, double) bool"),
    ("double_int64", "(double, int) bool"),
    ("double_uint64", "(double, uint) bool"),
    ("string", "(string, string) bool"),
    ("bytes", "(bytes, bytes) bool"),
    ("timestamp", "(timestamp, timestamp) bool"),
    ("duration", "(duration, duration) bool"),
];

/// What `%resource` stands for.
pub(super) const RESOURCE: &str =
    "(kubernetes.authorization.ResourceCheck, string) kubernetes.authorization.ResourceCheck";
