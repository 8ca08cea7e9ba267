//! The limits of what makes pods, the zones and words of schedules.

use super::other_crons::judge;
use super::schedule::{parse, zone_problems};
use crate::api::testing::{answers, edge};

const CONTAINER: &str = "containers: [{name: web, image: a}]";

/// An object of that kind with more in its spec, written in flow style.
fn of(kind: &str, more: &str) -> String {
    let (group, rest) = match kind {
        "Job" => ("batch", format!("template: {{spec: {{restartPolicy: Never, {CONTAINER}}}}}")),
        "CronJob" => (
            "batch",
            format!(
                "schedule: '* * * * *', jobTemplate: {{spec: {{template: {{spec: {{restartPolicy: Never, {CONTAINER}}}}}}}}}"
            ),
        ),
        _ => (
            "apps",
            format!(
                "selector: {{matchLabels: {{a: b}}}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{{CONTAINER}}}}}"
            ),
        ),
    };
    format!("apiVersion: {group}/v1\nkind: {kind}\nmetadata: {{name: web}}\nspec: {{{rest}, {more}}}\n")
}

/// Holds of each row that the good values of a field are taken, and that the bad ones are refused as the row says.
fn values(kind: &str, beside: &str, rows: &[(&str, &str, &str, &str)]) {
    for (field, good, bad, refusal) in rows {
        for (values, told) in [(good, false), (bad, true)] {
            for value in values.split_whitespace() {
                let found = answers(&of(kind, &format!("{field}: {value}, {beside}")));
                let expected = if told { vec![format!("{refusal} spec.{field}")] } else { vec![] };
                assert_eq!(found, expected, "{kind} {field}: {value}");
            }
        }
    }
}

fn number(field: &str) -> (&str, &str, &str, &str) {
    (field, "0 1", "-1", "Invalid")
}

#[test]
fn numbers_below_zero() {
    let deployment = ["replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"];
    // The deadline is longer than the pods take to be ready.
    values("Deployment", "", &deployment[..3].iter().map(|field| number(field)).collect::<Vec<_>>());
    values("Deployment", "", &[("progressDeadlineSeconds", "1", "0", "Invalid")]);
    let negative = answers(&of("Deployment", "progressDeadlineSeconds: -1"));
    assert_eq!(negative, ["Invalid spec.progressDeadlineSeconds"; 2]);
    values("ReplicaSet", "", &[number("replicas"), number("minReadySeconds")]);
    values("DaemonSet", "", &[number("minReadySeconds"), number("revisionHistoryLimit")]);
    values(
        "StatefulSet",
        "",
        &[
            number("replicas"),
            number("minReadySeconds"),
            ("serviceName", "a ''", "A a.b", "Invalid"),
            ("podManagementPolicy", "OrderedReady Parallel ''", "Other", "Invalid"),
        ],
    );
    for field in ["whenDeleted", "whenScaled"] {
        let retention = |value: &str| {
            answers(&of("StatefulSet", &format!("persistentVolumeClaimRetentionPolicy: {{{field}: {value}}}")))
        };
        assert!(["Retain", "Delete", "''"].iter().all(|value| retention(value).is_empty()), "{field}");
        assert_eq!(retention("Keep"), [format!("NotSupported spec.persistentVolumeClaimRetentionPolicy.{field}")]);
    }
    values(
        "CronJob",
        "",
        &[
            number("startingDeadlineSeconds"),
            number("successfulJobsHistoryLimit"),
            number("failedJobsHistoryLimit"),
            ("concurrencyPolicy", "Allow Forbid Replace ''", "Other", "NotSupported"),
        ],
    );
    let long = |length: usize| of("CronJob", "").replacen("name: web", &format!("name: {}", "a".repeat(length)), 1);
    edge(52, "Invalid metadata.name", long);
}

#[test]
fn limits_of_jobs() {
    values(
        "Job",
        "",
        &[
            number("parallelism"),
            number("completions"),
            number("activeDeadlineSeconds"),
            number("backoffLimit"),
            number("ttlSecondsAfterFinished"),
            ("completionMode", "NonIndexed", "Other", "NotSupported"),
            ("managedBy", "a.io/b", "a", "Invalid"),
            ("managedBy", "", "''", "Required"),
        ],
    );
    edge(63, "TooLong spec.managedBy", |length| of("Job", &format!("managedBy: a.io/{}", "b".repeat(length - 5))));
    values("Job", "completionMode: Indexed, completions: 2", &[number("backoffLimitPerIndex")]);
    let indexed = "completionMode: Indexed, completions: 2, backoffLimitPerIndex: 1";
    values("Job", indexed, &[("maxFailedIndexes", "0 1 2", "-1 3", "Invalid")]);
    let at = |field: &str| format!("Invalid spec.{field}");
    edge(100_000, &at("parallelism"), |n| {
        of("Job", &format!("completionMode: Indexed, completions: 5, parallelism: {n}"))
    });
    let failed = |n: usize| {
        let count = n.max(100_001);
        of(
            "Job",
            &format!("completionMode: Indexed, completions: {count}, backoffLimitPerIndex: 1, maxFailedIndexes: {n}"),
        )
    };
    edge(10_000, &at("maxFailedIndexes"), failed);
    assert_eq!(answers(&failed(100_000)), [at("maxFailedIndexes")]);
    assert_eq!(answers(&failed(100_001)), [at("maxFailedIndexes"), at("maxFailedIndexes")]);
    let parallel = |n: usize| {
        of(
            "Job",
            &format!(
                "completionMode: Indexed, completions: 100001, backoffLimitPerIndex: 1, maxFailedIndexes: 1, parallelism: {n}"
            ),
        )
    };
    edge(10_000, &at("parallelism"), parallel);
    let many = |n: usize| of("Job", &format!("completionMode: Indexed, completions: {n}, backoffLimitPerIndex: 1"));
    edge(100_000, "Required spec.maxFailedIndexes", many);
}

