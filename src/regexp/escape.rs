//! Characters behind a backslash (`parseEscape`).

use super::error::{Error, Kind};
use super::parse::Parser;

impl Parser<'_> {
    /// The character that a backslash and what follows it stand for; it may be a surrogate.
    pub(super) fn character_escape(&mut self) -> Result<u32, Error> {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.next() else {
            return Err(Error { kind: Kind::TrailingBackslash, fragment: String::new(), at: start..self.at });
        };
        let meant = match c {
            'a' => Some(0x07),
            'f' => Some(0x0C),
            'n' => Some(0x0A),
            'r' => Some(0x0D),
            't' => Some(0x09),
            'v' => Some(0x0B),
            'x' => self.hexadecimal(),
            // One digit alone would be a reference to a group.
            '1'..='7' if !self.rest().starts_with(|c: char| c.is_digit(8)) => None,
            '0'..='7' => Some(self.octal(c)),
            _ => (c.is_ascii() && !c.is_ascii_alphanumeric()).then_some(u32::from(c)),
        };
        meant.map_or_else(|| self.wrong(Kind::Escape, start), Ok)
    }

    /// Up to two more digits.
    fn octal(&mut self, first: char) -> u32 {
        let mut value = first.to_digit(8).unwrap_or_default();
        for _ in 0..2 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else { break };
            value = value * 8 + digit;
            self.at += 1;
        }
        value
    }

    /// `\x7F` or `\x{10FFFF}`; of what is wrong as much is read as Go reads.
    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.next()?;
        if first != '{' {
            let second = self.next();
            return Some(first.to_digit(16)? * 16 + second?.to_digit(16)?);
        }
        let mut value = None;
        loop {
            match self.next()? {
                '}' => return value,
                c => {
                    let so_far = value.unwrap_or_default() * 16 + c.to_digit(16)?;
                    value = Some(so_far).filter(|value| *value <= u32::from(char::MAX));
                    value?;
                }
            }
        }
    }
}
