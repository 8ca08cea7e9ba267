//! Types: what may stand under a kind's fields.

use std::cmp::Ordering;
use std::fmt;

pub use super::layout::ListType;
use super::layout::{Section, Tag};
use super::raw::{self, Row};
use crate::model::{Version, VersionSet};

/// A struct, under its OpenAPI name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Definition(pub(super) u16);

/// What may stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// The fields of a definition.
    Struct(Definition),
    /// Keys that are data, with values of one type.
    Map(Elements),
    /// Items of one type.
    List(Elements),
    /// Text; where the API documents them, the values that are allowed.
    String(Names),
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// Any number.
    Double,
    /// `true` or `false`.
    Bool,
    /// Text in base64.
    Bytes,
    /// `resource.Quantity`
    Quantity,
    /// `intstr.IntOrString`
    IntOrString,
    /// `metav1.Time`
    Time,
    /// `metav1.MicroTime`
    MicroTime,
    /// Whatever it may be: `runtime.RawExtension`, `apiextensions.JSON`, `metav1.FieldsV1`.
    Any,
    /// `apiextensions.JSONSchemaPropsOrBool`: the definition of a schema, or a boolean.
    SchemaOrBool(Definition),
    /// `apiextensions.JSONSchemaPropsOrArray`: a schema, or a list of them.
    SchemaOrArray(Definition),
    /// `apiextensions.JSONSchemaPropsOrStringArray`: a schema, or a list of names.
    SchemaOrStrings(Definition),
}

/// The items of a list or the values of a map.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Elements(Row);

/// Texts of the tables: an enum's values, a list's map keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Names {
    first: u16,
    count: u16,
}

/// A field of a definition, as some versions have it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FieldDef(Row);

/// The definition of that OpenAPI name (`io.k8s.api.core.v1.Container`), of whatever version.
pub fn definition(name: &str) -> Option<Definition> {
    let (mut low, mut high) = (0, raw::rows(Section::Definitions));
    while low < high {
        let middle = low.midpoint(high);
        match Definition(middle).row().bytes(0).cmp(name.as_bytes()) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Some(Definition(middle)),
        }
    }
    None
}

impl Definition {
    fn row(self) -> Row {
        Row::of(Section::Definitions, self.0)
    }

    /// The OpenAPI name, `io.k8s.api.core.v1.Container`.
    pub fn name(self) -> &'static str {
        self.row().text(0)
    }

    /// The last part of the name, `Container`.
    pub fn short_name(self) -> &'static str {
        self.name().rsplit('.').next().unwrap_or_default()
    }

    /// The versions that have it.
    pub fn versions(self) -> VersionSet {
        VersionSet(self.row().number(4))
    }

    /// The fields that `version` has, by name.
    pub fn fields(self, version: Version) -> impl Iterator<Item = FieldDef> + Clone {
        self.rows().filter(move |f| f.versions().contains(version))
    }

    /// The field of that name in `version`.
    #[inline]
    pub fn field(self, name: &str, version: Version) -> Option<FieldDef> {
        self.rows_named(name).find(|f| f.versions().contains(version))
    }

    /// The versions that have a field of that name.
    pub fn field_versions(self, name: &str) -> VersionSet {
        self.rows_named(name).fold(VersionSet::default(), |all, f| all.union(f.versions()))
    }

    fn rows(self) -> impl Iterator<Item = FieldDef> + Clone {
        let (first, count) = (self.row().number(6), self.row().number(8));
        (first..first + count).map(|i| FieldDef(Row::of(Section::Fields, i)))
    }

    /// The rows of that name: versions may differ in a field's type.
    #[inline]
    fn rows_named(self, name: &str) -> impl Iterator<Item = FieldDef> {
        let (first, count) = (self.row().number(6), self.row().number(8));
        let at = |i| FieldDef(Row::of(Section::Fields, i));
        let (mut low, mut high) = (first, first + count);
        while low < high {
            let middle = low.midpoint(high);
            if at(middle).0.bytes(0) < name.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..first + count).map(at).take_while(move |f| f.0.bytes(0) == name.as_bytes())
    }
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FieldDef {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.text(0)
    }

    /// The versions that have it with this type.
    pub fn versions(self) -> VersionSet {
        VersionSet(self.0.number(4))
    }

    /// What may stand under it.
    pub fn ty(self) -> Type {
        Type::at(self.0.number(6))
    }

    /// The default that OpenAPI documents, as JSON. (What Go's zero value says already is left out.)
    pub fn default(self) -> Option<&'static str> {
        self.0.number(8).checked_sub(1).map(|i| Row::of(Section::Items, i).text(0))
    }

    /// Whether OpenAPI calls it required. The server decodes without it all the same.
    pub fn required(self) -> bool {
        self.0.number(10) & 1 != 0
    }

    /// The feature gate for which these versions drop the field from what is created, as it is off there.
    pub fn dropped_for(self) -> Option<&'static str> {
        (self.0.number(10) >> 1).checked_sub(1).map(|i| Row::of(Section::Items, i).text(0))
    }
}

