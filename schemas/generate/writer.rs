//! From facts to bytes, as `src/schema/tables/layout.rs` lays them out.

use std::collections::BTreeMap;

use plimsoll::schema::layout::{ListType, MAGIC, Section, Tag};

use super::facts::Tables;
use super::openapi::{Facts, Shape};

/// The schema definition that the `JSONSchemaPropsOr…` types hold, in the same package.
const SCHEMA: &str = "JSONSchemaProps";

/// The table's bytes.
pub(crate) fn write(facts: &Facts, tables: &Tables) -> Result<Vec<u8>, String> {
    let mut out = Writer::default();
    for (index, name) in facts.definitions.keys().enumerate() {
        out.definitions.insert(name.clone(), number(index)?);
    }
    out.write_definitions(facts)?;
    out.write_kinds(facts, tables)?;
    out.write_lives(tables)?;
    out.finish()
}

#[derive(Default)]
struct Writer {
    definitions: BTreeMap<String, u16>,
    sections: [Vec<u8>; Section::ALL.len()],
    texts: BTreeMap<String, u32>,
    types: BTreeMap<[u8; 6], u16>,
    lists: BTreeMap<Vec<String>, u16>,
    defaults: BTreeMap<String, u16>,
}

impl Writer {
    fn write_definitions(&mut self, facts: &Facts) -> Result<(), String> {
        for (name, definition) in &facts.definitions {
            let first = self.rows(Section::Fields)?;
            for (field, variants) in &definition.fields {
                for (variant, versions) in variants {
                    let name = self.text(field)?;
                    let ty = self.shape(&variant.shape)?;
                    let default = match &variant.default {
                        Some(json) => self.json(json)? + 1,
                        None => 0,
                    };
                    let gate = self.gate(variant.dropped_for.as_deref())?;
                    self.long(Section::Fields, name);
                    for value in [versions.0, ty, default, gate << 1 | u16::from(variant.required)] {
                        self.short(Section::Fields, value);
                    }
                }
            }
            let count = self.rows(Section::Fields)? - first;
            let name = self.text(name)?;
            self.long(Section::Definitions, name);
            for value in [definition.versions.0, first, count, 0] {
                self.short(Section::Definitions, value);
            }
        }
        Ok(())
    }

    fn write_kinds(&mut self, facts: &Facts, tables: &Tables) -> Result<(), String> {
        for ((kind, group, version), facts) in &facts.kinds {
            for text in [kind, group, version, &facts.resource] {
                let text = self.text(text)?;
                self.long(Section::Kinds, text);
            }
            let definition = self.definition(&facts.definition)?;
            let (gate, off) = tables.kind_gate(&(group.clone(), version.clone(), kind.clone())).unzip();
            let (gate, off) = (self.gate(gate)?, off.unwrap_or_default());
            for value in [facts.versions.0, facts.served.0, definition, u16::from(facts.namespaced), gate, off.0] {
                self.short(Section::Kinds, value);
            }
        }
        Ok(())
    }

    fn write_lives(&mut self, tables: &Tables) -> Result<(), String> {
        for life in &tables.lives {
            let (group, version, kind) = &life.name;
            for text in [group, version, kind, &life.replacement] {
                let text = self.text(text)?;
                self.long(Section::Lives, text);
            }
            for value in [life.since, life.deprecated, life.removed, 0] {
                self.short(Section::Lives, value);
            }
        }
        Ok(())
    }

    /// A gate's name among the items: 0 for none, otherwise one more than its row.
    fn gate(&mut self, name: Option<&str>) -> Result<u16, String> {
        let Some(name) = name else { return Ok(0) };
        Ok(self.json(name)? + 1)
    }

    fn shape(&mut self, shape: &Shape) -> Result<u16, String> {
        let (tag, merge, of, list) = match shape {
            Shape::Ref(name) => self.reference(name)?,
            Shape::Map(merge, values) => (Tag::Map, *merge, self.shape(values)?, 0),
            Shape::List(merge, keys, items) => (Tag::List, *merge, self.shape(items)?, self.list(keys)?),
            Shape::String(values) => (Tag::String, ListType::Unsaid, 0, self.list(values)?),
            Shape::Int32 => (Tag::Int32, ListType::Unsaid, 0, 0),
            Shape::Int64 => (Tag::Int64, ListType::Unsaid, 0, 0),
            Shape::Double => (Tag::Double, ListType::Unsaid, 0, 0),
            Shape::Bool => (Tag::Bool, ListType::Unsaid, 0, 0),
            Shape::Bytes => (Tag::Bytes, ListType::Unsaid, 0, 0),
        };
        let [of, list] = [of.to_le_bytes(), list.to_le_bytes()];
        let row = [tag as u8, merge as u8, of[0], of[1], list[0], list[1]];
        if let Some(known) = self.types.get(&row) {
            return Ok(*known);
        }
        let index = self.rows(Section::Types)?;
        self.sections[Section::Types as usize].extend(row);
        self.types.insert(row, index);
        Ok(index)
    }

