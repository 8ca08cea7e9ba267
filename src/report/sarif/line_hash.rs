//! The `primaryLocationLineHash` of each line, as GitHub's code scanning computes it (`fingerprints.ts` of codeql-action).
//! A log that comes without it is given it there; where it comes with another, each result is warned of.

use std::collections::HashMap;

/// Characters that a line's hash is made of, from its first on.
const WINDOW: usize = 100;

/// The base of the polynomial.
const BASE: u64 = 37;

/// What stands for the end of a file.
const END: u16 = u16::MAX;

/// The hash of each line: sixteen hexadecimal digits at most, a colon, and which of the lines with that hash it is. The
/// hash is that of the next hundred UTF-16 units of the file that are neither blanks nor tabs, each line's end one of
/// them; behind the end of the file there are zeros.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let (units, starts) = units(text);
    let unit = |at: usize| units.get(at).copied().map_or(0, u64::from);
    let leaving = (0..WINDOW).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = (0..WINDOW).fold(0u64, |hash, at| hash.wrapping_mul(BASE).wrapping_add(unit(at)));
    let mut at = 0;
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut hashes = Vec::with_capacity(starts.len());
    for start in starts {
        while at < start {
            hash = hash.wrapping_mul(BASE).wrapping_add(unit(at + WINDOW));
            hash = hash.wrapping_sub(leaving.wrapping_mul(unit(at)));
            at += 1;
        }
        let number = seen.entry(hash).or_default();
        *number += 1;
        hashes.push(format!("{hash:x}:{number}"));
    }
    hashes
}

/// The units that count, and which of them begin a line.
fn units(text: &str) -> (Vec<u16>, Vec<usize>) {
    let (mut units, mut starts) = (Vec::with_capacity(text.len() + 1), vec![0]);
    let mut after_return = false;
    for unit in text.encode_utf16() {
        let feed = unit == u16::from(b'\n');
        let skipped = unit == u16::from(b' ') || unit == u16::from(b'\t') || (after_return && feed);
        after_return = !skipped && unit == u16::from(b'\r');
        if skipped {
            continue;
        }
        units.push(if after_return { u16::from(b'\n') } else { unit });
        if feed || after_return {
            starts.push(units.len());
        }
    }
    units.push(END);
    (units, starts)
}

#[cfg(test)]
mod tests {
    use super::line_hashes;

    #[test]
    fn they_are_those_of_code_scanning() {
        let table: [(&str, &[&str]); 4] = [
            ("", &["c129715d7a2bc9a3:1"]),
            (
                " a\nb\n  \t\tc\n d",
                &["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
            ),
            (
                " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
                &[
                    "e9496ae3ebfced30:1",
                    "fb7c023a8b9ccb3f:1",
                    "ce8ba1a563dcdaca:1",
                    "e20e36e16fcb0cc8:1",
                    "b3edc88f2938467e:1",
                    "c8e28b0b4002a3a0:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
            (
                "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
                &[
                    "e54938cc54b302f1:1",
                    "bb609acbe9138d60:1",
                    "1131fd5871777f34:1",
                    "5c482a0f8b35ea28:1",
                    "54517377da7028d2:1",
                    "2c644846cb18d53e:1",
                    "f1b89f20de0d133:1",
                    "c129715d7a2bc9a3:1",
                ],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(line_hashes(text), expected, "{text:?}");
        }
        let repeated = line_hashes(&"Lorem ipsum dolor sit amet.\n".repeat(10));
        assert_eq!(repeated[4..7], ["a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6", "a7f2ff1481e87703:1"]);
    }
}