impl fmt::Debug for FieldDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.name(), self.ty())
    }
}

impl Elements {
    /// The type of each.
    pub fn ty(self) -> Type {
        Type::at(self.0.number(2))
    }

    /// How a list is merged, which is also what must be unique in it.
    pub fn list_type(self) -> ListType {
        ListType::ALL[usize::from(self.0.byte(1))]
    }

    /// The fields that tell the items of a list apart.
    pub fn map_keys(self) -> Names {
        Names::at(self.0.number(4))
    }
}

impl fmt::Debug for Elements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.ty())
    }
}

impl Names {
    /// No texts.
    pub const NONE: Names = Names { first: 0, count: 0 };

    fn at(list: u16) -> Names {
        match list.checked_sub(1) {
            None => Names::NONE,
            Some(list) => {
                let row = Row::of(Section::Lists, list);
                Names { first: row.number(0), count: row.number(2) }
            }
        }
    }

    /// The texts, in OpenAPI's order.
    pub fn iter(self) -> impl Iterator<Item = &'static str> + Clone {
        (self.first..self.first + self.count).map(|i| Row::of(Section::Items, i).text(0))
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.count == 0
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Type {
    fn at(index: u16) -> Type {
        let row = Row::of(Section::Types, index);
        let definition = || Definition(row.number(2));
        match Tag::ALL[usize::from(row.byte(0))] {
            Tag::Struct => Type::Struct(definition()),
            Tag::Map => Type::Map(Elements(row)),
            Tag::List => Type::List(Elements(row)),
            Tag::String => Type::String(Names::at(row.number(4))),
            Tag::Int32 => Type::Int32,
            Tag::Int64 => Type::Int64,
            Tag::Double => Type::Double,
            Tag::Bool => Type::Bool,
            Tag::Bytes => Type::Bytes,
            Tag::Quantity => Type::Quantity,
            Tag::IntOrString => Type::IntOrString,
            Tag::Time => Type::Time,
            Tag::MicroTime => Type::MicroTime,
            Tag::Any => Type::Any,
            Tag::SchemaOrBool => Type::SchemaOrBool(definition()),
            Tag::SchemaOrArray => Type::SchemaOrArray(definition()),
            Tag::SchemaOrStrings => Type::SchemaOrStrings(definition()),
        }
    }

    /// The struct it is, or whose list or map it is (at any depth).
    pub fn innermost(self) -> Option<Definition> {
        match self {
            Type::Struct(d) | Type::SchemaOrBool(d) | Type::SchemaOrArray(d) | Type::SchemaOrStrings(d) => Some(d),
            Type::Map(e) | Type::List(e) => e.ty().innermost(),
            _ => None,
        }
    }
}