    /// A definition, or one of those that Go reads with code of their own (`UnmarshalJSON`).
    fn reference(&mut self, name: &str) -> Result<(Tag, ListType, u16, u16), String> {
        let (package, short) = name.rsplit_once('.').unwrap_or(("", name));
        let tag = match short {
            "Quantity" => Tag::Quantity,
            "IntOrString" => Tag::IntOrString,
            "Time" => Tag::Time,
            "MicroTime" => Tag::MicroTime,
            "RawExtension" | "JSON" | "FieldsV1" | "Patch" => Tag::Any,
            "JSONSchemaPropsOrBool" => Tag::SchemaOrBool,
            "JSONSchemaPropsOrArray" => Tag::SchemaOrArray,
            "JSONSchemaPropsOrStringArray" => Tag::SchemaOrStrings,
            _ => Tag::Struct,
        };
        let of = match tag {
            Tag::Struct => self.definition(name)?,
            Tag::SchemaOrBool | Tag::SchemaOrArray | Tag::SchemaOrStrings => {
                self.definition(&format!("{package}.{SCHEMA}"))?
            }
            _ => 0,
        };
        Ok((tag, ListType::Unsaid, of, 0))
    }

    fn definition(&self, name: &str) -> Result<u16, String> {
        self.definitions.get(name).copied().ok_or(format!("no definition `{name}`"))
    }

    /// A list of texts; 0 for none.
    fn list(&mut self, texts: &[String]) -> Result<u16, String> {
        if texts.is_empty() {
            return Ok(0);
        }
        if let Some(known) = self.lists.get(texts) {
            return Ok(*known);
        }
        let first = self.rows(Section::Items)?;
        for text in texts {
            let text = self.text(text)?;
            self.long(Section::Items, text);
        }
        self.short(Section::Lists, first);
        self.short(Section::Lists, number(texts.len())?);
        let index = self.rows(Section::Lists)?;
        self.lists.insert(texts.to_vec(), index);
        Ok(index)
    }

    fn json(&mut self, json: &str) -> Result<u16, String> {
        if let Some(known) = self.defaults.get(json) {
            return Ok(*known);
        }
        let index = self.rows(Section::Items)?;
        let text = self.text(json)?;
        self.long(Section::Items, text);
        self.defaults.insert(json.to_owned(), index);
        Ok(index)
    }

    fn text(&mut self, text: &str) -> Result<u32, String> {
        if let Some(known) = self.texts.get(text) {
            return Ok(*known);
        }
        let length = u8::try_from(text.len()).map_err(|_| format!("`{text}` is longer than 255 bytes"))?;
        let bytes = &mut self.sections[Section::Text as usize];
        let offset = u32::try_from(bytes.len()).ok().filter(|o| *o < 1 << 24).ok_or("too much text")?;
        bytes.extend(text.as_bytes());
        let text_ref = offset | u32::from(length) << 24;
        self.texts.insert(text.to_owned(), text_ref);
        Ok(text_ref)
    }

    fn rows(&self, section: Section) -> Result<u16, String> {
        number(self.sections[section as usize].len() / section.row())
    }

    fn short(&mut self, section: Section, value: u16) {
        self.sections[section as usize].extend(value.to_le_bytes());
    }

    fn long(&mut self, section: Section, value: u32) {
        self.sections[section as usize].extend(value.to_le_bytes());
    }

    fn finish(self) -> Result<Vec<u8>, String> {
        let mut out = MAGIC.to_vec();
        let mut offset = MAGIC.len() + self.sections.len() * 8;
        for (section, bytes) in Section::ALL.into_iter().zip(&self.sections) {
            let rows = bytes.len() / section.row();
            for value in [offset, rows] {
                out.extend(u32::try_from(value).map_err(|_| "too large")?.to_le_bytes());
            }
            offset += bytes.len();
        }
        out.extend(self.sections.concat());
        Ok(out)
    }
}

fn number(value: usize) -> Result<u16, String> {
    u16::try_from(value).map_err(|_| "more rows than the layout has numbers for".to_owned())
}
