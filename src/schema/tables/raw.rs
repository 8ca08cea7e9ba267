//! Reading numbers and texts of the tables in place.

use super::layout::{MAGIC, Section};

static BYTES: &[u8] = include_bytes!("../../../schemas/kubernetes.bin");

/// Where a section begins, and how many rows it has.
#[derive(Clone, Copy)]
struct Place {
    start: usize,
    rows: usize,
}

/// Found while compiling, so that nothing is left to do at run time.
static PLACES: [Place; Section::ALL.len()] = places(BYTES);

const fn places(bytes: &[u8]) -> [Place; Section::ALL.len()] {
    let mut places = [Place { start: 0, rows: 0 }; Section::ALL.len()];
    let mut section = 0;
    while section < places.len() {
        let at = MAGIC.len() + section * 8;
        places[section] = Place { start: long(bytes, at) as usize, rows: long(bytes, at + 4) as usize };
        section += 1;
    }
    places
}

const fn short(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

const fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// One row of a section.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Row(usize);

impl Row {
    pub(super) fn of(section: Section, index: u16) -> Row {
        Row(PLACES[section as usize].start + usize::from(index) * section.row())
    }

    pub(super) fn byte(self, offset: usize) -> u8 {
        BYTES[self.0 + offset]
    }

    pub(super) fn number(self, offset: usize) -> u16 {
        short(BYTES, self.0 + offset)
    }

    pub(super) fn text(self, offset: usize) -> &'static str {
        std::str::from_utf8(self.bytes(offset)).expect("the generator writes texts only")
    }

    /// The bytes of a text: comparing needs no more.
    #[inline]
    pub(super) fn bytes(self, offset: usize) -> &'static [u8] {
        let text = long(BYTES, self.0 + offset);
        let start = PLACES[Section::Text as usize].start + (text & 0xFF_FFFF) as usize;
        &BYTES[start..start + (text >> 24) as usize]
    }
}

/// Number of rows.
pub(super) fn rows(section: Section) -> u16 {
    PLACES[section as usize].rows as u16
}

#[cfg(test)]
pub(super) fn bytes() -> &'static [u8] {
    BYTES
}
