//! What is wrong in an expression, and how cel-go prints it.

/// Something wrong in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The byte of the expression at which the server points; none where it points nowhere.
    pub at: Option<u32>,
    /// The first byte, and the one after the last, of the part that is wrong.
    pub span: (u32, u32),
    /// In cel-go's words.
    pub message: String,
}

impl Issue {
    /// Something wrong at a byte, of a part of the expression.
    pub fn new(at: u32, span: (u32, u32), message: impl Into<String>) -> Self {
        Issue { at: Some(at), span, message: message.into() }
    }

    /// Something wrong with the whole, of which the server names no place.
    pub fn of_all(message: impl Into<String>) -> Self {
        Issue { at: None, span: (0, 0), message: message.into() }
    }
}

/// Issues as cel-go prints them (`common/error.go`): place, message, the line, and a pointer below it. In order of their
/// places.
pub fn printed(expression: &str, issues: &[Issue]) -> String {
    let mut sorted: Vec<&Issue> = issues.iter().take(ISSUES_MAX).collect();
    sorted.sort_by_key(|issue| issue.at);
    let mut lines: Vec<String> = sorted.iter().map(|issue| one(expression, issue)).collect();
    if issues.len() > ISSUES_MAX {
        lines.push(format!("{} more errors were truncated", issues.len() - ISSUES_MAX));
    }
    lines.join("\n")
}

/// Issues that are printed at the most.
const ISSUES_MAX: usize = 100;

/// Bytes of a line beyond which it is not shown.
const LINE_MAX: usize = 16384;

fn one(expression: &str, issue: &Issue) -> String {
    let message = &issue.message;
    let Some(at) = issue.at else { return format!("ERROR: <input>:-1:0: {message}") };
    let at = (at as usize).min(expression.len());
    let before = expression.get(..at).unwrap_or(expression);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let number = before.matches('\n').count() + 1;
    let line = expression[start..].split('\n').next().unwrap_or_default();
    let column = before[start..].chars().count();
    let said = format!("ERROR: <input>:{number}:{}: {message}", column + 1);
    if line.len() > LINE_MAX {
        return said;
    }
    // A sign of more than one byte is taken to be twice as wide.
    let dots: String = before[start..].chars().map(|c| if c.is_ascii() { '.' } else { '．' }).collect();
    let wide = expression[at..].chars().next().is_some_and(|c| !c.is_ascii());
    let pointer = if wide { '＾' } else { '^' };
    let line = line.replace('\t', " ");
    format!("{said}\n | {line}\n | {dots}{pointer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_cel_go() {
        let issue = Issue::new(9, (9, 18), "undefined field 'replicas'");
        assert_eq!(
            printed("variables.replicas", &[issue]),
            "ERROR: <input>:1:10: undefined field 'replicas'\n | variables.replicas\n | .........^"
        );
        let issue = Issue::new(5, (5, 7), "Syntax error: token recognition error at: 'é'");
        assert_eq!(
            printed("self.é == 'v'", &[issue]),
            "ERROR: <input>:1:6: Syntax error: token recognition error at: 'é'\n | self.é == 'v'\n | .....＾"
        );
        let issue = Issue::new(8, (8, 9), "x");
        assert_eq!(printed("a &&\n\t b", &[issue]), "ERROR: <input>:2:4: x\n |   b\n | ...^");
        assert_eq!(printed("a", &[Issue::of_all("x")]), "ERROR: <input>:-1:0: x");
    }
}