#[test]
fn policies_of_jobs() {
    let failure = |rules: &str| of("Job", &format!("podFailurePolicy: {{rules: [{rules}]}}"));
    let at = "spec.podFailurePolicy.rules";
    let conditions = "onPodConditions: [{type: a, status: 'True'}]";
    let rule = format!("{{action: Ignore, {conditions}}}");
    edge(20, &format!("TooMany {at}"), |n| failure(&vec![rule.as_str(); n].join(", ")));
    let patterns = |n: usize| {
        let all: Vec<String> = (0..n).map(|n| format!("{{type: t{n}, status: 'True'}}")).collect();
        failure(&format!("{{action: Ignore, onPodConditions: [{}]}}", all.join(", ")))
    };
    edge(20, &format!("TooMany {at}[0].onPodConditions"), patterns);
    let codes = |n: usize| {
        let all: Vec<String> = (1..=n).map(|n| n.to_string()).collect();
        failure(&format!("{{action: Ignore, onExitCodes: {{operator: In, values: [{}]}}}}", all.join(", ")))
    };
    edge(255, &format!("TooMany {at}[0].onExitCodes.values"), codes);
    for (template, good, bad, field) in [
        ("{action: X, onPodConditions: [{type: a, status: 'True'}]}", "Count FailJob Ignore", "Other", "action"),
        (
            "{action: Count, onPodConditions: [{type: a, status: 'X'}]}",
            "False True Unknown",
            "Other",
            "onPodConditions[0].status",
        ),
        ("{action: Count, onExitCodes: {operator: X, values: [1]}}", "In NotIn", "Other", "onExitCodes.operator"),
    ] {
        for value in good.split(' ') {
            assert!(answers(&failure(&template.replace('X', value))).is_empty(), "{template} {value}");
        }
        assert_eq!(answers(&failure(&template.replace('X', bad))), [format!("NotSupported {at}[0].{field}")]);
    }
    let index = failure("{action: FailIndex, onPodConditions: [{type: a, status: 'True'}]}");
    assert_eq!(answers(&index), [format!("Invalid {at}[0].action")]);
    let success = |rules: &str| {
        of("Job", &format!("completionMode: Indexed, completions: 70000, successPolicy: {{rules: [{rules}]}}"))
    };
    edge(20, "TooMany spec.successPolicy.rules", |n| success(&vec!["{succeededCount: 1}"; n].join(", ")));
    // Six bytes for each index but the last, which has as many digits as are left.
    let indexes = |n: usize| {
        let mut all: Vec<String> = (10_000..10_000 + n / 6 - 1).map(|n| n.to_string()).collect();
        let left = n - 6 * all.len();
        all.push(if left == 5 { "60000".to_owned() } else { format!("{:0>left$}", 60_000) });
        let text = all.join(",");
        assert_eq!(text.len(), n);
        success(&format!("{{succeededIndexes: '{text}'}}"))
    };
    edge(65_536, "TooLong spec.successPolicy.rules[0].succeededIndexes", indexes);
}

#[test]
fn every_zone_of_the_database_is_known() {
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let mut count = 0;
    for name in database.available() {
        assert_eq!(zone_problems(name.as_str()), Vec::<String>::new(), "{name}");
        assert_eq!(parse(&format!("TZ={name} * * * * *")), Ok(()), "{name}");
        count += 1;
    }
    assert!(count > 550, "{count} zones");
    let known = super::time_zones::TIME_ZONES;
    let strange: Vec<_> = known.iter().filter(|name| database.get(name).is_err()).collect();
    assert!(strange.is_empty(), "{strange:?}");
    // Parts of names have at most so many letters, and what is none at all is not looked up.
    assert_eq!(zone_problems("America/North_Dakota/Center_"), ["unknown time zone America/North_Dakota/Center_"]);
    for (wrong, count) in [("Local", 1), ("local", 2), ("a..b", 1), ("Europe/.", 1), ("-a", 1), ("a b", 1)] {
        assert_eq!(zone_problems(wrong).len(), count, "{wrong}");
    }
}

