//! Text to trees. Every key, value, item and comment knows its bytes; broken input is data, never a failure.

pub(crate) mod base64;
mod comments;
mod conflict;
mod cooked;
mod damage;
#[cfg(test)]
mod differential;
mod draft;
mod fast;
mod grammar;
mod json;
mod limits;
mod lines;
mod node;
mod parse;
mod recover;
mod rules;
mod scalar;
mod separator;
mod slow;
mod stream;
mod survey;
mod tree;
mod unfilled;
mod values;
mod wide;

pub use damage::{
    Alike, alike, doubled_dashes, fallen_texts, has_no_width, is_odd, is_smart_quote, shifts, smart_quote,
};
pub(crate) use damage::{BLOCK_INDENTATION, DASH_SPACE, INDENTATION, ODD_SPACE, SMART_QUOTE, SWALLOWED_VALUE};
pub use draft::Draft;
pub use json::{json, json_line, node_json, unread_line};
pub use limits::Limits;
pub use lines::{LineIndex, Position};
pub use node::{Entry, Node, Step};
pub use parse::{parse, parse_part};
pub use recover::{mended_by, other_mends};
pub use rules::RULES;
pub use stream::stream;
pub use tree::{Document, Duplicate, Kind, Style};
pub use unfilled::{is_filled_by_template, is_template, unfilled};
pub(crate) use values::JSON;
