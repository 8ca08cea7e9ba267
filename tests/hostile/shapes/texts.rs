//! What is hardly a manifest: the reader's burden.

use super::{Shape, one};

pub(super) fn shapes() -> Vec<Shape> {
    let plain = [
        ("dashes", "", "- ", ""),
        ("brackets", "", "[", ""),
        ("braces", "", "{", ""),
        ("question marks", "", "? ", ""),
        ("colons", "", ":", ""),
        ("tabs", "", "\t", ""),
        ("line ends", "", "\n", ""),
        ("open quote", "a: \"", "x", ""),
        ("markers", "", "---\n", ""),
        ("comments", "", "#\n", "a: 1\n"),
        ("one word", "", "x", ""),
        ("flow list of numbers", "[", "1,", "]"),
        ("flow list of maps", "a: [", "{},", "]\n"),
        ("flow list of lists", "a: [", "[],", "]\n"),
        ("block list", "", "- a\n", ""),
        ("block list of nothing", "", "-\n", ""),
        ("short keys", "", "k#: 1\n", ""),
        ("long key", "", "k", ": 1\n"),
        ("flow keys", "{", "k#,", "}"),
        ("flow keys of one name", "{", "k,", "}"),
        ("broken lines", "", "a: b: c\n", ""),
        ("open lists", "", "a: [\n", ""),
        ("stairs", "", "k#:\n   a: b\n  c: d\n", ""),
        ("tags", "", "- !x a\n", ""),
        ("tags in flow", "[", "!x a,", "]\n"),
        ("tag directives", "", "%TAG !k#! !x\n", "---\na: 1\n"),
        ("anchors", "", "- &a# a\n", ""),
        ("anchors in flow", "[", "&a a,", "]\n"),
        ("escapes", "a: \"", "\\n", "\"\n"),
        ("folded text", "a: >\n", "  x\n\n", ""),
        ("many escaped texts", "[", "\"\\t\",", "]\n"),
        ("list in json", "{\"a\":[", "1,", "1]}"),
        ("objects in json", "{\"a\":[", "{},", "1]}"),
        ("json one behind the other", "", "{}", ""),
        ("escapes in json", "{\"a\":\"", "\\u0041", "\"}"),
        ("json without commas", "{\"a\":[", "1 ", "1]}"),
        ("small documents", "", "a: 1\n---\n", ""),
        ("template", "", "{{ a }}\n", ""),
        ("merge conflict", "", "<<<<<<< a\na: 1\n=======\na: 2\n>>>>>>> b\n", ""),
    ];
    let mut shapes: Vec<Shape> =
        plain.into_iter().map(|(name, head, unit, tail)| one(name, head, unit, tail)).collect();
    shapes.extend(aliases());
    shapes
}

fn aliases() -> Vec<Shape> {
    let again = format!("b: [{}]\n", "*a,".repeat(80));
    let text = "x".repeat(70);
    let merges = format!("b: [{}]\n", "{<<: *a},".repeat(20));
    let ten = "[*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]";
    vec![
        one("aliases of a list", "a: &a [1,2,3,4,5,6,7,8]\nb: [", "*a,", "]\n"),
        one("aliases of a longer list", format!("a: &a [{}]\nb: [", "1,".repeat(60)), "*a,", "]\n"),
        one("aliases of a text", format!("a: &a {text}\nb: ["), "*a,", "]\n"),
        one("aliases of a folded text", format!("a: &a \"{text}\\n{text}\"\nb: ["), "*a,", "]\n"),
        one("aliases of one large text", "a: &a \"\\n", "x", format!("\"\n{again}")),
        one("aliases of one large list", "a: &a [", "1,", format!("]\n{again}")),
        one("aliases of aliases", "a: &a [", "1,", format!("]\nb: &b {ten}\nc: [*b,*b,*b,*b,*b]\n")),
        one("merges of one map", "a: &a {x: 1, y: 2, z: 3}\n", "k#: {<<: *a}\n", ""),
        one("merges of one large map", "a: &a\n", "  k#: 1\n", merges),
        one("aliases as keys", format!("a: &a {text}\nb: ["), "{*a : 1},", "]\n"),
        one(
            "one large text in many objects",
            "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data: &a {x: \"\\t",
            "x",
            format!("\"}}\n{}", "- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}, data: *a}\n".repeat(80)),
        ),
    ]
}
