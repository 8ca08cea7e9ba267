//! A pattern's own alphabet: characters that it never tells apart are one byte. An automaton over bytes of UTF-8 takes
//! thousands of states for one `\p{L}`, and that for each of `\p{L}{1,128}`; over these bytes it takes one.

use regex_syntax::hir::{ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange};

/// Steps that are made to find the alphabet.
const STEPS: usize = 4 << 20;

/// Which byte stands for which character.
#[derive(Clone, Debug)]
pub(super) struct Alphabet {
    /// The first character of each run that has the same byte, sorted.
    runs: Vec<(char, u8)>,
    ascii: [u8; 128],
}

impl Alphabet {
    /// One that tells `classes` apart, and what lines and words end at; `None` where there are too many letters.
    pub(super) fn of(classes: &[ClassUnicode]) -> Option<Self> {
        let range = ClassUnicodeRange::new;
        let word = ClassUnicode::new([range('0', '9'), range('A', 'Z'), range('_', '_'), range('a', 'z')]);
        let line = ClassUnicode::new([range('\n', '\n')]);
        let all = || classes.iter().chain([&word, &line]);
        let mut starts: Vec<char> = all().flat_map(|class| class.iter().flat_map(edges)).chain(['\0']).collect();
        starts.sort_unstable();
        starts.dedup();
        // Each class splits the letters so far into those within and those without.
        let mut letters = vec![0usize; starts.len()];
        let (mut count, mut steps) = (1, 0);
        for class in all() {
            let mut split: Vec<Option<usize>> = vec![None; count];
            for range in class.iter() {
                let from = starts.partition_point(|start| *start < range.start());
                let to = starts.partition_point(|start| *start <= range.end());
                steps += to - from;
                for letter in &mut letters[from..to] {
                    let new = *split[*letter].get_or_insert_with(|| {
                        count += 1;
                        count - 1
                    });
                    *letter = new;
                }
            }
            // Where nothing is left without, the new letter takes the place of the old.
            steps += letters.len();
            count = renumber(&mut letters, count);
            if count > 256 || steps > STEPS {
                return None;
            }
        }
        bytes(starts, &letters, count)
    }

    /// The byte of a character.
    pub(super) fn byte(&self, c: char) -> u8 {
        if c.is_ascii() {
            return self.ascii[c as usize];
        }
        let after = self.runs.partition_point(|(start, _)| *start <= c);
        self.runs[after.saturating_sub(1)].1
    }

    /// A class in this alphabet, which must have been made for it.
    pub(super) fn class(&self, class: &ClassUnicode) -> ClassBytes {
        let mut ranges = Vec::new();
        for range in class.iter() {
            let from = self.runs.partition_point(|(start, _)| *start < range.start());
            let to = self.runs.partition_point(|(start, _)| *start <= range.end());
            ranges.extend(self.runs[from..to].iter().map(|(_, byte)| ClassBytesRange::new(*byte, *byte)));
        }
        ClassBytes::new(ranges)
    }

    /// Bytes that it takes.
    pub(super) fn memory_usage(&self) -> usize {
        size_of::<Self>() + self.runs.len() * size_of::<(char, u8)>()
    }
}

/// Where a range begins, and where what follows it does.
fn edges(range: &ClassUnicodeRange) -> impl Iterator<Item = char> {
    let after = (range.end()..=char::MAX).nth(1);
    std::iter::once(range.start()).chain(after)
}

/// Numbers letters without gaps, in the order in which they are met; how many there are.
fn renumber(letters: &mut [usize], most: usize) -> usize {
    let mut numbers = vec![None; most];
    let mut next = 0;
    for letter in letters {
        *letter = *numbers[*letter].get_or_insert_with(|| {
            next += 1;
            next - 1
        });
    }
    next
}

/// Gives each letter a byte: words of one byte still are words, and a newline is a newline.
fn bytes(starts: Vec<char>, letters: &[usize], count: usize) -> Option<Alphabet> {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let mut words = (0..=u8::MAX).filter(|b| is_word(*b));
    let mut others = (0..=u8::MAX).filter(|b| !is_word(*b) && *b != b'\n');
    let mut chosen = vec![None; count];
    let mut runs = Vec::with_capacity(starts.len());
    for (start, letter) in starts.into_iter().zip(letters) {
        if chosen[*letter].is_none() {
            chosen[*letter] = match u8::try_from(start) {
                Ok(b'\n') => Some(b'\n'),
                Ok(b) if is_word(b) => words.next(),
                _ => others.next(),
            };
        }
        runs.push((start, chosen[*letter]?));
    }
    let mut alphabet = Alphabet { runs, ascii: [0; 128] };
    for at in 0..128u8 {
        let after = alphabet.runs.partition_point(|(start, _)| *start <= char::from(at));
        alphabet.ascii[usize::from(at)] = alphabet.runs[after.saturating_sub(1)].1;
    }
    Some(alphabet)
}
