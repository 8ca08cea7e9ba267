//! The formats that many fields share, with the server's exact wording.
//!
//! Each function takes a value and returns what is wrong with it, one text for each `field.Invalid` that the
//! server makes; nothing for a sound value. They mirror apimachinery's `pkg/util/validation`,
//! `pkg/api/validate/content` and `pkg/api/validation`.

mod ip;
mod text;

pub(crate) use ip::*;
pub(crate) use text::*;

pub(crate) use crate::model::format::*;

/// `must be between {low} and {high}, inclusive` (`validation.InclusiveRangeError`), where `value` is not.
pub(crate) fn is_in_range(value: i64, low: i64, high: i64) -> Vec<String> {
    if (low..=high).contains(&value) {
        Vec::new()
    } else {
        vec![format!("must be between {low} and {high}, inclusive")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Format = fn(&str) -> Vec<String>;

    #[test]
    fn good_and_bad() {
        let cases: &[(Format, &[&str], &[&str])] = &[
            (is_dns1123_label, &["a", "a-1", "0"], &["", "A", "-a", "a-", "a.b", "a_b", "é"]),
            (is_dns1123_subdomain, &["a.b", "1.2.3"], &["", ".a", "a.", "a..b", "A.b", "a b"]),
            (is_dns1123_subdomain_with_underscore, &["_a.b_c", "a.b"], &["__", "a.-b", "a_"]),
            (is_dns1035_label, &["a1"], &["1a", "", "a.b"]),
            (is_wildcard_dns1123_subdomain, &["*.a.b"], &["*.", "*a.b", "a.b", "*.*.a"]),
            (is_qualified_name, &["a", "A_b.c", "x.io/a"], &["", "/a", "x.io/", "a/b/c", "-a", "X/a", "a b"]),
            (is_label_value, &["", "A_b.c"], &["-a", "a b", "a:b"]),
            (is_valid_port_name, &["http", "a-1"], &["", "HTTP", "1", "a--b", "-a", "abcdefghijklmnop"]),
            (is_valid_percent, &["5%", "100%"], &["5", "%", "5.5%", "-5%"]),
            (is_http_header_name, &["X-A"], &["", "X_A", "X A"]),
            (is_relaxed_env_var_name, &["a b", "1"], &["a=b", "é"]),
            (is_env_var_name, &["A.b-C_"], &["1a", "", "a b", ".."]),
            (is_config_map_key, &["a.b"], &[".", "..", "..a", "a/b", ""]),
            (is_c_identifier, &["_a1"], &["1a", "a-b", ""]),
            (is_path_segment_name, &["a b", ""], &[".", "..", "a/b", "a%b"]),
        ];
        for (format, good, bad) in cases {
            for text in *good {
                assert!(text.is_empty() || format(text).is_empty(), "{text:?} should pass: {:?}", format(text));
            }
            for text in *bad {
                assert!(!format(text).is_empty(), "{text:?} should not pass");
            }
        }
    }

    #[test]
    fn wording() {
        assert_eq!(
            is_dns1123_label("A"),
            ["a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start \
              and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
              '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"]
        );
        assert_eq!(is_dns1123_label("a.b"), ["must not contain dots"]);
        assert_eq!(is_qualified_name("")[0], "name part must be non-empty");
        assert_eq!(is_qualified_name("").len(), 2);
        assert_eq!(is_in_range(0, 1, 65535), ["must be between 1 and 65535, inclusive"]);
    }
}
