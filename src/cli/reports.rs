//! Which formats go where: `--format` and `--output`, each of which may be given several times.

use std::ffi::OsString;
use std::io::{BufWriter, Write};

use clap::ArgMatches;

use super::color::{ColorChoice, look_of_file};
use crate::discover::SourceFile;
use crate::report::{FORMATS, Format, View};

/// One report that is asked for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// How it is written.
    pub format: &'static Format,
    /// The file to write to; standard output where there is none.
    pub to: Option<OsString>,
}

/// The reports that a command line asks for. An `--output` belongs to the `--format` before it, or where there are as many
/// of one as of the other, to that at its place (kube-linter's pairs).
///
/// # Errors
/// In words, where an output has no format, or two documents were to share standard output.
pub(super) fn wanted(matches: &ArgMatches) -> Result<Vec<Wanted>, String> {
    let placed = |name: &str| matches.indices_of(name).into_iter().flatten().collect::<Vec<usize>>();
    let given = matches.value_source("format") == Some(clap::parser::ValueSource::CommandLine);
    let formats: Vec<&'static Format> = matches.get_many("format").into_iter().flatten().copied().collect();
    let outputs: Vec<OsString> = matches.get_many("output").into_iter().flatten().cloned().collect();
    let own = if given { formats } else { by_itself(outputs.is_empty()) };
    let mut wanted: Vec<Wanted> = own.into_iter().map(|format| Wanted { format, to: None }).collect();
    let at = placed("format");
    let paired = outputs.len() == wanted.len() || !given;
    for (number, (output, place)) in outputs.into_iter().zip(placed("output")).enumerate() {
        let before = at.iter().filter(|format| **format < place).count().checked_sub(1);
        let whose = if paired { Some(number) } else { before };
        let Some(wanted) = whose.and_then(|at| wanted.get_mut(at)) else {
            return Err(format!("--output {}: which --format is it of?", output.to_string_lossy()));
        };
        if wanted.to.is_some() {
            return Err(format!("--format {}: two files for one format", wanted.format.name));
        }
        wanted.to = (output != "-").then_some(output);
    }
    let on_screen: Vec<&Format> = wanted.iter().filter(|w| w.to.is_none()).map(|w| w.format).collect();
    if on_screen.len() > 1
        && let Some(whole) = on_screen.iter().find(|format| format.whole)
    {
        return Err(format!(
            "--format {}: nothing else fits beside it on standard output; name an --output",
            whole.name
        ));
    }
    Ok(wanted)
}

/// The formats where none is asked for: text, and on GitHub's runners what its pages read, too.
fn by_itself(on_screen: bool) -> Vec<&'static Format> {
    let runner = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let beside = Format::named("github").filter(|_| runner && on_screen);
    std::iter::once(&FORMATS[0]).chain(beside).collect()
}

/// Sees to it that no report is written over what it is about.
///
/// # Errors
/// In words, where one would be.
pub(super) fn keep_off(wanted: &[Wanted], files: &[SourceFile]) -> Result<(), String> {
    for path in wanted.iter().filter_map(|wanted| wanted.to.as_ref()).map(std::path::Path::new) {
        let Ok(real) = path.canonicalize() else { continue };
        let same = |file: &&SourceFile| {
            let own = std::path::Path::new(&file.path);
            own.file_name() == path.file_name() && own.canonicalize().is_ok_and(|own| own == real)
        };
        if let Some(file) = files.iter().find(same) {
            return Err(format!("--output {}: this is what is checked; it is not written over", file.path));
        }
    }
    Ok(())
}

/// Writes every report, those that have no file to `out`.
///
/// # Errors
/// In words, where one cannot be written. A reader that has seen enough (`| head`) is no failure.
pub(super) fn write(wanted: &[Wanted], view: View<'_>, color: ColorChoice, out: &mut dyn Write) -> Result<(), String> {
    for Wanted { format, to } in wanted {
        let Some(path) = to else {
            match format.report(view, out).and_then(|()| out.flush()) {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    return Err(format!("cannot write: {error}"));
                }
                _ => continue,
            }
        };
        let told = |error: std::io::Error| format!("{}: {error}", path.to_string_lossy());
        let look = look_of_file(color);
        let mut file = BufWriter::new(std::fs::File::create(path).map_err(told)?);
        format.report(View { look, ..view }, &mut file).and_then(|()| file.flush()).map_err(told)?;
    }
    Ok(())
}

/// Whether what is on the screen says in words what was done.
pub(super) fn are_for_people(wanted: &[Wanted]) -> bool {
    wanted.iter().any(|wanted| wanted.to.is_none() && wanted.format.name == FORMATS[0].name)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::super::args::Cli;
    use super::*;

    fn read(line: &str) -> Result<Vec<(&'static str, Option<String>)>, String> {
        let words = format!("plimsoll lint a {line}");
        let matches = Cli::command().try_get_matches_from(words.split(' ').filter(|w| !w.is_empty())).unwrap();
        let to = |w: Wanted| (w.format.name, w.to.map(|to| to.to_string_lossy().into_owned()));
        wanted(matches.subcommand().unwrap().1).map(|wanted| wanted.into_iter().map(to).collect())
    }

    #[test]
    fn each_output_is_of_the_format_before_it() {
        let some = |name: &str| Some(name.to_owned());
        assert_eq!(read("--format json --output a"), Ok(vec![("json", some("a"))]));
        assert_eq!(read("--output a --format json"), Ok(vec![("json", some("a"))]));
        assert_eq!(read("--output a"), Ok(vec![("pretty", some("a"))]));
        assert_eq!(read("-o json"), Ok(vec![("json", None)]));
        assert_eq!(read("--format text --format json --output a"), Ok(vec![("pretty", None), ("json", some("a"))]));
        assert_eq!(read("--format json --output a --format text"), Ok(vec![("json", some("a")), ("pretty", None)]));
        let pairs = Ok(vec![("json", some("a")), ("pretty", some("b"))]);
        assert_eq!(read("--format json --format text --output a --output b"), pairs);
        assert_eq!(read("--format json --output -"), Ok(vec![("json", None)]));
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        assert!(read("--format json --format text").unwrap_err().contains("nothing else fits"));
        assert!(read("--format json --output a --output b").is_err());
        assert!(read("--output a --output b").is_err());
    }
}
