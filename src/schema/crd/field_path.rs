//! Paths such as `.spec.ports['http']` into a schema, name by name: `apiserver/schema/cel/validation.go`,
//! `ValidFieldPath`, whose caller sees whether the schema has what is named.

/// The names of a path, in order; an error is the last that is told.
#[derive(Clone, Debug)]
pub struct Steps<'p> {
    rest: &'p str,
    /// Whether names may stand in brackets.
    brackets: bool,
    /// Whether a bracket is open.
    open: bool,
}

impl<'p> Steps<'p> {
    /// The names of `path`.
    pub fn of(path: &'p str, brackets: bool) -> Self {
        Steps { rest: path, brackets, open: false }
    }

    /// A delimiter, a text in quotes with whatever is in it, or a text up to the next delimiter.
    fn token(&mut self) -> Option<&'p str> {
        let bytes = self.rest.as_bytes();
        let is_delimiter = |b: &u8| matches!(b, b'.' | b'[' | b']');
        let length = match bytes.first()? {
            b'\'' => (1..bytes.len()).find(|i| bytes[*i] == b'\'' && bytes[i - 1] != b'\\').map(|i| i + 1),
            first if is_delimiter(first) => Some(1),
            _ => bytes.iter().position(|b| is_delimiter(b)),
        };
        let (token, rest) = self.rest.split_at(length.unwrap_or(bytes.len()));
        self.rest = rest;
        Some(token)
    }

    fn step(&mut self) -> Result<Option<String>, String> {
        const END: &str = "unexpected end of JSON path";
        if self.open {
            self.open = false;
            match self.token().ok_or(END)? {
                "]" => {}
                other => return Err(format!("expected ] but got {other}")),
            }
        }
        match self.token() {
            None => Ok(None),
            Some("[") if !self.brackets => Err("array notation is not allowed".to_owned()),
            Some("[") => {
                self.open = true;
                let token = self.token().ok_or(END)?;
                let quoted = token.strip_prefix('\'').and_then(|inner| inner.strip_suffix('\''));
                let quoted = quoted.ok_or_else(|| format!("expected single quoted string but got {token}"))?;
                unescape(quoted).map(Some)
            }
            Some(".") => Ok(Some(self.token().ok_or(END)?.to_owned())),
            Some(other) => Err(format!("expected [ or . but got: {other}")),
        }
    }
}

impl Iterator for Steps<'_> {
    type Item = Result<String, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step().transpose();
        if matches!(step, Some(Err(_))) {
            (self.rest, self.open) = ("", false);
        }
        step
    }
}

/// `unescapeSingleQuote`
fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        // What ends in a backslash, and a backslash before the end of a line, is as it stands.
        let escaped = chars.as_str().chars().next().filter(|next| c == '\\' && *next != '\n');
        let Some(escaped) = escaped else {
            out.push(c);
            continue;
        };
        chars.next();
        out.push(match escaped {
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0C',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0B',
            '\'' | '\\' => escaped,
            other => return Err(format!("invalid string literal: invalid escape char \\{other}")),
        });
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::Steps;

    #[test]
    fn paths_come_to_an_end() {
        for (path, expected) in [
            ("", &[][..]),
            (".a.b", &["a", "b"]),
            (".a['b']", &["a", "b"]),
            (".m['a.b[0]'].c", &["m", "a.b[0]", "c"]),
            (r".m['it\'s']", &["m", "it's"]),
            (r".m['a\\']", &["m", "!expected single quoted string but got 'a\\\\']"]),
            (r".m['\q']", &["m", r"!invalid string literal: invalid escape char \q"]),
            (r".m['\n']", &["m", "\n"]),
            (".l[0]", &["l", "!expected single quoted string but got 0"]),
            (".l[", &["l", "!unexpected end of JSON path"]),
            (".l['a'", &["l", "a", "!unexpected end of JSON path"]),
            (".l['a'.", &["l", "a", "!expected ] but got ."]),
            (".l[']", &["l", "!expected single quoted string but got ']"]),
            ("a", &["!expected [ or . but got: a"]),
            ("a.b", &["!expected [ or . but got: a"]),
            (".a ", &["a "]),
            (".", &["!unexpected end of JSON path"]),
            ("..a", &[".", "!expected [ or . but got: a"]),
            (".a]", &["a", "!expected [ or . but got: ]"]),
            (".'a.b'", &["'a.b'"]),
        ] {
            let told: Vec<String> =
                Steps::of(path, true).map(|step| step.unwrap_or_else(|e| format!("!{e}"))).collect();
            assert_eq!(told, expected, "{path}");
        }
        let told: Vec<_> = Steps::of(".a['b']", false).collect();
        assert_eq!(told, [Ok("a".to_owned()), Err("array notation is not allowed".to_owned())]);
    }
}
