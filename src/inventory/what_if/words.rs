//! Words as a shell would split them: quotes and backslashes are understood, nothing else of the shell is.

/// The words of each command; commands are parted by `&&`, `;` and ends of lines outside quotes.
///
/// # Errors
/// A quote that is not closed.
pub(super) fn commands(text: &str) -> Result<Vec<Vec<String>>, String> {
    let (mut all, mut words, mut word, mut quote) = (Vec::new(), Vec::new(), None::<String>, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('"') | None, '\\') => match chars.next() {
                // A line that goes on.
                Some('\n') => {}
                Some(next) => {
                    let word: &mut String = word.get_or_insert_default();
                    // Between double quotes a backslash is one, but before what it can take the meaning of.
                    if quote.is_some() && !matches!(next, '"' | '\\' | '$' | '`') {
                        word.push('\\');
                    }
                    word.push(next);
                }
                None => word.get_or_insert_default().push('\\'),
            },
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ';' | '\n') => {
                words.extend(word.take());
                all.push(std::mem::take(&mut words));
            }
            (None, '&') if chars.peek() == Some(&'&') => {
                chars.next();
                words.extend(word.take());
                all.push(std::mem::take(&mut words));
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    words.extend(word);
    all.push(words);
    let several = all.len() > 1;
    all.retain(|words| !several || !words.is_empty());
    Ok(all)
}
