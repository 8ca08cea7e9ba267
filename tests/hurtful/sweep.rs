//! Every list and map of every kind, filled with very many items: what nobody thinks of when a table is written by hand.

use std::collections::BTreeSet;

use plimsoll::discover::SourceFile;
use plimsoll::model::Version;
use plimsoll::pipeline::Request;
use plimsoll::schema::{Definition, FieldDef, Kind, Type, kinds};

use super::measure::{Measured, alone, judged};

/// A list or map somewhere in a kind: the text around it, and what it is filled with.
struct Place {
    name: String,
    head: String,
    tail: String,
    brackets: (char, char),
    units: Vec<String>,
}

impl Place {
    fn text(&self, unit: &str, size: usize) -> String {
        let mut text = format!("{}{}", self.head, self.brackets.0);
        for i in 0..size {
            if i > 0 {
                text.push_str(",\n");
            }
            text.push_str(&unit.replace('#', &i.to_string()));
        }
        text.push(self.brackets.1);
        text.push_str(&self.tail);
        text
    }
}

/// A value of that type, `#` standing where items may differ.
fn sample(ty: Type, mark: &str, depth: usize) -> String {
    match ty {
        Type::Struct(definition) if depth > 0 => {
            let fields = definition.fields(Version::NEWEST);
            let one = |f: FieldDef| format!("\"{}\": {}", f.name(), sample(f.ty(), mark, depth - 1));
            format!("{{{}}}", fields.map(one).collect::<Vec<_>>().join(", "))
        }
        Type::List(items) if depth > 0 => format!("[{}]", sample(items.ty(), mark, depth - 1)),
        Type::Map(values) if depth > 0 => format!("{{\"k{mark}\": {}}}", sample(values.ty(), mark, depth - 1)),
        Type::List(_) => "[]".to_owned(),
        Type::String(names) => format!("\"{}\"", names.iter().next().map_or(format!("a{mark}"), str::to_owned)),
        Type::Int32 | Type::Int64 | Type::Double | Type::IntOrString => format!("1{mark}"),
        Type::Bool => "true".to_owned(),
        Type::Bytes => "\"YQ==\"".to_owned(),
        Type::Quantity => format!("\"1{mark}\""),
        Type::Time => "\"2026-01-01T00:00:00Z\"".to_owned(),
        Type::MicroTime => "\"2026-01-01T00:00:00.000000Z\"".to_owned(),
        Type::Any => format!("{{\"a{mark}\": 1}}"),
        _ => "{}".to_owned(),
    }
}

fn walk(definition: Definition, way: (&str, &str, &str), seen: &mut BTreeSet<Definition>, into: &mut Vec<Place>) {
    let (name, head, tail) = way;
    if !seen.insert(definition) {
        return;
    }
    // Keys that nothing knows.
    into.push(Place {
        name: format!("{name} unknown"),
        head: head.to_owned(),
        tail: tail.to_owned(),
        brackets: ('{', '}'),
        units: vec!["\"zzzz#\": 1".to_owned()],
    });
    for field in definition.fields(Version::NEWEST) {
        let inner = format!("{name}.{}", field.name());
        let opened = format!("{head}{{\"{}\": ", field.name());
        let closed = format!("}}{tail}");
        match field.ty() {
            Type::List(items) => {
                let ty = items.ty();
                let mut units = vec!["{}".to_owned()];
                for mark in ["", "#"] {
                    units.extend([1, 3].map(|depth| sample(ty, mark, depth)));
                }
                units.dedup();
                let brackets = ('[', ']');
                into.push(Place { name: inner.clone(), head: opened.clone(), tail: closed.clone(), brackets, units });
                if let Type::Struct(of) = ty {
                    let (head, tail) = (format!("{opened}["), format!("]{closed}"));
                    walk(of, (&format!("{inner}[]"), &head, &tail), seen, into);
                }
            }
            Type::Map(values) => {
                let units = [1, 3].map(|depth| format!("\"k#\": {}", sample(values.ty(), "#", depth)));
                let units = units.into_iter().chain([format!("\"k!#\": {}", sample(values.ty(), "", 1))]).collect();
                into.push(Place {
                    name: inner.clone(),
                    head: opened.clone(),
                    tail: closed.clone(),
                    brackets: ('{', '}'),
                    units,
                });
                if let Type::Struct(of) = values.ty() {
                    let (head, tail) = (format!("{opened}{{\"a\": "), format!("}}{closed}"));
                    walk(of, (&format!("{inner}{{}}"), &head, &tail), seen, into);
                }
            }
            Type::Struct(of) => walk(of, (&inner, &opened, &closed), seen, into),
            _ => {}
        }
    }
}

fn places(kind: Kind, seen: &mut BTreeSet<Definition>) -> Vec<Place> {
    let gvk = kind.gvk();
    let api = if gvk.group.is_empty() { gvk.version.to_owned() } else { format!("{}/{}", gvk.group, gvk.version) };
    let head = format!("{{\"apiVersion\": \"{api}\", \"kind\": \"{}\", \n", gvk.kind);
    let mut found = Vec::new();
    walk(kind.definition(), (gvk.kind, "", ""), seen, &mut found);
    for place in &mut found {
        // The outermost brace is the object's own.
        place.head = match place.head.strip_prefix('{') {
            Some(rest) => format!("{head}{rest}"),
            None => format!("{head}\"zzz\": "),
        };
        if place.tail.is_empty() {
            place.tail.push('}');
        }
    }
    found
}

/// Takes long, and so is asked for: `cargo test --test hurtful -- --ignored`.
#[test]
#[ignore = "takes minutes"]
fn every_list_and_map_of_every_kind() {
    let size: usize = std::env::var("HURTFUL_SIZE").map_or(600, |s| s.parse().unwrap());
    let only = std::env::var("HURTFUL_ONLY").unwrap_or_default();
    let mut slow = Vec::new();
    alone(|| {
        let mut seen = BTreeSet::new();
        for kind in kinds().filter(|kind| kind.versions().contains(Version::NEWEST)) {
            if !kind.gvk().to_string().contains(&only) {
                continue;
            }
            for place in places(kind, &mut seen) {
                for unit in &place.units {
                    let measured = Measured::of(size, |size| {
                        judged(
                            &[SourceFile::new("hurtful.yaml", place.text(unit, size))],
                            &Request { bare: true, ..Request::default() },
                        );
                    });
                    if !measured.is_linear() || measured.four.as_millis() > 3000 {
                        let short: String = unit.chars().take(60).collect();
                        eprintln!("{} `{short}`: {:?} {:?}", place.name, measured.one, measured.four);
                        slow.push(place.name.clone());
                    }
                }
            }
        }
    });
    assert!(slow.is_empty(), "{slow:?}");
}
