//! `plimsoll man`: the manual, a page for the program and one for each command, made of the flags themselves.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::args::Cli;
use super::{End, put, say};

/// Which page, and where to.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command whose page is printed [default: the page of the program]
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    pub command: Option<String>,

    /// Write all pages into this folder, which is made where it is not there
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
}

/// What each exit status says.
const STATUS: [(&str, &str); 3] =
    [("0", "Nothing is at or above the failing severity."), ("1", "Findings."), ("2", "The run itself failed.")];

/// Which variables are looked at, and for what.
const ENVIRONMENT: [(&str, &str); 4] = [
    ("NO_COLOR", "Set to anything but 0: no colours, unless --color asks for them."),
    ("CLICOLOR_FORCE, FORCE_COLOR", "Set to anything but 0: colours where there is no terminal, too."),
    ("COLUMNS", "How wide reports are drawn on a terminal."),
    ("GITHUB_ACTIONS", "Set to true: without a --format, what GitHub's pages read is printed beside the text."),
];

/// Which files are looked at without being named.
const FILES: [(&str, &str); 1] = [(
    crate::config::FILES[0],
    "The configuration, looked for from the working folder upwards. Flags win over it, --no-config leaves it out.",
)];

/// What people do most.
const EXAMPLES: [(&str, &str); 4] = [
    ("plimsoll check .", "Validate all manifests of a folder and place their pods on the nodes that it declares."),
    ("plimsoll lint --kubernetes-version 1.30,1.36 deploy/", "Validate against two versions."),
    ("helm template chart/ | plimsoll check - --nodes cluster.yaml", "Check what a chart comes to."),
    ("plimsoll explain unknown-field", "Read about a rule."),
];

/// Prints a page, or writes all of them.
pub(super) fn run(args: &ManArgs) -> Result<End, String> {
    let mut whole = Cli::described()
        .disable_help_subcommand(true)
        .subcommand_help_heading("COMMANDS")
        .subcommand_value_name("command");
    whole.build();
    let Some(folder) = &args.output else {
        put(&page(&chosen(whole, args.command.as_deref())?)?)?;
        return Ok(End::Clean);
    };
    let cannot = |path: &PathBuf, why: std::io::Error| format!("{}: {why}", path.display());
    std::fs::create_dir_all(folder).map_err(|why| cannot(folder, why))?;
    let commands = std::iter::once(&whole).chain(whole.get_subcommands());
    let mut pages = 0;
    for command in commands.filter(|command| !command.is_hide_set()) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        std::fs::write(&path, page(command)?).map_err(|why| cannot(&path, why))?;
        pages += 1;
    }
    say(&format!("{} written into {}", crate::model::count(pages, "page"), folder.display()));
    Ok(End::Clean)
}

/// The command of that name; the program itself where none is named.
fn chosen(whole: clap::Command, name: Option<&str>) -> Result<clap::Command, String> {
    let Some(name) = name else { return Ok(whole) };
    match whole.find_subcommand(name) {
        Some(command) => Ok(command.clone()),
        None => Err(format!("there is no command `{name}`; `plimsoll help` lists them")),
    }
}

/// One page in roff.
fn page(command: &clap::Command) -> Result<String, String> {
    let man = Man::new(command.clone()).manual("plimsoll").source(format!("plimsoll {}", env!("CARGO_PKG_VERSION")));
    let program = command.has_subcommands();
    let mut bytes = Vec::new();
    let parts = |out: &mut Vec<u8>| {
        man.render_title(out)?;
        man.render_name_section(out)?;
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)?;
        if program {
            man.render_subcommands_section(out)?;
        }
        let mut more = Roff::new();
        terms(&mut more, "EXIT STATUS", &STATUS);
        if program {
            terms(&mut more, "ENVIRONMENT", &ENVIRONMENT);
            terms(&mut more, "FILES", &FILES);
            terms(&mut more, "EXAMPLES", &EXAMPLES);
            more.to_writer(out)?;
            man.render_version_section(out)
        } else {
            more.control("SH", ["SEE ALSO"]);
            more.text([bold("plimsoll"), roman("(1)")]);
            more.to_writer(out)
        }
    };
    parts(&mut bytes).map_err(|why| why.to_string())?;
    String::from_utf8(bytes).map_err(|why| why.to_string())
}

/// A section of terms and what they mean.
fn terms(roff: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (term, meaning) in rows {
        roff.control("TP", []);
        roff.text([bold(*term)]);
        roff.text([roman(*meaning)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_its_page_and_no_other() {
        let mut whole = Cli::described();
        whole.build();
        let text = page(&chosen(whole.clone(), None).unwrap()).unwrap();
        assert!(text.contains("plimsoll\\-check(1)") && text.contains("EXIT STATUS"), "{text}");
        let text = page(&chosen(whole.clone(), Some("check")).unwrap()).unwrap();
        assert!(text.contains("\\-\\-what\\-if") && text.contains("SEE ALSO"), "{text}");
        assert!(chosen(whole, Some("chek")).unwrap_err().contains("`chek`"));
    }
}
