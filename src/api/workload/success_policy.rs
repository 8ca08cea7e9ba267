//! Success policies of indexed jobs: `validateSuccessPolicy`.

use crate::api::cx::Cx;
use crate::resource::Field;

const RULES_MAX: usize = 20;
const INDEXES_MAX: usize = 64 * 1024;

/// `validateSuccessPolicy`
pub(super) fn success_policy<'a>(cx: &mut Cx<'a>, spec: Field<'a>) {
    let policy = spec.at("successPolicy");
    if !policy.exists() {
        return;
    }
    if spec.at("completionMode").str() != "Indexed" {
        cx.invalid(policy, "requires indexed completion mode").help("add `completionMode: Indexed` and `completions`");
        return;
    }
    let rules = policy.at("rules");
    if rules.is_empty() {
        cx.required(rules, "at least one rules must be specified when the successPolicy is specified");
    }
    if rules.len() > RULES_MAX {
        cx.too_many(rules, rules.len(), RULES_MAX);
    }
    let completions = spec.at("completions").opt_int().unwrap_or(1);
    for rule in rules.items() {
        success_rule(cx, rule, completions);
    }
}

/// `validateSuccessPolicyRule`
fn success_rule<'a>(cx: &mut Cx<'a>, rule: Field<'a>, completions: i64) {
    let (indexes, count) = (rule.at("succeededIndexes"), rule.at("succeededCount"));
    if !indexes.exists() && !count.exists() {
        cx.required(rule, "at least one of succeededCount or succeededIndexes must be specified")
            .say("the rule does not say when the job has succeeded");
    }
    let mut total = 0;
    if indexes.exists() {
        if indexes.str().len() > INDEXES_MAX {
            cx.too_long(indexes, INDEXES_MAX);
        }
        match count_indexes(indexes.str(), completions) {
            Ok(count) => total = count,
            Err(problem) => {
                cx.invalid(indexes, format!("error parsing succeededIndexes: {problem}"))
                    .say(format!("`{}` is no list of indexes: {problem}", indexes.str()))
                    .help("write ascending numbers and ranges, such as `0,2-5`");
            }
        }
    }
    let Some(wanted) = count.opt_int() else { return };
    if wanted < 0 {
        cx.invalid(count, "must be greater than or equal to 0");
    }
    if wanted > completions {
        cx.invalid(count, format!("must be less than or equal to {completions} (the number of specified completions)"));
    }
    if indexes.exists() && wanted > total {
        cx.invalid(
            count,
            format!(
                "must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)"
            ),
        );
    }
}

/// `validateIndexesFormat`: how many indexes `0,2-5` names.
fn count_indexes(text: &str, completions: i64) -> Result<i64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let (mut last, mut total) = (None, 0);
    for interval in text.split(',') {
        let (low, high) = interval_of(interval, completions)?;
        if let Some(last) = last.filter(|last| *last >= low) {
            return Err(format!("non-increasing order, previous: {last}, current: {low}"));
        }
        total += high - low + 1;
        last = Some(high);
    }
    Ok(total)
}

/// `parseIndexInterval`
fn interval_of(text: &str, completions: i64) -> Result<(i64, i64), String> {
    let parts: Vec<&str> = text.split('-').collect();
    if parts.len() > 2 {
        return Err(format!(
            "the fragment {text:?} violates the requirement that an index interval can have at most two parts separated by '-'"
        ));
    }
    let index = |part: &str| {
        let number: i64 = part.parse().map_err(|_| format!("cannot convert string to integer for index: {part:?}"))?;
        if number >= completions { Err(format!("too large index: {part:?}")) } else { Ok(number) }
    };
    let low = index(parts[0])?;
    let Some(high) = parts.get(1) else { return Ok((low, low)) };
    let high = index(high)?;
    if low >= high {
        return Err(format!("non-increasing order, previous: {low}, current: {high}"));
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::count_indexes;

    #[test]
    fn indexes() {
        assert_eq!(count_indexes("", 5), Ok(0));
        assert_eq!(count_indexes("0,2-4", 5), Ok(4));
        for bad in ["5", "a", "1-2-3", "3-2", "2,1", "1,1", "1-", "0,"] {
            assert!(count_indexes(bad, 5).is_err(), "{bad}");
        }
    }
}
