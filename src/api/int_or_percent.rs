//! Numbers that may be given as a share of the pods: `pkg/apis/apps/validation/validation.go`.

use super::Cx;
use super::format::is_valid_percent;
use crate::resource::Field;
use crate::source::Kind;

/// `ValidatePositiveIntOrPercent`
pub(super) fn positive_int_or_percent<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    let Some(node) = f.node() else { return };
    if node.kind() == Kind::Str {
        let text = f.str();
        for detail in is_valid_percent(text) {
            let finding = cx.invalid(f, &detail);
            finding.say(format!("`{text}` is neither a whole number nor a percentage such as `25%`"));
            if let Some(meant) = without_blank(text) {
                finding.help(format!("did you mean `{meant}`?")).fix(
                    format!("write `{meant}`"),
                    f.span(),
                    format!("\"{meant}\""),
                );
            }
            if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
                finding
                    .say(format!("`{text}` is text, not a number"))
                    .help(format!("write {text} without quotes, or `{text}%`"))
                    .fix("remove the quotes", f.span(), text);
            }
        }
    } else if f.int() < 0 {
        cx.invalid(f, "must be greater than or equal to 0");
    }
}

/// `50 %`
fn without_blank(text: &str) -> Option<String> {
    let number = text.trim().strip_suffix('%')?.trim();
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("{number}%"))
}

/// `IsNotMoreThan100Percent`
pub(super) fn not_more_than_100_percent<'a>(cx: &mut Cx<'a>, f: Field<'a>) {
    if percent(f).is_some_and(|value| value > 100) {
        cx.invalid(f, "must not be greater than 100%").help("the most that can be is all pods, `100%`");
    }
}

/// `getPercentValue`: the number before `%`, none where it is no percentage.
pub(super) fn percent(f: Field<'_>) -> Option<i64> {
    let text = f.opt_str().filter(|text| is_valid_percent(text).is_empty())?;
    // Go's `Atoi` gives the largest number where the digits are too many.
    Some(text.trim_end_matches('%').parse().unwrap_or(i64::MAX))
}
