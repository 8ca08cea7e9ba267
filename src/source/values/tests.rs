use crate::source::{Document, Limits, json, stream};

fn read(text: &str) -> Vec<(String, Vec<String>)> {
    let documents = stream(text, &Limits::default());
    let told = |d: &Document<'_>| d.errors.iter().chain(&d.around).map(|e| e.message.clone()).collect();
    documents.iter().map(|d| (json(d), told(d))).collect()
}

fn only(text: &str) -> (String, Vec<String>) {
    let mut all = read(text);
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    all.remove(0)
}

#[test]
fn what_json_alone_has_is_read() {
    assert_eq!(only(r#"{"a":"http:\/\/x","e":"\ud83d\ude00 \ud83d","n":1e400,"t":true}"#).1, [] as [&str; 0]);
    assert_eq!(only(r#"{"a":"\/","e":"\ud83d\ude00"}"#).0, r#"{"a":"/","e":"😀"}"#);
    assert_eq!(only(r#" {"a":[],"b":{},"c":[1,-0.5,null,"x"]} "#).0, r#"{"a":[],"b":{},"c":[1,-0.5,null,"x"]}"#);
}

#[test]
fn it_says_what_yaml_says_where_both_can_read() {
    for text in
        ["{}", "{\"a\": {\"b\": [1, \"x\\n\", true, {\"c\": null}]}, \"d\": 1.5, \"d\": 12345678901234567890123}"]
    {
        let (one, other) = (&stream(text, &Limits::default())[0], &crate::source::parse(text, &Limits::default())[0]);
        let all = |d: &Document<'_>| format!("{:?} {:?} {:?} {:?}", d.nodes, d.cooked, d.duplicates, d.span);
        assert_eq!(all(one), all(other));
    }
}

#[test]
fn one_follows_the_other() {
    let found = read("{\"a\": 1}\n{\"a\": 2}{\"a\": 3}\n");
    assert_eq!(found.iter().map(|(json, _)| &**json).collect::<Vec<_>>(), [r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":3}"#]);
    let found = read("{\"a\": 1}\n---\na: 2\n---\n{\"a\": 3}\n");
    assert!(found.iter().all(|(_, told)| told.is_empty()), "{found:?}");
    assert_eq!(found.len(), 3);
    let found = read("{\"a\": 1}\n{\"a\": 2}\n---\n{\"a\": 3}\n");
    assert_eq!(found.iter().map(|(_, told)| told.len()).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn yaml_in_braces_is_yaml() {
    assert_eq!(only("{a: b, c: [d,]}\n"), (r#"{"a":"b","c":["d"]}"#.to_owned(), vec![]));
    assert_eq!(only("{\"a\": 'b', # c\n \"d\": yes,}\n"), (r#"{"a":"b","d":true}"#.to_owned(), vec![]));
    assert_eq!(read("{a: b}\n---\nc: d\n").len(), 2);
}

#[test]
fn a_slip_is_named_and_read_over() {
    for (text, says, json) in [
        ("{\"a\": 1\n \"b\": 2}", "a comma is missing", r#"{"a":1,"b":2}"#),
        ("{\"a\": [\"1\" \"2\"]}", "a comma is missing", r#"{"a":["1","2"]}"#),
        ("{\"a\": {\"b\": 1}\n", "is not closed", r#"{"a":{"b":1}}"#),
        ("{\"a\": [{\"b\": 1]}\n", "the brace `{` that opens here is not closed", r#"{"a":[{"b":1}]}"#),
        ("{\"a\": [{\"b\": 1\n", "`}]}` is missing", r#"{"a":[{"b":1}]}"#),
        ("{\"a\": {\"b\": \"c},\n \"d\": 1}", "the quote that opens here", r#"{"a":{"b":"c"},"d":1}"#),
        ("---\n{\"a\": \"\\/\"}\n", "YAML does not know this escape", r#"{"a":"/"}"#),
        ("# c\n{\"a\": 1\n \"b\": 2}\n", "a comma is missing", r#"{"a":1,"b":2}"#),
        ("{\"a\": 1,, \"b\": 2}", "a comma too many", r#"{"a":1,"b":2}"#),
        ("{\"a\" 1}", "a colon is missing", r#"{"a":1}"#),
        ("{\"a\": \"b,\n \"c\": 1}", "the quote that opens here", r#"{"a":"b","c":1}"#),
        ("{\"a\": \"\\d\"}", "no such escape", r#"{"a":"\\d"}"#),
        ("{\"a\": 1]}", "nothing opens the bracket `]`", r#"{"a":1}"#),
    ] {
        let (read, told) = only(text);
        assert!(told.len() == 1 && told[0].contains(says), "{text}: {told:?}");
        assert_eq!(read, json, "{text}");
    }
}

#[test]
fn a_value_that_does_not_end_leaves_the_next_alone() {
    let found = read("{\"a\": 1}\n{\"a\": {\"b\": 2}\n{\"a\": 3}\n");
    assert_eq!(
        found.iter().map(|(json, _)| &**json).collect::<Vec<_>>(),
        [r#"{"a":1}"#, r#"{"a":{"b":2}}"#, r#"{"a":3}"#]
    );
    assert_eq!(found.iter().map(|(_, told)| told.len()).collect::<Vec<_>>(), [0, 1, 0]);
}

#[test]
fn of_an_unresolved_merge_one_side_is_read() {
    let (read, told) = only("{\n  \"a\": 1,\n<<<<<<< HEAD\n  \"b\": 2\n=======\n  \"b\": 3,\n>>>>>>> x\n}\n");
    assert!(told.len() == 1 && told[0].contains("merge"), "{told:?}");
    assert_eq!(read, r#"{"a":1,"b":2}"#);
}

#[test]
fn the_indentation_tells_which_brace_is_open() {
    let text = "{\n  \"a\": {\n    \"b\": 1\n  ,\n  \"c\": {\n    \"d\": {\n      \"e\": 1\n  },\n  \"f\": 1\n}\n";
    let documents = stream(text, &Limits::default());
    assert!(!documents[0].errors.is_empty());
    let text = "{\n  \"c\": {\n    \"d\": {\n      \"e\": 1\n  },\n  \"f\": 1\n}\n";
    let documents = stream(text, &Limits::default());
    let [error] = &documents[0].errors[..] else { panic!("{:?}", documents[0].errors) };
    assert_eq!(error.span.start as usize, text.find("{\n      \"e\"").unwrap());
    assert_eq!(json(&documents[0]), r#"{"c":{"d":{"e":1}},"f":1}"#);
}

#[test]
fn comments_matter_in_an_object() {
    for text in ["{\n  // c\n  \"a\": 1,\n}\n", "// c\n[1, /* d */ 2]\n", "/* c */ {\"a\": 1}\n"] {
        assert_eq!(only(text).1, [] as [&str; 0], "{text}");
    }
    let (_, told) = only("{\n  // c\n  \"kind\": \"Pod\",\n}\n");
    assert!(told.len() == 1 && told[0].contains("no comments"), "{told:?}");
}

#[test]
fn only_comments_may_keep_json_from_being_yaml() {
    let read = |text: &str| read(text).iter().map(|(json, told)| format!("{json} {}", told.len())).collect::<String>();
    let mut wrong = Vec::new();
    for (text, meant) in [
        ("/* c */ {\"a\": {\"b\": 1}}\n", "{\"a\":{\"b\":1}} 0"),
        ("/* c */ {\"a\": {\"b\": 1}}\nb: c\n", "{\"b\":\"c\"} 1"),
        ("/* c */ {\"a\": {\"b\": 1} \"d\": 2}\n", "{\"/* c */ {\\\"a\\\"\":{\"b\":1}} 1"),
        ("/* c */ {\"kind\": {\"b\": 1}}\n", "{\"/* c */ {\\\"kind\\\"\":{\"b\":1}} 1"),
        ("/* c */ {\"apiVersion\": {\"b\": 1}}\n", "{\"/* c */ {\\\"apiVersion\\\"\":{\"b\":1}} 1"),
        ("[\"\\/\"]\n", "null 1"),
        // What YAML reads stays YAML.
        ("/* c */ {\"a\": 1}\n", "{\"/* c */ {\\\"a\\\"\":\"1}\"} 0"),
    ] {
        let found = read(text);
        if found != meant {
            wrong.push(format!("({text:?}, {found:?}),"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_makes_it_stumble() {
    for text in [
        "{",
        "{\"",
        "{\"a",
        "{\"a\\",
        "{\"a\":",
        "{\"\\u12",
        "{[",
        "{]",
        "{}}",
        "{\"a\":\"ü\n",
        "{\"a\":é",
        "{\"a\"/",
        "{\"\u{1}\":\u{2}}",
    ] {
        read(text);
        read(&text.repeat(3));
    }
    assert!(!stream(&"{\"a\":".repeat(3000), &Limits::default())[0].errors.is_empty());
}
