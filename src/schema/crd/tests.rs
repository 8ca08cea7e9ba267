//! Resources of a definition written for the purpose, against what the server answers.

use super::*;
use crate::model::Finding;
use crate::resource::{Content, content};
use crate::source::{Document, Limits, parse};

const DEFINITION: &str = include_str!("../../../testdata/crd/definition.yaml");
const HEAD: &str = "apiVersion: harbour.example/v1\nkind: Ferry\nmetadata: {name: anna}\n";

fn objects<'a>(documents: &'a [Document<'a>]) -> Vec<Resource<'a>> {
    let of = |document| match content(document) {
        Content::Objects(objects) => objects,
        _ => Vec::new(),
    };
    documents.iter().flat_map(of).collect()
}

/// What is found in `text`, as `rule field reason` with the causes that follow in brackets, sorted.
fn found(text: &str) -> Vec<String> {
    let definitions = parse(DEFINITION, &Limits::default());
    let registry = Registry::collect(&definitions, |_, _| true);
    let documents = parse(text, &Limits::default());
    let objects = objects(&documents);
    let Found::Served(serving) = registry.find(&objects[0]) else { panic!("not served: {text}") };
    let (definition, version) = serving[0];
    let checked = check(&objects[0], definition, version, Target::NEWEST, Vec::new(), &|_, _| Vec::new());
    assert_eq!(checked.not_checked, Vec::<String>::new(), "{text}");
    let mut lines: Vec<String> = checked.findings.iter().map(|f| line(f, text)).collect();
    lines.sort();
    lines
}

fn line(finding: &Finding, text: &str) -> String {
    let name = |cause: &ApiCause| match cause {
        ApiCause::Refusal { field, reason, .. } => format!("{field} {reason:?}"),
        ApiCause::Warning { warning } => warning.clone(),
    };
    let also = match finding.also.as_slice() {
        [] => String::new(),
        also => format!(" [{}]", also.iter().map(name).collect::<Vec<_>>().join(", ")),
    };
    let what = finding.api.as_ref().map_or_else(|| format!("{} {}", finding.rule.id, finding.field), name);
    format!("{what} at `{}`{also}", &text[finding.span.range()])
}

/// The same for a `spec` that is otherwise sound.
fn in_spec(lines: &str) -> Vec<String> {
    found(&format!("{HEAD}spec:\n  route: aa-bb\n  decks: 3\n  {}\n", lines.replace('\n', "\n  ")))
}

const BLOCKED: &str = "<nil> Invalid";

#[test]
fn sound_ones() {
    for spec in [
        "",
        "crew: 0",
        "flag: red",
        "speed: 20",
        "speed: 20kn",
        "captain: null",
        "flag: null",
        "draught: 2.5",
        "draught: 2",
        "length: 15",
        "logo: aGVsbG8=",
        "launched: 2026-01-01T10:00:00Z",
        "ports: [{name: a}, {name: b}]",
        "tags: [a, b]",
        "notes: {a: b}",
        "extra: {anything: [{goes: here}], known: {a: b}}",
        "cargo: {apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {any: thing}}",
        "engine: {steam: coal}",
        "hull: {wood: true}",
        "decks: 4.0",
    ] {
        let spec = spec
            .strip_prefix("decks")
            .map_or_else(|| spec.to_owned(), |rest| format!("length: 5\nnotes: {{a: \"{rest}\"}}"));
        assert_eq!(in_spec(&spec), Vec::<String>::new(), "{spec}");
    }
}

#[test]
fn values() {
    let cases: &[(&str, &[&str])] = &[
        ("flag: Red", &["spec.flag NotSupported at `Red` [<nil> Invalid]"]),
        ("crew: \"4\"", &["spec.crew TypeInvalid at `\"4\"` [.spec.crew Invalid, <nil> Invalid]"]),
        ("crew: -1", &[".spec.crew Invalid at `-1`"]),
        ("draught: 0", &["spec.draught Invalid at `0`"]),
        // Too much for the schema, and for a rule.
        ("draught: 11", &["spec.draught Invalid at `11`", "spec.draught Invalid at `11`"]),
        ("length: 7", &["spec.length Invalid at `7`"]),
        ("length: 1.5", &["spec.length TypeInvalid at `1.5` [spec.length Invalid, <nil> Invalid, <nil> Invalid]"]),
        ("logo: no!", &["spec.logo TypeInvalid at `no!` [<nil> Invalid]"]),
        ("logo: 5", &["spec.logo TypeInvalid at `5` [<nil> Invalid]"]),
        ("launched: yesterday", &["spec.launched TypeInvalid at `yesterday` [<nil> Invalid]"]),
        ("captain: x", &["spec.captain Invalid at `x`"]),
        ("ports: []", &["spec.ports Invalid at `ports`"]),
        ("ports: [{name: a}, {name: b}, {name: c}, {name: d}]", &["spec.ports TooMany at `ports` [<nil> Invalid]"]),
        ("ports: [{name: a}, {name: a}]", &["spec.ports[1] Duplicate at `a`"]),
        ("ports: [{name: a}, b]", &["spec.ports[1] TypeInvalid at `b` [spec.ports[1] Invalid, <nil> Invalid]"]),
        ("ports:\n- berth: 2", &["spec.ports[0].name Required at `berth` [<nil> Invalid]"]),
        ("tags: [a, b, a, a]", &["spec.tags[2] Duplicate at `a`"]),
        ("notes: {a: toolong}", &["spec.notes.a TooLong at `toolong` [<nil> Invalid]"]),
        ("notes: {a: a, b: b, c: c}", &["spec.notes TooMany at `notes` [<nil> Invalid]"]),
        ("speed: [1]", &["spec.speed TypeInvalid at `speed` [spec.speed TypeInvalid, <nil> Invalid, <nil> Invalid]"]),
        ("engine: {steam: a, diesel: b}", &["<nil> Invalid at `engine`"]),
        ("hull: {wood: true, steel: false}", &["<nil> Invalid at `hull`"]),
        ("cargo: {kind: Pod}", &["spec.cargo.apiVersion Required at `cargo` [<nil> Invalid]"]),
        ("cargo: {apiVersion: v1, kind: a_b}", &["spec.cargo.kind Invalid at `a_b`"]),
    ];
    for (spec, expected) in cases {
        assert_eq!(in_spec(spec), *expected, "{spec}");
    }
}

#[test]
fn missing_and_unknown() {
    assert_eq!(found(HEAD), [format!("spec Required at `apiVersion` [{BLOCKED}]")]);
    let nothing = format!("{HEAD}spec:\n");
    assert_eq!(found(&nothing), [format!("spec Required at `spec` [{BLOCKED}]")]);
    let text =
        format!("{HEAD}spec:\n  ruote: aa-bb\n  decks: 3\n  extra: {{known: {{b: c}}, free: 1}}\n  metadata: {{}}\n");
    assert_eq!(
        found(&text),
        [
            "schema/unknown-field spec.extra.known.b at `b`".to_owned(),
            "schema/unknown-field spec.metadata at `metadata`".to_owned(),
            "schema/unknown-field spec.ruote at `ruote`".to_owned(),
            format!("spec.route Required at `spec` [{BLOCKED}]"),
        ]
    );
}

#[test]
fn a_stray_field_is_told_where_it_belongs() {
    let help = |lines: &str| {
        let text = format!("{HEAD}spec:\n  route: aa-bb\n  decks: 3\n{lines}\n");
        let definitions = parse(DEFINITION, &Limits::default());
        let registry = Registry::collect(&definitions, |_, _| true);
        let documents = parse(&text, &Limits::default());
        let objects = objects(&documents);
        let Found::Served(serving) = registry.find(&objects[0]) else { panic!("not served") };
        let (definition, version) = serving[0];
        let checked = check(&objects[0], definition, version, Target::NEWEST, Vec::new(), &|_, _| Vec::new());
        checked.findings[0].help.clone().unwrap_or_default()
    };
    assert_eq!(help("  berth: 2"), "`berth` belongs to an item of `spec.ports`");
    assert_eq!(help("  hull: {captain: jo}"), "`captain` belongs to `spec`");
    assert_eq!(help("flag: red"), "`flag` belongs to `spec`");
    assert_eq!(help("  Logo: aGVsbG8="), "did you mean `logo`?");
}

#[test]
fn status_is_not_set_by_a_create() {
    let text = format!("{HEAD}spec: {{route: a-b, decks: 1}}\nstatus: {{pahse: x}}\n");
    assert_eq!(found(&text), ["schema/unknown-field status.pahse at `pahse`"]);
}

#[test]
fn rules() {
    assert_eq!(in_spec("draught: 5"), ["spec.draught Invalid at `5`"]);
    let text = format!("{HEAD}spec: {{route: a-b, decks: 40}}\n");
    let definitions = parse(DEFINITION, &Limits::default());
    let registry = Registry::collect(&definitions, |_, _| true);
    let documents = parse(&text, &Limits::default());
    let objects = objects(&documents);
    let Found::Served(serving) = registry.find(&objects[0]) else { panic!("not served") };
    let (definition, version) = serving[0];
    let checked = check(&objects[0], definition, version, Target::NEWEST, Vec::new(), &|_, _| Vec::new());
    assert_eq!(checked.findings[0].message, "the ferry of a-b is too tall");
    assert_eq!(checked.findings[0].field, "spec");
}

#[test]
fn names_and_versions() {
    let definitions = parse(DEFINITION, &Limits::default());
    let registry = Registry::collect(&definitions, |_, _| true);
    let kind = |api: &str, kind: &str| {
        let text = format!("apiVersion: {api}\nkind: {kind}\n");
        let documents = parse(&text, &Limits::default());
        match registry.find(&objects(&documents)[0]) {
            Found::Served(serving) => format!("served {} {:?}", serving[0].1.name, serving[0].1.deprecation),
            Found::NotServed(_, version) => format!("not served, {:?}", version.map(|v| v.name)),
            Found::Near(definition, _) => format!("near {}", definition.kind),
            Found::Nothing => "nothing".to_owned(),
        }
    };
    assert_eq!(kind("harbour.example/v1", "Ferry"), "served v1 None");
    assert_eq!(
        kind("harbour.example/v1beta1", "Ferry"),
        "served v1beta1 Some(\"harbour.example/v1beta1 Ferry is deprecated; use harbour.example/v1 Ferry\")"
    );
    assert_eq!(kind("harbour.example/v1alpha1", "Ferry"), "not served, Some(\"v1alpha1\")");
    assert_eq!(kind("harbour.example/v2", "Ferry"), "not served, Some(\"v1\")");
    assert_eq!(kind("harbour.example/v1", "Fery"), "near Ferry");
    assert_eq!(kind("harbour.example/v1", "Lighthouse"), "nothing");
    assert_eq!(kind("other.example/v1", "Ferry"), "nothing");
}

#[test]
fn of_two_definitions_the_order_decides_nothing() {
    let ferry = parse("apiVersion: harbour.example/v1\nkind: Ferry\n", &Limits::default());
    let other =
        DEFINITION.replace("type: Cable", "type: Chain").replacen("served: true", "served: true # the other", 1);
    let found = |texts: [&str; 2], refused: &str| {
        let both = texts.map(|text| parse(text, &Limits::default()));
        let sound = |_: &Resource<'_>, document: &Document<'_>| document.text() != refused;
        let registry = Registry::collect(both.iter().flatten(), sound);
        let Found::Served(serving) = registry.find(&objects(&ferry)[0]) else { panic!("not served") };
        let text = |of: &(&Definition<'_>, &super::Version<'_>)| of.0.resource.root.document().text().to_owned();
        serving.iter().map(text).collect::<Vec<_>>()
    };
    assert_eq!(found([DEFINITION, DEFINITION], "").len(), 1, "the same twice is one");
    let both = found([DEFINITION, &other], "");
    assert_eq!(both.len(), 2);
    assert_eq!(found([&other, DEFINITION], ""), both);
    // One that the server would refuse gives way to one that it would take.
    for refused in [DEFINITION, &other] {
        let left: Vec<String> = both.iter().filter(|text| *text != refused).cloned().collect();
        assert_eq!(found([DEFINITION, &other], refused), left);
        assert_eq!(found([&other, DEFINITION], refused), left);
    }
}
