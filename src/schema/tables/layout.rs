//! How `schemas/kubernetes.bin` is laid out. `schemas/generate.rs` writes it, the rest of this folder reads it.
//!
//! All numbers are little-endian. After [`MAGIC`] stand the offset and the row count of each [`Section`], then the
//! sections. A text is a `u32`: the low 24 bits are its offset in [`Section::Text`], the high 8 its length.
//! Version masks are `u16` as in [`crate::model::VersionSet`].

/// The first bytes: what it is, and the layout's version.
pub const MAGIC: &[u8; 8] = b"plimsol2";

/// The parts of the file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Rows of 28 bytes, by kind, group, version: kind, group, version and resource (texts), the versions that know
    /// it, the versions that serve it unasked, the definition (u16), 1 if namespaced (u16), the feature gate that it
    /// needs (u16: 0 for none, otherwise one more than the row in `Items`), the versions that have that gate off.
    Kinds,
    /// Rows of 12 bytes, by name: name (text), versions (u16), first field (u16), number of fields (u16), unused.
    Definitions,
    /// Rows of 12 bytes, for each definition by name: name (text), versions, type (u16), default (u16: 0 for none,
    /// otherwise one more than the row in `Items`), and a u16: bit 0 if required, above it the feature gate for which
    /// these versions drop the field (0 for none, otherwise one more than the row in `Items`).
    Fields,
    /// Rows of 6 bytes: [`Tag`] (u8), [`ListType`] (u8), of what (u16: a definition, or a type), list of the enum's
    /// values or of the map keys (u16: 0 for none, otherwise one more than the row in `Lists`).
    Types,
    /// Rows of 4 bytes: first item, number of items (u16 each).
    Lists,
    /// Rows of 4 bytes: a text.
    Items,
    /// Rows of 24 bytes, by group, version, kind, first version: group, version, kind and replacement (texts), the
    /// minor version that first says so, that deprecates, that removes (u16 each), unused.
    Lives,
    /// Bytes.
    Text,
}

impl Section {
    /// All, in the order of the file.
    pub const ALL: [Section; 8] = [
        Section::Kinds,
        Section::Definitions,
        Section::Fields,
        Section::Types,
        Section::Lists,
        Section::Items,
        Section::Lives,
        Section::Text,
    ];

    /// Bytes of a row.
    pub const fn row(self) -> usize {
        match self {
            Section::Kinds => 28,
            Section::Lives => 24,
            Section::Definitions | Section::Fields => 12,
            Section::Types => 6,
            Section::Lists | Section::Items => 4,
            Section::Text => 1,
        }
    }
}

/// What values of a type look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Tag {
    /// Fields of a definition.
    Struct,
    /// Keys that are data.
    Map,
    /// Items.
    List,
    /// Text.
    String,
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
    /// `apiextensions.JSONSchemaPropsOrBool`
    SchemaOrBool,
    /// `apiextensions.JSONSchemaPropsOrArray`
    SchemaOrArray,
    /// `apiextensions.JSONSchemaPropsOrStringArray`
    SchemaOrStrings,
}

impl Tag {
    /// All, by number.
    pub const ALL: [Tag; 17] = [
        Tag::Struct,
        Tag::Map,
        Tag::List,
        Tag::String,
        Tag::Int32,
        Tag::Int64,
        Tag::Double,
        Tag::Bool,
        Tag::Bytes,
        Tag::Quantity,
        Tag::IntOrString,
        Tag::Time,
        Tag::MicroTime,
        Tag::Any,
        Tag::SchemaOrBool,
        Tag::SchemaOrArray,
        Tag::SchemaOrStrings,
    ];
}

/// `x-kubernetes-list-type`; for maps and structs `Atomic` is `x-kubernetes-map-type: atomic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ListType {
    /// Not said.
    Unsaid,
    /// Replaced as a whole.
    Atomic,
    /// Every item at most once.
    Set,
    /// Items told apart by their map keys.
    Map,
}

impl ListType {
    /// All, by number.
    pub const ALL: [ListType; 4] = [ListType::Unsaid, ListType::Atomic, ListType::Set, ListType::Map];
}