#[test]
fn fields_of_schedules() {
    for (at, low, high) in [(0, 0, 59), (1, 0, 23), (2, 1, 31), (3, 1, 12), (4, 0, 6)] {
        let with = |text: String| {
            let mut fields = ["*"; 5].map(str::to_owned);
            fields[at] = text;
            parse(&fields.join(" ")).is_ok()
        };
        assert!(with(low.to_string()) && with(high.to_string()) && with(format!("{low}-{high}/{high}")), "field {at}");
        assert!(!with((high + 1).to_string()) && !with(format!("{low}-{}", high + 1)), "field {at}");
        assert!(low == 0 || !with((low - 1).to_string()), "field {at}");
        assert!(!with(String::new()), "field {at}");
    }
    let (months, days) = ("jan feb mar apr may jun jul aug sep oct nov dec", "sun mon tue wed thu fri sat");
    for (at, words) in [(3, months), (4, days)] {
        let words: Vec<&str> = words.split(' ').collect();
        for pair in words.windows(2) {
            let with = |low: &str, high: &str| {
                let mut fields = ["*"; 5].map(str::to_owned);
                fields[at] = format!("{low}-{high}");
                parse(&fields.join(" ")).is_ok()
            };
            assert!(with(pair[0], pair[1]) && !with(pair[1], pair[0]), "{pair:?}");
        }
        // A name is the number that it stands for.
        for (place, word) in words.iter().enumerate() {
            let (first, number) = (place + usize::from(at == 3), word.to_uppercase());
            let range =
                |text: String| parse(&if at == 3 { format!("* * * {text} *") } else { format!("* * * * {text}") });
            assert!(range(format!("{first}-{number}")).is_ok() && range(format!("{number}-{first}")).is_ok(), "{word}");
        }
    }
    for word in "@yearly @annually @monthly @weekly @daily @midnight @hourly".split(' ') {
        assert!(parse(word).is_ok(), "{word}");
    }
    for unit in ["ns", "us", "µs", "μs", "ms", "s", "m", "h"] {
        assert!(parse(&format!("@every 1{unit}")).is_ok() && parse(&format!("@every 1.5{unit}2h")).is_ok(), "{unit}");
    }
    for bad in ["@every 1d", "@every 1", "@every .s", "@every 1.2.3s", "@every s", "@every -", "@reboot"] {
        assert!(parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn names_in_full_are_other_crons() {
    let months = "January February March April May June July August September October November December";
    for (place, month) in months.split(' ').enumerate() {
        let (text, short) = (format!("0 3 1 {month} *"), month[..3].to_lowercase());
        // May is no longer than its short name.
        let meant = judge(&text).err().and_then(|problem| problem.meant);
        assert_eq!(meant, (place != 4).then(|| format!("0 3 1 {short} *")), "{month}");
        assert!(judge(&format!("0 3 {month} 1 *")).unwrap_err().meant.is_none(), "{month} as a day");
    }
    for day in "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(' ') {
        let short = day[..3].to_lowercase();
        for (written, meant) in
            [(day.to_owned(), short.clone()), (format!("{day}s"), short.clone()), (day[..4].to_owned(), short)]
        {
            let problem = judge(&format!("0 3 * * {written}")).unwrap_err();
            assert_eq!(problem.meant.as_deref(), Some(&*format!("0 3 * * {meant}")), "{written}");
        }
    }
    for (text, meant) in [
        ("1 0 3 * * 7", None),
        ("0 0 3 * * 7 *", Some("0 3 * * 0")),
        ("0 0 3 * * 1 2020", None),
        ("0 3 * * 1,7/2", None),
        ("0 3 7 * Sunday", Some("0 3 7 * sun")),
    ] {
        assert_eq!(judge(text).unwrap_err().meant.as_deref(), meant, "{text}");
    }
}

#[test]
fn templates_have_their_labels_and_annotations_checked() {
    for (field, answer) in [
        ("annotations: {a b: x}", "Invalid spec.template.annotations"),
        (
            "annotations: {seccomp.security.alpha.kubernetes.io/pod: none}",
            "Invalid spec.template.annotations.seccomp.security.alpha.kubernetes.io/pod",
        ),
        ("labels: {app: a, a b: x}", "Invalid spec.template.labels"),
    ] {
        let labels = if field.starts_with("labels") { "" } else { "labels: {app: a}, " };
        let yaml = format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n  selector: {{matchLabels: {{app: a}}}}\n  template:\n    metadata: {{{labels}{field}}}\n    spec: {{containers: [{{name: a, image: b}}]}}\n"
        );
        assert!(answers(&yaml).iter().any(|given| given == answer), "{field}: {:?}", answers(&yaml));
    }
}
