//! The server's `library/format.go`: named checks of texts.

use super::Entry;
use super::args::{made, opaque, optional, text, texts};
use super::go::url::check_request_uri;
use crate::cel::value::{Failure, Opaque, Value};
use crate::model::format::{
    is_base64, is_date, is_date_time, is_label_value, is_qualified_name, is_uuid, name_is_dns_label,
    name_is_dns_subdomain, name_is_dns1035_label,
};

/// A format: the name under which it is asked for, its own, and what is wrong with a text.
type Format = (&'static str, &'static str, fn(&str) -> Vec<String>);

/// `ConstantFormats`
const FORMATS: &[Format] = &[
    ("dns1123Label", "DNS1123Label", |text| name_is_dns_label(text, false)),
    ("dns1123Subdomain", "DNS1123Subdomain", |text| name_is_dns_subdomain(text, false)),
    ("dns1035Label", "DNS1035Label", |text| name_is_dns1035_label(text, false)),
    ("qualifiedName", "QualifiedName", is_qualified_name),
    ("dns1123LabelPrefix", "DNS1123LabelPrefix", |text| name_is_dns_label(text, true)),
    ("dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", |text| name_is_dns_subdomain(text, true)),
    ("dns1035LabelPrefix", "DNS1035LabelPrefix", |text| name_is_dns1035_label(text, true)),
    ("labelValue", "LabelValue", is_label_value),
    ("uri", "URI", |text| check_request_uri(text).err().into_iter().collect()),
    ("uuid", "uuid", |text| unless(is_uuid(text, None), "does not match the UUID format")),
    ("byte", "byte", |text| unless(is_base64(text), "invalid base64")),
    ("date", "date", |text| unless(is_date(text), "invalid date")),
    ("datetime", "datetime", |text| unless(is_date_time(text), "invalid datetime")),
];

/// A function for each format, one that finds a format by its name, and one that checks a text.
pub(super) const FUNCTIONS: &[Entry] = &[
    ("format.dns1123Label", false, 0, |_| Ok(format(&FORMATS[0]))),
    ("format.dns1123Subdomain", false, 0, |_| Ok(format(&FORMATS[1]))),
    ("format.dns1035Label", false, 0, |_| Ok(format(&FORMATS[2]))),
    ("format.qualifiedName", false, 0, |_| Ok(format(&FORMATS[3]))),
    ("format.dns1123LabelPrefix", false, 0, |_| Ok(format(&FORMATS[4]))),
    ("format.dns1123SubdomainPrefix", false, 0, |_| Ok(format(&FORMATS[5]))),
    ("format.dns1035LabelPrefix", false, 0, |_| Ok(format(&FORMATS[6]))),
    ("format.labelValue", false, 0, |_| Ok(format(&FORMATS[7]))),
    ("format.uri", false, 0, |_| Ok(format(&FORMATS[8]))),
    ("format.uuid", false, 0, |_| Ok(format(&FORMATS[9]))),
    ("format.byte", false, 0, |_| Ok(format(&FORMATS[10]))),
    ("format.date", false, 0, |_| Ok(format(&FORMATS[11]))),
    ("format.datetime", false, 0, |_| Ok(format(&FORMATS[12]))),
    ("format.named", false, 1, |args| {
        let name = text(args, 0)?;
        Ok(optional(FORMATS.iter().find(|(known, ..)| *known == name).map(format)))
    }),
    ("validate", true, 2, validate),
];

fn format<'a>((_, name, _): &Format) -> Value<'a> {
    made(Opaque::Format(name))
}

fn unless(sound: bool, said: &str) -> Vec<String> {
    if sound { Vec::new() } else { vec![said.to_owned()] }
}

fn validate<'a>(args: &[Value<'a>]) -> Result<Value<'a>, Failure> {
    let (Opaque::Format(name), text) = (opaque(args, 0)?, text(args, 1)?) else {
        return Err(Failure::no_such_overload());
    };
    let found = FORMATS.iter().find(|(_, own, _)| own == name);
    let (.., check) = found.ok_or_else(Failure::no_such_overload)?;
    let wrong = check(text);
    Ok(optional((!wrong.is_empty()).then(|| texts(wrong))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_function() {
        for (name, own, _) in FORMATS {
            let function = format!("format.{name}");
            let (.., call) = FUNCTIONS.iter().find(|(known, ..)| *known == function).unwrap();
            let Ok(Value::Opaque(made)) = call(&[]) else { panic!("{name}") };
            assert_eq!(*made, Opaque::Format(own));
        }
    }
}
